// What the rules need to know of Markdown: prose outside code fences, and links inside the tree.
#pragma once

#include <string>
#include <vector>

#include "tidy/tree.h"

namespace tenure::tidy {

struct Link {
  std::size_t line;
  std::string path;  // from the root of the tree
};

// The lines outside code fences, empty ones in their place.
[[nodiscard]] std::vector<std::string> ProseLines(const SourceFile& file);

// Links to files of the tree; links to elsewhere (with a scheme) and to places in the page are not
// among them.
[[nodiscard]] std::vector<Link> LinksOf(const SourceFile& file);

[[nodiscard]] bool IsFileOrFolder(const Tree& tree, const std::string& path);

}  // namespace tenure::tidy
