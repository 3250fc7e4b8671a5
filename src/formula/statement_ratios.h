// LAPP: what a financial statement says. L liquidity (LA1-LA3), A activity (LA4, LA5),
// P profitability (LA6). Amounts in any one unit; ratios in percent, turnover in times, periods in
// days (G8). A zero denominator is NOT_COMPUTABLE.
#pragma once

#include "formula/figure.h"

namespace tenure::formula {

// G8: the handbook's year for the collection period; Chinese texts also use 360.
inline constexpr int kDaysOfYear = 365;

// LA1 流动比率 = current assets / current liabilities.
[[nodiscard]] Figure CurrentRatio(const Rational& current_assets,
                                  const Rational& current_liabilities);

// LA2 速动比率 = (current assets - inventory) / current liabilities.
[[nodiscard]] Figure QuickRatio(const Rational& current_assets, const Rational& inventory,
                                const Rational& current_liabilities);

// LA3 资产负债率 = total liabilities / total assets.
[[nodiscard]] Figure DebtToAssets(const Rational& total_liabilities, const Rational& total_assets);

// LA4 应收账款周转率 = sales / ((opening + closing receivables) / 2). G7: the form printed without
// the inner parentheses is a quarter of it.
[[nodiscard]] Figure ReceivablesTurnover(const Rational& sales, const Rational& opening_receivables,
                                         const Rational& closing_receivables);

// LA5 周转天数 = days of the year / turnover.
[[nodiscard]] Figure CollectionPeriod(const Rational& turnover, const Rational& days_of_year);

// LA6 销售净利率 = net profit / sales.
[[nodiscard]] Figure NetMargin(const Rational& net_profit, const Rational& sales);

}  // namespace tenure::formula
