// How fast receivables come in and what they will cost: DSO, CEI, loss rates, provision, roll rates
// (domain table 3). Amounts in any one unit. NOT_COMPUTABLE where a denominator is zero.
#pragma once

#include <vector>

#include "formula/figure.h"

namespace tenure::formula {

// Receivables / credit sales of the period × its days.
[[nodiscard]] Figure DsoSimple(const Rational& receivables, const Rational& sales,
                               const Rational& days);

// Whole months of sales are taken off the receivables, latest first; the last one counts pro rata.
// Nothing when the receivables are larger than all the sales given.
[[nodiscard]] Figure DsoCountback(const Rational& receivables,
                                  const std::vector<Rational>& sales_latest_first,
                                  const Rational& days_of_month);

// DSO without the days that were granted: the same formula on what is not yet due, taken off.
[[nodiscard]] Figure DsoDelinquent(const Rational& receivables, const Rational& receivables_not_due,
                                   const Rational& sales, const Rational& days);

struct Collections {
  Rational opening_receivables;
  Rational sales;  // of the whole period
  Rational months;
  Rational closing_receivables;
  Rational closing_current_receivables;  // not yet due
};
// Collection effectiveness index, percent: what came in of what could come in.
[[nodiscard]] Figure CollectionEffectiveness(const Collections& period);

// Lifetime loss rate of each bucket, percent: lost / balance that reached it. `cohort` holds the
// balance that reached each bucket, and last what was lost.
[[nodiscard]] std::vector<Figure> LossRates(const std::vector<Rational>& cohort);

// IFRS 9 provision matrix: Σ balance × rate. Nothing when the lists differ in length.
[[nodiscard]] Figure ExpectedCreditLoss(const std::vector<Rational>& balances,
                                        const std::vector<Rational>& rates);

// Share of each bucket that moved into the next one within the month, percent. One less than the
// buckets; nothing when the lists differ in length.
[[nodiscard]] std::vector<Figure> RollRates(const std::vector<Rational>& balances_before,
                                            const std::vector<Rational>& balances_after);

// Simple interest for being late: principal × rate a day × days.
[[nodiscard]] Rational LateInterest(const Rational& principal, const Rational& rate_per_day,
                                    const Rational& days);

}  // namespace tenure::formula
