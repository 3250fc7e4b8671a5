#include "app/store_door.h"

#include <fmt/format.h>

#include <filesystem>

#include "app/as_of_store.h"
#include "app/disk_store.h"
#include "base/hex.h"
#include "contract/value_forms.h"
#include "log/record_codec.h"
#include "log/segment/identity.h"
#include "log/segment/survey.h"
#include "store/memory_store.h"
#include "store/memory_views.h"

namespace tenure::app {
namespace {

using cli::JsonValue;
using cli::Object;
using cli::Str;

struct MemoryFresh final : cli::FreshStores {
  store::MemoryStore memory_store;
  store::MemoryViews memory_views;
  MemoryFresh() {
    store = &memory_store;
    views = &memory_views;
  }
};

struct LogOnDisk final : cli::OpenedLog {
  std::unique_ptr<log::LogDirectory> directory;
};

JsonValue Check(std::string_view check, std::string_view state, std::string detail) {
  return Object({{"check", Str(check)}, {"state", Str(state)}, {"detail", Str(detail)}});
}

std::string_view StateOf(ErrorCode code) {
  switch (code) {
    case ErrorCode::kStoreMissing:
      return "missing";
    case ErrorCode::kStoreLocked:
      return "locked";
    case ErrorCode::kLogDamaged:
    case ErrorCode::kLogTruncated:
    case ErrorCode::kLogRolledBack:
      return "damaged";
    default:
      return "failed";
  }
}

Result<void> CopyTree(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code error;
  std::filesystem::copy(from, to, std::filesystem::copy_options::recursive, error);
  if (error) {
    return Fail(ErrorCode::kIoFailed,
                fmt::format("{} to {}: {}", from.string(), to.string(), error.message()));
  }
  return {};
}

// Identity and log: everything else is folded from them.
Result<void> CopyStore(Files& files, const std::string& from, const std::string& to) {
  if (TENURE_TRY(files.Exists(to))) return Fail(ErrorCode::kStoreExists, to);
  TENURE_TRY(files.MakeDirectory(to));
  TENURE_TRY(CopyTree(from + "/log", to + "/log"));
  // The identity comes last: without it the copy is no store.
  TENURE_TRY(CopyTree(from + "/identity", to + "/identity"));
  return files.SyncDirectory(to);
}

std::uint64_t BytesBelow(const std::string& path) {
  std::error_code error;
  std::uint64_t bytes = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(path, error)) {
    if (entry.is_regular_file(error)) bytes += entry.file_size(error);
  }
  return bytes;
}

void AddFacts(DiskStore& store, std::vector<JsonValue>* rows) {
  const log::LogStats stats = store.segments().Stats();
  std::size_t sealed = 0;
  for (const auto& segment : stats.segments) sealed += segment.sealed ? 1 : 0;
  const Hash256& root = stats.root;
  rows->push_back(Check("head", "ok", std::to_string(stats.head)));
  rows->push_back(
      Check("root", "ok", HexOf({reinterpret_cast<const char*>(root.data()), root.size()})));
  rows->push_back(
      Check("segments", "ok", fmt::format("{} ({} sealed)", stats.segments.size(), sealed)));
  rows->push_back(Check("torn_tail", stats.torn_tail_at_open ? "repaired" : "ok",
                        stats.torn_tail_at_open ? "an unfinished block was cut off" : "none"));
  rows->push_back(
      Check("bytes", "ok",
            fmt::format("log {}, store and views {}", BytesBelow(store.directory + "/log"),
                        BytesBelow(store.directory) - BytesBelow(store.directory + "/log"))));
  const Time now = store.engine->Now();
  rows->push_back(Check("clock", "ok", contract::FormatInstant(MicrosOf(now))));
  constexpr std::size_t kDueShown = 10'000;
  const auto due = store.store->Due(now, kDueShown);
  const std::size_t count = due ? due->size() : 0;
  rows->push_back(Check("due", count == 0 ? "ok" : "waiting",
                        count == 0 ? "nothing" : fmt::format("{}: tenure timers run", count)));
}

}  // namespace

DiskStoreDoor::DiskStoreDoor()
    : files_(PosixFiles()),
      random_(std::make_unique<SystemRandom>()),
      started_(std::chrono::steady_clock::now()) {}
DiskStoreDoor::~DiskStoreDoor() = default;

Result<std::unique_ptr<query::OpenStore>> DiskStoreDoor::Open(const cli::GlobalOptions& options) {
  auto store = TENURE_TRY(
      DiskStore::Open(*files_, *random_, {options.store, options.keys, options.wait_seconds}));
  if (store->segments().Stats().torn_tail_at_open && options.notice) {
    const Position head = TENURE_TRY(store->segments().Head());
    options.notice(
        fmt::format("日志末尾有未写完的块，已截去（写入时程序或机器停止）；其前 {} 条记录完整",
                    head),
        fmt::format("an unfinished block at the end of the log was cut off: the program or the "
                    "machine stopped while it was written; the {} records before it are whole",
                    head));
  }
  if (!options.as_of.empty()) return OpenAsOf(*files_, std::move(store), options);
  return store;
}

