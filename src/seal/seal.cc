// Splitting by the plan of a type, and the byte layout of what is authenticated with each seal.
#include "seal/seal.h"

#include <google/protobuf/io/coded_stream.h>

#include <utility>

#include "base/assert.h"
#include "base/hex.h"
#include "seal/digest.h"
#include "seal/normal_form.h"

namespace tenure::seal {
namespace {

using contract::PersonalField;
using contract::PersonalPlan;
using google::protobuf::FieldDescriptor;
using google::protobuf::Reflection;

constexpr std::size_t kDigestBytes = 16;  // 2^64 tries for a clash of two commands of one scope
constexpr std::size_t kMacBytes = 16;

std::string_view View(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

bool IsSet(const Message& message, const FieldDescriptor* field) {
  const Reflection& read = *message.GetReflection();
  return field->is_repeated() ? read.FieldSize(message, field) > 0 : read.HasField(message, field);
}

std::string SubjectOf(const PersonalField& personal, const Message& message,
                      std::string_view scope) {
  if (personal.subject == nullptr) return DefaultSubject(scope);
  const std::string id = message.GetReflection()->GetString(message, personal.subject);
  if (id.empty()) return DefaultSubject(scope);
  return AggregateSubject(scope, personal.subject_kind, id);
}

struct FoundField {
  std::vector<const FieldDescriptor*> path;  // singular messages from the root
  const FieldDescriptor* field;
  std::string subject;
};

// Every set personal field below `message`, with its path.
void FindSet(const PersonalPlan& plan, const Message& message, std::string_view scope,
             std::vector<const FieldDescriptor*>& path, std::vector<FoundField>& found) {
  for (const PersonalField& personal : plan.fields) {
    if (!IsSet(message, personal.field)) continue;
    found.push_back({path, personal.field, SubjectOf(personal, message, scope)});
  }
  const Reflection& read = *message.GetReflection();
  for (const auto& [field, child] : plan.children) {
    if (!read.HasField(message, field)) continue;
    path.push_back(field);
    FindSet(*child, read.GetMessage(message, field), scope, path, found);
    path.pop_back();
  }
}

Message* Descend(Message* message, const std::vector<const FieldDescriptor*>& path) {
  for (const FieldDescriptor* field : path) {
    message = message->GetReflection()->MutableMessage(message, field);
  }
  return message;
}

std::string AssociatedData(std::string_view store_id, std::string_view subject,
                           std::uint32_t key_version, std::string_view command_id) {
  std::string data = "tenure.seal.1";
  AppendSized(data, store_id);
  AppendSized(data, subject);
  AppendBigEndian(data, key_version, 4);
  AppendSized(data, command_id);
  return data;
}

const FieldDescriptor* FilledMac(const PersonalPlan& plan, const Message& message) {
  for (const contract::MacField& mac : plan.macs) {
    if (IsSet(message, mac.field)) return mac.field;
  }
  const Reflection& read = *message.GetReflection();
  for (const auto& [field, child] : plan.children) {
    if (!read.HasField(message, field)) continue;
    const FieldDescriptor* filled = FilledMac(*child, read.GetMessage(message, field));
    if (filled != nullptr) return filled;
  }
  return nullptr;
}

void FillMac(const contract::MacField& mac, Message& message, const Sealer& sealer) {
  const Reflection& reflection = *message.GetReflection();
  const auto hash = [&](const std::string& value) {
    return mac.field->type() == FieldDescriptor::TYPE_BYTES
               ? sealer.MacBytes(mac.normal_form, value)
               : HexOf(sealer.MacBytes(mac.normal_form, value));
  };
  if (mac.field->is_repeated()) {  // one for each, empty ones too, so that indexes agree
    for (int i = 0; i < reflection.FieldSize(message, mac.source); ++i) {
      reflection.AddString(&message, mac.field,
                           hash(reflection.GetRepeatedString(message, mac.source, i)));
    }
    return;
  }
  if (!reflection.HasField(message, mac.source)) return;
  std::string value = hash(reflection.GetString(message, mac.source));
  if (!value.empty()) reflection.SetString(&message, mac.field, std::move(value));
}

void FillAll(const PersonalPlan& plan, Message& message, const Sealer& sealer) {
  for (const contract::MacField& mac : plan.macs) FillMac(mac, message, sealer);
  const Reflection& reflection = *message.GetReflection();
  for (const auto& [field, child] : plan.children) {
    if (!reflection.HasField(message, field)) continue;
    FillAll(*child, *reflection.MutableMessage(&message, field), sealer);
  }
}

// Lists each personal field whose subject has a seal. An opened one counts only where it is set:
// the writer may have left it out.
void ListStates(const PersonalPlan& plan, const Message& message, std::string_view scope,
                const std::string& prefix, const std::map<std::string, SealState>& subjects,
                SealStates& states) {
  for (const PersonalField& personal : plan.fields) {
    const auto state = subjects.find(SubjectOf(personal, message, scope));
    if (state == subjects.end()) continue;
    if (state->second == SealState::kOpen && !IsSet(message, personal.field)) continue;
    states[prefix + personal.field->name()] = state->second;
  }
  const Reflection& read = *message.GetReflection();
  for (const auto& [field, child] : plan.children) {
    if (!read.HasField(message, field)) continue;  // it stands in the clear part if it was given
    ListStates(*child, read.GetMessage(message, field), scope, prefix + field->name() + ".",
               subjects, states);
  }
}

}  // namespace

std::string DefaultSubject(std::string_view scope) {
  return std::string(scope.starts_with("customer/") ? scope : "store");
}

std::string AggregateSubject(std::string_view scope, std::string_view aggregate,
                             std::string_view id) {
  return std::string(scope) + "/" + std::string(aggregate) + "/" + std::string(id);
}

Sealer::Sealer(KeyStore& keys, Random& random, std::string store_id)
    : keys_(keys),
      random_(random),
      store_id_(std::move(store_id)),
      digest_key_(DeriveKey(keys.MacSecret(), "digest")),
      mac_key_id_(DeriveKey(keys.MacSecret(), "mac/id")),
      mac_key_phone_(DeriveKey(keys.MacSecret(), "mac/phone")),
      mac_key_name_(DeriveKey(keys.MacSecret(), "mac/name")),
      mac_key_text_(DeriveKey(keys.MacSecret(), "mac/")) {}

SplitMessage Sealer::Split(const Message& message, std::string_view scope) {
  SplitMessage split;
  split.clear.reset(message.New());
  split.clear->MergeFrom(message);  // into a new one: CopyFrom would look for cycles
  const PersonalPlan& plan = plans_.Of(message.GetDescriptor());
  if (plan.empty()) return split;
  std::vector<const FieldDescriptor*> path;
  std::vector<FoundField> found;
  FindSet(plan, message, scope, path, found);
  for (const FoundField& each : found) {
    std::unique_ptr<Message>& part = split.personal[each.subject];
    if (part == nullptr) part.reset(message.New());
    Message* from = Descend(split.clear.get(), each.path);
    Message* to = Descend(part.get(), each.path);
    from->GetReflection()->SwapFields(from, to, {each.field});
  }
  return split;
}

std::string Sealer::MacOf(std::string_view normal_form, std::string_view value) const {
  return HexOf(MacBytes(normal_form, value));
}

std::string Sealer::MacBytes(std::string_view normal_form, std::string_view value) const {
  const std::string form = NormalForm(normal_form, value);
  if (form.empty()) return form;
  const Key& key = normal_form == "id"      ? mac_key_id_
                   : normal_form == "phone" ? mac_key_phone_
                   : normal_form == "name"  ? mac_key_name_
                                            : mac_key_text_;
  const Mac mac = HmacSha256(key, form);
  return std::string(View(mac).substr(0, kMacBytes));
}

std::optional<Refused> Sealer::FillMacs(Message& message) {
  const PersonalPlan& plan = plans_.Of(message.GetDescriptor());
  if (plan.empty()) return std::nullopt;
  if (const FieldDescriptor* filled = FilledMac(plan, message)) {
    return Refused{v1::WRONG_TYPE,
                   {{"field", filled->name()}, {"expected", "left out; the system fills it"}}};
  }
  FillAll(plan, message, *this);
  return std::nullopt;
}

std::string Sealer::Digest(const Message& command, const DigestInput& input) const {
  std::string bytes;
  AppendBigEndian(bytes, input.command_type, 4);
  std::string fields;
  AppendFields(fields, command);
  AppendSized(bytes, fields);
  bytes += input.effective_at ? '\1' : '\0';
  if (input.effective_at) {
    AppendBigEndian(bytes, static_cast<std::uint64_t>(MicrosOf(*input.effective_at)), 8);
  }
  AppendSized(bytes, input.actor);
  AppendSized(bytes, input.on_behalf_of);
  bytes += input.reason ? '\1' : '\0';
  if (input.reason) AppendSized(bytes, *input.reason);
  const Mac mac = HmacSha256(digest_key_, bytes);
  Wipe(bytes);
  return std::string(View(mac).substr(0, kDigestBytes));
}

Result<SubjectKey> Sealer::KeyFor(std::string_view subject, SealMode mode) {
  if (mode == SealMode::kKeep) return keys_.ForSealing(subject);
  const KeyLookup found = TENURE_TRY(keys_.ForOpening(subject, 1));
  if (found.status == KeyStatus::kErased) {
    return Fail(ErrorCode::kNotFound, "the subject was erased: " + std::string(subject));
  }
  SubjectKey throw_away{.version = 1, .bytes = {}};
  random_.Fill(throw_away.bytes);
  return throw_away;
}

Result<void> Sealer::AddSeal(std::string_view subject, const Message* personal,
                             std::string_view reason, const Binding& binding, SealedList& sealed) {
  v1::SealedBody body;
  if (personal != nullptr) personal->SerializePartialToString(body.mutable_personal());
  body.set_reason(std::string(reason));
  const SubjectKey key = TENURE_TRY(KeyFor(subject, binding.mode));
  Nonce nonce;
  random_.Fill(nonce);
  v1::Sealed* seal = sealed.Add();
  seal->set_subject(std::string(subject));
  seal->set_key_version(key.version);
  seal->set_nonce(nonce.data(), nonce.size());
  seal->set_ciphertext(AesGcmSeal(
      key.bytes, nonce, AssociatedData(store_id_, subject, key.version, binding.command_id.View()),
      body.SerializeAsString()));
  return {};
}

Result<SealedMessage> Sealer::Seal(const Message& command, std::string_view scope,
                                   const CommandId& command_id, std::string_view reason,
                                   SealMode mode) {
  const Binding binding{command_id, mode};
  SplitMessage split = Split(command, scope);
  SealedMessage result;
  result.clear = std::move(split.clear);
  const std::string own = DefaultSubject(scope);
  const auto first = split.personal.find(own);
  if (first != split.personal.end() || !reason.empty()) {
    const Message* personal = first == split.personal.end() ? nullptr : first->second.get();
    TENURE_TRY(AddSeal(own, personal, reason, binding, result.sealed));
  }
  for (const auto& [subject, personal] : split.personal) {
    if (subject == own) continue;
    TENURE_TRY(AddSeal(subject, personal.get(), {}, binding, result.sealed));
  }
  return result;
}

Result<SealState> Sealer::OpenOne(const v1::Sealed& seal, std::string_view command_id,
                                  const MayRead& may_read, v1::SealedBody& body) const {
  const KeyLookup found = TENURE_TRY(keys_.ForOpening(seal.subject(), seal.key_version()));
  if (found.status == KeyStatus::kErased) return SealState::kErased;
  if (!may_read(seal.subject())) return SealState::kNoAccess;
  if (found.status == KeyStatus::kNone) {
    return Fail(ErrorCode::kKeyMissing, "no key for the subject " + seal.subject());
  }
  const std::string_view bound = seal.command_id().empty() ? command_id : seal.command_id();
  const std::optional<std::string> plain = AesGcmOpen(
      found.key.bytes, seal.nonce(),
      AssociatedData(store_id_, seal.subject(), seal.key_version(), bound), seal.ciphertext());
  if (!plain || !body.ParseFromString(*plain)) {
    return Fail(ErrorCode::kLogDamaged, "a seal of " + seal.subject() + " does not open");
  }
  return SealState::kOpen;
}

Result<OpenedMessage> Sealer::Open(const Message& prototype, std::string_view scope,
                                   std::string_view command_id, std::string_view payload,
                                   const SealedList& sealed, const MayRead& may_read) {
  OpenedMessage opened;
  opened.message.reset(prototype.New());
  if (!opened.message->ParsePartialFromArray(payload.data(), static_cast<int>(payload.size()))) {
    return Fail(ErrorCode::kLogDamaged,
                "the payload is no " + prototype.GetDescriptor()->full_name());
  }
  for (int i = 0; i < sealed.size(); ++i) {
    v1::SealedBody body;
    const SealState state = TENURE_TRY(OpenOne(sealed[i], command_id, may_read, body));
    opened.subjects[sealed[i].subject()] = state;
    if (i == 0) {
      opened.reason = body.reason();
      const bool carries = state != SealState::kOpen || !body.reason().empty();
      opened.reason_state = carries ? state : SealState::kNone;
    }
    google::protobuf::io::CodedInputStream bytes(
        reinterpret_cast<const std::uint8_t*>(body.personal().data()),
        static_cast<int>(body.personal().size()));
    if (!opened.message->MergePartialFromCodedStream(&bytes)) {
      return Fail(ErrorCode::kLogDamaged, "a seal of " + sealed[i].subject() + " does not parse");
    }
  }
  std::map<std::string, SealState> subjects = opened.subjects;
  if (!sealed.empty() && !sealed[0].command_id().empty()) {
    // Carried by a policy, perhaps from another scope: what was the default subject there is here.
    subjects.try_emplace(DefaultSubject(scope), opened.subjects[sealed[0].subject()]);
  }
  ListStates(plans_.Of(prototype.GetDescriptor()), *opened.message, scope, "", subjects,
             opened.fields);
  return opened;
}

}  // namespace tenure::seal
