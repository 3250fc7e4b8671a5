// The four-year appointment (L8): visit n is due on anchor + 4n years; a visit not made by the end
// of the grace is missed; a late one is recorded late and shifts nothing.
#include <algorithm>

#include "domain/lifecycle_terms.h"
#include "domain/value_text.h"
#include "formula/four_years.h"
#include "tenure/v1/revisit.domain.h"

namespace tenure::revisit_plan {

using domain::DateMessage;
using domain::DateOf;
using domain::InstantOf;
using domain::TimeOf;
using formula::FourYearVisit;
using State = v1::RevisitPlanState;

namespace {

// How long before its day a visit may be made and still count for it. Ours: a quarter of
// preparation.
constexpr auto kEarliestBefore = std::chrono::days(90);

Time MissedAfter(const domain::LifecycleTerms& terms, Date anchor, std::uint32_t n) {
  return terms.EndOf(FourYearVisit(anchor, n) +
                     std::chrono::days(terms.policy.revisit_grace_days()));
}

std::optional<Refused> Live(const State& state) {
  if (!state.ended()) return std::nullopt;
  return Refused{v1::APPOINTMENT_ENDED, {}};
}

// L8: each improvement has an owner, whose issue it becomes, or a reason why nothing is done.
bool OutcomeComplete(const v1::CompleteFourYearVisit& command) {
  if (command.improvements().empty() != command.no_action()) return false;
  return std::all_of(command.improvements().begin(), command.improvements().end(),
                     [](const v1::Improvement& one) {
                       return one.owner().empty() != one.no_action_reason().empty();
                     });
}

}  // namespace

Decision Decide(const State& state, const v1::AppointFourYears& command,
                const DecideContext& context) {
  // A visit that was made fixes the anchor for ever; so does the same anchor.
  const bool same = state.has_anchor() && state.anchor().days() == command.anchor().days();
  if (same || state.completed() > 0 || state.ended()) return Decision::Refuse(v1::NO_CHANGE);
  if (auto no = domain::LifecycleTermsMissing(context.rules, context.now)) {
    return Decision::Refuse(*no);
  }
  const auto terms = domain::LifecycleTermsInForce(context.rules, context.now);
  const Date anchor = DateOf(command.anchor());
  v1::FourYearsAppointed event;
  event.set_revisit_plan_id(command.revisit_plan_id());
  *event.mutable_anchor() = command.anchor();
  event.set_n(1);
  *event.mutable_due_on() = DateMessage(FourYearVisit(anchor, 1));
  *event.mutable_missed_after() = InstantOf(MissedAfter(terms, anchor, 1));
  *event.mutable_policy() = terms.ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ScheduleFourYearVisit& command,
                const DecideContext& context) {
  if (auto no = Live(state)) return Decision::Refuse(*no);
  if (auto no = domain::LifecycleTermsMissing(context.rules, context.now)) {
    return Decision::Refuse(*no);
  }
  const auto terms = domain::LifecycleTermsInForce(context.rules, context.now);
  if (DateOf(command.planned_on()) < terms.Today(context.now)) {
    return Decision::Refuse(v1::DUE_IN_PAST);
  }
  if (state.has_planned_on() && state.planned_on().days() == command.planned_on().days()) {
    return Decision::Refuse(v1::NO_CHANGE);
  }
  v1::FourYearVisitScheduled event;
  event.set_revisit_plan_id(command.revisit_plan_id());
  *event.mutable_planned_on() = command.planned_on();
  event.set_n(state.next_n());
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::CompleteFourYearVisit& command,
                const DecideContext& context) {
  if (auto no = Live(state)) return Decision::Refuse(*no);
  if (!OutcomeComplete(command)) return Decision::Refuse(v1::VISIT_OUTCOME_MISSING);
  if (auto no = domain::LifecycleTermsMissing(context.rules, context.now)) {
    return Decision::Refuse(*no);
  }
  const auto terms = domain::LifecycleTermsInForce(context.rules, context.now);
  const Date visited = DateOf(command.visited_on());
  if (visited > terms.Today(context.now)) {
    return Decision::Refuse(v1::DATE_IN_FUTURE, {{"date", domain::DateText(visited)}});
  }
  const Date anchor = DateOf(state.anchor());
  const Date due = FourYearVisit(anchor, state.next_n());
  if (visited < due - kEarliestBefore) {
    return Decision::Refuse(
        v1::VISIT_NOT_DUE, {{"n", std::to_string(state.next_n())}, {"due", domain::DateText(due)}});
  }
  v1::FourYearVisitCompleted event;
  event.set_revisit_plan_id(command.revisit_plan_id());
  *event.mutable_visited_on() = command.visited_on();
  *event.mutable_improvements() = command.improvements();
  event.set_no_action(command.no_action());
  event.set_n(state.next_n());
  *event.mutable_was_due_on() = DateMessage(due);
  event.set_late(visited > due);
  *event.mutable_next_due() = DateMessage(FourYearVisit(anchor, state.next_n() + 1));
  *event.mutable_missed_after() = InstantOf(MissedAfter(terms, anchor, state.next_n() + 1));
  *event.mutable_policy() = terms.ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::EndFourYears& command, const DecideContext&) {
  if (state.ended()) return Decision::Refuse(v1::NO_CHANGE);
  v1::FourYearsEnded event;
  event.set_revisit_plan_id(command.revisit_plan_id());
  return Decision::Of(std::move(event));
}

// Missed: visit next_n; where that one was missed before, the one after it; and so on up to now.
Decision Decide(const State& state, const v1::FireTimer&, const DecideContext& context) {
  Decision decision;
  if (state.ended()) return decision;
  const Date anchor = DateOf(state.anchor());
  std::uint32_t n = state.missed() ? state.next_n() + 1 : state.next_n();
  // Every further one is missed as long after its own day as this one was.
  const auto grace = TimeOf(state.missed_after()) - Time(FourYearVisit(anchor, n));
  for (Time missed = TimeOf(state.missed_after()); missed <= context.now; ++n) {
    const Time due = missed;
    missed = Time(FourYearVisit(anchor, n + 1)) + grace;
    v1::FourYearVisitMissed event;
    event.set_n(n);
    *event.mutable_was_due_on() = DateMessage(FourYearVisit(anchor, n));
    *event.mutable_missed_after() = InstantOf(missed);
    decision.Add(std::move(event), due);
  }
  return decision;
}

std::vector<Timer> Timers(const State& state) {
  if (state.ended() || !state.has_missed_after()) return {};
  return {{TimeOf(state.missed_after())}};
}

void Evolve(State& state, const v1::FourYearsAppointed& event, const EventContext&) {
  *state.mutable_anchor() = event.anchor();
  state.set_next_n(event.n());
  state.set_missed(false);
  *state.mutable_next_due() = event.due_on();
  *state.mutable_missed_after() = event.missed_after();
}

void Evolve(State& state, const v1::FourYearVisitScheduled& event, const EventContext&) {
  *state.mutable_planned_on() = event.planned_on();
}

void Evolve(State& state, const v1::FourYearVisitCompleted& event, const EventContext&) {
  state.set_completed(state.completed() + 1);
  state.set_next_n(event.n() + 1);
  state.set_missed(false);
  state.clear_planned_on();
  *state.mutable_next_due() = event.next_due();
  *state.mutable_missed_after() = event.missed_after();
}

void Evolve(State& state, const v1::FourYearVisitMissed& event, const EventContext&) {
  state.set_next_n(event.n());
  if (event.n() != state.next_n()) state.clear_planned_on();
  state.set_missed(true);
  *state.mutable_next_due() = event.was_due_on();
  *state.mutable_missed_after() = event.missed_after();
}

void Evolve(State& state, const v1::FourYearsEnded&, const EventContext&) {
  state.set_ended(true);
  state.clear_missed_after();
}

}  // namespace tenure::revisit_plan
