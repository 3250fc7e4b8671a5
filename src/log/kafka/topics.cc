#include "log/kafka/topics.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/stopwatch.h"

namespace tenure::log {
namespace {

struct AdminCloser {
  void operator()(rd_kafka_NewTopic_t* topic) const { rd_kafka_NewTopic_destroy(topic); }
  void operator()(rd_kafka_AdminOptions_t* o) const { rd_kafka_AdminOptions_destroy(o); }
  void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
  void operator()(rd_kafka_ConfigResource_t* r) const { rd_kafka_ConfigResource_destroy(r); }
  void operator()(const rd_kafka_metadata_t* m) const { rd_kafka_metadata_destroy(m); }
};
template <typename T>
using AdminOwned = std::unique_ptr<T, AdminCloser>;

AdminOwned<rd_kafka_AdminOptions_t> OptionsFor(rd_kafka_t* handle, rd_kafka_admin_op_t operation,
                                               Duration patience) {
  char words[256];
  AdminOwned<rd_kafka_AdminOptions_t> options(rd_kafka_AdminOptions_new(handle, operation));
  rd_kafka_AdminOptions_set_request_timeout(options.get(), KafkaMillis(patience), words,
                                            sizeof words);
  return options;
}

Result<AdminOwned<rd_kafka_event_t>> Await(rd_kafka_queue_t* queue, std::string_view doing,
                                           Duration patience) {
  AdminOwned<rd_kafka_event_t> event(
      rd_kafka_queue_poll(queue, KafkaMillis(patience + std::chrono::seconds(1))));
  if (event == nullptr) {
    return Fail(ErrorCode::kDeadline, fmt::format("{}: the cluster does not answer", doing));
  }
  const auto code = rd_kafka_event_error(event.get());
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return event;
  const char* said = rd_kafka_event_error_string(event.get());
  return tl::unexpected(KafkaError(doing, code, said == nullptr ? "" : said));
}

}  // namespace

Result<KafkaAdmin> KafkaAdmin::Connect(const KafkaSettings& settings, Duration patience) {
  const KafkaProperties own = {{"topic.metadata.refresh.fast.interval.ms", "50"}};
  return KafkaAdmin(TENURE_TRY(MakeHandle(RD_KAFKA_PRODUCER, TENURE_TRY(MakeConf(settings, own)))),
                    patience);
}

Result<void> KafkaAdmin::Create(const std::vector<TopicPlan>& plans) {
  for (const TopicPlan& plan : plans) TENURE_TRY(CreateOne(plan));
  for (const TopicPlan& plan : plans) TENURE_TRY(WaitUsable(plan));
  return {};
}

Result<void> KafkaAdmin::CreateOne(const TopicPlan& plan) {
  const std::string doing = fmt::format("create topic {}", plan.name);
  char words[256];
  const AdminOwned<rd_kafka_NewTopic_t> topic(rd_kafka_NewTopic_new(
      plan.name.c_str(), plan.partitions, plan.replication, words, sizeof words));
  if (topic == nullptr) return Fail(ErrorCode::kInvalidInput, fmt::format("{}: {}", doing, words));
  for (const auto& [name, value] : plan.settings) {
    rd_kafka_NewTopic_set_config(topic.get(), name.c_str(), value.c_str());
  }
  const KafkaOwned<rd_kafka_queue_t> queue(rd_kafka_queue_new(handle_.get()));
  const auto options = OptionsFor(handle_.get(), RD_KAFKA_ADMIN_OP_CREATETOPICS, patience_);
  rd_kafka_NewTopic_t* const one = topic.get();
  rd_kafka_NewTopic_t* topics[] = {one};
  rd_kafka_CreateTopics(handle_.get(), topics, 1, options.get(), queue.get());
  const auto event = TENURE_TRY(Await(queue.get(), doing, patience_));
  std::size_t count = 0;
  const auto* result = rd_kafka_event_CreateTopics_result(event.get());
  const auto** made = rd_kafka_CreateTopics_result_topics(result, &count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto code = rd_kafka_topic_result_error(made[i]);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    if (code == RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS) {
      return Fail(ErrorCode::kStoreExists, fmt::format("topic {}", plan.name));
    }
    const char* said = rd_kafka_topic_result_error_string(made[i]);
    return tl::unexpected(KafkaError(doing, code, said == nullptr ? "" : said));
  }
  return {};
}

// The controller's answer comes before every broker knows of the topic.
Result<void> KafkaAdmin::WaitUsable(const TopicPlan& plan) {
  const Stopwatch watch;
  while (watch.Left(patience_) > Duration(0)) {
    const Result<TopicFacts> facts = Describe(plan.name);
    if (facts && facts->partitions == plan.partitions) return {};
    if (!facts && facts.error().code != ErrorCode::kNotFound) return tl::unexpected(facts.error());
    rd_kafka_poll(handle_.get(), 20);
  }
  return Fail(ErrorCode::kDeadline, fmt::format("topic {} was made but has no leaders", plan.name));
}

Result<TopicFacts> KafkaAdmin::Describe(const std::string& topic) {
  const std::string doing = fmt::format("describe topic {}", topic);
  const KafkaOwned<rd_kafka_topic_t> handle(
      rd_kafka_topic_new(handle_.get(), topic.c_str(), nullptr));
  const rd_kafka_metadata_t* raw = nullptr;
  const auto code = rd_kafka_metadata(handle_.get(), 0, handle.get(), &raw, KafkaMillis(patience_));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return tl::unexpected(KafkaError(doing, code));
  const AdminOwned<const rd_kafka_metadata_t> metadata(raw);
  if (raw->topic_cnt != 1) return Fail(ErrorCode::kNotFound, topic);
  const rd_kafka_metadata_topic_t& found = raw->topics[0];
  if (found.err != RD_KAFKA_RESP_ERR_NO_ERROR) return tl::unexpected(KafkaError(doing, found.err));
  TopicFacts facts;
  facts.partitions = found.partition_cnt;
  facts.replication = found.partition_cnt == 0 ? 0 : found.partitions[0].replica_cnt;
  for (int i = 0; i < found.partition_cnt; ++i) {
    if (found.partitions[i].leader < 0) {
      return Fail(ErrorCode::kNotFound, fmt::format("{}/{} has no leader", topic, i));
    }
    facts.replication = std::min(facts.replication, found.partitions[i].replica_cnt);
  }
  facts.settings = TENURE_TRY(Settings(RD_KAFKA_RESOURCE_TOPIC, topic));
  return facts;
}

Result<std::map<std::string, std::string>> KafkaAdmin::Settings(rd_kafka_ResourceType_t type,
                                                                const std::string& name) {
  const std::string doing = fmt::format("settings of {}", name);
  const AdminOwned<rd_kafka_ConfigResource_t> resource(
      rd_kafka_ConfigResource_new(type, name.c_str()));
  const KafkaOwned<rd_kafka_queue_t> queue(rd_kafka_queue_new(handle_.get()));
  const auto options = OptionsFor(handle_.get(), RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, patience_);
  rd_kafka_ConfigResource_t* resources[] = {resource.get()};
  rd_kafka_DescribeConfigs(handle_.get(), resources, 1, options.get(), queue.get());
  const auto event = TENURE_TRY(Await(queue.get(), doing, patience_));
  std::size_t count = 0;
  const auto** described = rd_kafka_DescribeConfigs_result_resources(
      rd_kafka_event_DescribeConfigs_result(event.get()), &count);
  std::map<std::string, std::string> settings;
  for (std::size_t i = 0; i < count; ++i) {
    const auto code = rd_kafka_ConfigResource_error(described[i]);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return tl::unexpected(KafkaError(doing, code));
    std::size_t entries = 0;
    const auto** entry = rd_kafka_ConfigResource_configs(described[i], &entries);
    for (std::size_t e = 0; e < entries; ++e) {
      const char* value = rd_kafka_ConfigEntry_value(entry[e]);
      settings[rd_kafka_ConfigEntry_name(entry[e])] = value == nullptr ? "" : value;
    }
  }
  return settings;
}

Result<void> KafkaAdmin::SetTopic(const std::string& topic,
                                  const std::map<std::string, std::string>& settings) {
  const std::string doing = fmt::format("change topic {}", topic);
  const AdminOwned<rd_kafka_ConfigResource_t> resource(
      rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, topic.c_str()));
  for (const auto& [name, value] : settings) {
    rd_kafka_ConfigResource_set_config(resource.get(), name.c_str(), value.c_str());
  }
  const KafkaOwned<rd_kafka_queue_t> queue(rd_kafka_queue_new(handle_.get()));
  const auto options = OptionsFor(handle_.get(), RD_KAFKA_ADMIN_OP_ALTERCONFIGS, patience_);
  rd_kafka_ConfigResource_t* resources[] = {resource.get()};
  rd_kafka_AlterConfigs(handle_.get(), resources, 1, options.get(), queue.get());
  const auto event = TENURE_TRY(Await(queue.get(), doing, patience_));
  std::size_t count = 0;
  const auto** changed = rd_kafka_AlterConfigs_result_resources(
      rd_kafka_event_AlterConfigs_result(event.get()), &count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto code = rd_kafka_ConfigResource_error(changed[i]);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return tl::unexpected(KafkaError(doing, code));
  }
  return {};
}

Result<std::int32_t> KafkaAdmin::Brokers() {
  const rd_kafka_metadata_t* raw = nullptr;
  const auto code = rd_kafka_metadata(handle_.get(), 0, nullptr, &raw, KafkaMillis(patience_));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return tl::unexpected(KafkaError("list brokers", code));
  const AdminOwned<const rd_kafka_metadata_t> metadata(raw);
  return raw->broker_cnt;
}

Result<std::string> KafkaAdmin::BrokerSetting(const std::string& name) {
  const rd_kafka_metadata_t* raw = nullptr;
  const auto code = rd_kafka_metadata(handle_.get(), 0, nullptr, &raw, KafkaMillis(patience_));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return tl::unexpected(KafkaError("list brokers", code));
  const AdminOwned<const rd_kafka_metadata_t> metadata(raw);
  if (raw->broker_cnt == 0) return Fail(ErrorCode::kDeadline, "no broker is up");
  const auto settings =
      TENURE_TRY(Settings(RD_KAFKA_RESOURCE_BROKER, std::to_string(raw->brokers[0].id)));
  const auto found = settings.find(name);
  return found == settings.end() ? std::string() : found->second;
}

}  // namespace tenure::log
