// The log of one partition on an Apache Kafka cluster: a partition of the events topic, a record a
// message, its value the record's exact bytes. Kafka's offsets have gaps (each transaction ends
// with a control record), so what counts are the positions in the records. An append is one
// transaction, read back under read_committed and compared before anybody is told: what was not
// read back never happened as far as this process knows. What a message looks like: docs/kafka.md.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "log/kafka/partition_reader.h"
#include "log/kafka/writer.h"
#include "log/log.h"
#include "log/record_codec.h"

namespace tenure::log {

// The header of every event that names its store: 32 hex digits.
inline constexpr char kStoreHeader[] = "tenure_store";

// What goes into the transaction beside the records.
struct Companions {
  std::vector<OutMessage> messages;  // their texts live until Append returns
  std::optional<InputPosition> input;
};

struct KafkaLogOptions {
  KafkaSettings settings;
  std::string topic;
  std::int32_t partition = 0;
  std::string store_id;  // 16 bytes
  // Empty: read only, the head stays where it was found, Append is kReadOnly.
  std::string transactional_id;
  Duration transaction_timeout = std::chrono::seconds(10);
  std::vector<std::string> more_topics;  // that companions are written to
  // Called by Append with its batch, on its thread. May be empty.
  std::function<Result<Companions>(std::span<const EncodedRecord>)> companions;
  // Names an event type for people who read the topic; its number where this is empty.
  std::function<std::string_view(std::uint32_t event_type)> type_name;
  // What is known of the records below `known.size()`: they are not read again when opening.
  MerkleFrontier known;
  // Told how far opening has come, now and then: positions read, and about how many there are.
  std::function<void(Position done, Position about)> progress;
  Duration patience = std::chrono::seconds(30);  // for brokers to answer
};

class KafkaLog final : public Log {
 public:
  // With a transactional id the writer before is ended first, then everything is read that it got
  // committed. kLogTruncated: the topic ends before what is known, or its beginning is gone.
  // kLogDamaged: a message that is no record of this store at its place, with the offset.
  // kDeadline: the cluster did not answer, or somebody's open transaction hides the end.
  [[nodiscard]] static Result<std::unique_ptr<KafkaLog>> Open(KafkaLogOptions options);
  ~KafkaLog() override;

  Result<void> Append(Position at, std::span<const EncodedRecord> batch) override;
  Result<Position> Head() const override;
  Result<std::unique_ptr<LogCursor>> Read(Position from, const RecordFilter& filter) const override;
  Result<Position> FirstAfter(Time time) const override;
  Result<MerkleFrontier> Frontier() const override;
  Result<Hash256> RootAt(Position size) const override;
  Result<void> WaitPast(Position position, Duration timeout) const override;

  // A transaction that holds nothing but how far the input is done: proves that this writer has not
  // been ended, and that the group still counts on it. Errors as Append.
  [[nodiscard]] Result<void> Confirm(const InputPosition& input);

  // Of a log opened for reading: moves the head to where the committed end is now, after waiting
  // for something new to come. One thread.
  [[nodiscard]] Result<void> Refresh(Duration wait);
  // Where the partition ends, asked of its leader. The refreshing thread.
  [[nodiscard]] Result<KafkaRange> Ends(Duration timeout) const { return tail_->Range(timeout); }
  // Kafka's offset up to which everything committed was read. The refreshing thread.
  [[nodiscard]] std::int64_t end_offset() const;

  // Beside the writer's thread: any thread.
  [[nodiscard]] WriterStats writer_stats() const;

 private:
  class Cursor;
  friend class Cursor;
  // A record's place, and when it was recorded.
  struct Mark {
    Position position = 0;
    std::int64_t offset = 0;
    std::int64_t recorded_at_us = 0;
  };

  explicit KafkaLog(KafkaLogOptions options) : options_(std::move(options)) {}

  Result<void> CatchUp();
  Result<void> TakeTail();
  Result<void> Settled(Result<void> written);
  Result<void> StartTail();
  Result<void> CheckEnd();
  Result<Mark> Check(const PartitionReader& reader, Position expected) const;
  void Take(const Mark& mark, std::string_view bytes);
  Result<void> WriteBatch(std::span<const EncodedRecord> batch);
  Result<void> ReadBack(std::span<const EncodedRecord> batch);
  std::vector<std::pair<std::string_view, std::string>> HeadersOf(
      const EncodedRecord& record) const;

  Result<Mark> MarkBelow(Position position) const;
  Result<Mark> MarkAtOffset(std::int64_t offset) const;
  Result<Mark> MarkAt(Position position) const;
  Result<std::unique_ptr<PartitionReader>> Borrow(std::int64_t offset) const;
  void GiveBack(std::unique_ptr<PartitionReader> reader) const;

  const KafkaLogOptions options_;
  std::string store_hex_;
  std::unique_ptr<TransactionalWriter> writer_;
  std::unique_ptr<PartitionReader> tail_;  // stands after the last record known; appending thread
  std::int64_t last_recorded_at_us_ = INT64_MIN;

  mutable std::mutex mutex_;  // guards all below
  mutable std::condition_variable grown_;
  mutable std::map<Position, Mark> marks_;  // some records' places; sparse
  std::map<Position, MerkleFrontier> frontiers_;
  MerkleFrontier frontier_;
  Mark last_;  // of the newest record, while there is one
  bool dead_ = false;
  WriterStats stats_;
  mutable std::vector<std::unique_ptr<PartitionReader>> idle_;
};

}  // namespace tenure::log
