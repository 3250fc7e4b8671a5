#include "engine/catch_up.h"

#include <fmt/format.h>

#include "base/assert.h"
#include "engine/fold.h"
#include "log/record_codec.h"

namespace tenure::engine {
namespace {

constexpr std::uint64_t kEngineFoldVersion = 1;
// Records folded between two writes of the store: enough that a state that changes often is written
// seldom, few enough that a piece stays below a store's write buffer.
constexpr std::size_t kPieceRecords = 8'192;

Result<CaughtUp> StandingOf(const store::Store& store, const Domain& domain, Position head) {
  CaughtUp standing{TENURE_TRY(store.GetApplied()), {}};
  store::Applied& applied = standing.applied;
  const std::uint64_t fold_version = FoldVersionOf(domain);
  if (applied.position > head || (applied.position > 0 && applied.fold_version != fold_version)) {
    return Fail(ErrorCode::kStoreDamaged,
                fmt::format("folded to {} with fold version {}, the log ends at {}, this build "
                            "folds version {}",
                            applied.position, applied.fold_version, head, fold_version));
  }
  applied.fold_version = fold_version;
  if (applied.position > 0) {
    standing.frontier = TENURE_TRY(MerkleFrontier::Parse(applied.frontier));
  }
  return standing;
}

Result<void> WritePiece(CaughtUp* standing, Overlay* overlay, store::Store* store) {
  store::StoreChange change = overlay->Drain();
  standing->applied.frontier = standing->frontier.Serialize();
  change.applied = standing->applied;
  TENURE_TRY(store->Apply(change));
  overlay->Applied();
  return {};
}

}  // namespace

std::uint64_t FoldVersionOf(const Domain& domain) {
  std::uint64_t version = kEngineFoldVersion;
  for (const AggregateEntry& aggregate : domain.aggregates()) {
    version += aggregate.options->fold_version();
  }
  return version;
}

Result<CaughtUp> CatchUp(const log::Log& log, const Domain& domain, store::Store* store,
                         const std::function<void(Position)>& progress) {
  CaughtUp standing = TENURE_TRY(StandingOf(*store, domain, TENURE_TRY(log.Head())));
  store::Applied& applied = standing.applied;
  Overlay overlay(*store, domain);
  const auto cursor = TENURE_TRY(log.Read(applied.position, {}));
  log::RecordView view;
  std::size_t unwritten = 0;
  while (TENURE_TRY(cursor->Next(&view))) {
    TENURE_ASSERT(view.position >= applied.position, "log gave {}, expected {}", view.position,
                  applied.position);  // beyond it only where a log is a part of another
    const v1::Record record = TENURE_TRY(log::DecodeRecord(view.bytes));
    TENURE_TRY(FoldRecord(record, domain, &overlay));
    standing.frontier.Append(MerkleLeaf(view.bytes));
    applied.position = view.position + 1;
    applied.recorded_at_us = record.recorded_at_us();
    if (record.scope() == kGovernanceScope) applied.governance_position = applied.position;
    if (++unwritten < kPieceRecords) continue;
    TENURE_TRY(WritePiece(&standing, &overlay, store));
    unwritten = 0;
    if (progress) progress(applied.position);
  }
  if (unwritten > 0) TENURE_TRY(WritePiece(&standing, &overlay, store));
  return standing;
}

}  // namespace tenure::engine
