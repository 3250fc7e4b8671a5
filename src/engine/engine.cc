#include "engine/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "base/assert.h"
#include "base/uuid.h"
#include "engine/addressing.h"
#include "engine/answers.h"
#include "engine/catch_up.h"
#include "engine/records.h"
#include "log/record_codec.h"
#include "tenure/v1/system.pb.h"

namespace tenure::engine {
namespace {

constexpr std::size_t kQueueMax = 65'536;  // callers wait at their own door beyond this
constexpr std::size_t kTimersAtOnce = 1'024;
constexpr Time kNever = Time::max();

Error Stopped() { return {ErrorCode::kUnknownOutcome, "the engine stopped; open it again"}; }

v1::SealedCommand FireCommand(const store::TimerRow& row, const Domain& domain) {
  v1::FireTimer fire;
  fire.set_kind(row.stream.kind);
  fire.set_stream(row.stream.id);
  fire.mutable_due()->set_us(MicrosOf(row.due));
  v1::SealedCommand command;
  command.set_scope(row.stream.scope.text);
  command.set_command_type(domain.FindCommand("FireTimer")->id);
  command.set_payload(fire.SerializeAsString());
  command.set_actor("system");
  const CommandId id =
      DerivedId(row.due, fmt::format("timer\n{}\n{}\n{}\n{}", row.stream.scope.text,
                                     row.stream.kind, row.stream.id, MicrosOf(row.due)));
  command.set_command_id(std::string(id.View()));
  command.mutable_origin()->set_door("timer");
  return command;
}

}  // namespace

Engine::Engine(const EnginePorts& ports, EngineOptions options)
    : ports_(ports),
      options_(std::move(options)),
      overlay_(ports.store, ports.domain),
      fold_version_(FoldVersionOf(ports.domain)),
      next_due_(kNever) {}

Result<std::unique_ptr<Engine>> Engine::Open(const EnginePorts& ports, EngineOptions options) {
  std::unique_ptr<Engine> engine(new Engine(ports, std::move(options)));
  const CaughtUp standing = TENURE_TRY(CatchUp(ports.log, ports.domain, &ports.store));
  const store::Applied& applied = standing.applied;
  engine->head_ = applied.position;
  if (engine->options_.share.rules) {
    engine->rules_ = TENURE_TRY(engine->options_.share.rules());
  } else {
    engine->rules_ =
        TENURE_TRY(RulesSnapshot::Load(ports.store, ports.domain, applied.governance_position));
  }
  engine->last_recorded_ = TimeFromMicros(applied.recorded_at_us);
  engine->simulated_now_ = engine->last_recorded_;
  const auto* clock = engine->rules_->Get<v1::ClockState>("");
  if (clock != nullptr) {
    engine->simulated_now_ = std::max(engine->simulated_now_, TimeFromMicros(clock->at().us()));
  }
  const auto first = TENURE_TRY(ports.store.Due(kNever, 1));
  if (!first.empty()) engine->next_due_ = first.front().due;
  TENURE_TRY(engine->Resend());
  return engine;
}

// Commands to other scopes that were durable but not seen there when the engine last stopped.
Result<void> Engine::Resend() {
  constexpr std::size_t kOpenMax = 1'000'000;  // memory bound; each is one queued command
  for (const store::OutgoingRow& row : TENURE_TRY(ports_.store.Outgoing(kOpenMax))) {
    auto cursor = TENURE_TRY(ports_.log.Read(
        row.position, {.scope_hash = {}, .event_type = {}, .until = row.position + 1}));
    log::RecordView view;
    const bool found = TENURE_TRY(cursor->Next(&view));
    TENURE_ASSERT(found, "outgoing row at {} without its record", row.position);
    const v1::Record record = TENURE_TRY(log::DecodeRecord(view.bytes));
    const int index = static_cast<int>(row.key.index);
    if (!Owns(record.outgoing(index).scope())) continue;  // it left with its record
    travelling_.push_back({TravellingCommand(record, index), {}});
  }
  return {};
}

bool Engine::Owns(std::string_view scope) const {
  return !options_.share.owns || options_.share.owns(scope);
}

Result<void> Engine::RefreshRules() {
  if (options_.share.rules) rules_ = TENURE_TRY(options_.share.rules());
  return {};
}

bool Engine::Submit(v1::SealedCommand&& command, AnswerCallback done) {
  if (queue_.size() >= kQueueMax) return false;
  queue_.push_back({std::move(command), std::move(done)});
  return true;
}

Result<void> Engine::Alive() const {
  if (dead_) return tl::unexpected(Stopped());
  return {};
}

Time Engine::Now() { return options_.simulated_clock ? simulated_now_ : ports_.clock.Now(); }

std::vector<Engine::Job> Engine::TakeBatch() {
  std::vector<Job> jobs;
  jobs.reserve(std::min(options_.batch_commands, std::max(travelling_.size(), queue_.size())));
  while (jobs.size() < options_.batch_commands && !travelling_.empty()) {
    jobs.push_back(std::move(travelling_.front()));
    travelling_.pop_front();
  }
  if (!jobs.empty())
    return jobs;  // consequences first, so that their order does not depend on load
  while (jobs.size() < options_.batch_commands && !queue_.empty()) {
    // A command that moves the simulated clock begins a batch of its own.
    if (queue_.front().command.has_now_us() && !jobs.empty()) break;
    jobs.push_back(std::move(queue_.front()));
    queue_.pop_front();
    if (jobs.front().command.has_now_us()) break;
  }
  return jobs;
}

// A waiting command with `now` moves the simulated clock first, unless it is already known or lies
// in the past. True when it was answered here.
Result<bool> Engine::TakeClockJob() {
  if (!travelling_.empty() || queue_.empty() || !queue_.front().command.has_now_us()) return false;
  const v1::SealedCommand& command = queue_.front().command;
  std::optional<v1::Answer> answer = TENURE_TRY(KnownAnswer(command));
  const Time to = TimeFromMicros(command.now_us());
  if (!answer && !options_.simulated_clock)
    answer = RefusedAnswer(command, {v1::NOW_NOT_ALLOWED, {}});
  if (!answer && to < Now()) answer = RefusedAnswer(command, {v1::CLOCK_SET_BACKWARDS, {}});
  if (!answer) {
    if (!command.validate_only()) {
      TENURE_TRY(FireUpTo(to));
      simulated_now_ = to;
    }
    return false;
  }
  const Job job = std::move(queue_.front());
  queue_.pop_front();
  if (job.done) job.done(*answer);
  return true;
}

Result<bool> Engine::Step() {
  TENURE_TRY(Alive());
  const Result<bool> stepped = [this]() -> Result<bool> {
    TENURE_TRY(RefreshRules());
    if (TENURE_TRY(TakeClockJob())) return true;
    std::vector<Job> jobs = TakeBatch();
    if (jobs.empty()) {
      TENURE_TRY(WriteGathered());
      return false;
    }
    const Time now = Now();
    if (auto fired = FireDueOf(jobs, now); !fired) {
      for (Job& job : jobs) queue_.push_back(std::move(job));  // they wait still: Die tells them
      return tl::unexpected(std::move(fired).error());
    }
    TENURE_TRY(ProcessBatch(std::move(jobs), now));
    return true;
  }();
  if (!stepped) Die();
  return stepped;
}

Result<v1::Answer> Engine::Run(v1::SealedCommand command) {
  std::optional<v1::Answer> answer;
  if (!Submit(std::move(command), [&](const v1::Answer& given) { answer = given; })) {
    return Fail(ErrorCode::kOverloaded, "the queue is full");
  }
  while (!answer || !travelling_.empty()) {
    const auto stepped = Step();
    // An answer already given stands: what failed came after it was durable.
    if (!stepped && !answer) return tl::unexpected(stepped.error());
    if (!stepped) return *answer;
  }
  (void)Settle();  // the same holds for what fails now
  return *answer;
}

Result<void> Engine::ProcessBatch(std::vector<Job> jobs, Time now) {
  answers_.Clear();
  for (const Job& job : jobs) StartAnswer(job.command, answers_.Add());
  const Result<void> appended = DecideAndAppend(&jobs, now);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    if (!jobs[i].done) continue;
    v1::Answer& answer = answers_[static_cast<int>(i)];
    // Whatever failed, nobody knows how much of the batch is durable: ask again with the same id.
    if (!appended) answer = UnknownAnswer(answer, appended.error());
    jobs[i].done(answer);
  }
  TENURE_TRY(appended);
  if (gathered_records_ < options_.gather_records && gathered_bytes_ < kGatherBytes) return {};
  return PassOn();
}

