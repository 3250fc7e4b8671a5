#include "engine/records.h"

#include <vector>

#include "base/assert.h"
#include "engine/addressing.h"
#include "tenure/v1/system.pb.h"

namespace tenure::engine {
namespace {

void FillFromCommand(const UnitCommand& command, bool first_of_command, v1::Record* record) {
  const v1::SealedCommand& sealed = command.sealed;
  record->set_command_id(sealed.command_id());
  if (first_of_command) record->set_command_digest(sealed.digest());
  record->set_cause_id(sealed.cause_id());
  if (sealed.correlation_id() != sealed.command_id()) {
    record->set_correlation_id(sealed.correlation_id());
  }
  record->set_authority_position(command.authority_position);
  record->set_actor(sealed.actor());
  record->set_on_behalf_of(sealed.on_behalf_of());
  if (first_of_command && sealed.has_origin()) *record->mutable_origin() = sealed.origin();
}

bool IsRefusalKept(const v1::Record& record) {
  static const std::uint32_t id =
      v1::CommandRefused::descriptor()->options().GetExtension(v1::event).id();
  return record.event_type() == id;
}

}  // namespace

void AddRecords(const Unit& unit, const RecordStamp& stamp, RecordList* records) {
  std::vector<bool> seen(unit.commands.size(), false);
  for (std::size_t i = 0; i < unit.events.size(); ++i) {
    const UnitEvent& event = unit.events[i];
    const UnitCommand& command = unit.commands[event.command];
    v1::Record& record = *records->Add();
    record.set_position(stamp.first_position + i);
    record.set_scope(event.stream.scope.text);
    record.set_aggregate(event.stream.kind);
    record.set_aggregate_id(event.stream.id);
    record.set_stream_sequence(event.stream_sequence);
    record.set_scope_sequence(event.scope_sequence);
    record.set_event_type(event.entry->id);
    FillFromCommand(command, !seen[event.command], &record);
    seen[event.command] = true;
    record.set_unit_index(static_cast<std::uint32_t>(i));
    record.set_unit_count(static_cast<std::uint32_t>(unit.events.size()));
    record.set_recorded_at_us(MicrosOf(stamp.recorded_at));
    if (event.effective_at != stamp.recorded_at) {
      record.set_effective_at_us(MicrosOf(event.effective_at));
    }
    record.set_governance_position(stamp.governance_position);
    if (stamp.clock_regressed) record.set_flags(v1::RECORD_FLAG_CLOCK_REGRESSED);
    event.message->SerializeToString(record.mutable_payload());
    for (const v1::Sealed& sealed : event.sealed) {
      v1::Sealed* kept = record.add_sealed();
      *kept = sealed;
      if (kept->command_id() == record.command_id()) kept->clear_command_id();
    }
  }
  for (const v1::OutgoingCommand& outgoing : unit.outgoing) {
    *records->rbegin()->add_outgoing() = outgoing;
  }
}

void AddRows(const v1::Record& record, Overlay* overlay) {
  const ScopeId scope{record.scope()};
  overlay->AddIndex({scope, record.scope_sequence(), record.position()});
  // A refusal that is kept as an event does not use its id up: the command is judged anew.
  if (record.unit_index() == 0 && !IsRefusalKept(record)) {
    overlay->AddCommand({scope, CommandIdOf(record.command_id())},
                        {record.position(), record.unit_count(), record.command_digest()});
  }
  for (int i = 0; i < record.outgoing_size(); ++i) {
    overlay->AddOutgoing(
        {{scope, record.scope_sequence(), static_cast<std::uint32_t>(i)}, record.position()});
  }
  const v1::CommandOrigin& origin = record.origin();
  if (!origin.from_scope().empty()) {
    overlay->CloseOutgoing(
        {ScopeId{origin.from_scope()}, origin.from_scope_sequence(), origin.from_index()});
  }
}

}  // namespace tenure::engine
