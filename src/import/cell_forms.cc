#include "import/cell_forms.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "contract/value_forms.h"

namespace tenure::imports {
namespace {

constexpr std::string_view kIdeographicSpace = "\xE3\x80\x80";
constexpr std::int64_t kMinorMax = 1'000'000'000'000'000;
constexpr std::int32_t kExcel1900Epoch = -25'569;  // 1899-12-30, right from 1900-03-01 on
constexpr std::int32_t kExcel1900First = 61;
constexpr std::int32_t kExcel1904Epoch = -24'107;    // 1904-01-01
constexpr std::int32_t kExcelSerialMax = 2'958'465;  // 9999-12-31

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// U+FF01..U+FF5E are EF BC 81 .. EF BD 9E.
std::string NarrowForms(std::string_view text) {
  std::string narrow;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool wide = i + 2 < text.size() && text[i] == '\xEF' &&
                      (text[i + 1] == '\xBC' || text[i + 1] == '\xBD');
    const int offset = !wide ? 0
                             : (static_cast<unsigned char>(text[i + 1]) - 0xBC) * 64 +
                                   static_cast<unsigned char>(text[i + 2]) - 0x80;
    if (wide && offset >= 1 && offset <= 94) {
      narrow.push_back(static_cast<char>(' ' + offset));
      i += 2;
    } else {
      narrow.push_back(text[i]);
    }
  }
  return narrow;
}

// The digits before the point, groups checked and left out.
std::optional<std::string> WholeDigits(std::string_view text, const std::string& thousands) {
  if (thousands.empty() || text.find(thousands) == std::string_view::npos) {
    return std::string(text);
  }
  std::string digits;
  bool first = true;
  while (true) {
    const std::size_t end = std::min(text.find(thousands), text.size());
    const bool good = first ? end >= 1 && end <= 3 : end == 3;
    if (!good) return std::nullopt;
    first = false;
    digits += text.substr(0, end);
    if (end == text.size()) return digits;
    text.remove_prefix(end + thousands.size());
  }
}

std::optional<std::int32_t> ParseSerial(std::string_view cell) {
  const bool digits = !cell.empty() && cell.size() <= 7 && std::ranges::all_of(cell, IsDigit);
  if (!digits) return std::nullopt;
  std::int32_t serial = 0;
  for (const char c : cell) serial = serial * 10 + (c - '0');
  if (serial > kExcelSerialMax) return std::nullopt;
  return serial;
}

struct Token {
  char what = 0;  // 'Y', 'M', 'D'; 0: the character itself
  std::size_t width = 1;
};
Token TokenAt(std::string_view form, std::size_t at) {
  if (form.substr(at).starts_with("YYYY")) return {'Y', 4};
  for (const char what : {'M', 'D'}) {
    if (form[at] != what) continue;
    const bool two = at + 1 < form.size() && form[at + 1] == what;
    return {what, two ? std::size_t{2} : std::size_t{1}};
  }
  return {};
}

}  // namespace

std::string Trimmed(std::string_view cell, bool full_width) {
  std::string text = full_width ? NarrowForms(cell) : std::string(cell);
  std::string_view rest = text;
  while (true) {
    const std::size_t before = rest.size();
    if (rest.starts_with(kIdeographicSpace)) rest.remove_prefix(kIdeographicSpace.size());
    if (rest.ends_with(kIdeographicSpace)) rest.remove_suffix(kIdeographicSpace.size());
    constexpr std::string_view kSpaces = " \t\r\n";
    if (!rest.empty() && kSpaces.find(rest.front()) != std::string_view::npos) {
      rest.remove_prefix(1);
    }
    if (!rest.empty() && kSpaces.find(rest.back()) != std::string_view::npos) rest.remove_suffix(1);
    if (rest.size() == before) return std::string(rest);
  }
}

std::optional<std::int64_t> ParseScaled(std::string_view cell, const NumberForm& form, int digits) {
  const bool negative = cell.starts_with('-');
  if (negative || cell.starts_with('+')) cell.remove_prefix(1);
  const std::size_t point = std::min(cell.find(form.decimal_point), cell.size());
  const auto whole = WholeDigits(cell.substr(0, point), form.thousands);
  if (!whole || whole->empty()) return std::nullopt;
  std::string behind(point < cell.size() ? cell.substr(point + 1) : std::string_view());
  if (point < cell.size() && behind.empty()) return std::nullopt;
  const auto wanted = static_cast<std::size_t>(digits);
  while (behind.size() > wanted && behind.back() == '0') behind.pop_back();
  if (behind.size() > wanted) return std::nullopt;
  behind.resize(wanted, '0');
  std::int64_t value = 0;
  for (const char c : *whole + behind) {
    if (!IsDigit(c)) return std::nullopt;
    value = value * 10 + (c - '0');
    if (value > kMinorMax) return std::nullopt;
  }
  return negative ? -value : value;
}

bool IsDayForm(std::string_view form) {
  if (form == "excel-1900" || form == "excel-1904") return true;
  std::string seen;
  for (std::size_t at = 0; at < form.size();) {
    const Token token = TokenAt(form, at);
    if (token.what != 0) seen.push_back(token.what);
    if (token.what == 0 && (IsDigit(form[at]) || form[at] == 'Y')) return false;
    at += token.width;
  }
  std::ranges::sort(seen);
  return seen == "DMY";
}

std::optional<std::string> ParseDay(std::string_view cell, std::string_view form) {
  if (form.starts_with("excel-")) {
    const auto serial = ParseSerial(cell);
    const bool from_1900 = form == "excel-1900";
    if (!serial || (from_1900 && *serial < kExcel1900First)) return std::nullopt;
    const std::int32_t days = *serial + (from_1900 ? kExcel1900Epoch : kExcel1904Epoch);
    if (days > contract::kDaysMax) return std::nullopt;
    return contract::FormatDate(days);
  }
  std::array<int, 3> parts = {};  // year, month, day
  std::size_t in = 0;
  for (std::size_t at = 0; at < form.size();) {
    const Token token = TokenAt(form, at);
    at += token.width;
    if (token.what == 0) {
      if (in >= cell.size() || cell[in] != form[at - 1]) return std::nullopt;
      ++in;
      continue;
    }
    const std::size_t most = token.width == 1 ? 2 : token.width;
    std::size_t read = 0;
    int value = 0;
    while (read < most && in < cell.size() && IsDigit(cell[in])) {
      value = value * 10 + (cell[in++] - '0');
      ++read;
    }
    if (read < token.width) return std::nullopt;
    parts[token.what == 'Y' ? 0 : token.what == 'M' ? 1 : 2] = value;
  }
  if (in != cell.size()) return std::nullopt;
  std::string day = fmt::format("{:04}-{:02}-{:02}", parts[0], parts[1], parts[2]);
  if (!contract::ParseDate(day)) return std::nullopt;
  return day;
}

int MinorDigits(std::string_view currency) {
  static constexpr std::array<std::string_view, 14> kNone = {"BIF", "CLP", "DJF", "GNF", "ISK",
                                                             "JPY", "KMF", "KRW", "PYG", "RWF",
                                                             "UGX", "VND", "VUV", "XOF"};
  static constexpr std::array<std::string_view, 7> kThree = {"BHD", "IQD", "JOD", "KWD",
                                                             "LYD", "OMR", "TND"};
  if (std::ranges::find(kNone, currency) != kNone.end()) return 0;
  if (std::ranges::find(kThree, currency) != kThree.end()) return 3;
  return 2;
}

}  // namespace tenure::imports
