// States and books as one writer sees them while he decides. A change goes through four stages: the
// running unit, which may still be refused; gathered, once the unit is committed; drained, when it
// was handed out as part of one StoreChange; and applied, when the store has it. Whatever is not
// applied yet is answered from here, so the store may lag behind by many batches. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/store.h"
#include "tenure/domain.h"

namespace tenure::engine {

// A stream after `sequence` events. Absent streams have sequence 0 and the empty state.
struct StreamSnapshot {
  std::uint64_t sequence = 0;
  std::shared_ptr<const Message> state;  // shared: unchanged snapshots are handed out, not copied
};

struct BookSnapshot {
  std::uint64_t scope_sequence = 0;
  std::shared_ptr<const v1::Book> book;
};

struct StreamKeyHash {
  std::size_t operator()(const StreamKey& key) const;
};
struct ScopeHash {
  std::size_t operator()(const ScopeId& scope) const;
};
struct CommandKeyHash {
  std::size_t operator()(const CommandKey& key) const;
};

class Overlay {
 public:
  Overlay(const store::Store& store, const Domain& domain) : store_(store), domain_(domain) {}

  // Reads all rows of `wanted` that are not here yet in one store call.
  [[nodiscard]] Result<void> Prefetch(const store::LoadSet& wanted);

  // Snapshots as the running unit sees them. kFoldStopped when a stored row does not parse or its
  // kind is unknown.
  [[nodiscard]] Result<StreamSnapshot> Stream(const StreamKey& key);
  [[nodiscard]] Result<BookSnapshot> Book(const ScopeId& scope);
  // What is known of a command id: of committed units, else of the store.
  [[nodiscard]] Result<std::optional<store::CommandRow>> Command(const CommandKey& key);

  // Folds one event into its stream and book inside the running unit. The context's sequences must
  // be the next of stream and scope.
  [[nodiscard]] Result<void> Apply(const EventEntry& event, const Message& message,
                                   const EventContext& context);

  // Ends the running unit: gathers its changes, or forgets them.
  void CommitUnit();
  void DropUnit();

  // Rows that only a committed unit brings.
  void AddIndex(store::IndexRow row) { index_.push_back(std::move(row)); }
  void AddCommand(CommandKey key, store::CommandRow row);
  void AddOutgoing(store::OutgoingRow row) { outgoing_set_.push_back(std::move(row)); }
  void CloseOutgoing(store::OutgoingKey key) { outgoing_gone_.push_back(std::move(key)); }

  // Changed streams of governance/main in the running unit, for the next Rules.
  [[nodiscard]] std::vector<std::pair<StreamKey, StreamSnapshot>> UnitStreamsOf(
      const ScopeId& scope) const;

  // The earliest timer that committed units have set since the last call; Time::max() for none.
  [[nodiscard]] Time TakeFirstDue() { return std::exchange(first_due_, Time::max()); }

  // Forgets the ids that a batch asked the store for: an id is asked for once.
  void EndBatch() { asked_commands_.clear(); }

  // Everything gathered, as one change of the store in which each row stands once; `applied` is the
  // caller's. Until Applied() it is still answered from here. At most one change is out at a time.
  [[nodiscard]] store::StoreChange Drain();

  // The store has what was drained. Snapshots stay as a cache until there are too many of them.
  void Applied();

  // Forgets everything, committed or not.
  void Clear();

 private:
  struct StreamEntry {
    const AggregateEntry* aggregate = nullptr;
    StreamSnapshot current;                 // with all committed units
    std::optional<StreamSnapshot> in_unit;  // with the events of the running unit
    std::vector<Timer> timers;              // of `current`
    std::vector<Timer> drained_timers;  // as the store has them once it has all that was drained
    bool gathered = false;              // changed since the last drain
  };
  struct BookEntry {
    BookSnapshot current;
    std::optional<BookSnapshot> in_unit;
    bool gathered = false;
  };
  // Nodes of an unordered_map stay where they are.
  using StreamNode = std::pair<const StreamKey, StreamEntry>;
  using BookNode = std::pair<const ScopeId, BookEntry>;
  using CommandMap = std::unordered_map<CommandKey, store::CommandRow, CommandKeyHash>;

  [[nodiscard]] Result<StreamNode*> FindStream(const StreamKey& key);
  [[nodiscard]] Result<BookNode*> FindBook(const ScopeId& scope);
  [[nodiscard]] const store::CommandRow* FindUnapplied(const CommandKey& key) const;
  [[nodiscard]] Result<StreamEntry> ParseStream(const StreamKey& key,
                                                const std::optional<store::StateRow>& row) const;
  [[nodiscard]] static Result<BookEntry> ParseBook(const ScopeId& scope,
                                                   const std::optional<store::BookRow>& row);
  void NoteTimers(StreamEntry* entry);
  void DrainStreams(store::StoreChange* change);
  void DrainBooks(store::StoreChange* change);

  const store::Store& store_;
  const Domain& domain_;
  std::unordered_map<StreamKey, StreamEntry, StreamKeyHash> streams_;
  std::unordered_map<ScopeId, BookEntry, ScopeHash> books_;
  // Of the running unit.
  std::vector<StreamNode*> unit_streams_;
  std::vector<BookNode*> unit_books_;
  // Of the running batch: what the store answered.
  std::unordered_map<CommandKey, std::optional<store::CommandRow>, CommandKeyHash> asked_commands_;
  // Gathered, in order.
  std::vector<StreamNode*> gathered_streams_;
  std::vector<BookNode*> gathered_books_;
  CommandMap gathered_commands_;
  std::vector<store::IndexRow> index_;
  std::vector<store::OutgoingRow> outgoing_set_;
  std::vector<store::OutgoingKey> outgoing_gone_;
  Time first_due_ = Time::max();
  // Drained and perhaps not applied. Streams and books are not listed: they stay in the cache.
  CommandMap drained_commands_;
};

}  // namespace tenure::engine
