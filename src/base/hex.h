// Bytes as lower-case hexadecimal and back.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tenure {

[[nodiscard]] std::string HexOf(std::string_view bytes);
[[nodiscard]] std::optional<std::string> BytesOfHex(std::string_view hex);  // nullopt: not hex

}  // namespace tenure
