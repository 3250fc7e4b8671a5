// Reading and writing dates, instants and spans.
#include "contract/value_forms.h"

#include <fmt/format.h>

#include <charconv>

namespace tenure::contract {
namespace {

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;

// Reads pieces from the front; after the first mismatch it stays failed.
class Scanner {
 public:
  explicit Scanner(std::string_view text) : rest_(text) {}

  // Exactly `count` digits.
  int Digits(std::size_t count) {
    if (rest_.size() < count) return Fail();
    int value = 0;
    for (const char c : rest_.substr(0, count)) {
      if (c < '0' || c > '9') return Fail();
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }
  // One or more digits that fit.
  std::int64_t Number() {
    std::int64_t value = 0;
    if (rest_.empty() || rest_.front() < '0' || rest_.front() > '9') return Fail();
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc()) return Fail();
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }
  // The digits after a point as millionths; one to six of them.
  std::int64_t Fraction() {
    std::int64_t value = 0;
    std::size_t count = 0;
    for (; count < rest_.size() && rest_[count] >= '0' && rest_[count] <= '9'; ++count) {
      value = value * 10 + (rest_[count] - '0');
      if (count == 6) return Fail();
    }
    if (count == 0) return Fail();
    rest_.remove_prefix(count);
    for (; count < 6; ++count) value *= 10;
    return value;
  }
  bool Accept(std::string_view one_of) {
    if (!ok_ || rest_.empty() || one_of.find(rest_.front()) == std::string_view::npos) return false;
    taken_ = rest_.front();
    rest_.remove_prefix(1);
    return true;
  }
  void Expect(std::string_view one_of) {
    if (!Accept(one_of)) Fail();
  }
  char taken() const { return taken_; }
  bool ok() const { return ok_; }
  bool Done() const { return ok_ && rest_.empty(); }
  int Fail() {
    ok_ = false;
    return 0;
  }

 private:
  std::string_view rest_;
  char taken_ = 0;
  bool ok_ = true;
};

std::optional<std::int32_t> ScanDate(Scanner& scan) {
  const int year = scan.Digits(4);
  scan.Expect("-");
  const int month = scan.Digits(2);
  scan.Expect("-");
  const int day = scan.Digits(2);
  const std::chrono::year_month_day date(std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day)));
  if (!scan.ok() || year == 0 || !date.ok()) return std::nullopt;
  return static_cast<std::int32_t>(std::chrono::sys_days(date).time_since_epoch().count());
}

// Microseconds to add for "Z", "+08:00" or "-03:30" (east of Greenwich is earlier in UTC).
std::int64_t ScanOffset(Scanner& scan) {
  if (scan.Accept("Zz")) return 0;
  scan.Expect("+-");
  const bool east = scan.taken() == '+';
  const int hours = scan.Digits(2);
  scan.Expect(":");
  const int minutes = scan.Digits(2);
  if (hours > 23 || minutes > 59) return scan.Fail();
  const std::int64_t offset = hours * kHour + minutes * kMinute;
  return east ? -offset : offset;
}

// Adds count * unit; false when the sum does not fit.
bool AddUnits(std::int64_t count, std::int64_t unit, std::int64_t& sum) {
  std::int64_t part = 0;
  return !__builtin_mul_overflow(count, unit, &part) && !__builtin_add_overflow(sum, part, &sum);
}

std::int64_t UnitOf(char letter, bool time) {
  switch (letter) {
    case 'W':
      return time ? 0 : 7 * kDay;
    case 'D':
      return time ? 0 : kDay;
    case 'H':
      return time ? kHour : 0;
    case 'M':
      return time ? kMinute : 0;  // months have no fixed length
    case 'S':
      return time ? kSecond : 0;
    default:
      return 0;
  }
}

