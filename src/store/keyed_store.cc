// Apply is the hot path: rows are made in one buffer and written in key order.
#include "store/keyed_store.h"

#include <algorithm>
#include <numeric>

#include "base/assert.h"
#include "store/keys.h"

namespace tenure::store {
namespace {

std::string TableBegin(Table table) { return std::string(1, static_cast<char>(table)); }

Failure NoKey(std::string_view what) {
  return Fail(ErrorCode::kInvalidInput,
              std::string(what) + " cannot be a key: 0x00 in the scope or kind above 65535");
}

bool StreamFits(const StreamKey& stream) { return FitsKey(stream.scope, stream.kind); }

Result<void> CheckChange(const StoreChange& change) {
  for (const auto& [stream, row] : change.states) {
    if (!StreamFits(stream)) return NoKey("state");
  }
  for (const auto& [scope, row] : change.books) {
    if (!FitsKey(scope)) return NoKey("book");
  }
  for (const auto& [command, row] : change.commands) {
    if (!FitsKey(command.scope)) return NoKey("command");
  }
  for (const IndexRow& row : change.index) {
    if (!FitsKey(row.scope)) return NoKey("index");
  }
  for (const auto* timers : {&change.timers_gone, &change.timers_set}) {
    for (const TimerRow& row : *timers) {
      if (!StreamFits(row.stream)) return NoKey("timer");
    }
  }
  for (const OutgoingRow& row : change.outgoing_set) {
    if (!FitsKey(row.key.scope)) return NoKey("outgoing command");
  }
  for (const OutgoingKey& key : change.outgoing_gone) {
    if (!FitsKey(key.scope)) return NoKey("outgoing command");
  }
  return {};
}

// Gathers rows one after the other in one buffer and hands them to a batch in key order: an insert
// beside the one before it costs a sorted structure a fraction of one anywhere.
class RowWriter {
 public:
  // `key_of` and `value_of` append to the string they are given.
  template <typename KeyOf, typename ValueOf>
  void Put(const KeyOf& key_of, const ValueOf& value_of) {
    rows_.push_back({.begin = bytes_.size(), .value = 0, .end = 0, .order = 0, .deletes = false});
    key_of(&bytes_);
    rows_.back().value = bytes_.size();
    value_of(&bytes_);
    rows_.back().end = bytes_.size();
  }
  template <typename KeyOf>
  void Delete(const KeyOf& key_of) {
    Put(key_of, [](std::string*) {});
    rows_.back().deletes = true;
  }

  // Of rows with one key the last stays the last.
  void WriteTo(RowBatch* batch) {
    for (Row& row : rows_) row.order = FirstBytes(Key(row));
    std::stable_sort(rows_.begin(), rows_.end(), [this](const Row& left, const Row& right) {
      if (left.order != right.order) return left.order < right.order;
      return Key(left) < Key(right);
    });
    for (const Row& row : rows_) {
      if (row.deletes) {
        batch->Delete(Key(row));
      } else {
        batch->Put(Key(row), std::string_view(bytes_).substr(row.value, row.end - row.value));
      }
    }
  }

 private:
  struct Row {
    std::size_t begin;  // of the key in bytes_
    std::size_t value;
    std::size_t end;
    std::uint64_t order;  // the key's first bytes: most rows differ in them
    bool deletes;
  };
  std::string_view Key(const Row& row) const {
    return std::string_view(bytes_).substr(row.begin, row.value - row.begin);
  }
  static std::uint64_t FirstBytes(std::string_view key) {
    std::uint64_t first = 0;
    for (std::size_t i = 0; i < sizeof first; ++i) {
      first = first << 8 | (i < key.size() ? static_cast<unsigned char>(key[i]) : 0u);
    }
    return first;
  }

