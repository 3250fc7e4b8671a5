#include "domain/lifecycle_terms.h"

namespace tenure::domain {

tl::expected<LifecycleTerms, Refused> LifecycleTermsInForce(const Rules& rules, Time now) {
  auto found = PolicyInForce(rules, "lifecycle", v1::PolicyBody::kLifecycle, now);
  if (!found) return tl::unexpected(std::move(found).error());
  return LifecycleTerms{TermsOf(found->body.lifecycle(), *std::move(found))};
}

}  // namespace tenure::domain
