// A store of a million events of all contexts and 40,000 customers: written under load by an engine
// that is then killed, opened again, weighed, and folded from zero. Each step is a process of its
// own, with its processor time and its peak memory; folds stand beside reading and parsing the same
// log.
//
//   replay_bench [DIRECTORY [SECONDS [ROUNDS [EVENTS]]]]    SECONDS has no meaning here
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "bench/apart.h"
#include "bench/history.h"
#include "bench/measure.h"
#include "engine/catch_up.h"
#include "engine/fold.h"
#include "engine/projector.h"
#include "engine/verify.h"
#include "log/record_codec.h"
#include "log/segment/identity.h"
#include "log/segment/segment_log.h"
#include "store/memory_store.h"
#include "store/memory_views.h"
#include "store/rocksdb/rocksdb_store.h"
#include "store/rocksdb/rocksdb_views.h"
#include "tenure/projection.h"

namespace tenure::bench {
namespace {

constexpr int kCommandsAtOnce = 1'024;  // what one batch of the engine takes
constexpr Position kCatchUpEvery = 20'000;

// The store's log, for reading only.
class OpenLog {
 public:
  explicit OpenLog(const StorePlace& place) : files_(PosixFiles()) {
    directory_ = Must(log::LogDirectory::Open(*files_, place.directory, {.read_only = true}));
  }
  [[nodiscard]] log::SegmentLog& log() { return directory_->partition(0); }
  [[nodiscard]] store::StoreId id() { return log::StoreIdOf(directory_->meta()); }

