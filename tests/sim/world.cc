#include "sim/world.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/assert.h"
#include "base/hex.h"
#include "base/uuid.h"
#include "domain/table/default_pack.h"
#include "engine/verify.h"
#include "log/record_codec.h"
#include "tenure/projection.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/governance.pb.h"
#include "tenure/v1/system.pb.h"

namespace tenure::sim {
namespace {

constexpr std::uint64_t kCustomers = 8;
constexpr std::uint64_t kIdentities = 3;  // fewer than customers: clashes are common

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

std::uint64_t Dice::Below(std::uint64_t bound) {
  std::uint64_t number = 0;
  random_.Fill({reinterpret_cast<std::uint8_t*>(&number), sizeof number});
  return number % bound;
}

void Faults::Arm(std::uint64_t rate) {
  rate_ = rate;
  failed_ = false;
}

bool Faults::Fails() {
  if (!failed_ && rate_ != 0 && dice_.OneIn(rate_)) failed_ = true;
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

World::World(std::uint64_t seed)
    : dice_(seed),
      random_(seed ^ 0x5eed),
      faults_(&dice_),
      clock_(Beginning()),
      keys_(random_),
      sealer_(keys_, random_, std::string(16, 's')),
      gateway_(BuiltInDomain(), sealer_, random_),
      faulty_log_(&log_, &faults_, &dice_),
      faulty_store_(std::make_unique<FaultyStore>(&store_, &faults_)) {
  Must(Open());
  Furnish();
}

World::~World() = default;

Result<void> World::Open() {
  engine_ =
      TENURE_TRY(engine::Engine::Open({faulty_log_, *faulty_store_, clock_, BuiltInDomain()}, {}));
  projector_ =
      TENURE_TRY(engine::Projector::Open({log_, views_, BuiltInDomain(), BuiltInProjections()}));
  return {};
}

// The process dies: what the stores had not flushed may be gone, the log stays.
void World::Crash() {
  if (engine_ != nullptr)
    asked_ -= engine_->waiting();  // nobody is told anything by a dead process
  engine_.reset();
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
  const std::string governance(kGovernanceScope);
  const auto run = [&](const Message& command) {
    auto sealed = Must(gateway_.AdmitSystem(governance, command, clock_.Now()));
    const v1::Answer answer = Must(engine_->Run(std::move(sealed)));
    TENURE_ASSERT(answer.status() == v1::Answer::ACCEPTED, "{}", answer.ShortDebugString());
  };
  for (const domain::PackPolicy& policy : domain::DefaultPack()) {
    v1::InstallPolicy install;
    install.set_policy_id(policy.policy);
    *install.mutable_body() = policy.body;
    run(install);
  }
  const std::vector<std::pair<std::string, std::string>> roles = {
      {"admin", "administrator"}, {"li.wei", "sales"}, {"zhao.min", "sales"}};
  for (const auto& [actor, role] : roles) {
    v1::GrantRole grant;
    grant.set_actor_id(actor);
    grant.set_role(role);
    run(grant);
  }
}

Wish World::NewWish() {
  Wish wish;
  wish.actor = dice_.OneIn(2) ? "li.wei" : "zhao.min";
  wish.scope = fmt::format("customer/C-{}", dice_.Below(kCustomers));
  wish.command_id = fmt::format("wish {}", dice_.Below(1'000'000));
  switch (dice_.Below(5)) {
    case 0:
    case 1: {
      auto data = std::make_shared<v1::RegisterCustomer>();
      data->set_kind(v1::PERSON);
      data->set_name(fmt::format("name {}", dice_.Below(100)));
      if (!dice_.OneIn(4)) {
        data->set_identity_number(fmt::format("ID-{}", dice_.Below(kIdentities)));
      }
      data->set_owner(wish.actor);
      data->set_source(v1::INTERNET);
      wish.data = data;
      break;
    }
    case 2:
    case 3: {
      auto data = std::make_shared<v1::AssignOwner>();
      data->set_owner(fmt::format("owner.{}", dice_.Below(3)));
      wish.data = data;
      break;
    }
    default: {
      auto data = std::make_shared<v1::GrantRole>();
      data->set_actor_id(fmt::format("clerk.{}", dice_.Below(4)));
      data->set_role("service");
      wish.data = data;
      wish.scope = std::string(kGovernanceScope);
      wish.actor = "admin";
    }
  }
  wish.command = wish.data->GetDescriptor()->name();
  return wish;
}

Result<v1::SealedCommand> World::Admitted(const Wish& wish, std::optional<Refused>* refused) {
  engine::CommandRequest request;
  request.command = wish.command;
  request.scope = wish.scope;
  request.data.reset(wish.data->New());
  request.data->CopyFrom(*wish.data);
  request.actor = wish.actor;
  request.command_id = wish.command_id;
  auto admitted = TENURE_TRY(gateway_.Admit(std::move(request), clock_.Now()));
  if (admitted) return *std::move(admitted);
  *refused = admitted.error();
  return v1::SealedCommand();
}

// What a client was told once must be told for ever.
void World::Note(Wish* wish, const v1::Answer& answer) {
  const auto fail = [&](const std::string& what) {
    if (wrong_.empty()) wrong_ = fmt::format("{} {}: {}", wish->command, wish->command_id, what);
  };
  switch (answer.status()) {
    case v1::Answer::ACCEPTED:
      if (wish->acknowledged) fail("accepted a second time");
      wish->acknowledged = answer;
      return;
    case v1::Answer::REPEATED:
      if (!wish->acknowledged) {
        wish->acknowledged = answer;  // its first answer was lost in a crash
        return;
      }
      if (answer.position() != wish->acknowledged->position() ||
          answer.version() != wish->acknowledged->version() ||
          answer.events_size() != wish->acknowledged->events_size()) {
        fail("answered differently");
      }
      return;
    case v1::Answer::REFUSED:
      if (wish->acknowledged) fail("refused after it was accepted");
      return;
    case v1::Answer::UNKNOWN:
      return;
    default:
      fail(fmt::format("status {}", v1::Answer::Status_Name(answer.status())));
  }
}

void World::Ask(Wish* wish) {
  std::optional<Refused> refused;
  auto sealed = Admitted(*wish, &refused);
  if (!sealed || refused) {
    if (wrong_.empty()) wrong_ = "the gateway refused " + wish->command;
    return;
  }
  ++asked_;
  const bool queued = engine_->Submit(*std::move(sealed), [this, wish](const v1::Answer& answer) {
    ++answered_;
    Note(wish, answer);
  });
  TENURE_ASSERT(queued, "queue full at {}", wishes_.size());
}

void World::Rest() {
  faults_.Arm(0);
  if (engine_->dead()) Crash();
  while (Must(engine_->Step())) {
  }
  Must(engine_->FireAllDue());
  Must(projector_->CatchUp());
}

std::string World::Live(int steps) {
  for (int i = 0; i < steps && wrong_.empty(); ++i) {
    switch (dice_.Below(10)) {
      case 0:
        clock_.Move(std::chrono::hours(dice_.Below(200)));
        break;
      case 1:
        clock_.Move(-std::chrono::minutes(dice_.Below(90)));
        break;
      case 2:
        faults_.Arm(2 + dice_.Below(30));
        break;
      case 3:
        Crash();
        break;
      case 4:
        if (!wishes_.empty()) Ask(&wishes_[dice_.Below(wishes_.size())]);  // again, out of order
        break;
      case 5:
        (void)projector_->CatchUp();
        break;
      default:
        wishes_.push_back(NewWish());
        Ask(&wishes_.back());
        if (dice_.OneIn(4)) Ask(&wishes_.back());  // twice in one batch
    }
    if (dice_.OneIn(2)) {
      if (!engine_->Step()) Crash();
    }
  }
  Rest();
  for (const auto check : {&World::CheckLog, &World::CheckFold, &World::CheckIdentities,
                           &World::CheckAnswers, &World::CheckEverybodyAnswered}) {
    if (wrong_.empty()) wrong_ = (this->*check)();
  }
  return wrong_;
}

// Positions dense, units whole, each command id once.
std::string World::CheckLog() {
  auto cursor = Must(log_.Read(0, {}));
  log::RecordView view;
  Position expected = 0;
  std::uint32_t left_of_unit = 0;
  std::set<std::string> ids;
  std::map<std::string, std::uint64_t> scope_sequences;
  while (Must(cursor->Next(&view))) {
    const v1::Record record = Must(log::DecodeRecord(view.bytes));
    if (record.position() != expected++) return fmt::format("hole at {}", expected);
    if (record.unit_index() == 0) {
      if (left_of_unit != 0) return fmt::format("unit cut before {}", record.position());
      left_of_unit = record.unit_count();
      if (!ids.insert(record.scope() + record.command_id()).second) {
        return fmt::format("command carried out twice at {}", record.position());
      }
    }
    if (left_of_unit == 0) return fmt::format("no unit at {}", record.position());
    --left_of_unit;
    if (++scope_sequences[record.scope()] != record.scope_sequence()) {
      return fmt::format("scope sequence at {}", record.position());
    }
  }
  return left_of_unit == 0 ? "" : "the last unit is cut";
}

// State = fold, rows = fold, tree = log's tree.
std::string World::CheckFold() {
  store::MemoryStore fresh_store;
  store::MemoryViews fresh_views;
  const auto report = Must(engine::VerifyReplay(log_, BuiltInDomain(), BuiltInProjections(), store_,
                                                views_, {fresh_store, fresh_views}, {}));
  if (report.divergence) {
    return fmt::format("{} {}: {} / {}", report.divergence->where, report.divergence->field,
                       report.divergence->live, report.divergence->folded);
  }
  if (Must(log_.Frontier()).Root() != engine_->frontier().Root()) return "another Merkle root";
  return "";
}

// Of all customers with one identity one holds it; the others are suspected duplicates of him.
std::string World::CheckIdentities() {
  std::map<std::string, std::vector<std::string>> holders;  // identity hash: scopes
  for (std::uint64_t i = 0; i < kCustomers; ++i) {
    const ScopeId scope{fmt::format("customer/C-{}", i)};
    const auto state = Must(engine_->StateOf({scope, KindOf(v1::CustomerState::descriptor()), ""}));
    if (state == nullptr) continue;
    const auto& customer = static_cast<const v1::CustomerState&>(*state);
    if (!customer.identity_mac().empty()) holders[customer.identity_mac()].push_back(scope.text);
  }
  for (const auto& [mac, scopes] : holders) {
    const ScopeId identity{"identity/" + HexOf(mac)};
    const auto state =
        Must(engine_->StateOf({identity, KindOf(v1::IdentityState::descriptor()), ""}));
    if (state == nullptr) return "an identity was never claimed";
    const std::string& holder = static_cast<const v1::IdentityState&>(*state).holder();
    for (const std::string& scope : scopes) {
      const auto book = Must(engine_->BookOf({scope}));
      const std::string expected = scope == holder ? "" : holder;
      if (book->customer().duplicate_of() != expected) {
        return fmt::format("{}: duplicate of '{}', expected '{}'", scope,
                           book->customer().duplicate_of(), expected);
      }
    }
    if (std::find(scopes.begin(), scopes.end(), holder) == scopes.end()) return "a foreign holder";
  }
  return "";
}

// Whoever asked was told something, unless the process died while he waited.
std::string World::CheckEverybodyAnswered() {
  if (asked_ == answered_) return "";
  return fmt::format("{} asked, {} were answered", asked_, answered_);
}

// Everything acknowledged is still there, once, with the same answer.
std::string World::CheckAnswers() {
  for (Wish& wish : wishes_) {
    if (!wish.acknowledged) continue;
    Ask(&wish);
    Must(engine_->Step());
    if (!wrong_.empty()) return wrong_;
  }
  return "";
}

std::string World::StoreDigest() { return Must(engine::DigestOf(store_)); }

}  // namespace tenure::sim
