// How a file of ours looks: its length, its functions, its columns, its opening, its names.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <string>

#include "tidy/rule.h"

namespace tenure::tidy {
namespace {

constexpr std::size_t kFileLinesMax = 600;
constexpr std::size_t kFunctionLinesMax = 70;
constexpr std::size_t kColumnsMax = 100;
constexpr std::size_t kProtoColumnsMax = 110;  // a field, its options and its note are one line
constexpr std::size_t kMacrosMax = 4;          // assert, try, log, test

bool IsCode(const SourceFile& file) {
  static constexpr std::array kSuffixes = {".cc", ".h", ".proto", ".py", ".cmake", ".sh"};
  return file.Name() == "CMakeLists.txt" ||
         std::any_of(kSuffixes.begin(), kSuffixes.end(),
                     [&](const char* suffix) { return file.EndsWith(suffix); });
}

// Characters, not bytes: titles are Chinese.
std::size_t ColumnsOf(std::string_view line) {
  return std::count_if(line.begin(), line.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

bool HasWord(std::string_view text, std::string_view word) {
  const auto is_word = [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
  };
  for (std::size_t at = text.find(word); at != std::string_view::npos;
       at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !is_word(text[at - 1])) && (end == text.size() || !is_word(text[end]))) {
      return true;
    }
  }
  return false;
}

// Does the text before a '{' at namespace or class level open a function?
bool OpensFunction(std::string_view head) {
  static constexpr std::array kTypes = {"class", "struct", "enum", "union", "namespace", "extern"};
  const std::size_t paren = head.find('(');
  if (paren == std::string_view::npos) return false;
  const std::size_t last = head.find_last_not_of(" \n");
  if (head[last] == '=' || head[last] == ',') return false;  // an initializer
  return std::none_of(kTypes.begin(), kTypes.end(),
                      [&](const char* type) { return HasWord(head.substr(0, paren), type); });
}

// Finds function bodies by counting braces; needs no parser since literals and comments are blank.
class FunctionScanner {
 public:
  explicit FunctionScanner(const SourceFile& file) : file_(file) {}

  Findings Run() {
    bool continued = false;  // a preprocessor line that ends with '\'
    for (line_ = 1; line_ <= file_.code.size(); ++line_) {
      const std::string& text = file_.code[line_ - 1];
      const bool directive = continued || text.starts_with("#");
      continued = directive && text.ends_with("\\");
      if (directive) continue;
      for (char c : text) Take(c);
      head_ += '\n';
    }
    return std::move(findings_);
  }

 private:
  void Take(char c) {
    if (c == '{') {
      if (depth_in_function_ > 0 || OpensFunction(head_)) {
        if (++depth_in_function_ == 1) Open();
      }
      head_.clear();
    } else if (c == '}') {
      if (depth_in_function_ > 0 && --depth_in_function_ == 0) Close();
      head_.clear();
    } else if (c == ';' && depth_in_function_ == 0) {
      head_.clear();
    } else if (depth_in_function_ == 0) {
      head_ += c;
    }
  }
  void Open() {
    const std::size_t breaks =
        std::count(head_.begin() + head_.find_first_not_of(" \n"), head_.end(), '\n');
    first_ = line_ - breaks;
  }
  void Close() {
    const std::size_t lines = line_ - first_ + 1;
    if (lines <= kFunctionLinesMax) return;
    findings_.push_back({"function_lines", file_.path, first_,
                         fmt::format("{} lines, at most {}: move straight work into named leaves",
                                     lines, kFunctionLinesMax)});
  }

  const SourceFile& file_;
  Findings findings_;
  std::string head_;  // code since the last ';', '{' or '}' outside functions
  std::size_t line_ = 0;
  std::size_t first_ = 0;
  std::size_t depth_in_function_ = 0;
};

}  // namespace

Findings CheckFileLines(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree.files()) {
    if (!IsCode(file) || file.lines.size() <= kFileLinesMax) continue;
    findings.push_back({"file_lines", file.path, 0,
                        fmt::format("{} lines, at most {}: split it by subject", file.lines.size(),
                                    kFileLinesMax)});
  }
  return findings;
}

