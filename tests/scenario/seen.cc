#include "scenario/seen.h"

#include <fmt/format.h>

#include <algorithm>

#include "contract/value_forms.h"
#include "scenario/command_text.h"

namespace tenure::scenario {
namespace {

using contract::JsonValue;

constexpr std::int64_t kChinaOffsetUs = 8LL * 3600 * 1'000'000;

std::string MoneyText(const JsonValue& minor, const JsonValue& currency) {
  std::string digits = minor.text;
  if (digits.size() < 3) digits.insert(0, 3 - digits.size(), '0');
  digits.insert(digits.size() - 2, ".");
  return fmt::format("{} {}", digits, currency.text);
}

// "2026-03-01 09:00", with seconds where there are any.
std::string TimeText(std::int64_t micros) {
  std::string text = contract::FormatInstant(micros + kChinaOffsetUs);
  text.pop_back();  // the Z
  std::replace(text.begin(), text.end(), 'T', ' ');
  if (text.ends_with(":00")) text.erase(text.size() - 3);
  return text;
}

std::string ObjectText(const JsonValue& object) {
  const JsonValue* minor = object.Find("minor");
  const JsonValue* currency = object.Find("currency");
  if (minor != nullptr && currency != nullptr) return MoneyText(*minor, *currency);
  std::string text;
  for (const auto& [name, value] : object.members) {
    text += (text.empty() ? "" : " ") + PlainText(&value);
  }
  return text;
}

std::string NewName(const std::string& cell) {
  if (!cell.starts_with("{new ") || !cell.ends_with('}')) return "";
  return cell.substr(5, cell.size() - 6);
}

bool IsNothing(const std::string& text) {
  return text == "-" || text == "none" || text == "no" || text == "0";
}

std::string RowText(const std::vector<std::string>& cells) {
  return fmt::format("| {} |", fmt::join(cells, " | "));
}

std::vector<std::string> CellsOf(const JsonValue& row, const std::vector<std::string>& columns) {
  std::vector<std::string> cells;
  for (const std::string& column : columns) cells.push_back(PlainText(MemberOf(row, column)));
  return cells;
}

bool SameRow(const TableRow& expected, const std::vector<std::string>& columns,
             const JsonValue& actual) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (!NewName(expected.cells[i]).empty()) continue;
    if (!Same(expected.cells[i], MemberOf(actual, columns[i]))) return false;
  }
  return true;
}

}  // namespace

std::string PlainText(const JsonValue* value) {
  if (value == nullptr) return "-";
  switch (value->kind) {
    case JsonValue::Kind::kNull:
      return "-";
    case JsonValue::Kind::kBool:
      return value->boolean ? "yes" : "no";
    case JsonValue::Kind::kNumber:
      return value->text;
    case JsonValue::Kind::kString: {
      const auto instant = contract::ParseInstant(value->text);
      return instant ? TimeText(*instant) : value->text;
    }
    case JsonValue::Kind::kArray: {
      std::vector<std::string> parts;
      for (const JsonValue& item : value->items) parts.push_back(PlainText(&item));
      return parts.empty() ? "-" : fmt::format("{}", fmt::join(parts, ", "));
    }
    case JsonValue::Kind::kObject:
      return ObjectText(*value);
  }
  return "-";
}

const JsonValue* MemberOf(const JsonValue& object, const std::string& words) {
  return object.Find(Snake(words));
}

bool Same(const std::string& expected, const JsonValue* actual) {
  const std::string text = PlainText(actual);
  if (IsNothing(expected) && IsNothing(text)) return true;
  if (const auto money = MoneyOf(expected); money && money == MoneyOf(text)) return true;
  return Snake(expected) == Snake(text);
}

void CompareFields(const std::vector<Field>& expected, const JsonValue& actual,
                   const NameNew& name_new, std::vector<Mismatch>* wrong) {
  for (const Field& field : expected) {
    const JsonValue* value = MemberOf(actual, field.name);
    if (const std::string name = NewName(field.value); !name.empty()) {
      name_new(name, PlainText(value));
    } else if (!field.table.columns.empty()) {
      CompareTable(field.table, value == nullptr ? std::vector<JsonValue>() : value->items,
                   field.line, name_new, wrong);
    } else if (!Same(field.value, value)) {
      wrong->push_back({field.line, fmt::format("{}: {}", field.name, field.value),
                        fmt::format("{}: {}", field.name, PlainText(value))});
    }
  }
}

void CompareTable(const Table& expected, const std::vector<JsonValue>& actual, std::size_t line,
                  const NameNew& name_new, std::vector<Mismatch>* wrong) {
  const std::size_t rows = std::max(expected.rows.size(), actual.size());
  for (std::size_t i = 0; i < rows; ++i) {
    if (i >= actual.size()) {
      wrong->push_back({expected.rows[i].line, RowText(expected.rows[i].cells), "no such row"});
      continue;
    }
    if (i >= expected.rows.size()) {
      const bool bare = expected.columns.empty();
      wrong->push_back(
          {expected.rows.empty() ? line : expected.rows.back().line, "no further row",
           bare ? PlainText(&actual[i]) : RowText(CellsOf(actual[i], expected.columns))});
      continue;
    }
    const TableRow& row = expected.rows[i];
    if (!SameRow(row, expected.columns, actual[i])) {
      wrong->push_back(
          {row.line, RowText(row.cells), RowText(CellsOf(actual[i], expected.columns))});
      continue;
    }
    for (std::size_t k = 0; k < row.cells.size(); ++k) {
      const std::string name = NewName(row.cells[k]);
      if (!name.empty()) name_new(name, PlainText(MemberOf(actual[i], expected.columns[k])));
    }
  }
}

}  // namespace tenure::scenario
