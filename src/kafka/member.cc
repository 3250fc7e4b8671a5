#include "kafka/member.h"

#include <fmt/format.h>

#include "base/stopwatch.h"
#include "kafka/sessions.h"

namespace tenure::kafka {
namespace {

constexpr Duration kPoll = std::chrono::milliseconds(50);

}  // namespace

Result<std::unique_ptr<Member>> Member::Join(const MemberPorts& ports, MemberOptions options) {
  std::unique_ptr<Member> member(new Member(ports, std::move(options)));
  const Place& place = member->options_.place;
  member->company_ = TENURE_TRY(ReadCompany(place));
  TENURE_TRY(RefuseWeak(TENURE_TRY(Preflight(place))));
  const v1::StoreMeta& meta = member->company_.meta;
  if (meta.role() != v1::StoreMeta::PRIMARY) {
    return Fail(ErrorCode::kReadOnly, "this company is a copy: copies take no commands");
  }
  if (meta.partitions() > 1) {
    member->governance_ = TENURE_TRY(Governance::Open(place, meta, ports.domain));
  }
  member->replies_ = TENURE_TRY(Replies::Open(place));
  TENURE_TRY(member->Subscribe());
  return member;
}

Result<void> Member::Subscribe() {
  const Place& place = options_.place;
  log::KafkaProperties own = {
      {"group.id", place.group()},
      {"enable.auto.commit", "false"},
      {"isolation.level", "read_committed"},
      {"auto.offset.reset", "earliest"},
      {"partition.assignment.strategy", "range"},
      {"session.timeout.ms", std::to_string(log::KafkaMillis(kSessionTimeout))},
      {"heartbeat.interval.ms", std::to_string(log::KafkaMillis(kHeartbeat))},
      {"max.poll.interval.ms", "600000"},
      {"fetch.wait.max.ms", "100"},
      {"queued.max.messages.kbytes", "32768"},
      {"queued.min.messages", "20000"},
      {"reconnect.backoff.max.ms", "500"},
      {"topic.metadata.refresh.fast.interval.ms", "50"},
  };
  if (!options_.name.empty()) own.emplace_back("group.instance.id", options_.name);
  auto conf = TENURE_TRY(log::MakeConf(place.settings, own));
  rd_kafka_conf_set_opaque(conf.get(), this);
  rd_kafka_conf_set_rebalance_cb(conf.get(), &Member::OnRebalance);
  consumer_ = TENURE_TRY(log::MakeHandle(RD_KAFKA_CONSUMER, std::move(conf)));
  rd_kafka_poll_set_consumer(consumer_.get());
  const log::KafkaOwned<rd_kafka_topic_partition_list_t> topics(
      rd_kafka_topic_partition_list_new(1));
  rd_kafka_topic_partition_list_add(topics.get(), place.commands().c_str(), RD_KAFKA_PARTITION_UA);
  const auto code = rd_kafka_subscribe(consumer_.get(), topics.get());
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
  return tl::unexpected(log::KafkaError("subscribe to commands", code));
}

std::string Member::DirectoryOf(std::int32_t partition) const {
  return fmt::format("{}/p{:05}", options_.directory, partition);
}

void Member::OnRebalance(rd_kafka_t* consumer, rd_kafka_resp_err_t code,
                         rd_kafka_topic_partition_list_t* partitions, void* opaque) {
  auto* const self = static_cast<Member*>(opaque);
  if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
    self->Assign(partitions);
    return;
  }
  self->Revoke();
  rd_kafka_assign(consumer, nullptr);
}

// Each partition's commands come to its lane directly: the queue is taken out of the consumer's
// before the first fetch.
void Member::Assign(rd_kafka_topic_partition_list_t* partitions) {
  std::set<std::int32_t> others;
  for (std::uint32_t i = 0; i < company_.meta.partitions(); ++i) {
    others.insert(static_cast<std::int32_t>(i));
  }
  std::map<std::int32_t, log::KafkaOwned<rd_kafka_queue_t>> queues;
  for (int i = 0; i < partitions->cnt; ++i) {
    const rd_kafka_topic_partition_t& given = partitions->elems[i];
    rd_kafka_queue_t* queue =
        rd_kafka_queue_get_partition(consumer_.get(), given.topic, given.partition);
    rd_kafka_queue_forward(queue, nullptr);
    queues[given.partition].reset(queue);
    others.erase(given.partition);
  }
  ports_.say(fmt::format("member: {} partitions are ours", partitions->cnt));
  {
    const std::lock_guard lock(mutex_);
    standby_.reset();  // its stores are opened by the lanes
  }
  rd_kafka_assign(consumer_.get(), partitions);
  const std::lock_guard lock(mutex_);
  for (auto& [partition, queue] : queues) {
    const bool needs_rules = governance_ != nullptr && partition != 0;
    lanes_[partition] = std::make_unique<Lane>(
        LanePorts{ports_.domain, ports_.projections, ports_.clock, *replies_,
                  needs_rules ? governance_.get() : nullptr,
                  [this] {
                    return log::KafkaOwned<rd_kafka_consumer_group_metadata_t>(
                        rd_kafka_consumer_group_metadata(consumer_.get()));
                  },
                  ports_.say},
        LaneOptions{options_.place, company_.meta, options_.mac_key, partition,
                    DirectoryOf(partition), options_.batch_commands},
        std::move(queue));
  }
  if (!options_.standby || others.empty()) return;
  standby_ =
      std::make_unique<Standby>(options_.place, company_.meta, ports_.domain, std::move(others),
                                [this](std::int32_t partition) { return DirectoryOf(partition); });
}

void Member::Revoke() {
  std::map<std::int32_t, std::unique_ptr<Lane>> lanes;
  {
    const std::lock_guard lock(mutex_);
    lanes.swap(lanes_);
  }
  if (lanes.empty()) return;
  ports_.say(fmt::format("member: {} partitions are given back", lanes.size()));
  for (auto& [partition, lane] : lanes) lane->End();  // all at once, then each is waited for
  lanes.clear();
}

Result<void> Member::Serve(Duration time) {
  const Stopwatch watch;
  while (watch.Left(time) > Duration(0)) {
    const log::KafkaOwned<rd_kafka_message_t> message(
        rd_kafka_consumer_poll(consumer_.get(), log::KafkaMillis(kPoll)));
    replies_->Poll();
    if (message != nullptr && message->err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      return Fail(ErrorCode::kInternal,
                  fmt::format("a command of partition {} came past its lane", message->partition));
    }
    if (rd_kafka_fatal_error(consumer_.get(), nullptr, 0) != RD_KAFKA_RESP_ERR_NO_ERROR) {
      char words[256];
      const auto code = rd_kafka_fatal_error(consumer_.get(), words, sizeof words);
      return tl::unexpected(log::KafkaError("group membership", code, words));
    }
  }
  return {};
}

std::map<std::int32_t, LaneStatus> Member::lanes() const {
  const std::lock_guard lock(mutex_);
  std::map<std::int32_t, LaneStatus> all;
  for (const auto& [partition, lane] : lanes_) all[partition] = lane->status();
  return all;
}

std::map<std::int32_t, Position> Member::standbys() const {
  const std::lock_guard lock(mutex_);
  return standby_ == nullptr ? std::map<std::int32_t, Position>() : standby_->positions();
}

Member::~Member() {
  if (consumer_ == nullptr) return;
  Revoke();
  rd_kafka_consumer_close(consumer_.get());
  replies_->Flush(std::chrono::seconds(2));
}

}  // namespace tenure::kafka
