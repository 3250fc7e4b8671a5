#include "tidy/markdown.h"

#include <algorithm>
#include <filesystem>
#include <regex>

namespace tenure::tidy {

std::vector<std::string> ProseLines(const SourceFile& file) {
  std::vector<std::string> prose = file.lines;
  bool in_fence = false;
  for (std::string& line : prose) {
    const bool fence = line.starts_with("```");
    if (fence || in_fence) line.clear();
    in_fence ^= fence;
  }
  return prose;
}

std::vector<Link> LinksOf(const SourceFile& file) {
  static const std::regex kLink(R"(\]\(([^)#\s]+)(#[^)]*)?\))");
  std::vector<Link> links;
  const std::vector<std::string> prose = ProseLines(file);
  for (std::size_t i = 0; i < prose.size(); ++i) {
    for (std::sregex_iterator it(prose[i].begin(), prose[i].end(), kLink), end; it != end; ++it) {
      const std::string target = (*it)[1].str();
      if (target.find("://") != std::string::npos) continue;
      std::string path =
          (std::filesystem::path(file.Folder()) / target).lexically_normal().generic_string();
      if (path.ends_with("/")) path.pop_back();
      links.push_back({i + 1, std::move(path)});
    }
  }
  return links;
}

bool IsFileOrFolder(const Tree& tree, const std::string& path) {
  if (tree.Find(path) != nullptr) return true;
  return std::any_of(tree.files().begin(), tree.files().end(),
                     [&](const SourceFile& file) { return file.Under(path + "/"); });
}

}  // namespace tenure::tidy
