#include "log/kafka/client.h"

#include <fmt/format.h>

#include <algorithm>

namespace tenure::log {
namespace {

Result<void> Set(rd_kafka_conf_t* conf, const std::string& name, const std::string& value) {
  char words[256];
  if (rd_kafka_conf_set(conf, name.c_str(), value.c_str(), words, sizeof words) ==
      RD_KAFKA_CONF_OK) {
    return {};
  }
  // librdkafka's words may repeat the value.
  return Fail(ErrorCode::kInvalidInput, fmt::format("the Kafka setting {} is not taken", name));
}

}  // namespace

Result<KafkaOwned<rd_kafka_conf_t>> MakeConf(const KafkaSettings& settings,
                                             const KafkaProperties& own) {
  KafkaOwned<rd_kafka_conf_t> conf(rd_kafka_conf_new());
  TENURE_TRY(Set(conf.get(), "bootstrap.servers", settings.brokers));
  TENURE_TRY(Set(conf.get(), "log_level", "0"));  // what matters comes back as an error
  // librdkafka asks for the leaders once when a broker dies, and is told the dead one while its
  // session lasts; the next time would be five minutes later.
  TENURE_TRY(Set(conf.get(), "topic.metadata.refresh.interval.ms", "1000"));
  for (const auto& [name, value] : own) TENURE_TRY(Set(conf.get(), name, value));
  for (const auto& [name, value] : settings.properties) TENURE_TRY(Set(conf.get(), name, value));
  return conf;
}

Result<KafkaOwned<rd_kafka_t>> MakeHandle(rd_kafka_type_t type, KafkaOwned<rd_kafka_conf_t> conf) {
  char words[256];
  KafkaOwned<rd_kafka_t> handle(rd_kafka_new(type, conf.get(), words, sizeof words));
  if (handle == nullptr) {
    return Fail(ErrorCode::kInvalidInput, fmt::format("no Kafka client with these settings: {}",
                                                      rd_kafka_err2str(rd_kafka_last_error())));
  }
  (void)conf.release();  // the handle owns it now
  return handle;
}

Result<void> LearnTopic(rd_kafka_t* handle, const std::string& topic, Duration patience) {
  const KafkaOwned<rd_kafka_topic_t> named(rd_kafka_topic_new(handle, topic.c_str(), nullptr));
  const rd_kafka_metadata_t* metadata = nullptr;
  const auto code = rd_kafka_metadata(handle, 0, named.get(), &metadata, KafkaMillis(patience));
  if (metadata != nullptr) rd_kafka_metadata_destroy(metadata);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  return tl::unexpected(KafkaError(fmt::format("metadata of {}", topic), code));
}

Error KafkaError(std::string_view doing, rd_kafka_resp_err_t code, std::string_view words) {
  ErrorCode ours = ErrorCode::kIoFailed;
  switch (code) {
    case RD_KAFKA_RESP_ERR__TIMED_OUT:
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
    case RD_KAFKA_RESP_ERR__RESOLVE:
    case RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
      ours = ErrorCode::kDeadline;
      break;
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
      ours = ErrorCode::kNotFound;
      break;
    default:
      break;
  }
  return {ours, fmt::format("{}: {} ({})", doing, words.empty() ? rd_kafka_err2str(code) : words,
                            rd_kafka_err2name(code))};
}

int KafkaMillis(Duration duration) {
  const auto millis = std::chrono::ceil<std::chrono::milliseconds>(duration).count();
  return static_cast<int>(std::clamp<std::int64_t>(millis, 0, 600'000));
}

}  // namespace tenure::log
