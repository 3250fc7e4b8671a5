// A keyed store whose rows are a map.
#include "store/memory_store.h"

#include <memory>

#include "store/memory_rows.h"

namespace tenure::store {

MemoryStore::MemoryStore(std::size_t forgettable)
    : KeyedStore(std::make_unique<MemoryRows>(forgettable)) {}

std::size_t MemoryStore::ForgetLast(std::size_t applies) {
  ForgetTimerFloor();
  return static_cast<MemoryRows&>(rows()).ForgetLast(applies);
}

}  // namespace tenure::store
