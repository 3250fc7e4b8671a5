// Bytes into text: marks, GB18030 against known bytes, and every error with its line.
#include "import/decoding.h"

#include <gmock/gmock.h>

namespace tenure::imports {
namespace {

using testing::HasSubstr;

std::string ErrorOf(std::string_view bytes, Encoding encoding) {
  const auto text = Decoded(bytes, encoding);
  return text ? "" : text.error().message;
}

TEST(Decoding, Utf8_LosesOnlyItsMark) {
  EXPECT_EQ(*Decoded("\xEF\xBB\xBF客户", Encoding::kUtf8), "客户");
  EXPECT_EQ(*Decoded("客户", Encoding::kUtf8), "客户");
  EXPECT_EQ(*Decoded("", Encoding::kUtf8), "");
}

TEST(Decoding, Gb18030_IsReadWithAndWithoutMark) {
  const std::string_view bytes = "\xBF\xCD\xBB\xA7,\x82\x30\x8A\x31\n";  // two bytes, four bytes
  const auto text = Decoded(bytes, Encoding::kGb18030);
  ASSERT_TRUE(text);
  EXPECT_TRUE(text->starts_with("客户,"));
  EXPECT_EQ(text->size(), 6u + 1 + 3 + 1);
  EXPECT_EQ(*Decoded("\x84\x31\x95\x33\xBF\xCD", Encoding::kGb18030), "客");
}

TEST(Decoding, LongGb18030_CrossesEveryBuffer) {
  std::string bytes, expected;
  for (int i = 0; i < 30'000; ++i) {
    bytes += i % 3 == 0 ? "a" : "\xBF\xCD";
    expected += i % 3 == 0 ? "a" : "客";
  }
  EXPECT_EQ(*Decoded(bytes, Encoding::kGb18030), expected);
}

TEST(Decoding, WrongBytes_NameTheirLine) {
  EXPECT_THAT(ErrorOf("a\nb\n\xBF\xCD\n", Encoding::kUtf8), HasSubstr("line 3 is not UTF-8"));
  EXPECT_THAT(ErrorOf("a\n\xBF\xFF\n", Encoding::kGb18030), HasSubstr("line 2 is not GB18030"));
  EXPECT_THAT(ErrorOf("a\n\xBF", Encoding::kGb18030), HasSubstr("line 2 is not GB18030"));
  EXPECT_THAT(ErrorOf(std::string_view("a\n\0", 3), Encoding::kUtf8), HasSubstr("line 2"));
}

TEST(Decoding, MarksOfOtherEncodings_AreRefused) {
  EXPECT_THAT(ErrorOf("\xFF\xFE", Encoding::kUtf8), HasSubstr("UTF-16"));
  EXPECT_THAT(ErrorOf("\xFE\xFF", Encoding::kGb18030), HasSubstr("UTF-16"));
  EXPECT_THAT(ErrorOf("\xEF\xBB\xBFx", Encoding::kGb18030), HasSubstr("mark of UTF-8"));
}

}  // namespace
}  // namespace tenure::imports
