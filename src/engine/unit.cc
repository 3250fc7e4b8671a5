#include "engine/unit.h"

#include <fmt/format.h>

#include <utility>

#include "base/assert.h"
#include "base/hex.h"
#include "base/uuid.h"
#include "contract/catalogue.h"
#include "contract/personal_plan.h"
#include "engine/addressing.h"
#include "tenure/v1/system.pb.h"

namespace tenure::engine {
namespace {

// The streams that `loads` names, held for the time of one decision.
class RelatedStreams final : public StateLookup {
 public:
  void Add(std::uint32_t kind, std::string id, std::shared_ptr<const Message> state) {
    states_[{kind, std::move(id)}] = std::move(state);
  }
  const Message* Find(std::uint32_t kind, std::string_view id) const override {
    const auto found = states_.find({kind, std::string(id)});
    return found == states_.end() ? nullptr : found->second.get();
  }

 private:
  std::map<std::pair<std::uint32_t, std::string>, std::shared_ptr<const Message>> states_;
};

// The id of a stream, or of its scope where it is the scope's own.
const std::string& NameOf(const StreamKey& stream) {
  return stream.id.empty() ? stream.scope.text : stream.id;
}

class UnitRunner {
 public:
  explicit UnitRunner(const UnitInput& input) : in_(input) {}

  Result<Unit> Run(v1::SealedCommand&& root);

 private:
  struct Pending {
    UnitCommand command;
    bool required = false;  // a refusal refuses the whole unit
  };
  // A command with its parsed message and the stream it addresses.
  struct Addressed {
    std::unique_ptr<Message> message;
    StreamKey stream;
    const AggregateEntry* aggregate = nullptr;
  };

  Result<void> RunLast(bool required);
  Result<Addressed> Address(const UnitCommand& command) const;
  Result<Decision> Judge(UnitCommand* command, const Addressed& addressed);
  std::optional<Refused> Admissible(const UnitCommand& command, const DecideContext& context,
                                    const StreamSnapshot& stream) const;
  Result<RelatedStreams> LoadRelated(const UnitCommand& command, const Message& message) const;
  Result<void> LoadPath(const UnitCommand& command, const Message& message, std::string_view path,
                        RelatedStreams* related) const;
  Result<void> LoadOne(const UnitCommand& command, const google::protobuf::FieldDescriptor* field,
                       const std::string& value, RelatedStreams* related) const;
  Result<void> Carry(std::size_t command, const Addressed& addressed, Decision decision);
  Result<void> AddEvent(std::size_t command, const StreamKey& stream, DecidedEvent decided,
                        std::vector<v1::Sealed> sealed);
  Result<void> React(std::size_t command, const UnitEvent& event, const EventContext& context);
  void Queue(std::size_t cause, const ReactionEntry& reaction, int index, ReactionCommand command,
             const UnitEvent& event);
  Result<void> Keep(std::size_t command, const Addressed& addressed, const ApprovalNeed& need);
  Result<void> RecordRefusal(std::size_t command, const Addressed& addressed,
                             const Refused& refused);
  void RefuseUnit(Refused refused);
  [[nodiscard]] Time EffectiveAt(const UnitCommand& command) const {
    return command.sealed.has_effective_at_us() ? TimeFromMicros(command.sealed.effective_at_us())
                                                : in_.now;
  }

