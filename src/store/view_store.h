// The port of read models: rows and indexes of all views, each with the log position up to which it
// is folded. Same rules as store.h: derived, atomic, not synced.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenure/ids.h"
#include "tenure/result.h"

namespace tenure::store {

struct ViewState {
  enum class Status : std::uint8_t { kLive = 0, kBuilding = 1, kStopped = 2 };
  std::uint32_t view = 0;  // id in this database, given once per (name, version)
  std::string name;
  std::uint32_t version = 0;
  Position position = 0;  // next record to apply
  Status status = Status::kLive;
  std::string stopped_by;  // why a kStopped view stopped
  bool operator==(const ViewState&) const = default;
};

struct ViewRow {
  std::uint32_t view = 0;
  std::string key;
  std::string value;  // empty deletes the row
};
struct ViewIndexRow {
  std::uint32_t view = 0;
  std::uint32_t index = 0;  // place in ProjectionOptions.indexes
  std::string value;        // holds no 0x00, else kInvalidInput
  std::string key;
  bool gone = false;
};
struct ViewChange {
  std::vector<ViewState> states;
  std::vector<ViewRow> rows;
  std::vector<ViewIndexRow> indexes;
};

class ViewStore {
 public:
  virtual ~ViewStore() = default;

  [[nodiscard]] virtual Result<std::vector<ViewState>> Views() const = 0;
  // In the order of `keys`; absent rows are nullopt.
  [[nodiscard]] virtual Result<std::vector<std::optional<std::string>>> Get(
      std::uint32_t view, std::span<const std::string> keys) const = 0;
  // One atomic write. One thread at a time. Rebuilds: rows sorted by key, a call of some 100,000
  // rows at most, since one write is in memory as a whole.
  [[nodiscard]] virtual Result<void> Apply(const ViewChange& change) = 0;
  // Rows with key >= from, in key order; stops when the visitor returns false.
  [[nodiscard]] virtual Result<void> Rows(
      std::uint32_t view, std::string_view from,
      const std::function<bool(std::string_view key, std::string_view value)>& visitor) const = 0;
  // Keys of rows whose indexed field has exactly `value`, in key order.
  [[nodiscard]] virtual Result<void> Indexed(
      std::uint32_t view, std::uint32_t index, std::string_view value,
      const std::function<bool(std::string_view key)>& visitor) const = 0;
  // Every row of every view, index and state as (key bytes, value bytes) in key order, for digests.
  [[nodiscard]] virtual Result<void> VisitAll(
      const std::function<bool(std::string_view key, std::string_view value)>& visitor) const = 0;
  // Removes all rows, indexes and the state of a view and gives the space back.
  [[nodiscard]] virtual Result<void> Drop(std::uint32_t view) = 0;
  [[nodiscard]] virtual Result<void> Flush() = 0;
  // See Store::Maintain.
  [[nodiscard]] virtual Result<void> Maintain() = 0;
};

}  // namespace tenure::store
