// The port every log stands behind: one partition, one writer, records in dense order.
// Implementations: memory_log (reference), segment/ (embedded files). One contract suite
// (tests/contract/log_contract_test.cc) runs over all of them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/merkle.h"
#include "tenure/ids.h"
#include "tenure/result.h"
#include "tenure/time.h"

namespace tenure::log {

// What a reader can filter by without parsing a record. Derived from the record's bytes, checked
// with the block, not part of the hashed evidence.
struct RecordPrefix {
  std::uint32_t event_type = 0;
  std::uint16_t shard = 0;
  std::uint16_t flags = 0;
  std::int64_t recorded_at_us = 0;
  std::uint64_t scope_hash = 0;
  std::uint32_t payload_at = 0;     // where Record.payload starts inside the record's bytes
  std::uint32_t payload_bytes = 0;  // 0 when the event has no clear fields
  auto operator<=>(const RecordPrefix&) const = default;
};

// One serialised tenure.v1.Record with its prefix. The bytes are the evidence: nothing
// re-serialises them.
struct EncodedRecord {
  RecordPrefix prefix;
  std::string bytes;
};

// Borrowed from a cursor; valid until its next call.
struct RecordView {
  Position position = 0;
  RecordPrefix prefix;
  std::string_view bytes;
};

// Absent members do not restrict.
struct RecordFilter {
  std::optional<std::uint64_t> scope_hash;
  std::optional<std::uint32_t> event_type;
  std::optional<Position> until;  // exclusive
};

class LogCursor {
 public:
  virtual ~LogCursor() = default;
  // True: `record` holds the next match. False: the proven end, every status was read.
  // Errors: kLogDamaged with the range, kIoFailed. After an error the cursor stays failed.
  [[nodiscard]] virtual Result<bool> Next(RecordView* record) = 0;
};

class Log {
 public:
  virtual ~Log() = default;

  // Durable and visible to readers when it returns. `at` must equal Head(), else kHeadMoved and
  // nothing is written. All records of one call are one block: after a crash all or none of them
  // are there. kInvalidInput, nothing written: an empty span, a record that names another position,
  // recorded_at going back, a batch beyond the bounds of record_codec.h. kDiskFull, kReadOnly:
  // nothing written, the log goes on.
  // kUnknownOutcome: the write may or may not be durable. The log refuses every later call with the
  // same code; close it, open it again and look for the command ids.
  // One thread at a time.
  [[nodiscard]] virtual Result<void> Append(Position at, std::span<const EncodedRecord> batch) = 0;

  // Position of the next record. Any thread.
  [[nodiscard]] virtual Result<Position> Head() const = 0;

  // Records from `from` on, in order, up to the head at the time of the call. `from` beyond the
  // head is an empty cursor. Any thread; the cursor belongs to one thread and must not outlive the
  // log.
  [[nodiscard]] virtual Result<std::unique_ptr<LogCursor>> Read(
      Position from, const RecordFilter& filter) const = 0;

  // The first position recorded after `time` (Head() if none), by binary search: recorded_at never
  // goes back.
  [[nodiscard]] virtual Result<Position> FirstAfter(Time time) const = 0;

  // The Merkle tree (RFC 6962) over all records below Head(), and with it the root: each record is
  // hashed once, when it is appended. Any thread.
  [[nodiscard]] virtual Result<MerkleFrontier> Frontier() const = 0;

  // Root of the tree of the first `size` records; kInvalidInput beyond the head. Reads at most one
  // segment. Any thread.
  [[nodiscard]] virtual Result<Hash256> RootAt(Position size) const = 0;

  // Returns when Head() > position, or kDeadline after `timeout`. Any thread.
  [[nodiscard]] virtual Result<void> WaitPast(Position position, Duration timeout) const = 0;
};

}  // namespace tenure::log
