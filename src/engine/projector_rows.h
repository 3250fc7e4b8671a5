// The rows of one view that a projector has in memory. A rebuild looks up a row for every event and
// has millions of them, so rows, keys and messages lie side by side in one arena, are found with
// one look into a flat table, and go away all at once.
#pragma once

#include <google/protobuf/arena.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tenure/domain.h"

namespace tenure::engine {

struct CachedRow {
  std::string_view key;
  google::protobuf::Message* row = nullptr;
  // Texts under which the stored row stands in each index; null while none is stored.
  std::vector<std::string>* indexed = nullptr;
  bool dirty = false;  // differs from what is stored
};

// One thread. Pointers to rows hold until Clear.
class ProjectorRows {
 public:
  ProjectorRows();

  // Null when the row is not in memory.
  [[nodiscard]] CachedRow* Find(std::string_view key);
  // A new, empty row; `key` is not in memory yet.
  CachedRow* Add(std::string_view key, const google::protobuf::Message& prototype);
  // Makes room for the texts of a row that is stored.
  void SetIndexed(CachedRow* row, std::vector<std::string> texts);

  void MarkDirty(CachedRow* row);
  // The dirty rows in key order; they are clean from then on.
  [[nodiscard]] std::vector<CachedRow*> TakeDirty();

  // Forgets every row. None may be dirty.
  void Clear();
  // About what it holds of memory.
  [[nodiscard]] std::size_t bytes() const;

 private:
  struct Slot {
    std::uint64_t hash = 0;
    CachedRow* row = nullptr;  // null: free
  };

  void Grow();
  void Place(const Slot& slot);

  std::unique_ptr<google::protobuf::Arena> arena_;
  std::vector<Slot> table_;  // open addressing, a power of two, at most half full
  std::size_t count_ = 0;
  std::vector<CachedRow*> dirty_;
};

}  // namespace tenure::engine
