// The engine: one writer of one partition. Commands come in sealed, are decided in batches against
// the fold, appended durably, folded, answered. It is a state machine: Step() does one batch and is
// the only place that reads the clock; threads exist only in app. It names no aggregate beside the
// engine's own (approvals, refusals, the clock).
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/overlay.h"
#include "engine/records.h"
#include "engine/rules.h"
#include "engine/unit.h"
#include "log/log.h"
#include "seal/key_store.h"
#include "store/applier.h"
#include "store/store.h"
#include "tenure/domain.h"
#include "tenure/time.h"

namespace tenure::engine {

struct EnginePorts {
  log::Log& log;
  store::Store& store;
  Clock& clock;  // of a store with the system clock; not read otherwise
  const Domain& domain;
  store::Applier* applier = nullptr;  // of `store`; null: the engine applies on its own thread
};

// Changes gather until there are this many records of them, then go into the store as one: a state
// that changes often is written once, and a thousand rows in key order cost much less than ten
// times a hundred. What is gathered is folded again after a crash.
inline constexpr std::size_t kGatherRecords = 2'048;
inline constexpr std::size_t kGatherBytes = 4 * 1024 * 1024;  // of records

// One block and one sync of a log on disk serve so many commands; larger batches gain nothing.
inline constexpr std::size_t kBatchCommands = 1'024;

// The partition of an engine that is one of several. Absent members: it is the only one.
struct EngineShare {
  // Does this engine write the scope? Commands to other scopes leave with the append (the log's
  // business) and are not carried out here.
  std::function<bool(std::string_view scope)> owns;
  // The rules in force, where another engine writes governance/main. Asked once a batch, on the
  // engine's thread; an error stops the engine with nothing written.
  std::function<Result<std::shared_ptr<const RulesSnapshot>>()> rules;
};

struct EngineOptions {
  bool simulated_clock = false;
  std::size_t gather_records = kGatherRecords;
  std::size_t batch_commands = kBatchCommands;
  EngineShare share;
};

using AnswerCallback = std::function<void(const v1::Answer&)>;

class Engine {
 public:
  // Brings the store up to the log's head and loads the rules. kStoreDamaged when the store is
  // ahead of the log or of another fold version: delete it and open again.
  [[nodiscard]] static Result<std::unique_ptr<Engine>> Open(const EnginePorts& ports,
                                                            EngineOptions options);

  // Queues a command that the gateway made. `done` is called on the engine's thread, once, after
  // the outcome is known. False when the queue is full: nothing was queued.
  [[nodiscard]] bool Submit(v1::SealedCommand&& command, AnswerCallback done);

  // One batch: fires what is due in its scopes, decides, appends, folds, answers. False when there
  // was nothing to do: everything is settled then. After an error the engine is dead: every queued
  // and later command is answered UNKNOWN; reopen to go on.
  [[nodiscard]] Result<bool> Step();

  // Brings the store up to head(). Between two calls the store may lag behind what was answered, by
  // kGatherRecords and a batch or twice that with an applier; the engine itself never does. To be
  // called before the store is read by others and before it is closed; Run, FireAllDue,
  // AdvanceClock and an idle Step have done it when they return. After an error the engine is dead.
  [[nodiscard]] Result<void> Settle();

  // Submit and Step until the command is answered and everything it sent to other scopes is done,
  // and settled.
  [[nodiscard]] Result<v1::Answer> Run(v1::SealedCommand command);

  // Fires every timer due by now, of all scopes, in due order; returns how many.
  [[nodiscard]] Result<std::size_t> FireAllDue();

  // Simulated clocks: fires what is due up to `to`, each recorded at its due instant, then records
  // where the clock stands. kClockBackwards, nothing written, when `to` lies before now.
  [[nodiscard]] Result<void> AdvanceClock(Time to);

  // The same without recording where the clock stands: for the other engines of a simulated clock.
  // `to` in the past changes nothing.
  [[nodiscard]] Result<void> FollowClock(Time to);

  [[nodiscard]] Time Now();
  [[nodiscard]] Position head() const { return head_; }
  [[nodiscard]] const Rules& rules() const { return *rules_; }
  [[nodiscard]] std::shared_ptr<const RulesSnapshot> rules_snapshot() const { return rules_; }
  [[nodiscard]] const Domain& domain() const { return ports_.domain; }
  [[nodiscard]] bool dead() const { return dead_; }
  // Callers whose commands are queued and not answered yet.
  [[nodiscard]] std::size_t waiting() const { return queue_.size(); }

  // State of a stream, as folded up to head(). Null when the stream does not exist. kUnknownOutcome
  // when the engine is dead.
  [[nodiscard]] Result<std::shared_ptr<const Message>> StateOf(const StreamKey& key);
  [[nodiscard]] Result<std::shared_ptr<const v1::Book>> BookOf(const ScopeId& scope);

 private:
  struct Job {
    v1::SealedCommand command;
    AnswerCallback done;
  };

  Engine(const EnginePorts& ports, EngineOptions options);

  Result<void> Resend();
  Result<void> RefreshRules();
  [[nodiscard]] bool Owns(std::string_view scope) const;
  Result<void> ProcessBatch(std::vector<Job> jobs, Time now);
  Result<void> DecideAndAppend(std::vector<Job>* jobs, Time now);
  Result<void> DecideOne(v1::SealedCommand&& command, Time recorded_at, bool regressed,
                         v1::Answer* answer);
  Result<std::optional<v1::Answer>> KnownAnswer(const v1::SealedCommand& command);
  Result<v1::Answer> FirstAnswer(const v1::SealedCommand& command, const store::CommandRow& row);
  Result<void> AppendBatch();
  Result<store::StoreChange> TakeGathered();
  Result<void> PassOn();
  Result<void> WriteGathered();
  void QueueOutgoing(const v1::Record& record);
  Result<void> FireRows(const std::vector<store::TimerRow>& rows, Time now);
  Result<void> FireDueOf(const std::vector<Job>& jobs, Time now);
  Result<std::size_t> FireUpTo(Time until);
  Result<void> DrainTravelling(Time now);
  Result<bool> TakeClockJob();
  std::vector<Job> TakeBatch();
  [[nodiscard]] Result<void> Alive() const;
  void Die();

  EnginePorts ports_;
  EngineOptions options_;
  Overlay overlay_;
  const std::uint64_t fold_version_;
  std::shared_ptr<const RulesSnapshot> rules_;
  std::deque<Job> queue_;
  std::deque<Job> travelling_;  // commands between scopes, before all others
  RecordList batch_;  // decided, not yet appended; kept from batch to batch for its memory
  google::protobuf::RepeatedPtrField<v1::Answer> answers_;  // to the batch's commands; likewise
  Position head_ = 0;
  std::size_t gathered_records_ = 0;  // appended, not in a change of the store yet
  std::size_t gathered_bytes_ = 0;
  Time last_recorded_;
  Time simulated_now_;
  Time next_due_;  // nothing is due before it
  bool dead_ = false;
};

}  // namespace tenure::engine
