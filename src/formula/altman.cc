#include "formula/altman.h"

namespace tenure::formula {

Rational AltmanZ(const Rational& x1, const Rational& x2, const Rational& x3, const Rational& x4,
                 const Rational& x5) {
  return x1 * Fraction(12, 10) + x2 * Fraction(14, 10) + x3 * Fraction(33, 10) +
         x4 * Fraction(6, 10) + x5;
}

Rational AltmanZ2(const Rational& x1, const Rational& x2, const Rational& x3, const Rational& x4) {
  return x1 * Fraction(656, 100) + x2 * Fraction(326, 100) + x3 * Fraction(672, 100) +
         x4 * Fraction(105, 100);
}

}  // namespace tenure::formula
