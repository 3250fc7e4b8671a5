// Working time of one place: time-zone offsets as data (instant -> offset), weekly intervals,
// special days. Pure: neither the machine's clock nor its time-zone database is ever asked, so two
// machines give the same due instants. An instant is working time exactly when its local minute
// lies in an interval of its local day: an hour that an offset change repeats counts twice, a
// skipped one does not exist.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "tenure/result.h"
#include "tenure/time.h"

namespace tenure {

struct CalendarData {
  // Local time = UTC + seconds, from that instant on; the first holds since ever.
  struct Offset {
    std::optional<Time> from;
    std::int32_t seconds = 0;
  };
  // Minutes of the local day, half-open; end at most 1440.
  struct Interval {
    std::uint32_t start_minute = 0;
    std::uint32_t end_minute = 0;
  };
  // A day unlike its weekday: a holiday has no intervals, a make-up working day has some.
  struct SpecialDay {
    Date date;
    std::vector<Interval> intervals;
  };
  std::vector<Offset> offsets;                // ascending
  std::array<std::vector<Interval>, 7> week;  // [0] = Monday
  std::vector<SpecialDay> special_days;       // ascending
};

// Immutable after Make; any thread.
class Calendar {
 public:
  // kInvalidInput, with the fault in words: no offset, offsets or special days that do not ascend,
  // an offset of 18 hours or more, intervals that overlap, are empty or leave the day.
  [[nodiscard]] static Result<Calendar> Make(CalendarData data);

  [[nodiscard]] Date LocalDate(Time time) const;
  // 0..1439, the local minute that has begun.
  [[nodiscard]] std::uint32_t MinuteOfDay(Time time) const;
  // The first instant whose local date is `date` (or later, where the zone skipped that date).
  [[nodiscard]] Time StartOf(Date date) const;

  [[nodiscard]] bool IsWorkingDay(Date date) const { return !IntervalsOf(date).empty(); }

  // The first instant by which `working` of working time has passed since `from`: a task of four
  // hours begun at opening is due at the close of the fourth hour, not at the next opening. Zero is
  // `from` itself. kInvalidInput: negative. kNotFound: not within kSearchDaysMax days.
  [[nodiscard]] Result<Time> AddWorkingTime(Time from, Duration working) const;

  // Working time in [from, to); zero when to <= from. O(days between).
  [[nodiscard]] Duration WorkingTimeBetween(Time from, Time to) const;

  // The `days`-th working day after `from`, which itself is not counted; zero is `from` itself.
  // kInvalidInput: negative. kNotFound: not within kSearchDaysMax days.
  [[nodiscard]] Result<Date> AddWorkingDays(Date from, std::int32_t days) const;

  // `from` itself when it is a working day, else the next one. kNotFound as above.
  [[nodiscard]] Result<Date> NextWorkingDay(Date from) const;

  // Twenty years: longer than any due date of the business, short enough to stop at once on a
  // calendar that never works.
  static constexpr std::int32_t kSearchDaysMax = 7305;

 private:
  explicit Calendar(CalendarData data) : data_(std::move(data)) {}

  [[nodiscard]] const std::vector<CalendarData::Interval>& IntervalsOf(Date date) const;
  [[nodiscard]] std::size_t OffsetIndexAt(Time time) const;
  // Visits the working spans of [from, to) in order; stops when the visitor returns false.
  template <typename Visitor>
  void VisitSpans(Time from, Time to, Visitor&& visitor) const;

  CalendarData data_;
};

}  // namespace tenure
