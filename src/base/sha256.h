// SHA-256 of bytes in memory.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace tenure {

using Hash256 = std::array<std::uint8_t, 32>;

// SHA-256 of `head` followed by `tail`. No allocation; any thread.
[[nodiscard]] Hash256 Sha256(std::string_view head, std::string_view tail = {});

// 64 lower-case hexadecimal digits.
[[nodiscard]] std::string HexOf(const Hash256& hash);

[[nodiscard]] inline std::string_view ViewOf(const Hash256& hash) {
  return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

}  // namespace tenure
