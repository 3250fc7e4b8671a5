#include "given/given.h"

#include <fmt/format.h>

#include <cstdlib>

#include "base/assert.h"
#include "base/uuid.h"
#include "domain/table/default_pack.h"
#include "domain/value_text.h"
#include "engine/addressing.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/governance.pb.h"
#include "tenure/v1/system.pb.h"

namespace tenure::testing {
namespace {

// Nothing is stored: everything a test knows is in the overlay.
class EmptyStore final : public store::Store {
 public:
  Result<store::Applied> GetApplied() const override { return store::Applied{}; }
  Result<store::Loaded> Load(const store::LoadSet& wanted) const override {
    store::Loaded loaded;
    loaded.states.resize(wanted.states.size());
    loaded.books.resize(wanted.books.size());
    loaded.commands.resize(wanted.commands.size());
    return loaded;
  }
  Result<void> Apply(const store::StoreChange&) override { return {}; }
  Result<std::vector<store::TimerRow>> Due(Time, std::size_t) const override {
    return std::vector<store::TimerRow>();
  }
  Result<std::vector<store::TimerRow>> DueInScope(const ScopeId&, Time,
                                                  std::size_t) const override {
    return std::vector<store::TimerRow>();
  }
  Result<std::vector<store::IndexRow>> ScopeIndex(const ScopeId&, std::uint64_t,
                                                  std::size_t) const override {
    return std::vector<store::IndexRow>();
  }
  Result<std::vector<store::OutgoingRow>> Outgoing(std::size_t) const override {
    return std::vector<store::OutgoingRow>();
  }
  Result<void> VisitStates(
      const ScopeId&,
      const std::function<bool(const StreamKey&, const store::StateRow&)>&) const override {
    return {};
  }
  Result<void> VisitBooks(
      const std::function<bool(const ScopeId&, const store::BookRow&)>&) const override {
    return {};
  }
  Result<std::optional<std::string>> Tile(std::uint32_t, std::uint64_t) const override {
    return std::optional<std::string>();
  }
  Result<void> VisitAll(
      const std::function<bool(std::string_view, std::string_view)>&) const override {
    return {};
  }
  Result<void> Flush() override { return {}; }
  Result<void> Maintain() override { return {}; }
};

template <typename T>
T Must(Result<T> result) {
  TENURE_ASSERT(result.has_value(), "{}", result.error().message);
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

int DigitsAt(std::string_view text, std::size_t at, std::size_t count) {
  return std::atoi(std::string(text.substr(at, count)).c_str());
}

}  // namespace

Date Day(std::string_view text) {
  TENURE_ASSERT(text.size() >= 10 && text[4] == '-' && text[7] == '-', "not a day: {}", text);
  const std::chrono::year_month_day day{
      std::chrono::year(DigitsAt(text, 0, 4)),
      std::chrono::month(static_cast<unsigned>(DigitsAt(text, 5, 2))),
      std::chrono::day(static_cast<unsigned>(DigitsAt(text, 8, 2)))};
  TENURE_ASSERT(day.ok(), "not a day: {}", text);
  return Date(day);
}

Time At(std::string_view text) {
  const Date day = Day(text);
  if (text.size() == 10) return day;
  TENURE_ASSERT(text.size() == 20 || text.size() == 25, "not an instant: {}", text);
  const auto clock = std::chrono::hours(DigitsAt(text, 11, 2)) +
                     std::chrono::minutes(DigitsAt(text, 14, 2)) +
                     std::chrono::seconds(DigitsAt(text, 17, 2));
  if (text.back() == 'Z') return day + clock;
  const auto offset =
      std::chrono::hours(DigitsAt(text, 20, 2)) + std::chrono::minutes(DigitsAt(text, 23, 2));
  return text[19] == '+' ? day + clock - offset : day + clock + offset;
}

const Outcome& Outcome::Gives(const std::vector<std::string>& events) const {
  if (unit_.refused) {
    std::string facts;
    for (const auto& [name, value] : unit_.refused->facts) facts += name + "=" + value + " ";
    ADD_FAILURE() << "refused: " << v1::Refusal_Name(unit_.refused->code) << " " << facts;
    return *this;
  }
  std::vector<std::string> names;
  for (const engine::UnitEvent& event : unit_.events) names.emplace_back(event.entry->name);
  EXPECT_EQ(names, events);
  return *this;
}

const Outcome& Outcome::Refuses(v1::Refusal code) const {
  if (!unit_.refused) {
    ADD_FAILURE() << "not refused, expected " << v1::Refusal_Name(code);
  } else {
    EXPECT_EQ(v1::Refusal_Name(unit_.refused->code), v1::Refusal_Name(code));
  }
  return *this;
}

const Outcome& Outcome::Fact(std::string_view name, std::string_view value) const {
  if (unit_.refused) {
    for (const auto& [key, held] : unit_.refused->facts) {
      if (key == name) {
        EXPECT_EQ(held, value);
        return *this;
      }
    }
  }
  ADD_FAILURE() << "no fact " << name;
  return *this;
}

const Outcome& Outcome::NeedsApproval(std::string_view permission) const {
  if (unit_.refused || unit_.approval_id.empty()) {
    ADD_FAILURE() << "not kept for a second person"
                  << (unit_.refused ? ": " + v1::Refusal_Name(unit_.refused->code) : "");
    return *this;
  }
  EXPECT_EQ(event<v1::ApprovalRequested>().permission(), permission);
  return *this;
}

const Outcome& Outcome::Sends(const std::vector<std::string>& commands) const {
  std::vector<std::string> names;
  for (const v1::OutgoingCommand& command : unit_.outgoing) {
    names.emplace_back(BuiltInDomain().FindCommand(command.command_type())->name);
  }
  EXPECT_EQ(names, commands);
  return *this;
}

const Message& Outcome::Find(const std::string& event) const {
  for (const engine::UnitEvent& one : unit_.events) {
    if (one.entry->name == event) return *one.message;
  }
  TENURE_ASSERT(false, "there is no {} among {} events", event, unit_.events.size());
}

Time Outcome::EffectiveAt(const std::string& event) const {
  for (const engine::UnitEvent& one : unit_.events) {
    if (one.entry->name == event) return one.effective_at;
  }
  TENURE_ASSERT(false, "there is no {} among {} events", event, unit_.events.size());
}

struct Given::Ports {
  EmptyStore store;
  engine::Overlay overlay{store, BuiltInDomain()};
};

Given::Given() : ports_(std::make_unique<Ports>()), now_(At("2026-01-01T00:00:00+08:00")) {
  rules_ = Must(engine::RulesSnapshot::Load(ports_->store, BuiltInDomain(), 0));
  for (const domain::PackPolicy& policy : domain::DefaultPack()) Policy(policy.policy, policy.body);
  Role("admin", "administrator");
  for (const char* role : {"sales", "service", "complaints"}) Role("li.wei", role);
  Role("zhao.min", "approver");
  Customer("C-1001");
  Now("2026-03-02T09:00:00+08:00");
}

Given::~Given() = default;

Given& Given::As(std::string actor, std::string on_behalf_of) {
  actor_ = std::move(actor);
  on_behalf_of_ = std::move(on_behalf_of);
  return *this;
}

Given& Given::In(std::string scope) {
  scope_ = std::move(scope);
  return *this;
}

Given& Given::Now(Time now) {
  now_ = now;
  return *this;
}

Given& Given::EffectiveAt(std::optional<Time> at) {
  effective_at_ = at;
  return *this;
}

Given& Given::Observe(std::function<void(const engine::Unit&)> observer) {
  observers_.push_back(std::move(observer));
  return *this;
}

Given& Given::Role(std::string actor, std::string role) {
  v1::RoleGranted event;
  event.set_actor_id(actor);
  event.set_role(std::move(role));
  *event.mutable_from() = InstantOf(now_);
  const std::string scope = std::exchange(scope_, std::string(kGovernanceScope));
  Event(actor, event);
  return In(scope);
}

Given& Given::Policy(std::string policy, v1::PolicyBody body) {
  const auto* state = rules_->Get<v1::PolicyState>(policy);
  v1::PolicyActivated event;
  event.set_policy_id(policy);
  event.set_version(state == nullptr ? 1 : state->last_version() + 1);
  *event.mutable_effective_from() = InstantOf(now_);
  *event.mutable_body() = std::move(body);
  const std::string scope = std::exchange(scope_, std::string(kGovernanceScope));
  Event(policy, event);
  return In(scope);
}

Given& Given::Customer(std::string id) {
  const std::string scope = std::exchange(scope_, "customer/" + id);
  v1::CustomerRegistered registered;
  registered.set_kind(v1::PERSON);
  registered.set_source(v1::PARTNER_REFERRAL);
  Event("", registered);
  v1::OwnerAssigned owner;
  owner.set_owner("zhao.min");
  Event("", owner);
  return In(scope);
}

Given& Given::Event(std::string stream_id, const Message& event) {
  const EventEntry* entry = BuiltInDomain().FindEvent(event.GetDescriptor()->name());
  TENURE_ASSERT(entry != nullptr, "{} is not an event", event.GetDescriptor()->name());
  const StreamKey stream{ScopeId{scope_}, entry->kind, std::move(stream_id)};
  const auto snapshot = Must(ports_->overlay.Stream(stream));
  const auto book = Must(ports_->overlay.Book(stream.scope));
  Must(ports_->overlay.Apply(
      *entry, event,
      {stream, snapshot.sequence + 1, book.scope_sequence + 1, now_, now_, actor_, on_behalf_of_}));
  Commit();
  return *this;
}

void Given::Commit() {
  const auto changed = ports_->overlay.UnitStreamsOf(ScopeId{std::string(kGovernanceScope)});
  ports_->overlay.CommitUnit();
  if (!changed.empty()) rules_ = rules_->With(changed, rules_->position() + 1);
}

engine::Unit Given::Run(const Message& command, std::string stream_id, bool keep, bool system) {
  const CommandEntry* entry = BuiltInDomain().FindCommand(command.GetDescriptor()->name());
  TENURE_ASSERT(entry != nullptr, "{} is not a command", command.GetDescriptor()->name());
  v1::SealedCommand sealed;
  sealed.set_scope(scope_);
  sealed.set_command_type(entry->id);
  const auto* id_field = engine::StreamIdField(command.GetDescriptor());
  if (stream_id.empty() && id_field != nullptr) {
    stream_id = command.GetReflection()->GetString(command, id_field);
  }
  sealed.set_aggregate_id(std::move(stream_id));
  const CommandId id = DerivedId(now_, fmt::format("given {}", ++commands_));
  sealed.set_command_id(std::string(id.View()));
  sealed.set_payload(command.SerializeAsString());
  sealed.set_actor(system ? "system" : actor_);
  if (!system) sealed.set_on_behalf_of(on_behalf_of_);
  if (effective_at_) sealed.set_effective_at_us(MicrosOf(*effective_at_));
  effective_at_.reset();
  engine::Unit unit =
      Must(engine::RunUnit({ports_->overlay, BuiltInDomain(), *rules_, now_}, std::move(sealed)));
  if (keep && !unit.refused) {
    Commit();
    for (const auto& observer : observers_) observer(unit);
  } else {
    ports_->overlay.DropUnit();
  }
  return unit;
}

Outcome Given::When(const Message& command, std::string stream_id) {
  return Outcome(Run(command, std::move(stream_id), false, false));
}

Outcome Given::WhenSystem(const Message& command, std::string stream_id) {
  return Outcome(Run(command, std::move(stream_id), false, true));
}

Outcome Given::Do(const Message& command, std::string stream_id) {
  Outcome outcome(Run(command, std::move(stream_id), true, false));
  EXPECT_FALSE(outcome.unit().refused)
      << command.GetDescriptor()->name() << ": "
      << (outcome.unit().refused ? v1::Refusal_Name(outcome.unit().refused->code) : "");
  EXPECT_EQ(outcome.unit().approval_id, "") << command.GetDescriptor()->name() << " was kept";
  return outcome;
}

Outcome Given::DoSystem(const Message& command, std::string stream_id) {
  return Outcome(Run(command, std::move(stream_id), true, true));
}

std::string Given::Keep(const Message& command, std::string stream_id) {
  const engine::Unit kept = Run(command, std::move(stream_id), true, false);
  EXPECT_NE(kept.approval_id, "") << command.GetDescriptor()->name() << " was not kept";
  return kept.approval_id;
}

Outcome Given::DoApproved(const Message& command, std::string approver, std::string stream_id) {
  v1::GiveApproval give;
  give.set_approval_id(Keep(command, std::move(stream_id)));
  const std::string requester = std::exchange(actor_, std::move(approver));
  Outcome outcome = Do(give);
  actor_ = requester;
  return outcome;
}

Outcome Given::Fire(std::string aggregate, std::string stream_id) {
  v1::FireTimer fire;
  fire.set_kind(BuiltInDomain().FindAggregate(aggregate)->kind);
  fire.set_stream(std::move(stream_id));
  return Outcome(Run(fire, "", true, true));
}

std::vector<Time> Given::Timers(std::string aggregate, std::string stream_id) {
  const AggregateEntry* entry = BuiltInDomain().FindAggregate(aggregate);
  std::vector<Time> due;
  for (const Timer& timer : entry->timers(*StateOf(entry->kind, stream_id))) {
    due.push_back(timer.due);
  }
  std::sort(due.begin(), due.end());
  return due;
}

std::shared_ptr<const Message> Given::StateOf(std::uint32_t kind, const std::string& id) {
  const auto stream = Must(ports_->overlay.Stream({ScopeId{scope_}, kind, id}));
  TENURE_ASSERT(stream.sequence > 0, "there is no stream {} of kind {} in {}", id, kind, scope_);
  return stream.state;
}

const v1::Book& Given::book() { return *Must(ports_->overlay.Book(ScopeId{scope_})).book; }

}  // namespace tenure::testing
