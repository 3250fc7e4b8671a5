// History of policies and authority: who proposed, who decided, from when on it held.
#include "policy_history/policy_history.projection.h"
#include "tenure/values.h"

namespace tenure::projection::policy_history {

using Row = v1::PolicyHistoryRow;

namespace {

// Versions sort as numbers do.
RowKey VersionKey(const std::string& policy, std::uint32_t version) {
  constexpr std::size_t kDigits = 6;
  const std::string digits = std::to_string(version);
  return {"policy/" + policy + "/" +
          std::string(digits.size() < kDigits ? kDigits - digits.size() : 0, '0') + digits};
}

RowKey AuthorityKey(const std::string& actor, const EventContext& context) {
  const std::string event = KeyOfEvent(context).text;
  return {"authority/" + actor + event.substr(event.rfind('/'))};
}

void Decided(Row* row, Row::Status status, const EventContext& context) {
  row->set_scope(context.stream.scope.text);
  row->set_status(status);
  row->set_decided_by(std::string(context.actor));
  *row->mutable_decided_at() = InstantOf(context.effective_at);
  row->set_why(context.scope_sequence);
}

template <typename Event>
void Period(Row* row, const Event& event) {
  if (event.has_from()) *row->mutable_in_force_from() = event.from();
  if (event.has_to()) *row->mutable_in_force_to() = event.to();
}

}  // namespace

std::optional<RowKey> KeyOf(const v1::PolicyProposed& event, const EventContext&) {
  return VersionKey(event.policy_id(), event.version());
}
void Apply(Row& row, const v1::PolicyProposed& event, const EventContext& context) {
  row.set_scope(context.stream.scope.text);
  row.set_status(Row::PROPOSED);
  row.set_policy(event.policy_id());
  row.set_version(event.version());
  if (event.has_effective_from()) *row.mutable_in_force_from() = event.effective_from();
  row.set_proposed_by(std::string(context.actor));
  *row.mutable_proposed_at() = InstantOf(context.effective_at);
  row.set_why(context.scope_sequence);
}

std::optional<RowKey> KeyOf(const v1::PolicyActivated& event, const EventContext&) {
  return VersionKey(event.policy_id(), event.version());
}
void Apply(Row& row, const v1::PolicyActivated& event, const EventContext& context) {
  Decided(&row, Row::APPROVED, context);
  row.set_policy(event.policy_id());  // a shipped one was never proposed
  row.set_version(event.version());
  if (event.has_effective_from()) *row.mutable_in_force_from() = event.effective_from();
}

std::optional<RowKey> KeyOf(const v1::PolicyProposalWithdrawn& event, const EventContext&) {
  return VersionKey(event.policy_id(), event.version());
}
void Apply(Row& row, const v1::PolicyProposalWithdrawn&, const EventContext& context) {
  Decided(&row, Row::WITHDRAWN, context);
  row.clear_in_force_from();
}

std::optional<RowKey> KeyOf(const v1::RoleGranted& event, const EventContext& context) {
  return AuthorityKey(event.actor_id(), context);
}
void Apply(Row& row, const v1::RoleGranted& event, const EventContext& context) {
  Decided(&row, Row::ROLE_GRANTED, context);
  row.set_actor_id(event.actor_id());
  row.set_role(event.role());
  Period(&row, event);
}

std::optional<RowKey> KeyOf(const v1::RoleRevoked& event, const EventContext& context) {
  return AuthorityKey(event.actor_id(), context);
}
void Apply(Row& row, const v1::RoleRevoked& event, const EventContext& context) {
  Decided(&row, Row::ROLE_REVOKED, context);
  row.set_actor_id(event.actor_id());
  row.set_role(event.role());
}

std::optional<RowKey> KeyOf(const v1::DelegationGranted& event, const EventContext& context) {
  return AuthorityKey(event.actor_id(), context);
}
void Apply(Row& row, const v1::DelegationGranted& event, const EventContext& context) {
  Decided(&row, Row::DELEGATION_GRANTED, context);
  row.set_actor_id(event.actor_id());
  row.set_delegation(event.delegation_id());
  row.set_act(event.act());
  row.set_on_behalf_of(event.on_behalf_of());
  if (event.has_limit()) *row.mutable_limit() = event.limit();
  Period(&row, event);
}

std::optional<RowKey> KeyOf(const v1::DelegationRevoked& event, const EventContext& context) {
  return AuthorityKey(event.actor_id(), context);
}
void Apply(Row& row, const v1::DelegationRevoked& event, const EventContext& context) {
  Decided(&row, Row::DELEGATION_REVOKED, context);
  row.set_actor_id(event.actor_id());
  row.set_delegation(event.delegation_id());
}

}  // namespace tenure::projection::policy_history
