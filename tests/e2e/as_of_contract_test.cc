// Reads of the past: what was known at a position or an instant, by the same verbs, for one
// customer and for all of them; and what changed between two points.
#include <gmock/gmock.h>

#include <filesystem>

#include "e2e/command_line.h"

namespace tenure::e2e {
namespace {

using testing::HasSubstr;
using testing::Not;

class AsOfTest : public testing::Test {
 protected:
  void SetUp() override {
    program_.InitSimulated();
    ASSERT_EQ(program_.Submit({Register("C-1"), Register("C-2")}).finished.exit_code, 0);
    before_ = std::to_string(std::stoull(program_.Head()) - 1);
    ASSERT_EQ(program_.Run({"clock", "set", "2026-03-09T09:00:00+08:00"}).exit_code, 0);
    const std::string owner = R"({"owner":"zhao.min"})";
    ASSERT_EQ(
        program_.Submit({Line("AssignOwner", "customer/C-1", "li.wei", owner), Register("C-3")})
            .finished.exit_code,
        0);
  }
  JsonValue Profile(const std::vector<std::string>& more) {
    std::vector<std::string> words = {"projection", "get", "customer_profile", "C-1"};
    words.insert(words.end(), more.begin(), more.end());
    return program_.Json(words);
  }

  CommandLine program_;
  std::string before_;
};

TEST_F(AsOfTest, OneCustomer_IsShownAsHeWasKnown) {
  EXPECT_EQ(Text(Profile({}), "owner"), "zhao.min");
  EXPECT_EQ(Text(Profile({"--as-of", before_}), "owner"), "li.wei");
  EXPECT_EQ(Text(Profile({"--as-of", "2026-03-02T12:00:00+08:00"}), "owner"), "li.wei");
  EXPECT_EQ(Text(Profile({"--as-of", "2026-03-10T12:00:00+08:00"}), "owner"), "zhao.min");
  const JsonValue show = program_.Json({"customer", "show", "C-1", "--as-of", before_});
  EXPECT_EQ(Text(show, "owner"), "li.wei");
  EXPECT_EQ(program_.Run({"customer", "show", "C-3", "--as-of", before_}).exit_code, 3)
      << "not known yet";
  EXPECT_EQ(program_.Run({"customer", "show", "C-1", "--as-of", "yesterday"}).exit_code, 2);
}

TEST_F(AsOfTest, Portfolio_IsFoldedToThereAndKeptForTheNextQuestion) {
  EXPECT_EQ(program_.Json({"customer", "list"}).items.size(), 3u);
  EXPECT_EQ(program_.Json({"customer", "list", "--as-of", before_}).items.size(), 2u);
  std::size_t kept = 0;
  for ([[maybe_unused]] const auto& entry :
       std::filesystem::directory_iterator(program_.store() + "/as-of")) {
    ++kept;
  }
  EXPECT_EQ(kept, 1u);
  EXPECT_EQ(
      program_.Json({"projection", "rows", "customer_profile", "--as-of", before_}).items.size(),
      2u);
  const std::string head = program_.Head();
  for (int position = 20; position < 27; ++position) {
    ASSERT_EQ(program_.Run({"worklist", "--as-of", std::to_string(position)}).exit_code, 0);
  }
  kept = 0;
  for ([[maybe_unused]] const auto& entry :
       std::filesystem::directory_iterator(program_.store() + "/as-of")) {
    ++kept;
  }
  EXPECT_LE(kept, 4u) << "the oldest go";
  EXPECT_EQ(program_.Head(), head) << "reads write nothing";
  EXPECT_EQ(program_.Verify(), "clean");
}

TEST_F(AsOfTest, PersonalFields_AreForReadersOfToday) {
  const auto seen = [&](const std::string& actor) {
    return program_
        .Run({"customer", "show", "C-1", "--as-of", before_, "--actor", actor, "-o", "json"})
        .out;
  };
  EXPECT_THAT(seen("li.wei"), Not(HasSubstr("no_access")));
  EXPECT_THAT(seen("nobody"), HasSubstr("no_access"));
}

TEST_F(AsOfTest, Diff_NamesFieldsBothValuesAndTheEvents) {
  const JsonValue diff = program_.Json(
      {"diff", "customer_profile", "C-1", "--from", before_, "--to", "2026-03-10T00:00:00Z"});
  const JsonValue* changes = diff.Find("changes");
  ASSERT_EQ(changes->items.size(), 1u);
  EXPECT_EQ(Text(changes->items[0], "field"), "owner");
  EXPECT_EQ(Text(changes->items[0], "from"), "li.wei");
  EXPECT_EQ(Text(changes->items[0], "to"), "zhao.min");
  const JsonValue* events = diff.Find("events");
  ASSERT_EQ(events->items.size(), 1u);
  EXPECT_EQ(Text(events->items[0], "type"), "OwnerAssigned");
  EXPECT_EQ(program_.Run({"diff", "customer_profile", "C-9", "--from", "1", "--to", "9"}).exit_code,
            3);
  EXPECT_EQ(program_.Run({"diff", "nothing", "C-1", "--from", "1", "--to", "9"}).exit_code, 3);
}

}  // namespace
}  // namespace tenure::e2e
