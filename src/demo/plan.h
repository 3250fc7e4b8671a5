// The demo's made-up year as a plan: command lines with the moment at which each comes in. Whatever
// is planned comes out in time order; what is planned for one moment, in the order of planning.
#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tenure::demo {

using Day = std::chrono::sys_days;  // of the head office's calendar (UTC+8, no daylight saving)

// The hours at which the made-up company works. Few, so that what happens together is one batch.
enum class Hour { kMorning, kNoon, kAfternoon, kEvening };

struct When {
  Day day;
  Hour hour = Hour::kMorning;
  auto operator<=>(const When&) const = default;
};

[[nodiscard]] constexpr Day On(int year, unsigned month, unsigned day) {
  return std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day);
}
inline constexpr Day kToday = On(2026, 8, 12);  // the plan's last day
// The day itself, or the Monday after a weekend.
[[nodiscard]] Day Workday(Day day);
[[nodiscard]] std::string DayText(Day day);    // 2026-03-31
[[nodiscard]] std::string Instant(When when);  // 2026-03-31T09:30:00+08:00

// A JSON value as text. Made from words, numbers and truth without ado: a plan is mostly data.
struct Value {
  Value(const char* words);       // NOLINT(google-explicit-constructor)
  Value(std::string_view words);  // NOLINT(google-explicit-constructor)
  Value(const std::string& words) : Value(std::string_view(words)) {}  // NOLINT
  Value(std::int64_t number) : json(std::to_string(number)) {}         // NOLINT
  Value(int number) : json(std::to_string(number)) {}                  // NOLINT
  Value(bool yes) : json(yes ? "true" : "false") {}                    // NOLINT
  Value(Day day) : Value(DayText(day)) {}                              // NOLINT
  Value(When when) : Value(Instant(when)) {}                           // NOLINT
  std::string json;
};

using Fields = std::vector<std::pair<std::string_view, Value>>;

[[nodiscard]] Value Object(const Fields& fields);
[[nodiscard]] Value List(const std::vector<Value>& values);
[[nodiscard]] Value Cny(std::int64_t minor);
// Evidence on the file server: a place that no other paper has.
[[nodiscard]] Value Paper(std::string_view kind, std::string_view place);

// The lines of one moment, decided together.
struct Moment {
  When when;
  std::vector<std::string> lines;
};

class Plan {
 public:
  // A command of `actor`; returns the approval it waits for, where it needs a second person.
  std::string Do(When when, std::string_view actor, const std::string& scope,
                 std::string_view command, const Fields& data);
  // The second person's yes to what Do returned.
  void Approve(When when, std::string_view actor, const std::string& scope,
               const std::string& approval);

  // In time order, at most kTogetherMax lines each.
  [[nodiscard]] std::vector<Moment> Moments() const;

 private:
  struct Line {
    std::string scope, command, actor, id, data;
  };
  std::map<When, std::vector<Line>> lines_;
  std::map<std::string, int> count_;  // by scope and command: part of a line's id
};

}  // namespace tenure::demo
