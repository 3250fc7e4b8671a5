// The policy `legal` with the calendar in force: the limitation clock of a debt case by the very
// function behind `tenure calc limitation`, and late interest by the one behind `late_interest`.
#pragma once

#include <cstdint>

#include "domain/calendars.h"
#include "tenure/decision.h"
#include "tenure/result.h"
#include "tenure/v1/debt_case.pb.h"
#include "tenure/v1/debt_legal_terms.pb.h"
#include "tenure/v1/legal_policy.pb.h"

namespace tenure::domain {

using LegalRules = PolicyTerms<v1::LegalPolicy>;

// NO_POLICY naming the one that is missing.
[[nodiscard]] tl::expected<LegalRules, Refused> LegalRulesInForce(const Rules& rules, Time now);

inline constexpr int kClockEntriesMax = 24;

using ClockResult = tl::expected<v1::LimitationClock, Refused>;

// A clock that begins on the day from which the creditor could sue (Civil Code 188, 189): the last
// instalment's. NO_WORKING_DAY: the calendar has none where the last day would lie.
[[nodiscard]] ClockResult StartedClock(Date known_on, const LegalRules& rules, Time now);

// The clock after one more proven event, or one that changes nothing; entries that no longer matter
// are summed up when there are too many.
[[nodiscard]] ClockResult MovedClock(const v1::LimitationClock& clock,
                                     v1::LegalTerms::ClockMove move, Date on,
                                     const LegalRules& rules, Time now);

// Time-barred on that day: after the last day unless an obstacle stands, after the cap always.
[[nodiscard]] bool IsLapsed(const v1::LimitationClock& clock, Date day);

// Last day on which enforcement of what had to be performed by `perform_by` can be applied for: two
// years later (Civil Procedure Law of China, 250).
[[nodiscard]] tl::expected<Date, Refused> LastDayToEnforce(Date perform_by,
                                                           const LegalRules& rules);

// Simple interest on the undisputed principal of every claim from the day after it was due until
// `as_of`, whole minor units, never rounded up: what is claimed can be proven.
[[nodiscard]] std::int64_t LateInterestOf(const v1::DebtCaseState& state, const LegalRules& rules,
                                          Date as_of);

}  // namespace tenure::domain
