// Options, the mapping of statuses, and the row that says whose database this is. That row stands
// before all others and is not part of the rows.
#include "store/rocksdb/rocksdb_rows.h"

#include <rocksdb/cache.h>
#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <exception>
#include <thread>
#include <utility>
#include <vector>

#include "store/rocksdb/rocksdb_files.h"

namespace tenure::store {
namespace {

// Below every row: rows begin with a letter.
constexpr std::string_view kIdentityKey = std::string_view("\0identity", 9);
constexpr std::string_view kFirstRow = "\x01";
constexpr std::string_view kFormat = "tenure-rows-1";

// After a crash the rows of one memtable are folded again: 16 MiB are about 0.1 s.
constexpr std::size_t kMemtableBytes = 16 << 20;
constexpr std::size_t kBlockCacheBytes = 32 << 20;
// Sorted runs of files that stand beside each other; more are merged. Each costs an open file and a
// Bloom filter a read; with 4 the merges after short runs are three times as much work.
constexpr int kRunsMax = 8;
// A tail of this many rows (some 1,500 commands, less than 10 ms to fold) is written by Maintain.
constexpr std::uint64_t kTailRowsMax = 8192;
constexpr std::chrono::seconds kMergeWaitMax(10);  // merging goes on in the background after that
constexpr int kReadOnlyTries = 3;

rocksdb::Slice SliceOf(std::string_view text) { return {text.data(), text.size()}; }
std::string_view ViewOf(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// RocksDB's own log: nobody reads it, and its files pile up.
class Silence final : public rocksdb::Logger {
 public:
  using rocksdb::Logger::Logv;
  void Logv(const char*, va_list) override {}
};

bool Says(const std::string& message, std::string_view words) {
  return message.find(words) != std::string::npos;
}

ErrorCode CodeOf(const rocksdb::Status& status, const std::string& message) {
  if (status.IsNoSpace() || Says(message, "File too large")) return ErrorCode::kDiskFull;
  if (Says(message, "Read-only file system") || Says(message, "Permission denied")) {
    return ErrorCode::kReadOnly;
  }
  if (status.IsCorruption() || status.IsPathNotFound()) return ErrorCode::kStoreDamaged;
  if (status.IsIOError()) {
    return Says(message, "LOCK: ") ? ErrorCode::kStoreLocked : ErrorCode::kIoFailed;
  }
  if (status.IsInvalidArgument() || status.IsNotSupported()) return ErrorCode::kStoreFormat;
  return ErrorCode::kIoFailed;
}

Failure FailureOf(const rocksdb::Status& status) {
  const std::string message = status.ToString();
  return Fail(CodeOf(status, message), message);
}

Result<void> Check(const rocksdb::Status& status) {
  if (status.ok()) [[likely]]
    return {};
  return FailureOf(status);
}

rocksdb::Options TunedOptions() {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.write_buffer_size = kMemtableBytes;
  options.max_write_buffer_number = 3;
  options.allow_concurrent_memtable_write = false;  // one writer
  options.memtable_whole_key_filtering = true;
  options.memtable_prefix_bloom_size_ratio = 0.05;  // most command ids asked for are new
  options.avoid_flush_during_shutdown = true;       // a short tail is folded again instead
  options.level0_file_num_compaction_trigger = kRunsMax;
  // Merges files of like size. Levels would rewrite the whole database for every few small tables,
  // because each table spans all keys: 2.4 s at a million commands. See docs/adr/0022.
  options.compaction_style = rocksdb::kCompactionStyleUniversal;
  options.compaction_options_universal.size_ratio = 20;  // percent
  options.max_background_jobs = 2;
  options.compression = rocksdb::kLZ4Compression;
  // Opening: read the few files' footers, nothing else; start no periodic threads.
  options.skip_stats_update_on_db_open = true;
  options.skip_checking_sst_file_sizes_on_db_open = true;
  options.max_file_opening_threads = 1;
  options.stats_dump_period_sec = 0;
  options.stats_persist_period_sec = 0;
  options.manifest_preallocation_size = 64 << 10;
  options.keep_log_file_num = 2;
  options.info_log = std::make_shared<Silence>();

  rocksdb::BlockBasedTableOptions table;
  table.block_cache = rocksdb::NewLRUCache(kBlockCacheBytes);
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  table.format_version = 5;
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  return options;
}

class Batch final : public RowBatch {
 public:
  void Put(std::string_view key, std::string_view value) override {
    Keep(batch.Put(SliceOf(key), SliceOf(value)));
  }
  void Delete(std::string_view key) override { Keep(batch.Delete(SliceOf(key))); }
  void DeleteRange(std::string_view from, std::string_view until) override {
    Keep(batch.DeleteRange(SliceOf(from), SliceOf(until)));
  }

  rocksdb::WriteBatch batch;
  rocksdb::Status status;  // first failure of the calls above

 private:
  void Keep(const rocksdb::Status& added) {
    if (status.ok() && !added.ok()) status = added;
  }
};

class RocksdbRows final : public Rows {
 public:
  RocksdbRows(std::unique_ptr<rocksdb::Env> env, std::unique_ptr<rocksdb::DB> database,
              bool read_only)
      : env_(std::move(env)), database_(std::move(database)), read_only_(read_only) {}

  // Nothing is flushed, so there is nothing a failing Close could lose.
  ~RocksdbRows() override { static_cast<void>(database_->Close()); }

  RocksdbRows(const RocksdbRows&) = delete;
  RocksdbRows& operator=(const RocksdbRows&) = delete;

  [[nodiscard]] std::unique_ptr<RowBatch> NewBatch() const override {
    return std::make_unique<Batch>();
  }

  Result<void> Write(RowBatch& batch) override {
    TENURE_TRY(CheckWritable());
    Batch& rows = static_cast<Batch&>(batch);
    TENURE_TRY(Check(rows.status));
    rocksdb::WriteOptions options;
    options.disableWAL = true;
    return Check(database_->Write(options, &rows.batch));
  }

  Result<void> Get(std::span<const std::string_view> keys,
                   const Receiver& receiver) const override {
    std::vector<rocksdb::Slice> slices;
    slices.reserve(keys.size());
    for (const std::string_view key : keys) slices.push_back(SliceOf(key));
    std::vector<rocksdb::PinnableSlice> values(keys.size());
    std::vector<rocksdb::Status> statuses(keys.size());
    database_->MultiGet({}, database_->DefaultColumnFamily(), keys.size(), slices.data(),
                        values.data(), statuses.data(), /*sorted_input=*/true);
    for (std::size_t index = 0; index < keys.size(); ++index) {
      if (statuses[index].IsNotFound()) continue;
      TENURE_TRY(Check(statuses[index]));
      TENURE_TRY(receiver(index, ViewOf(values[index])));
    }
    return {};
  }

  Result<void> Scan(std::string_view from, std::string_view until,
                    const Visitor& visitor) const override {
    rocksdb::ReadOptions options;
    const rocksdb::Slice bound = SliceOf(until);
    if (!until.empty()) options.iterate_upper_bound = &bound;
    const std::unique_ptr<rocksdb::Iterator> rows(database_->NewIterator(options));
    for (rows->Seek(SliceOf(std::max(from, kFirstRow))); rows->Valid(); rows->Next()) {
      if (!TENURE_TRY(visitor(ViewOf(rows->key()), ViewOf(rows->value())))) return {};
    }
    return Check(rows->status());  // an end is believed only with a good status
  }

  Result<void> Reclaim(std::string_view from, std::string_view until) override {
    TENURE_TRY(CheckWritable());
    rocksdb::CompactRangeOptions options;
    options.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForceOptimized;
    const rocksdb::Slice begin = SliceOf(from);
    const rocksdb::Slice end = SliceOf(until);
    return Check(database_->CompactRange(options, &begin, until.empty() ? nullptr : &end));
  }

  Result<void> Flush() override {
    TENURE_TRY(CheckWritable());
    return Check(database_->Flush(rocksdb::FlushOptions()));
  }

  // RocksDB merges in the background once there are more than kRunsMax runs. A process that ends at
  // once would break that off each time: wait for it.
  Result<void> Maintain() override {
    TENURE_TRY(CheckWritable());
    const std::uint64_t tail_rows = Figure(rocksdb::DB::Properties::kNumEntriesActiveMemTable) +
                                    Figure(rocksdb::DB::Properties::kNumEntriesImmMemTables);
    if (tail_rows >= kTailRowsMax) TENURE_TRY(Flush());
    const auto end = std::chrono::steady_clock::now() + kMergeWaitMax;
    while (IsMerging() && std::chrono::steady_clock::now() < end) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return {};
  }

  // The value of the identity row; empty when there is none.
  Result<std::string> Identity() const {
    std::string identity;
    const rocksdb::Status status = database_->Get({}, SliceOf(kIdentityKey), &identity);
    if (status.IsNotFound()) return std::string();
    TENURE_TRY(Check(status));
    return identity;
  }

  Result<bool> IsEmpty() const {
    bool empty = true;
    TENURE_TRY(Scan({}, {}, [&](std::string_view, std::string_view) -> Result<bool> {
      empty = false;
      return false;
    }));
    return empty;
  }

 private:
  Result<void> CheckWritable() const {
    if (read_only_) return Fail(ErrorCode::kReadOnly, "opened for reading only");
    return {};
  }

  // RocksDB calls a merge pending as soon as there are kRunsMax runs, though with exactly that many
  // it may find none worth its while, and it would stay pending for ever; with more it merges.
  bool IsMerging() const {
    if (Figure(rocksdb::DB::Properties::kNumRunningCompactions) > 0) return true;
    return Figure(rocksdb::DB::Properties::kCompactionPending) > 0 && Runs() > kRunsMax;
  }

  // Sorted runs: each file of level 0, and each level below that holds any.
  int Runs() const {
    int runs = 0;
    for (int level = 0; level < database_->NumberLevels(); ++level) {
      std::string files;
      const std::string name =
          rocksdb::DB::Properties::kNumFilesAtLevelPrefix + std::to_string(level);
      if (!database_->GetProperty(name, &files)) continue;
      const int count = std::atoi(files.c_str());
      runs += level == 0 ? count : std::min(count, 1);
    }
    return runs;
  }

  std::uint64_t Figure(const std::string& property) const {
    std::uint64_t value = 0;
    return database_->GetIntProperty(property, &value) ? value : 0;
  }

  const std::unique_ptr<rocksdb::Env> env_;  // outlives the database
  const std::unique_ptr<rocksdb::DB> database_;
  const bool read_only_;
};

std::string IdentityOf(const RocksdbTarget& target) {
  std::string identity(kFormat);
  identity.push_back(target.contents);
  identity.append(reinterpret_cast<const char*>(target.store_id.data()), target.store_id.size());
  return identity;
}

// A new database, or one whose first rows a crash took, gets its identity with the first flush.
Result<void> CheckIdentity(RocksdbRows* rows, const RocksdbTarget& target, bool read_only) {
  const std::string expected = IdentityOf(target);
  const std::string found = TENURE_TRY(rows->Identity());
  if (found == expected) return {};
  if (!found.empty()) {
    const bool same_kind =
        found.substr(0, kFormat.size() + 1) == expected.substr(0, kFormat.size() + 1);
    return Fail(ErrorCode::kStoreFormat,
                target.directory + (same_kind ? " was folded for another store"
                                              : " holds rows of another kind or format"));
  }
  if (!TENURE_TRY(rows->IsEmpty())) {
    return Fail(ErrorCode::kStoreDamaged, target.directory + " does not say whose rows it holds");
  }
  if (read_only) return {};
  const std::unique_ptr<RowBatch> batch = rows->NewBatch();
  batch->Put(kIdentityKey, expected);
  return rows->Write(*batch);
}

bool HoldsDatabase(const std::string& directory) {
  return rocksdb::Env::Default()->FileExists(directory + "/CURRENT").ok();
}

// Each open starts a WAL that stays empty, and RocksDB keeps the old ones until the next flush:
// after a thousand short runs listing the directory would cost more than opening. The newest is in
// use.
void RemoveOldJournals(const std::string& directory) {
  constexpr std::string_view kExtension = ".log";
  rocksdb::Env* const env = rocksdb::Env::Default();
  std::vector<std::string> names;
  if (!env->GetChildren(directory, &names).ok()) return;  // a later open removes them
  std::erase_if(names, [&](const std::string& name) { return !name.ends_with(kExtension); });
  const auto newest = std::max_element(
      names.begin(), names.end(), [](const std::string& left, const std::string& right) {
        return std::pair(left.size(), left) < std::pair(right.size(), right);
      });
  for (auto name = names.begin(); name != names.end(); ++name) {
    if (name != newest) static_cast<void>(env->DeleteFile(directory + "/" + *name));
  }
}

Result<std::unique_ptr<RocksdbRows>> OpenDatabase(const RocksdbTarget& target, bool read_only) {
  rocksdb::Options options = TunedOptions();
  const auto files = std::make_shared<RocksdbFiles>();
  std::unique_ptr<rocksdb::Env> env = rocksdb::NewCompositeEnv(files);
  options.env = env.get();
  rocksdb::DB* opened = nullptr;
  rocksdb::Status status;
  try {  // RocksDB starts threads, which may throw
    if (read_only) {
      options.create_if_missing = false;
      status = rocksdb::DB::OpenForReadOnly(options, target.directory, &opened);
    } else {
      status = rocksdb::DB::Open(options, target.directory, &opened);
    }
  } catch (const std::exception& exception) {
    return Fail(ErrorCode::kIoFailed, target.directory + ": " + exception.what());
  }
  std::unique_ptr<rocksdb::DB> database(opened);
  if (status.IsPathNotFound() && !HoldsDatabase(target.directory)) {
    return Fail(ErrorCode::kIoFailed, status.ToString());  // no parent: nothing there to be damaged
  }
  if (!status.ok()) return FailureOf(status);
  files->EndOpening();
  if (!read_only) RemoveOldJournals(target.directory);
  return std::make_unique<RocksdbRows>(std::move(env), std::move(database), read_only);
}

}  // namespace

Result<std::unique_ptr<Rows>> OpenRocksdbRows(const RocksdbTarget& target) {
  std::unique_ptr<RocksdbRows> rows = TENURE_TRY(OpenDatabase(target, /*read_only=*/false));
  TENURE_TRY(CheckIdentity(rows.get(), target, /*read_only=*/false));
  return rows;
}

Result<std::unique_ptr<Rows>> OpenRocksdbRowsReadOnly(const RocksdbTarget& target) {
  Result<std::unique_ptr<RocksdbRows>> rows = nullptr;
  // A writer may remove a file between our reading its name and opening it: look again.
  for (int tries = 0; tries < kReadOnlyTries; ++tries) {
    if (!HoldsDatabase(target.directory)) {
      return Fail(ErrorCode::kNotFound, target.directory + " holds no database");
    }
    rows = OpenDatabase(target, /*read_only=*/true);
    if (rows || rows.error().code != ErrorCode::kStoreDamaged) break;
  }
  std::unique_ptr<RocksdbRows> opened = TENURE_TRY(std::move(rows));
  TENURE_TRY(CheckIdentity(opened.get(), target, /*read_only=*/true));
  return opened;
}

}  // namespace tenure::store
