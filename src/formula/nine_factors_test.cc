// The handbook's tables at every edge.
#include "formula/nine_factors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tenure::formula {
namespace {

using testing::ElementsAre;

FactorScores All(int score) {
  FactorScores scores;
  scores.fill(score);
  return scores;
}

TEST(NineFactors, AllEqual_GiveThatScore) {
  for (int score = 0; score <= 100; ++score) {
    EXPECT_EQ(ScoreHundredths(All(score)), score * 100);
  }
}

TEST(NineFactors, EachFactor_CountsWithItsWeight) {
  const int weights[] = {15, 10, 10, 15, 10, 10, 10, 10, 10};
  for (std::size_t i = 0; i < kNineFactors.size(); ++i) {
    FactorScores scores = All(0);
    scores[i] = 100;
    EXPECT_EQ(ScoreHundredths(scores), weights[i] * 100) << kNineFactors[i].element;
  }
}

TEST(NineFactors, OneMissing_IsNotRated) {
  for (std::size_t i = 0; i < kNineFactors.size(); ++i) {
    FactorScores scores = All(90);
    scores[i].reset();
    EXPECT_EQ(ScoreHundredths(scores), std::nullopt);
  }
}

TEST(PrincipalReasons, Shortfalls_AreTheLargestWeightedAndAtMostFour) {
  FactorScores scores = All(100);
  scores[0] = 90;  // 15 × 10 = 150
  scores[1] = 80;  // 10 × 20 = 200
  scores[3] = 80;  // 15 × 20 = 300
  EXPECT_THAT(PrincipalReasons(scores), ElementsAre(3u, 1u, 0u));
  scores[5] = 85;  // 150, like N1: the handbook's order
  scores[8] = 99;
  EXPECT_THAT(PrincipalReasons(scores), ElementsAre(3u, 1u, 0u, 5u));
  EXPECT_TRUE(PrincipalReasons(All(100)).empty());
}

TEST(Band, AtEveryEdge_LowerBoundBelongsToTheBetterBand) {
  const struct {
    int from;
    Band band;
    Band below;
  } edges[] = {{8600, Band::kCa1, Band::kCa2},
               {6100, Band::kCa2, Band::kCa3},
               {4600, Band::kCa3, Band::kCa4},
               {3100, Band::kCa4, Band::kCa5},
               {1600, Band::kCa5, Band::kCa6}};
  for (const auto& edge : edges) {
    EXPECT_EQ(BandOf(edge.from - 1), edge.below) << edge.from;
    EXPECT_EQ(BandOf(edge.from), edge.band) << edge.from;
    EXPECT_EQ(BandOf(edge.from + 1), edge.band) << edge.from;
  }
  EXPECT_EQ(BandOf(0), Band::kCa6);
  EXPECT_EQ(BandOf(10000), Band::kCa1);
  EXPECT_EQ(BandOf(std::nullopt), Band::kNotRated);
}

TEST(Band, EightyFiveAndAHalf_IsCa2UnlessThePolicyRounds) {
  EXPECT_EQ(BandOf(8550), Band::kCa2);
  EXPECT_EQ(BandOf(8550, true), Band::kCa1);
  EXPECT_EQ(BandOf(8549, true), Band::kCa2);
}

TEST(Band, Names_AreThoseOfTheTable) {
  EXPECT_EQ(BandName(Band::kCa1), "CA1");
  EXPECT_EQ(BandName(Band::kCa6), "CA6");
  EXPECT_EQ(BandName(Band::kNotRated), "NR");
}

}  // namespace
}  // namespace tenure::formula
