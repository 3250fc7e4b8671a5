// The issue board: every event of an issue moves its own row. L5, L6.
#include "issue_board/issue_board.projection.h"

namespace tenure::projection::issue_board {

using Row = v1::IssueBoardRow;

namespace {

template <typename Event>
void Open(const Event& event, const EventContext& context, Row* row) {
  row->set_customer(CustomerOf(context));
  row->set_issue(context.stream.id);
  row->set_status(v1::IssueState::RAISED);
  row->set_owner(event.owner());
  *row->mutable_due() = event.due();
  row->set_what(event.what());
  row->set_described_at(context.scope_sequence);
  *row->mutable_raised_at() = InstantOf(context.effective_at);
}

// A complaint may be about a harm.
std::optional<RowKey> HarmKey(const std::string& issue, const EventContext& context) {
  if (issue.empty()) return std::nullopt;
  return RowKey{CustomerOf(context) + "/" + issue};
}

// An id that no harm bears leaves no row.
void AnsweredBy(const EventContext& context, Row* row) {
  if (row->harm()) row->set_complaint(context.stream.id);
}

}  // namespace

void Apply(Row& row, const v1::IssueRaised& event, const EventContext& context) {
  Open(event, context, &row);
  row.set_origin(event.origin());
  row.set_origin_id(event.origin_id());
}

void Apply(Row& row, const v1::HarmRegistered& event, const EventContext& context) {
  Open(event, context, &row);
  row.set_origin(v1::HARM);
  row.set_origin_id(event.engagement_id());
  row.set_harm(true);
}

void Apply(Row& row, const v1::IssueStudied&, const EventContext&) {
  row.set_status(v1::IssueState::STUDIED);
}

void Apply(Row& row, const v1::ResponsibilityAccepted& event, const EventContext&) {
  row.set_responsibility_accepted(true);
  row.set_owner(event.owner());
  *row.mutable_due() = event.due();
}

void Apply(Row& row, const v1::IssueResolved& event, const EventContext& context) {
  row.set_status(v1::IssueState::RESOLVED);
  *row.mutable_resolved_at() = InstantOf(context.effective_at);
  row.set_late(event.late());
}

std::optional<RowKey> KeyOf(const v1::ComplaintFiled& event, const EventContext& context) {
  return HarmKey(event.harm_issue_id(), context);
}
void Apply(Row& row, const v1::ComplaintFiled&, const EventContext& context) {
  AnsweredBy(context, &row);
}

std::optional<RowKey> KeyOf(const v1::ComplaintHarmLinked& event, const EventContext& context) {
  return HarmKey(event.harm_issue_id(), context);
}
void Apply(Row& row, const v1::ComplaintHarmLinked&, const EventContext& context) {
  AnsweredBy(context, &row);
}

// It answers for what the merged case answered for.
std::optional<RowKey> KeyOf(const v1::DuplicateAbsorbed& event, const EventContext& context) {
  return HarmKey(event.harm_issue_id(), context);
}
void Apply(Row& row, const v1::DuplicateAbsorbed&, const EventContext& context) {
  AnsweredBy(context, &row);
}

}  // namespace tenure::projection::issue_board
