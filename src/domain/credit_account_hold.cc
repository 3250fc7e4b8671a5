// Holds, and single orders released in spite of hold or headroom (BL, 4.4).
#include <algorithm>

#include "domain/credit_account_standing.h"
#include "domain/credit_check.h"
#include "domain/credit_rules.h"
#include "domain/rules_access.h"
#include "tenure/v1/credit_account.domain.h"
#include "tenure/values.h"

namespace tenure::credit_account {

namespace {

std::optional<Refused> Within(Time until, Time now, std::uint32_t days_max) {
  if (until > now && until <= now + std::chrono::days(days_max)) return std::nullopt;
  return Refused{v1::UNTIL_OUT_OF_RANGE, {{"most", std::to_string(days_max)}}};
}

// Releaser ≠ order owner, the second person's too.
std::optional<Refused> NotTheOwner(const v1::ReleaseOrder& command, const DecideContext& context) {
  const std::string& owner = command.order_owner();
  const bool own = context.actor.id == owner || context.actor.on_behalf_of == owner ||
                   (context.approval != nullptr && context.approval->approver == owner);
  if (!own) return std::nullopt;
  return Refused{v1::RELEASER_IS_ORDER_OWNER, {{"actor", owner}}};
}

// Room for one more: what has ended leaves first, and this order's own gives way.
int Running(const State& state, const std::string& order_id, Time now) {
  return static_cast<int>(std::count_if(
      state.releases().begin(), state.releases().end(),
      [&](const auto& one) { return now < TimeOf(one.until()) && one.order_id() != order_id; }));
}

template <typename Rows>
void PutRelease(Rows* rows, const v1::OrderReleased& event, Time now) {
  rows->erase(std::remove_if(rows->begin(), rows->end(),
                             [&](const auto& one) {
                               return TimeOf(one.until()) <= now ||
                                      one.order_id() == event.order_id();
                             }),
              rows->end());
  auto* release = rows->Add();
  release->set_order_id(event.order_id());
  *release->mutable_amount() = event.amount();
  *release->mutable_until() = event.until();
  release->set_released_by(event.released_by());
}

}  // namespace

Decision Decide(const State& state, const v1::PlaceCreditHold& command,
                const DecideContext& context) {
  if (!LimitLives(state, context.now)) return Unneeded(context, v1::CREDIT_NO_LIMIT);
  if (Held(state, context.now)) return Unneeded(context, v1::CREDIT_HELD_ALREADY);
  const auto rules = domain::CreditRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (command.has_until()) {
    if (auto no = Within(TimeOf(command.until()), context.now, rules->policy.hold_days_max())) {
      return Decision::Refuse(*no);
    }
  }
  State after = state;
  after.clear_hold();
  after.mutable_hold()->set_reason(command.reason());
  if (command.has_until()) *after.mutable_hold()->mutable_until() = command.until();
  v1::CreditHoldPlaced event = EventOf(command);
  *event.mutable_after() = AfterOf(after);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ReleaseCreditHold& command,
                const DecideContext& context) {
  if (!Held(state, context.now)) return Decision::Refuse(v1::CREDIT_NOT_ON_HOLD);
  State after = state;
  after.clear_hold();
  v1::CreditHoldReleased event = EventOf(command);
  *event.mutable_after() = AfterOf(after);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ReleaseOrder& command, const DecideContext& context) {
  if (auto no = NotTheOwner(command, context)) return Decision::Refuse(*no);
  if (auto no = domain::TradeAllowed(context, false)) return Decision::Refuse(*no);
  const auto rules = domain::CreditRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (auto no = Within(TimeOf(command.until()), context.now, rules->policy.release_days_max())) {
    return Decision::Refuse(*no);
  }
  if (Running(state, command.order_id(), context.now) >= kReleasesMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kReleasesMax)}});
  }
  const v1::Money& amount = command.amount();
  const auto limit = domain::LimitOf(context.rules, context.actor, "credit.release",
                                     amount.currency(), context.now);
  const bool alone = limit && amount.minor() <= *limit;
  if (!alone && context.approval == nullptr) {
    return Decision::NeedsApproval({"credit.release", amount});
  }
  v1::OrderReleased event = EventOf(command);
  event.set_released_by(context.actor.id);
  if (context.approval != nullptr) event.set_approved_by(context.approval->approver);
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::CreditHoldPlaced& event, const EventContext& context) {
  State::Hold* hold = state.mutable_hold();
  hold->Clear();
  hold->set_reason(event.reason());
  hold->set_placed_by(std::string(context.actor));
  if (event.has_until()) *hold->mutable_until() = event.until();
  hold->set_placed_at(context.scope_sequence);
  state.set_standing(event.after().standing());
}

void EvolveBook(v1::Book& book, const v1::CreditHoldPlaced& event, const EventContext&) {
  PutStanding(&book, event.after());
}

void Evolve(State& state, const v1::CreditHoldReleased& event, const EventContext&) {
  state.clear_hold();
  state.set_standing(event.after().standing());
}

void EvolveBook(v1::Book& book, const v1::CreditHoldReleased& event, const EventContext&) {
  PutStanding(&book, event.after());
}

void Evolve(State& state, const v1::CreditHoldExpired& event, const EventContext&) {
  state.clear_hold();
  state.set_standing(event.after().standing());
}

void EvolveBook(v1::Book& book, const v1::CreditHoldExpired& event, const EventContext&) {
  PutStanding(&book, event.after());
}

void Evolve(State& state, const v1::OrderReleased& event, const EventContext& context) {
  PutRelease(state.mutable_releases(), event, context.recorded_at);
}

void EvolveBook(v1::Book& book, const v1::OrderReleased& event, const EventContext& context) {
  PutRelease(book.mutable_credit()->mutable_releases(), event, context.recorded_at);
}

}  // namespace tenure::credit_account
