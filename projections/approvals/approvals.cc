// Approvals: each kept command from request to its end.
#include "approvals/approvals.projection.h"

namespace tenure::projection::approvals {

using Row = v1::ApprovalRow;

namespace {

std::optional<RowKey> ApprovalKey(const EventContext& context) {
  return RowKey{context.stream.scope.text + "/" + context.stream.id};
}

void End(Row* row, v1::ApprovalState::Status status, const EventContext& context) {
  row->set_status(status);
  row->set_decided_by(std::string(context.actor));
  row->mutable_decided_at()->set_us(MicrosOf(context.effective_at));
}

}  // namespace

std::optional<RowKey> KeyOf(const v1::ApprovalRequested&, const EventContext& context) {
  return ApprovalKey(context);
}
void Apply(Row& row, const v1::ApprovalRequested& event, const EventContext& context) {
  row.set_scope(context.stream.scope.text);
  row.set_approval(context.stream.id);
  row.set_status(v1::ApprovalState::OPEN);
  row.set_command_type(event.kept().command_type());
  row.set_about(event.kept().aggregate_id());
  row.set_requester(event.kept().actor());
  row.set_permission(event.permission());
  if (event.has_amount()) *row.mutable_amount() = event.amount();
  row.mutable_requested_at()->set_us(MicrosOf(context.recorded_at));
  *row.mutable_expires_at() = event.expires_at();
}

std::optional<RowKey> KeyOf(const v1::ApprovalGiven&, const EventContext& context) {
  return ApprovalKey(context);
}
void Apply(Row& row, const v1::ApprovalGiven&, const EventContext& context) {
  End(&row, v1::ApprovalState::GIVEN, context);
}

std::optional<RowKey> KeyOf(const v1::ApprovalDenied&, const EventContext& context) {
  return ApprovalKey(context);
}
void Apply(Row& row, const v1::ApprovalDenied&, const EventContext& context) {
  End(&row, v1::ApprovalState::REFUSED, context);
}

std::optional<RowKey> KeyOf(const v1::ApprovalExpired&, const EventContext& context) {
  return ApprovalKey(context);
}
void Apply(Row& row, const v1::ApprovalExpired&, const EventContext& context) {
  End(&row, v1::ApprovalState::EXPIRED, context);
}

}  // namespace tenure::projection::approvals
