#include "log/kafka/writer.h"

#include <fmt/format.h>

#include "base/stopwatch.h"

namespace tenure::log {
namespace {

// A request that is sent again is sent no sooner than this after the first: the one trace that a
// second EndTxn leaves. Below 50 it would be lost among ordinary commits.
constexpr Duration kRetryBackoff = std::chrono::milliseconds(50);
// A commit that took this long may have sent EndTxn twice (80 % of the above).
constexpr Duration kSlowCommit = std::chrono::milliseconds(40);
constexpr Duration kStepTimeout = std::chrono::seconds(1);

Error ErrorOf(std::string_view doing, const rd_kafka_error_t* error) {
  return KafkaError(doing, rd_kafka_error_code(error), rd_kafka_error_string(error));
}

// Calls again what says that it may be called again, until `limit`.
template <typename Call>
Result<void> Persist(std::string_view doing, Duration limit, Call call) {
  const Stopwatch watch;
  for (;;) {
    const KafkaOwned<rd_kafka_error_t> error(call(KafkaMillis(kStepTimeout)));
    if (error == nullptr) return {};
    const bool again = rd_kafka_error_is_retriable(error.get()) != 0;
    if (!again || watch.Left(limit) == Duration(0)) {
      return tl::unexpected(ErrorOf(doing, error.get()));
    }
  }
}

}  // namespace

void TransactionalWriter::OnDelivery(rd_kafka_t*, const rd_kafka_message_t* message, void* self) {
  if (message->err == RD_KAFKA_RESP_ERR_NO_ERROR) return;
  static_cast<TransactionalWriter*>(self)->undelivered_ = message->err;
}

void TransactionalWriter::OnError(rd_kafka_t*, int, const char*, void* self) {
  ++static_cast<TransactionalWriter*>(self)->connection_errors_;
}

Result<std::unique_ptr<TransactionalWriter>> TransactionalWriter::Open(WriterOptions options) {
  std::unique_ptr<TransactionalWriter> writer(new TransactionalWriter(std::move(options)));
  TENURE_TRY(writer->Renew());
  return writer;
}

TransactionalWriter::~TransactionalWriter() { topics_.clear(); }

// The one before goes first: nothing of it may be on its way when the new one begins.
Result<void> TransactionalWriter::Renew() {
  topics_.clear();
  handle_.reset();
  undelivered_ = RD_KAFKA_RESP_ERR_NO_ERROR;
  const KafkaProperties own = {
      {"transactional.id", options_.transactional_id},
      {"transaction.timeout.ms", std::to_string(KafkaMillis(options_.transaction_timeout))},
      {"acks", "all"},
      {"message.max.bytes", "17825792"},  // a record of 16 MiB and its headers
      {"queue.buffering.max.messages", "500000"},
      {"queue.buffering.max.kbytes", "262144"},
      {"linger.ms", "5"},
      {"retry.backoff.ms", std::to_string(KafkaMillis(kRetryBackoff))},
      {"reconnect.backoff.max.ms", "500"},
      {"topic.metadata.refresh.fast.interval.ms", "50"},
  };
  auto conf = TENURE_TRY(MakeConf(options_.settings, own));
  rd_kafka_conf_set_opaque(conf.get(), this);
  rd_kafka_conf_set_dr_msg_cb(conf.get(), &TransactionalWriter::OnDelivery);
  rd_kafka_conf_set_error_cb(conf.get(), &TransactionalWriter::OnError);
  handle_ = TENURE_TRY(MakeHandle(RD_KAFKA_PRODUCER, std::move(conf)));
  for (const std::string& name : options_.topics) {
    topics_.emplace_back(rd_kafka_topic_new(handle_.get(), name.c_str(), nullptr));  // kept known
    TENURE_TRY(LearnTopic(handle_.get(), name, options_.commit_timeout));
  }
  TENURE_TRY(Persist("init_transactions", options_.commit_timeout, [this](int millis) {
    return rd_kafka_init_transactions(handle_.get(), millis);
  }));
  connection_errors_ = 0;
  return {};
}

Result<void> TransactionalWriter::Produce(const OutMessage& message) {
  KafkaOwned<rd_kafka_headers_t> headers(rd_kafka_headers_new(message.headers.size()));
  for (const auto& [name, value] : message.headers) {
    rd_kafka_header_add(headers.get(), name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  }
  const std::string topic(message.topic);
  const Stopwatch watch;
  for (;;) {
    const auto code = rd_kafka_producev(
        handle_.get(), RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_PARTITION(message.partition),
        RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY(message.key.data(), message.key.size()),
        RD_KAFKA_V_VALUE(const_cast<char*>(message.value.data()), message.value.size()),
        RD_KAFKA_V_HEADERS(headers.get()), RD_KAFKA_V_END);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
      (void)headers.release();  // the message's now
      return {};
    }
    const bool full = code == RD_KAFKA_RESP_ERR__QUEUE_FULL;
    if (!full || watch.Left(options_.commit_timeout) == Duration(0)) {
      return tl::unexpected(KafkaError("produce", code));
    }
    rd_kafka_poll(handle_.get(), KafkaMillis(std::chrono::milliseconds(10)));
  }
}

Result<void> TransactionalWriter::SendInput(const InputPosition& input) {
  const KafkaOwned<rd_kafka_topic_partition_list_t> offsets(rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(offsets.get(), input.topic.c_str(), input.partition)->offset =
      input.next;
  return Persist("send_offsets_to_transaction", options_.commit_timeout, [&](int millis) {
    return rd_kafka_send_offsets_to_transaction(handle_.get(), offsets.get(), input.group, millis);
  });
}

Result<void> TransactionalWriter::CommitOpen() {
  const auto flushed = rd_kafka_flush(handle_.get(), KafkaMillis(options_.commit_timeout));
  if (flushed != RD_KAFKA_RESP_ERR_NO_ERROR) return tl::unexpected(KafkaError("flush", flushed));
  if (undelivered_ != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return tl::unexpected(KafkaError("deliver", undelivered_));
  }
  rd_kafka_poll(handle_.get(), 0);
  const Stopwatch commit;  // of EndTxn alone
  TENURE_TRY(Persist("commit_transaction", options_.commit_timeout, [this](int millis) {
    return rd_kafka_commit_transaction(handle_.get(), millis);
  }));
  const bool slow = commit.Elapsed() >= kSlowCommit;
  rd_kafka_poll(handle_.get(), 0);
  // An EndTxn that comes late must find its producer gone, not its next transaction (KAFKA-17754).
  if (!slow && connection_errors_ == 0) return {};
  ++stats_.renewals;
  return Renew();
}

Result<void> TransactionalWriter::CommitOnce(std::span<const OutMessage> messages,
                                             const std::optional<InputPosition>& input) {
  const KafkaOwned<rd_kafka_error_t> begun(rd_kafka_begin_transaction(handle_.get()));
  if (begun != nullptr) return tl::unexpected(ErrorOf("begin_transaction", begun.get()));
  for (const OutMessage& message : messages) TENURE_TRY(Produce(message));
  if (input) TENURE_TRY(SendInput(*input));
  ++stats_.transactions;
  return CommitOpen();
}

Result<void> TransactionalWriter::Commit(std::span<const OutMessage> messages,
                                         const std::optional<InputPosition>& input) {
  if (handle_ == nullptr) return Fail(ErrorCode::kUnknownOutcome, "this Kafka writer has stopped");
  Result<void> committed = CommitOnce(messages, input);
  if (committed) return committed;
  topics_.clear();
  handle_.reset();  // whatever it still holds goes with it
  return Fail(ErrorCode::kUnknownOutcome, std::move(committed).error().message);
}

}  // namespace tenure::log
