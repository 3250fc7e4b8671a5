// Register of erasures: holds and retention, requests and their second person, refusals, the end.
// P1.
#include <algorithm>

#include "erasure_register/erasure_register.projection.h"
#include "tenure/values.h"

namespace tenure::projection::erasure_register {

using Row = v1::ErasureRegisterRow;

namespace {

bool IsErasure(std::uint32_t command_type) {
  return command_type == v1::RequestErasure::descriptor()->options().GetExtension(v1::command).id();
}

void Name(Row* row, const EventContext& context) {
  row->set_customer(CustomerOf(context));
  if (row->status() == Row::STATUS_UNSPECIFIED) row->set_status(Row::KEPT);
  row->set_why(context.scope_sequence);
}

// Of this customer's open request. Other approvals leave no row and change none.
bool Decides(const Row& row, const EventContext& context) {
  return row.status() == Row::REQUESTED && row.approval() == context.stream.id;
}

void NotAgreed(Row* row, const EventContext& context) {
  if (!Decides(*row, context)) return;
  row->set_status(Row::REFUSED);
  row->set_refusals(row->refusals() + 1);
  row->clear_refused_for();
  row->set_why(context.scope_sequence);
}

}  // namespace

void Apply(Row& row, const v1::LegalHoldPlaced& event, const EventContext& context) {
  Name(&row, context);
  auto* hold = row.add_holds();
  hold->set_hold_id(event.hold_id());
  *hold->mutable_placed_at() = InstantOf(context.effective_at);
  hold->set_grounds_at(context.scope_sequence);
}

void Apply(Row& row, const v1::LegalHoldReleased& event, const EventContext& context) {
  Name(&row, context);
  auto* holds = row.mutable_holds();
  holds->erase(std::remove_if(holds->begin(), holds->end(),
                              [&](const auto& one) { return one.hold_id() == event.hold_id(); }),
               holds->end());
}

void Apply(Row& row, const v1::RetentionDetermined& event, const EventContext& context) {
  Name(&row, context);
  *row.mutable_retained_until() = event.until();
  row.set_retention_basis(event.basis());
}

std::optional<RowKey> KeyOf(const v1::ApprovalRequested& event, const EventContext& context) {
  if (!IsErasure(event.kept().command_type())) return std::nullopt;
  return KeyOfCustomer(context);
}
void Apply(Row& row, const v1::ApprovalRequested& event, const EventContext& context) {
  Name(&row, context);
  row.set_status(Row::REQUESTED);
  row.set_approval(context.stream.id);
  row.set_requested_by(event.kept().actor());
  *row.mutable_requested_at() = InstantOf(context.effective_at);
}

void Apply(Row& row, const v1::ApprovalGiven&, const EventContext& context) {
  if (Decides(row, context)) row.set_approved_by(std::string(context.actor));
}
void Apply(Row& row, const v1::ApprovalDenied&, const EventContext& context) {
  NotAgreed(&row, context);
}
void Apply(Row& row, const v1::ApprovalExpired&, const EventContext& context) {
  NotAgreed(&row, context);
}

std::optional<RowKey> KeyOf(const v1::CommandRefused& event, const EventContext& context) {
  if (!IsErasure(event.command_type())) return std::nullopt;
  return KeyOfCustomer(context);
}
void Apply(Row& row, const v1::CommandRefused& event, const EventContext& context) {
  Name(&row, context);
  row.set_refusals(row.refusals() + 1);
  row.set_refused_for(event.code());
  if (row.status() != Row::ERASED) row.set_status(Row::REFUSED);
}

void Apply(Row& row, const v1::SubjectErased&, const EventContext& context) {
  Name(&row, context);
  row.set_status(Row::ERASED);
  *row.mutable_erased_at() = InstantOf(context.effective_at);
}

}  // namespace tenure::projection::erasure_register
