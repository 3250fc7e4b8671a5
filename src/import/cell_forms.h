// What stands in a cell, by the forms that the mapping names: amounts, days, words. A cell of
// another form is refused; no form is ever guessed from what the cells look like. Pure, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tenure::imports {

struct NumberForm {
  char decimal_point = '.';
  std::string thousands;  // what stands between groups of three digits; empty: nothing does
};

// Without white space (also U+3000) at both ends. With `full_width`, characters U+FF01 to U+FF5E
// become their ASCII twins first.
[[nodiscard]] std::string Trimmed(std::string_view cell, bool full_width);

// "1,234.5" with two digits is 123450. Nullopt: another form, more digits behind the point than
// `digits` that are not 0, or more than 10^15.
[[nodiscard]] std::optional<std::int64_t> ParseScaled(std::string_view cell, const NumberForm& form,
                                                      int digits);

// Is it a form that ParseDay knows: YYYY, MM or M, DD or D once each with other characters between,
// "excel-1900" or "excel-1904"?
[[nodiscard]] bool IsDayForm(std::string_view form);

// The cell as "2026-03-31". MM and DD are two digits, M and D one or two. Excel's serials are whole
// numbers; those of 1900 begin at 61, since Excel takes 1900 for a leap year. Nullopt: another
// form, or no day.
[[nodiscard]] std::optional<std::string> ParseDay(std::string_view cell, std::string_view form);

// Digits behind the point of a currency's amounts (ISO 4217): 2, but for a few.
[[nodiscard]] int MinorDigits(std::string_view currency);

}  // namespace tenure::imports
