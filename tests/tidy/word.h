// A banned word as tests/tidy/words.txt describes it: data, so that the rules' own code holds none.
#pragma once

#include <optional>
#include <regex>
#include <string>
#include <string_view>
#include <vector>

#include "tidy/rule.h"

namespace tenure::tidy {

struct Word {
  std::string rule;
  std::string find;  // empty: every line is tried
  std::optional<std::regex> match;
  bool in_code = false;
  std::vector<std::string> where;
  std::vector<std::string> except;
  std::string say;
  std::string bad;

  [[nodiscard]] bool AppliesTo(const SourceFile& file) const;
  [[nodiscard]] bool IsIn(const std::string& line) const;
};

// Ends the process on a block that could not find anything.
[[nodiscard]] std::vector<Word> ReadWords(std::string_view text);

}  // namespace tenure::tidy