Result<void> Engine::DecideAndAppend(std::vector<Job>* jobs, Time now) {
  const bool regressed = now < last_recorded_;
  const Time recorded_at = std::max(now, last_recorded_);
  store::LoadSet wanted;
  for (const Job& job : *jobs) AddToLoadSet(job.command, ports_.domain, &wanted);
  TENURE_TRY(overlay_.Prefetch(wanted));
  batch_.Clear();
  for (std::size_t i = 0; i < jobs->size(); ++i) {
    TENURE_TRY(DecideOne(std::move((*jobs)[i].command), recorded_at, regressed,
                         &answers_[static_cast<int>(i)]));
  }
  overlay_.EndBatch();
  if (batch_.empty()) return {};
  return AppendBatch();
}

// `answer` has been started.
Result<void> Engine::DecideOne(v1::SealedCommand&& command, Time recorded_at, bool regressed,
                               v1::Answer* answer) {
  if (auto known = TENURE_TRY(KnownAnswer(command))) {
    *answer = *std::move(known);
    return {};
  }
  const bool validate_only = command.validate_only();
  const Position next = head_ + static_cast<Position>(batch_.size());
  const Unit unit =
      TENURE_TRY(RunUnit({overlay_, ports_.domain, *rules_, recorded_at}, std::move(command)));
  FillAnswer(unit, next, answer);
  if (validate_only) {
    overlay_.DropUnit();
    if (!unit.refused) answer->set_status(v1::Answer::VALID);
    answer->clear_events();
    answer->clear_position();
    return {};
  }
  if (unit.events.empty()) return {};
  const int first = batch_.size();
  AddRecords(unit, {next, recorded_at, rules_->position(), regressed}, &batch_);
  const auto changed = overlay_.UnitStreamsOf(ScopeId{std::string(kGovernanceScope)});
  overlay_.CommitUnit();
  for (int i = first; i < batch_.size(); ++i) AddRows(batch_[i], &overlay_);
  if (!changed.empty()) {
    rules_ = rules_->With(changed, head_ + static_cast<Position>(batch_.size()));
  }
  return {};
}

