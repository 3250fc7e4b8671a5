// docs/coverage.csv against the handbook's page, the contract, the read models and the tests: no
// element without a row, no name that does not exist, nothing that no row uses.
#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "support/source_tree.gen.h"
#include "tenure/domain.h"
#include "tenure/projection.h"

namespace tenure {
namespace {

using Names = std::set<std::string>;

std::vector<std::string> LinesOf(const std::filesystem::path& path) {
  std::ifstream file(std::filesystem::path(TENURE_SOURCE_DIR) / path);
  EXPECT_TRUE(file) << path;
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

std::vector<std::string> Split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) parts.push_back(part);
  return parts;
}

struct Row {
  Names commands, events, read_models, tests;
};

Names NamesIn(const std::string& field) {
  if (field == "-") return {};
  const auto parts = Split(field, ';');
  return {parts.begin(), parts.end()};
}

const std::map<std::string, Row>& Rows() {
  static const std::map<std::string, Row> rows = [] {
    std::map<std::string, Row> read;
    const auto lines = LinesOf("docs/coverage.csv");
    EXPECT_EQ(lines.front(), "element,command,event,read_model,test");
    for (std::size_t i = 1; i < lines.size(); ++i) {
      const auto fields = Split(lines[i], ',');
      EXPECT_EQ(fields.size(), 5u) << lines[i];
      if (fields.size() != 5) continue;
      const Row row{NamesIn(fields[1]), NamesIn(fields[2]), NamesIn(fields[3]), NamesIn(fields[4])};
      EXPECT_TRUE(read.emplace(fields[0], row).second) << fields[0] << " has two rows";
    }
    return read;
  }();
  return rows;
}

// Elements of the handbook's tables; its open questions (G1…) are none.
Names Elements() {
  static const std::regex kRow(R"(^\| ([A-Z0-9][A-Za-z0-9.]*) \|.*)");
  Names elements;
  for (const std::string& line : LinesOf("docs/handbook.md")) {
    std::smatch match;
    if (!std::regex_match(line, match, kRow) || match[1].str().front() == 'G') continue;
    EXPECT_TRUE(elements.insert(match[1]).second) << match[1] << " stands twice in the handbook";
  }
  return elements;
}

// "Suite.Name" of every test that stands in a source file, and every story by the name of its file.
Names TestsOfTheTree() {
  static const std::regex kTest(R"((?:TEST|TEST_F|TEST_P|RC_GTEST_PROP)\(\s*(\w+),\s*(\w+))");
  Names tests;
  for (const char* folder : {"src", "projections", "tests"}) {
    const auto root = std::filesystem::path(TENURE_SOURCE_DIR) / folder;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
      if (entry.path().extension() == ".scn") tests.insert(entry.path().filename());
      if (!entry.path().string().ends_with("_test.cc")) continue;
      std::ifstream file(entry.path());
      const std::string text((std::istreambuf_iterator<char>(file)), {});
      for (std::sregex_iterator at(text.begin(), text.end(), kTest), end; at != end; ++at) {
        tests.insert((*at)[1].str() + "." + (*at)[2].str());
      }
    }
  }
  return tests;
}

Names Used(Names Row::*column) {
  Names used;
  for (const auto& [element, row] : Rows()) used.insert((row.*column).begin(), (row.*column).end());
  return used;
}

Names Without(const Names& all, const Names& known) {
  Names left;
  std::set_difference(all.begin(), all.end(), known.begin(), known.end(),
                      std::inserter(left, left.end()));
  return left;
}

TEST(Coverage, EveryElement_HasARow) {
  Names rows;
  for (const auto& [element, row] : Rows()) rows.insert(element);
  EXPECT_EQ(rows, Elements());
}

TEST(Coverage, EveryCommandOfPeople_ExistsAndIsUsed) {
  Names commands;
  for (const CommandEntry& entry : BuiltInDomain().commands()) {
    if (!entry.options->system()) commands.insert(std::string(entry.name));
  }
  EXPECT_EQ(Used(&Row::commands), commands);
}

TEST(Coverage, EveryEvent_ExistsAndIsUsed) {
  Names events;
  for (const EventEntry& entry : BuiltInDomain().events()) events.insert(std::string(entry.name));
  EXPECT_EQ(Used(&Row::events), events);
}

TEST(Coverage, EveryReadModel_ExistsAndIsUsed) {
  Names projections;
  for (const ProjectionEntry& entry : BuiltInProjections()) {
    projections.insert(std::string(entry.name));
  }
  EXPECT_EQ(Used(&Row::read_models), projections);
}

TEST(Coverage, EveryTest_StandsInTheTree) {
  EXPECT_EQ(Without(Used(&Row::tests), TestsOfTheTree()), Names());
}

// A row names what carries it out and what shows that it works.
TEST(Coverage, EveryRow_WithACommandOrEvent_HasATest) {
  for (const auto& [element, row] : Rows()) {
    EXPECT_EQ(row.commands.empty() && row.events.empty(), row.tests.empty()) << element;
  }
}

}  // namespace
}  // namespace tenure
