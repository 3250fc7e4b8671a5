// Replay verification: folds the whole log from zero in a fresh place and compares every state,
// every row and every index entry with the live ones.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>

#include "engine/divergence.h"
#include "log/log.h"
#include "store/store.h"
#include "store/view_store.h"
#include "tenure/domain.h"
#include "tenure/projection.h"

namespace tenure::engine {

struct VerifyReport {
  Position head = 0;
  std::uint64_t states = 0;  // store rows compared
  std::uint64_t rows = 0;    // rows of read models compared
  std::string store_digest;  // hex SHA-256 over all store rows in key order
  std::string views_digest;  // the same over all rows of all projections
  std::optional<Divergence> divergence;
};

// Where the fresh fold goes: empty stores that the caller throws away afterwards.
struct FreshFold {
  store::Store& store;
  store::ViewStore& views;
};

// The live stores must be folded up to the log's head. `progress` is called now and then with the
// records folded so far.
[[nodiscard]] Result<VerifyReport> VerifyReplay(const log::Log& log, const Domain& domain,
                                                std::span<const ProjectionEntry> projections,
                                                const store::Store& live_store,
                                                const store::ViewStore& live_views,
                                                const FreshFold& fresh,
                                                const std::function<void(Position)>& progress);

// Hex SHA-256 over every row of the store in key order.
[[nodiscard]] Result<std::string> DigestOf(const store::Store& store);

}  // namespace tenure::engine
