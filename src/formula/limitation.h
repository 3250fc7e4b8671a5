// Until when a claim can be enforced in China: three years from knowing (Civil Code 188), begun
// anew by what the law names (195), held up by obstacles in the last six months (194), never
// beyond twenty years (188), the first day not counted, a last day without work moved on (201,
// 203); a debtor who agrees afterwards revives it (192). The engine and `tenure calc limitation`
// ask the same function. Pure; the calendar is an argument.
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
  kAgreement,  // promise, instalments, security: the debtor agrees to perform; in time or later
  // It acknowledges the debt like an agreement, but only in time: who pays what is time-barred has
  // paid that much, not agreed to pay the rest (192).
  kPartPayment,
  kLegalStep,  // suit, arbitration and what the law holds equal to them
  kObstacleBegins,
  kObstacleEnds,
};

struct LimitationEvent {
  LimitationEventKind kind;
  Date on;
  bool proven = false;
};

struct LimitationHistory {
  Date known_on;  // the creditor knew of the harm and of the debtor, or the last instalment was due
  Date harmed_on;                       // from where the twenty years run
  std::vector<LimitationEvent> events;  // in any order; of one day in the order given
};

struct Limitation {
  Date expires_on;          // the last day on which the claim can still be brought
  Date cap;                 // the last day of the twenty years, which nothing moves
  bool obstructed = false;  // an obstacle has not ended: it does not expire before that
};

// Is the claim time-barred on `day`?
[[nodiscard]] inline bool Lapsed(const Limitation& limitation, Date day) {
  return day > limitation.cap || (!limitation.obstructed && day > limitation.expires_on);
}

// kNotFound: the calendar has no working day within its reach.
[[nodiscard]] Result<Limitation> LimitationOf(const LimitationHistory& history,
                                              const Calendar& calendar);

// The same history in as few events as still matter: what lies before the last effective restart is
// forgotten, which then takes the place of `known_on`. For whatever happens from that day on it
// gives the same Limitation. kNotFound as above.
[[nodiscard]] Result<LimitationHistory> Shortened(const LimitationHistory& history,
                                                  const Calendar& calendar);

// The same day `months` later, or the last of a shorter month.
[[nodiscard]] Date AddMonths(Date date, int months);

}  // namespace tenure::formula
