// The module graph: an include is an edge from the module of the file to the module of what it
// includes, and modules.txt says which edges exist.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>

#include "tidy/rule.h"

namespace tenure::tidy {
namespace {

constexpr std::string_view kModulesPath = "tests/tidy/modules.txt";

struct Module {
  std::set<std::string> modules;
  std::vector<std::string> libraries;
};

using Modules = std::map<std::string, Module>;

struct Include {
  std::size_t line;
  std::string target;
  bool angle;
};

std::vector<Include> IncludesOf(const SourceFile& file) {
  static const std::regex kInclude(R"re(^#include (["<])([^">]+)[">])re");
  std::vector<Include> includes;
  for (std::size_t i = 0; i < file.lines.size(); ++i) {
    if (!file.lines[i].starts_with("#include")) continue;  // a regex on every line is slow
    std::smatch match;
    if (!std::regex_search(file.lines[i], match, kInclude)) continue;
    includes.push_back({i + 1, match[2].str(), match[1].str() == "<"});
  }
  return includes;
}

std::vector<std::string> Words(std::string_view text) {
  std::istringstream stream{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

// Reads modules.txt; a line that names a module not above it is a finding.
Modules ReadModules(const Tree& tree, Findings* findings) {
  Modules modules;
  const SourceFile* file = tree.Find(kModulesPath);
  if (file == nullptr) {
    findings->push_back({"forbidden_include", std::string(kModulesPath), 0, "is missing"});
    return modules;
  }
  for (std::size_t i = 0; i < file->lines.size(); ++i) {
    const std::string_view line = file->lines[i];
    const std::size_t colon = line.find(':');
    if (line.starts_with("#") || colon == std::string_view::npos) continue;
    const std::size_t bar = std::min(line.find('|'), line.size());
    Module module;
    for (const std::string& name : Words(line.substr(colon + 1, bar - colon - 1))) {
      if (!modules.contains(name)) {
        findings->push_back({"forbidden_include", file->path, i + 1,
                             fmt::format("{} does not stand above this line", name)});
      }
      module.modules.insert(name);
    }
    if (bar < line.size()) module.libraries = Words(line.substr(bar + 1));
    modules.emplace(line.substr(0, colon), std::move(module));
  }
  return modules;
}

// The module of a path, "" for tests and benchmarks, which may include everything.
std::string ModuleOf(std::string_view path, const Modules& modules) {
  for (const char* suffix : {"_test.cc", "_fixture.h", "_fixture.cc", "_given.h"}) {
    if (path.ends_with(suffix)) return "";
  }
  if (path.starts_with("tests/") || path.starts_with("bench/")) return "";
  if (path.starts_with("include/")) return "include";
  if (path.starts_with("tools/")) return "codegen";
  if (path.starts_with("src/")) path.remove_prefix(4);
  for (std::string folder(path); !folder.empty();) {
    folder.resize(folder.find('/') == std::string::npos ? 0 : folder.rfind('/'));
    if (modules.contains(folder)) return folder;
  }
  return std::string(path.substr(0, path.find('/')));
}

// The module behind an include that is not in the tree because the build writes it.
std::optional<std::string> GeneratedModule(const std::string& target) {
  if (target.ends_with(".pb.h")) return "proto";
  if (target.ends_with(".domain.h")) return "domain";
  if (target.ends_with(".projection.h")) return "projections";
  if (target.ends_with(".gen.h")) return target.substr(0, target.find('/'));
  return std::nullopt;
}

const SourceFile* Resolve(const Tree& tree, const std::string& target) {
  for (const char* root : {"src/", "include/", "tests/", "tools/", "projections/", ""}) {
    if (const SourceFile* file = tree.Find(root + target)) return file;
  }
  return nullptr;
}

bool IsAllowedLibrary(const Module& module, const std::string& target) {
  const bool posix =
      target.ends_with(".h") && std::any_of(module.libraries.begin(), module.libraries.end(),
                                            [](auto& name) { return name == "posix"; });
  return posix || std::any_of(module.libraries.begin(), module.libraries.end(),
                              [&](auto& prefix) { return target.starts_with(prefix); });
}

// What is wrong with one include, or nothing.
std::optional<std::string> WrongWith(const Include& include, const std::string& from,
                                     const Tree& tree, const Modules& modules) {
  const Module& module = modules.at(from);
  if (include.angle) {
    const bool standard = include.target.find_first_of("/.") == std::string::npos;
    if (standard || IsAllowedLibrary(module, include.target)) return std::nullopt;
    return fmt::format("{} may not include <{}>: put it behind a port", from, include.target);
  }
  const SourceFile* file = Resolve(tree, include.target);
  std::optional<std::string> to = GeneratedModule(include.target);
  if (file != nullptr) to = file->Under("tests/") ? "tests" : ModuleOf(file->path, modules);
  if (!to) return fmt::format("\"{}\" is not in the tree", include.target);
  if (*to == from || module.modules.contains(*to)) return std::nullopt;
  return fmt::format("{} may not include {} (\"{}\"): arrows only go down", from, *to,
                     include.target);
}

// Depth-first search for a way from a header back to itself.
class CycleFinder {
 public:
  explicit CycleFinder(const Tree& tree) : tree_(tree) {}

  Findings Run() {
    for (const SourceFile& file : tree_.files()) {
      if (file.IsCpp()) Visit(file);
    }
    return std::move(findings_);
  }

 private:
  void Visit(const SourceFile& file) {
    if (done_.contains(file.path)) return;
    if (!open_.insert(file.path).second) {
      findings_.push_back({"include_cycle", file.path, 0, "includes itself through other headers"});
      return;
    }
    for (const Include& include : IncludesOf(file)) {
      if (include.angle) continue;
      if (const SourceFile* next = Resolve(tree_, include.target)) Visit(*next);
    }
    open_.erase(file.path);
    done_.insert(file.path);
  }

  const Tree& tree_;
  std::set<std::string> open_;
  std::set<std::string> done_;
  Findings findings_;
};

}  // namespace

Findings CheckModuleEdges(const Tree& tree) {
  Findings findings;
  const Modules modules = ReadModules(tree, &findings);
  for (const SourceFile& file : tree.files()) {
    if (!file.IsCpp()) continue;
    const std::string from = ModuleOf(file.path, modules);
    if (from.empty()) continue;
    if (!modules.contains(from)) {
      findings.push_back({"forbidden_include", file.path, 0,
                          fmt::format("{} is no module of {}", from, kModulesPath)});
      continue;
    }
    for (const Include& include : IncludesOf(file)) {
      if (auto wrong = WrongWith(include, from, tree, modules)) {
        findings.push_back({"forbidden_include", file.path, include.line, std::move(*wrong)});
      }
    }
  }
  return findings;
}

Findings CheckModuleDepends(const Tree& tree) {
  Findings findings;
  const Modules modules = ReadModules(tree, &findings);
  const SourceFile* build = tree.Find("CMakeLists.txt");
  if (build == nullptr) return findings;
  static const std::regex kModule(R"(tenure_module\(([a-z_/]+)([^)]*)\))");
  static const std::regex kDepends(R"(\bDEPENDS((\s+[a-z_/]+)+))");  // \b: TEST_DEPENDS is free
  for (std::sregex_iterator it(build->text.begin(), build->text.end(), kModule), end; it != end;
       ++it) {
    const auto module = modules.find((*it)[1].str());
    const std::string arguments = (*it)[2].str();
    const std::size_t line = 1 + std::count(build->text.begin(), (*it)[0].first, '\n');
    std::smatch depends;
    if (module == modules.end()) {
      findings.push_back({"module_depends", build->path, line,
                          fmt::format("{} has no line in {}", (*it)[1].str(), kModulesPath)});
    } else if (std::regex_search(arguments, depends, kDepends)) {
      for (const std::string& name : Words(depends[1].str())) {
        if (module->second.modules.contains(name)) continue;
        findings.push_back({"module_depends", build->path, line,
                            fmt::format("{} may not depend on {}", module->first, name)});
      }
    }
  }
  return findings;
}

Findings CheckIncludeCycles(const Tree& tree) { return CycleFinder(tree).Run(); }

Findings CheckOwnHeaderFirst(const Tree& tree) {
  Findings findings;
  for (const SourceFile& file : tree.files()) {
    if (!file.EndsWith(".cc")) continue;
    const std::string header = file.path.substr(0, file.path.size() - 2) + "h";
    const std::vector<Include> includes = IncludesOf(file);
    if (tree.Find(header) == nullptr) continue;
    const SourceFile* first =
        includes.empty() || includes[0].angle ? nullptr : Resolve(tree, includes[0].target);
    if (first != nullptr && first->path == header) continue;
    findings.push_back(
        {"own_header_first", file.path, includes.empty() ? 0 : includes[0].line,
         fmt::format("include {} first: it proves that the header compiles alone", header)});
  }
  return findings;
}

}  // namespace tenure::tidy
