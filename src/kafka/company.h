// A company on a Kafka cluster: its topics, its identity, which partition a scope belongs to; made
// once, checked before anything relies on it.
//   <prefix>.commands     a command a message, in the partition of its scope
//   <prefix>.events       the log: a record a message
//   <prefix>.replies      answers to gateways; may be forgotten after an hour
//   <prefix>.checkpoints  first message: the identity; then heads and roots
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "log/kafka/client.h"
#include "log/kafka/kafka_log.h"
#include "log/kafka/topics.h"
#include "tenure/domain.h"
#include "tenure/result.h"
#include "tenure/v1/record.pb.h"

namespace tenure::kafka {

struct Place {
  log::KafkaSettings settings;
  std::string prefix = "tenure";
  Duration patience = std::chrono::seconds(30);

  [[nodiscard]] std::string commands() const { return prefix + ".commands"; }
  [[nodiscard]] std::string events() const { return prefix + ".events"; }
  [[nodiscard]] std::string replies() const { return prefix + ".replies"; }
  [[nodiscard]] std::string checkpoints() const { return prefix + ".checkpoints"; }
  [[nodiscard]] std::string group() const { return prefix + ".engines"; }
  [[nodiscard]] std::string WriterOf(std::int32_t partition) const;  // transactional id
};

// The events of one partition, as every reader of the company opens them.
[[nodiscard]] log::KafkaLogOptions EventsOf(const Place& place, const v1::StoreMeta& meta,
                                            std::int32_t partition);
// As the one that writes them does.
[[nodiscard]] log::KafkaLogOptions OwnEventsOf(const Place& place, const v1::StoreMeta& meta,
                                               std::int32_t partition, const Domain& domain);

// The partition that writes a scope. With one partition all is in 0; else governance/main is alone
// in 0 and ranges of shards lie in 1..partitions-1. Settled for ever, like the shard function.
[[nodiscard]] std::int32_t PartitionOf(std::string_view scope, std::uint32_t partitions);

struct Company {
  v1::StoreMeta meta;
  std::int32_t copies = 3;  // of every topic, as promised when it was made
};

// How many copies must have a write before it counts.
[[nodiscard]] constexpr std::int32_t InSyncOf(std::int32_t copies) { return copies >= 3 ? 2 : 1; }

// The topics and the identity. kStoreExists when there are topics of these names, kInvalidInput
// when the cluster has too few brokers for the copies.
[[nodiscard]] Result<void> CreateCompany(const Place& place, const Company& company);

// kStoreMissing when there is none, kLogTruncated when the topic no longer begins with it.
[[nodiscard]] Result<Company> ReadCompany(const Place& place);

// One thing that was looked at.
struct Finding {
  std::string check;
  bool refused = false;
  std::string detail;
  std::string what_to_do;  // where refused
};
// What the log of record may not lie on: weak topics, another partition count, a broker that makes
// topics by itself, bounds of sessions that a fail-over cannot meet. An error when nothing can be
// looked at.
[[nodiscard]] Result<std::vector<Finding>> Preflight(const Place& place);
// kReadOnly with the first refused finding: nothing may be written there.
[[nodiscard]] Result<void> RefuseWeak(const std::vector<Finding>& findings);

}  // namespace tenure::kafka
