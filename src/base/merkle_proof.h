// Proofs over the tree of merkle.h (RFC 6962, section 2.1): that a leaf is in a tree, and that a
// tree continues an earlier one. Making a proof needs hashes of full subtrees, checking one needs
// nothing but the proof.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/sha256.h"
#include "tenure/result.h"

namespace tenure {

// The root of the full subtree of 2^level leaves that begins at leaf index << level. Level 0 is the
// leaf's own hash. All its leaves are in the tree.
using SubtreeReader = std::function<Result<Hash256>(unsigned level, std::uint64_t index)>;

using MerklePath = std::vector<Hash256>;  // lowest sibling first

// Of the leaf `index` in the tree of `size` leaves; index < size. O(log² size) reads at most.
[[nodiscard]] Result<MerklePath> InclusionPath(const SubtreeReader& reader, std::uint64_t index,
                                               std::uint64_t size);
// Of the tree of `size` to that of its first `old_size` leaves; 0 < old_size <= size.
[[nodiscard]] Result<MerklePath> ConsistencyPath(const SubtreeReader& reader,
                                                 std::uint64_t old_size, std::uint64_t size);
// Root of the first `size` leaves; size > 0.
[[nodiscard]] Result<Hash256> RootFrom(const SubtreeReader& reader, std::uint64_t size);

struct TreeHead {
  std::uint64_t size = 0;
  Hash256 root{};
  bool operator==(const TreeHead&) const = default;
};

// Does the path lead from the leaf to the root? Any thread; no allocation.
[[nodiscard]] bool InclusionHolds(const Hash256& leaf, std::uint64_t index, const TreeHead& tree,
                                  std::span<const Hash256> path);
// Is `tree` a continuation of `old_tree`? The empty tree is continued by every tree, with an empty
// path.
[[nodiscard]] bool ConsistencyHolds(const TreeHead& old_tree, const TreeHead& tree,
                                    std::span<const Hash256> path);

}  // namespace tenure
