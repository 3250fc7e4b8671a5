#include "kafka/gateway.h"

#include <fmt/format.h>

#include "base/hex.h"
#include "base/stopwatch.h"
#include "engine/answers.h"
#include "tenure/ids.h"

namespace tenure::kafka {
namespace {

constexpr Duration kLookEvery = std::chrono::milliseconds(100);  // for what is late

std::string KeyOf(const std::string& scope, const std::string& command_id) {
  return scope + '\n' + command_id;
}

}  // namespace

Result<std::unique_ptr<Gateway>> Gateway::Open(GatewayOptions options, Random& random) {
  std::unique_ptr<Gateway> gateway(new Gateway(std::move(options)));
  const Place& place = gateway->options_.place;
  gateway->company_ = TENURE_TRY(ReadCompany(place));
  gateway->seal_ = CommandSeal(gateway->options_.mac_key, gateway->company_.meta.store_id());
  gateway->topic_ = place.commands();
  std::array<std::uint8_t, 9> name{};
  random.Fill(name);
  gateway->address_ = {static_cast<std::int32_t>(name[8] % gateway->company_.meta.partitions()),
                       HexOf({reinterpret_cast<const char*>(name.data()), 8})};
  const log::KafkaProperties own = {
      {"acks", "all"},
      {"enable.idempotence", "true"},
      {"linger.ms", "1"},
      {"queue.buffering.max.messages", "1000000"},
      {"message.timeout.ms", std::to_string(log::KafkaMillis(gateway->options_.give_up))},
      {"topic.metadata.refresh.fast.interval.ms", "50"},
      {"reconnect.backoff.max.ms", "500"},
      {"delivery.report.only.error", "true"},
  };
  gateway->producer_ = TENURE_TRY(
      log::MakeHandle(RD_KAFKA_PRODUCER, TENURE_TRY(log::MakeConf(place.settings, own))));
  TENURE_TRY(log::LearnTopic(gateway->producer_.get(), gateway->topic_, place.patience));
  // The place to read answers from is known before the first question is asked.
  gateway->replies_ = TENURE_TRY(
      log::PartitionReader::Start(place.settings, place.replies(), gateway->address_.partition,
                                  RD_KAFKA_OFFSET_END, std::chrono::milliseconds(100)));
  const auto range = TENURE_TRY(gateway->replies_->Range(place.patience));
  TENURE_TRY(gateway->replies_->Seek(range.high));
  return gateway;
}

Gateway::~Gateway() = default;

Result<void> Gateway::Produce(const Asked& asked) {
  const std::int32_t partition = PartitionOf(asked.scope, company_.meta.partitions());
  log::KafkaOwned<rd_kafka_headers_t> headers(rd_kafka_headers_new(3));
  for (const auto& [name, value] : seal_.HeadersOf(asked.value, address_, rules_seen_)) {
    rd_kafka_header_add(headers.get(), name.data(), static_cast<ssize_t>(name.size()), value.data(),
                        static_cast<ssize_t>(value.size()));
  }
  const auto code =
      rd_kafka_producev(producer_.get(), RD_KAFKA_V_TOPIC(topic_.c_str()),
                        RD_KAFKA_V_PARTITION(partition), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
                        RD_KAFKA_V_KEY(asked.scope.data(), asked.scope.size()),
                        RD_KAFKA_V_VALUE(const_cast<char*>(asked.value.data()), asked.value.size()),
                        RD_KAFKA_V_HEADERS(headers.get()), RD_KAFKA_V_END);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
    (void)headers.release();
    rd_kafka_poll(producer_.get(), 0);
    return {};
  }
  if (code == RD_KAFKA_RESP_ERR__QUEUE_FULL) {
    return Fail(ErrorCode::kOverloaded, "too many commands are on their way");
  }
  return tl::unexpected(log::KafkaError("send a command", code));
}

Result<void> Gateway::Send(const v1::SealedCommand& command, AnswerCallback done) {
  Asked asked{command.scope(), command.SerializeAsString(), std::move(done), {}, {}};
  TENURE_TRY(Produce(asked));
  asked_.insert_or_assign(KeyOf(command.scope(), command.command_id()), std::move(asked));
  return {};
}

void Gateway::Take() {
  if (replies_->key() != address_.gateway) return;
  v1::Answer answer;
  const std::string_view value = replies_->value();
  if (!answer.ParseFromArray(value.data(), static_cast<int>(value.size()))) return;
  const auto found = asked_.find(KeyOf(answer.scope(), answer.command_id()));
  if (found == asked_.end()) return;  // a second answer to what was asked twice
  if (answer.scope() == kGovernanceScope && answer.events_size() > 0) {
    rules_seen_ = std::max(rules_seen_, answer.position() + 1);
  }
  const AnswerCallback done = std::move(found->second.done);
  asked_.erase(found);
  done(answer);
}

Result<void> Gateway::Poll(Duration wait) {
  rd_kafka_poll(producer_.get(), 0);
  for (;;) {
    const auto got = TENURE_TRY(replies_->Next(std::exchange(wait, Duration(0))));
    if (got == log::PartitionReader::Got::kNothing) break;
    if (got == log::PartitionReader::Got::kMessage) Take();
  }
  if (since_look_.Elapsed() < kLookEvery) return {};
  since_look_ = Stopwatch();
  return AskAgain();
}

Result<void> Gateway::AskAgain() {
  std::vector<std::string> over;
  for (auto& [key, asked] : asked_) {
    if (asked.since_first.Elapsed() >= options_.give_up) {
      over.push_back(key);
    } else if (asked.since_last.Elapsed() >= options_.ask_again) {
      asked.since_last = Stopwatch();
      (void)Produce(asked);  // a full queue will have room the next time
    }
  }
  for (const std::string& key : over) {
    const auto found = asked_.find(key);
    v1::SealedCommand command;
    command.ParseFromString(found->second.value);
    const AnswerCallback done = std::move(found->second.done);
    asked_.erase(found);
    done(engine::UnknownAnswer(engine::AnswerFor(command),
                               {ErrorCode::kUnknownOutcome, "no engine has answered in time"}));
  }
  return {};
}

Result<v1::Answer> Gateway::Ask(const v1::SealedCommand& command) {
  std::optional<v1::Answer> answer;
  TENURE_TRY(Send(command, [&](const v1::Answer& given) { answer = given; }));
  while (!answer) TENURE_TRY(Poll(std::chrono::milliseconds(20)));
  return *std::move(answer);
}

}  // namespace tenure::kafka
