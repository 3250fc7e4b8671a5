#include "formula/limitation.h"

#include <algorithm>

namespace tenure::formula {
namespace {

constexpr int kMonths = 12;

Date AddYears(Date date, int years) { return AddMonths(date, years * kMonths); }

struct Running {
  Date ends;
  bool obstructed = false;
};

void Restart(const LimitationEvent& event, bool late, Running* running) {
  // Once expired, only the debtor's own agreement brings the claim back.
  if (late && event.kind != LimitationEventKind::kAgreement) return;
  running->ends = AddYears(event.on, kLimitationYears);
}

}  // namespace

Date AddMonths(Date date, int months) {
  const std::chrono::year_month_day from(date);
  const std::chrono::year_month_day to = from + std::chrono::months(months);
  return to.ok() ? Date(to) : Date(to.year() / to.month() / std::chrono::last);
}

Result<Limitation> LimitationOf(Date known_on, Date harmed_on, std::vector<LimitationEvent> events,
                                const Calendar& calendar) {
  std::stable_sort(events.begin(), events.end(),
                   [](const auto& left, const auto& right) { return left.on < right.on; });
  Running running{AddYears(known_on, kLimitationYears)};
  for (const LimitationEvent& event : events) {
    const Date last_day = TENURE_TRY(calendar.NextWorkingDay(running.ends));
    const bool late = !running.obstructed && event.on > last_day;
    switch (event.kind) {
      case LimitationEventKind::kDemand:
        if (event.proven) Restart(event, late, &running);
        break;
      case LimitationEventKind::kAgreement:
      case LimitationEventKind::kLegalStep:
        Restart(event, late, &running);
        break;
      case LimitationEventKind::kObstacleBegins:
        if (!late) running.obstructed = true;
        break;
      case LimitationEventKind::kObstacleEnds:
        // It held the period up only if it still stood in its last six months.
        if (running.obstructed && event.on > AddMonths(running.ends, -kObstacleMonths)) {
          running.ends = std::max(running.ends, AddMonths(event.on, kObstacleMonths));
        }
        running.obstructed = false;
        break;
    }
  }
  const Date cap = AddYears(harmed_on, kLimitationCapYears);
  const Date ends = std::min(running.ends, cap);
  return Limitation{TENURE_TRY(calendar.NextWorkingDay(ends)), running.obstructed};
}

}  // namespace tenure::formula
