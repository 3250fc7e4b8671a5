// Changes of a folded store that look like those of an engine and follow from a number alone, so
// that two processes can make the same ones.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "store/store.h"

namespace tenure::store {

using AllRows = std::vector<std::pair<std::string, std::string>>;

// Every row, from VisitAll of a store or of views.
template <typename AnyStore>
Result<AllRows> RowsOf(const AnyStore& store) {
  AllRows rows;
  TENURE_TRY(store.VisitAll([&](std::string_view key, std::string_view value) {
    rows.emplace_back(key, value);
    return true;
  }));
  return rows;
}

// The `number`-th change of a sequence: one to four commands on some of 40 customers, with states
// of at most `state_bytes_max`, timers that come and go, outgoing commands and tiles.
inline StoreChange SampleChange(std::uint64_t number, std::size_t state_bytes_max = 300) {
  std::minstd_rand random(static_cast<std::uint32_t>(number * 2654435761u + 17));
  StoreChange change;
  const std::uint64_t commands = 1 + random() % 4;
  for (std::uint64_t command = 0; command < commands; ++command) {
    const ScopeId scope{"customer/C-" + std::to_string(random() % 40)};
    const std::uint64_t sequence = number * 4 + command;
    const StreamKey stream{scope, static_cast<std::uint32_t>(1 + random() % 3),
                           "K-" + std::to_string(random() % 5)};
    const std::string state(random() % (state_bytes_max + 1), static_cast<char>(random() % 256));
    change.states.push_back({stream, {sequence, state}});
    change.books.push_back({scope, {sequence, "book of " + scope.text}});
    CommandId id;
    for (auto& byte : id.bytes) byte = static_cast<std::uint8_t>(random() % 256);
    change.commands.push_back({{scope, id}, {sequence, 1, std::string(16, 'd')}});
    change.index.push_back({scope, sequence, sequence});
    const Time due = TimeFromMicros(static_cast<std::int64_t>(random() % 50) - 10);
    (random() % 2 == 0 ? change.timers_set : change.timers_gone).push_back({due, stream});
    const OutgoingKey outgoing{scope, random() % 20, static_cast<std::uint32_t>(random() % 2)};
    if (random() % 2 == 0) {
      change.outgoing_set.push_back({outgoing, sequence});
    } else {
      change.outgoing_gone.push_back(outgoing);
    }
  }
  if (number % 7 == 0) change.tiles.push_back({{0, number / 7}, std::string(64, 'h')});
  change.applied = {number + 1, number / 3, 1, static_cast<std::int64_t>(number), "frontier"};
  return change;
}

}  // namespace tenure::store
