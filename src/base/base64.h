// Base64 of RFC 4648 (standard alphabet, padded), as signed notes and proofs are written.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tenure {

[[nodiscard]] std::string Base64Of(std::string_view bytes);
// Only what Base64Of gives is taken: nullopt for other letters, missing padding, or spare bits that
// are not zero, so that one sequence of bytes has one written form.
[[nodiscard]] std::optional<std::string> BytesOfBase64(std::string_view text);

}  // namespace tenure
