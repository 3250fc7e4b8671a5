#include "domain/legal_rules.h"

#include <algorithm>
#include <chrono>
#include <limits>

#include "domain/value_text.h"
#include "formula/limitation.h"
#include "formula/receivables.h"
#include "tenure/values.h"

namespace tenure::domain {
namespace {

using std::chrono::days;

constexpr int kEnforcementMonths = 24;    // Civil Procedure Law of China, 250
constexpr std::int64_t kPpm = 1'000'000;  // unit of the policy's daily rate

// The contract's numbers are the formula's plus one.
formula::LimitationEventKind KindOf(v1::LegalTerms::ClockMove move) {
  return static_cast<formula::LimitationEventKind>(static_cast<int>(move) - 1);
}
v1::LegalTerms::ClockMove MoveOf(formula::LimitationEventKind kind) {
  return static_cast<v1::LegalTerms::ClockMove>(static_cast<int>(kind) + 1);
}
static_assert(static_cast<int>(formula::LimitationEventKind::kDemand) + 1 ==
              v1::LegalTerms::DEMAND);
static_assert(static_cast<int>(formula::LimitationEventKind::kObstacleEnds) + 1 ==
              v1::LegalTerms::OBSTACLE_ENDS);

formula::LimitationHistory HistoryOf(const v1::LimitationClock& clock) {
  formula::LimitationHistory history{DateOf(clock.known_on()), DateOf(clock.harmed_on()), {}};
  for (const auto& entry : clock.entries()) {
    history.events.push_back({KindOf(entry.move()), DateOf(entry.on()), entry.proven()});
  }
  return history;
}

Refused NoWorkingDay(Date date) { return Refused{v1::NO_WORKING_DAY, {{"date", DateText(date)}}}; }

// Warnings to come; of those whose day has passed only the latest, which is due at once.
void PutWarnings(const LegalRules& rules, Time now, v1::LimitationClock* clock) {
  clock->clear_warnings();
  if (clock->obstructed()) return;
  const v1::LimitationClock::Warning* passed = nullptr;
  v1::LimitationClock::Warning latest;
  for (const std::uint32_t before : rules.policy.limitation_warning_days()) {
    v1::LimitationClock::Warning warning;
    warning.set_days(before);
    *warning.mutable_at() =
        InstantOf(rules.calendar.StartOf(DateOf(clock->last_day()) - days(before)));
    if (TimeOf(warning.at()) > now) {
      *clock->add_warnings() = warning;
    } else {
      latest = warning;
      passed = &latest;
    }
  }
  if (passed == nullptr || TimeOf(clock->expires_at()) <= now) return;
  *clock->add_warnings() = latest;
  std::rotate(clock->mutable_warnings()->begin(), clock->mutable_warnings()->end() - 1,
              clock->mutable_warnings()->end());
}

ClockResult ClockOf(formula::LimitationHistory history, const LegalRules& rules, Time now) {
  if (history.events.size() > kClockEntriesMax) {
    auto shorter = formula::Shortened(history, rules.calendar);
    if (!shorter) return tl::unexpected(NoWorkingDay(history.known_on));
    history = *std::move(shorter);
  }
  const auto limitation = formula::LimitationOf(history, rules.calendar);
  if (!limitation) return tl::unexpected(NoWorkingDay(history.known_on));
  v1::LimitationClock clock;
  *clock.mutable_known_on() = DateMessage(history.known_on);
  *clock.mutable_harmed_on() = DateMessage(history.harmed_on);
  for (const auto& event : history.events) {
    auto* entry = clock.add_entries();
    entry->set_move(MoveOf(event.kind));
    *entry->mutable_on() = DateMessage(event.on);
    entry->set_proven(event.proven);
  }
  *clock.mutable_last_day() = DateMessage(limitation->expires_on);
  *clock.mutable_cap() = DateMessage(limitation->cap);
  clock.set_obstructed(limitation->obstructed);
  *clock.mutable_expires_at() =
      InstantOf(rules.EndOf(limitation->obstructed ? limitation->cap : limitation->expires_on));
  *clock.mutable_written_demand_by() = InstantOf(
      rules.calendar.StartOf(limitation->expires_on - days(rules.policy.written_demand_days())));
  PutWarnings(rules, now, &clock);
  return clock;
}

}  // namespace

tl::expected<LegalRules, Refused> LegalRulesInForce(const Rules& rules, Time now) {
  auto found = PolicyInForce(rules, "legal", v1::PolicyBody::kLegal, now);
  if (!found) return tl::unexpected(std::move(found).error());
  return TermsOf(found->body.legal(), *std::move(found));
}

ClockResult StartedClock(Date known_on, const LegalRules& rules, Time now) {
  return ClockOf({known_on, known_on, {}}, rules, now);
}

ClockResult MovedClock(const v1::LimitationClock& clock, v1::LegalTerms::ClockMove move, Date on,
                       const LegalRules& rules, Time now) {
  formula::LimitationHistory history = HistoryOf(clock);
  history.events.push_back({KindOf(move), on, true});
  return ClockOf(std::move(history), rules, now);
}

bool IsLapsed(const v1::LimitationClock& clock, Date day) {
  return formula::Lapsed({DateOf(clock.last_day()), DateOf(clock.cap()), clock.obstructed()}, day);
}

tl::expected<Date, Refused> LastDayToEnforce(Date perform_by, const LegalRules& rules) {
  const Date last = formula::AddMonths(perform_by, kEnforcementMonths);
  const auto working = rules.calendar.NextWorkingDay(last);
  if (!working) return tl::unexpected(NoWorkingDay(last));
  return *working;
}

std::int64_t LateInterestOf(const v1::DebtCaseState& state, const LegalRules& rules, Date as_of) {
  const formula::Rational rate = formula::Fraction(rules.policy.late_interest_ppm_per_day(), kPpm);
  formula::Rational sum = 0;
  for (const v1::DebtClaim& claim : state.claims()) {
    const std::int64_t late = (as_of - DateOf(claim.first_due_on())).count();
    const std::int64_t undisputed = claim.principal() - claim.disputed();
    if (late > 0 && undisputed > 0) {
      sum +=
          formula::LateInterest(formula::Fraction(undisputed, 1), rate, formula::Fraction(late, 1));
    }
  }
  const mpz_class whole = sum.get_num() / sum.get_den();
  return whole.fits_slong_p() ? whole.get_si() : std::numeric_limits<std::int64_t>::max();
}

}  // namespace tenure::domain
