// Bringing a folded store up to the head of its log: what opening does for the tail that the store
// lacks, a rebuild and a verification for everything.
#pragma once

#include <cstdint>
#include <functional>

#include "base/merkle.h"
#include "log/log.h"
#include "store/store.h"
#include "tenure/domain.h"
#include "tenure/result.h"

namespace tenure::engine {

// How the fold of a store is numbered: the sum of all states' fold versions and the engine's own.
[[nodiscard]] std::uint64_t FoldVersionOf(const Domain& domain);

// Where a store stands after it was brought up.
struct CaughtUp {
  store::Applied applied;
  MerkleFrontier frontier;
};

// Folds what `store` lacks of `log`, in pieces of some thousand records; after each piece
// `progress`, if there is one, is told how far it has come. kStoreDamaged, nothing changed, when
// the store is ahead of the log or of another fold version; kFoldStopped at a record that this
// build does not know.
[[nodiscard]] Result<CaughtUp> CatchUp(const log::Log& log, const Domain& domain,
                                       store::Store* store,
                                       const std::function<void(Position)>& progress = {});

}  // namespace tenure::engine
