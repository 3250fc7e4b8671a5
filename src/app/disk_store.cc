#include "app/disk_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <thread>

#include "engine/catch_up.h"
#include "log/head_note.h"
#include "log/record_codec.h"
#include "log/segment/identity.h"
#include "query/erasure.h"
#include "store/rocksdb/rocksdb_store.h"
#include "store/rocksdb/rocksdb_views.h"
#include "tenure/projection.h"

namespace tenure::app {
namespace {

constexpr auto kLockRetry = std::chrono::milliseconds(50);

Result<std::unique_ptr<log::LogDirectory>> OpenLog(Files& files, const DiskPlace& place,
                                                   BackgroundSealer* sealer) {
  log::SegmentOptions options;
  options.on_full = [sealer](log::SegmentLog& log) { sealer->Seal(log); };
  const auto until =
      std::chrono::steady_clock::now() + std::chrono::duration<double>(place.wait_seconds);
  for (;;) {
    auto opened = log::LogDirectory::Open(files, place.store, options);
    const bool locked = !opened && opened.error().code == ErrorCode::kStoreLocked;
    if (!locked || std::chrono::steady_clock::now() >= until) return opened;
    std::this_thread::sleep_for(kLockRetry);
  }
}

Result<void> RemoveTree(const std::string& path) {
  std::error_code error;
  std::filesystem::remove_all(path, error);
  if (error) return Fail(ErrorCode::kIoFailed, fmt::format("{}: {}", path, error.message()));
  return {};
}

// Opens a derived store; a damaged one is deleted and made anew, once.
template <typename Opener>
auto OpenDerived(const std::string& path, const log::StoreId& id, Opener opener)
    -> decltype(opener(path, id)) {
  auto opened = opener(path, id);
  if (opened || opened.error().code != ErrorCode::kStoreDamaged) return opened;
  TENURE_TRY(RemoveTree(path));
  return opener(path, id);
}

// Folded stores of other fold versions: no longer needed once this one stands at the head.
void RemoveOtherVersions(const std::string& directory, const std::string& keep) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(directory, error)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with("store-p") && entry.path().string() != keep) {
      std::filesystem::remove_all(entry.path(), error);
    }
  }
}

}  // namespace

Result<std::unique_ptr<DiskStore>> DiskStore::Open(Files& files, Random& random,
                                                   const DiskPlace& place) {
  std::unique_ptr<DiskStore> store(new DiskStore());
  store->directory = place.store;
  store->segment_sealer_ = std::make_unique<BackgroundSealer>();
  store->directory_log_ = TENURE_TRY(OpenLog(files, place, store->segment_sealer_.get()));
  store->meta = store->directory_log_->meta();
  if (store->meta.partitions() > 1) {
    return Fail(
        ErrorCode::kStoreFormat,
        fmt::format("{} is a copy of {} partitions: its log can be read and carried on, but "
                    "one engine serves one partition",
                    place.store, store->meta.partitions()));
  }
  store->log = &store->directory_log_->partition(0);
  store->key_store_ =
      TENURE_TRY(seal::FileKeyStore::Open(files, place.keys, store->meta.store_id(), random));
  store->keys = store->key_store_.get();
  TENURE_TRY(store->CheckNote());
  store->own_sealer_ =
      std::make_unique<seal::Sealer>(*store->key_store_, random, store->meta.store_id());
  store->sealer = store->own_sealer_.get();
  const auto version = engine::FoldVersionOf(BuiltInDomain());
  store->store_path_ = fmt::format("{}/store-p00000-f{}", place.store, version);
  store->views_path_ = fmt::format("{}/views", place.store);
  TENURE_TRY(store->OpenFolded());
  auto opened = store->OpenEngine();
  if (!opened && opened.error().code == ErrorCode::kStoreDamaged) {
    store->applier_.reset();
    store->folded_.reset();
    TENURE_TRY(RemoveTree(store->store_path_));
    TENURE_TRY(store->OpenFolded());
    opened = store->OpenEngine();
  }
  TENURE_TRY(std::move(opened));
  RemoveOtherVersions(place.store, store->store_path_);
  TENURE_TRY(query::SettleErasures(*store->log, *store->key_store_));
  store->own_gateway_ =
      std::make_unique<engine::Gateway>(BuiltInDomain(), *store->own_sealer_, random);
  store->gateway = store->own_gateway_.get();
  return store;
}

