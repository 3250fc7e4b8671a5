// States and books as one writer sees them while he decides: the store's rows, parsed once, under
// the changes of the running batch and, above these, of the running unit. A unit that is refused
// leaves nothing behind; a batch that is durable drains into one StoreChange. One thread.
#pragma once

#include <cstdint>
#include <map>
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
  [[nodiscard]] Result<std::optional<store::CommandRow>> Command(const CommandKey& key);

  // Folds one event into its stream and book inside the running unit. The context's sequences must
  // be the next of stream and scope. Asserts the state's size bound.
  [[nodiscard]] Result<void> Apply(const EventEntry& event, const Message& message,
                                   const EventContext& context);

  // Ends the running unit: keeps its changes in the batch, or forgets them.
  void CommitUnit();
  void DropUnit();

  // Rows that only a committed unit brings.
  void AddIndex(store::IndexRow row) { index_.push_back(std::move(row)); }
  void AddCommand(const CommandKey& key, store::CommandRow row);
  void AddOutgoing(store::OutgoingRow row) { outgoing_set_.push_back(std::move(row)); }
  void CloseOutgoing(store::OutgoingKey key) { outgoing_gone_.push_back(std::move(key)); }

  // Changed streams of governance/main in the running unit, for the next Rules.
  [[nodiscard]] std::vector<std::pair<StreamKey, StreamSnapshot>> UnitStreamsOf(
      const ScopeId& scope) const;

  // Everything committed since the last drain, as one change of the store; `applied` is the
  // caller's. Keeps the snapshots as a cache: they equal the store once the change is applied.
  [[nodiscard]] store::StoreChange Drain();

  // Forgets everything, committed or not.
  void Clear();

 private:
  struct StreamEntry {
    StreamSnapshot current;
    std::vector<Timer> stored_timers;  // as the store has them
    bool dirty = false;
  };
  struct BookEntry {
    BookSnapshot current;
    bool dirty = false;
  };

  [[nodiscard]] Result<StreamEntry> ParseStream(const StreamKey& key,
                                                const std::optional<store::StateRow>& row) const;
  [[nodiscard]] static Result<BookEntry> ParseBook(const ScopeId& scope,
                                                   const std::optional<store::BookRow>& row);
  void DiffTimers(const StreamKey& key, StreamEntry* entry, store::StoreChange* change) const;
  void TrimCache();

  const store::Store& store_;
  const Domain& domain_;
  std::unordered_map<StreamKey, StreamEntry, StreamKeyHash> streams_;
  std::unordered_map<ScopeId, BookEntry, ScopeHash> books_;
  std::unordered_map<CommandKey, std::optional<store::CommandRow>, CommandKeyHash> commands_;
  // Committed since the last drain, in order; nodes of an unordered_map stay where they are.
  std::vector<std::pair<const StreamKey, StreamEntry>*> dirty_streams_;
  std::vector<std::pair<const ScopeId, BookEntry>*> dirty_books_;
  std::map<StreamKey, StreamSnapshot> unit_streams_;
  std::map<ScopeId, BookSnapshot> unit_books_;
  std::vector<std::pair<CommandKey, store::CommandRow>> new_commands_;
  std::vector<store::IndexRow> index_;
  std::vector<store::OutgoingRow> outgoing_set_;
  std::vector<store::OutgoingKey> outgoing_gone_;
};

}  // namespace tenure::engine
