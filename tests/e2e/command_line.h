// The real program on a store of its own: one object is one temporary directory with a store, keys
// and the words to reach them. What it prints is read back as JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "contract/json_value.h"
#include "e2e/process.h"
#include "support/temporary_directory.h"

namespace tenure::e2e {

using contract::JsonValue;

// Where the program was built.
[[nodiscard]] std::string Program();

// A member's text: of a string or a number; "null" for null, "" where there is none.
[[nodiscard]] std::string Text(const JsonValue& object, std::string_view name);

// Reads one JSON text; a failed test and null where it is none.
[[nodiscard]] JsonValue Parsed(std::string_view text);

// One value for each line that is not empty.
[[nodiscard]] std::vector<JsonValue> ParsedLines(std::string_view text);

[[nodiscard]] std::vector<std::string> SplitLines(std::string_view text);

class CommandLine {
 public:
  CommandLine() = default;

  // `init` with the clock standing at 2026-03-02 09:00 in Shanghai, and sales, service, complaints
  // for li.wei, approver and complaints for zhao.min.
  void InitSimulated();
  void InitSystem();

  // The program with these words; store and keys come from the environment.
  [[nodiscard]] Finished Run(const std::vector<std::string>& words,
                             const std::string& input = "") const;
  // The same, not waited for.
  [[nodiscard]] std::vector<std::string> Words(const std::vector<std::string>& words) const;
  [[nodiscard]] ProcessOptions Options(const std::string& input = "") const;

  // Expects exit 0 and gives stdout as one JSON value.
  [[nodiscard]] JsonValue Json(std::vector<std::string> words) const;

  // `submit` of these lines; results in `results`.
  struct Submitted {
    Finished finished;
    std::vector<JsonValue> results;
  };
  [[nodiscard]] Submitted Submit(const std::vector<std::string>& lines,
                                 const std::vector<std::string>& more_words = {}) const;
  // One line's result.
  [[nodiscard]] JsonValue SubmitOne(const std::string& line) const;

  // The log's length.
  [[nodiscard]] std::string Head() const;
  // Status of `replay verify`, exit 0 expected: "clean".
  [[nodiscard]] std::string Verify() const;

  [[nodiscard]] std::string store() const { return directory_.Inside("store"); }
  [[nodiscard]] std::string keys() const { return directory_.Inside("store.keys"); }
  [[nodiscard]] std::string Inside(const std::string& name) const {
    return directory_.Inside(name);
  }

 private:
  TemporaryDirectory directory_;
};

// A whole command line of JSON: Line("RecordTrait", "customer/C-1", "li.wei", R"({"trait":"x"})").
// `more` is further members: R"("command_id":"a 1","reason":"…")".
[[nodiscard]] std::string Line(std::string_view command, std::string_view scope,
                               std::string_view actor, std::string_view data,
                               std::string_view more = "");

// RegisterCustomer by li.wei.
[[nodiscard]] std::string Register(std::string_view id, std::string_view more = "");

}  // namespace tenure::e2e
