// Texts on both sides of each border.
#include "base/text_check.h"

#include <gtest/gtest.h>

#include <string>

namespace tenure {
namespace {

TEST(IsUtf8, WellFormed_Accepted) {
  for (const char* text : {"", "abc", "é", "王力", "😀", "\xf4\x8f\xbf\xbf", "\xed\x9f\xbf"}) {
    EXPECT_TRUE(IsUtf8(text)) << text;
  }
}

TEST(IsUtf8, IllFormed_Refused) {
  for (const char* text :
       {"\x80", "\xc3", "\xc0\xaf", "\xe0\x80\xaf", "\xf0\x80\x80\xaf", "\xed\xa0\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "a\xffz", "\xe7\x8e", "\xe7\x8eg"}) {
    EXPECT_FALSE(IsUtf8(text)) << text;
  }
}

TEST(HasControlCharacter, LineBreakAndTab_OnlyWhereAllowed) {
  EXPECT_FALSE(HasControlCharacter("a\n\tb", LineBreaks::kAllowed));
  EXPECT_TRUE(HasControlCharacter("a\nb", LineBreaks::kForbidden));
  EXPECT_TRUE(HasControlCharacter("a\tb", LineBreaks::kForbidden));
}

TEST(HasControlCharacter, Others_Never) {
  for (const std::string& text : {std::string("\0", 1), std::string("\r"), std::string("\x1b[1m"),
                                  std::string("\x7f"), std::string("\xc2\x85")}) {
    EXPECT_TRUE(HasControlCharacter(text, LineBreaks::kAllowed));
  }
  EXPECT_FALSE(HasControlCharacter("\u00a0é王", LineBreaks::kForbidden));
}

TEST(CountCodePoints, MixedScripts_Counted) { EXPECT_EQ(CountCodePoints("aé王😀"), 4u); }

TEST(IsIdentifier, Borders_AsWritten) {
  for (const char* text : {"a", "0", "C-1001", "li.wei", "A_b"}) EXPECT_TRUE(IsIdentifier(text));
  EXPECT_TRUE(IsIdentifier(std::string(64, 'x')));
  EXPECT_FALSE(IsIdentifier(std::string(65, 'x')));
  for (const char* text : {"", "-a", ".a", "_a", "a b", "a/b", "王", "a\n"}) {
    EXPECT_FALSE(IsIdentifier(text)) << text;
  }
}

TEST(IsBlank, WhiteSpaceOfBothKinds_Blank) {
  EXPECT_TRUE(IsBlank(""));
  EXPECT_TRUE(IsBlank(" \t\n\u3000"));
  EXPECT_FALSE(IsBlank(" a"));
}

}  // namespace
}  // namespace tenure
