// The limitation period on cases of the law; limitation_walk_test.cc sets it against a slow walk.
#include "formula/limitation.h"

#include <gtest/gtest.h>

#include "base/assert.h"

namespace tenure::formula {
namespace {

using K = LimitationEventKind;

Date Day(int year, unsigned month, unsigned day) {
  return Date(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day));
}

// Monday to Friday, with one holiday.
const Calendar& Weekdays() {
  static const Calendar calendar = [] {
    CalendarData data;
    data.offsets = {{std::nullopt, 8 * 3600}};
    for (std::size_t i = 0; i < 5; ++i) data.week[i] = {{540, 1080}};
    data.special_days = {{Day(2029, 5, 1), {}}};
    auto made = Calendar::Make(data);
    TENURE_ASSERT(made.has_value(), "{}", made.error().message);
    return *std::move(made);
  }();
  return calendar;
}

Date Ends(Date known_on, std::vector<LimitationEvent> events = {}) {
  return LimitationOf({known_on, known_on, std::move(events)}, Weekdays())->expires_on;
}

TEST(Limitation, ThreeYears_TheFirstDayNotCounted) {
  EXPECT_EQ(Ends(Day(2024, 3, 12)), Day(2027, 3, 12));
  EXPECT_EQ(Ends(Day(2024, 2, 29)), Day(2027, 3, 1)) << "28 February 2027 is a Sunday";
}

TEST(Limitation, LastDayWithoutWork_MovesToTheNextWorkingDay) {
  EXPECT_EQ(Ends(Day(2024, 3, 13)), Day(2027, 3, 15)) << "a Saturday";
  EXPECT_EQ(Ends(Day(2026, 5, 1)), Day(2029, 5, 2)) << "a holiday on a Tuesday";
}

TEST(Limitation, ProvenDemand_BeginsItAnew) {
  EXPECT_EQ(Ends(Day(2024, 3, 12), {{K::kDemand, Day(2025, 6, 4), true}}), Day(2028, 6, 5));
  EXPECT_EQ(Ends(Day(2024, 3, 12), {{K::kDemand, Day(2025, 6, 4), false}}), Day(2027, 3, 12));
}

TEST(Limitation, AgreementAndLegalStep_BeginItAnewWithoutFurtherProof) {
  for (const K kind : {K::kAgreement, K::kPartPayment, K::kLegalStep}) {
    EXPECT_EQ(Ends(Day(2024, 3, 12), {{kind, Day(2026, 7, 3), false}}), Day(2029, 7, 3));
  }
}

TEST(Limitation, OnTheLastDay_IsInTimeAndTheDayAfterIsNot) {
  EXPECT_EQ(Ends(Day(2024, 3, 13), {{K::kDemand, Day(2027, 3, 15), true}}), Day(2030, 3, 15));
  EXPECT_EQ(Ends(Day(2024, 3, 13), {{K::kDemand, Day(2027, 3, 16), true}}), Day(2027, 3, 15));
  EXPECT_EQ(Ends(Day(2024, 3, 13), {{K::kLegalStep, Day(2027, 3, 16), true}}), Day(2027, 3, 15));
}

TEST(Limitation, DebtorAgreesAfterwards_RevivesIt) {
  EXPECT_EQ(Ends(Day(2024, 3, 13), {{K::kAgreement, Day(2028, 1, 4), false}}), Day(2031, 1, 6));
}

TEST(Limitation, PartPaymentAfterwards_RevivesNothing) {
  EXPECT_EQ(Ends(Day(2024, 3, 13), {{K::kPartPayment, Day(2028, 1, 4), false}}), Day(2027, 3, 15));
}

TEST(Limitation, BeforeTheLastInstalmentWasDue_NothingBeginsItAnew) {
  EXPECT_EQ(Ends(Day(2024, 3, 12), {{K::kPartPayment, Day(2023, 6, 1)}}), Day(2027, 3, 12));
}

TEST(Limitation, TwoObstacles_AreOverWithTheLater) {
  const std::vector<LimitationEvent> events = {{K::kObstacleBegins, Day(2026, 12, 1)},
                                               {K::kObstacleBegins, Day(2027, 1, 1)},
                                               {K::kObstacleEnds, Day(2027, 2, 1)},
                                               {K::kObstacleEnds, Day(2027, 4, 1)}};
  EXPECT_EQ(Ends(Day(2024, 3, 12), events), Day(2027, 10, 1));
}

TEST(Limitation, ObstacleInTheLastSixMonths_GivesSixMoreAfterIt) {
  const Date known = Day(2024, 3, 12);
  EXPECT_EQ(
      Ends(known, {{K::kObstacleBegins, Day(2026, 12, 1)}, {K::kObstacleEnds, Day(2027, 2, 1)}}),
      Day(2027, 8, 2));
  EXPECT_EQ(
      Ends(known, {{K::kObstacleBegins, Day(2026, 1, 1)}, {K::kObstacleEnds, Day(2026, 9, 12)}}),
      Day(2027, 3, 12))
      << "it was over when the last six months began";
  EXPECT_EQ(
      Ends(known, {{K::kObstacleBegins, Day(2026, 1, 1)}, {K::kObstacleEnds, Day(2026, 9, 13)}}),
      Day(2027, 3, 15))
      << "six months after it, a Saturday";
}

TEST(Limitation, ObstacleThatStands_IsSaid) {
  const auto found = LimitationOf(
      {Day(2024, 3, 12), Day(2024, 3, 12), {{K::kObstacleBegins, Day(2027, 1, 4)}}}, Weekdays());
  EXPECT_TRUE(found->obstructed);
  EXPECT_FALSE(Lapsed(*found, Day(2030, 1, 1)));
  EXPECT_FALSE(Lapsed(*found, Day(2044, 3, 14))) << "12 March 2044 is a Saturday";
  EXPECT_TRUE(Lapsed(*found, Day(2044, 3, 15))) << "twenty years end it all the same";
}

TEST(Limitation, TwentyYears_AreTheEndWhateverHappens) {
  std::vector<LimitationEvent> events;
  for (int year = 2005; year <= 2024; ++year) events.push_back({K::kDemand, Day(year, 3, 2), true});
  EXPECT_EQ(Ends(Day(2003, 6, 2), events), Day(2023, 6, 2));
  EXPECT_EQ(LimitationOf({Day(2024, 3, 12), Day(2005, 3, 14), {}}, Weekdays())->expires_on,
            Day(2025, 3, 14));
}

}  // namespace
}  // namespace tenure::formula
