// What the README tells a stranger to type is typed as it stands, in an empty folder, and does what
// the README says: a customer is added, signs, gets his keys, and his complaint is closed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "e2e/command_line.h"
#include "support/source_tree.gen.h"

namespace tenure::e2e {
namespace {

constexpr char kHeading[] = "## A first customer of your own";

// The code blocks below the heading, up to the next one.
std::vector<std::string> Blocks() {
  std::ifstream file(TENURE_SOURCE_DIR "/README.md");
  std::vector<std::string> blocks;
  bool below = false, inside = false;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with("## ")) below = line == kHeading;
    if (below && line.starts_with("```")) {
      inside = !inside;
      if (inside) blocks.emplace_back();
    } else if (below && inside) {
      blocks.back() += line + "\n";
    }
  }
  return blocks;
}

TEST(Readme, FirstCustomer_TypedAsItStands_GoesFromRegistrationToAClosedComplaint) {
  const std::vector<std::string> blocks = Blocks();
  ASSERT_EQ(blocks.size(), 2u);
  CommandLine tenure;  // its folder alone is used: the README's store is where one stands
  std::filesystem::create_symlink(Program(), tenure.Inside("tenure"));
  std::filesystem::create_symlink(TENURE_SOURCE_DIR "/docs", tenure.Inside("docs"));
  const auto type = [&](const std::string& block) {
    return RunProcess({"bash", "-euo", "pipefail", "-c", block}, {.directory = tenure.Inside(".")});
  };
  const Finished first = type(blocks[0]);
  EXPECT_EQ(first.exit_code, 0) << first.out << first.err;
  EXPECT_THAT(first.out, testing::HasSubstr(R"("type":"CustomerRegistered")"));
  EXPECT_THAT(first.out, testing::HasSubstr("王芳"));
  EXPECT_THAT(first.out, testing::HasSubstr("clean"));
  const Finished day = type(blocks[1]);
  EXPECT_EQ(day.exit_code, 0) << day.out << day.err;
  for (const char* event : {"ContractSigned", "HandoverCeremonyHeld", "ComplaintClosed"}) {
    EXPECT_THAT(day.out, testing::HasSubstr(event));
  }
  EXPECT_THAT(day.out, testing::ContainsRegex("status +CLOSED"));
}

}  // namespace
}  // namespace tenure::e2e
