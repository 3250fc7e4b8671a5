// The lifecycle policy and the calendar in force, as one thing to compute due instants with.
#pragma once

#include "base/calendar.h"
#include "tenure/decision.h"
#include "tenure/result.h"
#include "tenure/v1/lifecycle_policy.pb.h"

namespace tenure::domain {

struct LifecycleTerms {
  const v1::LifecyclePolicy& policy;
  v1::PolicyRef ref;
  Calendar calendar;

  // The same clock time `days` later.
  [[nodiscard]] Time After(Time from, std::uint32_t days) const {
    return from + std::chrono::days(days);
  }
  // The end of a local day: its obligation is late from then on.
  [[nodiscard]] Time EndOf(Date date) const {
    return calendar.StartOf(date + std::chrono::days(1));
  }
  [[nodiscard]] Date Today(Time now) const { return calendar.LocalDate(now); }
};

// NO_POLICY naming the one that is missing.
[[nodiscard]] tl::expected<LifecycleTerms, Refused> LifecycleTermsInForce(const Rules& rules,
                                                                          Time now);

}  // namespace tenure::domain
