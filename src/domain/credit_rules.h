// The credit policy and the calendar in force, as one thing to decide and to compute due instants
// with; and what the book says about the customer's evidence (A14).
#pragma once

#include <cstdint>
#include <string>

#include "domain/calendars.h"
#include "formula/nine_factors.h"
#include "tenure/decision.h"
#include "tenure/result.h"
#include "tenure/v1/credit_policy.pb.h"
#include "tenure/v1/credit_terms.pb.h"

namespace tenure::domain {

struct CreditRules : PolicyTerms<v1::CreditPolicy> {
  // 1 = CA1 … 6 = CA6.
  [[nodiscard]] const v1::CreditPolicy::Band& Band(std::uint32_t band) const;
};

// NO_POLICY naming the one that is missing.
[[nodiscard]] tl::expected<CreditRules, Refused> CreditRulesInForce(const Rules& rules, Time now);

[[nodiscard]] constexpr std::uint32_t Number(formula::Band band) {
  return static_cast<std::uint32_t>(band);
}
// "CA1" … "CA6"; "NR".
[[nodiscard]] std::string BandText(std::uint32_t band);

// A14: through internal (I4) and external (I1-I3) channels.
struct EvidenceCover {
  bool outside = false;
  bool inside = false;
  [[nodiscard]] bool complete() const { return outside && inside; }
};

// Evidence of the customer that still holds on `today`.
[[nodiscard]] EvidenceCover CoverOf(const v1::CreditBook& book, Date today);

}  // namespace tenure::domain
