// The log unit by unit, from its beginning, beside a fresh fold: what audits of decisions stand on.
// Before a unit is folded its visitor sees the states, books and rules that it was decided on.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "engine/overlay.h"
#include "engine/rules.h"
#include "log/log.h"
#include "store/store.h"
#include "tenure/domain.h"
#include "tenure/v1/record.pb.h"

namespace tenure::engine {

struct StoredUnit {
  std::vector<v1::Record> records;
  // As of the governance position that the unit's records name; null when that lies too far back.
  std::shared_ptr<const RulesSnapshot> rules;
  // Governance had gone on by the time the unit was written, and its decider did not know.
  bool late = false;
};

// May run units on the overlay, and drops them.
using UnitVisitor = std::function<Result<void>(const StoredUnit& unit, Overlay& overlay)>;

// `fresh` is an empty store that the caller throws away. `progress` is told now and then how far it
// has come. Errors: those of reading and folding, and the visitor's.
[[nodiscard]] Result<void> WalkUnits(const log::Log& log, const Domain& domain, store::Store* fresh,
                                     const UnitVisitor& visitor,
                                     const std::function<void(Position)>& progress);

}  // namespace tenure::engine
