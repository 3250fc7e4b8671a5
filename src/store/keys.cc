// Writing and parsing keys and values; the layouts are in the header.
#include "store/keys.h"

#include <bit>
#include <concepts>
#include <limits>

#include "base/assert.h"
#include "base/shard.h"

namespace tenure::store {
namespace {

constexpr char kScopeEnd = '\0';
constexpr std::uint64_t kSignBit = std::uint64_t{1} << 63;

template <std::unsigned_integral Integer>  // two bytes or more
void PutBig(std::string* out, Integer value) {
  char bytes[sizeof value];
  for (std::size_t index = sizeof value; index-- > 0;) {
    bytes[index] = static_cast<char>(value & 0xff);
    value = static_cast<Integer>(value >> 8);
  }
  out->append(bytes, sizeof value);
}

template <std::unsigned_integral Integer>  // two bytes or more
bool TakeBig(std::string_view* bytes, Integer* value) {
  if (bytes->size() < sizeof *value) return false;
  Integer read = 0;
  for (std::size_t index = 0; index < sizeof *value; ++index) {
    read = static_cast<Integer>(read << 8 | static_cast<std::uint8_t>((*bytes)[index]));
  }
  *value = read;
  bytes->remove_prefix(sizeof *value);
  return true;
}

void PutDue(std::string* out, Time due) {
  PutBig(out, std::bit_cast<std::uint64_t>(std::int64_t{MicrosOf(due)}) ^ kSignBit);
}

bool TakeDue(std::string_view* bytes, Time* due) {
  std::uint64_t flipped = 0;
  if (!TakeBig(bytes, &flipped)) return false;
  *due = TimeFromMicros(std::bit_cast<std::int64_t>(flipped ^ kSignBit));
  return true;
}

void PutScope(std::string* out, const ScopeId& scope) {
  TENURE_ASSERT(FitsKey(scope), "bytes={}", scope.text.size());
  PutBig(out, ShardOf(ScopeHash(scope.text)));
  out->append(scope.text);
  out->push_back(kScopeEnd);
}

bool TakeScope(std::string_view* bytes, ScopeId* scope) {
  std::uint16_t shard = 0;
  if (!TakeBig(bytes, &shard)) return false;
  const std::size_t end = bytes->find(kScopeEnd);
  if (end == std::string_view::npos) return false;
  scope->text = bytes->substr(0, end);
  bytes->remove_prefix(end + 1);
  return shard == ShardOf(ScopeHash(scope->text));
}

void PutKindAndId(std::string* out, const StreamKey& stream) {
  TENURE_ASSERT(stream.kind <= kKindMax, "kind={}", stream.kind);
  PutBig(out, static_cast<std::uint16_t>(stream.kind));
  out->append(stream.id);
}

bool TakeKindAndId(std::string_view* bytes, StreamKey* stream) {
  std::uint16_t kind = 0;
  if (!TakeBig(bytes, &kind)) return false;
  stream->kind = kind;
  stream->id = *bytes;
  *bytes = {};
  return true;
}

bool TakeTable(std::string_view* bytes, Table table) {
  if (bytes->empty() || bytes->front() != static_cast<char>(table)) return false;
  bytes->remove_prefix(1);
  return true;
}

// `whole`: everything was parsed and nothing is left over.
template <typename T>
Result<T> Parsed(bool whole, Table table, T value) {
  if (whole) return value;
  return Fail(ErrorCode::kStoreDamaged,
              std::string("a row of table '") + static_cast<char>(table) + "' cannot be read");
}

std::uint64_t ZigZag(std::int64_t value) {
  return static_cast<std::uint64_t>(value) << 1 ^ static_cast<std::uint64_t>(value >> 63);
}

std::int64_t UnZigZag(std::uint64_t value) {
  return static_cast<std::int64_t>(value >> 1 ^ (~(value & 1) + 1));
}

}  // namespace

bool FitsKey(const ScopeId& scope, std::uint32_t kind) {
  return kind <= kKindMax && scope.text.find(kScopeEnd) == std::string::npos;
}

void PutVarint(std::string* out, std::uint64_t value) {
  while (value >= 0x80) {
    out->push_back(static_cast<char>(value | 0x80));
    value >>= 7;
  }
  out->push_back(static_cast<char>(value));
}

bool TakeVarint(std::string_view* bytes, std::uint64_t* value) {
  std::uint64_t read = 0;
  for (std::size_t index = 0; index < bytes->size() && index < 10; ++index) {
    const auto byte = static_cast<std::uint8_t>((*bytes)[index]);
    if (index == 9 && byte > 1) return false;  // more than 64 bits
    read |= std::uint64_t{byte & 0x7fu} << (7 * index);
    if (byte < 0x80) {
      *value = read;
      bytes->remove_prefix(index + 1);
      return true;
    }
  }
  return false;
}

void PutTable(std::string* out, Table table) { out->push_back(static_cast<char>(table)); }

void PutScopePrefix(std::string* out, Table table, const ScopeId& scope) {
  PutTable(out, table);
  PutScope(out, scope);
}

void PutStateKey(std::string* out, const StreamKey& stream) {
  PutScopePrefix(out, Table::kState, stream.scope);
  PutKindAndId(out, stream);
}

void PutBookKey(std::string* out, const ScopeId& scope) {
  PutScopePrefix(out, Table::kBook, scope);
}

void PutIndexKey(std::string* out, const ScopeId& scope, std::uint64_t scope_sequence) {
  PutScopePrefix(out, Table::kIndex, scope);
  PutBig(out, scope_sequence);
}

void PutCommandKey(std::string* out, const CommandKey& command) {
  PutScopePrefix(out, Table::kCommand, command.scope);
  out->append(command.id.View());
}

void PutTimerPrefix(std::string* out, Time due) {
  PutTable(out, Table::kTimer);
  PutDue(out, due);
}

void PutTimerKey(std::string* out, const TimerRow& timer) {
  PutTimerPrefix(out, timer.due);
  PutScope(out, timer.stream.scope);
  PutKindAndId(out, timer.stream);
}

void PutScopeTimerPrefix(std::string* out, const ScopeId& scope, Time due) {
  PutScopePrefix(out, Table::kScopeTimer, scope);
  PutDue(out, due);
}

void PutScopeTimerKey(std::string* out, const TimerRow& timer) {
  PutScopeTimerPrefix(out, timer.stream.scope, timer.due);
  PutKindAndId(out, timer.stream);
}

void PutOutgoingKey(std::string* out, const OutgoingKey& outgoing) {
  PutScopePrefix(out, Table::kOutgoing, outgoing.scope);
  PutBig(out, outgoing.scope_sequence);
  PutBig(out, outgoing.index);
}

void PutTileKey(std::string* out, std::uint32_t level, std::uint64_t tile) {
  PutTable(out, Table::kTile);
  PutBig(out, level);
  PutBig(out, tile);
}

Result<StreamKey> TakeStateKey(std::string_view key) {
  StreamKey stream;
  const bool whole = TakeTable(&key, Table::kState) && TakeScope(&key, &stream.scope) &&
                     TakeKindAndId(&key, &stream);
  return Parsed(whole, Table::kState, std::move(stream));
}

Result<ScopeId> TakeBookKey(std::string_view key) {
  ScopeId scope;
  const bool whole = TakeTable(&key, Table::kBook) && TakeScope(&key, &scope) && key.empty();
  return Parsed(whole, Table::kBook, std::move(scope));
}

Result<IndexKey> TakeIndexKey(std::string_view key) {
  IndexKey index;
  const bool whole = TakeTable(&key, Table::kIndex) && TakeScope(&key, &index.scope) &&
                     TakeBig(&key, &index.scope_sequence) && key.empty();
  return Parsed(whole, Table::kIndex, std::move(index));
}

Result<CommandKey> TakeCommandKey(std::string_view key) {
  CommandKey command;
  const bool whole = TakeTable(&key, Table::kCommand) && TakeScope(&key, &command.scope) &&
                     key.size() == command.id.bytes.size();
  if (whole) key.copy(reinterpret_cast<char*>(command.id.bytes.data()), key.size());
  return Parsed(whole, Table::kCommand, std::move(command));
}

Result<TimerRow> TakeTimerKey(std::string_view key) {
  TimerRow timer;
  const bool whole = TakeTable(&key, Table::kTimer) && TakeDue(&key, &timer.due) &&
                     TakeScope(&key, &timer.stream.scope) && TakeKindAndId(&key, &timer.stream);
  return Parsed(whole, Table::kTimer, std::move(timer));
}

Result<TimerRow> TakeScopeTimerKey(std::string_view key) {
  TimerRow timer;
  const bool whole = TakeTable(&key, Table::kScopeTimer) && TakeScope(&key, &timer.stream.scope) &&
                     TakeDue(&key, &timer.due) && TakeKindAndId(&key, &timer.stream);
  return Parsed(whole, Table::kScopeTimer, std::move(timer));
}

Result<OutgoingKey> TakeOutgoingKey(std::string_view key) {
  OutgoingKey outgoing;
  const bool whole = TakeTable(&key, Table::kOutgoing) && TakeScope(&key, &outgoing.scope) &&
                     TakeBig(&key, &outgoing.scope_sequence) && TakeBig(&key, &outgoing.index) &&
                     key.empty();
  return Parsed(whole, Table::kOutgoing, std::move(outgoing));
}

Result<TileKey> TakeTileKey(std::string_view key) {
  TileKey tile;
  const bool whole = TakeTable(&key, Table::kTile) && TakeBig(&key, &tile.level) &&
                     TakeBig(&key, &tile.tile) && key.empty();
  return Parsed(whole, Table::kTile, tile);
}

void PutApplied(std::string* out, const Applied& applied) {
  PutVarint(out, applied.position);
  PutVarint(out, applied.governance_position);
  PutVarint(out, applied.fold_version);
  PutVarint(out, ZigZag(applied.recorded_at_us));
  out->append(applied.frontier);
}

void PutStateRow(std::string* out, const StateRow& row) {
  PutVarint(out, row.stream_sequence);
  out->append(row.state);
}

void PutBookRow(std::string* out, const BookRow& row) {
  PutVarint(out, row.scope_sequence);
  out->append(row.book);
}

void PutCommandRow(std::string* out, const CommandRow& row) {
  PutVarint(out, row.position);
  PutVarint(out, row.count);
  out->append(row.digest);
}

void PutPosition(std::string* out, Position position) { PutVarint(out, position); }

Result<Applied> TakeApplied(std::string_view value) {
  Applied applied;
  std::uint64_t recorded_at = 0;
  const bool whole = TakeVarint(&value, &applied.position) &&
                     TakeVarint(&value, &applied.governance_position) &&
                     TakeVarint(&value, &applied.fold_version) && TakeVarint(&value, &recorded_at);
  applied.recorded_at_us = UnZigZag(recorded_at);
  applied.frontier = value;
  return Parsed(whole, Table::kApplied, std::move(applied));
}

Result<StateRow> TakeStateRow(std::string_view value) {
  StateRow row;
  const bool whole = TakeVarint(&value, &row.stream_sequence);
  row.state = value;
  return Parsed(whole, Table::kState, std::move(row));
}

Result<BookRow> TakeBookRow(std::string_view value) {
  BookRow row;
  const bool whole = TakeVarint(&value, &row.scope_sequence);
  row.book = value;
  return Parsed(whole, Table::kBook, std::move(row));
}

Result<CommandRow> TakeCommandRow(std::string_view value) {
  CommandRow row;
  std::uint64_t count = 0;
  const bool whole = TakeVarint(&value, &row.position) && TakeVarint(&value, &count) &&
                     count <= std::numeric_limits<std::uint32_t>::max();
  row.count = static_cast<std::uint32_t>(count);
  row.digest = value;
  return Parsed(whole, Table::kCommand, std::move(row));
}

Result<Position> TakePosition(std::string_view value) {
  Position position = 0;
  const bool whole = TakeVarint(&value, &position) && value.empty();
  return Parsed(whole, Table::kIndex, position);
}

void PutViewPrefix(std::string* out, Table table, std::uint32_t view) {
  PutTable(out, table);
  PutBig(out, view);
}

void PutViewKey(std::string* out, std::uint32_t view) { PutViewPrefix(out, Table::kView, view); }

void PutViewState(std::string* out, const ViewState& state) {
  PutVarint(out, state.version);
  PutVarint(out, state.position);
  PutVarint(out, static_cast<std::uint64_t>(state.status));
  PutVarint(out, state.name.size());
  out->append(state.name);
  out->append(state.stopped_by);
}

void PutViewRowKey(std::string* out, std::uint32_t view, std::string_view key) {
  PutViewPrefix(out, Table::kViewRow, view);
  out->append(key);
}

void PutViewIndexKey(std::string* out, std::uint32_t view, std::uint32_t index,
                     std::string_view value, std::string_view key) {
  TENURE_ASSERT(value.find('\0') == std::string_view::npos, "view={} index={}", view, index);
  PutViewPrefix(out, Table::kViewIndex, view);
  PutBig(out, index);
  out->append(value);
  out->push_back('\0');
  out->append(key);
}

Result<ViewState> TakeView(std::string_view key, std::string_view value) {
  ViewState state;
  std::uint64_t version = 0;
  std::uint64_t status = 0;
  std::uint64_t name_bytes = 0;
  const bool whole = TakeTable(&key, Table::kView) && TakeBig(&key, &state.view) && key.empty() &&
                     TakeVarint(&value, &version) && TakeVarint(&value, &state.position) &&
                     TakeVarint(&value, &status) && TakeVarint(&value, &name_bytes) &&
                     version <= std::numeric_limits<std::uint32_t>::max() &&
                     status <= static_cast<std::uint64_t>(ViewState::Status::kStopped) &&
                     name_bytes <= value.size();
  if (whole) {
    state.version = static_cast<std::uint32_t>(version);
    state.status = static_cast<ViewState::Status>(status);
    state.name = value.substr(0, name_bytes);
    state.stopped_by = value.substr(name_bytes);
  }
  return Parsed(whole, Table::kView, std::move(state));
}

std::string PrefixEnd(std::string_view prefix) {
  std::string end(prefix);
  while (!end.empty() && end.back() == '\xff') end.pop_back();
  if (!end.empty()) end.back() = static_cast<char>(static_cast<std::uint8_t>(end.back()) + 1);
  return end;
}

}  // namespace tenure::store
