// Proofs of every leaf of every small tree, against trees that are built leaf by leaf; every proof
// with one thing altered fails.
#include "base/merkle_proof.h"

#include <gtest/gtest.h>

#include <string>

#include "base/base64.h"
#include "base/merkle.h"

namespace tenure {
namespace {

constexpr std::uint64_t kSizeMax = 70;

class SmallTrees : public testing::Test {
 protected:
  SmallTrees() {
    MerkleFrontier frontier;
    roots_.push_back(frontier.Root());
    for (std::uint64_t index = 0; index < kSizeMax; ++index) {
      leaves_.push_back(MerkleLeaf("leaf " + std::to_string(index)));
      frontier.Append(leaves_.back());
      roots_.push_back(frontier.Root());
    }
  }
  Result<Hash256> Subtree(unsigned level, std::uint64_t index) const {
    if (level == 0) return leaves_.at(index);
    return MerkleNode(*Subtree(level - 1, index * 2), *Subtree(level - 1, index * 2 + 1));
  }
  SubtreeReader Reader() const {
    return [this](unsigned level, std::uint64_t index) { return Subtree(level, index); };
  }
  TreeHead Tree(std::uint64_t size) const { return {size, roots_.at(size)}; }

  std::vector<Hash256> leaves_;
  std::vector<Hash256> roots_;  // by size
};

Hash256 Altered(Hash256 hash) {
  hash[7] ^= 0x10;
  return hash;
}

TEST_F(SmallTrees, RootFromSubtrees_IsTheFrontiers) {
  for (std::uint64_t size = 1; size <= kSizeMax; ++size) {
    EXPECT_EQ(*RootFrom(Reader(), size), roots_[size]) << size;
  }
}

TEST_F(SmallTrees, InclusionOfEveryLeaf_HoldsAndForNoOther) {
  for (std::uint64_t size = 1; size <= kSizeMax; ++size) {
    for (std::uint64_t index = 0; index < size; ++index) {
      const MerklePath path = *InclusionPath(Reader(), index, size);
      ASSERT_TRUE(InclusionHolds(leaves_[index], index, Tree(size), path)) << size << " " << index;
      EXPECT_FALSE(InclusionHolds(Altered(leaves_[index]), index, Tree(size), path));
      EXPECT_FALSE(InclusionHolds(leaves_[index], index, {size, Altered(roots_[size])}, path));
      EXPECT_FALSE(InclusionHolds(leaves_[index], size, Tree(size), path));
      if (size > 1) {
        EXPECT_FALSE(InclusionHolds(leaves_[index], (index + 1) % size, Tree(size), path));
        MerklePath longer = path;
        longer.push_back(roots_[1]);
        EXPECT_FALSE(InclusionHolds(leaves_[index], index, Tree(size), longer));
        EXPECT_FALSE(InclusionHolds(leaves_[index], index, Tree(size),
                                    std::span(path).first(path.size() - 1)));
      }
      for (std::size_t step = 0; step < path.size(); ++step) {
        MerklePath other = path;
        other[step] = Altered(other[step]);
        EXPECT_FALSE(InclusionHolds(leaves_[index], index, Tree(size), other));
      }
    }
  }
}

TEST_F(SmallTrees, ConsistencyOfEveryPair_HoldsAndForNoOther) {
  for (std::uint64_t size = 1; size <= kSizeMax; ++size) {
    EXPECT_TRUE(ConsistencyHolds(Tree(0), Tree(size), {}));
    for (std::uint64_t old_size = 1; old_size <= size; ++old_size) {
      const MerklePath path = *ConsistencyPath(Reader(), old_size, size);
      ASSERT_TRUE(ConsistencyHolds(Tree(old_size), Tree(size), path)) << old_size << " " << size;
      const TreeHead other_old{old_size, Altered(roots_[old_size])};
      EXPECT_FALSE(ConsistencyHolds(other_old, Tree(size), path));
      EXPECT_FALSE(ConsistencyHolds(Tree(old_size), {size, Altered(roots_[size])}, path));
      EXPECT_FALSE(ConsistencyHolds(Tree(size), Tree(old_size), path) && size != old_size);
      for (std::size_t step = 0; step < path.size(); ++step) {
        MerklePath other = path;
        other[step] = Altered(other[step]);
        EXPECT_FALSE(ConsistencyHolds(Tree(old_size), Tree(size), other));
      }
    }
  }
}

TEST(Base64, EveryLength_ComesBackAndOtherSpellingsAreRefused) {
  std::string bytes;
  for (int length = 0; length < 300; ++length) {
    EXPECT_EQ(BytesOfBase64(Base64Of(bytes)), bytes) << length;
    bytes.push_back(static_cast<char>(length * 37));
  }
  EXPECT_EQ(Base64Of("any carnal pleas"), "YW55IGNhcm5hbCBwbGVhcw==");
  for (const char* bad : {"YQ", "YQ=", "YR==", "Y===", "YW=x", "Y Q=", "YQ==YQ==", "_w=="}) {
    EXPECT_FALSE(BytesOfBase64(bad)) << bad;
  }
}

}  // namespace
}  // namespace tenure
