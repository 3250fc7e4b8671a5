// Whole commands through gateway, engine, segment log and RocksDB, durable, at 1, 16, 64 and 256
// waiting callers, beside SQLite (WAL, synchronous=FULL) doing the same version-checked append, one
// transaction a command and grouped as many as wait, and beside fdatasync on a reused file. Medians
// of rounds in which all take turns.
//
//   engine_bench [DIRECTORY [SECONDS [ROUNDS]]]
#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <vector>

#include "base/assert.h"
#include "base/file_port.h"
#include "base/random.h"
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

using Steady = std::chrono::steady_clock;

constexpr int kCustomers = 1'000;
constexpr std::size_t kEventBytes = 240;

template <typename T>
T Must(Result<T> result) {
  TENURE_ASSERT(result.has_value(), "{}", result.error().message);
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

class WallClock final : public Clock {
 public:
  Time Now() override {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
};

// Runs `batch(waiting)`, which makes that many appends durable, for a while; returns appends a
// second and keeps the time of each batch: a caller waits for its whole batch.
struct Measured {
  double rate = 0;
  double p50_ms = 0;
  double p99_ms = 0;
};
template <typename Batch>
Measured Measure(int waiting, std::chrono::milliseconds time, Batch&& batch) {
  std::vector<double> took;
  const auto start = Steady::now();
  std::uint64_t done = 0;
  while (Steady::now() - start < time) {
    const auto before = Steady::now();
    batch(waiting);
    took.push_back(std::chrono::duration<double, std::milli>(Steady::now() - before).count());
    done += static_cast<std::uint64_t>(waiting);
  }
  const double seconds = std::chrono::duration<double>(Steady::now() - start).count();
  std::sort(took.begin(), took.end());
  return {static_cast<double>(done) / seconds, took[took.size() / 2], took[took.size() * 99 / 100]};
}

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
    log_ = Must(log::LogDirectory::Open(*files_, directory, {}));
    store_ = Must(store::OpenRocksdbStore(directory + "/store", store::StoreId{}));
    sealer_ = std::make_unique<seal::Sealer>(keys_, random_, meta.store_id());
    gateway_ = std::make_unique<engine::Gateway>(BuiltInDomain(), *sealer_, random_);
    engine_ = Must(engine::Engine::Open({log_->partition(0), *store_, clock_, BuiltInDomain()},
                                        engine::EngineOptions{}));
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
    request.data->CopyFrom(data);
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
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<seal::Sealer> sealer_;
  std::unique_ptr<engine::Gateway> gateway_;
  std::unique_ptr<engine::Engine> engine_;
  int commands_ = 0;
};

// The event table that one would write by hand: a row an event, its stream's version unique.
class Sqlite {
 public:
  explicit Sqlite(const std::string& path) {
    TENURE_ASSERT(sqlite3_open(path.c_str(), &db_) == SQLITE_OK, "{}", path);
    for (const char* sql :
         {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL",
          "CREATE TABLE event(position INTEGER PRIMARY KEY, stream TEXT, version INTEGER, "
          "command BLOB UNIQUE, body BLOB, UNIQUE(stream, version))"}) {
      Do(sql);
    }
    sqlite3_prepare_v2(
        db_,
        "INSERT INTO event(stream, version, command, body) SELECT ?1, "
        "coalesce(max(version), 0) + 1, randomblob(16), ?2 FROM event WHERE stream=?1",
        -1, &insert_, nullptr);
  }
  ~Sqlite() {
    sqlite3_finalize(insert_);
    sqlite3_close(db_);
  }
  void Batch(int waiting) {
    Do("BEGIN IMMEDIATE");
    for (int i = 0; i < waiting; ++i) {
      const std::string stream = fmt::format("customer/C-{}", ++events_ % kCustomers);
      sqlite3_bind_text(insert_, 1, stream.data(), static_cast<int>(stream.size()), SQLITE_STATIC);
      sqlite3_bind_blob(insert_, 2, body_.data(), static_cast<int>(body_.size()), SQLITE_STATIC);
      TENURE_ASSERT(sqlite3_step(insert_) == SQLITE_DONE, "{}", sqlite3_errmsg(db_));
      sqlite3_reset(insert_);
    }
    Do("COMMIT");
  }

 private:
  void Do(const char* sql) {
    TENURE_ASSERT(sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) == SQLITE_OK, "{}: {}", sql,
                  sqlite3_errmsg(db_));
  }
  sqlite3* db_ = nullptr;
  sqlite3_stmt* insert_ = nullptr;
  std::string body_ = std::string(kEventBytes, 'x');
  int events_ = 0;
};

// A written file, overwritten and synced: the disk's own rate.
class Disk {
 public:
  explicit Disk(const std::string& path) : files_(PosixFiles()) {
    file_ = Must(files_->Open(path, OpenMode::kCreate));
    Must(WriteZeros(*file_, 0, kBytes));
    Must(file_->Sync());
  }
  void Batch(int waiting) {
    const std::string bytes(kEventBytes * static_cast<std::size_t>(waiting), 'x');
    if (at_ + bytes.size() > kBytes) at_ = 0;
    Must(file_->WriteAt(at_, bytes));
    Must(file_->Sync());
    at_ += bytes.size();
  }

 private:
  static constexpr std::uint64_t kBytes = 64 * 1024 * 1024;
  std::unique_ptr<Files> files_;
  std::unique_ptr<File> file_;
  std::uint64_t at_ = 0;
};

double MedianOf(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

int Main(const std::string& directory, std::chrono::milliseconds time, int rounds) {
  std::filesystem::remove_all(directory);
  std::filesystem::create_directories(directory);
  Tenure tenure(directory + "/tenure");
  Sqlite sqlite(directory + "/sqlite.db");
  Disk disk(directory + "/disk");
  fmt::print("{:>8} {:>12} {:>12} {:>12} {:>10} {:>10} {:>14} {:>8}\n", "callers", "tenure/s",
             "sqlite/s", "disk/s", "p50 ms", "p99 ms", "tenure:sqlite", ":disk");
  for (const int callers : {1, 16, 64, 256}) {
    std::vector<double> ours, theirs, floor, p50, p99;
    for (int round = 0; round < rounds; ++round) {
      const Measured one = Measure(callers, time, [&](int n) { tenure.Batch(n); });
      ours.push_back(one.rate);
      p50.push_back(one.p50_ms);
      p99.push_back(one.p99_ms);
      theirs.push_back(Measure(callers, time, [&](int n) { sqlite.Batch(n); }).rate);
      floor.push_back(Measure(callers, time, [&](int n) { disk.Batch(n); }).rate);
    }
    fmt::print("{:>8} {:>12.0f} {:>12.0f} {:>12.0f} {:>10.2f} {:>10.2f} {:>14.2f} {:>8.2f}\n",
               callers, MedianOf(ours), MedianOf(theirs), MedianOf(floor), MedianOf(p50),
               MedianOf(p99), MedianOf(ours) / MedianOf(theirs), MedianOf(ours) / MedianOf(floor));
  }
  std::filesystem::remove_all(directory);
  return 0;
}

}  // namespace
}  // namespace tenure::bench

int main(int argc, char** argv) {
  const std::string directory = argc > 1 ? argv[1] : "/tmp/tenure-engine-bench";
  const auto time = std::chrono::milliseconds(argc > 2 ? std::atoi(argv[2]) * 1000 : 1000);
  return tenure::bench::Main(directory, time, argc > 3 ? std::atoi(argv[3]) : 5);
}
