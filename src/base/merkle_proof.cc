// Making follows the recursion of RFC 6962, 2.1.1 and 2.1.2; checking the loops of RFC 9162,
// 2.1.3.2 and 2.1.4.2, so that a mistake would have to be made twice in different words.
#include "base/merkle_proof.h"

#include <bit>

#include "base/assert.h"
#include "base/merkle.h"

namespace tenure {
namespace {

// The largest power of two below `size`, which is at least 2.
std::uint64_t SplitOf(std::uint64_t size) { return std::bit_floor(size - 1); }

// Hash of the leaves from `begin` on, `size` of them; begin is a multiple of the power of two at or
// above size.
Result<Hash256> RangeHash(const SubtreeReader& reader, std::uint64_t begin, std::uint64_t size) {
  if (std::has_single_bit(size)) {
    const unsigned level = static_cast<unsigned>(std::countr_zero(size));
    return reader(level, begin >> level);
  }
  const std::uint64_t split = SplitOf(size);
  const Hash256 left = TENURE_TRY(RangeHash(reader, begin, split));
  return MerkleNode(left, TENURE_TRY(RangeHash(reader, begin + split, size - split)));
}

struct Subtree {
  std::uint64_t begin = 0;
  std::uint64_t size = 0;
};

Result<void> AddInclusion(const SubtreeReader& reader, std::uint64_t index, Subtree tree,
                          MerklePath* path) {
  if (tree.size == 1) return {};
  const std::uint64_t split = SplitOf(tree.size);
  const Subtree left{tree.begin, split};
  const Subtree right{tree.begin + split, tree.size - split};
  const bool goes_left = index < right.begin;
  TENURE_TRY(AddInclusion(reader, index, goes_left ? left : right, path));
  const Subtree& other = goes_left ? right : left;
  path->push_back(TENURE_TRY(RangeHash(reader, other.begin, other.size)));
  return {};
}

// `whole`: the old tree is this subtree, whose root the checker has already.
Result<void> AddConsistency(const SubtreeReader& reader, std::uint64_t old_size, Subtree tree,
                            bool whole, MerklePath* path) {
  if (old_size == tree.size) {
    if (!whole) path->push_back(TENURE_TRY(RangeHash(reader, tree.begin, tree.size)));
    return {};
  }
  const std::uint64_t split = SplitOf(tree.size);
  const Subtree left{tree.begin, split};
  const Subtree right{tree.begin + split, tree.size - split};
  if (old_size <= split) {
    TENURE_TRY(AddConsistency(reader, old_size, left, whole, path));
    path->push_back(TENURE_TRY(RangeHash(reader, right.begin, right.size)));
    return {};
  }
  TENURE_TRY(AddConsistency(reader, old_size - split, right, false, path));
  path->push_back(TENURE_TRY(RangeHash(reader, left.begin, left.size)));
  return {};
}

}  // namespace

Result<MerklePath> InclusionPath(const SubtreeReader& reader, std::uint64_t index,
                                 std::uint64_t size) {
  TENURE_ASSERT(index < size, "index={} size={}", index, size);
  MerklePath path;
  TENURE_TRY(AddInclusion(reader, index, {0, size}, &path));
  return path;
}

Result<MerklePath> ConsistencyPath(const SubtreeReader& reader, std::uint64_t old_size,
                                   std::uint64_t size) {
  TENURE_ASSERT(old_size > 0 && old_size <= size, "old={} size={}", old_size, size);
  MerklePath path;
  TENURE_TRY(AddConsistency(reader, old_size, {0, size}, true, &path));
  return path;
}

Result<Hash256> RootFrom(const SubtreeReader& reader, std::uint64_t size) {
  TENURE_ASSERT(size > 0, "size={}", size);
  return RangeHash(reader, 0, size);
}

namespace {

// From a node of a tree's lowest level to its root, a level a sibling (RFC 9162, 2.1.3.2 and
// 2.1.4.2).
class Climb {
 public:
  Climb(std::uint64_t node, std::uint64_t last) : node_(node), last_(last) {}

  [[nodiscard]] bool at_root() const { return last_ == 0; }
  // The next sibling stands to the left: it is hashed ahead of the node.
  [[nodiscard]] bool sibling_is_left() const { return (node_ & 1) != 0 || node_ == last_; }
  // To the level where the node's sibling is the next of the path.
  void SkipRights() {
    while ((node_ & 1) != 0) Up();
  }
  void TakeSibling() {
    if (sibling_is_left()) {
      while ((node_ & 1) == 0 && node_ != 0) Up();
    }
    Up();
  }

 private:
  void Up() {
    node_ >>= 1;
    last_ >>= 1;
  }
  std::uint64_t node_;
  std::uint64_t last_;
};

}  // namespace

bool InclusionHolds(const Hash256& leaf, std::uint64_t index, const TreeHead& tree,
                    std::span<const Hash256> path) {
  if (index >= tree.size) return false;
  Climb climb(index, tree.size - 1);
  Hash256 hash = leaf;
  for (const Hash256& sibling : path) {
    if (climb.at_root()) return false;
    hash = climb.sibling_is_left() ? MerkleNode(sibling, hash) : MerkleNode(hash, sibling);
    climb.TakeSibling();
  }
  return climb.at_root() && hash == tree.root;
}

bool ConsistencyHolds(const TreeHead& old_tree, const TreeHead& tree,
                      std::span<const Hash256> path) {
  if (old_tree.size > tree.size) return false;
  if (old_tree.size == tree.size) return path.empty() && old_tree.root == tree.root;
  if (old_tree.size == 0) return path.empty() && old_tree.root == MerkleFrontier().Root();
  Climb climb(old_tree.size - 1, tree.size - 1);
  climb.SkipRights();
  // A full old tree is itself the first hash, and not repeated in the path.
  const bool full = std::has_single_bit(old_tree.size);
  if (!full && path.empty()) return false;
  Hash256 old_hash = full ? old_tree.root : path.front();
  Hash256 hash = old_hash;
  for (const Hash256& sibling : full ? path : path.subspan(1)) {
    if (climb.at_root()) return false;
    if (climb.sibling_is_left()) {
      old_hash = MerkleNode(sibling, old_hash);
      hash = MerkleNode(sibling, hash);
    } else {
      hash = MerkleNode(hash, sibling);
    }
    climb.TakeSibling();
  }
  return climb.at_root() && old_hash == old_tree.root && hash == tree.root;
}

}  // namespace tenure
