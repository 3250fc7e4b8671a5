// Altman's Z, an early warning beside the handbook's own method (domain table 3). Inputs are
// ratios already; coefficients are exact thousandths. Zones vary by author and are policy.
#pragma once

#include "formula/figure.h"

namespace tenure::formula {

// Listed manufacturers: 1.2 X1 + 1.4 X2 + 3.3 X3 + 0.6 X4 + 1.0 X5.
[[nodiscard]] Rational AltmanZ(const Rational& x1, const Rational& x2, const Rational& x3,
                               const Rational& x4, const Rational& x5);

// Z″, not manufacturers: 6.56 X1 + 3.26 X2 + 6.72 X3 + 1.05 X4. Some print 6.5 for the first.
[[nodiscard]] Rational AltmanZ2(const Rational& x1, const Rational& x2, const Rational& x3,
                                const Rational& x4);

}  // namespace tenure::formula
