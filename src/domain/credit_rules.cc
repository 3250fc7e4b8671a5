#include "domain/credit_rules.h"

#include "base/assert.h"
#include "tenure/values.h"

namespace tenure::domain {
const v1::CreditPolicy::Band& CreditRules::Band(std::uint32_t band) const {
  TENURE_ASSERT(band >= 1 && static_cast<int>(band) <= policy.bands_size(), "band {} of {}", band,
                policy.bands_size());
  return policy.bands(static_cast<int>(band) - 1);
}

tl::expected<CreditRules, Refused> CreditRulesInForce(const Rules& rules, Time now) {
  auto found = PolicyInForce(rules, "credit", v1::PolicyBody::kCredit, now);
  if (!found) return tl::unexpected(std::move(found).error());
  return CreditRules{TermsOf(found->body.credit(), *std::move(found))};
}

std::string BandText(std::uint32_t band) {
  return std::string(formula::BandName(static_cast<formula::Band>(band)));
}

EvidenceCover CoverOf(const v1::CreditBook& book, Date today) {
  EvidenceCover cover;
  for (const auto& held : book.evidence()) {
    if (DateOf(held.expires_on()) < today) continue;
    (held.channel() == v1::CreditTerms::INSIDE ? cover.inside : cover.outside) = true;
  }
  return cover;
}

}  // namespace tenure::domain
