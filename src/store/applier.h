// Carries changes of the fold into a store beside the thread that makes them, one after the other.
// app has one with a thread of its own; an engine without one applies on its own thread.
#pragma once

#include "store/store.h"
#include "tenure/result.h"

namespace tenure::store {

// For one caller's thread. Once a change could not be applied nothing later is: every further call
// gives that change's error.
class Applier {
 public:
  virtual ~Applier() = default;

  // Takes the change over and returns, perhaps before the store has it. Waits for the one before.
  [[nodiscard]] virtual Result<void> Begin(StoreChange change) = 0;
  // Returns when the store has everything that was begun, and nobody but the caller writes to it.
  [[nodiscard]] virtual Result<void> Finish() = 0;
};

}  // namespace tenure::store
