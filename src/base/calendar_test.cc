// Calendars: fixed cases a person can check with a wall calendar, then random calendars against a
// slow walk, minute by minute, that shares nothing with the code but the data.
#include "base/calendar.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace tenure {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

Date Day(int year, unsigned month, unsigned day) {
  return std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
}

Time Utc(Date date, int hour, int minute = 0) { return Time(date) + hours(hour) + minutes(minute); }

const std::vector<CalendarData::Interval> kOffice = {{540, 720}, {810, 1080}};  // 9-12, 13:30-18

// Shanghai's head office with National Day 2026 and its make-up Saturday.
Calendar Shanghai() {
  CalendarData data;
  data.offsets = {{std::nullopt, 8 * 3600}};
  for (int i = 0; i < 5; ++i) data.week[i] = kOffice;
  data.special_days = {{Day(2026, 10, 1), {}}, {Day(2026, 10, 2), {}},
                       {Day(2026, 10, 5), {}}, {Day(2026, 10, 6), {}},
                       {Day(2026, 10, 7), {}}, {Day(2026, 10, 10), kOffice}};
  return *Calendar::Make(std::move(data));
}

// London 2026: BST from 29 March to 25 October, working round the clock on Sundays to meet the
// change.
Calendar London() {
  CalendarData data;
  data.offsets = {
      {std::nullopt, 0}, {Utc(Day(2026, 3, 29), 1), 3600}, {Utc(Day(2026, 10, 25), 1), 0}};
  data.week[6] = {{0, 1440}};
  return *Calendar::Make(std::move(data));
}

TEST(CalendarLocalDay, EveningInUtc_IsTomorrowInShanghai) {
  const Calendar calendar = Shanghai();
  EXPECT_EQ(calendar.LocalDate(Utc(Day(2026, 3, 2), 15, 59)), Day(2026, 3, 2));
  EXPECT_EQ(calendar.LocalDate(Utc(Day(2026, 3, 2), 16)), Day(2026, 3, 3));
  EXPECT_EQ(calendar.MinuteOfDay(Utc(Day(2026, 3, 2), 15, 59)), 1439u);
  EXPECT_EQ(calendar.MinuteOfDay(Utc(Day(2026, 3, 2), 16)), 0u);
  EXPECT_EQ(calendar.StartOf(Day(2026, 3, 3)), Utc(Day(2026, 3, 2), 16));
}

TEST(CalendarAddWorkingTime, AcrossLunch_SkipsIt) {
  // Monday 11:00 local + 2 h = 14:30 local.
  EXPECT_EQ(*Shanghai().AddWorkingTime(Utc(Day(2026, 3, 2), 3), 2h), Utc(Day(2026, 3, 2), 6, 30));
}

TEST(CalendarAddWorkingTime, ExactlyTheRestOfTheDay_EndsAtClosing) {
  EXPECT_EQ(*Shanghai().AddWorkingTime(Utc(Day(2026, 3, 2), 8), 2h), Utc(Day(2026, 3, 2), 10));
}

TEST(CalendarAddWorkingTime, OverNationalDay_UsesMakeUpSaturdayOnlyWhenReached) {
  // Wednesday 30 September 17:00 local + 2 h: one hour left, then Thursday 8 October 10:00.
  EXPECT_EQ(*Shanghai().AddWorkingTime(Utc(Day(2026, 9, 30), 9), 2h), Utc(Day(2026, 10, 8), 2));
  // + 1 h + 2 x 7.5 h + 1 h reaches Saturday 10 October 10:00.
  EXPECT_EQ(*Shanghai().AddWorkingTime(Utc(Day(2026, 9, 30), 9), 17h), Utc(Day(2026, 10, 10), 2));
}

TEST(CalendarAddWorkingTime, Zero_IsTheStartEvenAtNight) {
  EXPECT_EQ(*Shanghai().AddWorkingTime(Utc(Day(2026, 3, 1), 0), 0h), Utc(Day(2026, 3, 1), 0));
}

