// The Merkle tree of RFC 6962 over the records of a partition, kept as its frontier: the roots of
// the full subtrees, from which the next root follows. Leaf index = position.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/sha256.h"
#include "tenure/result.h"

namespace tenure {

// SHA-256(0x00 ‖ bytes).
[[nodiscard]] Hash256 MerkleLeaf(std::string_view bytes);
// SHA-256(0x01 ‖ left ‖ right).
[[nodiscard]] Hash256 MerkleNode(const Hash256& left, const Hash256& right);

// A value: copy it to keep the tree at a size. Not thread-safe while it grows.
class MerkleFrontier {
 public:
  // O(1) amortised: on average one node is hashed for each leaf.
  void Append(const Hash256& leaf);

  // Number of leaves.
  [[nodiscard]] std::uint64_t size() const { return size_; }
  // Of the empty tree: SHA-256 of nothing. O(log size).
  [[nodiscard]] Hash256 Root() const;

  // u64 size (little-endian), then the subtree roots, largest subtree first: 8 + 32 × (one-bits of
  // size) bytes.
  [[nodiscard]] std::string Serialize() const;
  // kInvalidInput unless `bytes` is exactly what Serialize gave.
  [[nodiscard]] static Result<MerkleFrontier> Parse(std::string_view bytes);

  bool operator==(const MerkleFrontier&) const = default;

 private:
  std::uint64_t size_ = 0;
  std::vector<Hash256> subtrees_;  // one for each one-bit of size_, largest first
};

}  // namespace tenure
