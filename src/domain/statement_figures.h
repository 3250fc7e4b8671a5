// LAPP over a financial statement: the exact ratios of formula::statement_ratios, each
// NOT_COMPUTABLE where an input was not disclosed or a denominator is zero.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "formula/figure.h"
#include "tenure/v1/credit_terms.pb.h"

namespace tenure::domain {

// Raised whenever a figure out of the same statement would come out differently.
inline constexpr std::uint32_t kRatioFormulaVersion = 1;

// All ratios in the handbook's order, LA1-LA6, and Altman's Z″ behind them.
[[nodiscard]] std::vector<v1::ComputedRatio> RatiosOf(const v1::FinancialStatement& statement,
                                                      std::uint32_t days_of_year);

// What makes a statement contradict itself, one English phrase; nullopt: nothing does.
[[nodiscard]] std::optional<std::string> Contradiction(const v1::FinancialStatement& statement);

}  // namespace tenure::domain
