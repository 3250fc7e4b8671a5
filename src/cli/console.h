// Where a verb's data and messages go, and in which form: stdout (or --out) is data, stderr is
// messages. One place that knows formats, columns and colours.
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include "contract/catalogue.h"
#include "contract/json_value.h"
#include "tenure/result.h"

namespace tenure::cli {

using contract::JsonValue;
using contract::Language;

// Building blocks of what verbs print. Field order is the order of the columns.
[[nodiscard]] JsonValue Str(std::string_view text);
[[nodiscard]] JsonValue StrOrNull(std::string_view text);  // null for an empty text
[[nodiscard]] JsonValue Num(std::uint64_t number);
[[nodiscard]] JsonValue Flag(bool value);
[[nodiscard]] JsonValue Null();
[[nodiscard]] JsonValue List(std::vector<JsonValue> items);
using Members = std::vector<std::pair<std::string, JsonValue>>;
[[nodiscard]] JsonValue Object(Members members);

// {"zh":…,"en":…}.
[[nodiscard]] JsonValue TextObject(const v1::Text& text);

// The value as one line of JSON, numbers as they were written.
[[nodiscard]] std::string JsonText(const JsonValue& value);

enum class Format : std::uint8_t { kTable, kJson, kJsonLines, kCsv };

class Console {
 public:
  struct Options {
    Format format = Format::kTable;
    Language language = Language::kEnglish;
    bool quiet = false;
    std::string out_file;  // empty: stdout
  };

  explicit Console(Options options) : options_(std::move(options)) {}
  ~Console();
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  // Opens --out. kIoFailed names the file.
  [[nodiscard]] Result<void> Open();

  // Rows of one kind: an array under json, a line each under jsonl and csv, a table with headings.
  void Rows(const std::vector<JsonValue>& rows);
  // One thing: an object under json and jsonl, name and value lines in a table.
  void One(const JsonValue& object);
  // Text or finished lines, as they are.
  void Write(std::string_view text);
  // Write and flush: a result that others wait for.
  void Line(std::string_view text);

  // A message for people, to stderr; not under --quiet.
  void Say(std::string_view message);
  // The same without an end of line: progress that the next one writes over.
  void Progress(std::string_view message);
  // A failure, to stderr always: code, text, what to do.
  void Complain(v1::Refusal code, const Facts& facts);

  // `zh` or `en`, as the reader wants.
  [[nodiscard]] std::string_view Pick(std::string_view zh, std::string_view en) const {
    return options_.language == Language::kChinese ? zh : en;
  }
  [[nodiscard]] Language language() const { return options_.language; }
  [[nodiscard]] Format format() const { return options_.format; }
  [[nodiscard]] bool is_terminal() const;  // stderr is one: progress may be shown

 private:
  void Csv(const std::vector<JsonValue>& rows);

  Options options_;
  std::FILE* out_ = stdout;
};

}  // namespace tenure::cli
