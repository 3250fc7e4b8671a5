// The port of folded state: what the log's records add up to, for one partition. Everything here
// can be deleted and folded again from the log; nothing is authoritative. Implementations:
// memory_store (reference), rocksdb/ . One contract suite (tests/contract/store_contract_test.cc)
// runs over all of them. Limits of every call: scope texts hold no 0x00 and stream kinds are below
// 65,536 (keys.h), else kInvalidInput. Rows that cannot be read are kStoreDamaged: delete the
// directory and fold again. A visitor may read from the store, but not Apply to it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenure/ids.h"
#include "tenure/result.h"
#include "tenure/time.h"

namespace tenure::store {

// How far the fold has come. Written in the same atomic write as the rows it describes.
struct Applied {
  Position position = 0;             // of the next record to fold
  Position governance_position = 0;  // governance records below it are folded
  std::uint64_t fold_version = 0;
  std::int64_t recorded_at_us = 0;  // of the last record folded; 0 before the first
  std::string frontier;             // Merkle frontier, see base/merkle.h
  bool operator==(const Applied&) const = default;
};

struct StateRow {
  std::uint64_t stream_sequence = 0;  // events folded into it
  std::string state;                  // serialised state message
  bool operator==(const StateRow&) const = default;
};

struct BookRow {
  std::uint64_t scope_sequence = 0;
  std::string book;  // serialised tenure.v1.Book
  bool operator==(const BookRow&) const = default;
};

// What a command id led to, for ever.
struct CommandRow {
  Position position = 0;    // first record of its unit that belongs to it
  std::uint32_t count = 0;  // records of the unit from there on
  std::string digest;       // 16 bytes
  bool operator==(const CommandRow&) const = default;
};

// A stream has something due. The pair (due, stream) is unique.
struct TimerRow {
  Time due;
  StreamKey stream;
  auto operator<=>(const TimerRow&) const = default;
};

// A command to another scope that has not been seen there yet.
struct OutgoingKey {
  ScopeId scope;                     // the sender
  std::uint64_t scope_sequence = 0;  // of the record that stores it
  std::uint32_t index = 0;           // in that record
  auto operator<=>(const OutgoingKey&) const = default;
};
struct OutgoingRow {
  OutgoingKey key;
  Position position = 0;  // of the record that stores it
  bool operator==(const OutgoingRow&) const = default;
};

struct LoadSet {
  std::vector<StreamKey> states;
  std::vector<ScopeId> books;
  std::vector<CommandKey> commands;
};
// In the order of the LoadSet; absent rows are nullopt.
struct Loaded {
  std::vector<std::optional<StateRow>> states;
  std::vector<std::optional<BookRow>> books;
  std::vector<std::optional<CommandRow>> commands;
};

struct IndexRow {
  ScopeId scope;
  std::uint64_t scope_sequence = 0;
  Position position = 0;
};

// One batch of the fold. Later entries for a key win over earlier ones.
struct StoreChange {
  std::vector<std::pair<StreamKey, StateRow>> states;
  std::vector<std::pair<ScopeId, BookRow>> books;
  std::vector<std::pair<CommandKey, CommandRow>> commands;
  std::vector<IndexRow> index;
  std::vector<TimerRow> timers_gone;  // applied before timers_set
  std::vector<TimerRow> timers_set;
  std::vector<OutgoingRow> outgoing_set;   // applied before outgoing_gone
  std::vector<OutgoingKey> outgoing_gone;  // may name rows that are not there
  std::vector<std::pair<std::pair<std::uint32_t, std::uint64_t>, std::string>>
      tiles;  // (level, tile)
  Applied applied;
};

class Store {
 public:
  virtual ~Store() = default;

  [[nodiscard]] virtual Result<Applied> GetApplied() const = 0;  // all zero when new

  // One read for everything a batch needs.
  [[nodiscard]] virtual Result<Loaded> Load(const LoadSet& wanted) const = 0;

  // All rows and `applied` in one atomic write. Not synced: after a crash a prefix of the calls is
  // there, never part of one. One thread at a time; readers see all of a call or nothing.
  [[nodiscard]] virtual Result<void> Apply(const StoreChange& change) = 0;

  // Timers with due <= until, earliest first, those of one instant in the order (shard, stream), at
  // most `limit`. Cheap while nothing is due.
  [[nodiscard]] virtual Result<std::vector<TimerRow>> Due(Time until, std::size_t limit) const = 0;
  // The same for one scope, in the order (due, stream).
  [[nodiscard]] virtual Result<std::vector<TimerRow>> DueInScope(const ScopeId& scope, Time until,
                                                                 std::size_t limit) const = 0;

  // Positions of a scope's records with scope_sequence >= from, in order, at most `limit`.
  [[nodiscard]] virtual Result<std::vector<IndexRow>> ScopeIndex(const ScopeId& scope,
                                                                 std::uint64_t from,
                                                                 std::size_t limit) const = 0;

  // Open outgoing commands in key order (shard, scope, sequence, index), at most `limit`.
  [[nodiscard]] virtual Result<std::vector<OutgoingRow>> Outgoing(std::size_t limit) const = 0;

  // Visits every state of a scope in (kind, id) order; stops early when the visitor returns false.
  [[nodiscard]] virtual Result<void> VisitStates(
      const ScopeId& scope,
      const std::function<bool(const StreamKey&, const StateRow&)>& visitor) const = 0;

  // Visits every scope's book in key order; stops early when the visitor returns false.
  [[nodiscard]] virtual Result<void> VisitBooks(
      const std::function<bool(const ScopeId&, const BookRow&)>& visitor) const = 0;

  [[nodiscard]] virtual Result<std::optional<std::string>> Tile(std::uint32_t level,
                                                                std::uint64_t tile) const = 0;

  // Every row as (key bytes, value bytes) in key order, for digests and comparisons.
  [[nodiscard]] virtual Result<void> VisitAll(
      const std::function<bool(std::string_view key, std::string_view value)>& visitor) const = 0;

  // Makes what was applied so far survive a crash. Not needed for correctness.
  [[nodiscard]] virtual Result<void> Flush() = 0;

  // Call in a quiet moment and before closing. Makes what was applied survive once folding it again
  // at each open would cost more than writing it, and merges small files once there are several:
  // usually nothing, sometimes 20 ms, rarely 200 ms (measured up to a million commands, ADR 0022).
  [[nodiscard]] virtual Result<void> Maintain() = 0;
};

}  // namespace tenure::store
