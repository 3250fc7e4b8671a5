#include "kafka/lane.h"

#include <fmt/format.h>

#include "base/assert.h"
#include "engine/addressing.h"
#include "engine/answers.h"
#include "engine/catch_up.h"
#include "kafka/sessions.h"
#include "log/record_codec.h"

namespace tenure::kafka {
namespace {

constexpr Duration kLook = std::chrono::milliseconds(20);  // for a command, while none comes
constexpr Duration kTimersEvery = std::chrono::milliseconds(500);
constexpr Duration kRulesWait = std::chrono::seconds(2);
constexpr std::size_t kRoundBytes = 8 * 1024 * 1024;  // of commands: their records fit one block
constexpr Duration kAgain = std::chrono::milliseconds(100);  // after a failure that may pass

// What opening again cannot mend.
bool IsFinal(ErrorCode code) {
  switch (code) {
    case ErrorCode::kLogDamaged:
    case ErrorCode::kLogTruncated:
    case ErrorCode::kStoreFormat:
    case ErrorCode::kFoldStopped:
    case ErrorCode::kInternal:
      return true;
    default:
      return false;
  }
}

v1::Answer NotACommand(const v1::SealedCommand& command, v1::Refusal code) {
  v1::Answer answer = engine::RefusedAnswer(command, {code, {}});
  answer.set_status(v1::Answer::INVALID);
  return answer;
}

}  // namespace

Lane::Lane(const LanePorts& ports, LaneOptions options, log::KafkaOwned<rd_kafka_queue_t> input)
    : ports_(ports),
      options_(std::move(options)),
      seal_(options_.mac_key, options_.meta.store_id()),
      input_(std::move(input)),
      commands_topic_(options_.place.commands()),
      thread_([this] { Run(); }) {}

Lane::~Lane() {
  ending_ = true;
  thread_.join();
}

LaneStatus Lane::status() const {
  const std::lock_guard lock(mutex_);
  return status_;
}

void Lane::Note(const std::function<void(LaneStatus&)>& change) {
  const std::lock_guard lock(mutex_);
  change(status_);
}

void Lane::Run() {
  while (!ending_) {
    auto open = OpenAll();
    Result<void> served;
    if (open) {
      Note([&](LaneStatus& status) {
        status.state = LaneStatus::State::kServing;
        status.head = (*open)->engine->head();
        status.problem.clear();
      });
      ports_.say(fmt::format("lane {}: serving from position {}", options_.partition,
                             (*open)->engine->head()));
      served = Serve(**open);
    } else {
      served = tl::unexpected(open.error());
    }
    if (served) return;  // told to end
    const Error& error = served.error();
    ports_.say(fmt::format("lane {}: {}: {}", options_.partition, ErrorCodeName(error.code),
                           error.message));
    Note([&](LaneStatus& status) {
      status.state = IsFinal(error.code) ? LaneStatus::State::kFailed : LaneStatus::State::kWaiting;
      status.problem = error.message;
      ++status.reopened;
    });
    if (IsFinal(error.code)) return;  // a person has to look; others still have their partitions
    for (const Stopwatch watch; !ending_ && watch.Left(kAgain) > Duration(0);) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
  }
}

Result<std::unique_ptr<Lane::Open>> Lane::OpenAll() {
  auto open = std::make_unique<Open>();
  open->store = TENURE_TRY(PartitionStore::Open(options_.directory, log::StoreIdOf(options_.meta),
                                                engine::FoldVersionOf(ports_.domain)));
  log::KafkaLogOptions log =
      OwnEventsOf(options_.place, options_.meta, options_.partition, ports_.domain);
  log.transaction_timeout = kTransactionTimeout;
  log.more_topics = {commands_topic_};
  log.known = TENURE_TRY(open->store.Known());
  log.companions = [this](std::span<const log::EncodedRecord> batch) {
    return CompanionsOf(batch);
  };
  log.progress = [this](Position done, Position about) {
    ports_.say(fmt::format("lane {}: read {} of about {}", options_.partition, done, about));
  };
  open->log = TENURE_TRY(log::KafkaLog::Open(std::move(log)));
  engine::EngineOptions engine;
  engine.simulated_clock = options_.meta.clock() == v1::StoreMeta::SIMULATED;
  engine.batch_commands = options_.batch_commands;
  const std::uint32_t partitions = options_.meta.partitions();
  engine.share.owns = [partitions, own = options_.partition](std::string_view scope) {
    return PartitionOf(scope, partitions) == own;
  };
  if (ports_.governance != nullptr) {
    engine.share.rules = [this] { return ports_.governance->Rules(0, options_.place.patience); };
  }
  open->engine = TENURE_TRY(engine::Engine::Open(
      {*open->log, *open->store.store, ports_.clock, ports_.domain}, std::move(engine)));
  open->projector = TENURE_TRY(
      engine::Projector::Open({*open->log, *open->store.views, ports_.domain, ports_.projections}));
  return open;
}

Result<void> Lane::Serve(Open& open) {
  while (!ending_) {
    if (round_.empty()) Collect(unsettled_ ? Duration(0) : kLook);
    if (!round_.empty()) {
      TENURE_TRY(Round(open));
      unsettled_ = true;
    } else if (unsettled_) {
      TENURE_TRY(Settle(open));
    }
    if (since_timers_.Elapsed() >= kTimersEvery) TENURE_TRY(FireTimers(open));
  }
  TENURE_TRY(Settle(open));
  TENURE_TRY(open.store.store->Maintain());
  return open.store.views->Maintain();
}

// What is waiting, up to a batch. A command that may move a simulated clock is a round of its own:
// the engine ends its batch there.
void Lane::Collect(Duration wait) {
  const bool one = options_.meta.clock() == v1::StoreMeta::SIMULATED;
  std::size_t bytes = 0;
  while (round_.size() < options_.batch_commands && bytes < kRoundBytes) {
    log::KafkaOwned<rd_kafka_message_t> message(rd_kafka_consume_queue(
        input_.get(), log::KafkaMillis(round_.empty() ? wait : Duration(0))));
    if (message == nullptr) return;
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) continue;
    bytes += message->len;
    round_.push_back({std::move(message), std::nullopt, {}});
    if (one) return;
  }
}

