#include "engine/fold.h"

#include <fmt/format.h>

#include "engine/records.h"

namespace tenure::engine {

StreamKey StreamOf(const v1::Record& record) {
  return {ScopeId{record.scope()}, record.aggregate(), record.aggregate_id()};
}

EventContext ContextOf(const v1::Record& record, const StreamKey& stream) {
  const Time recorded_at = TimeFromMicros(record.recorded_at_us());
  const Time effective_at =
      record.has_effective_at_us() ? TimeFromMicros(record.effective_at_us()) : recorded_at;
  return {stream,       record.stream_sequence(), record.scope_sequence(), recorded_at,
          effective_at, record.actor(),           record.on_behalf_of()};
}

Result<std::unique_ptr<Message>> EventOf(const v1::Record& record, const Domain& domain) {
  const EventEntry* entry = domain.FindEvent(record.event_type());
  if (entry == nullptr) {
    return Fail(ErrorCode::kFoldStopped, fmt::format("position {}: unknown event type {}",
                                                     record.position(), record.event_type()));
  }
  std::unique_ptr<Message> message(entry->prototype->New());
  if (!message->ParseFromString(record.payload())) {
    return Fail(ErrorCode::kFoldStopped, fmt::format("position {}: payload of {} does not parse",
                                                     record.position(), entry->name));
  }
  return message;
}

Result<void> FoldRecord(const v1::Record& record, const Domain& domain, Overlay* overlay) {
  const std::unique_ptr<Message> message = TENURE_TRY(EventOf(record, domain));
  const StreamKey stream = StreamOf(record);
  TENURE_TRY(
      overlay->Apply(*domain.FindEvent(record.event_type()), *message, ContextOf(record, stream)));
  overlay->CommitUnit();
  AddRows(record, overlay);
  return {};
}

}  // namespace tenure::engine
