#include "domain/statement_figures.h"

#include "formula/altman.h"
#include "formula/statement_ratios.h"

namespace tenure::domain {
namespace {

using formula::Figure;
using formula::Rational;
using Statement = v1::FinancialStatement;
using Terms = v1::CreditTerms;

// What was disclosed, as numbers.
struct Inputs {
  explicit Inputs(const Statement& s) {
    const auto read = [](bool has, std::int64_t value) {
      return has ? Figure(Rational(value)) : Figure();
    };
    current_assets = read(s.has_current_assets(), s.current_assets());
    inventory = read(s.has_inventory(), s.inventory());
    current_liabilities = read(s.has_current_liabilities(), s.current_liabilities());
    total_liabilities = read(s.has_total_liabilities(), s.total_liabilities());
    total_assets = read(s.has_total_assets(), s.total_assets());
    sales = read(s.has_sales(), s.sales());
    opening = read(s.has_opening_receivables(), s.opening_receivables());
    closing = read(s.has_closing_receivables(), s.closing_receivables());
    net_profit = read(s.has_net_profit(), s.net_profit());
    retained = read(s.has_retained_earnings(), s.retained_earnings());
    ebit = read(s.has_ebit(), s.ebit());
    equity = read(s.has_equity(), s.equity());
  }
  Figure current_assets, inventory, current_liabilities, total_liabilities, total_assets, sales,
      opening, closing, net_profit, retained, ebit, equity;
};

template <typename Function, typename... Inputs>
Figure With(Function function, const Inputs&... inputs) {
  if (!(inputs.has_value() && ...)) return std::nullopt;
  return function(*inputs...);
}

// Z″, for those who do not manufacture: working capital, retained earnings and EBIT over total
// assets, book equity over total liabilities.
Figure AltmanOf(const Inputs& in) {
  const Figure working =
      With([](const Rational& assets,
              const Rational& liabilities) { return Figure(Rational(assets - liabilities)); },
           in.current_assets, in.current_liabilities);
  const Figure x1 = With(formula::Divide, working, in.total_assets);
  const Figure x2 = With(formula::Divide, in.retained, in.total_assets);
  const Figure x3 = With(formula::Divide, in.ebit, in.total_assets);
  const Figure x4 = With(formula::Divide, in.equity, in.total_liabilities);
  return With([](const Rational& a, const Rational& b, const Rational& c,
                 const Rational& d) { return Figure(formula::AltmanZ2(a, b, c, d)); },
              x1, x2, x3, x4);
}

v1::ComputedRatio Written(Terms::Ratio ratio, const Figure& figure) {
  v1::ComputedRatio written;
  written.set_ratio(ratio);
  if (!figure) return written;
  written.set_numerator(figure->get_num().get_str());
  written.set_denominator(figure->get_den().get_str());
  return written;
}

bool Above(bool has_part, std::int64_t part, bool has_whole, std::int64_t whole) {
  return has_part && has_whole && part > whole;
}

}  // namespace

std::vector<v1::ComputedRatio> RatiosOf(const Statement& statement, std::uint32_t days_of_year) {
  const Inputs in(statement);
  const Figure turnover = With(formula::ReceivablesTurnover, in.sales, in.opening, in.closing);
  return {
      Written(Terms::CURRENT_RATIO,
              With(formula::CurrentRatio, in.current_assets, in.current_liabilities)),
      Written(Terms::QUICK_RATIO,
              With(formula::QuickRatio, in.current_assets, in.inventory, in.current_liabilities)),
      Written(Terms::DEBT_TO_ASSETS,
              With(formula::DebtToAssets, in.total_liabilities, in.total_assets)),
      Written(Terms::RECEIVABLES_TURNOVER, turnover),
      Written(Terms::COLLECTION_PERIOD,
              With(formula::CollectionPeriod, turnover, Figure(Rational(days_of_year)))),
      Written(Terms::NET_MARGIN, With(formula::NetMargin, in.net_profit, in.sales)),
      Written(Terms::ALTMAN_Z2, AltmanOf(in)),
  };
}

std::optional<std::string> Contradiction(const Statement& s) {
  if (Above(s.has_inventory(), s.inventory(), s.has_current_assets(), s.current_assets())) {
    return "inventory > current_assets";
  }
  if (Above(s.has_current_assets(), s.current_assets(), s.has_total_assets(), s.total_assets())) {
    return "current_assets > total_assets";
  }
  if (Above(s.has_current_liabilities(), s.current_liabilities(), s.has_total_liabilities(),
            s.total_liabilities())) {
    return "current_liabilities > total_liabilities";
  }
  if (!s.has_period_end()) return "period_end is missing";
  if (s.currency().size() != 3) return "currency is missing";
  if (s.has_sales() && s.sales_kind() == Terms::SALES_KIND_UNSPECIFIED) {
    return "sales_kind is missing";
  }
  return std::nullopt;
}

}  // namespace tenure::domain
