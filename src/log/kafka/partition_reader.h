// Reads one partition of one topic in offset order, committed records only, and says when it stands
// at the end. No consumer group: whoever reads decides where. One thread.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "log/kafka/client.h"

namespace tenure::log {

// Where a partition begins and ends, in Kafka's offsets, aborted and control records included.
struct KafkaRange {
  std::int64_t low = 0;
  std::int64_t high = 0;  // of the next record
};

class PartitionReader {
 public:
  enum class Got : std::uint8_t {
    kMessage,  // message() holds it
    kEnd,      // everything committed was given; end_offset() says where that is
    kNothing,  // not in time
  };

  // Begins at `offset`; `wait` is how long a broker may hold a request that finds nothing new: what
  // a Seek may have to wait for, and how soon the end is told. Errors come from Next.
  [[nodiscard]] static Result<std::unique_ptr<PartitionReader>> Start(const KafkaSettings& settings,
                                                                      const std::string& topic,
                                                                      std::int32_t partition,
                                                                      std::int64_t offset,
                                                                      Duration wait);
  ~PartitionReader();
  PartitionReader(const PartitionReader&) = delete;
  PartitionReader& operator=(const PartitionReader&) = delete;

  // Asks the brokers for nothing until the next Seek.
  void Rest();
  // Goes on at `offset`.
  [[nodiscard]] Result<void> Seek(std::int64_t offset);

  // The end is told once for each place; after it kNothing until there is more. kLogTruncated when
  // the offset to read from does not exist (any more).
  [[nodiscard]] Result<Got> Next(Duration timeout);
  // The same, patient: a message or the end, else kDeadline.
  [[nodiscard]] Result<Got> NextWithin(Duration timeout);

  // Valid until the next call.
  [[nodiscard]] const rd_kafka_message_t& message() const { return *message_; }
  [[nodiscard]] std::string_view value() const {
    return {static_cast<const char*>(message_->payload), message_->len};
  }
  [[nodiscard]] std::string_view key() const {
    return {static_cast<const char*>(message_->key), message_->key_len};
  }
  // Empty where the message has none of that name.
  [[nodiscard]] std::string_view Header(const char* name) const;
  [[nodiscard]] std::int64_t end_offset() const { return end_offset_; }

  // Asks the leader. kDeadline when it does not answer in time.
  [[nodiscard]] Result<KafkaRange> Range(Duration timeout) const;

 private:
  PartitionReader() = default;

  std::string topic_name_;
  std::int32_t partition_ = 0;
  KafkaOwned<rd_kafka_t> handle_;
  KafkaOwned<rd_kafka_topic_t> topic_;
  KafkaOwned<rd_kafka_message_t> message_;
  std::int64_t end_offset_ = 0;
  bool started_ = false;
};

// A header's text; empty where the message has none of that name.
[[nodiscard]] std::string_view HeaderOf(const rd_kafka_message_t& message, const char* name);

}  // namespace tenure::log
