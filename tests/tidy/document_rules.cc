// Documents: one title each, links that lead somewhere, a README that a stranger reads to the end.
#include <fmt/format.h>

#include <algorithm>
#include <regex>

#include "tidy/markdown.h"
#include "tidy/rule.h"

namespace tenure::tidy {
namespace {

constexpr std::size_t kReadmeLinesMax = 150;

// What stands behind "//" of C++ and protos, or a line of "#" comments; "" where there is none.
std::string CommentOf(const std::string& line) {
  if (line.starts_with("#")) return line;
  const std::size_t slashes = line.find("// ");
  return slashes == line.npos ? "" : line.substr(slashes);
}

bool IsDocument(const Tree& tree, const std::string& name) {
  return std::any_of(tree.files().begin(), tree.files().end(), [&](const SourceFile& file) {
    return file.path == name || file.path.ends_with("/" + name);
  });
}

}  // namespace

Findings CheckReadmeLines(const Tree& tree) {
  const SourceFile* readme = tree.Find("README.md");
  if (readme == nullptr) return {{"readme_lines", "README.md", 0, "is missing"}};
  if (readme->lines.size() <= kReadmeLinesMax) return {};
  return {{"readme_lines", readme->path, 0,
           fmt::format("{} lines, at most {}: move detail to docs/", readme->lines.size(),
                       kReadmeLinesMax)}};
}

Findings CheckOneTitle(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree.files()) {
    if (!file.EndsWith(".md")) continue;
    std::size_t titles = 0;
    for (const std::string& line : ProseLines(file)) titles += line.starts_with("# ") ? 1 : 0;
    const bool opens = !file.lines.empty() && file.lines[0].starts_with("# ");
    if (opens && titles == 1) continue;
    findings.push_back({"one_title", file.path, 1,
                        fmt::format("{} titles: a document opens with its only one", titles)});
  }
  return findings;
}

Findings CheckLinks(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree.files()) {
    if (!file.EndsWith(".md")) continue;
    for (const Link& link : LinksOf(file)) {
      if (IsFileOrFolder(tree, link.path)) continue;
      findings.push_back(
          {"link", file.path, link.line, fmt::format("{} is not in the tree", link.path)});
    }
  }
  return findings;
}

Findings CheckNamedDocuments(const Tree& tree) {
  static const std::regex kDocument(R"([A-Za-z0-9_./-]+\.md\b)");
  Findings findings;
  for (const SourceFile& file : tree.files()) {
    if (file.Under("tests/tidy/")) continue;  // samples of what is wrong
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      const std::string comment = CommentOf(file.lines[i]);
      for (std::sregex_iterator at(comment.begin(), comment.end(), kDocument), end; at != end;
           ++at) {
        if (IsDocument(tree, at->str())) continue;
        findings.push_back(
            {"named_document", file.path, i + 1, fmt::format("{} is not in the tree", at->str())});
      }
    }
  }
  return findings;
}

}  // namespace tenure::tidy
