// A measurement in a process of its own, so that its peak memory and its processor time are its own
// and a kill can be real.
#pragma once

#include <cstdint>
#include <functional>

#include "bench/measure.h"

namespace tenure::bench {

// What one measurement says of itself.
struct Spent {
  double seconds = 0;
  double processor_seconds = 0;  // of all threads
  std::uint64_t count = 0;       // of whatever it did
  std::uint64_t peak_bytes = 0;  // VmHWM

  [[nodiscard]] double Rate() const { return static_cast<double>(count) / seconds; }
  [[nodiscard]] double RatePerCore() const {
    return static_cast<double>(count) / processor_seconds;
  }
};

// Given to a measurement: running from its start on.
class Watch {
 public:
  Watch() { Restart(); }
  void Restart();
  // Ends the time; what is done afterwards, like giving memory back, does not count.
  void Stop();
  // Tells the parent, once. Stops first.
  void Report(std::uint64_t count, int pipe_end);

 private:
  Steady::time_point start_;
  double processor_start_ = 0;
  Spent spent_;
  bool stopped_ = false;
};

// Runs `work` in a child and returns what it reports; the count is what `work` returns. The caller
// must have no threads: a fork takes none of them along.
[[nodiscard]] Spent Apart(const std::function<std::uint64_t(Watch&)>& work);

// Runs `work`, which calls `report(count)` once and goes on working without end, in a child;
// a moment after the report it is killed with SIGKILL.
[[nodiscard]] Spent ApartUntilKilled(
    const std::function<void(const std::function<void(std::uint64_t)>& report)>& work);

}  // namespace tenure::bench