Result<std::optional<v1::Answer>> Engine::KnownAnswer(const v1::SealedCommand& command) {
  const CommandKey key{ScopeId{command.scope()}, CommandIdOf(command.command_id())};
  const std::optional<store::CommandRow> row = TENURE_TRY(overlay_.Command(key));
  if (!row) return std::optional<v1::Answer>();
  if (row->digest != command.digest()) {
    return std::optional(RefusedAnswer(command, {v1::COMMAND_ID_CONFLICT, {}}));
  }
  return std::optional(TENURE_TRY(FirstAnswer(command, *row)));
}

// The answer that the command got when it was carried out, from its records.
Result<v1::Answer> Engine::FirstAnswer(const v1::SealedCommand& command,
                                       const store::CommandRow& row) {
  v1::Answer answer = AnswerFor(command);
  answer.set_status(v1::Answer::REPEATED);
  if (row.position >= head_) {  // decided earlier in this very batch
    const Position end = row.position + row.count;
    TENURE_ASSERT(end <= head_ + static_cast<Position>(batch_.size()),
                  "row at {} beyond the batch at {}", row.position, head_);
    for (Position at = row.position; at < end; ++at) {
      AddRecordToAnswer(batch_[static_cast<int>(at - head_)], ports_.domain, &answer);
    }
    return answer;
  }
  auto cursor = TENURE_TRY(ports_.log.Read(
      row.position, {.scope_hash = {}, .event_type = {}, .until = row.position + row.count}));
  log::RecordView view;
  while (TENURE_TRY(cursor->Next(&view))) {
    AddRecordToAnswer(TENURE_TRY(log::DecodeRecord(view.bytes)), ports_.domain, &answer);
  }
  return answer;
}

