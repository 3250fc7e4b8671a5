#include "engine/answers.h"

#include "contract/catalogue.h"
#include "engine/addressing.h"
#include "tenure/v1/system.pb.h"

namespace tenure::engine {

v1::Answer AnswerFor(const v1::SealedCommand& command) {
  v1::Answer answer;
  StartAnswer(command, &answer);
  return answer;
}

void StartAnswer(const v1::SealedCommand& command, v1::Answer* answer) {
  answer->set_scope(command.scope());
  answer->set_id(command.aggregate_id());
  answer->set_command_id(command.command_id());
}

v1::Answer RefusedAnswer(const v1::SealedCommand& command, const Refused& refused) {
  v1::Answer answer = AnswerFor(command);
  answer.set_status(v1::Answer::REFUSED);
  answer.set_refusal(static_cast<std::uint32_t>(refused.code));
  contract::AddFacts(refused.facts, answer.mutable_facts());
  return answer;
}

v1::Answer UnknownAnswer(const v1::Answer& answer, const Error& error) {
  v1::Answer unknown;
  unknown.set_scope(answer.scope());
  unknown.set_id(answer.id());
  unknown.set_command_id(answer.command_id());
  unknown.set_status(v1::Answer::UNKNOWN);
  // The cause, where its text says to ask again; else that nobody knows.
  Refused refused = contract::RefusedBy(error);
  if (contract::StatusOf(refused.code) != v1::Answer::UNKNOWN) refused.code = v1::UNKNOWN_OUTCOME;
  unknown.set_refusal(static_cast<std::uint32_t>(refused.code));
  contract::AddFacts(refused.facts, unknown.mutable_facts());
  return unknown;
}

void FillAnswer(const Unit& unit, Position first, v1::Answer* answer) {
  answer->set_id(unit.aggregate_id);
  for (std::size_t i = 0; i < unit.events.size(); ++i) {
    v1::Answer::Event* event = answer->add_events();
    const std::string_view name = unit.events[i].entry->name;
    event->set_type(name.data(), name.size());
    event->set_position(first + i);
    answer->set_position(first + i);
  }
  if (unit.refused) {
    answer->set_status(v1::Answer::REFUSED);
    answer->set_refusal(static_cast<std::uint32_t>(unit.refused->code));
    contract::AddFacts(unit.refused->facts, answer->mutable_facts());
    return;
  }
  answer->set_version(unit.version);
  answer->set_status(unit.approval_id.empty() ? v1::Answer::ACCEPTED : v1::Answer::REQUESTED);
  answer->set_approval_id(unit.approval_id);
}

void AddRecordToAnswer(const v1::Record& record, const Domain& domain, v1::Answer* answer) {
  const EventEntry* entry = domain.FindEvent(record.event_type());
  v1::Answer::Event* event = answer->add_events();
  event->set_type(entry == nullptr ? "" : std::string(entry->name));
  event->set_position(record.position());
  answer->set_position(record.position());
  if (record.command_id() != answer->command_id()) return;  // of a reaction
  if (entry != nullptr &&
      entry->prototype->GetDescriptor() == v1::ApprovalRequested::descriptor()) {
    v1::ApprovalRequested requested;
    if (requested.ParseFromString(record.payload()))
      answer->set_id(requested.kept().aggregate_id());
    answer->set_approval_id(record.aggregate_id());
    return;
  }
  answer->set_id(record.aggregate_id());
  answer->set_version(record.stream_sequence());
}

v1::SealedCommand TravellingCommand(const v1::Record& record, int index) {
  const v1::OutgoingCommand& out = record.outgoing(index);
  v1::SealedCommand command;
  command.set_scope(out.scope());
  command.set_command_type(out.command_type());
  command.set_aggregate_id(out.aggregate_id());
  command.set_command_id(out.command_id());
  command.set_payload(out.payload());
  *command.mutable_sealed() = out.sealed();
  command.set_actor("system");
  command.set_cause_id(record.command_id());
  command.set_correlation_id(record.correlation_id().empty() ? record.command_id()
                                                             : record.correlation_id());
  command.set_reaction(out.reaction());
  v1::CommandOrigin* origin = command.mutable_origin();
  origin->set_door("reaction");
  origin->set_from_scope(record.scope());
  origin->set_from_scope_sequence(record.scope_sequence());
  origin->set_from_index(static_cast<std::uint32_t>(index));
  return command;
}

void AddToLoadSet(const v1::SealedCommand& command, const Domain& domain, store::LoadSet* wanted) {
  const CommandEntry* entry = domain.FindCommand(command.command_type());
  const ScopeId scope{command.scope()};
  if (entry != nullptr && entry->decide != nullptr) {
    wanted->states.push_back({scope, entry->kind, command.aggregate_id()});
  }
  wanted->books.push_back(scope);
  wanted->commands.push_back({scope, CommandIdOf(command.command_id())});
}

}  // namespace tenure::engine
