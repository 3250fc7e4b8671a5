// How two spellings of one identity number, phone number or name become comparable before they are
// hashed. A change here is a migration of every hash ever stored: never change a form, add one.
#pragma once

#include <string>
#include <string_view>

namespace tenure::seal {

// `form` is FieldOptions.normal_form:
//   "id"     upper case, without spaces, hyphens and dots: "3101 1519-x" is "31011519X"
//   "phone"  "+" and digits; a leading 00 is dropped: "0086 (138) 0013-8000" is "+8613800138000"
//   "name"   trimmed, runs of white space are one space, upper case: " Li  Wei" is "LI WEI"
//   ""       the text itself
// In each but the last, full-width letters, digits, signs and spaces count as their ASCII twins.
// The result is empty when nothing comparable is left. Ends the process on an unknown form.
[[nodiscard]] std::string NormalForm(std::string_view form, std::string_view text);

// The text without white space around it, full-width letters, digits, signs and spaces as their
// ASCII twins: what a person typed where a number of the business is meant. Never hashed.
[[nodiscard]] std::string FoldedText(std::string_view text);

// Does the contract's word name a form?
[[nodiscard]] bool IsNormalForm(std::string_view form);

}  // namespace tenure::seal
