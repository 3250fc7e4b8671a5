// Exact numbers of the business's formulas: a figure is a fraction, never a floating-point number,
// and "cannot be computed" is a value of its own, never 0 and never infinity. Pure, any thread.
#pragma once

#include <gmpxx.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tenure/result.h"

namespace tenure::formula {

// Its constructor of two numbers does not bring them to lowest terms, and then nothing compares
// right: use Fraction.
using Rational = mpq_class;

[[nodiscard]] inline Rational Fraction(long numerator, long denominator) {
  return Rational(numerator) / denominator;
}

// Nothing: NOT_COMPUTABLE, because a denominator is zero or an input is missing.
using Figure = std::optional<Rational>;

// numerator / denominator; nothing when the denominator is zero.
[[nodiscard]] Figure Divide(const Rational& numerator, const Rational& denominator);

// As Divide, in percent: two to one is 200.
[[nodiscard]] Figure Percent(const Rational& numerator, const Rational& denominator);

// "1234.56", "-3", "0.05%" (a hundredth of it). kInvalidInput: anything else, or more than 60
// characters.
[[nodiscard]] Result<Rational> ParseDecimal(std::string_view text);

// In lowest terms: "200/1", "-2/3".
[[nodiscard]] std::string FractionText(const Rational& value);

// Digits shown behind the point of a figure.
inline constexpr int kFigureDigits = 6;

// Rounded half away from zero: "66.666667".
[[nodiscard]] std::string DecimalText(const Rational& value, int digits = kFigureDigits);

}  // namespace tenure::formula
