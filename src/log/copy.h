// Carries a partition's records into another log, of whatever kind: the same bytes at the same
// positions, so the same tree.
#pragma once

#include <functional>

#include "log/log.h"

namespace tenure::log {

// Goes on where `to` ends, in batches of whole units, up to the head of `from`; then both roots are
// compared. kStoreFormat when `to` holds other records than `from` (nothing is appended then) or
// more. `progress` is told how many records there are now and now.
[[nodiscard]] Result<void> CopyLog(const Log& from, Log& to,
                                   const std::function<void(Position)>& progress = {});

}  // namespace tenure::log
