#include "domain/lifecycle_terms.h"

#include "domain/calendars.h"

namespace tenure::domain {

tl::expected<LifecycleTerms, Refused> LifecycleTermsInForce(const Rules& rules, Time now) {
  auto found = PolicyInForce(rules, "lifecycle", v1::PolicyBody::kLifecycle, now);
  if (!found) return tl::unexpected(std::move(found).error());
  return LifecycleTerms{found->body.lifecycle(), found->ref, std::move(found->calendar.calendar)};
}

}  // namespace tenure::domain
