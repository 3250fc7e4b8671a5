// CalendarPolicy to Calendar: yyyymmdd to days, ISO weekdays to places in the week.
#include "domain/calendars.h"

#include <chrono>
#include <utility>

#include "base/assert.h"
#include "domain/rules_access.h"
#include "tenure/values.h"

namespace tenure::domain {
namespace {

template <typename Intervals>
std::vector<CalendarData::Interval> IntervalsOf(const Intervals& intervals) {
  std::vector<CalendarData::Interval> result;
  result.reserve(static_cast<std::size_t>(intervals.size()));
  for (const auto& interval : intervals) {
    result.push_back({interval.start_minute(), interval.end_minute()});
  }
  return result;
}

Result<Date> DayOf(std::uint32_t yyyymmdd) {
  const std::chrono::year_month_day day{std::chrono::year(static_cast<int>(yyyymmdd / 10000)),
                                        std::chrono::month(yyyymmdd / 100 % 100),
                                        std::chrono::day(yyyymmdd % 100)};
  if (!day.ok()) {
    return Fail(ErrorCode::kInvalidInput, std::to_string(yyyymmdd) + " is not a day");
  }
  return Date(day);
}

}  // namespace

Result<Calendar> CalendarOf(const v1::CalendarPolicy& policy) {
  CalendarData data;
  for (const auto& offset : policy.offsets()) {
    data.offsets.push_back({offset.has_from() ? std::optional(TimeOf(offset.from())) : std::nullopt,
                            offset.seconds()});
  }
  for (const auto& weekday : policy.weekdays()) {
    if (weekday.iso_weekday() < 1 || weekday.iso_weekday() > 7) {
      return Fail(ErrorCode::kInvalidInput, "weekdays are 1 to 7");
    }
    data.week[weekday.iso_weekday() - 1] = IntervalsOf(weekday.intervals());
  }
  for (const auto& day : policy.days()) {
    data.special_days.push_back({TENURE_TRY(DayOf(day.day())), IntervalsOf(day.intervals())});
  }
  return Calendar::Make(std::move(data));
}

std::optional<RuledCalendar> CalendarInForce(const Rules& rules, std::string_view policy, Time at) {
  const PolicyVersion* version = VersionInForce(rules, policy, at);
  if (version == nullptr || !version->body().has_calendar()) return std::nullopt;
  Result<Calendar> calendar = CalendarOf(version->body().calendar());
  TENURE_ASSERT(calendar.has_value(), "policy {} version {}: {}", policy, version->version(),
                calendar.error().message);
  return RuledCalendar{*std::move(calendar), RefOf(policy, *version)};
}

tl::expected<RuledPolicy, Refused> PolicyInForce(const Rules& rules, std::string_view policy,
                                                 v1::PolicyBody::BodyCase kind, Time at) {
  constexpr std::string_view kCalendar = "calendar";
  const auto missing = [](std::string_view name) {
    return tl::unexpected(Refused{v1::NO_POLICY, {{"policy", std::string(name)}}});
  };
  const PolicyVersion* version = VersionInForce(rules, policy, at);
  if (version == nullptr || version->body().body_case() != kind) return missing(policy);
  auto calendar = CalendarInForce(rules, kCalendar, at);
  if (!calendar) return missing(kCalendar);
  return RuledPolicy{version->body(), RefOf(policy, *version), *std::move(calendar)};
}

}  // namespace tenure::domain
