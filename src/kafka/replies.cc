#include "kafka/replies.h"

namespace tenure::kafka {

Result<std::unique_ptr<Replies>> Replies::Open(const Place& place) {
  const log::KafkaProperties own = {
      {"acks", "all"},
      {"enable.idempotence", "true"},
      {"linger.ms", "0"},
      {"queue.buffering.max.messages", "1000000"},
      {"topic.metadata.refresh.fast.interval.ms", "50"},
      {"reconnect.backoff.max.ms", "500"},
      {"delivery.report.only.error", "true"},
  };
  auto producer = TENURE_TRY(
      log::MakeHandle(RD_KAFKA_PRODUCER, TENURE_TRY(log::MakeConf(place.settings, own))));
  TENURE_TRY(log::LearnTopic(producer.get(), place.replies(), place.patience));
  return std::unique_ptr<Replies>(new Replies(place.replies(), std::move(producer)));
}

void Replies::Send(const ReplyAddress& to, const v1::Answer& answer) {
  if (to.partition < 0) return;
  const std::string value = answer.SerializeAsString();
  (void)rd_kafka_producev(
      producer_.get(), RD_KAFKA_V_TOPIC(topic_.c_str()), RD_KAFKA_V_PARTITION(to.partition),
      RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
      RD_KAFKA_V_KEY(to.gateway.data(), to.gateway.size()),
      RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()), RD_KAFKA_V_END);
}

void Replies::Poll() { rd_kafka_poll(producer_.get(), 0); }

void Replies::Flush(Duration patience) {
  (void)rd_kafka_flush(producer_.get(), log::KafkaMillis(patience));
}

}  // namespace tenure::kafka
