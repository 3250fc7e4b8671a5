// What stands beside a limit: monitoring (B4), guarantees (B5), reviews, and the check of an order.
#include <algorithm>

#include "domain/credit_account_standing.h"
#include "domain/credit_check.h"
#include "domain/credit_rules.h"
#include "domain/value_text.h"
#include "tenure/v1/credit_account.domain.h"

namespace tenure::credit_account {

using domain::DateText;

Decision Decide(const State& state, const v1::SetMonitoringPlan& command,
                const DecideContext& context) {
  const auto rules = domain::CreditRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  const std::uint32_t most = rules->policy.monitoring_every_days_max();
  if (command.every_days() > most) {
    return Decision::Refuse(v1::MONITORING_TOO_RARE, {{"most", std::to_string(most)}});
  }
  v1::MonitoringPlanSet event = EventOf(command);
  const Time next = rules->DaysFrom(context.now, command.every_days());
  // A new plan does not put off what the one before it asks for.
  const bool sooner = state.has_monitoring() && !state.monitoring().missed() &&
                      TimeOf(state.monitoring().next_due()) < next;
  *event.mutable_next_due() = sooner ? state.monitoring().next_due() : InstantOf(next);
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::RecordMonitoring& command,
                const DecideContext& context) {
  if (!state.has_monitoring()) return Decision::Refuse(v1::MONITORING_PLAN_MISSING);
  const auto rules = domain::CreditRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  v1::MonitoringRecorded event = EventOf(command);
  *event.mutable_next_due() =
      InstantOf(rules->DaysFrom(context.now, state.monitoring().every_days()));
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::RecordGuarantee& command,
                const DecideContext& context) {
  const bool known =
      std::any_of(state.guarantees().begin(), state.guarantees().end(),
                  [&](const auto& one) { return one.guarantee_id() == command.guarantee_id(); });
  if (known) return Decision::Refuse(v1::GUARANTEE_KNOWN, {{"id", command.guarantee_id()}});
  if (state.guarantees_size() >= kGuaranteesMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kGuaranteesMax)}});
  }
  const auto rules = domain::CreditRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  const Time expires_at = rules->EndOf(DateOf(command.expires_on()));
  if (expires_at <= context.now) {
    return Decision::Refuse(v1::GUARANTEE_OUT_OF_DATE,
                            {{"date", DateText(DateOf(command.expires_on()))}});
  }
  v1::GuaranteeRecorded event = EventOf(command);
  *event.mutable_expires_at() = InstantOf(expires_at);
  const std::string& currency = state.limit().currency();
  const bool counts = state.has_limit() && currency == command.amount().currency();
  event.set_guaranteed(Guaranteed(state, currency, context.now) +
                       (counts ? command.amount().minor() : 0));
  return Decision::Of(std::move(event));
}

Decision Decide(const State&, const v1::CheckCredit& command, const DecideContext& context) {
  const auto no = domain::CreditCheck(context, command.order_id(), command.amount());
  if (!no) return Decision::Of(EventOf(command));
  if (no->code == v1::NO_POLICY || no->code == v1::NO_RATE) return Decision::Refuse(*no);
  v1::CreditCheckBlocked blocked;
  blocked.set_order_id(command.order_id());
  *blocked.mutable_amount() = command.amount();
  blocked.set_code(no->code);
  return Decision::Of(std::move(blocked));
}

Decision Decide(const State& state, const v1::OpenCreditReview& command,
                const DecideContext& context) {
  if (!LimitLives(state, context.now)) return Unneeded(context, v1::CREDIT_NO_LIMIT);
  if (state.review() != Terms::TRIGGER_UNSPECIFIED) return Unneeded(context, v1::REVIEW_OPEN);
  State after = state;
  after.set_review(command.trigger());
  v1::CreditReviewOpened event = EventOf(command);
  *event.mutable_after() = AfterOf(after);
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::MonitoringPlanSet& event, const EventContext& context) {
  State::Monitoring* monitoring = state.mutable_monitoring();
  monitoring->set_every_days(event.every_days());
  *monitoring->mutable_next_due() = event.next_due();
  monitoring->set_missed(false);
  monitoring->set_planned_at(context.scope_sequence);
}

void Evolve(State& state, const v1::MonitoringRecorded& event, const EventContext&) {
  *state.mutable_monitoring()->mutable_next_due() = event.next_due();
  state.mutable_monitoring()->set_missed(false);
}

void Evolve(State& state, const v1::MonitoringMissed&, const EventContext&) {
  state.mutable_monitoring()->set_missed(true);
}

void Evolve(State& state, const v1::GuaranteeRecorded& event, const EventContext& context) {
  State::Guarantee* guarantee = state.add_guarantees();
  guarantee->set_guarantee_id(event.guarantee_id());
  guarantee->set_kind(event.kind());
  *guarantee->mutable_amount() = event.amount();
  *guarantee->mutable_expires_on() = event.expires_on();
  *guarantee->mutable_expires_at() = event.expires_at();
  guarantee->set_recorded_at(context.scope_sequence);
}

void EvolveBook(v1::Book& book, const v1::GuaranteeRecorded& event, const EventContext&) {
  book.mutable_credit()->set_guaranteed(event.guaranteed());
}

void Evolve(State& state, const v1::GuaranteeExpired& event, const EventContext&) {
  auto* guarantees = state.mutable_guarantees();
  guarantees->erase(
      std::remove_if(guarantees->begin(), guarantees->end(),
                     [&](const auto& one) { return one.guarantee_id() == event.guarantee_id(); }),
      guarantees->end());
}

void EvolveBook(v1::Book& book, const v1::GuaranteeExpired& event, const EventContext&) {
  book.mutable_credit()->set_guaranteed(event.guaranteed());
}

void Evolve(State&, const v1::CreditCheckPassed&, const EventContext&) {}

void Evolve(State&, const v1::CreditCheckBlocked&, const EventContext&) {}

void Evolve(State& state, const v1::CreditReviewOpened& event, const EventContext&) {
  state.set_review(event.trigger());
  state.set_standing(event.after().standing());
}

void EvolveBook(v1::Book& book, const v1::CreditReviewOpened& event, const EventContext&) {
  PutStanding(&book, event.after());
}

}  // namespace tenure::credit_account
