#include "domain/lifecycle_terms.h"

#include "base/assert.h"
#include "domain/calendars.h"
#include "domain/rules_access.h"

namespace tenure::domain {
namespace {

constexpr char kPolicy[] = "lifecycle";
constexpr char kCalendar[] = "calendar";

}  // namespace

std::optional<Refused> LifecycleTermsMissing(const Rules& rules, Time now) {
  const PolicyVersion* version = VersionInForce(rules, kPolicy, now);
  if (version == nullptr || !version->body().has_lifecycle()) {
    return Refused{v1::NO_POLICY, {{"policy", kPolicy}}};
  }
  if (!CalendarInForce(rules, kCalendar, now)) {
    return Refused{v1::NO_POLICY, {{"policy", kCalendar}}};
  }
  return std::nullopt;
}

LifecycleTerms LifecycleTermsInForce(const Rules& rules, Time now) {
  const PolicyVersion* version = VersionInForce(rules, kPolicy, now);
  auto calendar = CalendarInForce(rules, kCalendar, now);
  TENURE_ASSERT(version != nullptr && calendar, "lifecycle={} calendar={}", version != nullptr,
                calendar.has_value());
  return {version->body().lifecycle(), RefOf(kPolicy, *version), std::move(calendar->calendar)};
}

}  // namespace tenure::domain
