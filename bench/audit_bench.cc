// What evidence costs: surveying a log's files beside the bare hashing of its records, a proof of
// one record, one customer as he was known in the middle of the log.
//
//   audit_bench [DIRECTORY [SECONDS [ROUNDS [COMMANDS]]]]
#include <fmt/format.h>

#include <map>
#include <vector>

#include "app/as_of_store.h"
#include "audit/checkpoint.h"
#include "audit/proof.h"
#include "audit/tiles.h"
#include "base/merkle.h"
#include "bench/history.h"
#include "bench/measure.h"
#include "log/segment/survey.h"

namespace tenure::bench {
namespace {

constexpr int kCommandsAtOnce = 1'024;
constexpr int kProofs = 200;

std::vector<std::string> RecordsOf(const log::Log& log) {
  std::vector<std::string> records;
  auto cursor = Must(log.Read(0, {}));
  log::RecordView view;
  while (Must(cursor->Next(&view))) records.emplace_back(view.bytes);
  return records;
}

double Rate(std::size_t records, double seconds) {
  return static_cast<double>(records) / seconds / 1e6;
}

// Millions of records a second of one core.
double HashFloor(const std::vector<std::string>& records) {
  const double start = ProcessorSeconds();
  MerkleFrontier frontier;
  for (const std::string& record : records) frontier.Append(MerkleLeaf(record));
  return Rate(records.size(), ProcessorSeconds() - start);
}

double SurveyRate(Files& files, const std::string& store, audit::Tiles* tiles) {
  log::SurveyRequest request;
  std::unique_ptr<audit::TileLeaves> leaves;
  if (tiles != nullptr) {
    leaves = std::make_unique<audit::TileLeaves>(*tiles);
    request.leaves = leaves.get();
  }
  const double start = ProcessorSeconds();
  const log::SurveyReport report = Must(log::SurveyFiles(files, store, 0, request));
  TENURE_ASSERT(report.damages.empty(), "damages={}", report.damages.size());
  return Rate(report.records, ProcessorSeconds() - start);
}

double ProofMilliseconds(const log::Log& log, audit::Tiles& tiles, const std::string& note,
                         Position size) {
  const auto start = Steady::now();
  for (int i = 0; i < kProofs; ++i) {
    const Position position = size / kProofs * static_cast<Position>(i);
    (void)Must(audit::ProveInclusion(log, tiles, position, note));
  }
  return SecondsSince(start) * 1000 / kProofs;
}

double AsOfMilliseconds(Files& files, Random& random, const StorePlace& place, Position at) {
  cli::GlobalOptions options;
  options.as_of = std::to_string(at);
  options.as_of_scope = CustomerScope(1);
  auto present = OpenStore(files, random, place);
  const auto start = Steady::now();
  const auto past = Must(app::OpenAsOf(files, std::move(present), options));
  return SecondsSince(start) * 1000;
}

void Run(const Arguments& arguments) {
  const FreshDirectory directory(arguments.directory);
  const StorePlace place{directory.path() + "/store"};
  MakeStore(place);
  const auto files = PosixFiles();
  SystemRandom random;
  auto store = OpenStore(*files, random, place);
  History history(*store, std::max<std::uint64_t>(2, arguments.size / 10));
  for (std::uint64_t done = 0; done < arguments.size; done += kCommandsAtOnce) {
    history.Write(
        static_cast<int>(std::min<std::uint64_t>(kCommandsAtOnce, arguments.size - done)));
  }
  Must(store->engine->Settle());
  const std::vector<std::string> records = RecordsOf(*store->log);
  const Position size = records.size();
  Must(files->MakeDirectory(place.directory + "/tiles"));
  audit::Tiles tiles(*files, place.directory + "/tiles/p00000");
  const auto tiles_start = Steady::now();
  Must(tiles.Extend(*store->log, size));
  const double tile_seconds = SecondsSince(tiles_start);
  const std::string note = audit::SignNote(
      audit::CheckpointText({"bench", {size, Must(store->log->RootAt(size))}}), "bench", {});
  std::map<std::string, std::vector<double>> rounds;
  for (int round = 0; round < arguments.rounds; ++round) {
    rounds["proof"].push_back(ProofMilliseconds(*store->log, tiles, note, size));
  }
  Must(store->Close());
  store.reset();
  for (int round = 0; round < arguments.rounds; ++round) {
    rounds["hash"].push_back(HashFloor(records));
    rounds["survey"].push_back(SurveyRate(*files, place.directory, nullptr));
    rounds["with tiles"].push_back(SurveyRate(*files, place.directory, &tiles));
    rounds["as of"].push_back(AsOfMilliseconds(*files, random, place, size / 2));
  }
  const auto median = [&](const char* name) { return MedianOf(rounds.at(name)); };
  fmt::print("{} records; tiles made in {:.2f} s\n", size, tile_seconds);
  fmt::print("million records/s a core: hashing alone {:.2f}, verify {:.2f}, with tiles {:.2f}\n",
             median("hash"), median("survey"), median("with tiles"));
  fmt::print("a proof {:.3f} ms; one customer as of the middle {:.2f} ms\n", median("proof"),
             median("as of"));
  PrintAtLeast("million records/s a core, audit verify with tiles", median("with tiles"), 0.5);
}

}  // namespace
}  // namespace tenure::bench

int main(int argc, char** argv) {
  using namespace std::chrono_literals;
  tenure::bench::Run(tenure::bench::ReadArguments(
      argc, argv, {.directory = "", .time = 1000ms, .rounds = 3, .size = 1'000'000}));
  return 0;
}
