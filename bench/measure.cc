#include "bench/measure.h"

#include <fmt/format.h>
#include <stdlib.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace tenure::bench {
namespace {

void PrintGoal(std::string_view what, double figure, std::string_view relation, double goal,
               bool met) {
  fmt::print("goal  {:<58} {:>8.2f} {} {:<6g} {}\n", what, figure, relation, goal,
             met ? "met" : "MISSED");
}

double PartOf(const std::vector<double>& sorted, double part) {
  if (sorted.empty()) return 0;
  const auto index = static_cast<std::size_t>(static_cast<double>(sorted.size()) * part);
  return sorted[std::min(index, sorted.size() - 1)];
}

}  // namespace

double SecondsSince(Steady::time_point start) {
  return std::chrono::duration<double>(Steady::now() - start).count();
}

Arguments ReadArguments(int argc, char** argv, const Arguments& otherwise) {
  Arguments arguments = otherwise;
  if (argc > 1) arguments.directory = argv[1];
  if (argc > 2) arguments.time = Milliseconds(static_cast<int>(std::atof(argv[2]) * 1000));
  if (argc > 3) arguments.rounds = std::max(1, std::atoi(argv[3]));
  if (argc > 4) arguments.size = std::strtoull(argv[4], nullptr, 10);
  return arguments;
}

FreshDirectory::FreshDirectory(const std::string& parent) {
  const std::filesystem::path below =
      parent.empty() ? std::filesystem::temp_directory_path() : std::filesystem::path(parent);
  std::filesystem::create_directories(below);
  std::string pattern = (std::filesystem::absolute(below) / "tenure-bench-XXXXXX").string();
  TENURE_ASSERT(::mkdtemp(pattern.data()) != nullptr, "no directory {}", pattern);
  path_ = pattern;
}

FreshDirectory::~FreshDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Figures FiguresOf(std::vector<double> waited_ms, const Work& work) {
  std::sort(waited_ms.begin(), waited_ms.end());
  const auto done = static_cast<double>(work.done);
  return {done / work.seconds, PartOf(waited_ms, 0.5), PartOf(waited_ms, 0.99),
          done == 0 ? 0 : work.processor_seconds * 1e6 / done};
}

Figures MeasureBatches(int waiting, Milliseconds time, const std::function<void(int)>& batch) {
  std::vector<double> waited_ms;
  const double processor_start = ProcessorSeconds();
  const auto start = Steady::now();
  std::uint64_t done = 0;
  do {
    const auto before = Steady::now();
    batch(waiting);
    waited_ms.push_back(SecondsSince(before) * 1000);
    done += static_cast<std::uint64_t>(waiting);
  } while (Steady::now() - start < time);
  return FiguresOf(std::move(waited_ms),
                   {done, SecondsSince(start), ProcessorSeconds() - processor_start});
}

double MedianOf(std::vector<double> values) {
  TENURE_ASSERT(!values.empty(), "no rounds");
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

Figures MedianOf(const std::vector<Figures>& rounds) {
  std::vector<double> rate, p50, p99, processor;
  for (const Figures& one : rounds) {
    rate.push_back(one.rate);
    p50.push_back(one.p50_ms);
    p99.push_back(one.p99_ms);
    processor.push_back(one.processor_us);
  }
  return {MedianOf(rate), MedianOf(p50), MedianOf(p99), MedianOf(processor)};
}

void PrintAtLeast(std::string_view what, double figure, double goal) {
  PrintGoal(what, figure, ">=", goal, figure >= goal);
}

void PrintAtMost(std::string_view what, double figure, double goal) {
  PrintGoal(what, figure, "<=", goal, figure <= goal);
}

std::uint64_t PeakMemoryBytes() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    std::uint64_t kib = 0;
    if (word == "VmHWM:" && status >> kib) return kib * 1024;
  }
  return 0;
}

double ProcessorSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

std::uint64_t BytesBelow(const std::string& directory) {
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) bytes += entry.file_size();
  }
  return bytes;
}

}  // namespace tenure::bench
