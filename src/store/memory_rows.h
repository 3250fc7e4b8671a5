// Rows in an ordered map: the reference, and what simulations run on. Like an unsynced database it
// can lose its last writes, whole ones only.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "store/rows.h"

namespace tenure::store {

class MemoryRows final : public Rows {
 public:
  // Remembers how to undo at most `forgettable` writes.
  explicit MemoryRows(std::size_t forgettable) : forgettable_(forgettable) {}

  [[nodiscard]] std::unique_ptr<RowBatch> NewBatch() const override;
  Result<void> Write(RowBatch& batch) override;
  Result<void> Get(std::span<const std::string_view> keys, const Receiver& receiver) const override;
  Result<void> Scan(std::string_view from, std::string_view until,
                    const Visitor& visitor) const override;
  Result<void> Reclaim(std::string_view from, std::string_view until) override;
  Result<void> Flush() override;     // nothing before it can be forgotten any more
  Result<void> Maintain() override;  // nothing to do

  // Undoes the last `writes` writes since the last Flush, or as many as are remembered; returns how
  // many. What a crash does to a store that is not synced.
  std::size_t ForgetLast(std::size_t writes);

 private:
  class Batch;
  using Undo = std::vector<std::pair<std::string, std::optional<std::string>>>;

  void Set(const std::string& key, std::optional<std::string> value, Undo* undo);

  const std::size_t forgettable_;
  mutable std::recursive_mutex mutex_;  // guards all below; recursive: a visitor may read
  mutable int visitors_ = 0;            // scans under way on the thread that holds the mutex
  std::map<std::string, std::string, std::less<>> rows_;
  std::deque<Undo> undo_;
};

}  // namespace tenure::store
