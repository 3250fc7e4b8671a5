// Until when a claim can be enforced in China: three years from knowing (Civil Code 188), begun
// anew by what the law names (195), held up by obstacles in the last six months (194), never
// beyond twenty years (188), the first day not counted, a last day without work moved on (201,
// 203); a debtor who agrees afterwards revives it (192). Pure; the calendar is an argument.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/calendar.h"
#include "tenure/result.h"
#include "tenure/time.h"

namespace tenure::formula {

inline constexpr int kLimitationYears = 3;
inline constexpr int kLimitationCapYears = 20;
inline constexpr int kObstacleMonths = 6;

enum class LimitationEventKind : std::uint8_t {
  kDemand,     // counts only when it provably reached the debtor
  kAgreement,  // promise, part payment, instalments, security: the debtor agrees to perform
  kLegalStep,  // suit, arbitration and what the law holds equal to them
  kObstacleBegins,
  kObstacleEnds,
};

struct LimitationEvent {
  LimitationEventKind kind;
  Date on;
  bool proven = false;
};

struct Limitation {
  Date expires_on;          // the last day on which the claim can still be brought
  bool obstructed = false;  // an obstacle has not ended: it does not expire before that
};

// `events` in any order; of one day in the order given. `known_on`: the creditor knew of the harm
// and of the debtor; `harmed_on`: from where the twenty years run. kNotFound: the calendar has no
// working day within its reach.
[[nodiscard]] Result<Limitation> LimitationOf(Date known_on, Date harmed_on,
                                              std::vector<LimitationEvent> events,
                                              const Calendar& calendar);

// The same day `months` later, or the last of a shorter month.
[[nodiscard]] Date AddMonths(Date date, int months);

}  // namespace tenure::formula
