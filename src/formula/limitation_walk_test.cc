// The limitation period against an oracle written apart from it: it walks the calendar day by day,
// counts anniversaries and month days as they pass and knows nothing of date arithmetic. Over
// 100,000 random histories whose days lie near the edges; a failure prints its seed's number.
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "base/assert.h"
#include "formula/limitation.h"

namespace tenure::formula {
namespace {

using K = LimitationEventKind;
using std::chrono::days;

constexpr int kHistories = 100'000;
constexpr int kFirstYear = 1975;
constexpr int kLastYear = 2075;

// One day as the walk sees it: numbers only.
struct WalkDay {
  int month;
  int day;
  bool month_ends;
  bool works;
};

// Every day from 1975 to 2075; off are weekends, the first days of May and October, and New Year;
// the last Saturday of September is worked.
struct WalkCalendar {
  Date first = Date(std::chrono::year(kFirstYear) / 1 / 1);
  std::vector<WalkDay> days_of_it;
  CalendarData data;

  WalkCalendar() {
    data.offsets = {{std::nullopt, 8 * 3600}};
    for (std::size_t i = 0; i < 5; ++i) data.week[i] = {{540, 1080}};
    const Date end(std::chrono::year(kLastYear) / 12 / 31);
    for (Date date = first; date <= end; date += days(1)) Append(date);
  }

  void Append(Date date) {
    const std::chrono::year_month_day ymd(date);
    const auto month = static_cast<int>(static_cast<unsigned>(ymd.month()));
    const auto day = static_cast<int>(static_cast<unsigned>(ymd.day()));
    const unsigned weekday = std::chrono::weekday(date).iso_encoding();
    const bool holiday =
        (month == 1 && day == 1) || (month == 5 && day <= 3) || (month == 10 && day <= 7);
    const bool made_up = month == 9 && day > 23 && weekday == 6;
    if (holiday) data.special_days.push_back({date, {}});
    if (made_up) data.special_days.push_back({date, {{540, 1080}}});
    const bool month_ends = std::chrono::year_month_day(date + days(1)).month() != ymd.month();
    days_of_it.push_back({month, day, month_ends, made_up || (weekday <= 5 && !holiday)});
  }

  [[nodiscard]] int IndexOf(Date date) const { return static_cast<int>((date - first).count()); }
};

const WalkCalendar& Days() {
  static const WalkCalendar calendar;
  return calendar;
}

const Calendar& TheCalendar() {
  static const Calendar calendar = [] {
    auto made = Calendar::Make(Days().data);
    TENURE_ASSERT(made.has_value(), "{}", made.error().message);
    return *std::move(made);
  }();
  return calendar;
}

bool SameDayOfMonth(const WalkDay& now, const WalkDay& from) {
  return now.day == from.day || (now.month_ends && from.day > now.day);
}

// Counts how often the day of the year (or of the month) comes round again.
struct Counter {
  int from = -1;  // index of the day that is not counted; -1: it does not run
  int seen = 0;
  bool monthly = false;

  void Start(int index) { from = index, seen = 0; }
  void Pass(int index) {
    if (from < 0 || index <= from) return;
    const WalkDay& now = Days().days_of_it[static_cast<std::size_t>(index)];
    const WalkDay& then = Days().days_of_it[static_cast<std::size_t>(from)];
    if (SameDayOfMonth(now, then) && (monthly || now.month == then.month)) ++seen;
  }
  [[nodiscard]] bool Reached(int count) const { return from < 0 || seen >= count; }
};

constexpr int kNotYet = 1 << 30;

// The first working day of twenty years after that day. Walked once a day: the years are long.
int CapOf(int harmed) {
  static std::vector<int> known(Days().days_of_it.size(), kNotYet);
  int& end = known[static_cast<std::size_t>(harmed)];
  Counter years;
  years.Start(harmed);
  for (int index = harmed; end == kNotYet; ++index) {
    years.Pass(index);
    const bool works = Days().days_of_it[static_cast<std::size_t>(index)].works;
    if (works && years.Reached(20)) end = index;
  }
  return end;
}

class Walker {
 public:
  explicit Walker(const LimitationHistory& history) : events_(history.events) {
    std::stable_sort(events_.begin(), events_.end(),
                     [](const auto& left, const auto& right) { return left.on < right.on; });
    known_ = Days().IndexOf(history.known_on);
    years_.Start(known_);
    cap_end_ = CapOf(Days().IndexOf(history.harmed_on));
    after_obstacle_.monthly = true;
    int start = known_;
    if (!events_.empty()) start = std::min(start, Days().IndexOf(events_.front().on));
    for (int index = start; !Done(); ++index) OneDay(index);
  }
  [[nodiscard]] Date Answer() const { return Days().first + days(std::min(end_, cap_end_)); }
  [[nodiscard]] Date Cap() const { return Days().first + days(cap_end_); }
  [[nodiscard]] bool Obstructed() const { return standing_ > 0; }

 private:
  [[nodiscard]] bool Done() const { return next_ == events_.size() && end_ != kNotYet; }