  const UnitInput& in_;
  Unit unit_;
  std::vector<Pending> queue_;  // the first comes next; short, and mostly empty
};

Result<Unit> UnitRunner::Run(v1::SealedCommand&& root) {
  UnitCommand& command = unit_.commands.emplace_back();
  command.entry = in_.domain.FindCommand(root.command_type());
  TENURE_ASSERT(command.entry != nullptr, "command type {}", root.command_type());
  command.system = root.actor() == "system";
  command.reaction = root.reaction();
  command.sealed = std::move(root);
  TENURE_TRY(RunLast(true));
  while (!queue_.empty() && !unit_.refused) {
    const bool required = queue_.front().required;
    unit_.commands.push_back(std::move(queue_.front().command));
    queue_.erase(queue_.begin());
    TENURE_TRY(RunLast(required));
    if (unit_.commands.size() > kUnitCommandsMax || unit_.events.size() > kUnitEventsMax) {
      RefuseUnit({v1::CASCADE_TOO_LARGE, {}});
    }
  }
  return std::move(unit_);
}

// Carries out the last of the unit's commands.
Result<void> UnitRunner::RunLast(bool required) {
  const std::size_t index = unit_.commands.size() - 1;
  UnitCommand& command = unit_.commands[index];
  const Addressed addressed = TENURE_TRY(Address(command));
  if (index == 0) unit_.aggregate_id = addressed.stream.id;
  Decision decision = TENURE_TRY(Judge(&command, addressed));
  if (!decision.refused() && !decision.need() && decision.events().empty() && !decision.then()) {
    decision = Decision::Refuse(v1::NO_CHANGE);
  }
  if (decision.need() && command.system) {
    decision = Decision::Refuse(v1::NOT_PERMITTED, {{"actor", command.sealed.actor()},
                                                    {"permission", decision.need()->permission}});
  }
  if (decision.refused()) {
    const bool travelled = command.sealed.origin().from_scope().size() > 0;
    if (required && !travelled) {
      const Refused refused = *decision.refused();
      RefuseUnit(refused);
      if (index == 0 && command.entry->options->record_refusal()) {
        unit_.keeps_refusal = true;
        return RecordRefusal(index, addressed, refused);
      }
      return {};
    }
    // Nothing to do is no news inside a unit; a command that travelled must leave a trace.
    if (!travelled && decision.refused()->code == v1::NO_CHANGE) return {};
    return RecordRefusal(index, addressed, *decision.refused());
  }
  if (decision.need()) return Keep(index, addressed, *decision.need());
  return Carry(index, addressed, std::move(decision));
}

Result<UnitRunner::Addressed> UnitRunner::Address(const UnitCommand& command) const {
  Addressed addressed;
  const v1::SealedCommand& sealed = command.sealed;
  addressed.message.reset(command.entry->prototype->New());
  if (!addressed.message->ParseFromString(sealed.payload())) {
    return Fail(ErrorCode::kInvalidInput,
                fmt::format("payload of {} does not parse", command.entry->name));
  }
  addressed.stream.scope.text = sealed.scope();
  if (command.entry->decide == nullptr) {  // FireTimer names its stream itself
    const auto& fire = static_cast<const v1::FireTimer&>(*addressed.message);
    addressed.stream.kind = fire.kind();
    addressed.stream.id = fire.stream();
  } else {
    addressed.stream.kind = command.entry->kind;
    addressed.stream.id = sealed.aggregate_id();
  }
  addressed.aggregate = in_.domain.FindAggregate(addressed.stream.kind);
  if (addressed.aggregate == nullptr) {
    return Fail(ErrorCode::kInvalidInput, fmt::format("{} addresses unknown kind {}",
                                                      command.entry->name, addressed.stream.kind));
  }
  const auto* id_field = StreamIdField(command.entry->prototype->GetDescriptor());
  if (id_field == nullptr || !addressed.stream.id.empty()) return addressed;
  addressed.stream.id = DerivedStreamId(*addressed.aggregate, CommandIdOf(sealed.command_id()));
  addressed.message->GetReflection()->SetString(addressed.message.get(), id_field,
                                                addressed.stream.id);
  return addressed;
}

std::optional<Refused> UnitRunner::Admissible(const UnitCommand& command,
                                              const DecideContext& context,
                                              const StreamSnapshot& stream) const {
  const v1::CommandOptions& options = *command.entry->options;
  if (command.entry->decide == nullptr) return std::nullopt;  // a timer asks its stream alone
  if (auto refused = in_.domain.CommonGuards(*command.entry, context)) return refused;
  if (options.creates() && context.exists) {
    return Refused{v1::ALREADY_EXISTS,
                   {{"aggregate", options.aggregate()}, {"id", NameOf(context.stream)}}};
  }
  if (!options.creates() && !options.may_create() && !context.exists) {
    return Refused{v1::UNKNOWN_STREAM,
                   {{"aggregate", options.aggregate()}, {"id", NameOf(context.stream)}}};
  }
  const v1::SealedCommand& sealed = command.sealed;
  if (sealed.has_expected_version() && sealed.expected_version() != stream.sequence) {
    return Refused{v1::VERSION_CONFLICT,
                   {{"version", std::to_string(stream.sequence)},
                    {"expected", std::to_string(sealed.expected_version())}}};
  }
  if (context.effective_at > context.now && !options.scheduled()) {
    return Refused{v1::EFFECTIVE_IN_FUTURE, {}};
  }
  return std::nullopt;
}

Result<RelatedStreams> UnitRunner::LoadRelated(const UnitCommand& command,
                                               const Message& message) const {
  RelatedStreams related;
  for (const std::string& path : command.entry->options->loads()) {
    TENURE_TRY(LoadPath(command, message, path, &related));
  }
  return related;
}

// "customer_id", "invoices" (each of them), "parts.invoice_id" (of each part).
Result<void> UnitRunner::LoadPath(const UnitCommand& command, const Message& message,
                                  std::string_view path, RelatedStreams* related) const {
  const std::size_t dot = path.find('.');
  const auto* field = message.GetDescriptor()->FindFieldByName(std::string(path.substr(0, dot)));
  TENURE_ASSERT(field != nullptr, "{} loads {}", command.entry->name, path);
  const auto* read = message.GetReflection();
  const int count = field->is_repeated() ? read->FieldSize(message, field) : 1;
  std::string scratch;
  for (int i = 0; i < count; ++i) {
    if (dot != std::string_view::npos) {
      const Message& inner = field->is_repeated() ? read->GetRepeatedMessage(message, field, i)
                                                  : read->GetMessage(message, field);
      TENURE_TRY(LoadPath(command, inner, path.substr(dot + 1), related));
      continue;
    }
    TENURE_TRY(LoadOne(command, field,
                       field->is_repeated()
                           ? read->GetRepeatedStringReference(message, field, i, &scratch)
                           : read->GetStringReference(message, field, &scratch),
                       related));
  }
  return {};
}

Result<void> UnitRunner::LoadOne(const UnitCommand& command,
                                 const google::protobuf::FieldDescriptor* field,
                                 const std::string& value, RelatedStreams* related) const {
  const AggregateEntry* aggregate =
      in_.domain.FindAggregate(field->options().GetExtension(v1::field).ref());
  TENURE_ASSERT(aggregate != nullptr, "{} loads {}", command.entry->name, field->name());
  if (value.empty()) return {};
  StreamKey key{ScopeId{command.sealed.scope()}, aggregate->kind, value};
  // A keyed hash names the scope of an identity, whose own aggregate is meant.
  if (field->type() == google::protobuf::FieldDescriptor::TYPE_BYTES) {
    key = {ScopeId{aggregate->options->scope() + "/" + HexOf(value)}, aggregate->kind, ""};
  }
  const StreamSnapshot stream = TENURE_TRY(in_.overlay.Stream(key));
  if (stream.sequence > 0) related->Add(aggregate->kind, value, stream.state);
  return {};
}

Result<Decision> UnitRunner::Judge(UnitCommand* command, const Addressed& addressed) {
  const StreamSnapshot stream = TENURE_TRY(in_.overlay.Stream(addressed.stream));
  const BookSnapshot book = TENURE_TRY(in_.overlay.Book(addressed.stream.scope));
  const RelatedStreams related = TENURE_TRY(LoadRelated(*command, *addressed.message));
  const v1::SealedCommand& sealed = command->sealed;
  const Actor actor{sealed.actor(), sealed.on_behalf_of(), command->system};
  const CommandId id = CommandIdOf(sealed.command_id());
  const DecideContext context{in_.now,
                              EffectiveAt(*command),
                              addressed.stream,
                              stream.sequence > 0,
                              id,
                              actor,
                              *book.book,
                              in_.rules,
                              related,
                              command->approval ? &*command->approval : nullptr};
  const std::string& permission = command->entry->options->permission();
  const Authority authority = in_.domain.Authorise(in_.rules, actor, permission, in_.now);
  if (!authority.permitted) {
    return Decision::Refuse(v1::NOT_PERMITTED, {{"actor", actor.id}, {"permission", permission}});
  }
  command->authority_position = authority.authority_position;
  if (auto refused = Admissible(*command, context, stream)) return Decision::Refuse(*refused);
  if (command->entry->decide == nullptr) {
    if (addressed.aggregate->fire == nullptr) return Decision::Refuse(v1::NO_CHANGE);
    return addressed.aggregate->fire(
        *stream.state, static_cast<const v1::FireTimer&>(*addressed.message), context);
  }
  Decision decision = command->entry->decide(*stream.state, *addressed.message, context);
  const bool decided = !decision.refused() && !decision.need() && !decision.events().empty();
  if (decided && command->entry->options->four_eyes() && !command->approval && !actor.system) {
    return Decision::NeedsApproval({command->entry->options->approval(), std::nullopt});
  }
  return decision;
}

Result<void> UnitRunner::Carry(std::size_t index, const Addressed& addressed, Decision decision) {
  const UnitCommand& command = unit_.commands[index];
  std::vector<v1::Sealed> sealed(command.sealed.sealed().begin(), command.sealed.sealed().end());
  const auto& names = command.entry->options->events();
  // The personal fields go with the event declared to carry them; the reason with the first.
  std::size_t carrier = 0;
  for (std::size_t i = 0; i < decision.events().size(); ++i) {
    if (!names.empty() && decision.events()[i].message->GetDescriptor()->name() == names.Get(0)) {
      carrier = i;
      break;
    }
  }
  for (std::size_t i = 0; i < decision.events().size(); ++i) {
    TENURE_TRY(AddEvent(index, addressed.stream, std::move(decision.events()[i]),
                        i == carrier ? std::move(sealed) : std::vector<v1::Sealed>()));
  }
  if (index == 0) unit_.version = TENURE_TRY(in_.overlay.Stream(addressed.stream)).sequence;
  if (decision.then() == nullptr) return {};
  const UnitCommand& giver = unit_.commands[index];
  UnitCommand kept;
  kept.sealed = *decision.then();
  kept.entry = in_.domain.FindCommand(kept.sealed.command_type());
  TENURE_ASSERT(kept.entry != nullptr, "kept command type {}", kept.sealed.command_type());
  kept.depth = giver.depth + 1;
  kept.approval = Approval{addressed.stream.id, giver.sealed.actor()};
  for (v1::Sealed& one : *kept.sealed.mutable_sealed()) {
    if (one.command_id().empty()) one.set_command_id(kept.sealed.command_id());
  }
  kept.sealed.set_cause_id(giver.sealed.command_id());
  kept.sealed.set_correlation_id(kept.sealed.correlation_id().empty()
                                     ? kept.sealed.command_id()
                                     : kept.sealed.correlation_id());
  kept.sealed.clear_digest();
  queue_.insert(queue_.begin(), {std::move(kept), true});
  return {};
}

Result<void> UnitRunner::AddEvent(std::size_t index, const StreamKey& stream, DecidedEvent decided,
                                  std::vector<v1::Sealed> sealed) {
  const std::string& name = decided.message->GetDescriptor()->name();
  UnitEvent event;
  event.entry = in_.domain.FindEvent(name);
  TENURE_ASSERT(event.entry != nullptr, "event {} is not in the contract", name);
  event.stream = stream;
  event.stream_sequence = TENURE_TRY(in_.overlay.Stream(stream)).sequence + 1;
  event.scope_sequence = TENURE_TRY(in_.overlay.Book(stream.scope)).scope_sequence + 1;
  event.effective_at = decided.effective_at.value_or(EffectiveAt(unit_.commands[index]));
  event.command = index;
  event.sealed = std::move(sealed);
  event.message = std::move(decided.message);
  TENURE_ASSERT(event.entry->kind == stream.kind, "{} is not an event of kind {}", name,
                stream.kind);
  const v1::SealedCommand& command = unit_.commands[index].sealed;
  const EventContext context{
      event.stream,       event.stream_sequence, event.scope_sequence,  in_.now,
      event.effective_at, command.actor(),       command.on_behalf_of()};
  TENURE_TRY(in_.overlay.Apply(*event.entry, *event.message, context));
  TENURE_TRY(React(index, event, context));
  unit_.events.push_back(std::move(event));
  return {};
}

Result<void> UnitRunner::React(std::size_t index, const UnitEvent& event,
                               const EventContext& context) {
  if (event.entry->reactions.empty()) return {};
  const BookSnapshot book = TENURE_TRY(in_.overlay.Book(event.stream.scope));
  for (const ReactionEntry& reaction : event.entry->reactions) {
    int nth = 0;
    for (ReactionCommand& command : reaction.react(*book.book, *event.message, context)) {
      Queue(index, reaction, nth++, std::move(command), event);
    }
  }
  return {};
}

void UnitRunner::Queue(std::size_t cause, const ReactionEntry& reaction, int nth,
                       ReactionCommand command, const UnitEvent& event) {
  const v1::SealedCommand& causing = unit_.commands[cause].sealed;
  const CommandEntry* entry = in_.domain.FindCommand(command.command->GetDescriptor()->name());
  TENURE_ASSERT(entry != nullptr, "{} sends an unknown command", reaction.name);
  const std::string seed = fmt::format("{}\n{}\n{}\n{}", event.stream.scope.text,
                                       event.scope_sequence, reaction.name, nth);
  const CommandId id = DerivedId(in_.now, seed);
  const auto* id_field = StreamIdField(command.command->GetDescriptor());
  const std::string stream_id =
      id_field == nullptr ? std::string()
                          : command.command->GetReflection()->GetString(*command.command, id_field);
  std::vector<v1::Sealed> seals;
  if (command.carry_seals) {
    TENURE_ASSERT(contract::ReadsAlikeUnderSeal(event.message->GetDescriptor(),
                                                command.command->GetDescriptor()),
                  "{} carries what is sealed of {} to {}", reaction.name, event.entry->name,
                  entry->name);
    for (v1::Sealed one : event.sealed) {
      if (one.command_id().empty()) one.set_command_id(causing.command_id());
      seals.push_back(std::move(one));
    }
  }
  if (command.scope != event.stream.scope) {
    v1::OutgoingCommand out;
    out.set_scope(command.scope.text);
    out.set_command_type(entry->id);
    out.set_command_id(std::string(id.View()));
    out.set_payload(command.command->SerializeAsString());
    out.set_aggregate_id(stream_id);
    out.set_reaction(std::string(reaction.name));
    for (v1::Sealed& one : seals) *out.add_sealed() = std::move(one);
    unit_.outgoing.push_back(std::move(out));
    return;
  }
  UnitCommand next;
  next.entry = entry;
  next.depth = unit_.commands[cause].depth + 1;
  next.reaction = std::string(reaction.name);
  next.sealed.set_reaction(next.reaction);
  next.system = true;
  if (next.depth > kUnitDepthMax) {
    RefuseUnit({v1::CASCADE_TOO_LARGE, {}});
    return;
  }
  v1::SealedCommand& sealed = next.sealed;
  sealed.set_scope(command.scope.text);
  sealed.set_command_type(entry->id);
  sealed.set_aggregate_id(stream_id);
  sealed.set_command_id(std::string(id.View()));
  sealed.set_payload(command.command->SerializeAsString());
  sealed.set_actor("system");
  sealed.set_cause_id(causing.command_id());
  sealed.set_correlation_id(causing.correlation_id().empty() ? causing.command_id()
                                                             : causing.correlation_id());
  sealed.set_effective_at_us(MicrosOf(event.effective_at));
  sealed.mutable_origin()->set_door("reaction");
  for (v1::Sealed& one : seals) *sealed.add_sealed() = std::move(one);
  queue_.push_back({std::move(next), false});
}

Result<void> UnitRunner::Keep(std::size_t index, const Addressed& addressed,
                              const ApprovalNeed& need) {
  const UnitCommand& command = unit_.commands[index];
  const auto* approval = in_.domain.FindAggregate("approval");
  TENURE_ASSERT(approval != nullptr, "the domain has {} aggregates, none for approvals",
                in_.domain.aggregates().size());
  v1::ApprovalRequested requested;
  v1::SealedCommand* kept = requested.mutable_kept();
  *kept = command.sealed;
  kept->set_aggregate_id(addressed.stream.id);  // a derived id stays what the requester was told
  kept->clear_expected_version();               // guards run again; the version will have moved
  kept->set_effective_at_us(MicrosOf(EffectiveAt(command)));
  kept->clear_now_us();
  requested.set_permission(need.permission);
  if (need.amount) *requested.mutable_amount() = *need.amount;
  requested.mutable_expires_at()->set_us(MicrosOf(in_.domain.ApprovalExpiry(in_.rules, in_.now)));
  const StreamKey stream{addressed.stream.scope, approval->kind,
                         DerivedStreamId(*approval, CommandIdOf(command.sealed.command_id()))};
  unit_.approval_id = stream.id;
  DecidedEvent decided{std::make_unique<v1::ApprovalRequested>(std::move(requested)), in_.now};
  return AddEvent(index, stream, std::move(decided), {});
}

Result<void> UnitRunner::RecordRefusal(std::size_t index, const Addressed& addressed,
                                       const Refused& refused) {
  const UnitCommand& command = unit_.commands[index];
  const auto* refusals = in_.domain.FindAggregate("refusals");
  TENURE_ASSERT(refusals != nullptr, "the domain has {} aggregates, none for refusals",
                in_.domain.aggregates().size());
  const StreamKey stream{addressed.stream.scope, refusals->kind, ""};
  const auto fill = [&](auto event) {
    event.set_command_type(command.entry->id);
    event.set_aggregate_id(addressed.stream.id);
    event.set_code(refused.code);
    contract::AddFacts(refused.facts, event.mutable_facts());
    event.set_clear_fields(command.sealed.payload());
    return event;
  };
  DecidedEvent decided{nullptr, in_.now};
  if (command.system) {
    v1::PolicyRefused event = fill(v1::PolicyRefused());
    event.set_reaction(command.reaction);
    decided.message = std::make_unique<v1::PolicyRefused>(std::move(event));
  } else {
    decided.message = std::make_unique<v1::CommandRefused>(fill(v1::CommandRefused()));
  }
  return AddEvent(index, stream, std::move(decided), {});
}

void UnitRunner::RefuseUnit(Refused refused) {
  in_.overlay.DropUnit();
  unit_.events.clear();
  unit_.outgoing.clear();
  queue_.clear();
  unit_.refused = std::move(refused);
}

}  // namespace

Result<Unit> RunUnit(const UnitInput& input, v1::SealedCommand&& root) {
  return UnitRunner(input).Run(std::move(root));
}

}  // namespace tenure::engine
