// The key-account policy and the calendar in force, as one thing to decide and to compute due
// instants with.
#pragma once

#include <cstdint>

#include "base/calendar.h"
#include "tenure/decision.h"
#include "tenure/result.h"
#include "tenure/v1/key_account_policy.pb.h"
#include "tenure/values.h"

namespace tenure::domain {

[[nodiscard]] inline std::uint32_t YearOf(Date date) {
  return static_cast<std::uint32_t>(static_cast<int>(std::chrono::year_month_day(date).year()));
}

struct KeyAccountRules {
  const v1::KeyAccountPolicy& policy;
  v1::PolicyRef ref;
  Calendar calendar;

  [[nodiscard]] Date Today(Time now) const { return calendar.LocalDate(now); }
  [[nodiscard]] Time StartOf(std::uint32_t year, std::uint32_t month, std::uint32_t day = 1) const {
    return calendar.StartOf(Date(std::chrono::year(static_cast<int>(year)) /
                                 std::chrono::month(month) / std::chrono::day(day)));
  }
  // The end of a local day: its obligation is late from then on.
  [[nodiscard]] Time EndOf(Date date) const {
    return calendar.StartOf(date + std::chrono::days(1));
  }
  // The end of the day `days` after `from`'s.
  [[nodiscard]] Time DaysFrom(Time from, std::uint32_t days) const {
    return EndOf(Today(from) + std::chrono::days(days));
  }
  // The end of 31 December: what the year brought stands still from then on.
  [[nodiscard]] Time CloseOf(std::uint32_t year) const { return StartOf(year + 1, 1); }
  // K10: by then the year's forum has been held.
  [[nodiscard]] Time ForumDue(std::uint32_t year) const {
    return StartOf(year, policy.forum_due_month());
  }
};

// NO_POLICY naming the one that is missing.
[[nodiscard]] tl::expected<KeyAccountRules, Refused> KeyAccountRulesInForce(const Rules& rules,
                                                                            Time now);

}  // namespace tenure::domain
