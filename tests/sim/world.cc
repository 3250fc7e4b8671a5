#include "sim/world.h"

#include <fmt/format.h>

#include "base/assert.h"
#include "domain/table/default_pack.h"
#include "engine/verify.h"
#include "tenure/projection.h"
#include "tenure/v1/governance.pb.h"
#include "tenure/v1/system.pb.h"

namespace tenure::sim {
namespace {

Failure Broken() { return Fail(ErrorCode::kIoFailed, "the simulation broke this call"); }

Time Beginning() {
  return std::chrono::sys_days(std::chrono::year(2026) / 3 / 2) + std::chrono::hours(1);
}

template <typename T>
T Must(Result<T> result) {
  TENURE_ASSERT(result.has_value(), "{}", result.error().message);
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

}  // namespace

void Faults::Arm(std::uint64_t rate) {
  rate_ = rate;
  countdown_ = 0;
  failed_ = false;
}

void Faults::ArmAt(std::uint64_t call) {
  rate_ = 0;
  countdown_ = call;
  failed_ = false;
}

bool Faults::Fails() {
  if (!failed_ && rate_ != 0 && dice_.OneIn(rate_)) failed_ = true;
  if (countdown_ != 0 && --countdown_ == 0) failed_ = true;
  return failed_;
}

Result<void> FaultyLog::Append(Position at, std::span<const log::EncodedRecord> batch) {
  if (!faults_.Fails()) return log_.Append(at, batch);
  if (dice_.OneIn(2)) TENURE_TRY(log_.Append(at, batch));  // durable, yet nobody was told
  return Fail(ErrorCode::kUnknownOutcome, "the simulation broke this append");
}

Result<std::unique_ptr<log::LogCursor>> FaultyLog::Read(Position from,
                                                        const log::RecordFilter& filter) const {
  if (faults_.Fails()) return Broken();
  return log_.Read(from, filter);
}

struct World::FaultyStore final : store::Store {
  FaultyStore(store::Store* store, Faults* faults) : inner(*store), faults(*faults) {}
  Result<store::Applied> GetApplied() const override {
    if (faults.Fails()) return Broken();
    return inner.GetApplied();
  }
  Result<store::Loaded> Load(const store::LoadSet& wanted) const override {
    if (faults.Fails()) return Broken();
    return inner.Load(wanted);
  }
  Result<void> Apply(const store::StoreChange& change) override {
    if (faults.Fails()) return Broken();
    return inner.Apply(change);
  }
  Result<std::vector<store::TimerRow>> Due(Time until, std::size_t limit) const override {
    if (faults.Fails()) return Broken();
    return inner.Due(until, limit);
  }
  Result<std::vector<store::TimerRow>> DueInScope(const ScopeId& scope, Time until,
                                                  std::size_t limit) const override {
    if (faults.Fails()) return Broken();
    return inner.DueInScope(scope, until, limit);
  }
  Result<std::vector<store::IndexRow>> ScopeIndex(const ScopeId& scope, std::uint64_t from,
                                                  std::size_t limit) const override {
    return inner.ScopeIndex(scope, from, limit);
  }
  Result<std::vector<store::OutgoingRow>> Outgoing(std::size_t limit) const override {
    if (faults.Fails()) return Broken();
    return inner.Outgoing(limit);
  }
  Result<void> VisitStates(
      const ScopeId& scope,
      const std::function<bool(const StreamKey&, const store::StateRow&)>& visitor) const override {
    if (faults.Fails()) return Broken();
    return inner.VisitStates(scope, visitor);
  }
  Result<void> VisitBooks(
      const std::function<bool(const ScopeId&, const store::BookRow&)>& visitor) const override {
    return inner.VisitBooks(visitor);
  }
  Result<std::optional<std::string>> Tile(std::uint32_t level, std::uint64_t tile) const override {
    return inner.Tile(level, tile);
  }
  Result<void> VisitAll(
      const std::function<bool(std::string_view, std::string_view)>& visitor) const override {
    return inner.VisitAll(visitor);
  }
  Result<void> Flush() override { return inner.Flush(); }
  Result<void> Maintain() override { return inner.Maintain(); }

