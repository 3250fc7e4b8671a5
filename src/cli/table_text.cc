#include "cli/table_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace tenure::cli {
namespace {

using contract::JsonValue;

constexpr std::size_t kIndent = 2;
constexpr std::size_t kBlocksMax = 12;  // more things than that are a table, however deep they are

bool IsObject(const JsonValue& value) { return value.kind == JsonValue::Kind::kObject; }
bool IsList(const JsonValue& value) { return value.kind == JsonValue::Kind::kArray; }

bool IsListOfObjects(const JsonValue& value) {
  return IsList(value) && !value.items.empty() && IsObject(value.items.front());
}

std::string Padded(const std::string& text, std::size_t width) {
  const std::size_t own = DisplayWidth(text);
  return own >= width ? text : text + std::string(width - own, ' ');
}

// Line breaks would tear a table apart.
std::string OneLine(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char letter) { return letter == '\n' || letter == '\t'; }, ' ');
  return text;
}

// "800000" of CNY is "8,000.00": two minor digits, the house's currencies; JSON has the integer.
std::string AmountText(std::string minor, const std::string& currency) {
  const bool negative = minor.starts_with('-');
  if (negative) minor.erase(0, 1);
  constexpr std::size_t kMinorDigits = 2;
  if (minor.size() <= kMinorDigits) minor.insert(0, kMinorDigits + 1 - minor.size(), '0');
  std::string whole = minor.substr(0, minor.size() - kMinorDigits);
  for (std::size_t i = whole.size(); i > 3; i -= 3) whole.insert(i - 3, ",");
  return fmt::format("{}{}.{} {}", negative ? "-" : "", whole,
                     minor.substr(minor.size() - kMinorDigits), currency);
}

// The values that the contract shares have forms of their own; nothing for other objects.
std::string SharedValue(const JsonValue& object) {
  const auto text = [&](std::string_view name) -> const std::string* {
    const JsonValue* member = object.Find(name);
    return member == nullptr ? nullptr : &member->text;
  };
  if (object.members.size() == 1 && text("sealed")) return fmt::format("({})", *text("sealed"));
  if (object.members.size() != 2) return "";
  if (text("minor") && text("currency")) return AmountText(*text("minor"), *text("currency"));
  if (text("policy") && text("version")) {
    return fmt::format("{} v{}", *text("policy"), *text("version"));
  }
  return "";
}

std::string MembersText(const JsonValue& object) {
  if (std::string shared = SharedValue(object); !shared.empty()) return shared;
  std::string text;
  for (const auto& [name, value] : object.members) {
    text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, PlainText(value));
  }
  return text;
}

bool HasListOfObjects(const JsonValue& value) {
  if (IsListOfObjects(value)) return true;
  return std::any_of(value.members.begin(), value.members.end(),
                     [](const auto& member) { return HasListOfObjects(member.second); });
}

bool ReadsAsBlocks(const std::vector<JsonValue>& items) {
  return items.size() <= kBlocksMax && std::any_of(items.begin(), items.end(), HasListOfObjects);
}

std::string Indented(const std::string& text) {
  std::string out;
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = std::min(text.find('\n', begin), text.size());
    if (end > begin) out += std::string(kIndent, ' ') + text.substr(begin, end - begin);
    out += "\n";
    begin = end + 1;
  }
  return out;
}

// What stands below a heading, or nothing when the value fits behind its name.
std::string Below(const JsonValue& value) {
  if (IsObject(value)) return SharedValue(value).empty() ? BlockText(value) : "";
  if (!IsListOfObjects(value) || !SharedValue(value.items.front()).empty()) return "";
  if (!ReadsAsBlocks(value.items)) return TableText(value.items);
  std::string text;
  for (const JsonValue& item : value.items) text += (text.empty() ? "" : "\n") + BlockText(item);
  return text;
}

}  // namespace

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
    width += length >= 3 ? 2 : 1;  // beyond U+07FF what we show is Chinese
    i += length;
  }
  return width;
}

std::vector<std::string> ColumnsOf(const std::vector<JsonValue>& rows) {
  std::vector<std::string> columns;
  for (const JsonValue& row : rows) {
    for (const auto& [name, value] : row.members) {
      if (std::find(columns.begin(), columns.end(), name) == columns.end()) {
        columns.push_back(name);
      }
    }
  }
  return columns;
}

std::string PlainText(const JsonValue& value) {
  switch (value.kind) {
    case JsonValue::Kind::kNull:
      return "";
    case JsonValue::Kind::kBool:
      return value.boolean ? "yes" : "no";
    case JsonValue::Kind::kNumber:
    case JsonValue::Kind::kString:
      return OneLine(value.text);
    case JsonValue::Kind::kObject:
      return MembersText(value);
    case JsonValue::Kind::kArray:
      break;
  }
  std::string text;
  for (const JsonValue& item : value.items) {
    text += (text.empty() ? "" : IsObject(item) ? "; " : ", ") + PlainText(item);
  }
  return text;
}

std::string TableText(const std::vector<JsonValue>& rows) {
  const std::vector<std::string> columns = ColumnsOf(rows);
  std::vector<std::vector<std::string>> lines = {columns};
  for (const JsonValue& row : rows) {
    std::vector<std::string> line;
    for (const std::string& column : columns) {
      const JsonValue* value = row.Find(column);
      line.push_back(value == nullptr ? "" : PlainText(*value));
    }
    lines.push_back(std::move(line));
  }
  std::vector<std::size_t> widths(columns.size(), 0);
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      widths[i] = std::max(widths[i], DisplayWidth(line[i]));
    }
  }
  std::string text;
  for (const auto& line : lines) {
    for (std::size_t i = 0; i < line.size(); ++i) {
      text += i + 1 == line.size() ? line[i] : Padded(line[i], widths[i] + kIndent);
    }
    while (text.ends_with(' ')) text.pop_back();
    text += "\n";
  }
  return text;
}

std::string BlockText(const JsonValue& object) {
  std::size_t width = 0;
  for (const auto& [name, value] : object.members) width = std::max(width, DisplayWidth(name));
  std::string text;
  for (const auto& [name, value] : object.members) {
    const std::string below = Below(value);
    text += below.empty() ? Padded(name, width + kIndent) + PlainText(value) : name;
    while (text.ends_with(' ')) text.pop_back();
    text += "\n" + Indented(below);
  }
  return text;
}

}  // namespace tenure::cli
