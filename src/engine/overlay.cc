#include "engine/overlay.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "base/assert.h"

namespace tenure::engine {
namespace {

// Streams and books kept parsed between batches: enough for the working set of a busy day, about
// 1 KiB each. The cache is emptied, not aged: a refill costs one store read a row.
constexpr std::size_t kCachedStreamsMax = 100'000;

std::size_t Mix(std::size_t left, std::size_t right) {
  return left ^ (right + 0x9e3779b97f4a7c15ULL + (left << 6) + (left >> 2));
}

bool SameTimers(const std::vector<Timer>& left, const std::vector<Timer>& right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](const Timer& one, const Timer& other) { return one.due == other.due; });
}

}  // namespace

std::size_t StreamKeyHash::operator()(const StreamKey& key) const {
  const std::hash<std::string> text;
  return Mix(Mix(text(key.scope.text), key.kind), text(key.id));
}

std::size_t ScopeHash::operator()(const ScopeId& scope) const {
  return std::hash<std::string>()(scope.text);
}

std::size_t CommandKeyHash::operator()(const CommandKey& key) const {
  return Mix(std::hash<std::string>()(key.scope.text),
             std::hash<std::string_view>()(key.id.View()));
}

Result<Overlay::StreamEntry> Overlay::ParseStream(const StreamKey& key,
                                                  const std::optional<store::StateRow>& row) const {
  const AggregateEntry* aggregate = domain_.FindAggregate(key.kind);
  if (aggregate == nullptr) {
    return Fail(ErrorCode::kFoldStopped, fmt::format("unknown kind of state {}", key.kind));
  }
  std::shared_ptr<Message> state(aggregate->prototype->New());
  StreamEntry entry;
  if (row) {
    if (!state->ParseFromString(row->state)) {
      return Fail(ErrorCode::kFoldStopped, fmt::format("state {} {} of {} does not parse",
                                                       aggregate->name, key.id, key.scope.text));
    }
    entry.current.sequence = row->stream_sequence;
    if (aggregate->timers != nullptr) entry.stored_timers = aggregate->timers(*state);
  }
  entry.current.state = std::move(state);
  return entry;
}

Result<Overlay::BookEntry> Overlay::ParseBook(const ScopeId& scope,
                                              const std::optional<store::BookRow>& row) {
  auto book = std::make_shared<v1::Book>();
  BookEntry entry;
  if (row) {
    if (!book->ParseFromString(row->book)) {
      return Fail(ErrorCode::kFoldStopped, fmt::format("book of {} does not parse", scope.text));
    }
    entry.current.scope_sequence = row->scope_sequence;
  }
  entry.current.book = std::move(book);
  return entry;
}

Result<void> Overlay::Prefetch(const store::LoadSet& wanted) {
  store::LoadSet missing;
  for (const StreamKey& key : wanted.states) {
    if (!streams_.contains(key)) missing.states.push_back(key);
  }
  for (const ScopeId& scope : wanted.books) {
    if (!books_.contains(scope)) missing.books.push_back(scope);
  }
  for (const CommandKey& key : wanted.commands) {
    if (!commands_.contains(key)) missing.commands.push_back(key);
  }
  if (missing.states.empty() && missing.books.empty() && missing.commands.empty()) return {};
  const store::Loaded loaded = TENURE_TRY(store_.Load(missing));
  TENURE_ASSERT(loaded.states.size() == missing.states.size() &&
                    loaded.books.size() == missing.books.size() &&
                    loaded.commands.size() == missing.commands.size(),
                "states={} books={} commands={}", loaded.states.size(), loaded.books.size(),
                loaded.commands.size());
  for (std::size_t i = 0; i < missing.states.size(); ++i) {
    streams_.emplace(missing.states[i],
                     TENURE_TRY(ParseStream(missing.states[i], loaded.states[i])));
  }
  for (std::size_t i = 0; i < missing.books.size(); ++i) {
    books_.emplace(missing.books[i], TENURE_TRY(ParseBook(missing.books[i], loaded.books[i])));
  }
  for (std::size_t i = 0; i < missing.commands.size(); ++i) {
    commands_.emplace(missing.commands[i], loaded.commands[i]);
  }
  return {};
}

Result<StreamSnapshot> Overlay::Stream(const StreamKey& key) {
  const auto in_unit = unit_streams_.find(key);
  if (in_unit != unit_streams_.end()) return in_unit->second;
  auto found = streams_.find(key);
  if (found == streams_.end()) {
    TENURE_TRY(Prefetch({.states = {key}, .books = {}, .commands = {}}));
    found = streams_.find(key);
  }
  return found->second.current;
}

Result<BookSnapshot> Overlay::Book(const ScopeId& scope) {
  const auto in_unit = unit_books_.find(scope);
  if (in_unit != unit_books_.end()) return in_unit->second;
  auto found = books_.find(scope);
  if (found == books_.end()) {
    TENURE_TRY(Prefetch({.states = {}, .books = {scope}, .commands = {}}));
    found = books_.find(scope);
  }
  return found->second.current;
}

Result<std::optional<store::CommandRow>> Overlay::Command(const CommandKey& key) {
  auto found = commands_.find(key);
  if (found == commands_.end()) {
    TENURE_TRY(Prefetch({.states = {}, .books = {}, .commands = {key}}));
    found = commands_.find(key);
  }
  return found->second;
}

