#include "formula/receivables.h"

namespace tenure::formula {

Figure DsoSimple(const Rational& receivables, const Rational& sales, const Rational& days) {
  return Divide(receivables * days, sales);
}

Figure DsoCountback(const Rational& receivables, const std::vector<Rational>& sales_latest_first,
                    const Rational& days_of_month) {
  Rational left = receivables;
  Rational days = 0;
  for (const Rational& sales : sales_latest_first) {
    if (left <= 0) return days;
    if (left < sales) return Rational(days + left * days_of_month / sales);
    left -= sales;
    days += days_of_month;
  }
  if (left > 0) return std::nullopt;
  return days;
}

Figure DsoDelinquent(const Rational& receivables, const Rational& receivables_not_due,
                     const Rational& sales, const Rational& days) {
  return DsoSimple(receivables - receivables_not_due, sales, days);
}

Figure CollectionEffectiveness(const Collections& period) {
  if (period.months == 0) return std::nullopt;
  const Rational could_come = period.opening_receivables + period.sales / period.months;
  return Percent(could_come - period.closing_receivables,
                 could_come - period.closing_current_receivables);
}

std::vector<Figure> LossRates(const std::vector<Rational>& cohort) {
  std::vector<Figure> rates;
  for (std::size_t i = 0; i + 1 < cohort.size(); ++i) {
    rates.push_back(Percent(cohort.back(), cohort[i]));
  }
  return rates;
}

Figure ExpectedCreditLoss(const std::vector<Rational>& balances,
                          const std::vector<Rational>& rates) {
  if (balances.size() != rates.size()) return std::nullopt;
  Rational sum = 0;
  for (std::size_t i = 0; i < balances.size(); ++i) sum += balances[i] * rates[i];
  return sum;
}

std::vector<Figure> RollRates(const std::vector<Rational>& balances_before,
                              const std::vector<Rational>& balances_after) {
  std::vector<Figure> rates;
  if (balances_before.size() != balances_after.size()) return rates;
  for (std::size_t i = 0; i + 1 < balances_before.size(); ++i) {
    rates.push_back(Percent(balances_after[i + 1], balances_before[i]));
  }
  return rates;
}

Rational LateInterest(const Rational& principal, const Rational& rate_per_day,
                      const Rational& days) {
  return principal * rate_per_day * days;
}

}  // namespace tenure::formula