Result<void> DiskStore::OpenFolded() {
  const log::StoreId id = log::StoreIdOf(meta);
  if (folded_ == nullptr) {
    folded_ = TENURE_TRY(OpenDerived(store_path_, id, store::OpenRocksdbStore));
  }
  if (view_store_ == nullptr) {
    view_store_ = TENURE_TRY(OpenDerived(views_path_, id, store::OpenRocksdbViews));
  }
  store = folded_.get();
  views = view_store_.get();
  return {};
}

Result<void> DiskStore::OpenEngine() {
  engine::EngineOptions options;
  options.simulated_clock = meta.clock() == v1::StoreMeta::SIMULATED;
  applier_ = std::make_unique<BackgroundApplier>(*folded_);
  own_engine_ = TENURE_TRY(
      engine::Engine::Open({*log, *folded_, clock_, BuiltInDomain(), applier_.get()}, options));
  engine = own_engine_.get();
  own_projector_ = TENURE_TRY(
      engine::Projector::Open({*log, *view_store_, BuiltInDomain(), BuiltInProjections()}));
  projector = own_projector_.get();
  return {};
}

// A store directory that is older than the note was rolled back as a whole; one whose tree differs
// at the noted head is another history.
Result<void> DiskStore::CheckNote() {
  if (meta.role() == v1::StoreMeta::COPY) return CheckKeys(0);  // the note is the original's
  const auto bytes = TENURE_TRY(key_store_->Note(log::kHeadNoteName));
  if (!bytes) return CheckKeys(0);
  const log::HeadNote note = TENURE_TRY(log::DecodeHeadNote(*bytes));
  TENURE_TRY(log::CheckHeadNote(note, log::StoreIdOf(meta), *log));
  return CheckKeys(note.head);
}

// Keys that were put back alone lack those of everybody who came later. Found here, before a second
// key is made for the same subject: then not even the right keys would open both. After a clean
// close the note stands at the head and nothing is read.
Result<void> DiskStore::CheckKeys(Position from) const {
  constexpr Position kReadMax = 20'000;  // of the newest records; a tenth of a second
  const Position head = TENURE_TRY(log->Head());
  auto cursor = TENURE_TRY(log->Read(std::max(from, head - std::min(head, kReadMax)), {}));
  log::RecordView view;
  while (TENURE_TRY(cursor->Next(&view))) {
    const v1::Record record = TENURE_TRY(log::DecodeRecord(view.bytes));
    for (const v1::Sealed& seal : record.sealed()) {
      const auto key = TENURE_TRY(key_store_->ForOpening(seal.subject(), seal.key_version()));
      if (key.status != seal::KeyStatus::kNone) continue;
      return Fail(ErrorCode::kKeyMissing,
                  fmt::format("record {} is sealed under a key of {} that is not there: the keys "
                              "are older than the store",
                              view.position, seal.subject()));
    }
  }
  return {};
}

Result<void> NoteHead(seal::KeyStore& keys, const log::StoreId& store_id, const log::Log& log) {
  const log::HeadNote note = TENURE_TRY(log::MakeHeadNote(store_id, log));
  return keys.SetNote(log::kHeadNoteName, log::EncodeHeadNote(note));
}

Result<void> DiskStore::Close() {
  if (closed_ || own_gateway_ == nullptr) return {};  // never opened whole
  closed_ = true;
  if (!own_engine_->dead()) TENURE_TRY(own_engine_->Settle());
  TENURE_TRY(folded_->Maintain());
  TENURE_TRY(view_store_->Maintain());
  segment_sealer_->Finish();
  TENURE_TRY(query::SettleErasures(*log, *key_store_));
  TENURE_TRY(directory_log_->Close());
  if (meta.role() == v1::StoreMeta::COPY) return {};
  return NoteHead(*key_store_, log::StoreIdOf(meta), *log);
}

DiskStore::~DiskStore() {
  // Whoever cares about the error has called Close; an unclean end is found again at opening.
  (void)Close();
}

}  // namespace tenure::app
