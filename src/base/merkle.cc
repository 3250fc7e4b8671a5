// Appending to the frontier is adding one in binary: each carry joins two subtrees of equal size.
#include "base/merkle.h"

#include <bit>
#include <cstring>

#include "base/assert.h"

namespace tenure {

Hash256 MerkleLeaf(std::string_view bytes) { return Sha256(std::string_view("\0", 1), bytes); }

Hash256 MerkleNode(const Hash256& left, const Hash256& right) {
  char head[1 + sizeof(Hash256)] = {1};
  std::memcpy(head + 1, left.data(), left.size());
  return Sha256({head, sizeof head}, ViewOf(right));
}

void MerkleFrontier::Append(const Hash256& leaf) {
  Hash256 hash = leaf;
  for (std::uint64_t carry = size_; (carry & 1) != 0; carry >>= 1) {
    hash = MerkleNode(subtrees_.back(), hash);
    subtrees_.pop_back();
  }
  subtrees_.push_back(hash);
  ++size_;
  TENURE_ASSERT(subtrees_.size() == static_cast<std::size_t>(std::popcount(size_)),
                "subtrees={} size={}", subtrees_.size(), size_);
}

Hash256 MerkleFrontier::Root() const {
  if (subtrees_.empty()) return Sha256({});
  Hash256 root = subtrees_.back();
  for (std::size_t index = subtrees_.size() - 1; index-- > 0;) {
    root = MerkleNode(subtrees_[index], root);
  }
  return root;
}

std::string MerkleFrontier::Serialize() const {
  std::string bytes;
  bytes.reserve(8 + subtrees_.size() * sizeof(Hash256));
  for (int shift = 0; shift < 64; shift += 8) bytes.push_back(static_cast<char>(size_ >> shift));
  for (const Hash256& subtree : subtrees_) bytes.append(ViewOf(subtree));
  return bytes;
}

Result<MerkleFrontier> MerkleFrontier::Parse(std::string_view bytes) {
  if (bytes.size() < 8) return Fail(ErrorCode::kInvalidInput, "Merkle frontier: too short");
  MerkleFrontier frontier;
  for (std::size_t index = 8; index-- > 0;) {
    frontier.size_ = frontier.size_ << 8 | static_cast<unsigned char>(bytes[index]);
  }
  bytes.remove_prefix(8);
  const auto subtrees = static_cast<std::size_t>(std::popcount(frontier.size_));
  if (bytes.size() != subtrees * sizeof(Hash256)) {
    return Fail(ErrorCode::kInvalidInput, "Merkle frontier: its length does not fit its size");
  }
  frontier.subtrees_.resize(subtrees);
  for (Hash256& subtree : frontier.subtrees_) {
    std::memcpy(subtree.data(), bytes.data(), subtree.size());
    bytes.remove_prefix(subtree.size());
  }
  return frontier;
}

}  // namespace tenure
