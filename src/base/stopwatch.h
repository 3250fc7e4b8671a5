// How long something has taken, on a clock that never goes back. For bounds on waiting and for
// noticing slowness; never recorded, never decided by.
#pragma once

#include <chrono>

#include "tenure/time.h"

namespace tenure {

class Stopwatch {
 public:
  [[nodiscard]] Duration Elapsed() const {
    return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now() - begun_);
  }
  // What is left of `limit`, at least zero.
  [[nodiscard]] Duration Left(Duration limit) const {
    const Duration elapsed = Elapsed();
    return elapsed < limit ? limit - elapsed : Duration(0);
  }

 private:
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
};

}  // namespace tenure
