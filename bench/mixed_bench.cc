// Whole commands of all contexts, durable, at 1, 16, 64 and 256 waiting: customers whose stories
// are told go on with messages, traits and owners, invoices, payments and allocations, contacts
// about debts, signals and answers of key accounts, in turns.
//
//   mixed_bench [DIRECTORY [SECONDS [ROUNDS [CUSTOMERS]]]]
#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "bench/history.h"
#include "bench/measure.h"

namespace tenure::bench {
namespace {

constexpr std::uint64_t kCommandsAtOnce = 1'024;

int Main(const Arguments& arguments) {
  const FreshDirectory directory(arguments.directory);
  const StorePlace place{directory.path() + "/store"};
  MakeStore(place);
  const auto files = PosixFiles();
  SystemRandom random;
  const auto store = OpenStore(*files, random, place);
  History history(*store, arguments.size);
  for (std::uint64_t left = arguments.size * kStorySteps; left > 0;) {
    const std::uint64_t now = std::min(left, kCommandsAtOnce);
    history.Write(static_cast<int>(now));
    left -= now;
  }
  Must(store->projector->CatchUp());
  fmt::print("{} customers, {} events before the first measured command\n", arguments.size,
             store->engine->head());
  fmt::print("{:>8} {:>12} {:>9} {:>9} {:>9}\n", "waiting", "commands/s", "p50 ms", "p99 ms",
             "cpu us");
  for (const int waiting : {1, 16, 64, 256}) {
    std::vector<Figures> rounds;
    for (int round = 0; round < arguments.rounds; ++round) {
      rounds.push_back(MeasureBatches(waiting, arguments.time, [&](int n) { history.Write(n); }));
    }
    const Figures figures = MedianOf(rounds);
    fmt::print("{:>8} {:>12.0f} {:>9.2f} {:>9.2f} {:>9.1f}\n", waiting, figures.rate,
               figures.p50_ms, figures.p99_ms, figures.processor_us);
  }
  Must(store->Close());
  fmt::print("closed in order\n");
  return 0;
}

}  // namespace
}  // namespace tenure::bench

int main(int argc, char** argv) {
  return tenure::bench::Main(
      tenure::bench::ReadArguments(argc, argv, {.rounds = 5, .size = 4'000}));
}
