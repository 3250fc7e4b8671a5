#include "demo/plan.h"

#include <fmt/format.h>

#include "base/assert.h"
#include "base/hex.h"
#include "base/uuid.h"

namespace tenure::demo {
namespace {

constexpr std::size_t kTogetherMax = 256;  // well inside the engine's queue

constexpr std::string_view HourText(Hour hour) {
  switch (hour) {
    case Hour::kMorning:
      return "09:30";
    case Hour::kNoon:
      return "11:00";
    case Hour::kAfternoon:
      return "14:00";
    case Hour::kEvening:
      return "16:30";
  }
  return "";
}

// The plan's words hold no quotation marks, backslashes or control characters.
std::string Quoted(std::string_view words) { return fmt::format("\"{}\"", words); }

}  // namespace

Day Workday(Day day) {
  const std::chrono::weekday weekday(day);
  if (weekday == std::chrono::Saturday) return day + std::chrono::days(2);
  if (weekday == std::chrono::Sunday) return day + std::chrono::days(1);
  return day;
}

std::string DayText(Day day) {
  const std::chrono::year_month_day date(day);
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::string Instant(When when) {
  return fmt::format("{}T{}:00+08:00", DayText(when.day), HourText(when.hour));
}

Value::Value(const char* words) : json(Quoted(words)) {}
Value::Value(std::string_view words) : json(Quoted(words)) {}

Value Object(const Fields& fields) {
  Value object("");
  object.json = "{";
  for (const auto& [name, value] : fields) {
    if (object.json.size() > 1) object.json += ",";
    object.json += Quoted(name) + ":" + value.json;
  }
  object.json += "}";
  return object;
}

Value List(const std::vector<Value>& values) {
  Value list("");
  list.json = "[";
  for (const Value& value : values) {
    if (list.json.size() > 1) list.json += ",";
    list.json += value.json;
  }
  list.json += "]";
  return list;
}

Value Cny(std::int64_t minor) { return Object({{"minor", minor}, {"currency", "CNY"}}); }

Value Paper(std::string_view kind, std::string_view place) {
  return Object({{"kind", kind}, {"place", fmt::format("dms://{}", place)}});
}

std::string Plan::Do(When when, std::string_view actor, const std::string& scope,
                     std::string_view command, const Fields& data) {
  const std::string name = fmt::format("{} {}", scope.substr(scope.find('/') + 1), command);
  const std::string id = fmt::format("year {} {}", name, ++count_[name]);
  lines_[when].push_back({scope, std::string(command), std::string(actor), id, Object(data).json});
  // As the engine names what it keeps: after the last eight bytes of the command's id.
  return "AP-" + HexOf(NamedId(scope, id).View().substr(8));
}

void Plan::Approve(When when, std::string_view actor, const std::string& scope,
                   const std::string& approval) {
  Do(when, actor, scope, "GiveApproval", {{"approval_id", approval}});
}

std::vector<Moment> Plan::Moments() const {
  TENURE_ASSERT(lines_.empty() || lines_.rbegin()->first.day <= kToday, "planned for {}",
                DayText(lines_.rbegin()->first.day));
  std::vector<Moment> moments;
  for (const auto& [when, lines] : lines_) {
    moments.push_back({when, {}});
    for (const Line& line : lines) {
      if (moments.back().lines.size() == kTogetherMax) moments.push_back({when, {}});
      Moment& moment = moments.back();
      const std::string now =
          moment.lines.empty() ? fmt::format(R"(,"now":"{}")", Instant(when)) : "";
      moment.lines.push_back(fmt::format(
          R"({{"command":"{}","scope":"{}","actor":"{}","command_id":"{}","data":{}{}}})",
          line.command, line.scope, line.actor, line.id, line.data, now));
    }
  }
  return moments;
}

}  // namespace tenure::demo
