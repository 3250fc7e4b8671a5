// A scenario file as read: who the people are, and beat by beat what somebody does, what must come
// of it and what must then be seen. The form is described in README.md; nothing here knows what a
// command means.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tenure::scenario {

struct TableRow {
  std::size_t line = 0;
  std::vector<std::string> cells;
};

// The first line of `|` cells names the columns.
struct Table {
  std::vector<std::string> columns;
  std::vector<TableRow> rows;
};

// `name: value`, or `name:` with a table below it.
struct Field {
  std::size_t line = 0;
  std::string name;
  std::string value;
  Table table;
};

// What a command must come to.
struct Outcome {
  std::size_t line = 0;
  std::string status = "accepted";  // accepted, repeated, requested, refused, invalid
  std::string code;                 // of a refusal
  std::string call;                 // the name by which the story calls the id from now on
  std::optional<int> exit_code;
  std::vector<Field> texts;  // says, what to do, 说明, 怎么办
};

struct Act {
  std::string actor;
  std::string scope;    // customer/C-1, governance/main
  std::string command;  // title or name, as written
  std::vector<Field> fields;
  std::vector<Field> with;  // of the envelope: reason, command id, expected version, …
  Outcome outcome;
};

struct Look {
  enum class Kind { kOneRow, kNoRow, kAllRows, kTimelineEnd };
  Kind kind = Kind::kOneRow;
  std::string reader = "admin";
  std::string model;          // "lifecycle funnel"
  std::string of;             // a row's key, or the scope whose rows are meant
  std::vector<Field> where;   // of kAllRows
  std::vector<Field> fields;  // of kOneRow
  Table table;
};

// Nothing is done: time passes.
struct Pause {};

struct Beat {
  std::size_t line = 0;
  std::string at;  // RFC 3339 in China's time; empty: no time has passed
  std::variant<Pause, Act, Look> what;
};

struct Person {
  std::size_t line = 0;
  std::string actor;
  std::vector<std::string> roles;
};

struct Story {
  std::string title;
  std::string begins;  // the first date
  std::vector<Person> people;
  std::vector<Beat> beats;
};

// One thing that is not as written.
struct Mismatch {
  std::size_t line = 0;
  std::string expected;
  std::string got;
};

// Reads a whole file. Lines that cannot be understood come back as mismatches; the story is then
// not to be played.
[[nodiscard]] Story ReadStory(std::string_view text, std::vector<Mismatch>* wrong);

// "2026-03-01 09:00" as an instant in China's time; nullopt for another form.
[[nodiscard]] std::optional<std::string> InstantText(std::string_view text);

[[nodiscard]] std::string Trim(std::string_view text);
// At every `separator`, parts trimmed.
[[nodiscard]] std::vector<std::string> Split(std::string_view text, std::string_view separator);

}  // namespace tenure::scenario