std::optional<std::int64_t> ScanIsoSpan(Scanner& scan) {
  std::int64_t sum = 0;
  std::int64_t unit_before = 8 * kDay;  // units come in falling order, each once
  bool time = false;
  bool any = false;
  while (!scan.Done()) {
    if (!time && scan.Accept("T")) {
      time = true;
      any = false;  // something must follow
      continue;
    }
    const std::int64_t count = scan.Number();
    const bool fraction = scan.Accept(".,");
    const std::int64_t micros = fraction ? scan.Fraction() : 0;
    scan.Expect("WDHMS");
    if (!scan.ok()) return std::nullopt;
    const std::int64_t unit = UnitOf(scan.taken(), time);
    if (unit == 0 || unit >= unit_before || (fraction && unit != kSecond)) return std::nullopt;
    if (!AddUnits(count, unit, sum) || !AddUnits(micros, 1, sum)) return std::nullopt;
    unit_before = unit;
    any = true;
  }
  if (!any) return std::nullopt;
  return sum;
}

}  // namespace

std::optional<std::int32_t> ParseDate(std::string_view text) {
  Scanner scan(text);
  const std::optional<std::int32_t> days = ScanDate(scan);
  return scan.Done() ? days : std::nullopt;
}

std::string FormatDate(std::int32_t days) {
  const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

std::optional<std::int64_t> ParseInstant(std::string_view text) {
  Scanner scan(text);
  const std::optional<std::int32_t> days = ScanDate(scan);
  scan.Expect("Tt");
  const int hour = scan.Digits(2);
  scan.Expect(":");
  const int minute = scan.Digits(2);
  scan.Expect(":");
  const int second = scan.Digits(2);
  const std::int64_t micros = scan.Accept(".") ? scan.Fraction() : 0;
  const std::int64_t offset = ScanOffset(scan);
  if (!scan.Done() || !days || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return *days * kDay + hour * kHour + minute * kMinute + second * kSecond + micros + offset;
}

std::string FormatInstant(std::int64_t micros) {
  std::int64_t days = micros / kDay;
  std::int64_t rest = micros % kDay;
  if (rest < 0) {
    rest += kDay;
    --days;
  }
  std::string text =
      fmt::format("{}T{:02}:{:02}:{:02}", FormatDate(static_cast<std::int32_t>(days)), rest / kHour,
                  rest % kHour / kMinute, rest % kMinute / kSecond);
  if (const std::int64_t fraction = rest % kSecond; fraction != 0) {
    text += fmt::format(".{:06}", fraction);
    text.erase(text.find_last_not_of('0') + 1);
  }
  return text + "Z";
}

std::optional<std::int64_t> ParseSpan(std::string_view text) {
  Scanner scan(text);
  if (scan.Accept("P")) return ScanIsoSpan(scan);
  const std::int64_t count = scan.Number();
  scan.Expect("dhms");
  if (!scan.Done()) return std::nullopt;
  const char letter = scan.taken();
  const std::int64_t unit = letter == 'd'   ? kDay
                            : letter == 'h' ? kHour
                            : letter == 'm' ? kMinute
                                            : kSecond;
  std::int64_t sum = 0;
  if (!AddUnits(count, unit, sum)) return std::nullopt;
  return sum;
}

std::string FormatSpan(std::int64_t micros) {
  if (micros == 0) return "0s";
  if (micros % kDay == 0) return fmt::format("{}d", micros / kDay);
  if (micros % kHour == 0) return fmt::format("{}h", micros / kHour);
  if (micros % kMinute == 0) return fmt::format("{}m", micros / kMinute);
  if (micros % kSecond == 0) return fmt::format("{}s", micros / kSecond);
  const bool negative = micros < 0;
  const std::uint64_t size = negative ? 0 - static_cast<std::uint64_t>(micros) : micros;
  std::string text =
      fmt::format("{}PT{}.{:06}", negative ? "-" : "", size / kSecond, size % kSecond);
  text.erase(text.find_last_not_of('0') + 1);
  return text + "S";
}

}  // namespace tenure::contract