 private:
  std::unique_ptr<Files> files_;
  std::unique_ptr<log::LogDirectory> directory_;
};

// Calls `visit` with every record, in order; returns how many there are.
template <typename Visit>
std::uint64_t ForEachRecord(log::Log& log, Visit&& visit) {
  const auto cursor = Must(log.Read(0, {}));
  log::RecordView record;
  std::uint64_t count = 0;
  for (; Must(cursor->Next(&record)); ++count) visit(record);
  return count;
}

void PrintSpent(std::string_view what, const Spent& spent, std::string_view of) {
  fmt::print("{:<44} {:>8.2f} s {:>12.0f} {}/s {:>10.0f}/s a core {:>6} MiB peak\n", what,
             spent.seconds, spent.Rate(), of, spent.RatePerCore(), spent.peak_bytes >> 20);
}

// ---- load, kill, open ----

void Load(const StorePlace& place, Position events,
          const std::function<void(std::uint64_t)>& report) {
  const auto files = PosixFiles();
  SystemRandom random;
  const auto store = OpenStore(*files, random, place);
  History history(*store, std::max<std::uint64_t>(1, events / kStorySteps));
  Position next_catch_up = kCatchUpEvery;
  bool reported = false;
  for (;;) {
    history.Write(kCommandsAtOnce);
    if (store->engine->head() >= next_catch_up) {
      Must(store->projector->CatchUp());
      next_catch_up = store->engine->head() + kCatchUpEvery;
    }
    if (!reported && store->engine->head() >= events) {
      report(store->engine->head());
      reported = true;
    }
  }
}

// How far the folded store on disk is: what a crash took is folded again by the next opening.
Position FoldedTo(const StorePlace& place) {
  const auto count = [&](Watch&) {
    OpenLog opened(place);
    const std::string directory =
        fmt::format("{}/store-p00000-f{}", place.directory, engine::FoldVersionOf(BuiltInDomain()));
    const auto store = store::OpenRocksdbStoreReadOnly(directory, opened.id());
    return store ? Must((*store)->GetApplied()).position : 0;
  };
  return Apart(count).count;
}

void PrintOpening(const StorePlace& place) {
  const Position folded = FoldedTo(place);
  const Spent open = Apart([&](Watch& watch) {
    const auto files = PosixFiles();
    SystemRandom random;
    const auto store = OpenStore(*files, random, place);
    watch.Stop();
    const Position head = store->engine->head();
    Must(store->Close());
    return head;
  });
  fmt::print(
      "open after kill -9: {:.2f} s, {:.2f} of the processor, {} events folded again, {} MiB "
      "peak\n",
      open.seconds, open.processor_seconds, open.count - folded, open.peak_bytes >> 20);
  PrintAtMost(fmt::format("seconds to open {} events after kill -9", open.count), open.seconds, 1);
  const Spent views = Apart([&](Watch& watch) {
    const auto files = PosixFiles();
    SystemRandom random;
    const auto store = OpenStore(*files, random, place);
    Position behind = 0;
    for (const auto& view : Must(store->projector->Status())) {
      behind = std::max(behind, view.head - view.position);
    }
    watch.Restart();
    Must(store->projector->CatchUp());
    watch.Stop();
    Must(store->Close());
    return behind;
  });
  PrintSpent("read models brought up after the kill", views, "events");
}

// ---- bytes ----

std::uint64_t RecordBytes(const StorePlace& place) {
  OpenLog opened(place);
  std::uint64_t bytes = 0;
  ForEachRecord(opened.log(), [&](const log::RecordView& view) { bytes += view.bytes.size(); });
  return bytes;
}

void PrintBytes(const StorePlace& place) {
  const Spent sealed = Apart([&](Watch& watch) {
    const auto files = PosixFiles();
    const auto opened = Must(log::LogDirectory::Open(*files, place.directory, {}));
    log::SegmentLog& log = opened->partition(0);
    log.Roll();
    while (Must(log.SealNext())) continue;
    watch.Stop();
    const Position head = Must(log.Head());
    Must(opened->Close());
    return head;
  });
  const std::uint64_t log = BytesBelow(place.directory + "/log");
  const std::uint64_t views = BytesBelow(place.directory + "/views");
  const auto a_record = [&](std::uint64_t bytes) {
    return static_cast<double>(bytes) / static_cast<double>(sealed.count);
  };
  fmt::print(
      "bytes an event of {:.0f}: log, all sealed {:.0f}; folded store {:.0f}; read models {:.0f}; "
      "keys {:.0f}\n",
      a_record(RecordBytes(place)), a_record(log),
      a_record(BytesBelow(place.directory) - log - views), a_record(views),
      a_record(BytesBelow(place.keys())));
  PrintAtMost("bytes an event in the sealed log", a_record(log), 180);
}

// ---- folds ----

std::uint64_t Read(const StorePlace& place, Watch& watch) {
  OpenLog opened(place);
  watch.Restart();
  return ForEachRecord(opened.log(), [](const log::RecordView&) {});
}

std::uint64_t Parse(const StorePlace& place, Watch& watch) {
  OpenLog opened(place);
  watch.Restart();
  return ForEachRecord(opened.log(), [](const log::RecordView& view) {
    const v1::Record record = Must(log::DecodeRecord(view.bytes));
    Must(engine::EventOf(record, BuiltInDomain()));
  });
}

std::uint64_t Fold(log::Log& log, store::Store& store, Watch& watch) {
  app::SystemClock clock;
  watch.Restart();
  const auto engine = Must(engine::Engine::Open({log, store, clock, BuiltInDomain()}, {}));
  watch.Stop();
  return engine->head();
}

std::uint64_t FoldInMemory(const StorePlace& place, Watch& watch) {
  OpenLog opened(place);
  store::MemoryStore store;
  return Fold(opened.log(), store, watch);
}

std::uint64_t FoldOnDisk(const StorePlace& place, Watch& watch) {
  OpenLog opened(place);
  const FreshDirectory fresh(std::filesystem::path(place.directory).parent_path());
  const auto store = Must(store::OpenRocksdbStore(fresh.path() + "/store", opened.id()));
  return Fold(opened.log(), *store, watch);
}

std::uint64_t Rebuild(log::Log& log, store::ViewStore& views, Watch& watch) {
  const auto projector =
      Must(engine::Projector::Open({log, views, BuiltInDomain(), BuiltInProjections()}));
  watch.Restart();
  Must(projector->CatchUp());
  watch.Stop();
  return Must(log.Head());
}

// Keeps nothing: what folding the rows costs without the writing of them.
class ThrownAway final : public store::ViewStore {
 public:
  Result<std::vector<store::ViewState>> Views() const override { return {}; }
  Result<std::vector<std::optional<std::string>>> Get(
      std::uint32_t, std::span<const std::string> keys) const override {
    return std::vector<std::optional<std::string>>(keys.size());
  }
  Result<void> Apply(const store::ViewChange&) override { return {}; }
  Result<void> Rows(std::uint32_t, std::string_view,
                    const std::function<bool(std::string_view, std::string_view)>&) const override {
    return {};
  }
  Result<void> Indexed(std::uint32_t, std::uint32_t, std::string_view,
                       const std::function<bool(std::string_view)>&) const override {
    return {};
  }
  Result<void> VisitAll(
      const std::function<bool(std::string_view, std::string_view)>&) const override {
    return {};
  }
  Result<void> Drop(std::uint32_t) override { return {}; }
  Result<void> Flush() override { return {}; }
  Result<void> Maintain() override { return {}; }
};

std::uint64_t RebuildThrownAway(const StorePlace& place, Watch& watch) {
  OpenLog opened(place);
  ThrownAway views;
  return Rebuild(opened.log(), views, watch);
}

std::uint64_t RebuildOnDisk(const StorePlace& place, Watch& watch) {
  OpenLog opened(place);
  const FreshDirectory fresh(std::filesystem::path(place.directory).parent_path());
  const auto views = Must(store::OpenRocksdbViews(fresh.path() + "/views", opened.id()));
  return Rebuild(opened.log(), *views, watch);
}

std::uint64_t VerifyLog(const StorePlace& place, Watch& watch) {
  OpenLog opened(place);
  watch.Restart();
  return Must(opened.log().Verify()).records;
}

// What `replay verify` does, reading the live rows included.
std::uint64_t VerifyReplay(const StorePlace& place, Watch& watch) {
  const auto files = PosixFiles();
  SystemRandom random;
  const auto store = OpenStore(*files, random, place);
  Must(store->projector->CatchUp());
  store::MemoryStore fresh_store;
  store::MemoryViews fresh_views;
  watch.Restart();
  const auto report =
      Must(engine::VerifyReplay(*store->log, BuiltInDomain(), BuiltInProjections(), *store->store,
                                *store->views, {fresh_store, fresh_views}, {}));
  watch.Stop();
  TENURE_ASSERT(!report.divergence, "{}", report.divergence->where);
  return report.head;
}

// How many rows the events change, over all read models.
std::uint64_t CountRowApplications(const StorePlace& place) {
  std::multimap<std::uint32_t, const ProjectionEventEntry*> wanted;
  for (const ProjectionEntry& projection : BuiltInProjections()) {
    for (const ProjectionEventEntry& event : projection.events) {
      wanted.emplace(event.event_type, &event);
    }
  }
  const auto count = [&](Watch&) {
    OpenLog opened(place);
    std::uint64_t applications = 0;
    ForEachRecord(opened.log(), [&](const log::RecordView& view) {
      const v1::Record record = Must(log::DecodeRecord(view.bytes));
      const StreamKey stream = engine::StreamOf(record);
      const auto event = Must(engine::EventOf(record, BuiltInDomain()));
      const auto [first, last] = wanted.equal_range(record.event_type());
      for (auto one = first; one != last; ++one) {
        const EventContext context = engine::ContextOf(record, stream);
        applications += one->second->key_of(*event, context) ? 1 : 0;
      }
    });
    return applications;
  };
  return Apart(count).count;
}

struct Step {
  std::string name;
  std::function<std::uint64_t(const StorePlace&, Watch&)> work;
  std::vector<Spent> rounds;
};

Spent MedianOf(std::vector<Spent> rounds) {
  std::sort(rounds.begin(), rounds.end(), [](const Spent& left, const Spent& right) {
    return left.processor_seconds < right.processor_seconds;
  });
  return rounds[rounds.size() / 2];
}

void PrintFolds(const StorePlace& place, int rounds) {
  std::vector<Step> steps = {{"read", Read, {}},
                             {"read and parse: the floor", Parse, {}},
                             {"replay in memory", FoldInMemory, {}},
                             {"replay into RocksDB", FoldOnDisk, {}},
                             {"rebuild all read models, unwritten", RebuildThrownAway, {}},
                             {"rebuild all read models into RocksDB", RebuildOnDisk, {}},
                             {"verify log", VerifyLog, {}},
                             {"replay verify", VerifyReplay, {}}};
  for (int round = 0; round < rounds; ++round) {
    for (Step& step : steps) {
      step.rounds.push_back(Apart([&](Watch& watch) { return step.work(place, watch); }));
    }
  }
  std::map<std::string, Spent> medians;
  const double floor = MedianOf(steps[1].rounds).processor_seconds;
  for (const Step& step : steps) {
    const Spent median = MedianOf(step.rounds);
    medians[step.name] = median;
    fmt::print("{:<38} {:>8.2f} s {:>10.0f} events/s a core {:>6.2f} x floor {:>6} MiB peak\n",
               step.name, median.seconds, median.RatePerCore(), median.processor_seconds / floor,
               median.peak_bytes >> 20);
  }
  const std::uint64_t applications = CountRowApplications(place);
  const auto rows = [&](const Spent& spent) {
    return static_cast<double>(applications) / spent.processor_seconds / 1e6;
  };
  const Spent& disk = medians.at("rebuild all read models into RocksDB");
  const Spent& unwritten = medians.at("rebuild all read models, unwritten");
  fmt::print(
      "{} row applications, {:.2f} an event; of the rebuild's {:.2f} processor seconds reading "
      "and parsing take {:.2f}, folding {:.2f} ({:.2f} million applications/s), RocksDB {:.2f}\n",
      applications, static_cast<double>(applications) / static_cast<double>(disk.count),
      disk.processor_seconds, floor, unwritten.processor_seconds - floor, rows(unwritten),
      disk.processor_seconds - unwritten.processor_seconds);
  PrintAtLeast("million row applications/s a core, rebuild", rows(disk), 1);
  PrintAtLeast("million records/s a core, verify log", medians.at("verify log").RatePerCore() / 1e6,
               0.5);
}

int Main(const Arguments& arguments) {
  const FreshDirectory directory(arguments.directory);
  const StorePlace place{directory.path() + "/store"};
  fmt::print("{} events of {} customers\n", arguments.size, arguments.size / kStorySteps);
  static_cast<void>(Apart([&](Watch&) {
    MakeStore(place);
    return 0;
  }));
  const Spent load =
      ApartUntilKilled([&](const auto& report) { Load(place, arguments.size, report); });
  PrintSpent("engine under load, read models included", load, "events");
  PrintOpening(place);
  PrintBytes(place);
  PrintFolds(place, arguments.rounds);
  return 0;
}

}  // namespace
}  // namespace tenure::bench

int main(int argc, char** argv) {
  return tenure::bench::Main(
      tenure::bench::ReadArguments(argc, argv, {.rounds = 3, .size = 1'000'000}));
}
