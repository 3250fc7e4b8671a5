// Consents: the newest word for each purpose and channel, and that there was an earlier one. P1.
#include "consents/consents.projection.h"
#include "tenure/values.h"

namespace tenure::projection::consents {

using Row = v1::ConsentsRow;

namespace {

template <typename Event>
RowKey ConsentKey(const Event& event, const EventContext& context) {
  return {CustomerOf(context) + "/" + v1::ConsentPurpose_Name(event.purpose()) + "/" +
          v1::ComplaintTerms::Channel_Name(event.channel())};
}

template <typename Event>
void Name(Row* row, const Event& event, const EventContext& context) {
  row->set_customer(CustomerOf(context));
  row->set_purpose(event.purpose());
  row->set_channel(event.channel());
  row->set_recorded_by(std::string(context.actor));
  row->set_why(context.scope_sequence);
}

}  // namespace

std::optional<RowKey> KeyOf(const v1::ConsentRecorded& event, const EventContext& context) {
  return ConsentKey(event, context);
}
void Apply(Row& row, const v1::ConsentRecorded& event, const EventContext& context) {
  const std::uint32_t times = row.times_given();
  row.Clear();  // the new word replaces hours, end and evidence of the old
  Name(&row, event, context);
  row.set_status(Row::GIVEN);
  row.set_from_minute(event.from_minute());
  row.set_to_minute(event.to_minute());
  if (event.has_until()) *row.mutable_until() = event.until();
  if (event.has_evidence()) *row.mutable_evidence() = event.evidence();
  *row.mutable_given_at() = InstantOf(context.effective_at);
  row.set_times_given(times + 1);
}

std::optional<RowKey> KeyOf(const v1::ConsentWithdrawn& event, const EventContext& context) {
  return ConsentKey(event, context);
}
void Apply(Row& row, const v1::ConsentWithdrawn& event, const EventContext& context) {
  Name(&row, event, context);
  row.set_status(Row::WITHDRAWN);
  *row.mutable_withdrawn_at() = InstantOf(context.effective_at);
}

}  // namespace tenure::projection::consents