  void OneDay(int index) {
    // A last day that has passed while nothing stood in the way: from today on it is over.
    if (standing_ == 0 && end_ < index) over_ = true;
    for (; next_ < events_.size() && Days().IndexOf(events_[next_].on) == index; ++next_) {
      Happen(events_[next_], index);
    }
    years_.Pass(index);
    after_obstacle_.Pass(index);
    const bool works = Days().days_of_it[static_cast<std::size_t>(index)].works;
    if (works && end_ == kNotYet && years_.Reached(3) && after_obstacle_.Reached(6)) end_ = index;
  }

  void Anew(int index) {
    if (index <= known_) return;
    years_.Start(index);
    after_obstacle_.from = -1;
    end_ = kNotYet;
    over_ = false;
  }

  void Happen(const LimitationEvent& event, int index) {
    switch (event.kind) {
      case K::kDemand:
        if (event.proven && !over_) Anew(index);
        return;
      case K::kPartPayment:
      case K::kLegalStep:
        if (!over_) Anew(index);
        return;
      case K::kAgreement:
        Anew(index);
        return;
      case K::kObstacleBegins:
        if (!over_) ++standing_;
        return;
      case K::kObstacleEnds:
        if (standing_ == 0) return;
        if (--standing_ > 0) return;
        after_obstacle_.Start(index);
        end_ = kNotYet;
        return;
    }
  }

  std::vector<LimitationEvent> events_;
  std::size_t next_ = 0;
  int known_ = 0;
  Counter years_;
  Counter after_obstacle_;
  int standing_ = 0;
  int end_ = kNotYet;
  int cap_end_ = 0;
  bool over_ = false;
};

int Pick(std::mt19937& random, int below) {
  return static_cast<int>(random() % static_cast<unsigned>(below));
}

// Near an edge of what went before: three years, two and a half, six months, a day, later at most.
Date NextDay(std::mt19937& random, Date previous) {
  static constexpr int kSteps[] = {1096, 1095, 913, 183, 181, 90, 1, 0};
  return previous + days(std::max(0, kSteps[Pick(random, 8)] + Pick(random, 9) - 4));
}

LimitationHistory SomeHistory(std::mt19937& random) {
  LimitationHistory history;
  history.known_on = Date(std::chrono::year(2000) / 1 / 1) + days(Pick(random, 7000));
  const bool old_harm = Pick(random, 4) == 0;
  history.harmed_on = history.known_on - days(old_harm ? Pick(random, 8000) : 0);
  Date day = history.known_on - days(Pick(random, 3) == 0 ? 400 : 0);
  for (int left = Pick(random, 11); left > 0; --left) {
    day = NextDay(random, day);
    history.events.push_back({static_cast<K>(Pick(random, 6)), day, Pick(random, 4) != 0});
  }
  std::shuffle(history.events.begin(), history.events.end(), random);
  return history;
}

std::string Told(const LimitationHistory& history) {
  const auto text = [](Date date) {
    const std::chrono::year_month_day ymd(date);
    return std::to_string(static_cast<int>(ymd.year())) + "-" +
           std::to_string(static_cast<unsigned>(ymd.month())) + "-" +
           std::to_string(static_cast<unsigned>(ymd.day()));
  };
  std::string told = "known " + text(history.known_on) + " harmed " + text(history.harmed_on);
  for (const LimitationEvent& event : history.events) {
    told += " " + std::to_string(static_cast<int>(event.kind)) + ":" + text(event.on);
    if (event.proven) told += ":proven";
  }
  return told;
}

TEST(LimitationWalk, RandomHistories_EndWhereADayByDayWalkEnds) {
  std::mt19937 random(20'100'101);
  for (int i = 0; i < kHistories; ++i) {
    const LimitationHistory history = SomeHistory(random);
    const Walker walked(history);
    const auto found = LimitationOf(history, TheCalendar());
    ASSERT_TRUE(found.has_value()) << Told(history);
    ASSERT_EQ(found->expires_on, walked.Answer()) << i << ": " << Told(history);
    ASSERT_EQ(found->cap, walked.Cap()) << i << ": " << Told(history);
    ASSERT_EQ(found->obstructed, walked.Obstructed()) << i << ": " << Told(history);
  }
}

TEST(LimitationWalk, ShortenedHistories_GoOnLikeTheWholeOnes) {
  std::mt19937 random(7);
  std::size_t dropped = 0;
  for (int i = 0; i < kHistories / 10; ++i) {
    LimitationHistory whole = SomeHistory(random);
    auto shorter = Shortened(whole, TheCalendar());
    ASSERT_TRUE(shorter.has_value());
    dropped += whole.events.size() - std::min(whole.events.size(), shorter->events.size());
    Date day = shorter->known_on;
    for (const LimitationEvent& event : shorter->events) day = std::max(day, event.on);
    for (int more = Pick(random, 4); more > 0; --more) {
      day = NextDay(random, day);
      const LimitationEvent event{static_cast<K>(Pick(random, 6)), day, true};
      whole.events.push_back(event);
      shorter->events.push_back(event);
    }
    const auto expected = LimitationOf(whole, TheCalendar());
    const auto found = LimitationOf(*shorter, TheCalendar());
    ASSERT_EQ(found->expires_on, expected->expires_on) << i << ": " << Told(whole);
    ASSERT_EQ(found->obstructed, expected->obstructed) << i << ": " << Told(whole);
  }
  EXPECT_GT(dropped, 10'000u) << "it must forget something";
}

}  // namespace
}  // namespace tenure::formula
