// The bytes of every key and value of the folded store and of the views: a format, shared by all
// implementations, so that one change gives the same bytes everywhere. Keys order as their parts
// do: integers are big-endian, due instants have their sign bit flipped (earlier sorts first), a
// scope ends with 0x00, which its text may not contain.
//
//   'p'                                            -> applied
//   's' be16 shard scope 00 be16 kind id           -> varint stream_sequence, state
//   'b' be16 shard scope 00                        -> varint scope_sequence, book
//   'i' be16 shard scope 00 be64 scope_sequence    -> varint position
//   'c' be16 shard scope 00 command_id16           -> varint position, varint count, digest
//   't' be64 due be16 shard scope 00 be16 kind id  -> (empty)
//   'u' be16 shard scope 00 be64 due be16 kind id  -> (empty)
//   'o' be16 shard scope 00 be64 sequence be32 index -> varint position
//   'h' be32 level be64 tile                       -> hashes
// applied = varint position, varint governance_position, varint fold_version,
//           zigzag varint recorded_at_us, frontier
// Views (a database of their own):
//   'v' be32 view                                  -> varint version, varint position, varint
//   status,
//                                                     varint name bytes, name, stopped_by
//   'w' be32 view key                              -> row
//   'x' be32 view be32 index value 00 key          -> (empty)
// A varint is protobuf's: 7 bits a byte, lowest first, the high bit set on all but the last.
//
// Put* append to `out`. Take* parse a whole key or value; kStoreDamaged when the bytes are none.
// All are pure and safe on any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "store/store.h"
#include "store/view_store.h"
#include "tenure/ids.h"
#include "tenure/result.h"
#include "tenure/time.h"

namespace tenure::store {

// First byte of a key: the table it belongs to.
enum class Table : char {
  kApplied = 'p',
  kState = 's',
  kBook = 'b',
  kIndex = 'i',
  kCommand = 'c',
  kTimer = 't',
  kScopeTimer = 'u',
  kOutgoing = 'o',
  kTile = 'h',
  kView = 'v',
  kViewRow = 'w',
  kViewIndex = 'x',
};

// Largest StreamKey.kind a key can hold.
inline constexpr std::uint32_t kKindMax = 0xffff;

// True when `scope` and `kind` can stand in a key: no 0x00 in the scope, kind <= kKindMax. The Put*
// functions below assert it; stores answer kInvalidInput instead.
[[nodiscard]] bool FitsKey(const ScopeId& scope, std::uint32_t kind = 0);

void PutVarint(std::string* out, std::uint64_t value);
// Takes a varint from the front of `bytes`; false when there is none.
[[nodiscard]] bool TakeVarint(std::string_view* bytes, std::uint64_t* value);

// --- keys of the store ---------------------------------------------------------------------------
void PutTable(std::string* out, Table table);
// table, shard, scope, 00: what all keys of one scope in one table begin with.
void PutScopePrefix(std::string* out, Table table, const ScopeId& scope);
void PutStateKey(std::string* out, const StreamKey& stream);
void PutBookKey(std::string* out, const ScopeId& scope);
void PutIndexKey(std::string* out, const ScopeId& scope, std::uint64_t scope_sequence);
void PutCommandKey(std::string* out, const CommandKey& command);
void PutTimerKey(std::string* out, const TimerRow& timer);
// What all timers due at `due` begin with; orders before them and after all earlier ones.
void PutTimerPrefix(std::string* out, Time due);
void PutScopeTimerKey(std::string* out, const TimerRow& timer);
void PutScopeTimerPrefix(std::string* out, const ScopeId& scope, Time due);
void PutOutgoingKey(std::string* out, const OutgoingKey& outgoing);
void PutTileKey(std::string* out, std::uint32_t level, std::uint64_t tile);

[[nodiscard]] Result<StreamKey> TakeStateKey(std::string_view key);
[[nodiscard]] Result<ScopeId> TakeBookKey(std::string_view key);
struct IndexKey {
  ScopeId scope;
  std::uint64_t scope_sequence = 0;
  bool operator==(const IndexKey&) const = default;
};
[[nodiscard]] Result<IndexKey> TakeIndexKey(std::string_view key);
[[nodiscard]] Result<CommandKey> TakeCommandKey(std::string_view key);
[[nodiscard]] Result<TimerRow> TakeTimerKey(std::string_view key);
[[nodiscard]] Result<TimerRow> TakeScopeTimerKey(std::string_view key);
[[nodiscard]] Result<OutgoingKey> TakeOutgoingKey(std::string_view key);
struct TileKey {
  std::uint32_t level = 0;
  std::uint64_t tile = 0;
  bool operator==(const TileKey&) const = default;
};
[[nodiscard]] Result<TileKey> TakeTileKey(std::string_view key);

// --- values of the store -------------------------------------------------------------------------
void PutApplied(std::string* out, const Applied& applied);
void PutStateRow(std::string* out, const StateRow& row);
void PutBookRow(std::string* out, const BookRow& row);
void PutCommandRow(std::string* out, const CommandRow& row);
void PutPosition(std::string* out, Position position);  // index and outgoing rows

[[nodiscard]] Result<Applied> TakeApplied(std::string_view value);
[[nodiscard]] Result<StateRow> TakeStateRow(std::string_view value);
[[nodiscard]] Result<BookRow> TakeBookRow(std::string_view value);
[[nodiscard]] Result<CommandRow> TakeCommandRow(std::string_view value);
[[nodiscard]] Result<Position> TakePosition(std::string_view value);

// --- views ---------------------------------------------------------------------------------------
void PutViewKey(std::string* out, std::uint32_t view);
void PutViewState(std::string* out, const ViewState& state);  // without the id, which is the key
// With an empty `key`: what all rows of the view begin with.
void PutViewRowKey(std::string* out, std::uint32_t view, std::string_view key);
// Asserts that `value` holds no 0x00. With an empty `key`: what all rows with that value begin
// with.
void PutViewIndexKey(std::string* out, std::uint32_t view, std::uint32_t index,
                     std::string_view value, std::string_view key);
// What all keys of the view in `table` begin with.
void PutViewPrefix(std::string* out, Table table, std::uint32_t view);

[[nodiscard]] Result<ViewState> TakeView(std::string_view key, std::string_view value);

// The smallest key above all keys that begin with `prefix`; empty when there is none.
[[nodiscard]] std::string PrefixEnd(std::string_view prefix);

}  // namespace tenure::store
