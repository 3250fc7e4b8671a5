#include "formula/figure.h"

#include <fmt/format.h>

#include <algorithm>

namespace tenure::formula {
namespace {

constexpr std::size_t kDecimalLengthMax = 60;

bool IsDigit(char each) { return each >= '0' && each <= '9'; }

mpz_class PowerOfTen(std::size_t digits) {
  mpz_class power;
  mpz_ui_pow_ui(power.get_mpz_t(), 10, digits);
  return power;
}

}  // namespace

Figure Divide(const Rational& numerator, const Rational& denominator) {
  if (denominator == 0) return std::nullopt;
  return Rational(numerator / denominator);
}

Figure Percent(const Rational& numerator, const Rational& denominator) {
  return Divide(numerator * 100, denominator);
}

Result<Rational> ParseDecimal(std::string_view text) {
  const auto wrong = [text] {
    return Fail(ErrorCode::kInvalidInput,
                fmt::format("\"{}\" is not a decimal number like 1234.56 or 0.05%", text));
  };
  if (text.size() > kDecimalLengthMax) return wrong();
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative) rest.remove_prefix(1);
  const bool percent = rest.ends_with('%');
  if (percent) rest.remove_suffix(1);
  const std::size_t point = std::min(rest.find('.'), rest.size());
  const std::string_view whole = rest.substr(0, point);
  const std::string_view part = point < rest.size() ? rest.substr(point + 1) : std::string_view();
  if (whole.empty() || (point < rest.size() && part.empty())) return wrong();
  std::string digits(whole);
  digits += part;
  if (!std::all_of(digits.begin(), digits.end(), IsDigit)) return wrong();
  Rational value(mpz_class(digits, 10), PowerOfTen(part.size() + (percent ? 2 : 0)));
  value.canonicalize();
  return negative ? Rational(-value) : value;
}

std::string FractionText(const Rational& value) {
  return value.get_num().get_str() + "/" + value.get_den().get_str();
}

std::string DecimalText(const Rational& value, int digits) {
  const mpz_class scale = PowerOfTen(static_cast<std::size_t>(digits));
  const mpz_class numerator = abs(value.get_num()) * scale;
  const mpz_class& denominator = value.get_den();
  const mpz_class scaled = (2 * numerator + denominator) / (2 * denominator);  // half goes up
  std::string text = scaled.get_str();
  const auto width = static_cast<std::size_t>(digits);
  if (text.size() <= width) text.insert(0, width + 1 - text.size(), '0');
  if (width > 0) text.insert(text.size() - width, ".");
  return value < 0 && scaled != 0 ? "-" + text : text;
}

}  // namespace tenure::formula
