// Working calendars out of policies: the one place where a CalendarPolicy becomes a Calendar.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

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

// A context's own policy with that calendar: what its rules decide and compute due instants with.
template <typename Policy>
struct PolicyTerms {
  const Policy& policy;  // lives as long as the Rules
  v1::PolicyRef ref;
  Calendar calendar;
  v1::PolicyRef calendar_ref;

  [[nodiscard]] Date Today(Time now) const { return calendar.LocalDate(now); }
  // The end of a local day: what may be done on that day, or holds until it has ended, is late or
  // over from then on.
  [[nodiscard]] Time EndOf(Date date) const {
    return calendar.StartOf(date + std::chrono::days(1));
  }
  // The end of the day `days` later.
  [[nodiscard]] Time DaysFrom(Time now, std::uint32_t days) const {
    return EndOf(Today(now) + std::chrono::days(days));
  }
};

// `policy` is the member of `found`'s body that its kind names.
template <typename Policy>
[[nodiscard]] PolicyTerms<Policy> TermsOf(const Policy& policy, RuledPolicy&& found) {
  return {policy, std::move(found.ref), std::move(found.calendar.calendar),
          std::move(found.calendar.ref)};
}

}  // namespace tenure::domain
