#include "kafka/status.h"

#include <algorithm>
#include <map>

#include "log/kafka/partition_reader.h"
#include "log/record_codec.h"

namespace tenure::kafka {
namespace {

using log::PartitionReader;

struct GroupCloser {
  void operator()(const rd_kafka_AdminOptions_t* options) const {
    rd_kafka_AdminOptions_destroy(const_cast<rd_kafka_AdminOptions_t*>(options));
  }
  void operator()(rd_kafka_event_t* event) const { rd_kafka_event_destroy(event); }
};

// The last records before the end, read back to where one is found.
Result<void> ReadEnd(const Place& place, PartitionStatus* status) {
  auto reader =
      TENURE_TRY(PartitionReader::Start(place.settings, place.events(), status->partition,
                                        RD_KAFKA_OFFSET_END, std::chrono::milliseconds(20)));
  const log::KafkaRange range = TENURE_TRY(reader->Range(place.patience));
  std::int64_t back = 64;
  for (bool found = false; !found && range.high > 0; back *= 16) {
    TENURE_TRY(reader->Seek(std::max<std::int64_t>(range.low, range.high - back)));
    for (;;) {
      if (TENURE_TRY(reader->NextWithin(place.patience)) == PartitionReader::Got::kEnd) break;
      const auto summary = TENURE_TRY(log::Summarise(reader->value()));
      status->head = summary.position + 1;
      found = true;
    }
    if (range.high - back <= range.low) break;
  }
  if (range.high == 0 || reader->end_offset() >= range.high) return {};
  // What is hidden begins at the committed end: ask for it without waiting for its marker.
  log::KafkaSettings open = place.settings;
  open.properties["isolation.level"] = "read_uncommitted";
  auto hidden =
      TENURE_TRY(PartitionReader::Start(open, place.events(), status->partition,
                                        reader->end_offset(), std::chrono::milliseconds(20)));
  if (TENURE_TRY(hidden->NextWithin(place.patience)) != PartitionReader::Got::kMessage) return {};
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const std::int64_t ms = rd_kafka_message_timestamp(&hidden->message(), &type);
  if (type != RD_KAFKA_TIMESTAMP_NOT_AVAILABLE) status->open_since = TimeFromMicros(ms * 1000);
  return {};
}

Result<log::KafkaOwned<rd_kafka_t>> GroupHandle(const Place& place) {
  const log::KafkaProperties own = {{"group.id", place.group()},
                                    {"enable.auto.commit", "false"},
                                    {"isolation.level", "read_committed"}};
  return log::MakeHandle(RD_KAFKA_CONSUMER, TENURE_TRY(log::MakeConf(place.settings, own)));
}

// Offsets are no count: transactions of engines that send commands end with control records.
constexpr std::int64_t kCounted = 10'000;

Result<std::int64_t> CountFrom(const Place& place, std::int32_t partition, std::int64_t offset) {
  auto reader = TENURE_TRY(PartitionReader::Start(place.settings, place.commands(), partition,
                                                  offset, std::chrono::milliseconds(20)));
  for (std::int64_t count = 0;; ++count) {
    if (TENURE_TRY(reader->NextWithin(place.patience)) == PartitionReader::Got::kEnd) return count;
  }
}

Result<void> ReadWaiting(const Place& place, rd_kafka_t* group, std::vector<PartitionStatus>* all) {
  const std::string topic = place.commands();
  const log::KafkaOwned<rd_kafka_topic_partition_list_t> offsets(
      rd_kafka_topic_partition_list_new(static_cast<int>(all->size())));
  for (const PartitionStatus& status : *all) {
    rd_kafka_topic_partition_list_add(offsets.get(), topic.c_str(), status.partition);
  }
  const auto code = rd_kafka_committed(group, offsets.get(), log::KafkaMillis(place.patience));
  if (code != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return tl::unexpected(log::KafkaError("committed offsets", code));
  }
  for (PartitionStatus& status : *all) {
    std::int64_t low = 0, high = 0;
    const auto asked = rd_kafka_query_watermark_offsets(
        group, topic.c_str(), status.partition, &low, &high, log::KafkaMillis(place.patience));
    if (asked != RD_KAFKA_RESP_ERR_NO_ERROR) {
      return tl::unexpected(log::KafkaError("ends of the commands", asked));
    }
    const auto* found =
        rd_kafka_topic_partition_list_find(offsets.get(), topic.c_str(), status.partition);
    const std::int64_t done = found == nullptr || found->offset < 0 ? low : found->offset;
    status.waiting = std::max<std::int64_t>(0, high - done);
    if (status.waiting > 0 && status.waiting <= kCounted) {
      status.waiting = TENURE_TRY(CountFrom(place, status.partition, done));
    }
  }
  return {};
}

// Which member has which partition; a group that does not answer has no owners.
std::map<std::int32_t, std::string> OwnersOf(const Place& place, rd_kafka_t* group) {
  std::map<std::int32_t, std::string> owners;
  const log::KafkaOwned<rd_kafka_queue_t> queue(rd_kafka_queue_new(group));
  const std::string name = place.group();
  const char* names[] = {name.c_str()};
  rd_kafka_DescribeConsumerGroups(group, names, 1, nullptr, queue.get());
  const std::unique_ptr<rd_kafka_event_t, GroupCloser> event(
      rd_kafka_queue_poll(queue.get(), log::KafkaMillis(place.patience)));
  if (event == nullptr || rd_kafka_event_error(event.get()) != RD_KAFKA_RESP_ERR_NO_ERROR) {
    return owners;
  }
  std::size_t count = 0;
  const auto** groups = rd_kafka_DescribeConsumerGroups_result_groups(
      rd_kafka_event_DescribeConsumerGroups_result(event.get()), &count);
  for (std::size_t g = 0; g < count; ++g) {
    for (std::size_t m = 0; m < rd_kafka_ConsumerGroupDescription_member_count(groups[g]); ++m) {
      const auto* member = rd_kafka_ConsumerGroupDescription_member(groups[g], m);
      const char* stays = rd_kafka_MemberDescription_group_instance_id(member);
      const char* shown = stays != nullptr ? stays : rd_kafka_MemberDescription_consumer_id(member);
      const auto* assignment = rd_kafka_MemberDescription_assignment(member);
      const auto* partitions = rd_kafka_MemberAssignment_partitions(assignment);
      for (int i = 0; partitions != nullptr && i < partitions->cnt; ++i) {
        owners[partitions->elems[i].partition] = shown;
      }
    }
  }
  return owners;
}

}  // namespace

Result<std::vector<PartitionStatus>> StatusOf(const Place& place, const Company& company) {
  std::vector<PartitionStatus> all(company.meta.partitions());
  for (std::size_t i = 0; i < all.size(); ++i) {
    all[i].partition = static_cast<std::int32_t>(i);
    TENURE_TRY(ReadEnd(place, &all[i]));
  }
  const auto group = TENURE_TRY(GroupHandle(place));
  TENURE_TRY(ReadWaiting(place, group.get(), &all));
  const auto owners = OwnersOf(place, group.get());
  for (PartitionStatus& status : all) {
    const auto found = owners.find(status.partition);
    if (found != owners.end()) status.owner = found->second;
  }
  return all;
}

}  // namespace tenure::kafka
