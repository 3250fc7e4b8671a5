// Documents: one title each, links that lead somewhere, a README that a stranger reads to the end.
#include <fmt/format.h>

#include "tidy/markdown.h"
#include "tidy/rule.h"

namespace tenure::tidy {
namespace {

constexpr std::size_t kReadmeLinesMax = 150;

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

}  // namespace tenure::tidy
