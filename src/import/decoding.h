// Bytes of a file as UTF-8 text, by the encoding that the mapping names. Nothing is guessed: what
// is not of that encoding is an error that names the line.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tenure/result.h"

namespace tenure::imports {

enum class Encoding : std::uint8_t { kUtf8, kGb18030 };

// The text without a byte order mark. kInvalidInput: bytes that the encoding does not have, a mark
// of another encoding, or a zero byte. Any thread.
[[nodiscard]] Result<std::string> Decoded(std::string_view bytes, Encoding encoding);

}  // namespace tenure::imports
