// How the inputs of a formula are written on the command line: decimals, lists with commas and "-"
// for a missing item, dates, dated events.
#pragma once

#include <string>
#include <string_view>

#include "formula/catalogue.h"

namespace tenure::formula {

// kInvalidInput names the input and the form it has. An empty text is an input that was left out.
[[nodiscard]] Result<Inputs::Value> ReadInput(const Input& input, std::string_view text);

// "2026-03-31".
[[nodiscard]] std::string WrittenDate(Date date);

}  // namespace tenure::formula
