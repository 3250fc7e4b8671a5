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
  entry.aggregate = aggregate;
  if (row) {
    if (!state->ParseFromString(row->state)) {
      return Fail(ErrorCode::kFoldStopped, fmt::format("state {} {} of {} does not parse",
                                                       aggregate->name, key.id, key.scope.text));
    }
    entry.current.sequence = row->stream_sequence;
    if (aggregate->timers != nullptr) entry.timers = aggregate->timers(*state);
    entry.drained_timers = entry.timers;
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
    const bool known = asked_commands_.contains(key) || FindUnapplied(key) != nullptr;
    if (!known) missing.commands.push_back(key);
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
    asked_commands_.emplace(missing.commands[i], loaded.commands[i]);
  }
  return {};
}

Result<Overlay::StreamNode*> Overlay::FindStream(const StreamKey& key) {
  auto found = streams_.find(key);
  if (found == streams_.end()) {
    TENURE_TRY(Prefetch({.states = {key}, .books = {}, .commands = {}}));
    found = streams_.find(key);
  }
  return &*found;
}

Result<Overlay::BookNode*> Overlay::FindBook(const ScopeId& scope) {
  auto found = books_.find(scope);
  if (found == books_.end()) {
    TENURE_TRY(Prefetch({.states = {}, .books = {scope}, .commands = {}}));
    found = books_.find(scope);
  }
  return &*found;
}

Result<StreamSnapshot> Overlay::Stream(const StreamKey& key) {
  const StreamEntry& entry = TENURE_TRY(FindStream(key))->second;
  return entry.in_unit ? *entry.in_unit : entry.current;
}

Result<BookSnapshot> Overlay::Book(const ScopeId& scope) {
  const BookEntry& entry = TENURE_TRY(FindBook(scope))->second;
  return entry.in_unit ? *entry.in_unit : entry.current;
}

const store::CommandRow* Overlay::FindUnapplied(const CommandKey& key) const {
  for (const CommandMap* commands : {&gathered_commands_, &drained_commands_}) {
    const auto found = commands->find(key);
    if (found != commands->end()) return &found->second;
  }
  return nullptr;
}

Result<std::optional<store::CommandRow>> Overlay::Command(const CommandKey& key) {
  if (const store::CommandRow* row = FindUnapplied(key)) return std::optional(*row);
  auto found = asked_commands_.find(key);
  if (found == asked_commands_.end()) {
    TENURE_TRY(Prefetch({.states = {}, .books = {}, .commands = {key}}));
    found = asked_commands_.find(key);
  }
  return found->second;
}

Result<void> Overlay::Apply(const EventEntry& event, const Message& message,
                            const EventContext& context) {
  StreamNode* const stream_node = TENURE_TRY(FindStream(context.stream));
  BookNode* const book_node = TENURE_TRY(FindBook(context.stream.scope));
  StreamEntry& stream = stream_node->second;
  BookEntry& book = book_node->second;
  if (!stream.in_unit) {
    stream.in_unit = stream.current;
    unit_streams_.push_back(stream_node);
  }
  if (!book.in_unit) {
    book.in_unit = book.current;
    unit_books_.push_back(book_node);
  }
  TENURE_ASSERT(context.stream_sequence == stream.in_unit->sequence + 1, "event={} stream={}",
                context.stream_sequence, stream.in_unit->sequence);
  TENURE_ASSERT(context.scope_sequence == book.in_unit->scope_sequence + 1, "event={} scope={}",
                context.scope_sequence, book.in_unit->scope_sequence);
  std::shared_ptr<Message> state(stream.in_unit->state->New());
  state->MergeFrom(*stream.in_unit->state);  // into a new one: CopyFrom would look for cycles
  event.evolve(*state, message, context);
  stream.in_unit = {context.stream_sequence, std::move(state)};
  book.in_unit->scope_sequence = context.scope_sequence;
  if (event.evolve_book == nullptr) return {};
  auto changed = std::make_shared<v1::Book>(*book.in_unit->book);
  event.evolve_book(*changed, message, context);
  book.in_unit->book = std::move(changed);
  return {};
}

void Overlay::NoteTimers(StreamEntry* entry) {
  if (entry->aggregate->timers == nullptr) return;
  std::vector<Timer> timers = entry->aggregate->timers(*entry->current.state);
  if (SameTimers(timers, entry->timers)) return;
  for (const Timer& timer : timers) first_due_ = std::min(first_due_, timer.due);
  entry->timers = std::move(timers);
}

