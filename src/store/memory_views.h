// The views in memory: the reference that the contract suite holds the others against, and the
// views of simulations, where they can lose their last writes as unsynced views do in a crash.
#pragma once

#include <cstddef>

#include "store/keyed_views.h"

namespace tenure::store {

class MemoryViews final : public KeyedViews {
 public:
  static constexpr std::size_t kForgettable = 4096;  // enough for a simulation between two flushes

  // At most `forgettable` writes (Apply or Drop) can be forgotten.
  explicit MemoryViews(std::size_t forgettable = kForgettable);

  // The last `writes` calls of Apply or Drop never happened. Those before the last Flush stay.
  // Returns how many were forgotten. For use when nobody reads or writes.
  std::size_t ForgetLast(std::size_t writes);
};

}  // namespace tenure::store
