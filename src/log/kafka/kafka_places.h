// Bounds of what a Kafka log remembers of its records' places, and a record's scope without parsing
// it.
#pragma once

#include <string_view>

#include "tenure/ids.h"
#include "tenure/time.h"

namespace tenure::log {

// A place is kept for one record in so many: 16 MB for a hundred million records.
inline constexpr Position kMarkEvery = 256;
// Reading on from a place this far below costs about a millisecond: closer ones are not searched.
inline constexpr Position kNearEnough = 512;
// Trees are kept this often, so that a root in the middle reads no more than this.
inline constexpr Position kFrontierEvery = 16'384;
// Readers kept for the next cursor.
inline constexpr std::size_t kIdleReaders = 4;

// How long a broker may hold a request of a cursor, and of the reader at the end, where only the
// telling of the end waits for it.
inline constexpr Duration kCursorWait = std::chrono::milliseconds(10);
inline constexpr Duration kTailWait = std::chrono::milliseconds(50);

// The scope of a stored record: its message key. Empty where there is none.
[[nodiscard]] std::string_view ScopeIn(std::string_view record);

}  // namespace tenure::log
