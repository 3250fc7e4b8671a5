// A13's company side for the year-end screening (R3): turnover, cost and incentives from the books
// where they have the year, what else it takes as stated with its source. Exact minor units of one
// currency.
#pragma once

#include <cstdint>

#include "tenure/decision.h"
#include "tenure/result.h"
#include "tenure/v1/screening.pb.h"

namespace tenure::screening {

// What a proposal states; absent amounts are null.
struct Stated {
  const v1::Money* turnover = nullptr;
  const v1::Money* cost = nullptr;
  const v1::Money* remedies = nullptr;
  const v1::Money* write_offs = nullptr;

  template <typename Message>
  [[nodiscard]] static Stated Of(const Message& message) {
    return {message.has_stated_turnover() ? &message.stated_turnover() : nullptr,
            message.has_stated_cost() ? &message.stated_cost() : nullptr,
            message.has_stated_remedies() ? &message.stated_remedies() : nullptr,
            message.has_stated_write_offs() ? &message.stated_write_offs() : nullptr};
  }
  [[nodiscard]] bool trade() const { return turnover != nullptr || cost != nullptr; }
  [[nodiscard]] bool any() const { return trade() || remedies != nullptr || write_offs != nullptr; }
};

// The year's figures in the base currency of the policy `rates`, by the rates in force now, each
// rounded up to the minor unit. FIGURE_IN_BOOKS: trade is stated although the books have it.
// FIGURE_MISSING: neither. NO_RATE, NO_POLICY.
[[nodiscard]] tl::expected<v1::YearFigures, Refused> FiguresOf(const DecideContext& context,
                                                               std::uint32_t year,
                                                               const Stated& stated);

// G6: both KEEP, one of them WATCH, neither DROP; with `either_drops` one is enough.
[[nodiscard]] v1::KeyAccountTerms::Verdict Suggested(bool profit, bool potential,
                                                     bool either_drops);

}  // namespace tenure::screening
