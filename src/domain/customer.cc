// The customer: who he is, who answers for him, whether the file is current. Elements P1, A15, F1,
// F2, F3. What is collected about him over time: customer_facts.cc.
#include <chrono>

#include "domain/rules_access.h"
#include "tenure/v1/customer.domain.h"
#include "tenure/values.h"

namespace tenure::customer {

using State = v1::CustomerState;

namespace {

constexpr char kPolicy[] = "customer";
// Keep the state inside its bound.
constexpr int kFestivalsMax = 16;
constexpr std::size_t kFestivalBytesMax = 120;  // some forty Chinese characters
constexpr int kClassesMax = 16;                 // policies may rename schemes over the years

// F2: when the profile becomes stale again, and by which policy.
template <typename Event>
std::optional<Refused> SetStale(const DecideContext& context, Event* event) {
  const auto* version = domain::VersionInForce(context.rules, kPolicy, context.now);
  if (version == nullptr) return Refused{v1::NO_POLICY, {{"policy", kPolicy}}};
  const auto days = std::chrono::days(version->body().customer().profile_stale_after_days());
  *event->mutable_stale_at() = InstantOf(context.now + days);
  *event->mutable_policy() = domain::RefOf(kPolicy, *version);
  return std::nullopt;
}

// In one partition a known clash is refused at once; elsewhere the claim finds it later.
std::optional<Refused> IdentityTaken(const std::string& mac, const DecideContext& context) {
  if (mac.empty()) return std::nullopt;
  const auto* identity = context.related.Get<v1::IdentityState>(mac);
  const bool taken = identity != nullptr && !identity->holder().empty() &&
                     identity->holder() != context.stream.scope.text;
  if (!taken) return std::nullopt;
  return Refused{v1::IDENTITY_TAKEN, {{"holder", identity->holder()}}};
}

const v1::CustomerPolicy::Scheme* FindScheme(const v1::CustomerPolicy& policy,
                                             const std::string& name) {
  for (const auto& scheme : policy.schemes()) {
    if (scheme.name() == name) return &scheme;
  }
  return nullptr;
}

bool HasClass(const v1::CustomerPolicy::Scheme* scheme, const std::string& name) {
  if (scheme == nullptr) return false;
  for (const std::string& one : scheme->classes()) {
    if (one == name) return true;
  }
  return false;
}

std::string ClassIn(const State& state, const std::string& scheme) {
  for (const auto& one : state.classes()) {
    if (one.scheme() == scheme) return one.class_name();
  }
  return "";
}

// Fields that both registration and update may bring. A keyed hash says that its source was given:
// the text itself is sealed.
template <typename Event>
void TakeBasicData(const Event& event, const EventContext& context, State* state) {
  if (!event.name_mac().empty()) state->set_name_at(context.scope_sequence);
  if (!event.phone_mac().empty()) state->set_phone_at(context.scope_sequence);
  if (!event.identity_mac().empty()) state->set_identity_mac(event.identity_mac());
  if (!event.language().empty()) state->set_language(event.language());
  if (event.has_stale_at()) *state->mutable_stale_at() = event.stale_at();
}

}  // namespace

Decision Decide(const State&, const v1::RegisterCustomer& command, const DecideContext& context) {
  if (auto no = IdentityTaken(command.identity_mac(), context)) return Decision::Refuse(*no);
  v1::CustomerRegistered registered;
  if (auto no = SetStale(context, &registered)) return Decision::Refuse(*no);
  registered.set_kind(command.kind());
  registered.set_identity_mac(command.identity_mac());
  registered.set_name_mac(command.name_mac());
  registered.set_phone_mac(command.phone_mac());
  registered.set_source(command.source());
  registered.set_language(command.language());
  v1::OwnerAssigned owner;
  owner.set_owner(command.owner());
  return Decision::Of(std::move(registered), std::move(owner));
}

Decision Decide(const State& state, const v1::UpdateBasicData& command,
                const DecideContext& context) {
  if (auto no = IdentityTaken(command.identity_mac(), context)) return Decision::Refuse(*no);
  if (command.local_festivals_size() > kFestivalsMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kFestivalsMax)}});
  }
  for (const std::string& festival : command.local_festivals()) {
    if (festival.size() <= kFestivalBytesMax) continue;
    return Decision::Refuse(v1::TOO_LONG,
                            {{"field", "data.local_festivals"},
                             {"limit", std::to_string(kFestivalBytesMax) + " bytes"}});
  }
  v1::BasicDataUpdated event = EventOf(command);
  if (auto no = SetStale(context, &event)) return Decision::Refuse(*no);
  if (!command.identity_mac().empty() && command.identity_mac() != state.identity_mac()) {
    event.set_previous_identity_mac(state.identity_mac());
  }
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::AssignOwner& command, const DecideContext&) {
  if (state.owner() == command.owner()) return Decision::Refuse(v1::NO_CHANGE);
  v1::OwnerAssigned event = EventOf(command);
  event.set_previous(state.owner());
  return Decision::Of(std::move(event));
}

