#include "engine/projector_rows.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <utility>

namespace tenure::engine {
namespace {

using google::protobuf::Arena;

constexpr std::size_t kBlockBytesMax = 256 * 1024;
constexpr std::size_t kTableMin = 64;

std::unique_ptr<Arena> NewArena() {
  google::protobuf::ArenaOptions options;
  options.max_block_size = kBlockBytesMax;
  return std::make_unique<Arena>(options);
}

// Up to eight bytes of a key from `at` on, so that comparing numbers compares texts.
std::uint64_t Part(std::string_view key, std::size_t at) {
  std::uint64_t part = 0;
  for (std::size_t i = 0; i < sizeof part; ++i) {
    part = part << 8 | (at + i < key.size() ? static_cast<unsigned char>(key[at + i]) : 0U);
  }
  return part;
}

// How many bytes all keys begin with.
std::size_t SharedBytes(const std::vector<CachedRow*>& rows) {
  if (rows.empty()) return 0;
  const std::string_view first = rows.front()->key;
  std::size_t shared = first.size();
  for (const CachedRow* row : rows) {
    shared = std::min(shared, row->key.size());
    while (shared > 0 && std::memcmp(first.data(), row->key.data(), shared) != 0) --shared;
  }
  return shared;
}

}  // namespace

ProjectorRows::ProjectorRows() : arena_(NewArena()), table_(kTableMin) {}

CachedRow* ProjectorRows::Find(std::string_view key) {
  const std::uint64_t hash = std::hash<std::string_view>()(key);
  const std::size_t mask = table_.size() - 1;
  for (std::size_t at = hash & mask; table_[at].row != nullptr; at = (at + 1) & mask) {
    if (table_[at].hash == hash && table_[at].row->key == key) return table_[at].row;
  }
  return nullptr;
}

CachedRow* ProjectorRows::Add(std::string_view key, const google::protobuf::Message& prototype) {
  if (2 * (count_ + 1) > table_.size()) Grow();
  ++count_;
  CachedRow* const row = Arena::Create<CachedRow>(arena_.get());
  char* const bytes = Arena::CreateArray<char>(arena_.get(), key.size());
  std::copy(key.begin(), key.end(), bytes);
  row->key = {bytes, key.size()};
  row->row = prototype.New(arena_.get());
  Place({std::hash<std::string_view>()(key), row});
  return row;
}

void ProjectorRows::SetIndexed(CachedRow* row, std::vector<std::string> texts) {
  if (row->indexed == nullptr) {
    row->indexed = Arena::Create<std::vector<std::string>>(arena_.get());
  }
  *row->indexed = std::move(texts);
}

void ProjectorRows::Place(const Slot& slot) {
  const std::size_t mask = table_.size() - 1;
  std::size_t at = slot.hash & mask;
  while (table_[at].row != nullptr) at = (at + 1) & mask;
  table_[at] = slot;
}

void ProjectorRows::Grow() {
  const std::vector<Slot> before = std::exchange(table_, {});
  table_.resize(before.size() * 2);
  for (const Slot& slot : before) {
    if (slot.row != nullptr) Place(slot);
  }
}

void ProjectorRows::MarkDirty(CachedRow* row) {
  if (row->dirty) return;
  row->dirty = true;
  dirty_.push_back(row);
}

std::vector<CachedRow*> ProjectorRows::TakeDirty() {
  std::vector<CachedRow*> rows = std::exchange(dirty_, {});
  const std::size_t shared = SharedBytes(rows);
  std::vector<std::pair<std::uint64_t, CachedRow*>> order;
  order.reserve(rows.size());
  for (CachedRow* row : rows) order.emplace_back(Part(row->key, shared), row);
  std::sort(order.begin(), order.end(), [](const auto& left, const auto& right) {
    if (left.first != right.first) return left.first < right.first;
    return left.second->key < right.second->key;
  });
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rows[i] = order[i].second;
    rows[i]->dirty = false;
  }
  return rows;
}

void ProjectorRows::Clear() {
  if (count_ == 0) return;
  table_.assign(kTableMin, {});
  count_ = 0;
  dirty_.clear();
  arena_ = NewArena();
}

std::size_t ProjectorRows::bytes() const {
  return arena_->SpaceAllocated() + table_.size() * sizeof(Slot);
}

}  // namespace tenure::engine
