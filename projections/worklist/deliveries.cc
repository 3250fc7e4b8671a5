// Worklist of deliveries: one that failed is there until it arrives.
#include <string>

#include "worklist/worklist.h"

namespace tenure::projection::worklist {
namespace {

constexpr char kOutbox[] = "outbox";

}  // namespace

// A delivery has a row of its own, named by the event that asked for it.
std::optional<RowKey> KeyOf(const v1::DispatchResultRecorded& event, const EventContext& context) {
  return RowKey{context.stream.scope.text + "/" + kOutbox + "/" +
                std::to_string(event.event_sequence())};
}
void Apply(Row& row, const v1::DispatchResultRecorded& event, const EventContext& context) {
  row.Clear();
  if (event.result() == v1::DELIVERED || event.result() == v1::SIGNED_FOR) return;
  SetDue(
      &row, context, kOutbox,
      {Row::DELIVERY_FAILED, InstantOf(context.recorded_at), "RecordDispatchResult", nullptr, ""});
  row.set_id(std::to_string(event.event_sequence()));
}

}  // namespace tenure::projection::worklist
