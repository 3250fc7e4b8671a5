#include "tidy/tree.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <regex>

#include "base/assert.h"

namespace tenure::tidy {
namespace {

namespace fs = std::filesystem;

std::string ReadText(const fs::path& path) {
  std::ifstream stream(path, std::ios::binary);
  TENURE_ASSERT(stream.good(), "cannot read {}", path.string());
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

// The root patterns of .gitignore ("/build-*/") as prefixes of names.
std::vector<std::string> IgnoredPrefixes(const fs::path& root) {
  std::vector<std::string> prefixes = {".git"};
  for (const std::string& line : SplitLines(ReadText(root / ".gitignore"))) {
    if (!line.starts_with("/")) continue;
    prefixes.push_back(line.substr(1, line.find_first_of("*/", 1) - 1));
  }
  return prefixes;
}

bool IsIgnored(const std::string& name, const std::vector<std::string>& prefixes) {
  if (name.starts_with(".git") && name != ".git") return false;  // .gitignore is a file of ours
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& prefix) { return name.starts_with(prefix); });
}

// Paths of compile_commands.json, relative to the root or, generated ones, to the build folder.
std::set<std::string> CompiledFiles(const fs::path& root, const fs::path& binary_dir) {
  const std::string commands = ReadText(binary_dir / "compile_commands.json");
  static const std::regex kFile(R"re("file": "([^"]+)")re");
  std::set<std::string> files;
  for (std::sregex_iterator it(commands.begin(), commands.end(), kFile), end; it != end; ++it) {
    const fs::path file = (*it)[1].str();
    const std::string in_build = file.lexically_relative(binary_dir).generic_string();
    files.insert(in_build.starts_with("..") ? file.lexically_relative(root).generic_string()
                                            : in_build);
  }
  TENURE_ASSERT(!files.empty(), "no file in {}", (binary_dir / "compile_commands.json").string());
  return files;
}

// Walks C++ text once; each Skip… blanks one construct and leaves `at_` behind it.
class Blanker {
 public:
  explicit Blanker(std::string_view text) : out_(text) {}

  std::string Run() {
    while (at_ < out_.size()) {
      if (Sees("//")) {
        SkipUntil("\n");
      } else if (Sees("/*")) {
        SkipUntil("*/");
      } else if (Sees("R\"") && !IsWord(Before())) {
        SkipRawString();
      } else if (out_[at_] == '"' || (out_[at_] == '\'' && !std::isalnum(Byte(Before())))) {
        SkipLiteral(out_[at_]);
      } else {
        ++at_;
      }
    }
    return std::move(out_);
  }

 private:
  static unsigned char Byte(char c) { return static_cast<unsigned char>(c); }
  static bool IsWord(char c) { return std::isalnum(Byte(c)) || c == '_'; }
  char Before() const { return at_ == 0 ? ' ' : out_[at_ - 1]; }
  bool Sees(std::string_view token) const { return out_.compare(at_, token.size(), token) == 0; }

  void BlankTo(std::size_t end) {
    for (; at_ < end && at_ < out_.size(); ++at_) {
      if (out_[at_] != '\n') out_[at_] = ' ';
    }
  }
  void SkipUntil(std::string_view token) {
    const std::size_t found = out_.find(token, at_);
    BlankTo(found == std::string::npos ? out_.size() : found + token.size());
  }
  void SkipRawString() {
    const std::size_t open = out_.find('(', at_);
    if (open == std::string::npos) return BlankTo(out_.size());
    SkipUntil(")" + out_.substr(at_ + 2, open - at_ - 2) + "\"");
  }
  // Keeps the quotes, so that an include or a call still looks like one.
  void SkipLiteral(char quote) {
    std::size_t end = ++at_;
    while (end < out_.size() && out_[end] != quote && out_[end] != '\n') {
      end += out_[end] == '\\' ? 2 : 1;
    }
    BlankTo(end);
    ++at_;
  }

  std::string out_;
  std::size_t at_ = 0;
};

}  // namespace

std::string_view SourceFile::Name() const {
  return std::string_view(path).substr(path.rfind('/') + 1);  // npos + 1 = 0
}

std::string_view SourceFile::Folder() const {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string_view() : std::string_view(path).substr(0, slash);
}

std::vector<std::string> SplitLines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return lines;
}

std::string BlankNonCode(std::string_view text) { return Blanker(text).Run(); }

void Tree::Add(std::string path, std::string text) {
  SourceFile file{std::move(path), std::move(text), {}, {}};
  file.lines = SplitLines(file.text);
  file.code = file.IsCpp() ? SplitLines(BlankNonCode(file.text)) : file.lines;
  files_.push_back(std::move(file));
}

const SourceFile* Tree::Find(std::string_view path) const {
  const auto found = std::lower_bound(
      files_.begin(), files_.end(), path,
      [](const SourceFile& file, std::string_view wanted) { return file.path < wanted; });
  return found != files_.end() && found->path == path ? &*found : nullptr;
}

Tree Tree::Read(const fs::path& root, const fs::path& binary_dir) {
  const std::vector<std::string> ignored = IgnoredPrefixes(root);
  std::vector<std::string> paths;
  for (fs::recursive_directory_iterator it(root), end; it != end; ++it) {
    const std::string name = it->path().filename().string();
    if (it.depth() == 0 && IsIgnored(name, ignored)) {
      it.disable_recursion_pending();
    } else if (it->is_regular_file()) {
      paths.push_back(it->path().lexically_relative(root).generic_string());
    }
  }
  std::sort(paths.begin(), paths.end());
  TENURE_ASSERT(!paths.empty(), "nothing below {}", root.string());
  Tree tree;
  for (const std::string& path : paths) tree.Add(path, ReadText(root / path));
  tree.compiled_ = CompiledFiles(root, binary_dir);
  return tree;
}

Tree Tree::Of(const std::map<std::string, std::string>& files,
              const std::set<std::string>& not_compiled) {
  Tree tree;
  for (const auto& [path, text] : files) {
    tree.Add(path, text);
    if (path.ends_with(".cc") && !not_compiled.contains(path)) tree.compiled_.insert(path);
  }
  return tree;
}

}  // namespace tenure::tidy