Result<void> Lane::Round(Open& open) {
  round_ids_.clear();
  carried_ = false;
  group_ = ports_.group();
  for (Incoming& incoming : round_) {
    incoming.answer.reset();
    Prepare(open, incoming);
  }
  TENURE_TRY(DecideAll(open));
  if (!carried_) TENURE_TRY(open.log->Confirm(InputDone()));
  for (const Incoming& incoming : round_) {
    if (incoming.answer) ports_.replies.Send(incoming.reply, *incoming.answer);
  }
  Note([&](LaneStatus& status) {
    status.head = open.engine->head();
    status.commands += round_.size();
  });
  round_.clear();
  round_ids_.clear();
  return {};
}

// Checks what only a gateway can have made, and queues it.
void Lane::Prepare(Open& open, Incoming& incoming) {
  auto opened = seal_.Open(*incoming.message);
  if (!opened) {
    Note([](LaneStatus& status) { ++status.forged; });
    ports_.say(
        fmt::format("lane {}: the message at offset {} of {} was not made by a gateway of "
                    "this company; passed over",
                    options_.partition, incoming.message->offset, commands_topic_));
    return;
  }
  v1::SealedCommand& command = opened->command;
  incoming.reply = opened->reply;
  if (command.command_id().size() != 16 || !engine::IsScope(command.scope()) ||
      PartitionOf(command.scope(), options_.meta.partitions()) != options_.partition) {
    incoming.answer = NotACommand(command, v1::BAD_SCOPE);
    return;
  }
  if (ports_.domain.FindCommand(command.command_type()) == nullptr) {
    incoming.answer = NotACommand(command, v1::UNKNOWN_COMMAND);  // of a newer gateway
    return;
  }
  if (ports_.governance != nullptr) {
    // What the sender has seen is waited for, but not for ever: it may be wrong.
    (void)ports_.governance->Rules(opened->rules_at_least, kRulesWait);
  }
  round_ids_.insert(command.command_id());
  // Addresses in a deque stay; an engine that dies answers UNKNOWN, which nobody is told.
  Incoming* const slot = &incoming;
  const bool queued = open.engine->Submit(std::move(command), [slot](const v1::Answer& answer) {
    if (answer.status() != v1::Answer::UNKNOWN) slot->answer = answer;
  });
  TENURE_ASSERT(queued, "a round of {} commands", round_.size());
}

// Until the queue is empty; what travels inside the partition is carried out along.
Result<void> Lane::DecideAll(Open& open) {
  while (open.engine->waiting() > 0) TENURE_TRY(open.engine->Step());
  return {};
}

log::InputPosition Lane::InputDone() {
  return {commands_topic_, options_.partition, round_.back().message->offset + 1, group_.get()};
}

// Commands for other partitions leave in the transaction of their cause. How far the input is done
// goes with the batch that holds commands of the round (timers and what travels are batches of
// their own, before it).
Result<log::Companions> Lane::CompanionsOf(std::span<const log::EncodedRecord> batch) {
  log::Companions companions;
  outgoing_.clear();
  bool ours = false;
  for (const log::EncodedRecord& encoded : batch) {
    const v1::Record record = TENURE_TRY(log::DecodeRecord(encoded.bytes));
    ours = ours || round_ids_.contains(record.command_id());
    for (int i = 0; i < record.outgoing_size(); ++i) {
      const std::string& scope = record.outgoing(i).scope();
      const std::int32_t target = PartitionOf(scope, options_.meta.partitions());
      if (target == options_.partition) continue;
      const v1::SealedCommand command = engine::TravellingCommand(record, i);
      const std::string& key = outgoing_.emplace_back(scope);
      const std::string& value = outgoing_.emplace_back(command.SerializeAsString());
      companions.messages.push_back(
          {commands_topic_, target, key, value, seal_.HeadersOf(value, {}, 0)});
    }
  }
  if (ours && !round_.empty()) {
    companions.input = InputDone();
    carried_ = true;
  }
  return companions;
}

// Nothing is waiting: what travels inside the partition, what is gathered, the views.
Result<void> Lane::Settle(Open& open) {
  while (TENURE_TRY(open.engine->Step())) {
  }
  TENURE_TRY(open.projector->CatchUp());
  unsettled_ = false;
  Note([&](LaneStatus& status) { status.head = open.engine->head(); });
  return {};
}

Result<void> Lane::FireTimers(Open& open) {
  since_timers_ = Stopwatch();
  if (options_.meta.clock() == v1::StoreMeta::SIMULATED) return {};
  if (TENURE_TRY(open.engine->FireAllDue()) > 0) unsettled_ = true;
  return {};
}

}  // namespace tenure::kafka