Findings CheckFunctionLines(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree.files()) {
    if (!file.IsCpp()) continue;
    for (Finding& finding : FunctionScanner(file).Run()) findings.push_back(std::move(finding));
  }
  return findings;
}

// A line of a proto that holds a title stays whole, however long the text is.
Findings CheckColumns(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree.files()) {
    if (!IsCode(file)) continue;
    const std::size_t columns_max = file.EndsWith(".proto") ? kProtoColumnsMax : kColumnsMax;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string& line = file.lines[i];
      const bool title = file.EndsWith(".proto") && line.find("zh: \"") != std::string::npos;
      if (title || ColumnsOf(line) <= columns_max) continue;
      findings.push_back({"columns", file.path, i + 1,
                          fmt::format("{} columns, at most {}", ColumnsOf(line), columns_max)});
    }
  }
  return findings;
}

// A .cc with a header of its own is explained there.
Findings CheckPurpose(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree.files()) {
    if (!file.IsCpp() && !file.EndsWith(".proto")) continue;
    if (!file.lines.empty() && file.lines[0].starts_with("// ")) continue;
    if (file.EndsWith(".cc") && tree.Find(file.path.substr(0, file.path.size() - 2) + "h"))
      continue;
    findings.push_back({"purpose", file.path, 1, "open with one to five sentences of purpose"});
  }
  return findings;
}

Findings CheckPragmaOnce(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree.files()) {
    if (!file.EndsWith(".h")) continue;
    if (std::count(file.lines.begin(), file.lines.end(), "#pragma once") == 1) continue;
    findings.push_back({"pragma_once", file.path, 0, "a header says #pragma once"});
  }
  return findings;
}

Findings CheckMacroCount(const Tree& tree) {
  Findings findings;
  std::set<std::string> macros;
  for (const SourceFile& file : tree.files()) {
    if (!file.IsCpp()) continue;
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      const std::string& line = file.code[i];
      if (!line.starts_with("#define ")) continue;
      const std::size_t end = line.find_first_of("( ", 8);
      if (!macros.insert(line.substr(8, end - 8)).second || macros.size() <= kMacrosMax) continue;
      findings.push_back(
          {"macro_count", file.path, i + 1,
           fmt::format("macro {} of at most {}: write a function", macros.size(), kMacrosMax)});
    }
  }
  return findings;
}

// Subject_Condition_Outcome; where the suite is the subject, Condition_Outcome.
Findings CheckTestNames(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree.files()) {
    if (!file.EndsWith(".cc")) continue;
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      const std::string& line = file.code[i];
      if (!line.starts_with("TEST") && !line.starts_with("RC_GTEST_PROP")) continue;
      const std::size_t comma = line.find(',');
      if (comma == std::string::npos) continue;
      if (line.find('_', comma) != std::string::npos) continue;
      if (line.find_first_not_of(' ', comma + 1) == std::string::npos)
        continue;  // on the next line
      findings.push_back({"test_name", file.path, i + 1, "name tests Subject_Condition_Outcome"});
    }
  }
  return findings;
}

Findings CheckFileNames(const Tree& tree) {
  static constexpr std::array kBanned = {"util", "utils", "common", "helper", "helpers", "misc"};
  Findings findings;
  for (const SourceFile& file : tree.files()) {
    std::string path = file.path;
    std::replace(path.begin(), path.end(), '_', ' ');  // so that each part is a word
    for (const char* word : kBanned) {
      if (!HasWord(path, word)) continue;
      findings.push_back({"file_name", file.path, 0,
                          fmt::format("\"{}\" says nothing: name what lives here", word)});
    }
  }
  return findings;
}

}  // namespace tenure::tidy