  std::string bytes_;
  std::vector<Row> rows_;
};

constexpr auto kNothing = [](std::string*) {};

void WriteQueues(const StoreChange& change, RowWriter* writer) {
  for (const TimerRow& row : change.timers_gone) {
    writer->Delete([&](std::string* out) { PutTimerKey(out, row); });
    writer->Delete([&](std::string* out) { PutScopeTimerKey(out, row); });
  }
  for (const TimerRow& row : change.timers_set) {
    writer->Put([&](std::string* out) { PutTimerKey(out, row); }, kNothing);
    writer->Put([&](std::string* out) { PutScopeTimerKey(out, row); }, kNothing);
  }
  for (const OutgoingRow& row : change.outgoing_set) {
    writer->Put([&](std::string* out) { PutOutgoingKey(out, row.key); },
                [&](std::string* out) { PutPosition(out, row.position); });
  }
  for (const OutgoingKey& key : change.outgoing_gone) {
    writer->Delete([&](std::string* out) { PutOutgoingKey(out, key); });
  }
}

void WriteChange(const StoreChange& change, RowWriter* writer) {
  for (const auto& [stream, row] : change.states) {
    writer->Put([&](std::string* out) { PutStateKey(out, stream); },
                [&](std::string* out) { PutStateRow(out, row); });
  }
  for (const auto& [scope, row] : change.books) {
    writer->Put([&](std::string* out) { PutBookKey(out, scope); },
                [&](std::string* out) { PutBookRow(out, row); });
  }
  for (const auto& [command, row] : change.commands) {
    writer->Put([&](std::string* out) { PutCommandKey(out, command); },
                [&](std::string* out) { PutCommandRow(out, row); });
  }
  for (const IndexRow& row : change.index) {
    writer->Put([&](std::string* out) { PutIndexKey(out, row.scope, row.scope_sequence); },
                [&](std::string* out) { PutPosition(out, row.position); });
  }
  WriteQueues(change, writer);
  for (const auto& [place, hashes] : change.tiles) {
    writer->Put([&](std::string* out) { PutTileKey(out, place.first, place.second); },
                [&](std::string* out) { out->append(hashes); });
  }
  writer->Put([](std::string* out) { PutTable(out, Table::kApplied); },
              [&](std::string* out) { PutApplied(out, change.applied); });
}

// The keys of a LoadSet one after the other in one buffer, and their ascending order.
class KeyList {
 public:
  template <typename KeyOf>
  void Add(const KeyOf& key_of) {
    key_of(&bytes_);
    ends_.push_back(bytes_.size());
  }

  // `order[n]` is the place (of Add) of the n-th key returned.
  std::vector<std::string_view> Sorted(std::vector<std::size_t>* order) const {
    order->resize(ends_.size());
    std::iota(order->begin(), order->end(), std::size_t{0});
    std::sort(order->begin(), order->end(),
              [this](std::size_t left, std::size_t right) { return Key(left) < Key(right); });
    std::vector<std::string_view> keys;
    keys.reserve(ends_.size());
    for (const std::size_t place : *order) keys.push_back(Key(place));
    return keys;
  }

 private:
  std::string_view Key(std::size_t place) const {
    const std::size_t begin = place == 0 ? 0 : ends_[place - 1];
    return std::string_view(bytes_).substr(begin, ends_[place] - begin);
  }

