// One partition written by this process: its own producer, log, folded store and engine, on a
// thread of its own. A round takes what commands are waiting, decides them as one batch, appends in
// one transaction with how far the input is done, reads back, and only then answers. A round
// without records is confirmed by a transaction too: who has been put out answers nobody. After any
// doubt everything is thrown away and opened again, and what was not answered is decided anew; the
// command ids see to it that nothing happens twice.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_set>
#include <vector>

#include "base/stopwatch.h"
#include "engine/engine.h"
#include "engine/projector.h"
#include "kafka/company.h"
#include "kafka/governance.h"
#include "kafka/messages.h"
#include "kafka/partition_store.h"
#include "kafka/replies.h"
#include "log/kafka/kafka_log.h"
#include "tenure/domain.h"
#include "tenure/projection.h"

namespace tenure::kafka {

struct LanePorts {
  const Domain& domain;
  std::span<const ProjectionEntry> projections;
  Clock& clock;
  Replies& replies;
  const Governance* governance = nullptr;  // null where the lane writes governance itself
  // The group as it stands, for a transaction's input offsets.
  std::function<log::KafkaOwned<rd_kafka_consumer_group_metadata_t>()> group;
  std::function<void(const std::string& line)> say;  // for operators; any thread
};

struct LaneOptions {
  Place place;
  v1::StoreMeta meta;
  seal::Key mac_key{};
  std::int32_t partition = 0;
  std::string directory;
  std::size_t batch_commands = 10'000;
};

struct LaneStatus {
  enum class State : std::uint8_t { kOpening, kServing, kWaiting, kFailed };
  State state = State::kOpening;
  Position head = 0;
  std::uint64_t commands = 0;
  std::uint64_t forged = 0;  // messages without this company's MAC
  std::uint64_t reopened = 0;
  std::string problem;
};

class Lane {
 public:
  // Begins at once. `input`: the partition's own queue of the consumer.
  Lane(const LanePorts& ports, LaneOptions options, log::KafkaOwned<rd_kafka_queue_t> input);
  // Finishes the round that was begun; the rest stays on the topic.
  ~Lane();
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  // Takes no further round. Returns at once.
  void End() { ending_ = true; }

  [[nodiscard]] LaneStatus status() const;

 private:
  struct Incoming {
    log::KafkaOwned<rd_kafka_message_t> message;
    std::optional<v1::Answer> answer;  // once the engine has said it
    ReplyAddress reply;
  };
  // Everything that an unknown outcome throws away.
  struct Open {
    PartitionStore store;
    std::unique_ptr<log::KafkaLog> log;
    std::unique_ptr<engine::Engine> engine;
    std::unique_ptr<engine::Projector> projector;
  };

  void Run();
  Result<std::unique_ptr<Open>> OpenAll();
  Result<void> Serve(Open& open);
  void Collect(Duration wait);
  Result<void> Round(Open& open);
  void Prepare(Open& open, Incoming& incoming);
  Result<void> DecideAll(Open& open);
  Result<void> Settle(Open& open);
  Result<void> FireTimers(Open& open);
  Result<log::Companions> CompanionsOf(std::span<const log::EncodedRecord> batch);
  [[nodiscard]] log::InputPosition InputDone();
  void Note(const std::function<void(LaneStatus&)>& change);

  const LanePorts ports_;
  const LaneOptions options_;
  const CommandSeal seal_;
  const log::KafkaOwned<rd_kafka_queue_t> input_;

  // Of the lane's thread.
  std::deque<Incoming> round_;                 // taken, not answered yet
  std::unordered_set<std::string> round_ids_;  // their command ids
  bool carried_ = false;                       // an append took their offsets along
  log::KafkaOwned<rd_kafka_consumer_group_metadata_t> group_;
  std::deque<std::string> outgoing_;  // texts that a running append refers to
  std::string commands_topic_;
  Stopwatch since_timers_;
  bool unsettled_ = true;  // something may travel, be gathered, or be missing in the views

  mutable std::mutex mutex_;  // guards status_
  LaneStatus status_;
  std::atomic<bool> ending_ = false;
  std::thread thread_;  // last: begins when all is there
};

}  // namespace tenure::kafka
