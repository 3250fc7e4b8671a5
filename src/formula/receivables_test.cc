// Ratios of a statement and figures of receivables on worked examples, and where they stop.
#include "formula/receivables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "formula/altman.h"
#include "formula/statement_ratios.h"

namespace tenure::formula {
namespace {

using testing::ElementsAre;

TEST(StatementRatios, WorkedExample_IsExact) {
  EXPECT_EQ(CurrentRatio(200, 100), Rational(200));
  EXPECT_EQ(QuickRatio(200, 50, 100), Rational(150));
  EXPECT_EQ(DebtToAssets(1, 3), Fraction(100, 3));
  EXPECT_EQ(CollectionPeriod(5, kDaysOfYear), Rational(73));
  EXPECT_EQ(NetMargin(-5, 100), Rational(-5));
}

TEST(StatementRatios, ZeroDenominator_IsNotComputable) {
  EXPECT_EQ(CurrentRatio(200, 0), std::nullopt);
  EXPECT_EQ(QuickRatio(200, 50, 0), std::nullopt);
  EXPECT_EQ(DebtToAssets(1, 0), std::nullopt);
  EXPECT_EQ(ReceivablesTurnover(10, 5, -5), std::nullopt);
  EXPECT_EQ(CollectionPeriod(0, kDaysOfYear), std::nullopt);
  EXPECT_EQ(NetMargin(1, 0), std::nullopt);
}

TEST(ReceivablesTurnover, WorkedExample_IsFourTimesTheMisprintedForm) {
  const Rational sales = 1200;
  const Rational opening = 100;
  const Rational closing = 200;
  const Rational misprint = sales / (opening + closing) / 2;
  EXPECT_EQ(ReceivablesTurnover(sales, opening, closing), Rational(8));
  EXPECT_EQ(*ReceivablesTurnover(sales, opening, closing), misprint * 4);
}

TEST(Dso, WorkedExample_IsExact) {
  EXPECT_EQ(DsoSimple(500, 1000, 90), Rational(45));
  EXPECT_EQ(DsoDelinquent(500, 300, 1000, 90), Rational(18));
  EXPECT_EQ(DsoSimple(500, 0, 90), std::nullopt);
}

TEST(DsoCountback, WholeMonths_AreStrippedAndTheLastCountsProRata) {
  EXPECT_EQ(DsoCountback(250, {100, 100, 100}, 30), Rational(75));
  EXPECT_EQ(DsoCountback(100, {100, 100}, 30), Rational(30));
  EXPECT_EQ(DsoCountback(0, {100}, 30), Rational(0));
  EXPECT_EQ(DsoCountback(50, {0, 100}, 30), Rational(45));
  EXPECT_EQ(DsoCountback(300, {100, 100}, 30), std::nullopt) << "more than all sales given";
}

TEST(CollectionEffectiveness, WorkedExample_IsExact) {
  EXPECT_EQ(CollectionEffectiveness({100, 1200, 12, 80, 40}), Rational(75));
  EXPECT_EQ(CollectionEffectiveness({100, 1200, 0, 80, 40}), std::nullopt);
  EXPECT_EQ(CollectionEffectiveness({0, 120, 1, 80, 120}), std::nullopt);
}

TEST(LossRates, EachBucket_IsWhatWasLostOfWhatReachedIt) {
  EXPECT_THAT(LossRates({1000, 400, 200, 50}),
              ElementsAre(Rational(5), Fraction(25, 2), Rational(25)));
  EXPECT_THAT(LossRates({0, 5}), ElementsAre(Figure()));
}

TEST(ExpectedCreditLoss, Buckets_AreSummed) {
  EXPECT_EQ(ExpectedCreditLoss({1000, 100}, {Fraction(1, 100), Fraction(1, 10)}), Rational(20));
  EXPECT_EQ(ExpectedCreditLoss({1000}, {}), std::nullopt);
}

TEST(RollRates, EachBucket_IsTheShareThatMovedOn) {
  EXPECT_THAT(RollRates({1000, 200, 50}, {900, 100, 80}), ElementsAre(Rational(10), Rational(40)));
}

TEST(LateInterest, SomeDays_IsSimple) {
  EXPECT_EQ(LateInterest(10'000, Fraction(1, 2000), 30), 150);
}

TEST(Altman, Coefficients_AreExact) {
  EXPECT_EQ(AltmanZ(1, 1, 1, 1, 1), Fraction(75, 10));
  EXPECT_EQ(AltmanZ2(1, 1, 1, 1), Fraction(1759, 100));
}

}  // namespace
}  // namespace tenure::formula
