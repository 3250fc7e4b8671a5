// Where a scope belongs: its hash and shard, one definition for logs, stores and gateways. Settled
// for ever: changing it would move customers between partitions.
#pragma once

#include <cstdint>
#include <string_view>

namespace tenure {

inline constexpr std::uint32_t kShardFunction = 1;  // StoreMeta.shard_function
inline constexpr std::uint16_t kShards = 1024;

// First 8 bytes of SHA-256(scope), big-endian. Any thread, no allocation.
[[nodiscard]] std::uint64_t ScopeHash(std::string_view scope);

// Its top 10 bits, 0..1023; the same in every kind of log and for ever.
[[nodiscard]] constexpr std::uint16_t ShardOf(std::uint64_t scope_hash) {
  return static_cast<std::uint16_t>(scope_hash >> 54);
}

}  // namespace tenure
