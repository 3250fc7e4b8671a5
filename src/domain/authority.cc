// Who may do what: roles in time, delegations with limits. A revocation binds from the first
// decision after it. Limits: Q4.4.
#include <algorithm>

#include "domain/rules_access.h"
#include "tenure/v1/governance.domain.h"
#include "tenure/values.h"

namespace tenure::authority {

using State = v1::AuthorityState;

namespace {

constexpr int kGrantsMax = 16;  // keeps the state inside its bound
constexpr int kDelegationsMax = 32;
constexpr std::size_t kNameBytesMax = 100;  // as UTF-8: the field's limits count characters

std::optional<Refused> NotForOneself(const std::string& grantee, const DecideContext& context) {
  if (!context.actor.system &&
      (context.actor.id == grantee || context.actor.on_behalf_of == grantee)) {
    return Refused{v1::ACTOR_IS_SUBJECT, {{"actor", grantee}}};
  }
  return std::nullopt;
}

std::optional<Refused> TooLong(const char* field, const std::string& text) {
  if (text.size() <= kNameBytesMax) return std::nullopt;
  return Refused{v1::TOO_LONG,
                 {{"field", field}, {"limit", std::to_string(kNameBytesMax) + " bytes"}}};
}

bool RoleExists(const Rules& rules, const std::string& name, Time now) {
  const auto* version = domain::VersionInForce(rules, "roles", now);
  if (version == nullptr) return false;
  const auto& roles = version->body().roles().roles();
  return std::any_of(roles.begin(), roles.end(),
                     [&](const auto& role) { return role.name() == name; });
}

// A grant that has not ended by `now`.
const State::Grant* FindGrant(const State& state, const std::string& role, Time now) {
  for (const auto& grant : state.grants()) {
    if (grant.role() == role && (!grant.has_to() || now < TimeOf(grant.to()))) return &grant;
  }
  return nullptr;
}

const State::Delegation* FindDelegation(const State& state, const std::string& id) {
  for (const auto& delegation : state.delegations()) {
    if (delegation.delegation_id() == id) return &delegation;
  }
  return nullptr;
}

template <typename Rows>
std::ptrdiff_t NotEnded(const Rows& rows, Time now) {
  return std::count_if(rows.begin(), rows.end(),
                       [&](const auto& row) { return !row.has_to() || now < TimeOf(row.to()); });
}

template <typename Rows>
void DropEnded(Rows* rows, Time now) {
  rows->erase(
      std::remove_if(rows->begin(), rows->end(),
                     [&](const auto& row) { return row.has_to() && TimeOf(row.to()) <= now; }),
      rows->end());
}

}  // namespace

Decision Decide(const State& state, const v1::GrantRole& command, const DecideContext& context) {
  if (auto no = NotForOneself(command.actor_id(), context)) return Decision::Refuse(*no);
  if (!RoleExists(context.rules, command.role(), context.now)) {
    return Decision::Refuse(v1::UNKNOWN_ROLE, {{"role", command.role()}});
  }
  const Time from = command.has_from() ? TimeOf(command.from()) : context.now;
  if (command.has_to() && TimeOf(command.to()) <= std::max(from, context.now)) {
    return Decision::Refuse(v1::PERIOD_INVALID);
  }
  if (FindGrant(state, command.role(), context.now) != nullptr) {
    return Decision::Refuse(v1::NO_CHANGE);
  }
  if (NotEnded(state.grants(), context.now) >= kGrantsMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kGrantsMax)}});
  }
  v1::RoleGranted event = EventOf(command);
  *event.mutable_from() = InstantOf(from);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::RevokeRole& command, const DecideContext& context) {
  if (auto no = NotForOneself(command.actor_id(), context)) return Decision::Refuse(*no);
  if (FindGrant(state, command.role(), context.now) == nullptr) {
    return Decision::Refuse(v1::ROLE_NOT_HELD,
                            {{"actor", command.actor_id()}, {"role", command.role()}});
  }
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::GrantDelegation& command,
                const DecideContext& context) {
  if (auto no = NotForOneself(command.actor_id(), context)) return Decision::Refuse(*no);
  if (FindDelegation(state, command.delegation_id()) != nullptr) {
    return Decision::Refuse(v1::DELEGATION_EXISTS, {{"id", command.delegation_id()}});
  }
  if (auto no = TooLong("delegation_id", command.delegation_id())) return Decision::Refuse(*no);
  if (auto no = TooLong("act", command.act())) return Decision::Refuse(*no);
  if (command.has_limit() && command.limit().minor() < 0) {
    return Decision::Refuse(v1::OUT_OF_RANGE, {{"field", "limit"}, {"range", "0 or more"}});
  }
  const Time from = command.has_from() ? TimeOf(command.from()) : context.now;
  if (TimeOf(command.to()) <= std::max(from, context.now)) {
    return Decision::Refuse(v1::PERIOD_INVALID);
  }
  if (!command.on_behalf_of().empty()) {
    const Actor delegator{command.on_behalf_of(), "", false};
    if (!domain::AuthorityOf(context.rules, delegator, command.act(), context.now).permitted) {
      return Decision::Refuse(v1::DELEGATOR_LACKS_PERMISSION,
                              {{"actor", delegator.id}, {"permission", command.act()}});
    }
  }
  if (NotEnded(state.delegations(), context.now) >= kDelegationsMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kDelegationsMax)}});
  }
  v1::DelegationGranted event = EventOf(command);
  *event.mutable_from() = InstantOf(from);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::RevokeDelegation& command,
                const DecideContext& context) {
  if (auto no = NotForOneself(command.actor_id(), context)) return Decision::Refuse(*no);
  if (FindDelegation(state, command.delegation_id()) == nullptr) {
    return Decision::Refuse(v1::DELEGATION_UNKNOWN, {{"id", command.delegation_id()}});
  }
  return Decision::Of(EventOf(command));
}

void Evolve(State& state, const v1::RoleGranted& event, const EventContext& context) {
  DropEnded(state.mutable_grants(), context.recorded_at);
  State::Grant* grant = state.add_grants();
  grant->set_role(event.role());
  *grant->mutable_from() = event.from();
  if (event.has_to()) *grant->mutable_to() = event.to();
  grant->set_granted_at(context.scope_sequence);
}

void Evolve(State& state, const v1::RoleRevoked& event, const EventContext&) {
  auto* grants = state.mutable_grants();
  grants->erase(std::remove_if(grants->begin(), grants->end(),
                               [&](const auto& grant) { return grant.role() == event.role(); }),
                grants->end());
}

void Evolve(State& state, const v1::DelegationGranted& event, const EventContext& context) {
  DropEnded(state.mutable_delegations(), context.recorded_at);
  State::Delegation* delegation = state.add_delegations();
  delegation->set_delegation_id(event.delegation_id());
  delegation->set_act(event.act());
  delegation->set_on_behalf_of(event.on_behalf_of());
  if (event.has_limit()) *delegation->mutable_limit() = event.limit();
  *delegation->mutable_from() = event.from();
  *delegation->mutable_to() = event.to();
  delegation->set_granted_at(context.scope_sequence);
}

void Evolve(State& state, const v1::DelegationRevoked& event, const EventContext&) {
  auto* rows = state.mutable_delegations();
  rows->erase(
      std::remove_if(rows->begin(), rows->end(),
                     [&](const auto& row) { return row.delegation_id() == event.delegation_id(); }),
      rows->end());
}

}  // namespace tenure::authority
