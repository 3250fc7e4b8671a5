// Whole commands through gateway, engine, segment log and RocksDB, durable, at 1, 16, 64 and 256
// waiting callers, in one run beside fdatasync on a growing and on a reused file, a bare queue with
// one writer, SQLite and PostgreSQL doing the same version-checked append. Medians of rounds in
// which all take turns.
//
//   engine_bench [DIRECTORY [SECONDS [ROUNDS]]]    TENURE_BENCH_POSTGRES: a server, as libpq takes
//   it
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "app/background_applier.h"
#include "app/background_sealer.h"
#include "base/assert.h"
#include "base/file_port.h"
#include "base/random.h"
#include "bench/callers.h"
#include "bench/measure.h"
#include "bench/peers.h"
#include "domain/table/default_pack.h"
#include "engine/engine.h"
#include "engine/gateway.h"
#include "log/segment/segment_log.h"
#include "seal/memory_key_store.h"
#include "store/rocksdb/rocksdb_store.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/governance.pb.h"

namespace tenure::bench {
namespace {

constexpr int kCustomers = kStreams;
constexpr int kCallersMax = 256;

class WallClock final : public Clock {
 public:
  Time Now() override {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
};

// A store with customers; each command moves one of them to another owner.
class Tenure {
 public:
  explicit Tenure(const std::string& directory) : files_(PosixFiles()), keys_(random_) {
    v1::StoreMeta meta;
    meta.set_store_id(std::string(16, 's'));
    meta.set_format(log::kLogFormat);
    meta.set_role(v1::StoreMeta::PRIMARY);
    meta.set_clock(v1::StoreMeta::SYSTEM);
    meta.set_partitions(1);
    meta.set_shard_function(log::kShardFunction);
    Must(log::CreateLogDirectory(*files_, directory, meta));
    log::SegmentOptions options;
    options.on_full = [this](log::SegmentLog& log) { segment_sealer_.Seal(log); };
    log_ = Must(log::LogDirectory::Open(*files_, directory, options));
    store_ = Must(store::OpenRocksdbStore(directory + "/store", store::StoreId{}));
    sealer_ = std::make_unique<seal::Sealer>(keys_, random_, meta.store_id());
    gateway_ = std::make_unique<engine::Gateway>(BuiltInDomain(), *sealer_, random_);
    applier_ = std::make_unique<app::BackgroundApplier>(*store_);
    engine_ = Must(engine::Engine::Open(
        {log_->partition(0), *store_, clock_, BuiltInDomain(), applier_.get()}, {}));
    Furnish();
  }

  void Batch(int waiting) {
    int answered = 0;
    for (int i = 0; i < waiting; ++i) {
      v1::AssignOwner assign;
      assign.set_owner(fmt::format("owner.{}", ++commands_ / kCustomers % 7));
      Queue(fmt::format("customer/C-{}", commands_ % kCustomers), assign, &answered);
    }
    while (answered < waiting) Must(engine_->Step());
  }

 private:
  void Queue(const std::string& scope, const Message& data, int* answered) {
    engine::CommandRequest request;
    request.command = data.GetDescriptor()->name();
    request.scope = scope;
    request.data.reset(data.New());
    request.data->MergeFrom(data);
    request.actor = "admin";
    auto admitted = Must(gateway_->Admit(std::move(request), clock_.Now()));
    TENURE_ASSERT(admitted.has_value(), "{}", data.GetDescriptor()->name());
    const bool queued = engine_->Submit(*std::move(admitted), [answered](const v1::Answer& answer) {
      TENURE_ASSERT(answer.status() == v1::Answer::ACCEPTED, "{}", answer.ShortDebugString());
      ++*answered;
    });
    TENURE_ASSERT(queued, "queue full after {}", *answered);
  }
  void RunSystem(const Message& command) {
    auto sealed = Must(gateway_->AdmitSystem(std::string(kGovernanceScope), command, clock_.Now()));
    Must(engine_->Run(std::move(sealed)));
  }
  void Furnish() {
    for (const domain::PackPolicy& policy : domain::DefaultPack()) {
      v1::InstallPolicy install;
      install.set_policy_id(policy.policy);
      *install.mutable_body() = policy.body;
      RunSystem(install);
    }
    v1::GrantRole grant;
    grant.set_actor_id("admin");
    grant.set_role("administrator");
    RunSystem(grant);
    int answered = 0;
    for (int i = 0; i < kCustomers; ++i) {
      v1::RegisterCustomer data;
      data.set_kind(v1::PERSON);
      data.set_name("a name of ordinary length");
      data.set_owner("nobody");
      data.set_source(v1::INTERNET);
      Queue(fmt::format("customer/C-{}", i), data, &answered);
    }
    while (answered < kCustomers) Must(engine_->Step());
  }

