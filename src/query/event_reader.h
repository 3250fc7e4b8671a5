// Stored events as a reader may see them: the record, its message with the personal fields that
// keys and rights allow, and what was kept back. Every read of history goes through here.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "query/open_store.h"

namespace tenure::query {

struct ReadEvent {
  v1::Record record;
  const EventEntry* entry = nullptr;  // null: a type this build does not know
  std::unique_ptr<Message> message;   // null with it
  SealStates fields;
  std::string reason;
  SealState reason_state = SealState::kNone;
  std::string hash;  // hex of the Merkle leaf over the stored bytes
};

// May this actor see personal fields of customers? By the rules in force now; nobody without a
// name.
[[nodiscard]] bool MayReadPersonal(const OpenStore& store, const std::string& actor);

class EventReader {
 public:
  // `actor` may be empty: then personal fields stay sealed. The store outlives the reader.
  EventReader(const OpenStore& store, const std::string& actor);

  // Does this reader see personal fields?
  [[nodiscard]] bool may_read() const { return may_read_; }

  // The record at one position. kNotFound beyond the head.
  [[nodiscard]] Result<ReadEvent> At(Position position) const;

  // One event of a scope by its scope_sequence. kNotFound when there is none.
  [[nodiscard]] Result<ReadEvent> InScope(const ScopeId& scope, std::uint64_t sequence) const;

  // A scope's events in order from `from_sequence` on, at most `limit`.
  [[nodiscard]] Result<std::vector<ReadEvent>> OfScope(const ScopeId& scope,
                                                       std::uint64_t from_sequence,
                                                       std::size_t limit) const;

  // Records from `from` on that pass the filter, until the visitor returns false.
  [[nodiscard]] Result<void> Visit(Position from, const log::RecordFilter& filter,
                                   const std::function<bool(const ReadEvent&)>& visitor) const;

 private:
  Result<ReadEvent> Open(const log::RecordView& view) const;

  const OpenStore& store_;
  const bool may_read_;
};

}  // namespace tenure::query
