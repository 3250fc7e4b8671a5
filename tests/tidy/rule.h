// A tidy rule looks at the whole tree and names what it finds, with the replacement. Every rule has
// a test on a bad sample (rule_samples_test.cc), so that none can pass by seeing nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tidy/tree.h"

namespace tenure::tidy {

struct Finding {
  std::string rule;
  std::string path;
  std::size_t line = 0;  // from 1; 0: the file as a whole
  std::string message;   // what is wrong and what to do instead

  [[nodiscard]] std::string Text() const;  // "path:line: rule: message"
};

using Findings = std::vector<Finding>;

struct Rule {
  std::string_view name;
  Findings (*check)(const Tree& tree);
};

// Which module may include which: tests/tidy/modules.txt (include_rules.cc).
Findings CheckModuleEdges(const Tree& tree);    // forbidden_include
Findings CheckModuleDepends(const Tree& tree);  // module_depends
Findings CheckIncludeCycles(const Tree& tree);  // include_cycle
Findings CheckOwnHeaderFirst(const Tree& tree);

// How a file looks (shape_rules.cc).
Findings CheckFileLines(const Tree& tree);
Findings CheckFunctionLines(const Tree& tree);
Findings CheckColumns(const Tree& tree);
Findings CheckPurpose(const Tree& tree);
Findings CheckPragmaOnce(const Tree& tree);
Findings CheckMacroCount(const Tree& tree);
Findings CheckTestNames(const Tree& tree);
Findings CheckFileNames(const Tree& tree);

// Banned words: tests/tidy/words.txt (word.cc).
Findings CheckWords(const Tree& tree);

// Documents (document_rules.cc).
Findings CheckReadmeLines(const Tree& tree);
Findings CheckOneTitle(const Tree& tree);
Findings CheckLinks(const Tree& tree);
// A comment that sends the reader to a document sends him to one that is there.
Findings CheckNamedDocuments(const Tree& tree);

// Files that nothing reaches (reach_rules.cc).
Findings CheckDeadFiles(const Tree& tree);

// All of the above. CheckWords reports under the name of the word.
[[nodiscard]] const std::vector<Rule>& AllRules();

// Runs all rules and takes out what tests/tidy/exceptions.txt allows; an exception that nothing
// uses, or one without a reason, is a finding of its own.
[[nodiscard]] Findings CheckTree(const Tree& tree);

}  // namespace tenure::tidy