TEST(CalendarAddWorkingTime, Negative_IsInvalid) {
  EXPECT_EQ(Shanghai().AddWorkingTime(Time{}, -1us).error().code, ErrorCode::kInvalidInput);
}

TEST(CalendarWithoutWorkingTime, EverySearch_EndsWithAnError) {
  CalendarData data;
  data.offsets = {{std::nullopt, 0}};
  const Calendar never = *Calendar::Make(std::move(data));
  EXPECT_EQ(never.AddWorkingTime(Time{}, 1us).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(never.AddWorkingDays(Date{}, 1).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(never.NextWorkingDay(Date{}).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(never.WorkingTimeBetween(Time{}, Time{} + days(30)), Duration::zero());
}

TEST(CalendarAddWorkingDays, OverNationalDay_CountsMakeUpSaturday) {
  const Calendar calendar = Shanghai();
  EXPECT_EQ(*calendar.AddWorkingDays(Day(2026, 9, 30), 1), Day(2026, 10, 8));
  EXPECT_EQ(*calendar.AddWorkingDays(Day(2026, 9, 30), 3), Day(2026, 10, 10));
  EXPECT_EQ(*calendar.AddWorkingDays(Day(2026, 10, 3), 0), Day(2026, 10, 3));
  EXPECT_EQ(calendar.AddWorkingDays(Day(2026, 10, 3), -1).error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(*calendar.NextWorkingDay(Day(2026, 10, 1)), Day(2026, 10, 8));
  EXPECT_EQ(*calendar.NextWorkingDay(Day(2026, 10, 10)), Day(2026, 10, 10));
}

TEST(CalendarOffsetChange, LondonSundays_Have23And25Hours) {
  const Calendar calendar = London();
  const auto length = [&](Date date) {
    return calendar.WorkingTimeBetween(calendar.StartOf(date), calendar.StartOf(date + days(1)));
  };
  EXPECT_EQ(length(Day(2026, 3, 22)), 24h);
  EXPECT_EQ(length(Day(2026, 3, 29)), 23h);
  EXPECT_EQ(length(Day(2026, 10, 25)), 25h);
  EXPECT_EQ(calendar.StartOf(Day(2026, 3, 30)), Utc(Day(2026, 3, 29), 23));
  EXPECT_EQ(calendar.StartOf(Day(2026, 10, 26)), Utc(Day(2026, 10, 26), 0));
}

TEST(CalendarOffsetChange, SkippedMidnightAndSkippedDay_StartAtTheChange) {
  CalendarData data;  // a clock that jumps over midnight, then one that jumps over a whole day
  data.offsets = {{std::nullopt, 0},
                  {Utc(Day(2026, 5, 3), 0), 3600},
                  {Utc(Day(2026, 6, 9), 23), 3600 - 12 * 3600},
                  {Utc(Day(2026, 7, 10), 11), 13 * 3600}};
  const Calendar calendar = *Calendar::Make(std::move(data));
  EXPECT_EQ(calendar.StartOf(Day(2026, 5, 3)), Utc(Day(2026, 5, 3), 0));
  EXPECT_EQ(calendar.MinuteOfDay(Utc(Day(2026, 5, 3), 0)), 60u);
  // 10 July 11:00 UTC is 10 July 00:00 before and 11 July 00:00 after: 10 July is skipped.
  EXPECT_EQ(calendar.StartOf(Day(2026, 7, 10)), Utc(Day(2026, 7, 10), 11));
  EXPECT_EQ(calendar.LocalDate(Utc(Day(2026, 7, 10), 11)), Day(2026, 7, 11));
}

struct BadCalendar {
  const char* name;
  void (*spoil)(CalendarData*);
};

TEST(CalendarMake, DataThatDoNotHoldTogether_AreRefused) {
  const BadCalendar cases[] = {
      {"no offset", [](CalendarData* data) { data->offsets.clear(); }},
      {"first offset dated", [](CalendarData* data) { data->offsets[0].from = Time{}; }},
      {"second offset undated", [](CalendarData* data) { data->offsets.push_back({}); }},
      {"offsets descend",
       [](CalendarData* data) {
         data->offsets.push_back({Time{} + 2h, 0});
         data->offsets.push_back({Time{} + 1h, 0});
       }},
      {"offset too wide", [](CalendarData* data) { data->offsets[0].seconds = 18 * 3600; }},
      {"offset too wide", [](CalendarData* data) { data->offsets[0].seconds = -18 * 3600; }},
      {"empty interval",
       [](CalendarData* data) {
         data->week[0] = {{60, 60}};
       }},
      {"overlap",
       [](CalendarData* data) {
         data->week[0] = {{0, 60}, {59, 90}};
       }},
      {"past midnight",
       [](CalendarData* data) {
         data->week[0] = {{60, 1441}};
       }},
      {"days descend",
       [](CalendarData* data) {
         data->special_days = {{Day(2026, 1, 2), {}}, {Day(2026, 1, 1), {}}};
       }},
      {"special overlap",
       [](CalendarData* data) {
         data->special_days = {{Day(2026, 1, 2), {{9, 5}}}};
       }},
  };
  for (const BadCalendar& bad : cases) {
    CalendarData data;
    data.offsets = {{std::nullopt, 0}};
    ASSERT_TRUE(Calendar::Make(data).has_value());
    bad.spoil(&data);
    const auto made = Calendar::Make(data);
    ASSERT_FALSE(made.has_value()) << bad.name;
    EXPECT_EQ(made.error().code, ErrorCode::kInvalidInput);
  }
}

// --- The slow walk: one minute at a time, every question answered from the raw data. ---

class MinuteWalk {
 public:
  explicit MinuteWalk(const CalendarData& data) : data_(data) {}

  Time Local(Time time) const {
    std::int32_t seconds = data_.offsets.front().seconds;
    for (const auto& offset : data_.offsets) {
      if (offset.from && *offset.from <= time) seconds = offset.seconds;
    }
    return time + std::chrono::seconds(seconds);
  }
  Date LocalDay(Time time) const { return std::chrono::floor<days>(Local(time)); }

  const std::vector<CalendarData::Interval>& Hours(Date date) const {
    for (const auto& special : data_.special_days) {
      if (special.date == date) return special.intervals;
    }
    const auto since_monday =
        ((date.time_since_epoch().count() + 3) % 7 + 7) % 7;  // 1970-01-01: Thu
    return data_.week[static_cast<std::size_t>(since_monday)];
  }
  bool Works(Time time) const {
    const auto minute = static_cast<std::uint32_t>((Local(time) - Time(LocalDay(time))) / 1min);
    for (const auto& interval : Hours(LocalDay(time))) {
      if (interval.start_minute <= minute && minute < interval.end_minute) return true;
    }
    return false;
  }
  Duration Between(Time from, Time to) const {
    Duration sum{};
    for (Time at = from; at < to; at += 1min) sum += Works(at) ? Duration(1min) : Duration(0);
    return sum;
  }
  Time Add(Time from, Duration working) const {
    Time at = from;
    for (; working > 0us; at += 1min) working -= Works(at) ? Duration(1min) : Duration(0);
    return at;
  }
  Time Start(Date date) const {
    Time at = Time(date) - 20h;
    while (LocalDay(at) < date) at += 1min;
    return at;
  }

 private:
  const CalendarData& data_;
};

std::vector<CalendarData::Interval> RandomIntervals(std::mt19937& random, int count_max) {
  std::vector<std::uint32_t> edges;
  const int count = static_cast<int>(random() % static_cast<unsigned>(count_max + 1));
  for (int i = 0; i < 2 * count; ++i) edges.push_back(random() % 1441);
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  std::vector<CalendarData::Interval> intervals;
  for (std::size_t i = 0; i + 1 < edges.size(); i += 2)
    intervals.push_back({edges[i], edges[i + 1]});
  return intervals;
}

CalendarData RandomCalendar(std::mt19937& random, Date around) {
  CalendarData data;
  const auto offset = [&] { return (static_cast<int>(random() % 113) - 56) * 900; };  // +-14 h
  data.offsets.push_back({std::nullopt, offset()});
  Time change = Time(around) - days(10);
  for (int i = static_cast<int>(random() % 4); i > 0; --i) {
    change += minutes(1 + random() % (8 * 1440));
    data.offsets.push_back({change, offset()});
  }
  for (auto& intervals : data.week) intervals = RandomIntervals(random, 3);
  const auto opening = static_cast<std::uint32_t>(random() % 1440);
  data.week[random() % 7] = {{opening, 1440}};  // at least some working time
  for (Date date = around - days(9); date < around + days(20); date += days(1 + random() % 9)) {
    data.special_days.push_back({date, RandomIntervals(random, 2)});
  }
  return data;
}

TEST(CalendarRandomCalendars, EveryAnswer_AgreesWithAMinuteWalk) {
  std::mt19937 random(20261124);
  const Date around = Day(2026, 3, 29);
  for (int round = 0; round < 150; ++round) {
    const CalendarData data = RandomCalendar(random, around);
    const Calendar calendar = *Calendar::Make(data);
    const MinuteWalk walk(data);
    for (int question = 0; question < 6; ++question) {
      const Time from = Time(around) - days(12) + minutes(random() % (30 * 1440));
      const Time to = from + minutes(random() % (9 * 1440));
      const Duration working = minutes(random() % 4000);
      SCOPED_TRACE(testing::Message() << "round " << round << " from " << MicrosOf(from));
      EXPECT_EQ(calendar.LocalDate(from), walk.LocalDay(from));
      EXPECT_EQ(calendar.MinuteOfDay(from), (walk.Local(from) - Time(walk.LocalDay(from))) / 1min);
      EXPECT_EQ(calendar.IsWorkingDay(walk.LocalDay(from)),
                !walk.Hours(walk.LocalDay(from)).empty());
      EXPECT_EQ(calendar.StartOf(walk.LocalDay(to)), walk.Start(walk.LocalDay(to)));
      EXPECT_EQ(calendar.WorkingTimeBetween(from, to), walk.Between(from, to));
      const auto due = calendar.AddWorkingTime(from, working);
      ASSERT_TRUE(due.has_value());
      EXPECT_EQ(*due, walk.Add(from, working));
      EXPECT_EQ(calendar.WorkingTimeBetween(from, *due), working);
    }
  }
}

TEST(CalendarRandomCalendars, WorkingDays_AgreeWithADayWalk) {
  std::mt19937 random(7);
  const Date around = Day(2027, 12, 25);
  for (int round = 0; round < 300; ++round) {
    const CalendarData data = RandomCalendar(random, around);
    const Calendar calendar = *Calendar::Make(data);
    const MinuteWalk walk(data);
    const Date from = around - days(random() % 20);
    int left = 1 + static_cast<int>(random() % 15);
    const auto found = calendar.AddWorkingDays(from, left);
    Date date = from;
    while (left > 0) left -= walk.Hours(date += days(1)).empty() ? 0 : 1;
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(*found, date);
  }
}

TEST(CalendarWorkingTimeBetween, SplitAnywhere_AddsUp) {
  std::mt19937 random(11);
  const Calendar calendar = Shanghai();
  for (int round = 0; round < 500; ++round) {
    const Time from = Utc(Day(2026, 9, 20), 0) + Duration(random() % 86'400'000'000ULL);
    const Time middle = from + Duration(random()) * 300;
    const Time to = middle + Duration(random()) * 300;
    EXPECT_EQ(calendar.WorkingTimeBetween(from, to),
              calendar.WorkingTimeBetween(from, middle) + calendar.WorkingTimeBetween(middle, to));
  }
}

TEST(CalendarWorkingTimeBetween, Reversed_IsZero) {
  EXPECT_EQ(Shanghai().WorkingTimeBetween(Utc(Day(2026, 3, 3), 0), Utc(Day(2026, 3, 2), 0)), 0h);
}

}  // namespace
}  // namespace tenure
