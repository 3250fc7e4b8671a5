// SLA clocks of a complaint (H2): which pack and calendar hold, when a target is due, and the
// events that start, stop, pause, resume and retarget a clock. Due instants are computed here, at
// Decide, and only copied by Evolve.
#pragma once

#include <optional>
#include <string_view>

#include "base/calendar.h"
#include "domain/complaint_case.h"
#include "tenure/v1/complaint_closing.pb.h"
#include "tenure/v1/complaint_policy.pb.h"

namespace tenure::complaint {

// The pack and its calendar as of one decision. Points into the Rules: lives as long as they do.
struct Sla {
  const v1::ComplaintPackPolicy* pack;
  v1::PolicyRef pack_ref;
  Calendar calendar;
  v1::PolicyRef calendar_ref;
};

// Either an Sla or NO_POLICY naming what is missing.
struct SlaAnswer {
  std::optional<Sla> sla;
  std::optional<Refused> refused;
};
[[nodiscard]] SlaAnswer SlaInForce(const Rules& rules, std::string_view pack, Time at);

// The first row that matches; a pack's last row matches any case (checked when it was proposed).
[[nodiscard]] const v1::ComplaintPackPolicy::Targets& TargetsFor(
    const v1::ComplaintPackPolicy& pack, Terms::Severity severity, Terms::Complexity complexity);

// The end of the `days`-th day after `from`'s own: a deadline in days does not count its first day.
[[nodiscard]] Time EndOfDay(const Calendar& calendar, Time from, std::uint32_t days);
// The same in working days. kNotFound: the calendar has not so many.
[[nodiscard]] Result<Time> EndOfWorkingDay(const Calendar& calendar, Time from, std::uint32_t days);
// When a target that starts at `from` is due. kNotFound: the calendar has not so much working time.
[[nodiscard]] Result<Time> DueAt(const Calendar& calendar, const v1::ComplaintTarget& target,
                                 Time from);

[[nodiscard]] const State::Clock* FindClock(const State& state, Terms::ClockKind kind);
[[nodiscard]] bool IsRunning(const State::Clock& clock);  // started, not stopped; perhaps paused

// Each adds its event to the decision, or nothing when the clock is not in a state for it.
// CALENDAR_EXHAUSTED where a due instant cannot be computed; then nothing was added.
[[nodiscard]] std::optional<Refused> StartClock(Decision* decision, const Sla& sla,
                                                Terms::ClockKind kind,
                                                const v1::ComplaintTarget& target, Time from);
// Starts acknowledgement, first response and resolution (or, at reopening, the last two).
[[nodiscard]] std::optional<Refused> StartClocks(Decision* decision, const Sla& sla,
                                                 const v1::ComplaintPackPolicy::Targets& targets,
                                                 Time from, bool acknowledgement);
// New targets after an assessment: running clocks get another due instant, their start stays.
[[nodiscard]] std::optional<Refused> RetargetClocks(
    Decision* decision, const State& state, const Sla& sla,
    const v1::ComplaintPackPolicy::Targets& targets);
[[nodiscard]] std::optional<Refused> ExtendClock(Decision* decision, const State::Clock& clock,
                                                 const Sla& sla);
void StopClock(Decision* decision, const State& state, Terms::ClockKind kind, Time at,
               Terms::StopReason why);
void StopAllClocks(Decision* decision, const State& state, Time at);
// A person's act towards the customer stops the first-response clock; a machine's does not.
void StopFirstResponse(Decision* decision, const State& state, const DecideContext& context);
void PauseResolution(Decision* decision, const State& state, Time at);
// Adds the pause to the clock. A calendar without enough working time gives the pause's plain
// length.
void ResumeResolution(Decision* decision, const State& state, const Sla& sla, Time at);

}  // namespace tenure::complaint
