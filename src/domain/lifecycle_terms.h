// The lifecycle policy and the calendar in force, as one thing to compute due instants with.
#pragma once

#include "domain/calendars.h"
#include "tenure/decision.h"
#include "tenure/result.h"
#include "tenure/v1/lifecycle_policy.pb.h"

namespace tenure::domain {

struct LifecycleTerms : PolicyTerms<v1::LifecyclePolicy> {
  // The same clock time `days` later.
  [[nodiscard]] Time After(Time from, std::uint32_t days) const {
    return from + std::chrono::days(days);
  }
};

// NO_POLICY naming the one that is missing.
[[nodiscard]] tl::expected<LifecycleTerms, Refused> LifecycleTermsInForce(const Rules& rules,
                                                                          Time now);

}  // namespace tenure::domain
