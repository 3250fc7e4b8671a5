// A wrong scenario is told apart from a right one: each thing that is not as written comes back
// with its line, what was expected and what was got.
#include "scenario/stage.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenario/command_text.h"
#include "scenario/seen.h"

namespace tenure::scenario {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<std::string> Played(const std::string& text) {
  std::vector<Mismatch> wrong;
  const Story story = ReadStory(text, &wrong);
  if (wrong.empty()) {
    e2e::CommandLine tenure;
    wrong = PlayStory(story, "told", tenure);
  }
  std::vector<std::string> texts;
  for (const Mismatch& one : wrong) texts.push_back(TextOf("told.scn", one));
  return texts;
}

constexpr char kBegin[] = R"(A customer is registered
登记一位客户

People
  | li.wei | sales, service |

2026-03-02 09:00 · li.wei · C-1 · Register a customer
    kind: person | name: 王芳 | owner: li.wei | source: exhibition
)";

TEST(Stage, StoryThatGoesAsWritten_HasNoMismatch) {
  EXPECT_THAT(Played(std::string(kBegin) + R"(
  then customer profile C-1 says
    name: 王芳 | owner: li.wei | kind: person | registered at: 2026-03-02 09:00
    value class: - | inbound messages: none
  and customer profile C-2 is not found
  and outbox of C-1 shows nothing
  and timeline of C-1 ends with
    | title               | actor  |
    | Customer registered | li.wei |
    | Owner assigned      | li.wei |

li.wei · C-1 · 登记客户
    kind: person | name: 王芳 | owner: li.wei | source: exhibition
  then refused ALREADY_EXISTS, exit 4
    says: customer customer/C-1 exists already
    what to do: use another id, or go on with the existing one
    说明: customer customer/C-1 已存在
    怎么办: 换一个编号，或处理已有的一个
)"),
              IsEmpty());
}

TEST(Stage, WrongOutcome_NamesLineExpectedAndGot) {
  EXPECT_THAT(Played(std::string(kBegin) + R"(
li.wei · C-1 · Assign the owner
    owner: zhao.min
  then refused NO_CHANGE
li.wei · C-1 · AssignOwner
    owner: zhao.min
)"),
              ElementsAre("told.scn:12: expected refused NO_CHANGE, got accepted",
                          HasSubstr("told.scn:13: expected accepted, got refused NO_CHANGE (")));
}

TEST(Stage, WrongTextAndExitCode_NameLineExpectedAndGot) {
  EXPECT_THAT(Played(std::string(kBegin) + R"(
li.wei · C-9 · Assign the owner
    owner: zhao.min
  then refused UNKNOWN_CUSTOMER, exit 5
    says: there is no such customer
)"),
              ElementsAre("told.scn:12: expected exit 5, got exit 4",
                          "told.scn:13: expected there is no such customer, "
                          "got there is no customer customer/C-9"));
}

TEST(Stage, WrongFieldsAndRows_NameLineExpectedAndGot) {
  EXPECT_THAT(Played(std::string(kBegin) + R"(
  then customer profile C-1 says
    owner: zhao.min
  and timeline of C-1 ends with
    | title               | actor  |
    | Customer registered | wu.li  |
    | Owner assigned      | li.wei |
  and customer profile of C-1 shows nothing
)"),
              ElementsAre("told.scn:11: expected owner: zhao.min, got owner: li.wei",
                          "told.scn:14: expected | Customer registered | wu.li |, "
                          "got | Customer registered | li.wei |",
                          HasSubstr("told.scn:16: expected no further row, got C-1")));
}

TEST(Stage, MissingRow_IsAMismatch) {
  EXPECT_THAT(Played(std::string(kBegin) + R"(
  then outbox of C-1 shows
    | what               |
    | ProgressUpdateSent |
)"),
              ElementsAre("told.scn:12: expected | ProgressUpdateSent |, got no such row"));
}

TEST(Stage, UnknownCommandFieldOrName_IsAMismatch) {
  EXPECT_THAT(Played(std::string(kBegin) + R"(
li.wei · C-1 · Sing a song
li.wei · C-1 · Assign the owner
    boss: zhao.min
li.wei · C-1 · Assign the owner
    owner: {nobody}
)"),
              ElementsAre("told.scn:10: expected the title or name of a command, got Sing a song",
                          "told.scn:12: expected a field of AssignOwner: owner, got boss",
                          "told.scn:13: expected a name that the story has given, got none"));
}

TEST(Story, LinesThatSayNothing_AreMismatches) {
  std::vector<Mismatch> wrong;
  (void)ReadStory(
      "A title\n\n2026-03-02 09:00 · li.wei · C-1\n"
      "2026-03-02 09:00 · li.wei · C-1 · Assign the owner\n    owner zhao.min\n"
      "  then it rains\n",
      &wrong);
  ASSERT_EQ(wrong.size(), 3u);
  EXPECT_EQ(wrong[0].line, 3u);
  EXPECT_EQ(wrong[1].got, "owner zhao.min");
  EXPECT_EQ(wrong[2].got, "it rains");
}

TEST(Seen, ValuesInPlainWords_AreTheSame) {
  const auto same = [](const std::string& expected, const std::string& json) {
    const auto value = contract::ParseJson(json);
    return Same(expected, &*value);
  };
  EXPECT_TRUE(same("2,000 CNY", R"({"minor":200000,"currency":"CNY"})"));
  EXPECT_FALSE(same("2,000 GBP", R"({"minor":200000,"currency":"CNY"})"));
  EXPECT_TRUE(same("2026-03-02 09:00", R"("2026-03-02T01:00:00Z")"));
  EXPECT_FALSE(same("2026-03-02 01:00", R"("2026-03-02T01:00:00Z")"));
  EXPECT_TRUE(same("in progress", R"("IN_PROGRESS")"));
  EXPECT_TRUE(same("no", "0"));
  EXPECT_FALSE(same("no", "1"));
  EXPECT_TRUE(same("lifecycle 1", R"({"policy":"lifecycle","version":1})"));
  EXPECT_TRUE(Same("-", nullptr));
}

TEST(Money, OtherForms_AreNoMoney) {
  EXPECT_EQ(MoneyOf("0.05 CNY"), (PlainMoney{"5", "CNY"}));
  EXPECT_EQ(MoneyOf("12.5 CNY"), std::nullopt);
  EXPECT_EQ(MoneyOf("a lot"), std::nullopt);
  EXPECT_EQ(MoneyOf("1O CNY"), std::nullopt);
}

}  // namespace
}  // namespace tenure::scenario
