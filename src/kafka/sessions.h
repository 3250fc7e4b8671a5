// Times that decide how soon another engine takes over. docs/kafka.md says what was measured.
#pragma once

#include "tenure/time.h"

namespace tenure::kafka {

// A member that is silent for so long is put out of the group.
inline constexpr Duration kSessionTimeout = std::chrono::seconds(6);
inline constexpr Duration kHeartbeat = std::chrono::milliseconds(500);
// A transaction that is open for so long is aborted: it hides everything behind it until then.
inline constexpr Duration kTransactionTimeout = std::chrono::seconds(10);
// Rules that were confirmed longer ago than this decide nothing any more.
inline constexpr Duration kRulesFresh = std::chrono::seconds(5);

}  // namespace tenure::kafka
