// Working calendars out of policies: the one place where a CalendarPolicy becomes a Calendar.
#pragma once

#include <optional>
#include <string_view>

#include "base/calendar.h"
#include "tenure/decision.h"
#include "tenure/result.h"
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

// A policy with the calendar that its days are counted in, both in force.
struct RuledPolicy {
  const v1::PolicyBody& body;  // lives as long as the Rules
  v1::PolicyRef ref;
  RuledCalendar calendar;
};

// What policy `policy` and the policy "calendar" hold at `at`, looked up once; NO_POLICY naming the
// one that is missing or of another kind than `kind`.
[[nodiscard]] tl::expected<RuledPolicy, Refused> PolicyInForce(const Rules& rules,
                                                               std::string_view policy,
                                                               v1::PolicyBody::BodyCase kind,
                                                               Time at);

}  // namespace tenure::domain
