// Formulas by name: inputs as text, what is missing, what is wrong.
#include "formula/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/assert.h"

namespace tenure::formula {
namespace {

using testing::HasSubstr;
using Given = std::vector<std::pair<std::string, std::string>>;

const Calendar& EveryDay() {
  static const Calendar calendar = [] {
    CalendarData data;
    data.offsets = {{std::nullopt, 0}};
    for (auto& day : data.week) day = {{0, 1440}};
    return *Calendar::Make(data);
  }();
  return calendar;
}

Result<Calculation> Calculated(std::string_view name, const Given& given) {
  const Formula* formula = FindFormula(name);
  TENURE_ASSERT(formula != nullptr, "no formula {}", name);
  return Calculate(*formula, given, EveryDay());
}

std::string Exact(std::string_view name, const Given& given) {
  const auto done = Calculated(name, given);
  TENURE_ASSERT(done.has_value(), "{}", done.error().message);
  std::string text;
  for (const Figure& figure : done->outcome.figures) {
    text +=
        (text.empty() ? "" : ",") + (figure ? FractionText(*figure) : std::string(kNotComputable));
  }
  return done->outcome.figures.empty() ? done->outcome.word : text;
}

TEST(Formulas, EachByItsName_OnAWorkedExample) {
  EXPECT_EQ(Exact("current_ratio", {{"current_assets", "2"}, {"current_liabilities", "1"}}),
            "200/1");
  EXPECT_EQ(Exact("quick_ratio",
                  {{"current_assets", "200"}, {"inventory", "50"}, {"current_liabilities", "100"}}),
            "150/1");
  EXPECT_EQ(Exact("debt_to_assets", {{"total_liabilities", "1"}, {"total_assets", "3"}}), "100/3");
  EXPECT_EQ(
      Exact("receivables_turnover",
            {{"sales", "1200"}, {"opening_receivables", "100"}, {"closing_receivables", "200"}}),
      "8/1");
  EXPECT_EQ(Exact("collection_period", {{"turnover", "5"}}), "73/1");
  EXPECT_EQ(Exact("collection_period", {{"turnover", "5"}, {"days", "360"}}), "72/1");
  EXPECT_EQ(Exact("net_margin", {{"net_profit", "5"}, {"sales", "80"}}), "25/4");
  EXPECT_EQ(Exact("nine_factor", {{"scores", "90,80,80,85,90,85,80,90,90"}}), "343/4");
  EXPECT_EQ(Exact("band", {{"score", "85.5"}}), "CA2");
  EXPECT_EQ(Exact("dso_simple", {{"receivables", "500"}, {"sales", "1000"}, {"days", "90"}}),
            "45/1");
  EXPECT_EQ(Exact("dso_countback", {{"receivables", "250"}, {"sales", "100,100,100"}}), "75/1");
  EXPECT_EQ(Exact("dso_delinquent", {{"receivables", "500"},
                                     {"receivables_not_due", "300"},
                                     {"sales", "1000"},
                                     {"days", "90"}}),
            "18/1");
  EXPECT_EQ(Exact("cei", {{"opening_receivables", "100"},
                          {"sales", "1200"},
                          {"months", "12"},
                          {"closing_receivables", "80"},
                          {"closing_current_receivables", "40"}}),
            "75/1");
  EXPECT_EQ(Exact("loss_rates", {{"cohort", "1000,400,200,50"}}), "5/1,25/2,25/1");
  EXPECT_EQ(Exact("ecl", {{"balances", "1000,100"}, {"rates", "1%,0.1"}}), "20/1");
  EXPECT_EQ(Exact("roll_rate", {{"balances_before", "1000,200"}, {"balances_after", "900,100"}}),
            "10/1");
  EXPECT_EQ(Exact("altman_z", {{"x1", "1"}, {"x2", "1"}, {"x3", "1"}, {"x4", "1"}, {"x5", "1"}}),
            "15/2");
  EXPECT_EQ(Exact("altman_z2", {{"x1", "1"}, {"x2", "0"}, {"x3", "0"}, {"x4", "0"}}), "164/25");
  EXPECT_EQ(
      Exact("late_interest", {{"principal", "10000"}, {"rate_per_day", "0.05%"}, {"days", "30"}}),
      "150/1");
  EXPECT_EQ(Exact("limitation", {{"knew_on", "2024-03-12"}}), "2027-03-12");
  EXPECT_EQ(Exact("four_year", {{"anchor", "2024-02-29"}, {"n", "1"}}), "2028-02-29");
  EXPECT_EQ(Exact("four_year", {{"anchor", "2096-02-29"}, {"n", "1"}}), "2100-02-28");
}

TEST(Formulas, Limitation_TakesDatedEventsWithProof) {
  const auto ends = [](std::string events) {
    return Exact("limitation", {{"knew_on", "2024-03-12"}, {"events", std::move(events)}});
  };
  EXPECT_EQ(ends("demand:2025-06-04:signed"), "2028-06-04");
  EXPECT_EQ(ends("demand:2025-06-04"), "2027-03-12");
  EXPECT_EQ(ends("promise:2026-01-05,suit:2027-02-03"), "2030-02-03");
  EXPECT_EQ(ends("part_payment:2026-01-05"), "2029-01-05");
  EXPECT_EQ(ends("promise:2030-01-07"), "2033-01-07") << "agreed afterwards";
  EXPECT_EQ(ends("part_payment:2030-01-07"), "2027-03-12") << "paid afterwards";
  EXPECT_EQ(ends("obstacle_begins:2027-01-01,obstacle_ends:2027-02-01"), "2027-08-01");
}

TEST(Formulas, MissingItem_IsNotComputable) {
  EXPECT_EQ(Exact("nine_factor", {{"scores", "90,-,80,85,90,85,80,90,90"}}), "NOT_COMPUTABLE");
  EXPECT_EQ(Exact("band", {{"score", "-"}}), "NR");
  EXPECT_EQ(Exact("current_ratio", {{"current_assets", "-"}, {"current_liabilities", "1"}}),
            "NOT_COMPUTABLE");
  EXPECT_EQ(Exact("current_ratio", {{"current_assets", "1"}, {"current_liabilities", "0"}}),
            "NOT_COMPUTABLE");
}

TEST(Formulas, WrongInputs_SayWhichAndWhatWouldBe) {
  const struct {
    std::string_view formula;
    Given given;
    const char* says;
  } wrong[] = {
      {"current_ratio", {{"current_assets", "1"}}, "current_liabilities: missing"},
      {"current_ratio", {{"assets", "1"}}, "takes current_assets current_liabilities"},
      {"band", {{"score", "1"}, {"score", "2"}}, "score: given twice"},
      {"band", {{"score", "100.01"}}, "0 to 100"},
      {"band", {{"score", "a"}}, "not a decimal number"},
      {"nine_factor", {{"scores", "1,2"}}, "nine scores"},
      {"nine_factor", {{"scores", "1,2,3,4,5,6,7,8,101"}}, "N9 is a whole number"},
      {"nine_factor", {{"scores", "1.5,2,3,4,5,6,7,8,9"}}, "N1 is a whole number"},
      {"four_year", {{"anchor", "2024-02-30"}, {"n", "1"}}, "is no day"},
      {"four_year", {{"anchor", "2024-02-28"}, {"n", "0"}}, "1 to 250"},
      {"ecl", {{"balances", "1,2"}, {"rates", "1"}}, "one rate a balance"},
      {"loss_rates", {{"cohort", "1"}}, "at least two"},
      {"roll_rate", {{"balances_before", "1,2"}, {"balances_after", "1"}}, "as many buckets"},
      {"limitation",
       {{"knew_on", "2024-03-12"}, {"events", "letter:2025-01-01"}},
       "kind of demand"},
  };
  for (const auto& each : wrong) {
    const auto done = Calculated(each.formula, each.given);
    ASSERT_FALSE(done) << each.formula << " " << each.says;
    EXPECT_EQ(done.error().code, ErrorCode::kInvalidInput);
    EXPECT_THAT(done.error().message, HasSubstr(each.says));
  }
}

TEST(Formulas, UnknownName_IsNull) { EXPECT_EQ(FindFormula("quickest_ratio"), nullptr); }

}  // namespace
}  // namespace tenure::formula