  std::string bytes_;
  std::vector<std::size_t> ends_;
};

Result<KeyList> KeysOf(const LoadSet& wanted) {
  KeyList keys;
  for (const StreamKey& stream : wanted.states) {
    if (!StreamFits(stream)) return NoKey("state");
    keys.Add([&](std::string* out) { PutStateKey(out, stream); });
  }
  for (const ScopeId& scope : wanted.books) {
    if (!FitsKey(scope)) return NoKey("book");
    keys.Add([&](std::string* out) { PutBookKey(out, scope); });
  }
  for (const CommandKey& command : wanted.commands) {
    if (!FitsKey(command.scope)) return NoKey("command");
    keys.Add([&](std::string* out) { PutCommandKey(out, command); });
  }
  return keys;
}

}  // namespace

KeyedStore::KeyedStore(std::unique_ptr<Rows> rows) : rows_(std::move(rows)) {}

Result<Applied> KeyedStore::GetApplied() const {
  Applied applied;
  const std::string key = TableBegin(Table::kApplied);
  const std::string_view keys[] = {key};
  TENURE_TRY(rows_->Get(keys, [&](std::size_t, std::string_view value) -> Result<void> {
    applied = TENURE_TRY(TakeApplied(value));
    return {};
  }));
  return applied;
}

Result<Loaded> KeyedStore::Load(const LoadSet& wanted) const {
  Loaded loaded;
  loaded.states.resize(wanted.states.size());
  loaded.books.resize(wanted.books.size());
  loaded.commands.resize(wanted.commands.size());
  const KeyList list = TENURE_TRY(KeysOf(wanted));
  std::vector<std::size_t> order;
  const std::vector<std::string_view> keys = list.Sorted(&order);
  const std::size_t books_at = loaded.states.size();
  const std::size_t commands_at = books_at + loaded.books.size();
  TENURE_TRY(rows_->Get(keys, [&](std::size_t index, std::string_view value) -> Result<void> {
    const std::size_t place = order[index];
    if (place < books_at) {
      loaded.states[place] = TENURE_TRY(TakeStateRow(value));
    } else if (place < commands_at) {
      loaded.books[place - books_at] = TENURE_TRY(TakeBookRow(value));
    } else {
      loaded.commands[place - commands_at] = TENURE_TRY(TakeCommandRow(value));
    }
    return {};
  }));
  return loaded;
}

Result<void> KeyedStore::Apply(const StoreChange& change) {
  TENURE_TRY(CheckChange(change));
  const std::unique_ptr<RowBatch> batch = rows_->NewBatch();
  RowWriter writer;
  WriteChange(change, &writer);
  writer.WriteTo(batch.get());
  BeginApply(change);
  Result<void> written = rows_->Write(*batch);
  EndApply();
  return written;
}

Result<std::vector<TimerRow>> KeyedStore::Due(Time until, std::size_t limit) const {
  const TimerFloor floor = ReadTimerFloor();
  std::vector<TimerRow> due;
  if (limit == 0 || MicrosOf(until) < floor.at) return due;
  std::string from;
  PutTimerPrefix(&from, TimeFromMicros(floor.at));
  std::int64_t first = INT64_MAX;  // due instant of the first timer there is
  TENURE_TRY(rows_->Scan(from, PrefixEnd(TableBegin(Table::kTimer)),
                         [&](std::string_view key, std::string_view) -> Result<bool> {
                           TimerRow row = TENURE_TRY(TakeTimerKey(key));
                           first = std::min<std::int64_t>(first, MicrosOf(row.due));
                           if (row.due > until) return false;
                           due.push_back(std::move(row));
                           return due.size() < limit;
                         }));
  RaiseTimerFloor(floor, first);
  return due;
}

Result<std::vector<TimerRow>> KeyedStore::DueInScope(const ScopeId& scope, Time until,
                                                     std::size_t limit) const {
  std::vector<TimerRow> due;
  if (!FitsKey(scope)) return NoKey("scope");
  if (limit == 0) return due;
  std::string prefix;
  PutScopePrefix(&prefix, Table::kScopeTimer, scope);
  TENURE_TRY(rows_->Scan(prefix, PrefixEnd(prefix),
                         [&](std::string_view key, std::string_view) -> Result<bool> {
                           TimerRow row = TENURE_TRY(TakeScopeTimerKey(key));
                           if (row.due > until) return false;
                           due.push_back(std::move(row));
                           return due.size() < limit;
                         }));
  return due;
}

Result<std::vector<IndexRow>> KeyedStore::ScopeIndex(const ScopeId& scope, std::uint64_t from,
                                                     std::size_t limit) const {
  std::vector<IndexRow> found;
  if (!FitsKey(scope)) return NoKey("scope");
  if (limit == 0) return found;
  std::string begin;
  PutIndexKey(&begin, scope, from);
  std::string prefix;
  PutScopePrefix(&prefix, Table::kIndex, scope);
  TENURE_TRY(rows_->Scan(
      begin, PrefixEnd(prefix), [&](std::string_view key, std::string_view value) -> Result<bool> {
        IndexKey index = TENURE_TRY(TakeIndexKey(key));
        const Position position = TENURE_TRY(TakePosition(value));
        found.push_back({std::move(index.scope), index.scope_sequence, position});
        return found.size() < limit;
      }));
  return found;
}

Result<std::vector<OutgoingRow>> KeyedStore::Outgoing(std::size_t limit) const {
  std::vector<OutgoingRow> found;
  if (limit == 0) return found;
  const std::string prefix = TableBegin(Table::kOutgoing);
  TENURE_TRY(rows_->Scan(prefix, PrefixEnd(prefix),
                         [&](std::string_view key, std::string_view value) -> Result<bool> {
                           OutgoingKey outgoing = TENURE_TRY(TakeOutgoingKey(key));
                           const Position position = TENURE_TRY(TakePosition(value));
                           found.push_back({std::move(outgoing), position});
                           return found.size() < limit;
                         }));
  return found;
}

Result<void> KeyedStore::VisitStates(
    const ScopeId& scope,
    const std::function<bool(const StreamKey&, const StateRow&)>& visitor) const {
  if (!FitsKey(scope)) return NoKey("scope");
  std::string prefix;
  PutScopePrefix(&prefix, Table::kState, scope);
  return rows_->Scan(prefix, PrefixEnd(prefix),
                     [&](std::string_view key, std::string_view value) -> Result<bool> {
                       const StreamKey stream = TENURE_TRY(TakeStateKey(key));
                       return visitor(stream, TENURE_TRY(TakeStateRow(value)));
                     });
}

Result<void> KeyedStore::VisitBooks(
    const std::function<bool(const ScopeId&, const BookRow&)>& visitor) const {
  const std::string prefix = TableBegin(Table::kBook);
  return rows_->Scan(prefix, PrefixEnd(prefix),
                     [&](std::string_view key, std::string_view value) -> Result<bool> {
                       const ScopeId scope = TENURE_TRY(TakeBookKey(key));
                       return visitor(scope, TENURE_TRY(TakeBookRow(value)));
                     });
}

Result<std::optional<std::string>> KeyedStore::Tile(std::uint32_t level, std::uint64_t tile) const {
  std::optional<std::string> hashes;
  std::string key;
  PutTileKey(&key, level, tile);
  const std::string_view keys[] = {key};
  TENURE_TRY(rows_->Get(keys, [&](std::size_t, std::string_view value) -> Result<void> {
    hashes = value;
    return {};
  }));
  return hashes;
}

Result<void> KeyedStore::VisitAll(
    const std::function<bool(std::string_view key, std::string_view value)>& visitor) const {
  return rows_->Scan({}, {}, [&](std::string_view key, std::string_view value) -> Result<bool> {
    return visitor(key, value);
  });
}

Result<void> KeyedStore::Flush() { return rows_->Flush(); }

Result<void> KeyedStore::Maintain() { return rows_->Maintain(); }

KeyedStore::TimerFloor KeyedStore::ReadTimerFloor() const {
  const std::lock_guard lock(floor_mutex_);
  return floor_;
}

void KeyedStore::BeginApply(const StoreChange& change) {
  const std::lock_guard lock(floor_mutex_);
  for (const TimerRow& row : change.timers_set) {
    floor_.at = std::min<std::int64_t>(floor_.at, MicrosOf(row.due));
  }
  ++floor_.applies;
  TENURE_ASSERT(floor_.applies % 2 == 1, "two threads apply at once");
}

void KeyedStore::EndApply() {
  const std::lock_guard lock(floor_mutex_);
  ++floor_.applies;
}

void KeyedStore::RaiseTimerFloor(const TimerFloor& seen, std::int64_t at) const {
  const std::lock_guard lock(floor_mutex_);
  // What was read may lack the timers of an Apply that began or ended meanwhile.
  if (seen.applies == floor_.applies && seen.applies % 2 == 0) floor_.at = std::max(floor_.at, at);
}

void KeyedStore::ForgetTimerFloor() {
  const std::lock_guard lock(floor_mutex_);
  floor_.at = INT64_MIN;
}

}  // namespace tenure::store
