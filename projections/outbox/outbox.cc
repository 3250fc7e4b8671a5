// The outbox: what asks to be delivered, and the result that a connector brought back. A result
// that names no such event changes nothing that is shown.
#include "outbox/outbox.projection.h"

namespace tenure::projection::outbox {

using Row = v1::OutboxRow;

namespace {

template <typename Event>
void Request(Row* row, const Event& event, const EventContext& context) {
  row->set_scope(context.stream.scope.text);
  row->set_event_sequence(context.scope_sequence);
  row->set_what(Event::descriptor()->name());
  row->set_id(context.stream.id);
  row->set_channel(event.channel());
  row->set_status(Row::OPEN);
  row->mutable_requested_at()->set_us(MicrosOf(context.recorded_at));
}

}  // namespace

void Apply(Row& row, const v1::ProgressUpdateSent& event, const EventContext& context) {
  Request(&row, event, context);
}

void Apply(Row& row, const v1::SiteVisitInvited& event, const EventContext& context) {
  Request(&row, event, context);
}

std::optional<RowKey> KeyOf(const v1::DispatchResultRecorded& event, const EventContext& context) {
  return KeyOfEvent(context, event.event_sequence());
}
void Apply(Row& row, const v1::DispatchResultRecorded& event, const EventContext& context) {
  if (row.scope().empty()) return;  // no such request: the row stays empty and is not kept
  const bool arrived = event.result() == v1::DELIVERED || event.result() == v1::SIGNED_FOR;
  row.set_status(arrived ? Row::DONE : Row::FAILED);
  row.set_result(event.result());
  row.mutable_result_at()->set_us(MicrosOf(context.effective_at));
}

}  // namespace tenure::projection::outbox
