// Dead files: a source that the build does not compile, a header that nobody includes, a document
// that no other document links to, data that nothing names.
#include <algorithm>
#include <set>
#include <string>

#include "tidy/markdown.h"
#include "tidy/rule.h"

namespace tenure::tidy {
namespace {

// Every "name" of an #include in the tree, as written.
std::set<std::string> IncludedNames(const Tree& tree) {
  std::set<std::string> names;
  for (const SourceFile& file : tree.files()) {
    if (!file.IsCpp()) continue;
    for (const std::string& line : file.lines) {
      if (!line.starts_with("#include \"")) continue;
      names.insert(line.substr(10, line.find('"', 10) - 10));
    }
  }
  return names;
}

bool IsIncluded(const SourceFile& header, const std::set<std::string>& names) {
  for (std::size_t at = 0; at != std::string::npos;) {
    if (names.contains(header.path.substr(at))) return true;
    const std::size_t slash = header.path.find('/', at);
    at = slash == std::string::npos ? slash : slash + 1;
  }
  return false;
}

// Documents that links lead to, starting at the two that a stranger opens. A link to a folder leads
// to each document in it.
std::set<std::string> LinkedDocuments(const Tree& tree) {
  std::set<std::string> reached;
  std::vector<std::string> open = {"README.md", "ARCHITECTURE.md"};
  while (!open.empty()) {
    const std::string path = std::move(open.back());
    open.pop_back();
    for (const SourceFile& inner : tree.files()) {
      if (inner.Folder() == path && inner.EndsWith(".md")) open.push_back(inner.path);
    }
    const SourceFile* file = tree.Find(path);
    if (file == nullptr || !reached.insert(file->path).second || !file->EndsWith(".md")) continue;
    for (const Link& link : LinksOf(*file)) open.push_back(link.path);
  }
  return reached;
}

// Compiled under its own name: "proto/tenure/v1/x.proto" as "gen/tenure/v1/x.pb.cc".
bool IsCompiledProto(const Tree& tree, const SourceFile& proto) {
  const std::size_t slash = proto.path.find('/');
  return tree.IsCompiled("gen/" + proto.path.substr(slash + 1, proto.path.size() - slash - 6) +
                         "pb.cc");
}

bool IsRoot(const SourceFile& file) {
  static const std::set<std::string_view> kRoots = {
      "CMakeLists.txt", "CMakePresets.json", ".gitignore", ".clang-format", "tenure",
      "test",           ".ci/run",           "README.md"};
  return kRoots.contains(file.path) || file.Name() == "CMakeLists.txt";
}

// Is the file's name, or its folder's path, or a later part of that path, written in another file?
bool IsNamedElsewhere(const Tree& tree, const SourceFile& file) {
  const std::string name(file.Name());
  const std::string folder(file.Folder());
  const std::string parent = folder.substr(folder.rfind('/') + 1) + "/";
  return std::any_of(tree.files().begin(), tree.files().end(), [&](const SourceFile& other) {
    // Siblings of one kind do not keep each other alive.
    const bool sibling = other.Folder() == file.Folder() && !other.IsCpp() && !IsRoot(other);
    if (other.path == file.path || (sibling && !other.EndsWith(".md"))) return false;
    return other.text.find(name) != std::string::npos ||
           (!folder.empty() && other.text.find(parent) != std::string::npos);
  });
}

}  // namespace

Findings CheckDeadFiles(const Tree& tree) {
  Findings findings;
  const std::set<std::string> included = IncludedNames(tree);
  const std::set<std::string> linked = LinkedDocuments(tree);
  const auto report = [&](const SourceFile& file, const char* message) {
    findings.push_back({"dead_file", file.path, 0, message});
  };
  for (const SourceFile& file : tree.files()) {
    if (IsRoot(file)) continue;
    if (file.EndsWith(".cc")) {
      if (!tree.IsCompiled(file.path)) report(file, "is not compiled: build it or delete it");
    } else if (file.EndsWith(".h")) {
      const bool offered = file.Under("include/");  // to those who embed the engine
      if (!offered && !IsIncluded(file, included))
        report(file, "is included by nothing: delete it");
    } else if (file.EndsWith(".proto")) {
      if (!IsCompiledProto(tree, file)) report(file, "is not compiled: build it or delete it");
    } else if (file.EndsWith(".md")) {
      if (!linked.contains(file.path)) report(file, "no link leads here from README.md");
    } else if (!IsNamedElsewhere(tree, file)) {
      report(file, "nothing names this file or its folder: use it or delete it");
    }
  }
  return findings;
}

}  // namespace tenure::tidy
