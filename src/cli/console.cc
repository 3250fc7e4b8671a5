#include "cli/console.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "cli/table_text.h"
#include "contract/json_writer.h"

namespace tenure::cli {
namespace {

// The text that a cell shows: strings without quotes, nothing for null, JSON for nested values.
std::string CellText(const JsonValue& value) {
  switch (value.kind) {
    case JsonValue::Kind::kNull:
      return "";
    case JsonValue::Kind::kString:
      return value.text;
    default:
      return JsonText(value);
  }
}

std::string CellOf(const JsonValue& row, const std::string& column) {
  const JsonValue* value = row.Find(column);
  return value == nullptr ? "" : CellText(*value);
}

std::string CsvField(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char letter : text) {
    if (letter == '"') quoted += '"';
    quoted += letter;
  }
  return quoted + '"';
}

void WriteValue(contract::JsonWriter& json, const JsonValue& value) {
  switch (value.kind) {
    case JsonValue::Kind::kNull:
      json.Null();
      return;
    case JsonValue::Kind::kBool:
      json.Bool(value.boolean);
      return;
    case JsonValue::Kind::kNumber:
      json.Raw(value.text);
      return;
    case JsonValue::Kind::kString:
      json.String(value.text);
      return;
    case JsonValue::Kind::kArray:
      json.BeginArray();
      for (const JsonValue& item : value.items) WriteValue(json, item);
      json.EndArray();
      return;
    case JsonValue::Kind::kObject:
      json.BeginObject();
      for (const auto& [name, member] : value.members) {
        json.Key(name);
        WriteValue(json, member);
      }
      json.EndObject();
  }
}

std::string IndentedText(const JsonValue& value) {
  contract::JsonWriter json(contract::JsonWriter::Layout::kIndented);
  WriteValue(json, value);
  return json.text() + "\n";
}

}  // namespace

JsonValue Str(std::string_view text) {
  JsonValue value;
  value.kind = JsonValue::Kind::kString;
  value.text = std::string(text);
  return value;
}

JsonValue StrOrNull(std::string_view text) { return text.empty() ? Null() : Str(text); }

JsonValue Num(std::uint64_t number) {
  JsonValue value;
  value.kind = JsonValue::Kind::kNumber;
  value.text = std::to_string(number);
  return value;
}

JsonValue Flag(bool flag) {
  JsonValue value;
  value.kind = JsonValue::Kind::kBool;
  value.boolean = flag;
  return value;
}

JsonValue Null() { return {}; }

JsonValue List(std::vector<JsonValue> items) {
  JsonValue value;
  value.kind = JsonValue::Kind::kArray;
  value.items = std::move(items);
  return value;
}

JsonValue Object(Members members) {
  JsonValue value;
  value.kind = JsonValue::Kind::kObject;
  value.members = std::move(members);
  return value;
}

JsonValue TextObject(const v1::Text& text) {
  return Object({{"zh", Str(text.zh())}, {"en", Str(text.en())}});
}

std::string JsonText(const JsonValue& value) {
  contract::JsonWriter json;
  WriteValue(json, value);
  return json.text();
}

Console::~Console() {
  if (out_ != stdout) std::fclose(out_);
}

Result<void> Console::Open() {
  if (options_.out_file.empty()) return {};
  std::FILE* file = std::fopen(options_.out_file.c_str(), "wb");
  if (file == nullptr) {
    return Fail(ErrorCode::kIoFailed,
                fmt::format("{}: {}", options_.out_file, std::strerror(errno)));
  }
  out_ = file;
  return {};
}

bool Console::is_terminal() const { return isatty(STDERR_FILENO) == 1; }

void Console::Write(std::string_view text) { std::fwrite(text.data(), 1, text.size(), out_); }

void Console::Line(std::string_view text) {
  Write(text);
  Write("\n");
  std::fflush(out_);
}

void Console::Say(std::string_view message) {
  if (options_.quiet) return;
  std::fflush(out_);
  std::fwrite(message.data(), 1, message.size(), stderr);
  std::fputc('\n', stderr);
}

void Console::Progress(std::string_view message) {
  if (options_.quiet) return;
  std::fwrite(message.data(), 1, message.size(), stderr);
  std::fflush(stderr);
}

void Console::Complain(v1::Refusal code, const Facts& facts) {
  std::fflush(out_);
  const std::string text = fmt::format("{}: {}\n  {}\n", contract::EntryOf(code).name,
                                       contract::TextOf(code, facts, options_.language),
                                       contract::WhatToDo(code, facts, options_.language));
  std::fwrite(text.data(), 1, text.size(), stderr);
}

void Console::Rows(const std::vector<JsonValue>& rows) {
  switch (options_.format) {
    case Format::kJson:
      Write(IndentedText(List(rows)));
      return;
    case Format::kJsonLines:
      for (const JsonValue& row : rows) Write(JsonText(row) + "\n");
      return;
    case Format::kCsv:
      Csv(rows);
      return;
    case Format::kTable:
      Write(TableText(rows));
      return;
  }
}

void Console::One(const JsonValue& object) {
  switch (options_.format) {
    case Format::kJson:
      Write(IndentedText(object));
      return;
    case Format::kJsonLines:
      Write(JsonText(object) + "\n");
      return;
    case Format::kCsv:
      Csv({object});
      return;
    case Format::kTable:
      Write(BlockText(object));
      return;
  }
}

void Console::Csv(const std::vector<JsonValue>& rows) {
  const std::vector<std::string> columns = ColumnsOf(rows);
  std::string header;
  for (const std::string& column : columns)
    header += (header.empty() ? "" : ",") + CsvField(column);
  Write(header + "\n");
  for (const JsonValue& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      line += (i == 0 ? "" : ",") + CsvField(CellOf(row, columns[i]));
    }
    Write(line + "\n");
  }
}

}  // namespace tenure::cli
