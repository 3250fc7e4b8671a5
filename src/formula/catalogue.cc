#include "formula/catalogue.h"

#include <fmt/format.h>

#include <algorithm>

#include "formula/altman.h"
#include "formula/four_years.h"
#include "formula/nine_factors.h"
#include "formula/receivables.h"
#include "formula/statement_ratios.h"
#include "formula/written_inputs.h"

namespace tenure::formula {
namespace {

constexpr InputKind kList = InputKind::kDecimals;
constexpr int kHundredths = 100;
constexpr int kVisitsMax = 250;  // a thousand years of appointments

Outcome One(Figure figure) { return {{std::move(figure)}, false, {}}; }
Outcome Many(std::vector<Figure> figures) { return {std::move(figures), true, {}}; }
Outcome Word(std::string_view word) { return {{}, false, std::string(word)}; }

Failure Wrong(std::string_view input, std::string_view what) {
  return Fail(ErrorCode::kInvalidInput, fmt::format("{}: {}", input, what));
}

bool IsWhole(const Rational& value) { return value.get_den() == 1; }

Result<Outcome> NineFactor(const Inputs& in) {
  const auto& given = in.values[0].numbers;
  if (given.size() != kNineFactors.size()) {
    return Wrong("scores", "nine scores, N1 to N9, - for a missing one");
  }
  FactorScores scores;
  for (std::size_t i = 0; i < given.size(); ++i) {
    if (!given[i]) continue;
    if (!IsWhole(*given[i]) || *given[i] < 0 || *given[i] > 100) {
      return Wrong("scores",
                   fmt::format("{} is a whole number from 0 to 100", kNineFactors[i].element));
    }
    scores[i] = static_cast<int>(given[i]->get_num().get_si());
  }
  const auto hundredths = ScoreHundredths(scores);
  if (!hundredths) return One(std::nullopt);
  return One(Divide(*hundredths, kHundredths));
}

Result<Outcome> BandOfScore(const Inputs& in) {
  const std::optional<Rational>& score = in.values[0].numbers.front();
  if (!score) return Word(BandName(Band::kNotRated));
  if (*score < 0 || *score > 100) return Wrong("score", "0 to 100");
  const Rational scaled = *score * kHundredths;  // a band begins at a whole point: rest is cut off
  const mpz_class hundredths = scaled.get_num() / scaled.get_den();
  return Word(BandName(BandOf(static_cast<int>(hundredths.get_si()))));
}

Result<Outcome> FourYear(const Inputs& in) {
  const Rational& n = in.Number(1);
  if (!IsWhole(n) || n < 1 || n > kVisitsMax) {
    return Wrong("n", fmt::format("a whole number from 1 to {}", kVisitsMax));
  }
  return Word(WrittenDate(
      FourYearVisit(*in.values[0].date, static_cast<std::uint32_t>(n.get_num().get_ui()))));
}

Result<Outcome> LimitationDate(const Inputs& in) {
  const Date known_on = *in.values[0].date;
  const Date harmed_on = in.values[2].date.value_or(known_on);
  const auto found = LimitationOf({known_on, harmed_on, in.values[1].events}, in.calendar);
  if (!found) return tl::unexpected(found.error());
  return Word(WrittenDate(found->expires_on));
}

Result<Outcome> Roll(const Inputs& in) {
  if (in.values[0].numbers.size() != in.values[1].numbers.size()) {
    return Wrong("balances_after", "as many buckets as balances_before");
  }
  return Many(RollRates(in.Numbers(0), in.Numbers(1)));
}

Result<Outcome> Ecl(const Inputs& in) {
  if (in.values[0].numbers.size() != in.values[1].numbers.size()) {
    return Wrong("rates", "one rate a balance");
  }
  return One(ExpectedCreditLoss(in.Numbers(0), in.Numbers(1)));
}

Result<Outcome> Losses(const Inputs& in) {
  if (in.values[0].numbers.size() < 2)
    return Wrong("cohort", "at least two: a balance and the loss");
  return Many(LossRates(in.Numbers(0)));
}

std::vector<Formula> RatioFormulas() {
  using In = const Inputs&;
  return {
      {"current_ratio",
       "流动比率",
       "current ratio",
       "LA1",
       "%",
       {{"current_assets"}, {"current_liabilities"}},
       [](In in) -> Result<Outcome> { return One(CurrentRatio(in.Number(0), in.Number(1))); }},
      {"quick_ratio",
       "速动比率",
       "quick ratio",
       "LA2",
       "%",
       {{"current_assets"}, {"inventory"}, {"current_liabilities"}},
       [](In in) -> Result<Outcome> {
         return One(QuickRatio(in.Number(0), in.Number(1), in.Number(2)));
       }},
      {"debt_to_assets",
       "资产负债率",
       "debt to assets",
       "LA3",
       "%",
       {{"total_liabilities"}, {"total_assets"}},
       [](In in) -> Result<Outcome> { return One(DebtToAssets(in.Number(0), in.Number(1))); }},
      {"receivables_turnover",
       "应收账款周转率",
       "receivables turnover",
       "LA4",
       "times",
       {{"sales"}, {"opening_receivables"}, {"closing_receivables"}},
       [](In in) -> Result<Outcome> {
         return One(ReceivablesTurnover(in.Number(0), in.Number(1), in.Number(2)));
       }},
      {"collection_period",
       "应收账款周转天数",
       "collection period",
       "LA5, G8",
       "days",
       {{"turnover"}, {"days", InputKind::kDecimal, "365"}},
       [](In in) -> Result<Outcome> { return One(CollectionPeriod(in.Number(0), in.Number(1))); }},
      {"net_margin",
       "销售净利率",
       "net margin",
       "LA6",
       "%",
       {{"net_profit"}, {"sales"}},
       [](In in) -> Result<Outcome> { return One(NetMargin(in.Number(0), in.Number(1))); }},
      {"nine_factor",
       "九要素得分",
       "score of the nine factors",
       "N1-N9",
       "points",
       {{"scores", kList}},
       NineFactor,
       true},
      {"band", "信用等级", "credit band", "B1-B7", "band", {{"score"}}, BandOfScore, true},
  };
}

std::vector<Formula> ReceivablesFormulas() {
  using In = const Inputs&;
  return {
      {"dso_simple",
       "应收账款天数",
       "days sales outstanding",
       "3",
       "days",
       {{"receivables"}, {"sales"}, {"days"}},
       [](In in) -> Result<Outcome> {
         return One(DsoSimple(in.Number(0), in.Number(1), in.Number(2)));
       }},
      {"dso_countback",
       "应收账款天数（倒推）",
       "days sales outstanding by countback",
       "3",
       "days",
       {{"receivables"}, {"sales", kList}, {"month_days", InputKind::kDecimal, "30"}},
       [](In in) -> Result<Outcome> {
         return One(DsoCountback(in.Number(0), in.Numbers(1), in.Number(2)));
       }},
      {"dso_delinquent",
       "逾期应收天数",
       "delinquent days sales outstanding",
       "3",
       "days",
       {{"receivables"}, {"receivables_not_due"}, {"sales"}, {"days"}},
       [](In in) -> Result<Outcome> {
         return One(DsoDelinquent(in.Number(0), in.Number(1), in.Number(2), in.Number(3)));
       }},
      {"cei",
       "收款有效性指数",
       "collection effectiveness index",
       "3",
       "%",
       {{"opening_receivables"},
        {"sales"},
        {"months"},
        {"closing_receivables"},
        {"closing_current_receivables"}},
       [](In in) -> Result<Outcome> {
         return One(CollectionEffectiveness(
             {in.Number(0), in.Number(1), in.Number(2), in.Number(3), in.Number(4)}));
       }},
      {"loss_rates",
       "损失率",
       "lifetime loss rates",
       "3, IFRS 9 B5.5.35",
       "%",
       {{"cohort", kList}},
       Losses},
      {"ecl",
       "预期信用损失",
       "expected credit loss",
       "3, IFRS 9 B5.5.35",
       "amount",
       {{"balances", kList}, {"rates", kList}},
       Ecl},
      {"roll_rate",
       "迁徙率",
       "roll rates",
       "3",
       "%",
       {{"balances_before", kList}, {"balances_after", kList}},
       Roll},
  };
}

std::vector<Formula> OtherFormulas() {
  using In = const Inputs&;
  return {
      {"altman_z",
       "Z 值",
       "Altman Z",
       "3",
       "score",
       {{"x1"}, {"x2"}, {"x3"}, {"x4"}, {"x5"}},
       [](In in) -> Result<Outcome> {
         return One(AltmanZ(in.Number(0), in.Number(1), in.Number(2), in.Number(3), in.Number(4)));
       }},
      {"altman_z2",
       "Z″ 值",
       "Altman Z'' (not manufacturers)",
       "3",
       "score",
       {{"x1"}, {"x2"}, {"x3"}, {"x4"}},
       [](In in) -> Result<Outcome> {
         return One(AltmanZ2(in.Number(0), in.Number(1), in.Number(2), in.Number(3)));
       }},
      {"late_interest",
       "逾期利息",
       "late interest",
       "3",
       "amount",
       {{"principal"}, {"rate_per_day"}, {"days"}},
       [](In in) -> Result<Outcome> {
         return One(LateInterest(in.Number(0), in.Number(1), in.Number(2)));
       }},
      {"limitation",
       "诉讼时效届满日",
       "last day of the limitation period",
       "Civil Code 188-203",
       "date",
       {{"knew_on", InputKind::kDate},
        {"events", InputKind::kEvents, "", false},
        {"harmed_on", InputKind::kDate, "", false}},
       LimitationDate},
      {"four_year",
       "四年之约",
       "four-year appointment",
       "L8",
       "date",
       {{"anchor", InputKind::kDate}, {"n"}},
       FourYear},
  };
}

Result<void> CheckNames(const Formula& formula,
                        const std::vector<std::pair<std::string, std::string>>& given) {
  for (const auto& [name, value] : given) {
    const auto is_it = [&name = name](const auto& one) { return one.name == name; };
    if (std::none_of(formula.inputs.begin(), formula.inputs.end(), is_it)) {
      return Wrong(name, fmt::format("{} takes {}", formula.name, InputNames(formula)));
    }
    const auto same = [&name = name](const auto& one) { return one.first == name; };
    if (std::count_if(given.begin(), given.end(), same) > 1) return Wrong(name, "given twice");
  }
  return {};
}

bool LacksNumber(const Inputs& inputs) {
  return std::any_of(inputs.values.begin(), inputs.values.end(), [](const Inputs::Value& value) {
    return std::find(value.numbers.begin(), value.numbers.end(), std::nullopt) !=
           value.numbers.end();
  });
}

}  // namespace

std::vector<Rational> Inputs::Numbers(std::size_t input) const {
  std::vector<Rational> numbers;
  for (const auto& number : values[input].numbers) numbers.push_back(*number);
  return numbers;
}

std::string InputNames(const Formula& formula) {
  std::string names;
  for (const Input& input : formula.inputs) {
    const bool optional = !input.needed || !input.otherwise.empty();
    names += fmt::format("{}{}{}{}", names.empty() ? "" : " ", optional ? "[" : "", input.name,
                         optional ? "]" : "");
  }
  return names;
}

std::span<const Formula> Formulas() {
  static const std::vector<Formula> formulas = [] {
    std::vector<Formula> all = RatioFormulas();
    for (Formula& formula : ReceivablesFormulas()) all.push_back(std::move(formula));
    for (Formula& formula : OtherFormulas()) all.push_back(std::move(formula));
    return all;
  }();
  return formulas;
}

const Formula* FindFormula(std::string_view name) {
  const auto all = Formulas();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const Formula& one) { return one.name == name; });
  return found == all.end() ? nullptr : &*found;
}

Result<Calculation> Calculate(const Formula& formula,
                              const std::vector<std::pair<std::string, std::string>>& given,
                              const Calendar& calendar) {
  TENURE_TRY(CheckNames(formula, given));
  Calculation calculation;
  Inputs inputs{{}, calendar};
  for (const Input& input : formula.inputs) {
    const auto found = std::find_if(given.begin(), given.end(),
                                    [&](const auto& one) { return one.first == input.name; });
    std::string text(found == given.end() ? input.otherwise : std::string_view(found->second));
    if (found == given.end() && text.empty() && input.needed) {
      return Wrong(input.name,
                   fmt::format("missing; {} takes {}", formula.name, InputNames(formula)));
    }
    inputs.values.push_back(TENURE_TRY(ReadInput(input, text)));
    if (!text.empty()) calculation.inputs.emplace_back(input.name, std::move(text));
  }
  const bool computable = formula.takes_missing || !LacksNumber(inputs);
  calculation.outcome = computable ? TENURE_TRY(formula.run(inputs)) : One(std::nullopt);
  return calculation;
}

}  // namespace tenure::formula
