// What the folded store and the views stand on: rows of bytes in key order, written in atomic
// batches. Two implementations, memory_rows (a map) and rocksdb/rocksdb_rows; what the rows mean is
// decided once, in keyed_store and keyed_views, so the same change gives the same bytes over both.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string_view>

#include "tenure/result.h"

namespace tenure::store {

// Changes of one atomic write, applied in the order they were added.
class RowBatch {
 public:
  virtual ~RowBatch() = default;
  virtual void Put(std::string_view key, std::string_view value) = 0;
  virtual void Delete(std::string_view key) = 0;  // of a row that may not be there
  virtual void DeleteRange(std::string_view from, std::string_view until) = 0;  // until: exclusive
};

// Writing: one thread at a time. Reading: any thread; each read sees all of a write or nothing.
class Rows {
 public:
  // False ends the scan. The views are valid during the call. Must not write to the same rows.
  using Visitor = std::function<Result<bool>(std::string_view key, std::string_view value)>;
  // `index` is the key's place in the span; called for present rows only.
  using Receiver = std::function<Result<void>(std::size_t index, std::string_view value)>;

  virtual ~Rows() = default;

  [[nodiscard]] virtual std::unique_ptr<RowBatch> NewBatch() const = 0;
  // `batch` must come from NewBatch of the same rows. Not synced.
  [[nodiscard]] virtual Result<void> Write(RowBatch& batch) = 0;

  // `keys` ascending, duplicates allowed. All are read at one instant.
  [[nodiscard]] virtual Result<void> Get(std::span<const std::string_view> keys,
                                         const Receiver& receiver) const = 0;
  // Rows with from <= key < until, ascending, as of the call. An empty `until` is no bound.
  [[nodiscard]] virtual Result<void> Scan(std::string_view from, std::string_view until,
                                          const Visitor& visitor) const = 0;

  // Gives back the space of deleted rows in the range. Changes no row.
  [[nodiscard]] virtual Result<void> Reclaim(std::string_view from, std::string_view until) = 0;
  // Makes what was written so far survive a crash.
  [[nodiscard]] virtual Result<void> Flush() = 0;
  // Housekeeping of a quiet moment; see Store::Maintain.
  [[nodiscard]] virtual Result<void> Maintain() = 0;
};

}  // namespace tenure::store
