// Working time is walked in spans: between two offset changes local time runs evenly, so each local
// day's intervals become instants by one subtraction, clipped to that stretch.
#include "base/calendar.h"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

namespace tenure {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::int32_t kOffsetSecondsBound = 18 * 3600;
constexpr std::uint32_t kMinutesOfDay = 24 * 60;

bool IntervalsHold(const std::vector<CalendarData::Interval>& intervals) {
  std::uint32_t last_end = 0;
  for (const auto& interval : intervals) {
    if (interval.start_minute < last_end || interval.start_minute >= interval.end_minute ||
        interval.end_minute > kMinutesOfDay) {
      return false;
    }
    last_end = interval.end_minute;
  }
  return true;
}

bool OffsetsAscend(const std::vector<CalendarData::Offset>& offsets) {
  for (std::size_t i = 0; i < offsets.size(); ++i) {
    if (offsets[i].from.has_value() != (i > 0)) return false;
    if (i > 1 && *offsets[i].from <= *offsets[i - 1].from) return false;
  }
  return true;
}

std::optional<std::string> FaultOf(const CalendarData& data) {
  if (data.offsets.empty()) return "a calendar needs at least one offset";
  if (!OffsetsAscend(data.offsets)) return "offsets must ascend, only the first without `from`";
  for (const auto& offset : data.offsets) {
    if (offset.seconds <= -kOffsetSecondsBound || offset.seconds >= kOffsetSecondsBound) {
      return "an offset is 18 hours or more";
    }
  }
  for (const auto& intervals : data.week) {
    if (!IntervalsHold(intervals)) return "intervals of a weekday overlap or leave the day";
  }
  for (std::size_t i = 0; i < data.special_days.size(); ++i) {
    if (i > 0 && data.special_days[i].date <= data.special_days[i - 1].date) {
      return "special days must ascend";
    }
    if (!IntervalsHold(data.special_days[i].intervals)) {
      return "intervals of a special day overlap or leave the day";
    }
  }
  return std::nullopt;
}

}  // namespace

Result<Calendar> Calendar::Make(CalendarData data) {
  if (auto fault = FaultOf(data)) return Fail(ErrorCode::kInvalidInput, *std::move(fault));
  return Calendar(std::move(data));
}

std::size_t Calendar::OffsetIndexAt(Time time) const {
  const auto after = std::upper_bound(
      data_.offsets.begin() + 1, data_.offsets.end(), time,
      [](Time at, const CalendarData::Offset& offset) { return at < *offset.from; });
  return static_cast<std::size_t>(after - data_.offsets.begin()) - 1;
}

Date Calendar::LocalDate(Time time) const {
  return std::chrono::floor<days>(time + seconds(data_.offsets[OffsetIndexAt(time)].seconds));
}

std::uint32_t Calendar::MinuteOfDay(Time time) const {
  const Time local = time + seconds(data_.offsets[OffsetIndexAt(time)].seconds);
  const Duration of_day = local - Time(std::chrono::floor<days>(local));
  return static_cast<std::uint32_t>(std::chrono::floor<minutes>(of_day).count());
}

Time Calendar::StartOf(Date date) const {
  const Time midnight(date);
  std::size_t index = OffsetIndexAt(midnight - seconds(kOffsetSecondsBound));
  while (true) {
    const auto& offset = data_.offsets[index];
    Time start = midnight - seconds(offset.seconds);
    if (offset.from) start = std::max(start, *offset.from);
    if (index + 1 == data_.offsets.size() || start < *data_.offsets[index + 1].from) return start;
    ++index;
  }
}

const std::vector<CalendarData::Interval>& Calendar::IntervalsOf(Date date) const {
  const auto special = std::lower_bound(
      data_.special_days.begin(), data_.special_days.end(), date,
      [](const CalendarData::SpecialDay& day, Date wanted) { return day.date < wanted; });
  if (special != data_.special_days.end() && special->date == date) return special->intervals;
  return data_.week[std::chrono::weekday(date).iso_encoding() - 1];
}

template <typename Visitor>
void Calendar::VisitSpans(Time from, Time to, Visitor&& visitor) const {
  for (std::size_t index = OffsetIndexAt(from); from < to; ++index) {
    const seconds offset(data_.offsets[index].seconds);
    const bool last = index + 1 == data_.offsets.size();
    const Time stretch_end = last ? to : std::min(to, *data_.offsets[index + 1].from);
    for (Date date = std::chrono::floor<days>(from + offset); Time(date) - offset < stretch_end;
         date += days(1)) {
      for (const auto& interval : IntervalsOf(date)) {
        const Time start = std::max(from, Time(date) + minutes(interval.start_minute) - offset);
        const Time end = std::min(stretch_end, Time(date) + minutes(interval.end_minute) - offset);
        if (start < end && !visitor(start, end)) return;
      }
    }
    from = stretch_end;
  }
}

Result<Time> Calendar::AddWorkingTime(Time from, Duration working) const {
  if (working < Duration::zero()) {
    return Fail(ErrorCode::kInvalidInput, "a working duration is not negative");
  }
  if (working == Duration::zero()) return from;
  std::optional<Time> found;
  Duration left = working;
  VisitSpans(from, from + days(kSearchDaysMax), [&](Time start, Time end) {
    if (end - start >= left) {
      found = start + left;
      return false;
    }
    left -= end - start;
    return true;
  });
  if (found) return *found;
  return Fail(ErrorCode::kNotFound, "the calendar has not that much working time in 20 years");
}

Duration Calendar::WorkingTimeBetween(Time from, Time to) const {
  Duration sum = Duration::zero();
  VisitSpans(from, to, [&](Time start, Time end) {
    sum += end - start;
    return true;
  });
  return sum;
}

Result<Date> Calendar::AddWorkingDays(Date from, std::int32_t count) const {
  if (count < 0) return Fail(ErrorCode::kInvalidInput, "a number of working days is not negative");
  if (count == 0) return from;
  for (std::int32_t i = 1; i <= kSearchDaysMax; ++i) {
    if (IsWorkingDay(from + days(i)) && --count == 0) return from + days(i);
  }
  return Fail(ErrorCode::kNotFound, "the calendar has not that many working days in 20 years");
}

Result<Date> Calendar::NextWorkingDay(Date from) const {
  if (IsWorkingDay(from)) return from;
  return AddWorkingDays(from, 1);
}

}  // namespace tenure
