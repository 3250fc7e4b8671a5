// CRC-32C (Castagnoli), the checksum of everything the log writes. Notices accidents, not forgers:
// those are the Merkle tree's task.
#pragma once

#include <cstdint>
#include <string_view>

namespace tenure {

// The checksum of `bytes` after bytes whose checksum is `before` (0: nothing before), so that
// Crc32c(Crc32c(0, a), b) is the checksum of a followed by b. Uses SSE4.2 where the processor has
// it. Any thread.
[[nodiscard]] std::uint32_t Crc32c(std::uint32_t before, std::string_view bytes);

// The same by table, on any processor.
[[nodiscard]] std::uint32_t Crc32cByTable(std::uint32_t before, std::string_view bytes);

}  // namespace tenure
