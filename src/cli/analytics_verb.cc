// `tenure credit analytics`: how fast receivables come in and what they may cost (domain table 3),
// by the formulas of `calc`, from the month sums of all customers, per currency.
#include <fmt/format.h>

#include <map>

#include "cli/analytics.h"
#include "cli/verbs.h"
#include "credit_analytics/credit_analytics.pb.h"
#include "formula/receivables.h"
#include "query/row_query.h"

namespace tenure::cli {
namespace {

using formula::Figure;
using formula::Rational;
using Row = v1::CreditAnalyticsRow;
using Balances = std::map<std::uint32_t, std::int64_t>;  // bucket: minor

constexpr std::size_t kDsoMonths = 3;  // sales that DSO simple looks at
constexpr long kDaysOfMonth = 30;      // the same default as calc's dso_countback
constexpr std::size_t kMonthsShown = 12;

JsonValue FigureValue(const Figure& figure) {
  if (!figure) return Str("NOT_COMPUTABLE");
  return Object({{"exact", Str(formula::FractionText(*figure))},
                 {"value", Str(formula::DecimalText(*figure))}});
}

Rational Sum(const Balances& balances) {
  Rational sum = 0;
  for (const auto& [from_day, minor] : balances) sum += minor;
  return sum;
}

std::vector<Rational> InOrder(const Balances& balances, const Balances& like) {
  std::vector<Rational> list;
  for (const auto& [from_day, unused] : like) {
    const auto found = balances.find(from_day);
    list.emplace_back(found == balances.end() ? 0 : found->second);
  }
  return list;
}

std::uint32_t NextMonth(std::uint32_t month) { return month % 100 == 12 ? month + 89 : month + 1; }

// One currency, from its first month to its last.
class Currency {
 public:
  void Add(const Row& row) {
    months_[row.month()] = row;
    for (const auto& one : row.buckets()) buckets_[one.from_day()];
  }

  JsonValue Show(const std::string& name) {
    buckets_[0];
    std::vector<JsonValue> months;
    std::vector<Rational> sales;  // latest last
    Balances balances = buckets_, reached = buckets_;
    for (std::uint32_t month = months_.begin()->first; month <= months_.rbegin()->first;
         month = NextMonth(month)) {
      const Balances opening = balances;
      const Row& row = months_[month];
      for (const auto& one : row.buckets()) {
        balances[one.from_day()] += one.change();
        reached[one.from_day()] += one.reached();
      }
      sales.emplace_back(row.sales());
      months.push_back(Month(month, row, opening, balances));
    }
    if (months.size() > kMonthsShown) {
      months.erase(months.begin(), months.end() - kMonthsShown);
    }
    JsonValue shown = Object({{"currency", Str(name)}});
    AddDso(sales, balances, &shown);
    AddProvision(balances, reached, &shown);
    shown.members.emplace_back("months", List(std::move(months)));
    return shown;
  }

 private:
  static JsonValue Minor(const Rational& minor) { return Str(minor.get_num().get_str()); }

  static JsonValue Month(std::uint32_t month, const Row& row, const Balances& opening,
                         const Balances& closing) {
    const Figure cei = formula::CollectionEffectiveness(
        {Sum(opening), Rational(row.sales()), 1, Sum(closing), Rational(closing.at(0))});
    std::vector<JsonValue> rolls;
    const auto rates = formula::RollRates(InOrder(opening, closing), InOrder(closing, closing));
    std::size_t i = 0;
    for (const auto& [from_day, minor] : closing) {
      if (i == rates.size()) break;
      rolls.push_back(Object({{"from_day", Num(from_day)}, {"percent", FigureValue(rates[i++])}}));
    }
    return Object({{"month", Str(fmt::format("{:04}-{:02}", month / 100, month % 100))},
                   {"sales", Minor(row.sales())},
                   {"collected", Minor(row.collected())},
                   {"opening", Minor(Sum(opening))},
                   {"closing", Minor(Sum(closing))},
                   {"closing_not_due", Minor(closing.at(0))},
                   {"cei_percent", FigureValue(cei)},
                   {"roll_rates", List(std::move(rolls))}});
  }

  static void AddDso(const std::vector<Rational>& sales, const Balances& balances,
                     JsonValue* shown) {
    const std::vector<Rational> latest_first(sales.rbegin(), sales.rend());
    const std::size_t count = std::min(kDsoMonths, latest_first.size());
    Rational recent = 0;
    for (std::size_t i = 0; i < count; ++i) recent += latest_first[i];
    const Rational days(kDaysOfMonth * static_cast<long>(count));
    const Rational all = Sum(balances);
    shown->members.emplace_back("outstanding", Minor(all));
    shown->members.emplace_back("not_due", Minor(balances.at(0)));
    shown->members.emplace_back("dso_simple_days",
                                FigureValue(formula::DsoSimple(all, recent, days)));
    shown->members.emplace_back(
        "dso_countback_days", FigureValue(formula::DsoCountback(all, latest_first, kDaysOfMonth)));
    shown->members.emplace_back(
        "dso_delinquent_days",
        FigureValue(formula::DsoDelinquent(all, Rational(balances.at(0)), recent, days)));
  }

  // IFRS 9 B5.5.35. What reached the last bucket is taken for lost: careful, and said so.
  static void AddProvision(const Balances& balances, const Balances& reached, JsonValue* shown) {
    std::vector<Rational> cohort = InOrder(reached, balances);
    cohort.push_back(cohort.back());
    const auto rates = formula::LossRates(cohort);
    std::vector<JsonValue> matrix;
    std::vector<Rational> known;
    std::size_t i = 0;
    for (const auto& [from_day, minor] : balances) {
      known.push_back(rates[i].value_or(Rational(0)));
      matrix.push_back(Object({{"from_day", Num(from_day)},
                               {"balance", Minor(minor)},
                               {"reached", Minor(cohort[i])},
                               {"loss_rate_percent", FigureValue(rates[i])}}));
      ++i;
    }
    shown->members.emplace_back("provision_matrix", List(std::move(matrix)));
    shown->members.emplace_back(
        "provision", FigureValue(formula::ExpectedCreditLoss(InOrder(balances, balances), known)));
    shown->members.emplace_back("provision_assumes",
                                Str("what reached the last bucket counts as lost"));
  }

  std::map<std::uint32_t, Row> months_;
  Balances buckets_;  // every bucket there was, at 0
};

}  // namespace

Result<std::vector<JsonValue>> AnalyticsOf(const query::OpenStore& store) {
  std::map<std::string, Currency> currencies;
  for (const query::Row& row :
       TENURE_TRY(query::FindRows(store, "credit_analytics", {.limit = 10'000}))) {
    const auto& sums = static_cast<const Row&>(*row.row);
    currencies[sums.currency()].Add(sums);
  }
  std::vector<JsonValue> shown;
  for (auto& [name, currency] : currencies) shown.push_back(currency.Show(name));
  return shown;
}

Exit CreditAnalytics(Context& context) {
  const auto store = TENURE_TRY(OpenForReading(context));
  context.console.Rows(TENURE_TRY(AnalyticsOf(*store)));
  TENURE_TRY(store->Close());
  return kExitOk;
}

}  // namespace tenure::cli