  SystemRandom random_;
  WallClock clock_;
  std::unique_ptr<Files> files_;
  seal::MemoryKeyStore keys_;
  std::unique_ptr<log::LogDirectory> log_;
  app::BackgroundSealer segment_sealer_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<app::BackgroundApplier> applier_;
  std::unique_ptr<seal::Sealer> sealer_;
  std::unique_ptr<engine::Gateway> gateway_;
  std::unique_ptr<engine::Engine> engine_;
  int commands_ = 0;
};

// Everything that makes appends durable, under the name that the table shows.
struct Contender {
  std::string name;
  std::function<Figures(int callers, Milliseconds time)> measure;
};

Contender Batched(std::string name, std::function<void(int)> batch) {
  return {std::move(name), [batch = std::move(batch)](int callers, Milliseconds time) {
            return MeasureBatches(callers, time, batch);
          }};
}

// A caller waits for the transactions of all that stand before him.
Contender OneByOne(std::string name, std::function<void(int)> batch) {
  return Batched(std::move(name), [batch = std::move(batch)](int waiting) {
    for (int i = 0; i < waiting; ++i) batch(1);
  });
}

Contender Queued(std::string name, Sink sink) {
  return {std::move(name), [sink = std::move(sink)](int callers, Milliseconds time) {
            return MeasureCallers(callers, time, sink);
          }};
}

constexpr const char* kTenure = "tenure, whole commands";
constexpr const char* kTenureThreads = "tenure, a thread a caller";
constexpr const char* kQueue = "bare queue, one writer, reused file";
constexpr const char* kReused = "fdatasync, reused file";

using Medians = std::map<std::string, Figures>;

Medians MeasureAll(const std::vector<Contender>& contenders, int callers,
                   const Arguments& arguments) {
  std::map<std::string, std::vector<Figures>> rounds;
  for (int round = 0; round < arguments.rounds; ++round) {
    for (const Contender& one : contenders) {
      rounds[one.name].push_back(one.measure(callers, arguments.time));
    }
  }
  Medians medians;
  for (const auto& [name, figures] : rounds) medians[name] = MedianOf(figures);
  return medians;
}

void PrintTable(const std::vector<Contender>& contenders, int callers, const Medians& medians) {
  fmt::print("\n{:<40} {:>10} {:>9} {:>9} {:>9} {:>11}\n",
             fmt::format("{} caller{}", callers, callers == 1 ? "" : "s"), "a second", "p50 ms",
             "p99 ms", "cpu us", "tenure : it");
  for (const Contender& one : contenders) {
    const Figures& it = medians.at(one.name);
    const bool elsewhere = one.name.starts_with("PostgreSQL");
    const std::string processor = elsewhere ? "-" : fmt::format("{:.1f}", it.processor_us);
    fmt::print("{:<40} {:>10.0f} {:>9.2f} {:>9.2f} {:>9} {:>11.2f}\n", one.name, it.rate, it.p50_ms,
               it.p99_ms, processor, medians.at(kTenure).rate / it.rate);
  }
}

// The rate of the best store beside Tenure, and of the best SQLite.
double BestOf(const Medians& medians, std::string_view containing) {
  double best = 0;
  for (const auto& [name, figures] : medians) {
    const bool store = name.starts_with("SQLite") || name.starts_with("PostgreSQL");
    if (store && name.find(containing) != std::string::npos) best = std::max(best, figures.rate);
  }
  return best;
}

void PrintGoals(int callers, const Medians& medians) {
  const Figures& ours = medians.at(kTenure);
  const auto named = [&](std::string_view what) { return fmt::format("{} at {}", what, callers); };
  if (callers == 1) {
    PrintAtLeast(named("tenure : fdatasync on a reused file"), ours.rate / medians.at(kReused).rate,
                 0.85);
  }
  if (callers == 64) {
    PrintAtLeast(named("tenure : best store beside it"), ours.rate / BestOf(medians, ""), 4);
    PrintAtLeast(named("tenure : bare queue, a thread a caller both"),
                 medians.at(kTenureThreads).rate / medians.at(kQueue).rate, 0.6);
    PrintAtMost(named("p99 ms"), ours.p99_ms, 4.5);
  } else {
    PrintAtLeast(named("tenure : best SQLite"), ours.rate / BestOf(medians, "SQLite"), 1);
  }
}

void AddPostgres(Postgres* postgres, std::vector<Contender>* contenders) {
  contenders->push_back({"PostgreSQL, message-db", [postgres](int callers, Milliseconds time) {
                           return postgres->MessageDb(callers, time);
                         }});
  contenders->push_back(
      Batched("PostgreSQL, table, grouped", [postgres](int n) { postgres->TableBatch(n); }));
}

int Main(const Arguments& arguments) {
  const FreshDirectory directory(arguments.directory);
  Tenure tenure(directory.path() + "/tenure");
  Sqlite sqlite(directory.path() + "/sqlite.db");
  Disk growing(directory.path() + "/growing", Disk::Space::kGrowing);
  Disk reused(directory.path() + "/reused", Disk::Space::kReused);
  std::vector<Contender> contenders = {
      Batched(kTenure, [&](int n) { tenure.Batch(n); }),
      Queued(kTenureThreads, [&](int n) { tenure.Batch(n); }),
      Batched("fdatasync, growing file", [&](int n) { growing.Batch(n); }),
      Batched(kReused, [&](int n) { reused.Batch(n); }),
      Queued(kQueue, [&](int n) { reused.Batch(n); }),
      OneByOne("SQLite, a transaction each", [&](int n) { sqlite.Batch(n); }),
      Batched("SQLite, grouped", [&](int n) { sqlite.Batch(n); }),
  };
  const char* const server = std::getenv("TENURE_BENCH_POSTGRES");
  std::string why = "TENURE_BENCH_POSTGRES names no server";
  const auto postgres = server == nullptr ? nullptr : Postgres::Connect(server, kCallersMax, &why);
  if (postgres != nullptr) {
    AddPostgres(postgres.get(), &contenders);
  } else {
    fmt::print("without PostgreSQL: {}\n", why);
  }
  fmt::print("events of {} bytes, a write with one sync for all that wait; {} rounds of {} ms\n",
             kEventBytes, arguments.rounds, arguments.time.count());
  for (const int callers : {1, 16, 64, kCallersMax}) {
    const Medians medians = MeasureAll(contenders, callers, arguments);
    PrintTable(contenders, callers, medians);
    PrintGoals(callers, medians);
  }
  return 0;
}

}  // namespace
}  // namespace tenure::bench

int main(int argc, char** argv) {
  return tenure::bench::Main(tenure::bench::ReadArguments(argc, argv, {}));
}
