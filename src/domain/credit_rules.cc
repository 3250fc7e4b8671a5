#include "domain/credit_rules.h"

#include "base/assert.h"
#include "domain/calendars.h"
#include "domain/rules_access.h"
#include "domain/value_text.h"

namespace tenure::domain {
namespace {

constexpr char kPolicy[] = "credit";
constexpr char kCalendar[] = "calendar";

}  // namespace

const v1::CreditPolicy::Band& CreditRules::Band(std::uint32_t band) const {
  TENURE_ASSERT(band >= 1 && static_cast<int>(band) <= policy.bands_size(), "band {} of {}", band,
                policy.bands_size());
  return policy.bands(static_cast<int>(band) - 1);
}

std::optional<Refused> CreditRulesMissing(const Rules& rules, Time now) {
  const PolicyVersion* version = VersionInForce(rules, kPolicy, now);
  if (version == nullptr || !version->body().has_credit()) {
    return Refused{v1::NO_POLICY, {{"policy", kPolicy}}};
  }
  if (!CalendarInForce(rules, kCalendar, now)) {
    return Refused{v1::NO_POLICY, {{"policy", kCalendar}}};
  }
  return std::nullopt;
}

CreditRules CreditRulesInForce(const Rules& rules, Time now) {
  const PolicyVersion* version = VersionInForce(rules, kPolicy, now);
  auto calendar = CalendarInForce(rules, kCalendar, now);
  TENURE_ASSERT(version != nullptr && calendar, "credit={} calendar={}", version != nullptr,
                calendar.has_value());
  return {version->body().credit(), RefOf(kPolicy, *version), std::move(calendar->calendar),
          calendar->ref};
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
