// Policies: proposed by one person, approved by another, in force from a time on. A version is
// never edited; a later one takes over. Rule: domain.md, "policy" in every context.
#include <algorithm>

#include "domain/policy_check.h"
#include "domain/value_text.h"
#include "tenure/v1/governance.domain.h"

namespace tenure::policy {

using domain::InstantOf;
using domain::TimeOf;
using State = v1::PolicyState;

namespace {

constexpr int kProposedMax = 4;  // waiting at once; keeps the state inside its bound
constexpr int kActiveMax = 4;    // newest kept for guards; older ones are in the log

bool ChangesKind(const State& state, const v1::PolicyBody& body) {
  if (!state.active().empty()) {
    return state.active(0).body().body_case() != body.body_case();
  }
  return !state.proposed().empty() && state.proposed(0).body().body_case() != body.body_case();
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
  if (auto fault = domain::FaultOf(command.body())) {
    return Decision::Refuse(v1::POLICY_INVALID, {{"detail", *fault}});
  }
  if (ChangesKind(state, command.body())) {
    return Decision::Refuse(v1::POLICY_KIND_CHANGED, {{"policy", command.policy_id()}});
  }
  if (state.proposed_size() >= kProposedMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kProposedMax)}});
  }
  if (command.has_effective_from() && TimeOf(command.effective_from()) < context.now) {
    return Decision::Refuse(v1::POLICY_IN_PAST);
  }
  v1::PolicyProposed event;
  event.set_policy_id(command.policy_id());
  *event.mutable_body() = command.body();
  if (command.has_effective_from()) *event.mutable_effective_from() = command.effective_from();
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
  if (proposed->proposed_by() == context.actor.id ||
      proposed->proposed_by() == context.actor.on_behalf_of) {
    return Decision::Refuse(v1::APPROVER_IS_REQUESTER, {{"actor", context.actor.id}});
  }
  const Time from =
      proposed->has_effective_from() ? TimeOf(proposed->effective_from()) : context.now;
  if (from < context.now) return Decision::Refuse(v1::POLICY_IN_PAST);
  v1::PolicyActivated event;
  event.set_policy_id(command.policy_id());
  event.set_version(command.version());
  *event.mutable_effective_from() = InstantOf(from);
  *event.mutable_body() = proposed->body();
  event.set_proposed_by(proposed->proposed_by());
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::InstallPolicy& command,
                const DecideContext& context) {
  if (!state.active().empty()) {
    return Decision::Refuse(v1::ALREADY_EXISTS,
                            {{"aggregate", "policy"}, {"id", command.policy_id()}});
  }
  if (auto fault = domain::FaultOf(command.body())) {
    return Decision::Refuse(v1::POLICY_INVALID, {{"detail", *fault}});
  }
  v1::PolicyActivated event;
  event.set_policy_id(command.policy_id());
  event.set_version(state.last_version() + 1);
  *event.mutable_effective_from() = InstantOf(context.now);
  *event.mutable_body() = command.body();
  event.set_proposed_by(context.actor.id);
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::PolicyProposed& event, const EventContext& context) {
  State::Version* version = state.add_proposed();
  version->set_version(event.version());
  if (event.has_effective_from()) *version->mutable_effective_from() = event.effective_from();
  *version->mutable_body() = event.body();
  version->set_proposed_by(std::string(context.actor));
  state.set_last_version(event.version());
}

void Evolve(State& state, const v1::PolicyActivated& event, const EventContext& context) {
  auto* proposed = state.mutable_proposed();
  proposed->erase(std::remove_if(proposed->begin(), proposed->end(),
                                 [&](const auto& one) { return one.version() == event.version(); }),
                  proposed->end());
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
  if (active->size() > kActiveMax) active->DeleteSubrange(0, active->size() - kActiveMax);
  state.set_last_version(std::max(state.last_version(), event.version()));
}

}  // namespace tenure::policy
