// Decimals in, fractions inside, decimals out.
#include "formula/figure.h"

#include <gtest/gtest.h>

#include <string>

namespace tenure::formula {
namespace {

TEST(ParseDecimal, WrittenForms_AreExact) {
  EXPECT_EQ(*ParseDecimal("1234.56"), Fraction(123456, 100));
  EXPECT_EQ(*ParseDecimal("-3"), -3);
  EXPECT_EQ(*ParseDecimal("0.05%"), Fraction(1, 2000));
  EXPECT_EQ(*ParseDecimal("007"), 7);
  EXPECT_EQ(*ParseDecimal("0.1") + *ParseDecimal("0.2"), *ParseDecimal("0.3"));
  EXPECT_EQ(ParseDecimal("123456789012345678901234567890.5")->get_den(), 2);
}

TEST(ParseDecimal, OtherForms_AreInvalidInput) {
  for (const char* text : {"", "-", "+1", "1.", ".5", "1e3", "1,5", "0x1", " 1", "1 ", "%", "--1",
                           "1.2.3", "１", "nan"}) {
    const auto parsed = ParseDecimal(text);
    ASSERT_FALSE(parsed) << text;
    EXPECT_EQ(parsed.error().code, ErrorCode::kInvalidInput);
  }
  EXPECT_FALSE(ParseDecimal(std::string(61, '1')));
}

TEST(DecimalText, Halves_GoAwayFromZero) {
  EXPECT_EQ(DecimalText(Rational(200)), "200.000000");
  EXPECT_EQ(DecimalText(Fraction(2, 3)), "0.666667");
  EXPECT_EQ(DecimalText(Fraction(-2, 3)), "-0.666667");
  EXPECT_EQ(DecimalText(Fraction(1, 2), 0), "1");
  EXPECT_EQ(DecimalText(Fraction(-1, 2), 0), "-1");
  EXPECT_EQ(DecimalText(Fraction(5, 10'000'000)), "0.000001");
  EXPECT_EQ(DecimalText(Fraction(-4, 10'000'000)), "0.000000");
}

TEST(FractionText, AnyFraction_IsInLowestTerms) {
  EXPECT_EQ(FractionText(*Percent(200, 100)), "200/1");
  EXPECT_EQ(FractionText(Fraction(-2, 3)), "-2/3");
}

TEST(Divide, ByZero_IsNotComputable) {
  EXPECT_EQ(Divide(1, 0), std::nullopt);
  EXPECT_EQ(Percent(0, 0), std::nullopt);
}

}  // namespace
}  // namespace tenure::formula
