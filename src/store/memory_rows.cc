// Each write keeps the values it replaced, newest last, until it is flushed.
#include "store/memory_rows.h"

#include "base/assert.h"

namespace tenure::store {

class MemoryRows::Batch final : public RowBatch {
 public:
  struct Change {
    std::string key;
    std::string until;                 // of a range, else empty
    std::optional<std::string> value;  // absent: delete
  };

  void Put(std::string_view key, std::string_view value) override {
    changes.push_back({std::string(key), "", std::string(value)});
  }
  void Delete(std::string_view key) override {
    changes.push_back({std::string(key), "", std::nullopt});
  }
  void DeleteRange(std::string_view from, std::string_view until) override {
    changes.push_back({std::string(from), std::string(until), std::nullopt});
  }

  std::vector<Change> changes;
};

std::unique_ptr<RowBatch> MemoryRows::NewBatch() const { return std::make_unique<Batch>(); }

void MemoryRows::Set(const std::string& key, std::optional<std::string> value, Undo* undo) {
  const auto found = rows_.find(key);
  if (undo != nullptr) {
    undo->emplace_back(key, found == rows_.end() ? std::nullopt : std::optional(found->second));
  }
  if (value) {
    rows_.insert_or_assign(key, *std::move(value));
  } else if (found != rows_.end()) {
    rows_.erase(found);
  }
}

Result<void> MemoryRows::Write(RowBatch& batch) {
  const std::lock_guard lock(mutex_);
  TENURE_ASSERT(visitors_ == 0, "a visitor writes to the rows it visits");
  Undo undo;
  Undo* const kept = forgettable_ > 0 ? &undo : nullptr;
  for (Batch::Change& change : static_cast<Batch&>(batch).changes) {
    if (change.until.empty()) {
      Set(change.key, std::move(change.value), kept);
      continue;
    }
    const auto end = rows_.lower_bound(change.until);
    for (auto row = rows_.lower_bound(change.key); row != end; row = rows_.erase(row)) {
      if (kept != nullptr) kept->emplace_back(row->first, row->second);
    }
  }
  if (kept != nullptr) undo_.push_back(std::move(undo));
  if (undo_.size() > forgettable_) undo_.pop_front();
  return {};
}

Result<void> MemoryRows::Get(std::span<const std::string_view> keys,
                             const Receiver& receiver) const {
  const std::lock_guard lock(mutex_);
  for (std::size_t index = 0; index < keys.size(); ++index) {
    const auto found = rows_.find(keys[index]);
    if (found != rows_.end()) TENURE_TRY(receiver(index, found->second));
  }
  return {};
}

Result<void> MemoryRows::Scan(std::string_view from, std::string_view until,
                              const Visitor& visitor) const {
  const std::lock_guard lock(mutex_);
  ++visitors_;
  Result<bool> more = true;
  for (auto row = rows_.lower_bound(from); row != rows_.end(); ++row) {
    if (!until.empty() && row->first >= until) break;
    more = visitor(row->first, row->second);
    if (!more || !*more) break;
  }
  --visitors_;
  if (!more) return Failure(std::move(more).error());
  return {};
}

Result<void> MemoryRows::Reclaim(std::string_view, std::string_view) { return {}; }

Result<void> MemoryRows::Flush() {
  const std::lock_guard lock(mutex_);
  undo_.clear();
  return {};
}

Result<void> MemoryRows::Maintain() { return {}; }

std::size_t MemoryRows::ForgetLast(std::size_t writes) {
  const std::lock_guard lock(mutex_);
  std::size_t forgotten = 0;
  for (; forgotten < writes && !undo_.empty(); ++forgotten) {
    const Undo undo = std::move(undo_.back());
    undo_.pop_back();
    for (auto old = undo.rbegin(); old != undo.rend(); ++old) Set(old->first, old->second, nullptr);
  }
  return forgotten;
}

}  // namespace tenure::store
