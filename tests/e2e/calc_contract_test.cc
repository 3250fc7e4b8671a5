// `calc`: words, shape and exit codes, without any store.
#include <gmock/gmock.h>

#include "e2e/command_line.h"

namespace tenure::e2e {
namespace {

using testing::HasSubstr;

JsonValue Calc(const CommandLine& program, std::vector<std::string> words) {
  words.insert(words.begin(), "calc");
  return program.Json(std::move(words));
}

TEST(CalcContract, Ratio_IsAFractionAndADecimalInPercent) {
  const CommandLine program;
  const JsonValue row =
      Calc(program, {"current_ratio", "current_assets=2", "current_liabilities=1"});
  EXPECT_EQ(Text(row, "formula"), "current_ratio");
  EXPECT_EQ(Text(*row.Find("inputs"), "current_assets"), "2");
  EXPECT_EQ(Text(row, "exact"), "200/1");
  EXPECT_EQ(Text(row, "value"), "200.000000");
  EXPECT_EQ(Text(row, "unit"), "%");
}

TEST(CalcContract, NoFormula_ListsThemAll) {
  const CommandLine program;
  const JsonValue rows = program.Json({"calc", "--lang", "zh"});
  ASSERT_EQ(rows.items.size(), 20u);
  EXPECT_EQ(Text(rows.items.front(), "title"), "流动比率");
  EXPECT_EQ(Text(rows.items[4], "inputs"), "turnover [days]");
}

TEST(CalcContract, List_GivesArrays) {
  const CommandLine program;
  const JsonValue row = Calc(program, {"loss_rates", "cohort=1000,400,0,50"});
  ASSERT_EQ(row.Find("exact")->items.size(), 3u);
  EXPECT_EQ(row.Find("exact")->items[1].text, "25/2");
  EXPECT_EQ(row.Find("value")->items[1].text, "12.500000");
  EXPECT_EQ(row.Find("value")->items[2].text, "NOT_COMPUTABLE");
}

TEST(CalcContract, BandsAndDates_HaveNoFraction) {
  const CommandLine program;
  const JsonValue band = Calc(program, {"band", "score=86"});
  EXPECT_EQ(Text(band, "exact"), "null");
  EXPECT_EQ(Text(band, "value"), "CA1");
  // 15 March 2026 is a Sunday of the shipped calendar.
  EXPECT_EQ(Text(Calc(program, {"limitation", "knew_on=2023-03-15"}), "value"), "2026-03-16");
}

TEST(CalcContract, ZeroDenominator_IsAnAnswer) {
  const CommandLine program;
  const JsonValue row =
      Calc(program, {"current_ratio", "current_assets=2", "current_liabilities=0"});
  EXPECT_EQ(Text(row, "exact"), "null");
  EXPECT_EQ(Text(row, "value"), "NOT_COMPUTABLE");
}

TEST(CalcContract, WrongWords_ExitTwoWithWhatIsKnown) {
  const CommandLine program;
  const Finished unknown = program.Run({"calc", "quickest_ratio"});
  EXPECT_EQ(unknown.exit_code, 2);
  EXPECT_THAT(unknown.err, HasSubstr("current_ratio quick_ratio"));
  const Finished missing = program.Run({"calc", "band"});
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, HasSubstr("band takes score"));
  const Finished word = program.Run({"calc", "band", "86"});
  EXPECT_EQ(word.exit_code, 2);
  EXPECT_THAT(word.err, HasSubstr("not name=value"));
  EXPECT_EQ(program.Run({"calc", "band", "score=101"}).exit_code, 2);
}

}  // namespace
}  // namespace tenure::e2e
