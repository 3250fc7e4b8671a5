#include "tidy/rule.h"

#include <fmt/format.h>

#include <algorithm>

namespace tenure::tidy {
namespace {

constexpr std::string_view kExceptionsPath = "tests/tidy/exceptions.txt";
constexpr std::size_t kReasonBytesMin = 20;  // shorter is not a reason

struct Exception {
  std::string path;
  std::string rule;
  std::size_t line;
  bool used = false;
};

std::string Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(' ');
  if (begin == std::string_view::npos) return {};
  return std::string(text.substr(begin, text.find_last_not_of(' ') - begin + 1));
}

// "path | rule | reason" a line; '#' opens a comment.
std::vector<Exception> ReadExceptions(const Tree& tree, Findings* findings) {
  std::vector<Exception> exceptions;
  const SourceFile* file = tree.Find(kExceptionsPath);
  if (file == nullptr) return exceptions;
  for (std::size_t i = 0; i < file->lines.size(); ++i) {
    const std::string& line = file->lines[i];
    if (line.empty() || line.starts_with("#")) continue;
    const std::size_t first = line.find('|');
    const std::size_t second = first == std::string::npos ? first : line.find('|', first + 1);
    if (second == std::string::npos ||
        Trimmed(std::string_view(line).substr(second + 1)).size() < kReasonBytesMin) {
      findings->push_back({"exceptions", file->path, i + 1, "write: path | rule | reason"});
      continue;
    }
    exceptions.push_back({Trimmed(std::string_view(line).substr(0, first)),
                          Trimmed(std::string_view(line).substr(first + 1, second - first - 1)),
                          i + 1});
  }
  return exceptions;
}

}  // namespace

std::string Finding::Text() const {
  return line == 0 ? fmt::format("{}: {}: {}", path, rule, message)
                   : fmt::format("{}:{}: {}: {}", path, line, rule, message);
}

const std::vector<Rule>& AllRules() {
  static const std::vector<Rule> kRules = {
      {"forbidden_include", CheckModuleEdges},
      {"module_depends", CheckModuleDepends},
      {"include_cycle", CheckIncludeCycles},
      {"own_header_first", CheckOwnHeaderFirst},
      {"file_lines", CheckFileLines},
      {"function_lines", CheckFunctionLines},
      {"columns", CheckColumns},
      {"purpose", CheckPurpose},
      {"pragma_once", CheckPragmaOnce},
      {"macro_count", CheckMacroCount},
      {"test_name", CheckTestNames},
      {"file_name", CheckFileNames},
      {"words", CheckWords},
      {"readme_lines", CheckReadmeLines},
      {"one_title", CheckOneTitle},
      {"link", CheckLinks},
      {"named_document", CheckNamedDocuments},
      {"dead_file", CheckDeadFiles},
  };
  return kRules;
}

Findings CheckTree(const Tree& tree) {
  Findings left;
  std::vector<Exception> exceptions = ReadExceptions(tree, &left);
  for (const Rule& rule : AllRules()) {
    for (Finding& finding : rule.check(tree)) {
      const auto allowed =
          std::find_if(exceptions.begin(), exceptions.end(), [&](const Exception& exception) {
            return exception.path == finding.path && exception.rule == finding.rule;
          });
      if (allowed == exceptions.end()) {
        left.push_back(std::move(finding));
      } else {
        allowed->used = true;
      }
    }
  }
  for (const Exception& exception : exceptions) {
    if (exception.used) continue;
    left.push_back({"exceptions", std::string(kExceptionsPath), exception.line,
                    fmt::format("nothing in {} breaks {} any more: delete the line", exception.path,
                                exception.rule)});
  }
  return left;
}

}  // namespace tenure::tidy
