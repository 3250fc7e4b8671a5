// What the commands of a credit account share: its standing, its guarantees in force, what it may
// hold at most.
#pragma once

#include <cstdint>
#include <string_view>

#include "tenure/decision.h"
#include "tenure/v1/credit_account.pb.h"

namespace tenure::credit_account {

using State = v1::CreditAccountState;
using Terms = v1::CreditTerms;
using Standing = v1::CreditBook;

inline constexpr int kGuaranteesMax = 16;  // keep the state inside its bound
inline constexpr int kReleasesMax = 16;    // and the book

// Out of the state's parts: no limit, expired, on hold, under review, active; in this order. CA5's
// limit is on hold for the time of a review (4.4).
[[nodiscard]] Standing::Standing StandingOf(const State& state);

// Limit or review or hold can be spoken of: a limit was set and has not ended.
[[nodiscard]] bool LimitLives(const State& state, Time now);

// The hold there is, unless its end has come.
[[nodiscard]] bool Held(const State& state, Time now);

// Guarantees in force at `now` in one currency, minor units.
[[nodiscard]] std::int64_t Guaranteed(const State& state, std::string_view currency, Time now);

// A person is told why nothing is to be done; what a reaction asks for in vain is no exception.
[[nodiscard]] Decision Unneeded(const DecideContext& context, v1::Refusal why);

// For the book: the standing, and when a hold ends by itself.
[[nodiscard]] v1::CreditStandingAfter AfterOf(const State& state);
void PutStanding(v1::Book* book, const v1::CreditStandingAfter& after);

}  // namespace tenure::credit_account