  store::Store& inner;
  Faults& faults;
};

// The other thread at its slowest: a change reaches the store when somebody waits for it, never if
// the process dies before.
struct World::SlowApplier final : store::Applier {
  explicit SlowApplier(store::Store* store) : store(*store) {}
  Result<void> Begin(store::StoreChange change) override {
    TENURE_TRY(Finish());
    begun = std::move(change);
    return {};
  }
  Result<void> Finish() override {
    if (!begun) return {};
    TENURE_TRY(store.Apply(*begun));
    begun.reset();
    return {};
  }

  store::Store& store;
  std::optional<store::StoreChange> begun;
};

World::World(std::uint64_t seed)
    : dice_(seed),
      random_(seed ^ 0x5eed),
      simulated_(dice_.OneIn(2)),
      faults_(&dice_),
      clock_(Beginning()),
      keys_(random_),
      sealer_(keys_, random_, std::string(16, 's')),
      gateway_(BuiltInDomain(), sealer_, random_),
      faulty_log_(&log_, &faults_, &dice_),
      faulty_store_(std::make_unique<FaultyStore>(&store_, &faults_)),
      workload_(&dice_) {
  Must(Open());
  Furnish();
}

World::~World() = default;

Result<void> World::Open() {
  engine::EngineOptions options;
  options.simulated_clock = simulated_;
  options.gather_records = 1 + dice_.Below(12);
  applier_ = std::make_unique<SlowApplier>(faulty_store_.get());
  engine_ = TENURE_TRY(engine::Engine::Open({faulty_log_, *faulty_store_, clock_, BuiltInDomain(),
                                             dice_.OneIn(3) ? nullptr : applier_.get()},
                                            options));
  projector_ =
      TENURE_TRY(engine::Projector::Open({log_, views_, BuiltInDomain(), BuiltInProjections()}));
  return {};
}

// The process dies: what the stores had not flushed may be gone, the log stays.
void World::Crash() {
  crashed_ = true;
  if (engine_ != nullptr)
    asked_ -= engine_->waiting();  // nobody is told anything by a dead process
  engine_.reset();
  applier_.reset();
  projector_.reset();
  if (dice_.OneIn(2)) store_.ForgetLast(dice_.Below(5));
  if (dice_.OneIn(2)) views_.ForgetLast(dice_.Below(5));
  // Opening may be hit as well; in the end it succeeds.
  for (std::uint64_t rate = 6; engine_ == nullptr; rate *= 2) {
    faults_.Arm(rate < 1'000 ? rate : 0);
    if (!Open()) engine_.reset();
  }
  faults_.Arm(0);
}

void World::Furnish() {
  if (simulated_) Must(engine_->AdvanceClock(Beginning()));
  const std::string governance(kGovernanceScope);
  const auto run = [&](v1::SealedCommand sealed) {
    const v1::Answer answer = Must(engine_->Run(std::move(sealed)));
    TENURE_ASSERT(answer.status() == v1::Answer::ACCEPTED, "{}", answer.ShortDebugString());
  };
  for (const domain::PackPolicy& policy : domain::DefaultPack()) {
    v1::InstallPolicy install;
    install.set_policy_id(policy.policy);
    *install.mutable_body() = policy.body;
    run(Must(gateway_.AdmitSystem(governance, install, Now())));
  }
  for (const Wish& wish : Workload::Furniture()) {
    run(Must(gateway_.AdmitSystem(governance, *wish.data, Now())));
  }
}

// Half of the worlds begin in the middle of a case and of an engagement.
void World::GiveHeadStart() {
  if (dice_.OneIn(2)) return;
  const auto ask = [this](Wish wish) {
    wish.actor = "li.wei";
    wishes_.push_back(std::move(wish));
    AskUntilKnown({&wishes_.back()});
  };
  ask(workload_.Registration(0, 0));
  for (const auto walk : {WalkStep::Walk::kComplaint, WalkStep::Walk::kEngagement}) {
    for (std::size_t left = workload_.HeadStart(walk); left > 0; --left) {
      ask(workload_.StepOf(0, walk, Now()));
    }
  }
}

Time World::Now() { return simulated_ ? engine_->Now() : clock_.Now(); }

Result<v1::SealedCommand> World::Admitted(const Wish& wish, bool validate_only,
                                          std::optional<Refused>* refused) {
  engine::CommandRequest request;
  request.command = wish.command;
  request.scope = wish.scope;
  request.data.reset(wish.data->New());
  request.data->CopyFrom(*wish.data);
  request.actor = wish.actor;
  request.command_id = wish.command_id;
  request.now = wish.now;
  request.validate_only = validate_only;
  auto admitted = TENURE_TRY(gateway_.Admit(std::move(request), Now()));
  if (admitted) return *std::move(admitted);
  *refused = admitted.error();
  return v1::SealedCommand();
}

void World::Wrong(const Wish& wish, std::string_view what) {
  if (wrong_.empty()) wrong_ = fmt::format("{} {}: {}", wish.command, wish.command_id, what);
}

// What a client was told once must be told for ever.
void World::Note(Wish* wish, bool validate_only, const v1::Answer& answer) {
  switch (answer.status()) {
    case v1::Answer::ACCEPTED:
    case v1::Answer::REQUESTED:
      if (validate_only) Wrong(*wish, "carried out instead of judged");
      if (wish->acknowledged) Wrong(*wish, "carried out a second time");
      wish->acknowledged = answer;
      return workload_.Done(*wish);
    case v1::Answer::REPEATED:
      if (!wish->acknowledged) {  // its first answer was lost in a crash
        wish->acknowledged = answer;
        return workload_.Done(*wish);
      }
      if (answer.position() != wish->acknowledged->position() ||
          answer.version() != wish->acknowledged->version() ||
          answer.events_size() != wish->acknowledged->events_size() ||
          answer.approval_id() != wish->acknowledged->approval_id()) {
        Wrong(*wish, "answered differently");
      }
      return;
    case v1::Answer::REFUSED:
      return NoteRefusal(*wish, answer);
    case v1::Answer::VALID:
      if (!validate_only || wish->acknowledged) Wrong(*wish, "judged instead of answered");
      return;
    case v1::Answer::UNKNOWN:
      return;
    default:
      Wrong(*wish, fmt::format("status {}", v1::Answer::Status_Name(answer.status())));
  }
}

void World::NoteRefusal(const Wish& wish, const v1::Answer& answer) {
  if (wish.acknowledged) Wrong(wish, "refused after it was carried out");
  const auto code = static_cast<v1::Refusal>(answer.refusal());
  if (!simulated_ && wish.now && code != v1::NOW_NOT_ALLOWED) {
    Wrong(wish, "a time was taken by the system clock");
  }
}

void World::Ask(Wish* wish, bool validate_only) {
  std::optional<Refused> refused;
  auto sealed = Admitted(*wish, validate_only, &refused);
  if (!sealed || refused) {
    return Wrong(*wish, fmt::format("the gateway refused: {}",
                                    refused ? v1::Refusal_Name(refused->code) : "error"));
  }
  ++asked_;
  const bool queued =
      engine_->Submit(*std::move(sealed), [this, wish, validate_only](const v1::Answer& answer) {
        ++answered_;
        Note(wish, validate_only, answer);
      });
  TENURE_ASSERT(queued, "queue full at {}", wishes_.size());
}

void World::Rest() {
  faults_.Arm(0);
  if (engine_->dead()) Crash();
  while (Must(engine_->Step())) {
  }
  Must(engine_->FireAllDue());
  while (Must(engine_->Step())) {
  }
  Must(projector_->CatchUp());
}

// An engine that could not do what it was asked is dead: whoever holds it must open it again.
void World::FireAll() {
  if (engine_->FireAllDue()) return;
  if (!engine_->dead() && wrong_.empty()) wrong_ = "it went on after a failed timer";
  Crash();
}

void World::JumpForward() {
  constexpr std::uint64_t kFourYearsDays = 1'500;
  const Duration by = dice_.OneIn(8) ? std::chrono::days(dice_.Below(kFourYearsDays))
                                     : std::chrono::hours(dice_.Below(200));
  if (!simulated_) return clock_.Move(by);
  if (engine_->dead()) return;
  if (engine_->AdvanceClock(engine_->Now() + by)) return;
  if (!engine_->dead() && wrong_.empty()) wrong_ = "it went on after a failed clock jump";
  Crash();
}

void World::DoWish() {
  wishes_.push_back(workload_.Next(Now()));
  Wish* wish = &wishes_.back();
  if (dice_.OneIn(12)) wish->now = Now() + std::chrono::hours(dice_.Below(100));
  if (dice_.OneIn(10)) Ask(wish, /*validate_only=*/true);
  Ask(wish);
  while (dice_.OneIn(4)) Ask(wish);  // several times in one batch
  if (!dice_.OneIn(12)) return;
  wishes_.push_back(workload_.TwinOf(*wish));
  Ask(&wishes_.back());
}

void World::RandomStep() {
  switch (dice_.Below(12)) {
    case 0:
      return JumpForward();
    case 1:
      return clock_.Move(-std::chrono::minutes(dice_.Below(90)));
    case 2:
      return faults_.Arm(2 + dice_.Below(30));
    case 3:
      return Crash();
    case 4:
      if (!wishes_.empty()) Ask(&wishes_[dice_.Below(wishes_.size())]);  // again, out of order
      return;
    case 5:
      (void)projector_->CatchUp();
      return;
    case 6:
      return FireAll();
    default:
      return DoWish();
  }
}

std::string World::Live(int steps) {
  GiveHeadStart();
  for (int i = 0; i < steps && wrong_.empty(); ++i) {
    RandomStep();
    if (dice_.OneIn(2) && !engine_->Step()) Crash();
  }
  Rest();
  return CheckAll();
}

// Asks for all of them at once and again until each has been told something certain.
void World::AskUntilKnown(const std::vector<Wish*>& wishes) {
  for (bool again = true; again && wrong_.empty();) {
    for (Wish* wish : wishes) Ask(wish);
    again = false;
    for (Result<bool> stepped = true; stepped && *stepped;) {
      stepped = engine_->Step();
      again = !stepped.has_value();
    }
    if (again) Crash();
  }
}

std::string World::LiveThrough(std::uint64_t call, bool* reached) {
  faults_.ArmAt(call);
  const auto ask = [&](std::vector<Wish> wanted) {
    std::vector<Wish*> asked;
    for (Wish& wish : wanted) {
      wishes_.push_back(std::move(wish));
      asked.insert(asked.end(), {&wishes_.back(), &wishes_.back()});  // twice in one batch
    }
    AskUntilKnown(asked);
  };
  // Two who claim the same identity in one batch, and a third after them.
  ask({workload_.Registration(0, 0), workload_.Registration(1, 0)});
  ask({workload_.Registration(2, 0)});
  for (int step = 0; step < 3; ++step) {
    ask({workload_.StepOf(0, WalkStep::Walk::kComplaint, Now()),
         workload_.StepOf(1, WalkStep::Walk::kComplaint, Now())});
  }
  Wish kept = workload_.StepOf(0, WalkStep::Walk::kComplaint, Now());
  kept.command = "RejectComplaint";
  kept.data = DataOf(kept.command,
                     "complaint_id: 'CC' reasons: 'r' ground: NOT_FOUNDED "
                     "external_route: '12315'");
  kept.actor = "li.wei";
  ask({std::move(kept)});
  for (int jump = 0; jump < 4; ++jump) {
    if (!simulated_) clock_.Move(std::chrono::hours(60));
    if (simulated_ && !engine_->AdvanceClock(engine_->Now() + std::chrono::hours(60))) Crash();
    if (jump % 2 == 0) FireAll();
    ask({workload_.StepOf(2, WalkStep::Walk::kComplaint, Now())});
  }
  *reached = faults_.failed() || crashed_;
  Rest();
  return CheckAll();
}

std::string World::StoreDigest() { return Must(engine::DigestOf(store_)); }

}  // namespace tenure::sim
