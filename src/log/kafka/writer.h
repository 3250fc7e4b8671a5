// One transaction at a time, all of it or nothing, under a transactional id that ends whoever used
// it before. What librdkafka 2.0.2 needs for that to hold is kept here (docs/kafka.md): metadata
// before init_transactions, one thread that serves the producer, a fresh producer after every
// commit whose EndTxn may have been sent twice.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "log/kafka/client.h"

namespace tenure::log {

struct OutMessage {
  std::string_view topic;
  std::int32_t partition = 0;
  std::string_view key;
  std::string_view value;
  std::vector<std::pair<std::string_view, std::string>> headers;
};

// How far the commands of an input partition are done by this transaction.
struct InputPosition {
  std::string topic;
  std::int32_t partition = 0;
  std::int64_t next = 0;                                // offset of the next command
  rd_kafka_consumer_group_metadata_t* group = nullptr;  // borrowed; tells a member that was put out
};

struct WriterOptions {
  KafkaSettings settings;
  std::string transactional_id;
  std::vector<std::string> topics;  // all that will be written
  Duration transaction_timeout = std::chrono::seconds(10);
  // A commit is given up, its outcome unknown, when it takes longer.
  Duration commit_timeout = std::chrono::seconds(30);
};

struct WriterStats {
  std::uint64_t transactions = 0;
  std::uint64_t renewals =
      0;  // producers made anew because a commit was slow or a connection broke
};

class TransactionalWriter {
 public:
  // Ends the transaction that another writer with this id has open, and that writer with it.
  [[nodiscard]] static Result<std::unique_ptr<TransactionalWriter>> Open(WriterOptions options);
  ~TransactionalWriter();

  // Committed when it returns. Any error: kUnknownOutcome, and the writer is dead; another one must
  // be opened, then a read to the end tells. One thread.
  [[nodiscard]] Result<void> Commit(std::span<const OutMessage> messages,
                                    const std::optional<InputPosition>& input);

  [[nodiscard]] const WriterStats& stats() const { return stats_; }

 private:
  explicit TransactionalWriter(WriterOptions options) : options_(std::move(options)) {}

  Result<void> Renew();
  Result<void> Produce(const OutMessage& message);
  Result<void> SendInput(const InputPosition& input);
  Result<void> CommitOpen();
  Result<void> CommitOnce(std::span<const OutMessage> messages,
                          const std::optional<InputPosition>& input);

  static void OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self);
  static void OnError(rd_kafka_t*, int code, const char* words, void* self);

  const WriterOptions options_;
  KafkaOwned<rd_kafka_t> handle_;
  std::vector<KafkaOwned<rd_kafka_topic_t>> topics_;
  std::uint64_t connection_errors_ = 0;
  rd_kafka_resp_err_t undelivered_ = RD_KAFKA_RESP_ERR_NO_ERROR;
  WriterStats stats_;
};

}  // namespace tenure::log