// The overlay has folded the records already; what it gathered is written later.
Result<void> Engine::AppendBatch() {
  std::vector<log::EncodedRecord> encoded;
  encoded.reserve(static_cast<std::size_t>(batch_.size()));
  for (const v1::Record& record : batch_) {
    encoded.push_back(log::EncodeRecord(record));
    gathered_bytes_ += encoded.back().bytes.size();
  }
  TENURE_TRY(ports_.log.Append(head_, encoded));
  head_ += encoded.size();
  gathered_records_ += encoded.size();
  last_recorded_ = TimeFromMicros(batch_.rbegin()->recorded_at_us());
  next_due_ = std::min(next_due_, overlay_.TakeFirstDue());
  for (const v1::Record& record : batch_) QueueOutgoing(record);
  return {};
}

// Everything gathered as one change. The change before it must be in the store.
Result<store::StoreChange> Engine::TakeGathered() {
  overlay_.Applied();
  store::StoreChange change = overlay_.Drain();
  const Position governance = options_.share.rules ? 0 : rules_->position();
  change.applied = {head_, governance, fold_version_, MicrosOf(last_recorded_),
                    TENURE_TRY(ports_.log.Frontier()).Serialize()};
  gathered_records_ = 0;
  gathered_bytes_ = 0;
  return change;
}

// The store gets what is gathered, if the wiring allows it while the next batch is decided.
Result<void> Engine::PassOn() {
  if (ports_.applier == nullptr) return WriteGathered();
  TENURE_TRY(ports_.applier->Finish());
  return ports_.applier->Begin(TENURE_TRY(TakeGathered()));
}

Result<void> Engine::WriteGathered() {
  if (ports_.applier != nullptr) TENURE_TRY(ports_.applier->Finish());
  if (gathered_records_ == 0) return {};
  TENURE_TRY(ports_.store.Apply(TENURE_TRY(TakeGathered())));
  overlay_.Applied();
  return {};
}

Result<void> Engine::Settle() {
  TENURE_TRY(Alive());
  const Result<void> written = WriteGathered();
  if (!written) Die();
  return written;
}

void Engine::QueueOutgoing(const v1::Record& record) {
  for (int i = 0; i < record.outgoing_size(); ++i) {
    if (Owns(record.outgoing(i).scope())) travelling_.push_back({TravellingCommand(record, i), {}});
  }
}

// Without a server every command first fires what is due in its own scope.
Result<void> Engine::FireDueOf(const std::vector<Job>& jobs, Time now) {
  if (now < next_due_) return {};
  std::set<ScopeId> scopes;
  for (const Job& job : jobs) {
    if (!job.command.validate_only()) scopes.insert(ScopeId{job.command.scope()});
  }
  TENURE_TRY(WriteGathered());
  std::vector<store::TimerRow> due;  // of many scopes: one sync for all of them
  for (const ScopeId& scope : scopes) {
    auto rows = TENURE_TRY(ports_.store.DueInScope(scope, now, kTimersAtOnce));
    if (!due.empty() && due.size() + rows.size() > kTimersAtOnce) {
      TENURE_TRY(FireRows(due, now));
      due.clear();
    }
    due.insert(due.end(), std::make_move_iterator(rows.begin()),
               std::make_move_iterator(rows.end()));
  }
  if (!due.empty()) TENURE_TRY(FireRows(due, now));
  return {};
}

Result<void> Engine::FireRows(const std::vector<store::TimerRow>& rows, Time now) {
  std::vector<Job> jobs;
  jobs.reserve(rows.size());
  for (const store::TimerRow& row : rows) jobs.push_back({FireCommand(row, ports_.domain), {}});
  return ProcessBatch(std::move(jobs), now);
}