void Overlay::CommitUnit() {
  for (StreamNode* node : unit_streams_) {
    StreamEntry& entry = node->second;
    entry.current = *std::exchange(entry.in_unit, std::nullopt);
    NoteTimers(&entry);
    if (!std::exchange(entry.gathered, true)) gathered_streams_.push_back(node);
  }
  for (BookNode* node : unit_books_) {
    BookEntry& entry = node->second;
    entry.current = *std::exchange(entry.in_unit, std::nullopt);
    if (!std::exchange(entry.gathered, true)) gathered_books_.push_back(node);
  }
  unit_streams_.clear();
  unit_books_.clear();
}

void Overlay::DropUnit() {
  for (StreamNode* node : unit_streams_) node->second.in_unit.reset();
  for (BookNode* node : unit_books_) node->second.in_unit.reset();
  unit_streams_.clear();
  unit_books_.clear();
}

void Overlay::AddCommand(CommandKey key, store::CommandRow row) {
  gathered_commands_.insert_or_assign(std::move(key), std::move(row));
}

std::vector<std::pair<StreamKey, StreamSnapshot>> Overlay::UnitStreamsOf(
    const ScopeId& scope) const {
  std::vector<std::pair<StreamKey, StreamSnapshot>> streams;
  for (const StreamNode* node : unit_streams_) {
    if (node->first.scope == scope) streams.emplace_back(node->first, *node->second.in_unit);
  }
  return streams;
}

void Overlay::DrainStreams(store::StoreChange* change) {
  change->states.reserve(gathered_streams_.size());
  for (StreamNode* node : gathered_streams_) {
    auto& [key, entry] = *node;
    const std::size_t bytes_max = entry.aggregate->options->bytes_max();
    store::StateRow row{entry.current.sequence, entry.current.state->SerializeAsString()};
    TENURE_ASSERT(row.state.size() <= bytes_max, "{} {}: {} bytes, bound {}", entry.aggregate->name,
                  key.id, row.state.size(), bytes_max);
    change->states.emplace_back(key, std::move(row));
    entry.gathered = false;
    if (SameTimers(entry.timers, entry.drained_timers)) continue;
    for (const Timer& timer : entry.drained_timers) change->timers_gone.push_back({timer.due, key});
    for (const Timer& timer : entry.timers) change->timers_set.push_back({timer.due, key});
    entry.drained_timers = entry.timers;
  }
  gathered_streams_.clear();
}

void Overlay::DrainBooks(store::StoreChange* change) {
  constexpr std::size_t kBookBytesMax = 16 * 1024;  // architecture: size rule
  change->books.reserve(gathered_books_.size());
  for (BookNode* node : gathered_books_) {
    auto& [scope, entry] = *node;
    store::BookRow row{entry.current.scope_sequence, entry.current.book->SerializeAsString()};
    TENURE_ASSERT(row.book.size() <= kBookBytesMax, "book of {}: {} bytes", scope.text,
                  row.book.size());
    change->books.emplace_back(scope, std::move(row));
    entry.gathered = false;
  }
  gathered_books_.clear();
}

store::StoreChange Overlay::Drain() {
  TENURE_ASSERT(unit_streams_.empty() && unit_books_.empty(), "a unit is open: {} streams",
                unit_streams_.size());
  TENURE_ASSERT(drained_commands_.empty(), "{} commands of the last change are not applied",
                drained_commands_.size());
  store::StoreChange change;
  DrainStreams(&change);
  DrainBooks(&change);
  change.commands.assign(gathered_commands_.begin(), gathered_commands_.end());
  drained_commands_.swap(gathered_commands_);
  change.index = std::exchange(index_, {});
  change.outgoing_set = std::exchange(outgoing_set_, {});
  change.outgoing_gone = std::exchange(outgoing_gone_, {});
  return change;
}

void Overlay::Applied() {
  drained_commands_.clear();
  asked_commands_.clear();
  const auto is_applied = [](const auto& node) { return !node.second.gathered; };
  if (streams_.size() > kCachedStreamsMax) std::erase_if(streams_, is_applied);
  if (books_.size() > kCachedStreamsMax) std::erase_if(books_, is_applied);
}

void Overlay::Clear() {
  DropUnit();
  EndBatch();
  gathered_streams_.clear();
  gathered_books_.clear();
  gathered_commands_.clear();
  drained_commands_.clear();
  streams_.clear();
  books_.clear();
  index_.clear();
  outgoing_set_.clear();
  outgoing_gone_.clear();
  first_due_ = Time::max();
}

}  // namespace tenure::engine
