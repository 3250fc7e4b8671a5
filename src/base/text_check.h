// Is a text what a field may hold? UTF-8, control characters, identifiers, length. Nothing here
// changes a text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tenure {

// Longest identifier of a stream, an actor or a reference.
inline constexpr std::size_t kIdLengthMax = 64;

// Well-formed UTF-8: shortest forms only, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool IsUtf8(std::string_view text);

enum class LineBreaks : std::uint8_t { kAllowed, kForbidden };

// A control character (U+0000-U+001F, U+007F-U+009F) of valid UTF-8; with kAllowed, line feed and
// tab do not count.
[[nodiscard]] bool HasControlCharacter(std::string_view text, LineBreaks line_breaks);

// Code points of valid UTF-8.
[[nodiscard]] std::size_t CountCodePoints(std::string_view text);

// 1 to 64 of A-Z a-z 0-9 . _ - starting with a letter or digit.
[[nodiscard]] bool IsIdentifier(std::string_view text);

// Empty or white space only (ASCII and the ideographic space).
[[nodiscard]] bool IsBlank(std::string_view text);

}  // namespace tenure