Result<void> Overlay::Apply(const EventEntry& event, const Message& message,
                            const EventContext& context) {
  StreamSnapshot stream = TENURE_TRY(Stream(context.stream));
  BookSnapshot book = TENURE_TRY(Book(context.stream.scope));
  TENURE_ASSERT(context.stream_sequence == stream.sequence + 1, "event={} stream={}",
                context.stream_sequence, stream.sequence);
  TENURE_ASSERT(context.scope_sequence == book.scope_sequence + 1, "event={} scope={}",
                context.scope_sequence, book.scope_sequence);
  std::shared_ptr<Message> state(stream.state->New());
  state->CopyFrom(*stream.state);
  event.evolve(*state, message, context);
  unit_streams_[context.stream] = {context.stream_sequence, std::move(state)};
  if (event.evolve_book != nullptr) {
    auto changed = std::make_shared<v1::Book>(*book.book);
    event.evolve_book(*changed, message, context);
    book.book = std::move(changed);
  }
  unit_books_[context.stream.scope] = {context.scope_sequence, std::move(book.book)};
  return {};
}

void Overlay::CommitUnit() {
  for (auto& [key, snapshot] : unit_streams_) {
    auto& node = *streams_.find(key);  // Apply loaded it
    node.second.current = std::move(snapshot);
    if (!std::exchange(node.second.dirty, true)) dirty_streams_.push_back(&node);
  }
  for (auto& [scope, snapshot] : unit_books_) {
    auto& node = *books_.find(scope);
    node.second.current = std::move(snapshot);
    if (!std::exchange(node.second.dirty, true)) dirty_books_.push_back(&node);
  }
  DropUnit();
}

void Overlay::DropUnit() {
  unit_streams_.clear();
  unit_books_.clear();
}

void Overlay::AddCommand(const CommandKey& key, store::CommandRow row) {
  commands_[key] = row;
  new_commands_.emplace_back(key, std::move(row));
}

std::vector<std::pair<StreamKey, StreamSnapshot>> Overlay::UnitStreamsOf(
    const ScopeId& scope) const {
  std::vector<std::pair<StreamKey, StreamSnapshot>> streams;
  for (const auto& [key, snapshot] : unit_streams_) {
    if (key.scope == scope) streams.emplace_back(key, snapshot);
  }
  return streams;
}

void Overlay::DiffTimers(const StreamKey& key, StreamEntry* entry,
                         store::StoreChange* change) const {
  const AggregateEntry* aggregate = domain_.FindAggregate(key.kind);
  if (aggregate->timers == nullptr) return;
  std::vector<Timer> timers = aggregate->timers(*entry->current.state);
  if (SameTimers(timers, entry->stored_timers)) return;
  for (const Timer& timer : entry->stored_timers) change->timers_gone.push_back({timer.due, key});
  for (const Timer& timer : timers) change->timers_set.push_back({timer.due, key});
  entry->stored_timers = std::move(timers);
}

store::StoreChange Overlay::Drain() {
  TENURE_ASSERT(unit_streams_.empty() && unit_books_.empty(), "a unit is open: {} streams",
                unit_streams_.size());
  store::StoreChange change;
  for (auto* node : std::exchange(dirty_streams_, {})) {
    auto& [key, entry] = *node;
    store::StateRow row{entry.current.sequence, entry.current.state->SerializeAsString()};
    const AggregateEntry* aggregate = domain_.FindAggregate(key.kind);
    TENURE_ASSERT(row.state.size() <= aggregate->options->bytes_max(), "{} {}: {} bytes, bound {}",
                  aggregate->name, key.id, row.state.size(), aggregate->options->bytes_max());
    change.states.emplace_back(key, std::move(row));
    DiffTimers(key, &entry, &change);
    entry.dirty = false;
  }
  for (auto* node : std::exchange(dirty_books_, {})) {
    auto& [scope, entry] = *node;
    constexpr std::size_t kBookBytesMax = 16 * 1024;  // architecture: size rule
    store::BookRow row{entry.current.scope_sequence, entry.current.book->SerializeAsString()};
    TENURE_ASSERT(row.book.size() <= kBookBytesMax, "book of {}: {} bytes", scope.text,
                  row.book.size());
    change.books.emplace_back(scope, std::move(row));
    entry.dirty = false;
  }
  change.commands = std::exchange(new_commands_, {});
  change.index = std::exchange(index_, {});
  change.outgoing_set = std::exchange(outgoing_set_, {});
  change.outgoing_gone = std::exchange(outgoing_gone_, {});
  TrimCache();
  return change;
}

void Overlay::TrimCache() {
  if (streams_.size() > kCachedStreamsMax) streams_.clear();
  if (books_.size() > kCachedStreamsMax) books_.clear();
  commands_.clear();  // an id is asked for once
}

void Overlay::Clear() {
  DropUnit();
  dirty_streams_.clear();
  dirty_books_.clear();
  streams_.clear();
  books_.clear();
  commands_.clear();
  new_commands_.clear();
  index_.clear();
  outgoing_set_.clear();
  outgoing_gone_.clear();
}

}  // namespace tenure::engine
