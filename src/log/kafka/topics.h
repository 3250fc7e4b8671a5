// Topics as an administrator sees them: made, described, removed.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "log/kafka/client.h"

namespace tenure::log {

struct TopicPlan {
  std::string name;
  std::int32_t partitions = 1;
  std::int32_t replication = 1;  // copies of each partition
  std::map<std::string, std::string> settings;
};

struct TopicFacts {
  std::int32_t partitions = 0;
  std::int32_t replication = 0;                 // of the partition with the fewest
  std::map<std::string, std::string> settings;  // in force, the broker's defaults included
};

class KafkaAdmin {
 public:
  // Connects when it is first asked. `patience` bounds each call.
  [[nodiscard]] static Result<KafkaAdmin> Connect(const KafkaSettings& settings, Duration patience);

  // Returns when the topics can be used. kStoreExists when one is there already; nothing is made of
  // those after it then.
  [[nodiscard]] Result<void> Create(const std::vector<TopicPlan>& plans);
  // kNotFound when there is no such topic.
  [[nodiscard]] Result<TopicFacts> Describe(const std::string& topic);
  // Replaces the topic's own settings by these.
  [[nodiscard]] Result<void> SetTopic(const std::string& topic,
                                      const std::map<std::string, std::string>& settings);
  // How many brokers are up.
  [[nodiscard]] Result<std::int32_t> Brokers();
  // A broker's setting, of whichever answers first. Empty where it has none of that name.
  [[nodiscard]] Result<std::string> BrokerSetting(const std::string& name);

 private:
  KafkaAdmin(KafkaOwned<rd_kafka_t> handle, Duration patience)
      : handle_(std::move(handle)), patience_(patience) {}
  Result<std::map<std::string, std::string>> Settings(rd_kafka_ResourceType_t type,
                                                      const std::string& name);
  Result<void> CreateOne(const TopicPlan& plan);
  Result<void> WaitUsable(const TopicPlan& plan);

  KafkaOwned<rd_kafka_t> handle_;
  Duration patience_;
};

}  // namespace tenure::log
