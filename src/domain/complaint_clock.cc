// A clock's due instant = start + (target + what pauses added, in the target's own unit), then each
// approved extension from there.
#include "domain/complaint_clock.h"

#include <chrono>

#include "domain/calendars.h"
#include "domain/rules_access.h"
#include "tenure/values.h"

namespace tenure::complaint {

using std::chrono::days;
using std::chrono::minutes;

namespace {

Refused Exhausted(const Sla& sla) {
  return {v1::CALENDAR_EXHAUSTED, {{"calendar", sla.calendar_ref.policy()}}};
}

// The due instant of a clock as its state stands, with `target` in place of its own.
Result<Time> DueOf(const Calendar& calendar, const State::Clock& clock,
                   const v1::ComplaintTarget& target) {
  const Time start = TimeOf(clock.started_at());
  Time due;
  if (target.working_minutes() > 0) {
    due = TENURE_TRY(calendar.AddWorkingTime(
        start, minutes(target.working_minutes()) + Duration(clock.paused_working_us())));
  } else if (target.working_days() > 0) {
    due = TENURE_TRY(
        EndOfWorkingDay(calendar, start, target.working_days() + clock.paused_working_days()));
  } else {
    due = EndOfDay(calendar, start, target.calendar_days() + clock.paused_calendar_days());
  }
  // An end of day is the first instant of the next one: an extension goes on from the day before.
  for (const auto& extension : clock.extensions()) {
    const Duration inside = extension.working_minutes() > 0 ? Duration(0) : Duration(1);
    due = TENURE_TRY(DueAt(calendar, extension, due - inside));
  }
  return due;
}

std::uint32_t WorkingDaysAfter(const Calendar& calendar, Date from, Date until) {
  std::uint32_t count = 0;
  for (Date date = from + days(1); date <= until; date += days(1)) {
    if (calendar.IsWorkingDay(date)) ++count;
  }
  return count;
}

std::optional<Refused> Retarget(Decision* decision, const State::Clock& clock, const Sla& sla,
                                const v1::ComplaintTarget& target) {
  const Result<Time> due = DueOf(sla.calendar, clock, target);
  if (!due) return Exhausted(sla);
  if (*due == TimeOf(clock.due())) return std::nullopt;
  v1::SlaClockRetargeted event;
  event.set_clock(clock.kind());
  *event.mutable_target() = target;
  *event.mutable_due() = InstantOf(*due);
  *event.mutable_previous_due() = clock.due();
  event.set_why(Terms::ASSESSED);
  *event.mutable_calendar() = sla.calendar_ref;
  decision->Add(std::move(event));
  return std::nullopt;
}

}  // namespace

SlaAnswer SlaInForce(const Rules& rules, std::string_view pack, Time at) {
  const auto missing = [](std::string_view policy) {
    return SlaAnswer{std::nullopt, Refused{v1::NO_POLICY, {{"policy", std::string(policy)}}}};
  };
  const auto* version = domain::VersionInForce(rules, pack, at);
  if (version == nullptr || !version->body().has_complaint_pack()) return missing(pack);
  const v1::ComplaintPackPolicy& body = version->body().complaint_pack();
  auto ruled = domain::CalendarInForce(rules, body.calendar(), at);
  if (!ruled) return missing(body.calendar());
  return {Sla{&body, domain::RefOf(pack, *version), std::move(ruled->calendar), ruled->ref},
          std::nullopt};
}

const v1::ComplaintPackPolicy::Targets& TargetsFor(const v1::ComplaintPackPolicy& pack,
                                                   Terms::Severity severity,
                                                   Terms::Complexity complexity) {
  for (const auto& row : pack.targets()) {
    const bool fits_severity =
        row.severity() == Terms::SEVERITY_UNSPECIFIED || row.severity() == severity;
    const bool fits_complexity =
        row.complexity() == Terms::COMPLEXITY_UNSPECIFIED || row.complexity() == complexity;
    if (fits_severity && fits_complexity) return row;
  }
  return pack.targets(pack.targets_size() - 1);
}

Time EndOfDay(const Calendar& calendar, Time from, std::uint32_t count) {
  return calendar.StartOf(calendar.LocalDate(from) + days(count) + days(1));
}

Result<Time> EndOfWorkingDay(const Calendar& calendar, Time from, std::uint32_t count) {
  const Date last = TENURE_TRY(
      calendar.AddWorkingDays(calendar.LocalDate(from), static_cast<std::int32_t>(count)));
  return calendar.StartOf(last + days(1));
}

Result<Time> DueAt(const Calendar& calendar, const v1::ComplaintTarget& target, Time from) {
  State::Clock clock;
  *clock.mutable_started_at() = InstantOf(from);
  return DueOf(calendar, clock, target);
}

const State::Clock* FindClock(const State& state, Terms::ClockKind kind) {
  for (const auto& clock : state.clocks()) {
    if (clock.kind() == kind) return &clock;
  }
  return nullptr;
}

bool IsRunning(const State::Clock& clock) { return !clock.has_stopped_at(); }

std::optional<Refused> StartClock(Decision* decision, const Sla& sla, Terms::ClockKind kind,
                                  const v1::ComplaintTarget& target, Time from) {
  const Result<Time> due = DueAt(sla.calendar, target, from);
  if (!due) return Exhausted(sla);
  v1::SlaClockStarted event;
  event.set_clock(kind);
  *event.mutable_target() = target;
  *event.mutable_started_at() = InstantOf(from);
  *event.mutable_due() = InstantOf(*due);
  *event.mutable_calendar() = sla.calendar_ref;
  *event.mutable_pack() = sla.pack_ref;
  decision->Add(std::move(event), from);
  return std::nullopt;
}

std::optional<Refused> StartClocks(Decision* decision, const Sla& sla,
                                   const v1::ComplaintPackPolicy::Targets& targets, Time from,
                                   bool acknowledgement) {
  if (acknowledgement && targets.has_acknowledgement()) {
    const auto& target = targets.acknowledgement();
    if (auto no = StartClock(decision, sla, Terms::ACKNOWLEDGEMENT, target, from)) return no;
  }
  if (targets.has_first_response()) {
    const auto& target = targets.first_response();
    if (auto no = StartClock(decision, sla, Terms::FIRST_RESPONSE, target, from)) return no;
  }
  return StartClock(decision, sla, Terms::RESOLUTION, targets.resolution(), from);
}

std::optional<Refused> RetargetClocks(Decision* decision, const State& state, const Sla& sla,
                                      const v1::ComplaintPackPolicy::Targets& targets) {
  for (const auto& clock : state.clocks()) {
    if (!IsRunning(clock)) continue;
    const v1::ComplaintTarget* target = nullptr;
    switch (clock.kind()) {
      case Terms::ACKNOWLEDGEMENT:
        if (targets.has_acknowledgement()) target = &targets.acknowledgement();
        break;
      case Terms::FIRST_RESPONSE:
        if (targets.has_first_response()) target = &targets.first_response();
        break;
      case Terms::RESOLUTION:
        target = &targets.resolution();
        break;
      default:
        break;  // the remedy's deadline is agreed, not targeted
    }
    if (target == nullptr) continue;
    if (auto no = Retarget(decision, clock, sla, *target)) return no;
  }
  return std::nullopt;
}

std::optional<Refused> ExtendClock(Decision* decision, const State::Clock& clock, const Sla& sla) {
  State::Clock extended = clock;
  *extended.add_extensions() = sla.pack->extension();
  const Result<Time> due = DueOf(sla.calendar, extended, clock.target());
  if (!due) return Exhausted(sla);
  v1::SlaClockRetargeted event;
  event.set_clock(clock.kind());
  *event.mutable_target() = clock.target();
  *event.mutable_due() = InstantOf(*due);
  *event.mutable_previous_due() = clock.due();
  event.set_why(Terms::EXTENDED);
  *event.mutable_calendar() = sla.calendar_ref;
  *event.mutable_extension() = sla.pack->extension();
  decision->Add(std::move(event));
  return std::nullopt;
}

void StopClock(Decision* decision, const State& state, Terms::ClockKind kind, Time at,
               Terms::StopReason why) {
  const State::Clock* clock = FindClock(state, kind);
  if (clock == nullptr || !IsRunning(*clock)) return;
  const Time counted = clock->has_paused_at() ? TimeOf(clock->paused_at()) : at;
  v1::SlaClockStopped event;
  *event.mutable_figures() = FiguresOf(state);
  event.set_clock(kind);
  *event.mutable_stopped_at() = InstantOf(at);
  *event.mutable_due() = clock->due();
  event.set_timely(counted < TimeOf(clock->due()));
  event.set_why(why);
  decision->Add(std::move(event), at);
}

void StopAllClocks(Decision* decision, const State& state, Time at) {
  for (const auto& clock : state.clocks()) {
    StopClock(decision, state, clock.kind(), at, Terms::CASE_ENDED);
  }
}

void StopFirstResponse(Decision* decision, const State& state, const DecideContext& context) {
  if (context.actor.system) return;
  StopClock(decision, state, Terms::FIRST_RESPONSE, context.effective_at, Terms::DONE);
}

void PauseResolution(Decision* decision, const State& state, Time at) {
  const State::Clock* clock = FindClock(state, Terms::RESOLUTION);
  if (clock == nullptr || !IsRunning(*clock) || clock->has_paused_at()) return;
  if (at >= TimeOf(clock->due())) return;  // overdue already: waiting changes nothing
  v1::SlaClockPaused event;
  event.set_clock(Terms::RESOLUTION);
  *event.mutable_paused_at() = InstantOf(at);
  decision->Add(std::move(event), at);
}

void ResumeResolution(Decision* decision, const State& state, const Sla& sla, Time at) {
  const State::Clock* clock = FindClock(state, Terms::RESOLUTION);
  if (clock == nullptr || !IsRunning(*clock) || !clock->has_paused_at()) return;
  const Time paused_at = TimeOf(clock->paused_at());
  const Date from = sla.calendar.LocalDate(paused_at);
  const Date until = sla.calendar.LocalDate(at);
  State::Clock resumed = *clock;
  resumed.set_paused_working_us(clock->paused_working_us() +
                                sla.calendar.WorkingTimeBetween(paused_at, at).count());
  resumed.set_paused_working_days(clock->paused_working_days() +
                                  WorkingDaysAfter(sla.calendar, from, until));
  resumed.set_paused_calendar_days(clock->paused_calendar_days() +
                                   static_cast<std::uint32_t>((until - from).count()));
  const Result<Time> due = DueOf(sla.calendar, resumed, clock->target());
  v1::SlaClockResumed event;
  event.set_clock(Terms::RESOLUTION);
  *event.mutable_resumed_at() = InstantOf(at);
  *event.mutable_due() = InstantOf(due ? *due : TimeOf(clock->due()) + (at - paused_at));
  event.set_paused_working_us(resumed.paused_working_us());
  event.set_paused_working_days(resumed.paused_working_days());
  event.set_paused_calendar_days(resumed.paused_calendar_days());
  *event.mutable_calendar() = sla.calendar_ref;
  decision->Add(std::move(event), at);
}

}  // namespace tenure::complaint
