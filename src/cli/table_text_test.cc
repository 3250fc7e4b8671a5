// What people read: widths, nested values, blocks and tables.
#include "cli/table_text.h"

#include <gtest/gtest.h>

#include "base/assert.h"

namespace tenure::cli {
namespace {

contract::JsonValue Parsed(std::string_view json) {
  auto value = contract::ParseJson(json);
  TENURE_ASSERT(value.has_value(), "not JSON: {}", json);
  return *std::move(value);
}

std::string Plain(std::string_view json) { return PlainText(Parsed(json)); }

TEST(PlainText, SharedValues_HaveFormsOfTheirOwn) {
  EXPECT_EQ(Plain(R"({"minor":800000,"currency":"CNY"})"), "8,000.00 CNY");
  EXPECT_EQ(Plain(R"({"minor":-5,"currency":"CNY"})"), "-0.05 CNY");
  EXPECT_EQ(Plain(R"({"minor":123456789012,"currency":"USD"})"), "1,234,567,890.12 USD");
  EXPECT_EQ(Plain(R"({"policy":"lifecycle","version":2})"), "lifecycle v2");
  EXPECT_EQ(Plain(R"({"sealed":"erased"})"), "(erased)");
  EXPECT_EQ(BlockText(Parsed(R"({"paid":[{"minor":1,"currency":"CNY"}]})")), "paid  0.01 CNY\n");
}

TEST(PlainText, NestedValues_StandInOneLineWithoutBraces) {
  EXPECT_EQ(Plain(R"(["a","b"])"), "a, b");
  EXPECT_EQ(Plain(R"([{"a":1,"b":true},{"a":2}])"), "a=1, b=yes; a=2");
  EXPECT_EQ(Plain(R"("line\nbreak")"), "line break");
  EXPECT_EQ(Plain("null"), "");
}

TEST(TableText, ChineseText_KeepsColumnsStraight) {
  EXPECT_EQ(TableText(Parsed(R"([{"name":"王芳","n":1},{"name":"Li","due":"x"}])").items),
            "name  n  due\n"
            "王芳  1\n"
            "Li       x\n");
}

TEST(BlockText, ListOfThings_IsATableBelowItsName) {
  EXPECT_EQ(
      BlockText(Parsed(R"({"id":"C-1","classes":[{"scheme":"value","class":"GOOD"}],"n":2})")),
      "id       C-1\n"
      "classes\n"
      "  scheme  class\n"
      "  value   GOOD\n"
      "n        2\n");
}

TEST(BlockText, FewThingsWithLists_AreBlocks) {
  EXPECT_EQ(BlockText(Parsed(R"({"streams":[{"id":"A","state":{"x":1,"rows":[{"k":"v"}]}},)"
                             R"({"id":"B"}]})")),
            "streams\n"
            "  id     A\n"
            "  state\n"
            "    x     1\n"
            "    rows\n"
            "      k\n"
            "      v\n"
            "\n"
            "  id  B\n");
}

TEST(BlockText, EmptyValue_LeavesNoSpaceBehindItsName) {
  EXPECT_EQ(BlockText(Parsed(R"({"a":null,"b":[],"c":{}})")), "a\nb\nc\n");
}

}  // namespace
}  // namespace tenure::cli
