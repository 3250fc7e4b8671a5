// The limitation period on cases of the law, and against a walk that counts days one by one.
#include "formula/limitation.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

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
  return LimitationOf(known_on, known_on, std::move(events), Weekdays())->expires_on;
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
  for (const K kind : {K::kAgreement, K::kLegalStep}) {
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
  const auto found = LimitationOf(Day(2024, 3, 12), Day(2024, 3, 12),
                                  {{K::kObstacleBegins, Day(2027, 1, 4)}}, Weekdays());
  EXPECT_TRUE(found->obstructed);
}

TEST(Limitation, TwentyYears_AreTheEndWhateverHappens) {
  std::vector<LimitationEvent> events;
  for (int year = 2005; year <= 2024; ++year) events.push_back({K::kDemand, Day(year, 3, 2), true});
  EXPECT_EQ(Ends(Day(2003, 6, 2), events), Day(2023, 6, 2));
  EXPECT_EQ(LimitationOf(Day(2024, 3, 12), Day(2005, 3, 14), {}, Weekdays())->expires_on,
            Day(2025, 3, 14));
}

// Written apart from the code: a day at a time, counting birthdays of the day after which it runs.
Date Walk(Date known_on, const std::vector<LimitationEvent>& proven) {
  const auto is_birthday = [](Date day, Date of) {
    const std::chrono::year_month_day d(day);
    const std::chrono::year_month_day o(of);
    const bool leap_kept = o.month() == std::chrono::February && unsigned(o.day()) == 29 &&
                           !d.year().is_leap() && d.month() == std::chrono::February &&
                           unsigned(d.day()) == 28;
    return (d.month() == o.month() && d.day() == o.day()) || leap_kept;
  };
  Date from = known_on;
  int birthdays = 0;
  for (Date day = known_on + std::chrono::days(1);; day += std::chrono::days(1)) {
    if (birthdays < 3 && is_birthday(day, from)) ++birthdays;
    const unsigned weekday = std::chrono::weekday(day).iso_encoding();
    const bool off = weekday > 5 || day == Day(2029, 5, 1);
    for (const LimitationEvent& event : proven) {
      if (event.on == day) {
        from = day;
        birthdays = 0;
      }
    }
    if (birthdays == 3 && !off) return day;
  }
}

RC_GTEST_PROP(Limitation, ProvenDemands_EndWhereADayByDayWalkEnds, ()) {
  const Date known_on = Day(2020, 1, 1) + std::chrono::days(*rc::gen::inRange(0, 2000));
  std::vector<LimitationEvent> events;
  const auto offsets = *rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 2500));
  for (const int offset : offsets) {
    if (events.size() < 4) {
      events.push_back({K::kDemand, known_on + std::chrono::days(offset), true});
    }
  }
  RC_ASSERT(Ends(known_on, events) == Walk(known_on, events));
}

}  // namespace
}  // namespace tenure::formula
