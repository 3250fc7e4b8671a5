// Answers on their way to gateways: plain messages, sent after the outcome was read back. One that
// is lost is no harm: the gateway asks again with the same id.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "kafka/company.h"
#include "kafka/messages.h"
#include "log/kafka/client.h"

namespace tenure::kafka {

class Replies {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Replies>> Open(const Place& place);

  // Any thread; returns at once.
  void Send(const ReplyAddress& to, const v1::Answer& answer);
  // Serves the producer: call it now and then, from one thread.
  void Poll();
  // Waits until everything has gone, at most `patience`.
  void Flush(Duration patience);

 private:
  Replies(std::string topic, log::KafkaOwned<rd_kafka_t> producer)
      : topic_(std::move(topic)), producer_(std::move(producer)) {}

  const std::string topic_;
  const log::KafkaOwned<rd_kafka_t> producer_;
};

}  // namespace tenure::kafka
