#include "app/as_of_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "contract/value_forms.h"
#include "engine/catch_up.h"
#include "log/partial_log.h"
#include "log/segment/identity.h"
#include "store/memory_store.h"
#include "store/memory_views.h"
#include "store/rocksdb/rocksdb_store.h"
#include "store/rocksdb/rocksdb_views.h"
#include "tenure/projection.h"

namespace tenure::app {
namespace {

constexpr std::size_t kScopeEventsMax = 1'000'000;
constexpr std::size_t kPastsKept = 4;  // folded portfolios of other positions are deleted

// Behind the last record that was known.
Result<Position> HeadAsOf(const log::Log& log, const std::string& text) {
  const Position head = TENURE_TRY(log.Head());
  if (const auto micros = contract::ParseInstant(text)) {
    return log.FirstAfter(TimeFromMicros(*micros));
  }
  return std::min(head, TENURE_TRY(cli::ParsePosition(text)) + 1);
}

Result<std::vector<Position>> PositionsOf(const store::Store& store, const std::string& scope,
                                          Position head) {
  std::vector<Position> positions;
  for (const std::string& one : {scope, std::string(kGovernanceScope)}) {
    for (const store::IndexRow& row :
         TENURE_TRY(store.ScopeIndex(ScopeId{one}, 1, kScopeEventsMax))) {
      if (row.position < head) positions.push_back(row.position);
    }
  }
  std::sort(positions.begin(), positions.end());
  return positions;
}

class AsOfStore final : public query::OpenStore {
 public:
  explicit AsOfStore(std::unique_ptr<DiskStore> present) : now_(std::move(present)) {
    meta = now_->meta;
    directory = now_->directory;
    keys = now_->keys;
    sealer = now_->sealer;
    gateway = now_->gateway;
    OpenStore::present = now_->engine;
  }
  ~AsOfStore() override { (void)Close(); }

  Result<void> FoldScope(const std::string& scope, Position head) {
    past_ = std::make_unique<log::PartialLog>(*now_->log, head,
                                              TENURE_TRY(PositionsOf(*now_->store, scope, head)));
    folded_ = std::make_unique<store::MemoryStore>();
    rows_ = std::make_unique<store::MemoryViews>();
    return Fold();
  }

  Result<void> FoldAll(Files& files, Position head) {
    past_ = std::make_unique<log::PartialLog>(*now_->log, head);
    const std::string pasts = directory + "/as-of";
    const std::string place =
        fmt::format("{}/p{:020}-f{}", pasts, head, engine::FoldVersionOf(BuiltInDomain()));
    TENURE_TRY(files.MakeDirectory(pasts));
    ForgetOthers(pasts, place);
    TENURE_TRY(files.MakeDirectory(place));
    const log::StoreId id = log::StoreIdOf(meta);
    folded_ = TENURE_TRY(store::OpenRocksdbStore(place + "/store", id));
    rows_ = TENURE_TRY(store::OpenRocksdbViews(place + "/views", id));
    return Fold();
  }

  Result<void> Close() override {
    projector_.reset();
    engine_.reset();
    folded_.reset();
    rows_.reset();
    return now_->Close();
  }

 private:
  Result<void> Fold() {
    engine::EngineOptions options;
    options.simulated_clock = meta.clock() == v1::StoreMeta::SIMULATED;
    engine_ = TENURE_TRY(
        engine::Engine::Open({*past_, *folded_, clock_, BuiltInDomain(), nullptr}, options));
    projector_ = TENURE_TRY(
        engine::Projector::Open({*past_, *rows_, BuiltInDomain(), BuiltInProjections()}));
    TENURE_TRY(projector_->CatchUp());
    log = past_.get();
    store = folded_.get();
    views = rows_.get();
    engine = engine_.get();
    projector = projector_.get();
    return {};
  }

  // The oldest go first; what is being asked for stays.
  static void ForgetOthers(const std::string& pasts, const std::string& keep) {
    std::error_code error;
    std::vector<std::pair<std::filesystem::file_time_type, std::filesystem::path>> others;
    for (const auto& entry : std::filesystem::directory_iterator(pasts, error)) {
      if (entry.path().string() != keep) others.emplace_back(entry.last_write_time(error), entry);
    }
    std::sort(others.begin(), others.end());
    for (std::size_t i = 0; i + kPastsKept <= others.size(); ++i) {
      std::filesystem::remove_all(others[i].second, error);
    }
  }

  std::unique_ptr<DiskStore> now_;
  SystemClock clock_;
  std::unique_ptr<log::PartialLog> past_;
  std::unique_ptr<store::Store> folded_;
  std::unique_ptr<store::ViewStore> rows_;
  std::unique_ptr<engine::Engine> engine_;
  std::unique_ptr<engine::Projector> projector_;
};

}  // namespace

Result<std::unique_ptr<query::OpenStore>> OpenAsOf(Files& files, std::unique_ptr<DiskStore> present,
                                                   const cli::GlobalOptions& options) {
  const Position head = TENURE_TRY(HeadAsOf(*present->log, options.as_of));
  auto past = std::make_unique<AsOfStore>(std::move(present));
  TENURE_TRY(options.as_of_scope.empty() ? past->FoldAll(files, head)
                                         : past->FoldScope(options.as_of_scope, head));
  return past;
}

}  // namespace tenure::app
