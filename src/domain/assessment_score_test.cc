// The score: bands at every edge, contributions, reasons, NR with its list, the switches of G3 and
// G4; the same again on replay; and no complaint ever touches it (V2).
#include "domain/credit_given.h"
#include "formula/nine_factors.h"
#include "tenure/v1/complaint.pb.h"

namespace tenure::testing {
namespace {

class Scoring : public CreditTest {
 protected:
  Scoring() {
    Investigate();
    Draft();
  }
  v1::AssessmentScored Finalised() {
    const auto outcome = given.When(Of<v1::FinaliseScore>());
    outcome.Gives({"AssessmentScored"});
    return outcome.event<v1::AssessmentScored>();
  }
  // Scores of N1 to N9.
  void JudgeEach(const std::vector<int>& scores) {
    for (int i = 0; i < 9; ++i) given.Do(Judge(i + 1, scores[static_cast<std::size_t>(i)]));
  }
  // Factors that give exactly that many hundredths of a point: N2 (weight 10) and N1 (weight 15)
  // move in steps that reach every multiple of five.
  void JudgeTo(int hundredths) {
    const int points = hundredths / 100;
    JudgeAll(std::min(points, 100));
    int rest = hundredths - points * 100;
    std::vector<int> extra(10, 0);
    if (rest % 10 == 5) {
      extra[1] = 1;
      rest -= 15;
    }
    for (int factor = 2; rest != 0; factor = factor == 3 ? 5 : factor + 1) {
      const int step = rest > 0 ? std::min(rest / 10, 100 - points) : rest / 10;
      extra[static_cast<std::size_t>(factor)] += step;
      rest -= step * 10;
    }
    for (int factor = 1; factor <= 9; ++factor) {
      const int more = extra[static_cast<std::size_t>(factor)];
      if (more != 0) given.Do(Judge(factor, points + more));
    }
  }
};

struct Edge {
  int hundredths;
  std::uint32_t band;
  std::uint32_t rounded;
};

// Nine integers with weights 10 and 15 give multiples of five hundredths: 5 is the smallest step,
// formula::BandOf itself is tested at every single hundredth.
TEST_F(Scoring, Bands_AtEveryEdge_BeginWithTheirLowestPoint) {
  const Edge edges[] = {
      {0, 6, 6},    {1495, 6, 6}, {1500, 6, 6}, {1550, 6, 5},  {1595, 6, 5}, {1600, 5, 5},
      {1605, 5, 5}, {3045, 5, 5}, {3050, 5, 4}, {3095, 5, 4},  {3100, 4, 4}, {3105, 4, 4},
      {4545, 4, 4}, {4550, 4, 3}, {4595, 4, 3}, {4600, 3, 3},  {4605, 3, 3}, {6045, 3, 3},
      {6050, 3, 2}, {6095, 3, 2}, {6100, 2, 2}, {6105, 2, 2},  {8545, 2, 2}, {8550, 2, 1},
      {8595, 2, 1}, {8600, 1, 1}, {8605, 1, 1}, {10000, 1, 1},
  };
  for (const Edge& edge : edges) {
    JudgeTo(edge.hundredths);
    ChangePolicy([](v1::CreditPolicy* policy) { policy->set_round_score(false); });
    const auto exact = Finalised();
    EXPECT_EQ(exact.score_hundredths(), static_cast<unsigned>(edge.hundredths));
    EXPECT_EQ(exact.band(), edge.band) << edge.hundredths;
    ChangePolicy([](v1::CreditPolicy* policy) { policy->set_round_score(true); });
    EXPECT_EQ(Finalised().band(), edge.rounded) << edge.hundredths;
  }
}

TEST(Bands, EveryHundredth_HalfOpenByAWalkDownTheTable) {
  for (int hundredths = 0; hundredths <= 10'000; ++hundredths) {
    int band = 6;
    if (hundredths >= 1600) band = 5;
    if (hundredths >= 3100) band = 4;
    if (hundredths >= 4600) band = 3;
    if (hundredths >= 6100) band = 2;
    if (hundredths >= 8600) band = 1;
    ASSERT_EQ(static_cast<int>(formula::BandOf(hundredths)), band) << hundredths;
  }
}

TEST_F(Scoring, Contributions_AddUpAndReasonsAreTheLargestShortfalls) {
  JudgeEach({80, 60, 100, 70, 95, 50, 90, 100, 85});
  const auto scored = Finalised();
  ASSERT_EQ(scored.contributions_size(), 9);
  std::uint32_t sum = 0;
  std::uint32_t lost = 0;
  for (int i = 0; i < 9; ++i) {
    const auto& row = scored.contributions(i);
    EXPECT_EQ(row.factor(), i + 1);
    EXPECT_EQ(row.weight(), (i == 0 || i == 3) ? 15u : 10u);
    EXPECT_EQ(row.contribution_hundredths() + row.shortfall_hundredths(), row.weight() * 100);
    sum += row.contribution_hundredths();
    lost += row.shortfall_hundredths();
  }
  EXPECT_EQ(sum, scored.score_hundredths());
  EXPECT_EQ(sum + lost, 10'000u);
  EXPECT_EQ(scored.score_hundredths(), 8050u);
  // Lost: N6 500, N4 450, N2 400, N1 300.
  EXPECT_EQ(std::vector<int>(scored.reasons().begin(), scored.reasons().end()),
            (std::vector<int>{Credit::MANAGEMENT_LEVEL, Credit::RESEARCH,
                              Credit::FINANCIAL_STRENGTH, Credit::MANAGEMENT_TEAM}));
  EXPECT_EQ(scored.coverage_percent(), 100u);
  EXPECT_FALSE(scored.renormalised());
  EXPECT_EQ(scored.recommended().minor(), 100'000'000);
  EXPECT_FALSE(scored.evidence_incomplete());
}

TEST_F(Scoring, FullMarks_HaveNoReasons) {
  JudgeAll(100);
  EXPECT_EQ(Finalised().reasons_size(), 0);
}

TEST_F(Scoring, SameScores_GiveTheSameEventBitForBit) {
  JudgeEach({80, 60, 100, 70, 95, 50, 90, 100, 85});
  const std::string first = Finalised().SerializeAsString();
  JudgeEach({80, 60, 100, 70, 95, 50, 90, 100, 85});
  EXPECT_EQ(Finalised().SerializeAsString(), first);
  given.Do(Of<v1::FinaliseScore>());
  EXPECT_EQ(assessment().reasons_size(), 4);
  EXPECT_EQ(assessment().band(), 2u);
  EXPECT_EQ(assessment().scored_by(), "chen.jie");
}

TEST_F(Scoring, DecisionClock_OfCa2IsShorterThanOfCa3) {
  JudgeAll(70);
  EXPECT_EQ(TimeOf(Finalised().decision_due()), At("2026-03-05T00:00:00+08:00"));
  JudgeAll(50);
  EXPECT_EQ(TimeOf(Finalised().decision_due()), At("2026-03-10T00:00:00+08:00"));
}

TEST_F(Scoring, MissingFactor_MakesNrWithItsReason) {
  JudgeAll(90);
  auto missing = Judge(4, 0);
  missing.clear_score();
  missing.set_missing(Credit::UNDISCLOSED);
  given.Do(missing);
  const auto outcome = given.Do(Of<v1::FinaliseScore>());
  outcome.Gives({"AssessmentNotRated"});
  const auto& list = outcome.event<v1::AssessmentNotRated>().missing();
  ASSERT_EQ(list.size(), 1);
  EXPECT_EQ(list[0].factor(), Credit::RESEARCH);
  EXPECT_EQ(list[0].reason(), Credit::UNDISCLOSED);
  EXPECT_EQ(assessment().status(), Assessment::NOT_RATED);
  given.Do(Judge(4, 90));
  EXPECT_EQ(assessment().status(), Assessment::DRAFT);
  given.Do(Of<v1::FinaliseScore>()).Gives({"AssessmentScored"});
  EXPECT_EQ(assessment().missing_size(), 0);
}

TEST_F(CreditTest, NothingDone_IsNrWithEverythingOnTheList) {
  Investigate();
  given.Do(OpenAs());
  const auto outcome = given.Do(Of<v1::FinaliseScore>());
  const auto& list = outcome.event<v1::AssessmentNotRated>().missing();
  ASSERT_EQ(list.size(), 9 + 5 + 1);
  for (int i = 0; i < 9; ++i) EXPECT_EQ(list[i].factor(), i + 1);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(list[9 + i].five_c(), i + 1);
  EXPECT_TRUE(list[14].ratios());
  given.As("zhao.min").When(Of<v1::ApproveAssessment>()).Refuses(v1::ASSESSMENT_STATUS);
}

TEST_F(CreditTest, NoStatement_MarkedMissing_IsScoredAllTheSame) {
  Investigate();
  given.Do(OpenAs());
  for (int c = 1; c <= 5; ++c) {
    given.Do(Rate(static_cast<Credit::FiveC>(c), Credit::INSUFFICIENT_DATA));
  }
  JudgeAll(90);
  given.When(Of<v1::FinaliseScore>()).Gives({"AssessmentNotRated"});
  auto marked = Of<v1::FinaliseScore>();
  marked.set_statement_missing(Credit::NEW_BUSINESS);
  const auto outcome = given.Do(marked);
  outcome.Gives({"AssessmentScored"});
  EXPECT_EQ(outcome.event<v1::AssessmentScored>().statement_missing(), Credit::NEW_BUSINESS);
}

TEST_F(Scoring, Renormalised_OnlyByPolicyFlaggedAndRoundedDown) {
  for (int factor = 1; factor <= 8; ++factor) given.Do(Judge(factor, factor == 1 ? 86 : 85));
  ChangePolicy([](v1::CreditPolicy* policy) { policy->set_renormalise_coverage_percent(91); });
  given.When(Of<v1::FinaliseScore>()).Gives({"AssessmentNotRated"});
  ChangePolicy([](v1::CreditPolicy* policy) { policy->set_renormalise_coverage_percent(90); });
  const auto scored = Finalised();
  EXPECT_TRUE(scored.renormalised());
  EXPECT_EQ(scored.coverage_percent(), 90u);
  EXPECT_EQ(scored.score_hundredths(), 8516u);  // 7665 × 100 / 90 = 8516.67
  EXPECT_FALSE(scored.contributions(8).has_score());
}

TEST_F(CreditTest, OneSidedEvidence_IsSaidInTheScore) {
  Investigate(true, false);
  Draft();
  JudgeAll(90);
  const auto outcome = given.Do(Of<v1::FinaliseScore>());
  EXPECT_TRUE(outcome.event<v1::AssessmentScored>().evidence_incomplete());
}

TEST_F(Scoring, Complaints_NeverTouchScoreBandOrStanding) {
  JudgeAll(70);
  const std::string score = Finalised().SerializeAsString();
  const std::string book = given.book().credit().SerializeAsString();
  given.As("li.wei");
  for (int i = 0; i < 5; ++i) {
    v1::FileComplaint file;
    file.set_complaint_id("CC-" + std::to_string(i));
    file.set_channel(v1::ComplaintTerms::CALL);
    file.set_category(v1::ComplaintTerms::PRODUCT_QUALITY);
    file.set_about_kind("engagement");
    file.set_about_id(std::to_string(i));
    const auto filed = given.Do(file);
    for (const auto& event : filed.unit().events) {
      for (const char* aggregate : {"assessment", "investigation", "credit_account"}) {
        EXPECT_NE(event.entry->kind, BuiltInDomain().FindAggregate(aggregate)->kind);
      }
    }
  }
  given.As("chen.jie");
  EXPECT_EQ(Finalised().SerializeAsString(), score);
  EXPECT_EQ(given.book().credit().SerializeAsString(), book);
}

}  // namespace
}  // namespace tenure::testing
