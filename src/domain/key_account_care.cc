// Executive visits (K5), promotions (K6), opinions on the rep (K7), incentives (K8), briefs (K9).
#include "domain/key_account_parts.h"
#include "domain/value_text.h"
#include "tenure/v1/key_account_practice.domain.h"

namespace tenure::key_account {

using domain::DateText;
using domain::KeyAccountRules;
using domain::YearOf;

namespace {

constexpr int kCurrenciesMax = 8;                                   // of a year in the book
constexpr std::int64_t kIncentivesMax = 1'000'000'000'000'000'000;  // below what 64 bits hold

const v1::KeyAccountPolicy::Incentive* FindIncentive(const KeyAccountRules& rules,
                                                     const std::string& name) {
  for (const auto& incentive : rules.policy.incentives()) {
    if (incentive.name() == name) return &incentive;
  }
  return nullptr;
}

// Up to how much one person grants it alone; nothing for a currency without a row.
std::int64_t AloneMax(const v1::KeyAccountPolicy::Incentive& incentive,
                      const std::string& currency) {
  for (const v1::Money& most : incentive.alone_max()) {
    if (most.currency() == currency) return most.minor();
  }
  return 0;
}

// Does the book's year have room for one more amount?
bool FitsYear(const v1::Book& book, std::uint32_t year, const v1::Money& amount) {
  const auto* row = FindBookYear(book, year);
  if (row == nullptr) return true;
  for (const v1::Money& held : row->incentives()) {
    if (held.currency() == amount.currency()) {
      return held.minor() <= kIncentivesMax - amount.minor();
    }
  }
  return row->incentives_size() < kCurrenciesMax;
}

}  // namespace

Decision Decide(const State& state, const v1::ScheduleExecutiveVisit& command,
                const DecideContext& context) {
  if (auto no = Designated(state)) return Decision::Refuse(*no);
  const auto known = Find(state.visits(), command.visit_id(), &State::Visit::visit_id);
  if (known != state.visits().end()) return Known("visit", command.visit_id());
  if (state.visits_size() >= kVisitsMax) return Full(kVisitsMax);
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (DateOf(command.planned_on()) < rules->Today(context.now)) {
    return Decision::Refuse(v1::DUE_IN_PAST);
  }
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::CompleteExecutiveVisit& command,
                const DecideContext& context) {
  if (auto no = Designated(state)) return Decision::Refuse(*no);
  const auto found = Find(state.visits(), command.visit_id(), &State::Visit::visit_id);
  if (found == state.visits().end()) return Unknown("visit", command.visit_id());
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  const Date visited = DateOf(command.visited_on());
  if (visited > rules->Today(context.now)) {
    return Decision::Refuse(v1::DATE_IN_FUTURE, {{"date", DateText(visited)}});
  }
  v1::ExecutiveVisitCompleted event = EventOf(command);
  event.set_executive(found->executive());
  *event.mutable_next_due() = InstantOf(
      rules->EndOf(visited + std::chrono::days(rules->policy.executive_visit_every_days())));
  *event.mutable_mark() = MarkOf(Terms::K5_EXECUTIVE_VISIT, visited);
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::CoDesignPromotion& command,
                const DecideContext& context) {
  if (auto no = MaySell(state, context)) return Decision::Refuse(*no);
  if (command.ends_on().days() < command.starts_on().days()) {
    return Decision::Refuse(v1::PROMOTION_DATES);
  }
  if (auto no = KnownPerson(context, "customer_approver", command.customer_approver())) {
    return Decision::Refuse(*no);
  }
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  v1::PromotionCoDesigned event = EventOf(command);
  *event.mutable_mark() = MarkOf(Terms::K6_PROMOTION, rules->Today(context.effective_at));
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::RecordRepFeedback& command,
                const DecideContext& context) {
  if (auto no = Designated(state)) return Decision::Refuse(*no);
  if (state.rep().empty()) return Decision::Refuse(v1::REP_MISSING);
  // K7: who is judged does not write the judgement, nor does anybody for him.
  if (context.actor.id == state.rep() || context.actor.on_behalf_of == state.rep()) {
    return Decision::Refuse(v1::OWN_FEEDBACK, {{"rep", state.rep()}});
  }
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  v1::RepFeedbackRecorded event = EventOf(command);
  event.set_rep(state.rep());
  const bool poor = command.rating() <= rules->policy.poor_rating_max();
  event.set_poor_in_a_row(poor ? state.poor_in_a_row() + 1 : 0);
  event.set_alarm(event.poor_in_a_row() >= rules->policy.poor_in_a_row());
  *event.mutable_next_due() =
      InstantOf(rules->DaysFrom(context.effective_at, rules->policy.opinion_every_days()));
  *event.mutable_mark() = MarkOf(Terms::K7_OPINION, rules->Today(context.effective_at));
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::GrantIncentive& command,
                const DecideContext& context) {
  if (auto no = MaySell(state, context)) return Decision::Refuse(*no);
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  const auto* incentive = FindIncentive(*rules, command.incentive());
  if (incentive == nullptr) {
    return Decision::Refuse(v1::UNKNOWN_INCENTIVE, {{"name", command.incentive()}});
  }
  const Date on = rules->Today(context.effective_at);
  if (!FitsYear(context.book, YearOf(on), command.amount())) return Full(kCurrenciesMax);
  const v1::Money& amount = command.amount();
  if (amount.minor() > AloneMax(*incentive, amount.currency()) && context.approval == nullptr) {
    return Decision::NeedsApproval({"key_accounts.incentive", amount});
  }
  v1::IncentiveGranted event = EventOf(command);
  if (context.approval != nullptr) event.set_approved_by(context.approval->approver);
  *event.mutable_mark() = MarkOf(Terms::K8_INCENTIVE, on);
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::SendAccountBrief& command,
                const DecideContext& context) {
  if (auto no = Designated(state)) return Decision::Refuse(*no);
  const auto known = Find(state.briefs(), command.brief_id(), &State::Brief::brief_id);
  if (known != state.briefs().end()) return Known("brief", command.brief_id());
  const bool corrects = !command.corrects().empty();
  if (corrects &&
      Find(state.briefs(), command.corrects(), &State::Brief::brief_id) == state.briefs().end()) {
    return Unknown("brief", command.corrects());
  }
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  v1::AccountBriefSent event = EventOf(command);
  if (command.has_known_since()) {
    const Time known_since = TimeOf(command.known_since());
    if (known_since > context.effective_at) {
      return Decision::Refuse(v1::DATE_IN_FUTURE, {{"date", domain::TimeText(known_since)}});
    }
    event.set_latency_us(MicrosOf(context.effective_at) - MicrosOf(known_since));
  }
  *event.mutable_acknowledge_due() =
      InstantOf(rules->DaysFrom(context.effective_at, rules->policy.brief_acknowledge_days()));
  event.set_year(YearOf(rules->Today(context.effective_at)));
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::AcknowledgeBrief& command,
                const DecideContext& context) {
  if (auto no = Designated(state)) return Decision::Refuse(*no);
  const auto found = Find(state.briefs(), command.brief_id(), &State::Brief::brief_id);
  if (found == state.briefs().end()) return Unknown("brief", command.brief_id());
  if (found->acknowledged()) return Decision::Refuse(v1::NO_CHANGE);
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  v1::AccountBriefAcknowledged event = EventOf(command);
  // K9: what arrived has informed.
  *event.mutable_mark() = MarkOf(Terms::K9_INFORMATION, rules->Today(context.effective_at));
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::ExecutiveVisitScheduled& event, const EventContext&) {
  State::Visit* one = state.add_visits();
  one->set_visit_id(event.visit_id());
  one->set_executive(event.executive());
  *one->mutable_planned_on() = event.planned_on();
}

void Evolve(State& state, const v1::ExecutiveVisitCompleted& event, const EventContext&) {
  Erase(state.mutable_visits(), event.visit_id(), &State::Visit::visit_id);
  *state.mutable_executive_visit_due() = event.next_due();
  Mark(&state, event.mark());
}

void Evolve(State& state, const v1::PromotionCoDesigned& event, const EventContext&) {
  Mark(&state, event.mark());
}

void Evolve(State& state, const v1::RepFeedbackRecorded& event, const EventContext&) {
  state.set_poor_in_a_row(event.poor_in_a_row());
  *state.mutable_opinion_due() = event.next_due();
  Mark(&state, event.mark());
}

void Evolve(State& state, const v1::IncentiveGranted& event, const EventContext&) {
  Mark(&state, event.mark());
}

void EvolveBook(v1::Book& book, const v1::IncentiveGranted& event, const EventContext&) {
  auto* year = BookYear(&book, event.mark().year());
  if (year == nullptr) return;
  auto* incentives = year->mutable_incentives();
  auto found = std::find_if(incentives->begin(), incentives->end(), [&](const auto& one) {
    return one.currency() == event.amount().currency();
  });
  v1::Money* sum = found == incentives->end() ? incentives->Add() : &*found;
  sum->set_currency(event.amount().currency());
  sum->set_minor(sum->minor() + event.amount().minor());
}

// The newest ones; an acknowledged one leaves first.
void Evolve(State& state, const v1::AccountBriefSent& event, const EventContext& context) {
  auto* briefs = state.mutable_briefs();
  if (briefs->size() >= kBriefsMax) {
    auto leaves = std::find_if(briefs->begin(), briefs->end(),
                               [](const auto& one) { return one.acknowledged(); });
    briefs->erase(leaves == briefs->end() ? briefs->begin() : leaves);
  }
  State::Brief* one = briefs->Add();
  one->set_brief_id(event.brief_id());
  one->set_sent_at(context.scope_sequence);
}

void Evolve(State& state, const v1::AccountBriefAcknowledged& event, const EventContext&) {
  auto* briefs = state.mutable_briefs();
  const auto found = Find(*briefs, event.brief_id(), &State::Brief::brief_id);
  if (found != briefs->end()) found->set_acknowledged(true);
  Mark(&state, event.mark());
}

}  // namespace tenure::key_account