Result<void> Engine::DrainTravelling(Time now) {
  while (!travelling_.empty()) TENURE_TRY(ProcessBatch(TakeBatch(), now));
  return {};
}

// All scopes, in due order; with a simulated clock each at its own instant, so that one jump and
// many steps give the same log.
Result<std::size_t> Engine::FireUpTo(Time until) {
  std::size_t fired = 0;
  std::set<store::TimerRow> last;  // a row that is still there after it was fired would loop
  for (;;) {
    TENURE_TRY(WriteGathered());
    std::vector<store::TimerRow> rows = TENURE_TRY(ports_.store.Due(until, kTimersAtOnce));
    if (rows.empty()) break;
    const Time due = rows.front().due;
    std::erase_if(rows, [&](const store::TimerRow& row) { return row.due != due; });
    for (const store::TimerRow& row : rows) {
      if (last.contains(row)) {
        return Fail(ErrorCode::kInternal,
                    fmt::format("the timer of {} kind {} {} stays due after it was fired",
                                row.stream.scope.text, row.stream.kind, row.stream.id));
      }
    }
    last = std::set(rows.begin(), rows.end());
    const Time now = options_.simulated_clock ? std::max(due, Now()) : Now();
    if (options_.simulated_clock) simulated_now_ = now;
    TENURE_TRY(FireRows(rows, now));
    TENURE_TRY(DrainTravelling(now));
    fired += rows.size();
  }
  const auto first = TENURE_TRY(ports_.store.Due(kNever, 1));
  next_due_ = first.empty() ? kNever : first.front().due;
  return fired;
}

Result<std::size_t> Engine::FireAllDue() {
  TENURE_TRY(Alive());
  TENURE_TRY(RefreshRules());
  const auto fired = FireUpTo(Now());
  if (!fired) Die();
  return fired;
}

Result<void> Engine::AdvanceClock(Time to) {
  if (!options_.simulated_clock) {
    return Fail(ErrorCode::kInvalidInput, "this store has the system clock");
  }
  if (to < Now()) return Fail(ErrorCode::kClockBackwards, "a simulated clock moves forward only");
  if (auto fired = FireUpTo(to); !fired) {
    Die();  // nobody knows which of them are durable
    return tl::unexpected(std::move(fired).error());
  }
  v1::SetClock set;
  set.mutable_at()->set_us(MicrosOf(to));
  v1::SealedCommand command;
  command.set_scope(std::string(kGovernanceScope));
  command.set_command_type(ports_.domain.FindCommand("SetClock")->id);
  command.set_payload(set.SerializeAsString());
  command.set_actor("system");
  const CommandId id = DerivedId(to, fmt::format("clock\n{}\n{}", MicrosOf(to), head_));
  command.set_command_id(std::string(id.View()));
  simulated_now_ = to;
  TENURE_TRY(Run(std::move(command)));
  return {};
}

Result<void> Engine::FollowClock(Time to) {
  TENURE_TRY(Alive());
  if (!options_.simulated_clock || to <= Now()) return {};
  TENURE_TRY(RefreshRules());
  if (auto fired = FireUpTo(to); !fired) {
    Die();
    return tl::unexpected(std::move(fired).error());
  }
  simulated_now_ = to;
  return {};
}

Result<std::shared_ptr<const Message>> Engine::StateOf(const StreamKey& key) {
  TENURE_TRY(Alive());
  const StreamSnapshot stream = TENURE_TRY(overlay_.Stream(key));
  return stream.sequence == 0 ? nullptr : stream.state;
}

Result<std::shared_ptr<const v1::Book>> Engine::BookOf(const ScopeId& scope) {
  TENURE_TRY(Alive());
  return TENURE_TRY(overlay_.Book(scope)).book;
}

void Engine::Die() {
  const Error stopped = Stopped();
  dead_ = true;
  gathered_records_ = 0;
  overlay_.Clear();
  for (std::deque<Job>* jobs : {&travelling_, &queue_}) {
    for (Job& job : *jobs) {
      if (job.done) job.done(UnknownAnswer(AnswerFor(job.command), stopped));
    }
    jobs->clear();
  }
}

}  // namespace tenure::engine
