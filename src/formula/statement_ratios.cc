#include "formula/statement_ratios.h"

namespace tenure::formula {

Figure CurrentRatio(const Rational& current_assets, const Rational& current_liabilities) {
  return Percent(current_assets, current_liabilities);
}

Figure QuickRatio(const Rational& current_assets, const Rational& inventory,
                  const Rational& current_liabilities) {
  return Percent(current_assets - inventory, current_liabilities);
}

Figure DebtToAssets(const Rational& total_liabilities, const Rational& total_assets) {
  return Percent(total_liabilities, total_assets);
}

Figure ReceivablesTurnover(const Rational& sales, const Rational& opening_receivables,
                           const Rational& closing_receivables) {
  return Divide(sales, (opening_receivables + closing_receivables) / 2);
}

Figure CollectionPeriod(const Rational& turnover, const Rational& days_of_year) {
  return Divide(days_of_year, turnover);
}

Figure NetMargin(const Rational& net_profit, const Rational& sales) {
  return Percent(net_profit, sales);
}

}  // namespace tenure::formula
