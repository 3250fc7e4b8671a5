#include "log/kafka/partition_reader.h"

#include <fmt/format.h>

#include "base/stopwatch.h"

namespace tenure::log {
namespace {

const KafkaProperties kReading = {
    {"group.id", "tenure-unused"},           {"enable.auto.commit", "false"},
    {"isolation.level", "read_committed"},   {"enable.partition.eof", "true"},
    {"auto.offset.reset", "error"},          {"check.crcs", "true"},
    {"fetch.message.max.bytes", "4194304"},   // a larger record comes all the same, alone
    {"queued.max.messages.kbytes", "16384"},  // ahead of whoever reads
    {"fetch.error.backoff.ms", "20"},         // after a change of leader
    {"reconnect.backoff.max.ms", "500"},     {"topic.metadata.refresh.fast.interval.ms", "50"},
};

}  // namespace

std::string_view HeaderOf(const rd_kafka_message_t& message, const char* name) {
  rd_kafka_headers_t* headers = nullptr;
  if (rd_kafka_message_headers(&message, &headers) != RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  const void* value = nullptr;
  std::size_t size = 0;
  if (rd_kafka_header_get_last(headers, name, &value, &size) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return {};
  }
  return {static_cast<const char*>(value), size};
}

Result<std::unique_ptr<PartitionReader>> PartitionReader::Start(const KafkaSettings& settings,
                                                                const std::string& topic,
                                                                std::int32_t partition,
                                                                std::int64_t offset,
                                                                Duration wait) {
  std::unique_ptr<PartitionReader> reader(new PartitionReader());
  reader->topic_name_ = topic;
  reader->partition_ = partition;
  KafkaProperties own = kReading;
  own.emplace_back("fetch.wait.max.ms", std::to_string(KafkaMillis(wait)));
  reader->handle_ = TENURE_TRY(MakeHandle(RD_KAFKA_CONSUMER, TENURE_TRY(MakeConf(settings, own))));
  reader->topic_.reset(rd_kafka_topic_new(reader->handle_.get(), topic.c_str(), nullptr));
  TENURE_TRY(reader->Seek(offset));
  return reader;
}

PartitionReader::~PartitionReader() {
  Rest();
  topic_.reset();
}

void PartitionReader::Rest() {
  message_.reset();
  if (started_) rd_kafka_consume_stop(topic_.get(), partition_);
  started_ = false;
}

// Not rd_kafka_seek: it answers only after the request that is under way.
Result<void> PartitionReader::Seek(std::int64_t offset) {
  Rest();
  if (topic_ == nullptr || rd_kafka_consume_start(topic_.get(), partition_, offset) == -1) {
    return tl::unexpected(KafkaError(
        fmt::format("read {}/{} from {}", topic_name_, partition_, offset), rd_kafka_last_error()));
  }
  started_ = true;
  return {};
}

Result<PartitionReader::Got> PartitionReader::Next(Duration timeout) {
  message_.reset(rd_kafka_consume(topic_.get(), partition_, KafkaMillis(timeout)));
  if (message_ == nullptr) return Got::kNothing;
  switch (message_->err) {
    case RD_KAFKA_RESP_ERR_NO_ERROR:
      return Got::kMessage;
    case RD_KAFKA_RESP_ERR__PARTITION_EOF:
      end_offset_ = message_->offset;
      return Got::kEnd;
    case RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET:
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE:
      return Fail(ErrorCode::kLogTruncated,
                  fmt::format("{}/{}: the offset to read from is not there: records were deleted, "
                              "or the topic was made anew",
                              topic_name_, partition_));
    default:
      return tl::unexpected(
          KafkaError(fmt::format("read {}/{}", topic_name_, partition_), message_->err));
  }
}

Result<PartitionReader::Got> PartitionReader::NextWithin(Duration timeout) {
  const Stopwatch watch;
  for (;;) {
    const Got got = TENURE_TRY(Next(watch.Left(timeout)));
    if (got != Got::kNothing) return got;
    if (watch.Left(timeout) == Duration(0)) {
      return Fail(ErrorCode::kDeadline, fmt::format("{}/{}: nothing came within {} ms", topic_name_,
                                                    partition_, KafkaMillis(timeout)));
    }
  }
}

std::string_view PartitionReader::Header(const char* name) const {
  return HeaderOf(*message_, name);
}

// A leader that has died is asked for again only once its successor is known: whoever does not read
// would hear of it minutes later.
Result<KafkaRange> PartitionReader::Range(Duration timeout) const {
  KafkaRange range;
  const auto ask = [&] {
    return rd_kafka_query_watermark_offsets(handle_.get(), topic_name_.c_str(), partition_,
                                            &range.low, &range.high, KafkaMillis(timeout));
  };
  auto code = ask();
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR && LearnTopic(handle_.get(), topic_name_, timeout)) {
    code = ask();
  }
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return range;
  return tl::unexpected(KafkaError(fmt::format("ends of {}/{}", topic_name_, partition_), code));
}

}  // namespace tenure::log
