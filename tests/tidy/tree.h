// The source tree as the tidy rules see it: every file of ours as text, as lines, and as code
// lines, in which comments and the insides of literals are blanked so that a rule never trips over
// prose.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tenure::tidy {

struct SourceFile {
  std::string path;  // from the root, with '/'
  std::string text;
  std::vector<std::string> lines;
  std::vector<std::string>
      code;  // the same lines; only C++ is blanked, other files are as they are

  [[nodiscard]] bool EndsWith(std::string_view suffix) const { return path.ends_with(suffix); }
  [[nodiscard]] bool Under(std::string_view folder) const { return path.starts_with(folder); }
  [[nodiscard]] bool IsCpp() const { return EndsWith(".cc") || EndsWith(".h"); }
  [[nodiscard]] bool IsTest() const { return EndsWith("_test.cc") || Under("tests/"); }
  [[nodiscard]] std::string_view Name() const;
  [[nodiscard]] std::string_view Folder() const;  // without the last '/'; "" at the root
};

class Tree {
 public:
  // Everything below `root` but .git and what .gitignore names at the root. `binary_dir` holds
  // compile_commands.json, from which the compiled files are known. Ends the process when the tree
  // cannot be read: a tidy test that sees nothing must not pass.
  [[nodiscard]] static Tree Read(const std::filesystem::path& root,
                                 const std::filesystem::path& binary_dir);
  // A tree of samples; every .cc counts as compiled unless its path is in `not_compiled`.
  [[nodiscard]] static Tree Of(const std::map<std::string, std::string>& files,
                               const std::set<std::string>& not_compiled = {});

  [[nodiscard]] const std::vector<SourceFile>& files() const { return files_; }
  // Null when there is no such file.
  [[nodiscard]] const SourceFile* Find(std::string_view path) const;
  // True for a .cc of ours, and for "gen/….pb.cc", that the build compiles.
  [[nodiscard]] bool IsCompiled(const std::string& path) const { return compiled_.contains(path); }

 private:
  void Add(std::string path, std::string text);

  std::vector<SourceFile> files_;  // sorted by path
  std::set<std::string> compiled_;
};

// `text` with comments and the insides of string and character literals replaced by blanks; line
// breaks stay, so line numbers do.
[[nodiscard]] std::string BlankNonCode(std::string_view text);

[[nodiscard]] std::vector<std::string> SplitLines(std::string_view text);

}  // namespace tenure::tidy
