// Spellings that must meet, and ones that must not.
#include "seal/normal_form.h"

#include <gtest/gtest.h>

namespace tenure::seal {
namespace {

TEST(NormalForm, Id_SpellingsMeet) {
  EXPECT_EQ(NormalForm("id", "310115 19800101-123x"), "31011519800101123X");
  EXPECT_EQ(NormalForm("id", "３１０１１５１９８００１０１１２３Ｘ"), "31011519800101123X");
  EXPECT_EQ(NormalForm("id", " 91310000\u3000MA1\u2013FL0 "), "91310000MA1FL0");
  EXPECT_EQ(NormalForm("id", " - "), "");
}

TEST(NormalForm, Phone_SpellingsMeet) {
  EXPECT_EQ(NormalForm("phone", "+86 (138) 0013-8000"), "+8613800138000");
  EXPECT_EQ(NormalForm("phone", "0086 138 0013 8000"), "+8613800138000");
  EXPECT_EQ(NormalForm("phone", "８６１３８００１３８０００"), "+8613800138000");
  EXPECT_EQ(NormalForm("phone", "none"), "");
}

TEST(NormalForm, Name_SpaceAndCaseFolded) {
  EXPECT_EQ(NormalForm("name", "  Li\t Wei\u3000"), "LI WEI");
  EXPECT_EQ(NormalForm("name", "Ｌｉ\u00a0ｗｅｉ"), "LI WEI");
  EXPECT_EQ(NormalForm("name", "王 力"), "王 力");
  EXPECT_NE(NormalForm("name", "王力"), NormalForm("name", "王丽"));
}

TEST(NormalForm, NoForm_TextItself) { EXPECT_EQ(NormalForm("", " Ａ-b "), " Ａ-b "); }

TEST(NormalForm, BrokenUtf8_KeptAsItIs) {
  EXPECT_EQ(NormalForm("id", "\xef\xbc"), "\xef\xbc");
  EXPECT_EQ(NormalForm("id", "\xe3\x80z"), "\xe3\x80Z");
}

TEST(NormalForm, FoldedText_KeepsCaseAndInnerSpace) {
  EXPECT_EQ(FoldedText("　ＨＴ－2026　01 "), "HT-2026 01");
  EXPECT_EQ(FoldedText("so-1"), "so-1");
  EXPECT_EQ(FoldedText(" \u3000"), "");
}

TEST(NormalForm, Words_AsDocumented) {
  for (const char* form : {"", "id", "phone", "name"}) EXPECT_TRUE(IsNormalForm(form)) << form;
  EXPECT_FALSE(IsNormalForm("address"));
}

}  // namespace
}  // namespace tenure::seal
