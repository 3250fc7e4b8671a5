#include "engine/gateway.h"

#include "base/assert.h"
#include "base/text_check.h"
#include "base/uuid.h"
#include "engine/addressing.h"

namespace tenure::engine {
namespace {

constexpr std::size_t kReasonLengthMax = 2'000;  // a paragraph or two; longer texts are evidence
constexpr std::size_t kCommandIdBytesMax = 128;  // docs/cli.md: any other text is hashed
constexpr std::size_t kCommandBytesMax = 12 * 1024;  // a kept approval has to fit its state
constexpr std::string_view kSystemActor = "system";

Refused Missing(std::string field) { return {v1::MISSING_FIELD, {{"field", std::move(field)}}}; }

std::optional<Refused> CheckReason(std::string_view reason) {
  if (!IsUtf8(reason)) return Refused{v1::BAD_UTF8, {{"field", "reason"}}};
  if (HasControlCharacter(reason, LineBreaks::kAllowed)) {
    return Refused{v1::CONTROL_CHARACTER, {{"field", "reason"}}};
  }
  if (CountCodePoints(reason) > kReasonLengthMax) {
    return Refused{v1::TOO_LONG,
                   {{"field", "reason"}, {"limit", std::to_string(kReasonLengthMax)}}};
  }
  return std::nullopt;
}

}  // namespace

std::optional<CommandId> Gateway::IdOf(const std::optional<std::string>& text,
                                       const std::string& scope, Time now) {
  if (!text) {
    std::array<std::uint8_t, 10> bytes{};
    random_.Fill(bytes);
    return TimeOrderedId(now, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
  }
  if (const auto uuid = ParseUuid(*text)) return uuid;
  if (text->empty() || text->size() > kCommandIdBytesMax) return std::nullopt;
  return NamedId(scope, *text);
}

std::optional<Refused> Gateway::Check(const CommandRequest& request,
                                      const CommandEntry* entry) const {
  if (entry == nullptr) return Refused{v1::UNKNOWN_COMMAND, {{"name", request.command}}};
  if (entry->options->system()) {
    return Refused{v1::SYSTEM_COMMAND, {{"name", request.command}}};
  }
  if (!IsScope(request.scope)) {
    return Refused{v1::BAD_SCOPE, {{"scope", request.scope}, {"expected", "customer/<id>"}}};
  }
  const AggregateEntry* aggregate = domain_.FindAggregate(entry->kind);
  const std::string& kind = aggregate->options->scope();
  if (!kind.empty() && ScopeKind(request.scope) != kind &&
      aggregate->name != "approval") {  // an approval lives in the scope it concerns
    const std::string expected =
        kind == "governance" ? std::string(kGovernanceScope) : kind + "/<id>";
    return Refused{v1::BAD_SCOPE, {{"scope", request.scope}, {"expected", expected}}};
  }
  if (request.actor.empty()) return Refused{v1::ACTOR_MISSING, {}};
  if (request.actor == kSystemActor || request.on_behalf_of == kSystemActor) {
    return Refused{v1::NOT_PERMITTED,
                   {{"actor", request.actor}, {"permission", entry->options->permission()}}};
  }
  if (!IsIdentifier(request.actor)) return Refused{v1::BAD_ID, {{"field", "actor"}}};
  if (!request.on_behalf_of.empty() && !IsIdentifier(request.on_behalf_of)) {
    return Refused{v1::BAD_ID, {{"field", "on_behalf_of"}}};
  }
  if (auto no = CheckReason(request.reason.value_or(""))) return no;
  if (request.data == nullptr) return Missing("data");
  if (request.data->ByteSizeLong() > kCommandBytesMax) {
    return Refused{v1::COMMAND_TOO_LARGE, {{"limit", std::to_string(kCommandBytesMax)}}};
  }
  return std::nullopt;
}

Result<Gateway::Admitted> Gateway::Admit(CommandRequest request, Time now) {
  const CommandEntry* entry = domain_.FindCommand(request.command);
  if (auto refused = Check(request, entry)) return Admitted(tl::unexpected(*std::move(refused)));
  TENURE_ASSERT(request.data->GetDescriptor() == entry->prototype->GetDescriptor(), "{} for {}",
                request.data->GetDescriptor()->name(), entry->name);
  const std::optional<CommandId> id = IdOf(request.command_id, request.scope, now);
  if (!id) return Admitted(tl::unexpected(Refused{v1::BAD_COMMAND_ID, {}}));
  if (auto refused = sealer_.FillMacs(*request.data)) {
    return Admitted(tl::unexpected(*std::move(refused)));
  }
  Admitted admitted;  // filled in place: moving a message costs as much as filling it
  auto sealed = SealInto(request, *entry, *id, &*admitted);
  if (!sealed && sealed.error().code == ErrorCode::kNotFound) {  // the subject's key is destroyed
    return Admitted(tl::unexpected(Refused{v1::CUSTOMER_ERASED, {{"scope", request.scope}}}));
  }
  TENURE_TRY(std::move(sealed));
  if (!request.correlation_id.empty()) {
    const auto correlation = IdOf(request.correlation_id, request.scope, now);
    if (!correlation) return Admitted(tl::unexpected(Refused{v1::BAD_COMMAND_ID, {}}));
    admitted->set_correlation_id(std::string(correlation->View()));
  }
  return admitted;
}

Result<void> Gateway::SealInto(const CommandRequest& request, const CommandEntry& entry,
                               const CommandId& id, v1::SealedCommand* out) {
  v1::SealedCommand& command = *out;
  command.set_digest(sealer_.Digest(
      *request.data, {.command_type = entry.id,
                      .effective_at = request.effective_at,
                      .actor = request.actor,
                      .on_behalf_of = request.on_behalf_of,
                      .reason = request.reason ? std::optional<std::string_view>(*request.reason)
                                               : std::nullopt}));
  // The stream's id becomes part of the payload before sealing: subjects may be named by it.
  const auto* id_field = StreamIdField(request.data->GetDescriptor());
  if (id_field != nullptr) {
    std::string stream_id = request.data->GetReflection()->GetString(*request.data, id_field);
    if (stream_id.empty()) {
      stream_id = DerivedStreamId(*domain_.FindAggregate(entry.kind), id);
      request.data->GetReflection()->SetString(request.data.get(), id_field, stream_id);
    }
    command.set_aggregate_id(std::move(stream_id));
  }
  const auto mode = request.validate_only ? seal::SealMode::kTrial : seal::SealMode::kKeep;
  seal::SealedMessage sealed =
      TENURE_TRY(sealer_.Seal(*request.data, request.scope, id, request.reason.value_or(""), mode));
  command.set_scope(request.scope);
  command.set_command_type(entry.id);
  command.set_command_id(std::string(id.View()));
  sealed.clear->SerializeToString(command.mutable_payload());
  *command.mutable_sealed() = std::move(sealed.sealed);
  command.set_actor(request.actor);
  command.set_on_behalf_of(request.on_behalf_of);
  if (request.expected_version) command.set_expected_version(*request.expected_version);
  if (request.effective_at) command.set_effective_at_us(MicrosOf(*request.effective_at));
  if (request.now) command.set_now_us(MicrosOf(*request.now));
  command.set_validate_only(request.validate_only);
  *command.mutable_origin() = request.origin;
  return {};
}

Result<v1::SealedCommand> Gateway::AdmitSystem(std::string scope, const Message& data, Time now) {
  CommandRequest request;
  request.command = data.GetDescriptor()->name();
  request.scope = std::move(scope);
  request.data.reset(data.New());
  request.data->MergeFrom(data);
  request.actor = std::string(kSystemActor);
  request.origin.set_door("init");
  const CommandEntry* entry = domain_.FindCommand(request.command);
  TENURE_ASSERT(entry != nullptr, "unknown command {}", request.command);
  v1::SealedCommand command;
  TENURE_TRY(SealInto(request, *entry, *IdOf(std::nullopt, request.scope, now), &command));
  return command;
}

}  // namespace tenure::engine
