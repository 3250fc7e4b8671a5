// What every benchmark needs: results that must be good, figures of a rate with its latencies,
// medians of rounds, goals with their verdict, sizes on disk and peak memory.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/assert.h"
#include "tenure/result.h"

namespace tenure::bench {

using Steady = std::chrono::steady_clock;
using Milliseconds = std::chrono::milliseconds;

// The value; a benchmark has no use for an error but to end with its message.
template <typename T>
T Must(Result<T> result) {
  TENURE_ASSERT(result.has_value(), "{}", result.error().message);
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

[[nodiscard]] double SecondsSince(Steady::time_point start);

// PROGRAM [DIRECTORY [SECONDS [ROUNDS [SIZE]]]]; what is left out is the default. DIRECTORY is
// where the program makes a fresh directory of its own.
struct Arguments {
  std::string directory;
  Milliseconds time{1000};  // of one contender in one round
  int rounds = 3;
  std::uint64_t size = 0;  // what it counts is the program's own
};
[[nodiscard]] Arguments ReadArguments(int argc, char** argv, const Arguments& otherwise);

// A fresh directory below `parent` (the machine's temporary directory when empty), removed with all
// that is in it.
class FreshDirectory {
 public:
  explicit FreshDirectory(const std::string& parent);
  FreshDirectory(const FreshDirectory&) = delete;
  FreshDirectory& operator=(const FreshDirectory&) = delete;
  ~FreshDirectory();
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Appends or commands a second, and how long one caller waited for its own.
struct Figures {
  double rate = 0;
  double p50_ms = 0;
  double p99_ms = 0;
  double processor_us = 0;  // of this process for each; 0 where another process does the work
};
struct Work {
  std::uint64_t done = 0;
  double seconds = 0;
  double processor_seconds = 0;
};
[[nodiscard]] Figures FiguresOf(std::vector<double> waited_ms, const Work& work);

// Runs `batch(waiting)`, which makes that many appends durable, again and again for `time`. Each
// caller of a batch waits for the whole of it.
[[nodiscard]] Figures MeasureBatches(int waiting, Milliseconds time,
                                     const std::function<void(int)>& batch);

[[nodiscard]] double MedianOf(std::vector<double> values);
[[nodiscard]] Figures MedianOf(const std::vector<Figures>& rounds);  // of each member by itself

// Prints a figure beside what ARCHITECTURE.md wants of it: "goal  what  0.97 >= 0.85  met".
void PrintAtLeast(std::string_view what, double figure, double goal);
void PrintAtMost(std::string_view what, double figure, double goal);

// Of this process: the most memory it ever had (VmHWM), and processor seconds of all its threads.
[[nodiscard]] std::uint64_t PeakMemoryBytes();
[[nodiscard]] double ProcessorSeconds();

// Sum of the sizes of all files in and below a directory.
[[nodiscard]] std::uint64_t BytesBelow(const std::string& directory);

}  // namespace tenure::bench
