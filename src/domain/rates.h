// Amounts of several currencies meet by the policy `rates`: exact fractions, rounded once, at the
// end, by the caller. Pure, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "formula/figure.h"
#include "tenure/decision.h"

namespace tenure::domain {

// `minor` of currency `from` in minor units of `to`, by the rates in force at `at`; nothing when
// there is no such policy or no rate for one of them. One currency needs no rate.
[[nodiscard]] std::optional<formula::Rational> Converted(const Rules& rules, Time at,
                                                         std::int64_t minor, std::string_view from,
                                                         std::string_view to);

// Up to the next whole minor unit; beyond 64 bits the largest number there is.
[[nodiscard]] std::int64_t RoundUp(const formula::Rational& amount);

}  // namespace tenure::domain
