// The four-year appointment (L8): visit n is due on anchor + 4n years; a visit not made by the end
// of the grace is missed; a late one is recorded late and shifts nothing.
#include <algorithm>

#include "domain/lifecycle_terms.h"
#include "domain/value_text.h"
#include "formula/four_years.h"
#include "tenure/v1/revisit.domain.h"

namespace tenure::revisit_plan {

using formula::FourYearVisit;
using State = v1::RevisitPlanState;

namespace {

// How long before its day a visit may be made and still count for it. Ours: a quarter of
// preparation.
constexpr auto kEarliestBefore = std::chrono::days(90);
constexpr int kMissedMax = 20;  // eighty years; keeps the state inside its bound

Time MissedAfter(const domain::LifecycleTerms& terms, Date anchor, std::uint32_t n) {
  return terms.EndOf(FourYearVisit(anchor, n) +
                     std::chrono::days(terms.policy.revisit_grace_days()));
}

std::optional<Refused> Live(const State& state) {
  if (!state.ended()) return std::nullopt;
  return Refused{v1::APPOINTMENT_ENDED, {}};
}

// L8: each improvement has an owner, whose issue it becomes, or a reason why nothing is done.
// The first visit that is due on `day` or later.
std::uint32_t FirstFrom(Date anchor, Date day) {
  std::uint32_t n = 1;
  while (FourYearVisit(anchor, n) < day) ++n;
  return n;
}

bool OutcomeComplete(const v1::CompleteFourYearVisit& command) {
  if (command.improvements().empty() != command.no_action()) return false;
  return std::all_of(command.improvements().begin(), command.improvements().end(),
                     [](const v1::Improvement& one) {
                       const bool left = one.no_action_reason() != v1::NO_ACTION_REASON_UNSPECIFIED;
                       return one.owner().empty() == left;
                     });
}

bool WasMissed(const State& state, std::uint32_t n) {
  return std::find(state.missed().begin(), state.missed().end(), n) != state.missed().end();
}

Date EarliestFor(const State& state, std::uint32_t n) {
  return FourYearVisit(DateOf(state.anchor()), n) - kEarliestBefore;
}

// The visit that is meant: the named one; else the one ahead, once its time has come; else the one
// missed last.
std::uint32_t Meant(const State& state, std::uint32_t named, Date on) {
  if (named > 0) return named;
  if (state.missed().empty() || on >= EarliestFor(state, state.next_n())) return state.next_n();
  return state.missed(state.missed_size() - 1);
}

// Neither made already nor still to come.
std::optional<Refused> IsOpen(const State& state, std::uint32_t n) {
  if (WasMissed(state, n) || n == state.next_n()) return std::nullopt;
  if (n < state.next_n()) return Refused{v1::VISIT_NOT_OPEN, {{"n", std::to_string(n)}}};
  return Refused{v1::VISIT_NOT_DUE,
                 {{"n", std::to_string(n)},
                  {"due", domain::DateText(FourYearVisit(DateOf(state.anchor()), n))}}};
}

std::optional<Refused> MayBeMade(const State& state, std::uint32_t n, Date on) {
  if (auto no = IsOpen(state, n)) return no;
  if (on >= EarliestFor(state, n)) return std::nullopt;
  return Refused{v1::VISIT_NOT_DUE,
                 {{"n", std::to_string(n)},
                  {"due", domain::DateText(FourYearVisit(DateOf(state.anchor()), n))}}};
}

// Plans of further engagements have to have a visit that this one can serve.
std::optional<Refused> ServesAll(const v1::CompleteFourYearVisit& command,
                                 const DecideContext& context) {
  const Date visited = DateOf(command.visited_on());
  for (const std::string& id : command.also_for()) {
    const auto* plan = context.related.Get<State>(id);
    if (plan == nullptr || id == command.revisit_plan_id()) {
      return Refused{v1::UNKNOWN_REFERENCE, {{"field", "data.also_for"}, {"id", id}}};
    }
    if (auto no = Live(*plan)) return no;
    if (auto no = MayBeMade(*plan, Meant(*plan, 0, visited), visited)) return no;
  }
  return std::nullopt;
}

v1::FourYearVisitCompleted Made(const State& state, std::uint32_t n, const v1::Date& visited_on,
                                const domain::LifecycleTerms& terms) {
  const Date anchor = DateOf(state.anchor());
  const Date due = FourYearVisit(anchor, n);
  v1::FourYearVisitCompleted event;
  *event.mutable_visited_on() = visited_on;
  event.set_n(n);
  *event.mutable_was_due_on() = DateMessage(due);
  event.set_late(DateOf(visited_on) > due);
  *event.mutable_policy() = terms.ref;
  if (n != state.next_n()) return event;
  *event.mutable_next_due() = DateMessage(FourYearVisit(anchor, n + 1));
  *event.mutable_missed_after() = InstantOf(MissedAfter(terms, anchor, n + 1));
  return event;
}

}  // namespace

Decision Decide(const State& state, const v1::AppointFourYears& command,
                const DecideContext& context) {
  // A visit that was made fixes the anchor for ever; so does the same anchor. A new owner begins
  // anew, with the visits that fall due after he became it.
  const bool new_owner = command.has_owner_since();
  const bool same = state.has_anchor() && state.anchor().days() == command.anchor().days();
  if (!new_owner && (same || state.completed() > 0 || state.ended())) {
    return Decision::Refuse(v1::NO_CHANGE);
  }
  const auto terms = domain::LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return Decision::Refuse(terms.error());
  const Date anchor = DateOf(command.anchor());
  v1::FourYearsAppointed event = EventOf(command);
  const std::uint32_t n = new_owner ? FirstFrom(anchor, DateOf(command.owner_since())) : 1;
  event.set_n(n);
  *event.mutable_due_on() = DateMessage(FourYearVisit(anchor, n));
  *event.mutable_missed_after() = InstantOf(MissedAfter(*terms, anchor, n));
  *event.mutable_policy() = terms->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ScheduleFourYearVisit& command,
                const DecideContext& context) {
  if (auto no = Live(state)) return Decision::Refuse(*no);
  const auto terms = domain::LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return Decision::Refuse(terms.error());
  if (DateOf(command.planned_on()) < terms->Today(context.now)) {
    return Decision::Refuse(v1::DUE_IN_PAST);
  }
  const std::uint32_t n = Meant(state, command.visit_no(), DateOf(command.planned_on()));
  if (auto no = IsOpen(state, n)) return Decision::Refuse(*no);
  if (state.has_planned_on() && state.planned_n() == n &&
      state.planned_on().days() == command.planned_on().days()) {
    return Decision::Refuse(v1::NO_CHANGE);
  }
  v1::FourYearVisitScheduled event = EventOf(command);
  event.set_n(n);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::CompleteFourYearVisit& command,
                const DecideContext& context) {
  if (auto no = Live(state)) return Decision::Refuse(*no);
  if (!OutcomeComplete(command)) return Decision::Refuse(v1::VISIT_OUTCOME_MISSING);
  const auto terms = domain::LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return Decision::Refuse(terms.error());
  const Date visited = DateOf(command.visited_on());
  if (visited > terms->Today(context.now)) {
    return Decision::Refuse(v1::DATE_IN_FUTURE, {{"date", domain::DateText(visited)}});
  }
  const std::uint32_t n = Meant(state, command.visit_no(), visited);
  if (auto no = MayBeMade(state, n, visited)) return Decision::Refuse(*no);
  if (auto no = ServesAll(command, context)) return Decision::Refuse(*no);
  v1::FourYearVisitCompleted event = Made(state, n, command.visited_on(), *terms);
  event.set_revisit_plan_id(command.revisit_plan_id());
  *event.mutable_improvements() = command.improvements();
  event.set_no_action(command.no_action());
  *event.mutable_also_for() = command.also_for();
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ShareFourYearVisit& command,
                const DecideContext& context) {
  if (auto no = Live(state)) return Decision::Refuse(*no);
  const auto terms = domain::LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return Decision::Refuse(terms.error());
  const Date visited = DateOf(command.visited_on());
  const std::uint32_t n = Meant(state, 0, visited);
  if (auto no = MayBeMade(state, n, visited)) return Decision::Refuse(*no);
  v1::FourYearVisitCompleted event = Made(state, n, command.visited_on(), *terms);
  event.set_revisit_plan_id(command.revisit_plan_id());
  event.set_served_by(command.served_by());
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::EndFourYears& command, const DecideContext&) {
  if (state.ended()) return Decision::Refuse(v1::NO_CHANGE);
  return Decision::Of(EventOf(command));
}

// Missed: the visit ahead, the one after it, and so on up to now.
Decision Decide(const State& state, const v1::FireTimer&, const DecideContext& context) {
  Decision decision;
  if (state.ended()) return decision;
  const Date anchor = DateOf(state.anchor());
  std::uint32_t n = state.next_n();
  // Every further one is missed as long after its own day as this one was.
  const auto grace = TimeOf(state.missed_after()) - Time(FourYearVisit(anchor, n));
  for (Time missed = TimeOf(state.missed_after()); missed <= context.now; ++n) {
    const Time due = missed;
    missed = Time(FourYearVisit(anchor, n + 1)) + grace;
    v1::FourYearVisitMissed event;
    event.set_n(n);
    *event.mutable_was_due_on() = DateMessage(FourYearVisit(anchor, n));
    *event.mutable_missed_after() = InstantOf(missed);
    *event.mutable_next_due() = DateMessage(FourYearVisit(anchor, n + 1));
    decision.Add(std::move(event), due);
  }
  return decision;
}

std::vector<Timer> Timers(const State& state) {
  if (state.ended() || !state.has_missed_after()) return {};
  return {{TimeOf(state.missed_after())}};
}

// Whatever was missed under an anchor that is no more, or under a former owner, was never due.
void Evolve(State& state, const v1::FourYearsAppointed& event, const EventContext&) {
  *state.mutable_anchor() = event.anchor();
  state.set_next_n(event.n());
  state.clear_missed();
  state.clear_ended();
  state.clear_planned_on();
  state.clear_planned_n();
  *state.mutable_next_due() = event.due_on();
  *state.mutable_missed_after() = event.missed_after();
}

void Evolve(State& state, const v1::FourYearVisitScheduled& event, const EventContext&) {
  *state.mutable_planned_on() = event.planned_on();
  state.set_planned_n(event.n());
}

void Evolve(State& state, const v1::FourYearVisitCompleted& event, const EventContext&) {
  state.set_completed(state.completed() + 1);
  auto* missed = state.mutable_missed();
  missed->erase(std::remove(missed->begin(), missed->end(), event.n()), missed->end());
  if (state.planned_n() == event.n()) {
    state.clear_planned_on();
    state.clear_planned_n();
  }
  if (!event.has_next_due()) return;  // one that was missed: the visit ahead stays as it is
  state.set_next_n(event.n() + 1);
  *state.mutable_next_due() = event.next_due();
  *state.mutable_missed_after() = event.missed_after();
}

void Evolve(State& state, const v1::FourYearVisitMissed& event, const EventContext&) {
  auto* missed = state.mutable_missed();
  if (missed->size() >= kMissedMax) missed->erase(missed->begin());
  missed->Add(event.n());
  state.set_next_n(event.n() + 1);
  *state.mutable_next_due() =
      event.has_next_due()
          ? event.next_due()
          : DateMessage(FourYearVisit(DateOf(state.anchor()), event.n() + 1));  // older words
  *state.mutable_missed_after() = event.missed_after();
}

void Evolve(State& state, const v1::FourYearsEnded&, const EventContext&) {
  state.set_ended(true);
  state.clear_missed_after();
}

}  // namespace tenure::revisit_plan
