// What falls due in a complaint: clocks that breach, offers that expire. Also the folds of the
// clocks.
#include <algorithm>
#include <utility>

#include "domain/complaint_case.h"
#include "domain/complaint_clock.h"
#include "tenure/v1/complaint.domain.h"
#include "tenure/v1/complaint_closing.domain.h"
#include "tenure/v1/complaint_remedy.domain.h"
#include "tenure/values.h"

namespace tenure::complaint {

namespace {

bool Ticks(const State::Clock& clock) {
  return IsRunning(clock) && !clock.has_paused_at() && !clock.breached();
}

// The clock of this kind; a new one takes a place of its own (a kind has at most one).
State::Clock* ClockOf(State& state, Terms::ClockKind kind) {
  for (auto& clock : *state.mutable_clocks()) {
    if (clock.kind() == kind) return &clock;
  }
  State::Clock* clock = state.add_clocks();
  clock->set_kind(kind);
  return clock;
}

void Expire(Decision* decision, const State& state, const DecideContext& context, Time due) {
  v1::ProposalExpired expired;
  expired.set_round(state.proposal().round());
  expired.set_handler(state.handler());
  decision->Add(std::move(expired), due);
  const SlaAnswer answer = SlaInForce(context.rules, state.pack().policy(), context.now);
  if (!answer.sla) return;  // a pack once in force never leaves the Rules
  ResumeResolution(decision, state, *answer.sla, due);
}

}  // namespace

std::vector<Timer> Timers(const State& state) {
  std::vector<Timer> timers;
  for (const auto& clock : state.clocks()) {
    if (Ticks(clock)) timers.push_back({TimeOf(clock.due())});
  }
  if (state.status() == State::PROPOSED) timers.push_back({TimeOf(state.proposal().expires_at())});
  return timers;
}

Decision Decide(const State& state, const v1::FireTimer&, const DecideContext& context) {
  // In due order; an offer that expires at the same instant comes after the clocks.
  std::vector<std::pair<Time, const State::Clock*>> due;
  for (const auto& clock : state.clocks()) {
    if (Ticks(clock) && TimeOf(clock.due()) <= context.now)
      due.push_back({TimeOf(clock.due()), &clock});
  }
  const Time expires_at = TimeOf(state.proposal().expires_at());
  if (state.status() == State::PROPOSED && expires_at <= context.now) {
    due.push_back({expires_at, nullptr});
  }
  std::stable_sort(due.begin(), due.end(),
                   [](const auto& left, const auto& right) { return left.first < right.first; });
  Decision decision;
  for (const auto& [at, clock] : due) {
    if (clock == nullptr) {
      Expire(&decision, state, context, at);
      continue;
    }
    v1::SlaClockBreached breached;
    *breached.mutable_figures() = FiguresOf(state);
    breached.set_clock(clock->kind());
    *breached.mutable_due() = clock->due();
    breached.set_handler(state.handler());
    decision.Add(std::move(breached), at);
  }
  return decision;
}

void Evolve(State& state, const v1::SlaClockStarted& event, const EventContext&) {
  State::Clock* clock = ClockOf(state, event.clock());
  clock->Clear();
  clock->set_kind(event.clock());
  if (event.has_target()) *clock->mutable_target() = event.target();
  *clock->mutable_started_at() = event.started_at();
  *clock->mutable_due() = event.due();
}

void Evolve(State& state, const v1::SlaClockRetargeted& event, const EventContext&) {
  State::Clock* clock = ClockOf(state, event.clock());
  *clock->mutable_target() = event.target();
  *clock->mutable_due() = event.due();
  if (event.has_extension()) *clock->add_extensions() = event.extension();
  // More time than before: what was overdue may not be any more; the breach stays in the log.
  if (event.due().us() > event.previous_due().us()) clock->set_breached(false);
}

void Evolve(State& state, const v1::SlaClockPaused& event, const EventContext&) {
  *ClockOf(state, event.clock())->mutable_paused_at() = event.paused_at();
}

void Evolve(State& state, const v1::SlaClockResumed& event, const EventContext&) {
  State::Clock* clock = ClockOf(state, event.clock());
  clock->clear_paused_at();
  *clock->mutable_due() = event.due();
  clock->set_paused_working_us(event.paused_working_us());
  clock->set_paused_working_days(event.paused_working_days());
  clock->set_paused_calendar_days(event.paused_calendar_days());
}

void Evolve(State& state, const v1::SlaClockStopped& event, const EventContext&) {
  State::Clock* clock = ClockOf(state, event.clock());
  *clock->mutable_stopped_at() = event.stopped_at();
  clock->clear_paused_at();
}

void Evolve(State& state, const v1::SlaClockBreached& event, const EventContext&) {
  ClockOf(state, event.clock())->set_breached(true);
}

}  // namespace tenure::complaint