Result<void> DiskStoreDoor::Create(const cli::GlobalOptions& options,
                                   const cli::InitRequest& request) {
  if (TENURE_TRY(files_->Exists(options.store + "/identity"))) {
    return Fail(ErrorCode::kStoreExists, options.store);
  }
  std::string store_id(16, '\0');
  random_->Fill({reinterpret_cast<std::uint8_t*>(store_id.data()), store_id.size()});
  v1::StoreMeta meta;
  meta.set_store_id(store_id);
  meta.set_format(log::kLogFormat);
  meta.set_legal_entity(request.entity);
  meta.set_role(v1::StoreMeta::PRIMARY);
  meta.set_clock(request.simulated ? v1::StoreMeta::SIMULATED : v1::StoreMeta::SYSTEM);
  meta.set_partitions(1);
  meta.set_shard_function(log::kShardFunction);
  SystemClock clock;
  meta.set_created_at_us(MicrosOf(request.now.value_or(clock.Now())));
  // Keys first: a store whose keys are missing could not be opened, keys without a store harm
  // nobody.
  TENURE_TRY(seal::FileKeyStore::Create(*files_, options.keys, store_id, *random_));
  return log::CreateLogDirectory(*files_, options.store, meta);
}

Result<std::unique_ptr<cli::FreshStores>> DiskStoreDoor::Fresh() {
  return std::unique_ptr<cli::FreshStores>(std::make_unique<MemoryFresh>());
}

std::vector<JsonValue> DiskStoreDoor::Examine(const cli::GlobalOptions& options) {
  std::vector<JsonValue> rows;
  const auto meta = log::ReadIdentity(*files_, options.store);
  if (meta) {
    rows.push_back(Check("store_id", "ok", HexOf(meta->store_id())));
    rows.push_back(Check("role", "ok", v1::StoreMeta::Role_Name(meta->role())));
  }
  auto store =
      DiskStore::Open(*files_, *random_, {options.store, options.keys, options.wait_seconds});
  if (!store) {
    rows.push_back(Check("open", StateOf(store.error().code), store.error().message));
    return rows;
  }
  AddFacts(**store, &rows);
  const auto closed = (*store)->Close();
  rows.push_back(closed ? Check("close", "ok", "anchored")
                        : Check("close", "failed", closed.error().message));
  return rows;
}

Result<void> DiskStoreDoor::Backup(const cli::GlobalOptions& options,
                                   const std::string& directory) {
  const auto store = TENURE_TRY(
      DiskStore::Open(*files_, *random_, {options.store, options.keys, options.wait_seconds}));
  TENURE_TRY(store->segments().Close());
  return CopyStore(*files_, options.store, directory);
}

Result<void> DiskStoreDoor::Restore(const cli::GlobalOptions& options,
                                    const std::string& directory) {
  const v1::StoreMeta meta = TENURE_TRY(log::ReadIdentity(*files_, directory));
  // Keys first: a store that nobody can open must not take the place of one that could stand there.
  const auto keys =
      TENURE_TRY(seal::FileKeyStore::Open(*files_, options.keys, meta.store_id(), *random_));
  TENURE_TRY(CopyStore(*files_, directory, options.store));
  const auto opened = TENURE_TRY(log::LogDirectory::Open(*files_, options.store, {}));
  // Bringing an older store back is the owner's decision: the note of the head follows it.
  TENURE_TRY(NoteHead(*keys, log::StoreIdOf(meta), opened->partition(0)));
  return opened->Close();
}

Result<std::unique_ptr<cli::OpenedLog>> DiskStoreDoor::OpenLog(const cli::GlobalOptions& options) {
  auto opened = std::make_unique<LogOnDisk>();
  log::SegmentOptions segment_options;
  segment_options.read_only = true;
  opened->directory = TENURE_TRY(log::LogDirectory::Open(*files_, options.store, segment_options));
  opened->meta = opened->directory->meta();
  opened->log = &opened->directory->partition(0);
  return opened;
}

Result<log::SurveyReport> DiskStoreDoor::Survey(const cli::GlobalOptions& options,
                                                const log::SurveyRequest& request) {
  return log::SurveyFiles(*files_, options.store, 0, request);
}

std::optional<std::string> DiskStoreDoor::KeyNote(const cli::GlobalOptions& options,
                                                  std::string_view name) {
  const auto meta = log::ReadIdentity(*files_, options.store);
  if (!meta) return std::nullopt;
  const auto keys = seal::FileKeyStore::Open(*files_, options.keys, meta->store_id(), *random_,
                                             seal::KeyStoreAccess::kReadOnly);
  if (!keys) return std::nullopt;
  const auto note = (*keys)->Note(name);
  return note ? *note : std::nullopt;
}

double DiskStoreDoor::ElapsedSeconds() const {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - started_).count();
}

}  // namespace tenure::app
