// The folded store in memory: the reference that the contract suite holds the others against, and
// the store of simulations, where it can lose its last writes as an unsynced store does in a crash.
#pragma once

#include <cstddef>

#include "store/keyed_store.h"

namespace tenure::store {

class MemoryStore final : public KeyedStore {
 public:
  static constexpr std::size_t kForgettable = 4096;  // enough for a simulation between two flushes

  // At most `forgettable` Apply calls can be forgotten; each keeps what it replaced until then.
  explicit MemoryStore(std::size_t forgettable = kForgettable);

  // The last `applies` calls of Apply never happened. Those before the last Flush stay. Returns how
  // many were forgotten. For use between two engines, when nobody reads or writes.
  std::size_t ForgetLast(std::size_t applies);
};

}  // namespace tenure::store
