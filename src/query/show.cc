#include "query/show.h"

#include "base/assert.h"
#include "contract/json_writer.h"

namespace tenure::query {
namespace {

using google::protobuf::Descriptor;

JsonValue Parsed(const std::string& json) {
  auto value = contract::ParseJson(json);
  TENURE_ASSERT(value.has_value(), "our own JSON of {} bytes does not parse", json.size());
  return *std::move(value);
}

class Opener {
 public:
  Opener(const ScopeId& scope, const EventReader& reader) : scope_(scope), reader_(reader) {}

  // Replaces `opens` members of `object`, whose fields `type` declares, here and below.
  Result<void> Open(const Descriptor* type, JsonValue* object) {
    for (auto& [name, value] : object->members) {
      const auto* field = type->FindFieldByName(name);
      if (field == nullptr) continue;
      const std::string& opens = field->options().GetExtension(v1::field).opens();
      if (!opens.empty()) {
        value = TENURE_TRY(Opened(value, opens));
        name = opens;
      } else if (field->message_type() != nullptr) {
        TENURE_TRY(Below(field->message_type(), &value));
      }
    }
    return {};
  }

 private:
  Result<void> Below(const Descriptor* type, JsonValue* value) {
    if (value->kind == JsonValue::Kind::kObject) return Open(type, value);
    for (JsonValue& item : value->items) TENURE_TRY(Below(type, &item));
    return {};
  }

  Result<JsonValue> Opened(const JsonValue& sequence, const std::string& field) {
    if (sequence.kind != JsonValue::Kind::kNumber) return JsonValue();
    const ReadEvent event = TENURE_TRY(reader_.InScope(scope_, std::stoull(sequence.text)));
    const auto sealed = event.fields.find(field);
    if (sealed != event.fields.end() && sealed->second != SealState::kOpen) {
      return SealedValue(sealed->second);
    }
    const JsonValue shown = ShowEvent(event);
    const JsonValue* value = shown.Find(field);
    return value == nullptr ? JsonValue() : *value;
  }

  const ScopeId& scope_;
  const EventReader& reader_;
};

}  // namespace

JsonValue SealedValue(SealState state) {
  JsonValue word;
  word.kind = JsonValue::Kind::kString;
  word.text = state == SealState::kErased ? "erased" : "no_access";
  JsonValue value;
  value.kind = JsonValue::Kind::kObject;
  value.members.emplace_back("sealed", std::move(word));
  return value;
}

JsonValue ShowEvent(const ReadEvent& event) {
  if (event.message == nullptr) return JsonValue();
  contract::MessageJsonOptions options;
  options.sealed = &event.fields;
  return Parsed(contract::MessageToJson(*event.message, options));
}

Result<JsonValue> ShowMessage(const Message& message, const ScopeId& scope,
                              const EventReader& reader) {
  JsonValue value = Parsed(contract::MessageToJson(message));
  TENURE_TRY(Opener(scope, reader).Open(message.GetDescriptor(), &value));
  return value;
}

}  // namespace tenure::query
