#include "formula/limitation.h"

#include <algorithm>

namespace tenure::formula {
namespace {

constexpr int kMonths = 12;

Date AddYears(Date date, int years) { return AddMonths(date, years * kMonths); }

std::vector<LimitationEvent> InOrder(std::vector<LimitationEvent> events) {
  std::stable_sort(events.begin(), events.end(),
                   [](const auto& left, const auto& right) { return left.on < right.on; });
  return events;
}

// May the event begin the period anew? Once expired, only the debtor's own agreement brings the
// claim back.
bool Restarts(const LimitationEvent& event, bool late) {
  switch (event.kind) {
    case LimitationEventKind::kDemand:
      return event.proven && !late;
    case LimitationEventKind::kAgreement:
      return true;
    case LimitationEventKind::kPartPayment:
    case LimitationEventKind::kLegalStep:
      return !late;
    case LimitationEventKind::kObstacleBegins:
    case LimitationEventKind::kObstacleEnds:
      return false;
  }
  return false;
}

struct Running {
  Date ends;
  int obstacles = 0;  // that stand

  // True: the period began anew. What happened before it runs moves nothing.
  Result<bool> Apply(const LimitationEvent& event, const Calendar& calendar) {
    const Date last_day = TENURE_TRY(calendar.NextWorkingDay(ends));
    const bool late = obstacles == 0 && event.on > last_day;
    if (event.kind == LimitationEventKind::kObstacleBegins && !late) ++obstacles;
    if (event.kind == LimitationEventKind::kObstacleEnds && obstacles > 0) {
      --obstacles;
      // Only an obstacle of the last six months can end less than six months before the period.
      if (obstacles == 0) ends = std::max(ends, AddMonths(event.on, kObstacleMonths));
    }
    const Date anew = AddYears(event.on, kLimitationYears);
    if (!Restarts(event, late) || anew <= ends) return false;
    ends = anew;
    return true;
  }
};

}  // namespace

Date AddMonths(Date date, int months) {
  const std::chrono::year_month_day from(date);
  const std::chrono::year_month_day to = from + std::chrono::months(months);
  return to.ok() ? Date(to) : Date(to.year() / to.month() / std::chrono::last);
}

Result<Limitation> LimitationOf(const LimitationHistory& history, const Calendar& calendar) {
  Running running{AddYears(history.known_on, kLimitationYears)};
  for (const LimitationEvent& event : InOrder(history.events)) {
    TENURE_TRY(running.Apply(event, calendar));
  }
  const Date cap = AddYears(history.harmed_on, kLimitationCapYears);
  return Limitation{TENURE_TRY(calendar.NextWorkingDay(std::min(running.ends, cap))),
                    TENURE_TRY(calendar.NextWorkingDay(cap)), running.obstacles > 0};
}

Result<LimitationHistory> Shortened(const LimitationHistory& history, const Calendar& calendar) {
  Running running{AddYears(history.known_on, kLimitationYears)};
  LimitationHistory shorter{history.known_on, history.harmed_on, {}};
  for (const LimitationEvent& event : InOrder(history.events)) {
    if (!TENURE_TRY(running.Apply(event, calendar))) {
      shorter.events.push_back(event);
      continue;
    }
    shorter.known_on = event.on;
    shorter.events.assign(static_cast<std::size_t>(running.obstacles),
                          {LimitationEventKind::kObstacleBegins, event.on, false});
  }
  return shorter;
}

}  // namespace tenure::formula
