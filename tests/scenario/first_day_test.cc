// docs/first_day.md is run as it stands: every command of its blocks is accepted, in order;
// what waits for a second person is approved by the next line.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "e2e/command_line.h"
#include "support/source_tree.gen.h"

namespace tenure::e2e {
namespace {

// The lines inside ```jsonl blocks.
std::vector<std::string> CommandsOf(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> commands;
  bool inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("```")) {
      inside = line == "```jsonl";
    } else if (inside) {
      commands.push_back(line);
    }
  }
  return commands;
}

TEST(FirstDay, EveryCommandOfThePage_IsAcceptedAndTheStoryIsWhole) {
  const std::vector<std::string> commands =
      CommandsOf(std::string(TENURE_SOURCE_DIR) + "/docs/first_day.md");
  ASSERT_GT(commands.size(), 25u);
  CommandLine tenure;
  ASSERT_EQ(tenure.Run({"init"}).exit_code, 0);
  const auto submitted = tenure.Submit(commands);
  ASSERT_EQ(submitted.results.size(), commands.size());
  for (std::size_t i = 0; i < commands.size(); ++i) {
    const JsonValue& result = submitted.results[i];
    const bool approved_next =
        i + 1 < commands.size() && commands[i + 1].find("GiveApproval") != std::string::npos;
    EXPECT_EQ(Text(result, "status"), approved_next ? "requested" : "accepted")
        << Text(result, "command") << ": " << Text(result, "message");
  }
  const JsonValue shown = tenure.Json({"complaint", "show", "CC-1"});
  EXPECT_EQ(Text(shown, "status"), "CLOSED");
  EXPECT_EQ(tenure.Verify(), "clean");
}

}  // namespace
}  // namespace tenure::e2e
