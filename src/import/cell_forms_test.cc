// Amounts and days in the forms that a mapping can name, at their edges; nothing is guessed.
#include "import/cell_forms.h"

#include <gtest/gtest.h>

namespace tenure::imports {
namespace {

const NumberForm kPlain{'.', ""};
const NumberForm kCommas{'.', ","};
const NumberForm kGerman{',', "."};

TEST(CellForms, Amounts_AreScaledExactly) {
  EXPECT_EQ(ParseScaled("1234.56", kPlain, 2), 123456);
  EXPECT_EQ(ParseScaled("1234.5", kPlain, 2), 123450);
  EXPECT_EQ(ParseScaled("1234", kPlain, 2), 123400);
  EXPECT_EQ(ParseScaled("-0.01", kPlain, 2), -1);
  EXPECT_EQ(ParseScaled("+7", kPlain, 0), 7);
  EXPECT_EQ(ParseScaled("1.500", kPlain, 2), 150);
  EXPECT_EQ(ParseScaled("10000000000000.00", kPlain, 2), 1'000'000'000'000'000);
}

TEST(CellForms, Amounts_WithGroups) {
  EXPECT_EQ(ParseScaled("1,234,567.89", kCommas, 2), 123456789);
  EXPECT_EQ(ParseScaled("1.234,56", kGerman, 2), 123456);
  EXPECT_EQ(ParseScaled("999", kCommas, 2), 99900);
  EXPECT_EQ(ParseScaled("1234,5", kGerman, 2), 123450);
  EXPECT_EQ(ParseScaled("1 234", (NumberForm{',', " "}), 0), 1234);
}

TEST(CellForms, Amounts_OfAnotherForm_AreRefused) {
  for (const char* text : {"", "-", ".5", "5.", "1,234", "1.2.3", "12a", "1.234,56", "0x10", "1e3",
                           "--1", " 1", "１", "1.005", "10000000000000.01"}) {
    EXPECT_FALSE(ParseScaled(text, kPlain, 2)) << text;
  }
  for (const char* text : {"1,23", "1234,567", ",123", "1,,234", "1,234.567,8", "1.234,56"}) {
    EXPECT_FALSE(ParseScaled(text, kCommas, 2)) << text;
  }
  for (const char* text : {"1,234.56", "1.23", "1,234"}) {
    EXPECT_FALSE(ParseScaled(text, kGerman, 2)) << text;
  }
}

TEST(CellForms, Days_InTheNamedForm) {
  EXPECT_EQ(ParseDay("2026-03-31", "YYYY-MM-DD"), "2026-03-31");
  EXPECT_EQ(ParseDay("2026/3/1", "YYYY/M/D"), "2026-03-01");
  EXPECT_EQ(ParseDay("2026/12/31", "YYYY/M/D"), "2026-12-31");
  EXPECT_EQ(ParseDay("31.03.2026", "DD.MM.YYYY"), "2026-03-31");
  EXPECT_EQ(ParseDay("20260331", "YYYYMMDD"), "2026-03-31");
  EXPECT_EQ(ParseDay("2026年3月5日", "YYYY年M月D日"), "2026-03-05");
  EXPECT_EQ(ParseDay("03/04/2026", "MM/DD/YYYY"), "2026-03-04");
  EXPECT_EQ(ParseDay("03/04/2026", "DD/MM/YYYY"), "2026-04-03");
}

TEST(CellForms, Days_OfAnotherForm_AreRefused) {
  for (const char* text : {"2026-3-31", "2026-02-29", "2026-13-01", "2026-03-311", "46112",
                           "2026-03-31 ", "2026/03/31", "", "２０２６-03-31"}) {
    EXPECT_FALSE(ParseDay(text, "YYYY-MM-DD")) << text;
  }
  EXPECT_FALSE(ParseDay("46112", "YYYY/M/D"));
}

TEST(CellForms, ExcelSerials_ByBothEpochs) {
  EXPECT_EQ(ParseDay("61", "excel-1900"), "1900-03-01");
  EXPECT_EQ(ParseDay("25569", "excel-1900"), "1970-01-01");
  EXPECT_EQ(ParseDay("46112", "excel-1900"), "2026-03-31");
  EXPECT_EQ(ParseDay("2958465", "excel-1900"), "9999-12-31");
  EXPECT_EQ(ParseDay("0", "excel-1904"), "1904-01-01");
  EXPECT_EQ(ParseDay("44650", "excel-1904"), "2026-03-31");
  for (const char* text : {"60", "0", "-1", "46112.5", "2958466", "99999999", "2026-03-31", ""}) {
    EXPECT_FALSE(ParseDay(text, "excel-1900")) << text;
  }
}

TEST(CellForms, DayForms_NameEachPartOnce) {
  for (const char* form : {"YYYY-MM-DD", "D.M.YYYY", "YYYY年M月D日", "excel-1900", "excel-1904"}) {
    EXPECT_TRUE(IsDayForm(form)) << form;
  }
  for (const char* form : {"", "YYYY-MM", "YY-MM-DD", "DD-DD-YYYY", "excel", "YYYY-MM-DD 00"}) {
    EXPECT_FALSE(IsDayForm(form)) << form;
  }
}

TEST(CellForms, FullWidth_IsReadOnlyWhereTheMappingSaysSo) {
  EXPECT_EQ(Trimmed("　１２，３４５．６７ ", true), "12,345.67");
  EXPECT_EQ(Trimmed("　１２ ", false), "１２");
  EXPECT_EQ(Trimmed("\t a b\r\n", false), "a b");
  EXPECT_EQ(Trimmed("　", false), "");
}

TEST(CellForms, MinorDigits_OfCurrencies) {
  EXPECT_EQ(MinorDigits("CNY"), 2);
  EXPECT_EQ(MinorDigits("JPY"), 0);
  EXPECT_EQ(MinorDigits("KWD"), 3);
}

}  // namespace
}  // namespace tenure::imports
