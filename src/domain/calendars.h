// Working calendars out of policies: the one place where a CalendarPolicy becomes a Calendar.
#pragma once

#include <optional>
#include <string_view>

#include "base/calendar.h"
#include "tenure/decision.h"
#include "tenure/v1/policy.pb.h"

namespace tenure::domain {

// kInvalidInput as Calendar::Make. Cost: proportional to the policy's days.
[[nodiscard]] Result<Calendar> CalendarOf(const v1::CalendarPolicy& policy);

struct RuledCalendar {
  Calendar calendar;
  v1::PolicyRef ref;  // goes into every event whose due instant it gave
};

// The calendar that policy `policy` ("calendar") holds at `at`; nullopt when no version is in force
// or the policy is of another kind. Ends the process on a calendar that policy_check let through
// although it does not hold together.
[[nodiscard]] std::optional<RuledCalendar> CalendarInForce(const Rules& rules,
                                                           std::string_view policy, Time at);

}  // namespace tenure::domain