Decision Decide(const State&, const v1::ConfirmProfileCurrent&, const DecideContext& context) {
  v1::ProfileConfirmed event;
  if (auto no = SetStale(context, &event)) return Decision::Refuse(*no);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ClassifyCustomer& command,
                const DecideContext& context) {
  const auto* version = domain::VersionInForce(context.rules, kPolicy, context.now);
  if (version == nullptr) return Decision::Refuse(v1::NO_POLICY, {{"policy", kPolicy}});
  if (!HasClass(FindScheme(version->body().customer(), command.scheme()), command.class_name())) {
    return Decision::Refuse(v1::UNKNOWN_CLASS,
                            {{"scheme", command.scheme()}, {"class", command.class_name()}});
  }
  const std::string previous = ClassIn(state, command.scheme());
  if (previous == command.class_name()) return Decision::Refuse(v1::NO_CHANGE);
  if (previous.empty() && state.classes_size() >= kClassesMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kClassesMax)}});
  }
  v1::CustomerClassified event = EventOf(command);
  event.set_previous(previous);
  *event.mutable_policy() = domain::RefOf(kPolicy, *version);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ReportDuplicate& command, const DecideContext&) {
  if (state.duplicate_of() == command.duplicate_of()) return Decision::Refuse(v1::NO_CHANGE);
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::ClearDuplicate&, const DecideContext&) {
  if (state.duplicate_of().empty()) return Decision::Refuse(v1::NOT_SUSPECTED);
  v1::DuplicateCleared event;
  event.set_duplicate_of(state.duplicate_of());
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::CustomerRegistered& event, const EventContext& context) {
  state.set_kind(event.kind());
  state.set_source(event.source());
  TakeBasicData(event, context, &state);
}

void EvolveBook(v1::Book& book, const v1::CustomerRegistered& event, const EventContext&) {
  book.mutable_customer()->set_registered(true);
  book.mutable_customer()->set_kind(event.kind());
}

void Evolve(State& state, const v1::BasicDataUpdated& event, const EventContext& context) {
  TakeBasicData(event, context, &state);
  if (event.has_represented_by_counsel()) {
    state.set_represented_by_counsel(event.represented_by_counsel());
  }
  if (event.vulnerability() != v1::VULNERABILITY_UNSPECIFIED) {
    state.set_vulnerability(event.vulnerability());
  }
  if (!event.local_festivals().empty()) *state.mutable_local_festivals() = event.local_festivals();
}

void EvolveBook(v1::Book& book, const v1::BasicDataUpdated& event, const EventContext&) {
  if (!event.has_represented_by_counsel()) return;
  book.mutable_customer()->set_represented_by_counsel(event.represented_by_counsel());
}

void Evolve(State& state, const v1::OwnerAssigned& event, const EventContext&) {
  state.set_owner(event.owner());
}

void EvolveBook(v1::Book& book, const v1::OwnerAssigned& event, const EventContext&) {
  book.mutable_customer()->set_owner(event.owner());
}

void Evolve(State& state, const v1::ProfileConfirmed& event, const EventContext&) {
  *state.mutable_stale_at() = event.stale_at();
}

void Evolve(State& state, const v1::CustomerClassified& event, const EventContext&) {
  for (auto& one : *state.mutable_classes()) {
    if (one.scheme() != event.scheme()) continue;
    one.set_class_name(event.class_name());
    return;
  }
  State::Class* added = state.add_classes();
  added->set_scheme(event.scheme());
  added->set_class_name(event.class_name());
}

void Evolve(State& state, const v1::DuplicateSuspected& event, const EventContext&) {
  state.set_duplicate_of(event.duplicate_of());
}

void EvolveBook(v1::Book& book, const v1::DuplicateSuspected& event, const EventContext&) {
  book.mutable_customer()->set_identity_disputed(true);
  book.mutable_customer()->set_duplicate_of(event.duplicate_of());
}

void Evolve(State& state, const v1::DuplicateCleared&, const EventContext&) {
  state.clear_duplicate_of();
}

void EvolveBook(v1::Book& book, const v1::DuplicateCleared&, const EventContext&) {
  book.mutable_customer()->clear_identity_disputed();
  book.mutable_customer()->clear_duplicate_of();
}

}  // namespace tenure::customer
