// Keyed views whose rows are a map.
#include "store/memory_views.h"

#include <memory>

#include "store/memory_rows.h"

namespace tenure::store {

MemoryViews::MemoryViews(std::size_t forgettable)
    : KeyedViews(std::make_unique<MemoryRows>(forgettable)) {}

std::size_t MemoryViews::ForgetLast(std::size_t writes) {
  return static_cast<MemoryRows&>(rows()).ForgetLast(writes);
}

}  // namespace tenure::store
