// What every Kafka client here is made with: settings as librdkafka names them, handles that close
// themselves, and its errors as ours. Values of settings are never printed: some are passwords.
#pragma once

#include <librdkafka/rdkafka.h>

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tenure/result.h"
#include "tenure/time.h"

namespace tenure::log {

struct KafkaSettings {
  std::string brokers;                            // host:port, several with commas
  std::map<std::string, std::string> properties;  // librdkafka's own names: security.protocol, …
};

struct KafkaCloser {
  void operator()(rd_kafka_t* handle) const { rd_kafka_destroy(handle); }
  void operator()(rd_kafka_topic_t* topic) const { rd_kafka_topic_destroy(topic); }
  void operator()(rd_kafka_message_t* message) const { rd_kafka_message_destroy(message); }
  void operator()(rd_kafka_error_t* error) const { rd_kafka_error_destroy(error); }
  void operator()(rd_kafka_conf_t* conf) const { rd_kafka_conf_destroy(conf); }
  void operator()(rd_kafka_headers_t* headers) const { rd_kafka_headers_destroy(headers); }
  void operator()(rd_kafka_queue_t* queue) const { rd_kafka_queue_destroy(queue); }
  void operator()(rd_kafka_topic_partition_list_t* list) const {
    rd_kafka_topic_partition_list_destroy(list);
  }
  void operator()(rd_kafka_consumer_group_metadata_t* group) const {
    rd_kafka_consumer_group_metadata_destroy(group);
  }
};
template <typename T>
using KafkaOwned = std::unique_ptr<T, KafkaCloser>;

using KafkaProperties = std::vector<std::pair<std::string, std::string>>;

// The brokers, `own`, and then the settings' properties, which win. kInvalidInput names the
// property that librdkafka does not take, never its value.
[[nodiscard]] Result<KafkaOwned<rd_kafka_conf_t>> MakeConf(const KafkaSettings& settings,
                                                           const KafkaProperties& own);

// Connects in the background: success says nothing of the brokers.
[[nodiscard]] Result<KafkaOwned<rd_kafka_t>> MakeHandle(rd_kafka_type_t type,
                                                        KafkaOwned<rd_kafka_conf_t> conf);

// Learns where a topic's partitions are led: a producer that did not waits a second before its
// first message.
[[nodiscard]] Result<void> LearnTopic(rd_kafka_t* handle, const std::string& topic,
                                      Duration patience);

// kDeadline where time ran out, kNotFound for an unknown topic, else kIoFailed; `doing` and
// librdkafka's words.
[[nodiscard]] Error KafkaError(std::string_view doing, rd_kafka_resp_err_t code,
                               std::string_view words = {});

// Milliseconds as librdkafka takes them, at least 1 while there is any time.
[[nodiscard]] int KafkaMillis(Duration duration);

}  // namespace tenure::log
