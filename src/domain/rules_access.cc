// Who may do what: roles of the policy `roles`, granted in time, and delegations with limits.
#include "domain/rules_access.h"

#include <algorithm>

#include "tenure/values.h"

namespace tenure::domain {
namespace {

// Half-open [from, to); an absent end is open.
template <typename Period>
bool Covers(const Period& period, Time at) {
  if (period.has_from() && at < TimeOf(period.from())) return false;
  return !period.has_to() || at < TimeOf(period.to());
}

const v1::RolesPolicy* RolesInForce(const Rules& rules, Time now) {
  const PolicyVersion* version = VersionInForce(rules, "roles", now);
  return version == nullptr ? nullptr : &version->body().roles();
}

const v1::RolesPolicy::Role* FindRole(const v1::RolesPolicy& roles, std::string_view name) {
  const auto role = std::find_if(roles.roles().begin(), roles.roles().end(),
                                 [&](const auto& candidate) { return candidate.name() == name; });
  return role == roles.roles().end() ? nullptr : &*role;
}

bool RolePermits(const v1::RolesPolicy::Role& role, std::string_view permission) {
  return std::any_of(
      role.permissions().begin(), role.permissions().end(),
      [&](const std::string& granted) { return PermissionCovers(granted, permission); });
}

std::optional<std::int64_t> RoleLimit(const v1::RolesPolicy::Role& role,
                                      std::string_view permission, std::string_view currency) {
  for (const auto& limit : role.limits()) {
    if (limit.permission() == permission && limit.amount().currency() == currency) {
      return limit.amount().minor();
    }
  }
  return std::nullopt;
}

// The first grant, in the order granted, whose role permits it.
Authority OwnAuthority(const Rules& rules, const v1::AuthorityState& authority,
                       std::string_view permission, Time now) {
  const v1::RolesPolicy* roles = RolesInForce(rules, now);
  if (roles == nullptr) return {};
  for (const auto& grant : authority.grants()) {
    const auto* role = Covers(grant, now) ? FindRole(*roles, grant.role()) : nullptr;
    if (role != nullptr && RolePermits(*role, permission)) return {true, grant.granted_at()};
  }
  for (const auto& delegation : authority.delegations()) {
    if (delegation.on_behalf_of().empty() && Covers(delegation, now) &&
        PermissionCovers(delegation.act(), permission)) {
      return {true, delegation.granted_at()};
    }
  }
  return {};
}

bool StandsIn(const v1::AuthorityState::Delegation& delegation, const Actor& actor,
              std::string_view permission, Time now) {
  return delegation.on_behalf_of() == actor.on_behalf_of && Covers(delegation, now) &&
         PermissionCovers(delegation.act(), permission);
}

// The delegation under which the actor stands in for somebody else; null when there is none.
const v1::AuthorityState::Delegation* StandIn(const v1::AuthorityState& authority,
                                              const Actor& actor, std::string_view permission,
                                              Time now) {
  for (const auto& delegation : authority.delegations()) {
    if (StandsIn(delegation, actor, permission, now)) return &delegation;
  }
  return nullptr;
}

std::optional<std::int64_t> Higher(std::optional<std::int64_t> left,
                                   std::optional<std::int64_t> right) {
  if (!left) return right;
  return right ? std::max(*left, *right) : *left;
}

std::optional<std::int64_t> OwnLimit(const Rules& rules, const v1::AuthorityState& authority,
                                     std::string_view permission, std::string_view currency,
                                     Time now) {
  std::optional<std::int64_t> limit;
  const v1::RolesPolicy* roles = RolesInForce(rules, now);
  for (const auto& grant : authority.grants()) {
    const auto* role =
        roles != nullptr && Covers(grant, now) ? FindRole(*roles, grant.role()) : nullptr;
    if (role != nullptr && RolePermits(*role, permission)) {
      limit = Higher(limit, RoleLimit(*role, permission, currency));
    }
  }
  for (const auto& delegation : authority.delegations()) {
    if (delegation.on_behalf_of().empty() && Covers(delegation, now) &&
        PermissionCovers(delegation.act(), permission) && delegation.has_limit() &&
        delegation.limit().currency() == currency) {
      limit = Higher(limit, delegation.limit().minor());
    }
  }
  return limit;
}

}  // namespace

const PolicyVersion* VersionInForce(const Rules& rules, std::string_view policy, Time at) {
  const auto* state = rules.Get<v1::PolicyState>(policy);
  if (state == nullptr) return nullptr;
  const PolicyVersion* found = nullptr;  // ascending: the last that has begun
  for (const PolicyVersion& version : state->active()) {
    if (TimeOf(version.effective_from()) <= at) found = &version;
  }
  return found;
}

v1::PolicyRef RefOf(std::string_view policy, const PolicyVersion& version) {
  v1::PolicyRef ref;
  ref.set_policy(std::string(policy));
  ref.set_version(version.version());
  return ref;
}

bool PermissionCovers(std::string_view granted, std::string_view wanted) {
  if (granted == "*" || granted == wanted) return true;
  return granted.size() > 2 && granted.ends_with(".*") &&
         wanted.starts_with(granted.substr(0, granted.size() - 1));
}

Authority AuthorityOf(const Rules& rules, const Actor& actor, std::string_view permission,
                      Time now) {
  if (actor.system) return {true, 0};
  const auto* authority = rules.Get<v1::AuthorityState>(actor.id);
  if (authority == nullptr) return {};
  if (actor.on_behalf_of.empty()) return OwnAuthority(rules, *authority, permission, now);
  const auto* delegation = StandIn(*authority, actor, permission, now);
  const auto* principal = rules.Get<v1::AuthorityState>(actor.on_behalf_of);
  if (delegation == nullptr || principal == nullptr) return {};
  if (!OwnAuthority(rules, *principal, permission, now).permitted) return {};
  return {true, delegation->granted_at()};
}

std::optional<std::int64_t> LimitOf(const Rules& rules, const Actor& actor,
                                    std::string_view permission, std::string_view currency,
                                    Time now) {
  const auto* authority = rules.Get<v1::AuthorityState>(actor.id);
  if (authority == nullptr) return std::nullopt;
  if (actor.on_behalf_of.empty()) {
    return OwnLimit(rules, *authority, permission, currency, now);
  }
  const auto* principal = rules.Get<v1::AuthorityState>(actor.on_behalf_of);
  if (principal == nullptr) return std::nullopt;
  const auto limit = OwnLimit(rules, *principal, permission, currency, now);
  if (!limit) return std::nullopt;
  std::optional<std::int64_t> highest;
  for (const auto& delegation : authority->delegations()) {
    if (!StandsIn(delegation, actor, permission, now)) continue;
    if (!delegation.has_limit()) return limit;
    if (delegation.limit().currency() != currency) continue;
    highest = Higher(highest, std::min(*limit, delegation.limit().minor()));
  }
  return highest;
}

}  // namespace tenure::domain
