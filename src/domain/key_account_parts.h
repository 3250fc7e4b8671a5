// What the commands of a key account share: who is one, what is in it, its years and practices.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "domain/key_account_rules.h"
#include "tenure/decision.h"
#include "tenure/v1/key_account.pb.h"

namespace tenure::key_account {

using State = v1::KeyAccountState;
using Terms = v1::KeyAccountTerms;

// Keep the state inside its bound.
inline constexpr int kReservationsMax = 32;
inline constexpr int kStakeholdersMax = 32;
inline constexpr int kSignalsMax = 32;
inline constexpr int kVisitsMax = 16;
inline constexpr int kBriefsMax = 32;
inline constexpr int kActionsMax = 32;
inline constexpr int kForumsMax = 8;  // of one year
inline constexpr int kYearsMax = 3;   // this one, the one being screened, the one beside it

// NOT_KEY_ACCOUNT.
[[nodiscard]] std::optional<Refused> Designated(const State& state);
// R3: no selling effort for a customer who was dropped; CUSTOMER_DROPPED.
[[nodiscard]] std::optional<Refused> NotDropped(const DecideContext& context);
// Both, as K1, K3, K6 and K8 ask for.
[[nodiscard]] std::optional<Refused> MaySell(const State& state, const DecideContext& context);
// An active contact person that the command loads; UNKNOWN_REFERENCE naming `field`.
[[nodiscard]] std::optional<Refused> KnownPerson(const DecideContext& context,
                                                 std::string_view field, const std::string& id);
[[nodiscard]] Decision Full(int limit);
[[nodiscard]] Decision Unknown(std::string_view field, const std::string& id);
[[nodiscard]] Decision Known(std::string_view field, const std::string& id);

// The part with that id, or end().
template <typename Parts, typename Id>
[[nodiscard]] auto Find(Parts& parts, const std::string& id, Id id_of) {
  return std::find_if(parts.begin(), parts.end(),
                      [&](const auto& one) { return (one.*id_of)() == id; });
}
template <typename Parts, typename Id>
void Erase(Parts* parts, const std::string& id, Id id_of) {
  const auto found = Find(*parts, id, id_of);
  if (found != parts->end()) parts->erase(found);
}

// The mark of a practice done on a local day.
[[nodiscard]] v1::PracticeMark MarkOf(Terms::Practice practice, Date on);
// Puts it into its year, which begins if it is not there; a year that has left the state is past.
void Mark(State* state, const v1::PracticeMark& mark);

// Null when it is not among the years kept.
[[nodiscard]] const State::Year* FindYear(const State& state, std::uint32_t year);
State::Year* YearRow(State* state, std::uint32_t year);
// 4.5 out of what the year holds: designated, planned, running, forum held.
void Restage(State::Year* year);
[[nodiscard]] bool IsDone(const State::Year& year, Terms::Practice practice);
[[nodiscard]] bool IsWaived(const State::Year& year, Terms::Practice practice);

// The book's part of a year, which begins if it is not there; null when it is older than all three.
[[nodiscard]] v1::KeyAccountBook::Year* BookYear(v1::Book* book, std::uint32_t year);
[[nodiscard]] const v1::KeyAccountBook::Year* FindBookYear(const v1::Book& book,
                                                           std::uint32_t year);

}  // namespace tenure::key_account
