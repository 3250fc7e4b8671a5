// Policies: proposed by one person, approved by another, in force from a time on. A version is
// never edited; a later one takes over. Rule: numbers left open, docs/handbook.md.
#include <algorithm>

#include "domain/policy_check.h"
#include "domain/rules_access.h"
#include "tenure/v1/governance.domain.h"
#include "tenure/values.h"

namespace tenure::policy {

using State = v1::PolicyState;

namespace {

constexpr char kMayWithdraw[] = "policies.withdraw";  // what others proposed
constexpr int kProposedMax = 4;                       // waiting at once
constexpr int kActiveMax = 4;  // newest kept for guards; older ones are in the log
// Together they keep the state inside its bound and always leave room for one more proposal: what
// has been replaced leaves the state first.
constexpr std::size_t kBodyBytesMax = 5'000;
constexpr std::size_t kKeptBytesMax = 10'500;
constexpr std::size_t kStateBytesMax = 15'800;

// What is proposed can no longer begin when it was meant to: it does not take a place.
bool IsStale(const State::Version& proposed, Time now) {
  return proposed.has_effective_from() && TimeOf(proposed.effective_from()) < now;
}

template <typename Versions>
void DropStale(Versions* proposed, Time now) {
  proposed->erase(std::remove_if(proposed->begin(), proposed->end(),
                                 [&](const auto& one) { return IsStale(one, now); }),
                  proposed->end());
}

template <typename Versions>
void DropProposed(Versions* proposed, std::uint32_t version) {
  proposed->erase(std::remove_if(proposed->begin(), proposed->end(),
                                 [&](const auto& one) { return one.version() == version; }),
                  proposed->end());
}

std::optional<Refused> NoRoom(const State& state, const v1::PolicyBody& body, Time now) {
  State after = state;
  DropStale(after.mutable_proposed(), now);
  if (after.proposed_size() >= kProposedMax) {
    return Refused{v1::STATE_FULL, {{"limit", std::to_string(kProposedMax)}}};
  }
  if (after.ByteSizeLong() + body.ByteSizeLong() > kStateBytesMax) {
    return Refused{v1::STATE_FULL, {{"limit", std::to_string(kStateBytesMax)}}};
  }
  return std::nullopt;
}

// The version in force has to stay among those kept, however many are to follow it.
bool TooManyToFollow(const State& state, Time from, Time now) {
  const auto follows = [&](const State::Version& one) {
    return TimeOf(one.effective_from()) > now && TimeOf(one.effective_from()) < from;
  };
  return from > now &&
         std::count_if(state.active().begin(), state.active().end(), follows) >= kActiveMax - 2;
}

// Versions that another one has replaced by `now` leave, the oldest first.
void KeepNewest(State* state, Time now) {
  auto* active = state->mutable_active();
  while (active->size() > 1 && TimeOf(active->Get(1).effective_from()) <= now &&
         (active->size() > kActiveMax || state->ByteSizeLong() > kKeptBytesMax)) {
    active->DeleteSubrange(0, 1);
  }
}

std::optional<std::string> FaultOf(const v1::PolicyBody& body) {
  if (body.ByteSizeLong() > kBodyBytesMax) {
    return "it is larger than " + std::to_string(kBodyBytesMax) + " bytes";
  }
  return domain::FaultOf(body);
}

bool ChangesKind(const State& state, const v1::PolicyBody& body) {
  if (!state.active().empty()) {
    return state.active(0).body().body_case() != body.body_case();
  }
  return !state.proposed().empty() && state.proposed(0).body().body_case() != body.body_case();
}

// Neither the proposer nor whom he or the approver stands in for may be the same person.
bool AnotherPerson(const State::Version& proposed, const Actor& approver) {
  const auto proposes = [&](const std::string& person) {
    return !person.empty() &&
           (person == proposed.proposed_by() || person == proposed.proposed_on_behalf_of());
  };
  return !proposes(approver.id) && !proposes(approver.on_behalf_of);
}

const State::Version* FindProposed(const State& state, std::uint32_t version) {
  for (const auto& proposed : state.proposed()) {
    if (proposed.version() == version) return &proposed;
  }
  return nullptr;
}

}  // namespace

Decision Decide(const State& state, const v1::ProposePolicy& command,
                const DecideContext& context) {
  if (auto fault = FaultOf(command.body())) {
    return Decision::Refuse(v1::POLICY_INVALID, {{"detail", *fault}});
  }
  if (ChangesKind(state, command.body())) {
    return Decision::Refuse(v1::POLICY_KIND_CHANGED, {{"policy", command.policy_id()}});
  }
  if (auto no = NoRoom(state, command.body(), context.now)) return Decision::Refuse(*no);
  if (command.has_effective_from() && TimeOf(command.effective_from()) < context.now) {
    return Decision::Refuse(v1::POLICY_IN_PAST);
  }
  v1::PolicyProposed event = EventOf(command);
  event.set_version(state.last_version() + 1);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ApprovePolicy& command,
                const DecideContext& context) {
  const State::Version* proposed = FindProposed(state, command.version());
  if (proposed == nullptr) {
    return Decision::Refuse(
        v1::POLICY_VERSION_UNKNOWN,
        {{"policy", command.policy_id()}, {"version", std::to_string(command.version())}});
  }
  if (!AnotherPerson(*proposed, context.actor)) {
    return Decision::Refuse(v1::APPROVER_IS_REQUESTER, {{"actor", context.actor.id}});
  }
  const Time from =
      proposed->has_effective_from() ? TimeOf(proposed->effective_from()) : context.now;
  if (from < context.now) return Decision::Refuse(v1::POLICY_IN_PAST);
  if (TooManyToFollow(state, from, context.now)) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kActiveMax - 2)}});
  }
  v1::PolicyActivated event = EventOf(command);
  *event.mutable_effective_from() = InstantOf(from);
  *event.mutable_body() = proposed->body();
  event.set_proposed_by(proposed->proposed_by());
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::WithdrawPolicyProposal& command,
                const DecideContext& context) {
  const State::Version* proposed = FindProposed(state, command.version());
  if (proposed == nullptr) {
    return Decision::Refuse(
        v1::POLICY_VERSION_UNKNOWN,
        {{"policy", command.policy_id()}, {"version", std::to_string(command.version())}});
  }
  const bool own = !AnotherPerson(*proposed, context.actor);
  if (!own &&
      !domain::AuthorityOf(context.rules, context.actor, kMayWithdraw, context.now).permitted) {
    return Decision::Refuse(v1::NOT_PERMITTED,
                            {{"actor", context.actor.id}, {"permission", kMayWithdraw}});
  }
  v1::PolicyProposalWithdrawn event;
  event.set_policy_id(command.policy_id());
  event.set_version(command.version());
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::InstallPolicy& command,
                const DecideContext& context) {
  if (!state.active().empty()) {
    return Decision::Refuse(v1::ALREADY_EXISTS,
                            {{"aggregate", "policy"}, {"id", command.policy_id()}});
  }
  if (auto fault = FaultOf(command.body())) {
    return Decision::Refuse(v1::POLICY_INVALID, {{"detail", *fault}});
  }
  if (auto no = NoRoom(state, command.body(), context.now)) return Decision::Refuse(*no);
  v1::PolicyActivated event;
  event.set_policy_id(command.policy_id());
  event.set_version(state.last_version() + 1);
  *event.mutable_effective_from() = InstantOf(context.now);
  *event.mutable_body() = command.body();
  event.set_proposed_by(context.actor.id);
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::PolicyProposed& event, const EventContext& context) {
  DropStale(state.mutable_proposed(), context.recorded_at);
  State::Version* version = state.add_proposed();
  version->set_version(event.version());
  if (event.has_effective_from()) *version->mutable_effective_from() = event.effective_from();
  *version->mutable_body() = event.body();
  version->set_proposed_by(std::string(context.actor));
  version->set_proposed_on_behalf_of(std::string(context.on_behalf_of));
  state.set_last_version(event.version());
}

void Evolve(State& state, const v1::PolicyProposalWithdrawn& event, const EventContext&) {
  DropProposed(state.mutable_proposed(), event.version());
}

void Evolve(State& state, const v1::PolicyActivated& event, const EventContext& context) {
  DropProposed(state.mutable_proposed(), event.version());
  State::Version version;
  version.set_version(event.version());
  *version.mutable_effective_from() = event.effective_from();
  *version.mutable_body() = event.body();
  version.set_proposed_by(event.proposed_by());
  version.set_approved_by(std::string(context.actor));
  version.set_activated_at(context.scope_sequence);
  // A later approval replaces what would have begun at or after its own beginning.
  auto* active = state.mutable_active();
  const auto overtaken = [&](const State::Version& one) {
    return one.effective_from().us() >= event.effective_from().us();
  };
  active->erase(std::remove_if(active->begin(), active->end(), overtaken), active->end());
  *state.add_active() = std::move(version);
  state.set_last_version(std::max(state.last_version(), event.version()));
  KeepNewest(&state, context.recorded_at);
}

}  // namespace tenure::policy
