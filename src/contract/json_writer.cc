// The streaming writer and the walk over a message.
#include "contract/json_writer.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>

#include "base/assert.h"
#include "base/hex.h"
#include "base/text_check.h"
#include "contract/json_reader.h"
#include "contract/json_value.h"
#include "contract/personal_plan.h"
#include "contract/value_forms.h"
#include "tenure/v1/values.pb.h"

namespace tenure::contract {
namespace {

using google::protobuf::Message;
using google::protobuf::Reflection;

// Bytes that must not stand in a JSON string as they are.
void AppendEscaped(std::string& out, std::string_view text) {
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\r':
        out += "\\r";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
        } else {
          out += c;
        }
    }
  }
}

// Valid parts stay; every byte that belongs to no character becomes U+FFFD.
std::string Repaired(std::string_view text) {
  std::string repaired;
  while (!text.empty()) {
    std::size_t size = 1;
    while (size <= 4 && size <= text.size() && !IsUtf8(text.substr(0, size))) ++size;
    if (size <= 4 && size <= text.size()) {
      repaired += text.substr(0, size);
      text.remove_prefix(size);
    } else {
      repaired += "\xef\xbf\xbd";
      text.remove_prefix(1);
    }
  }
  return repaired;
}

// The one number of Date, Instant and Span.
std::int64_t NumberIn(const Message& value) {
  const FieldDescriptor* field = value.GetDescriptor()->field(0);
  const Reflection& read = *value.GetReflection();
  return field->cpp_type() == FieldDescriptor::CPPTYPE_INT32 ? read.GetInt32(value, field)
                                                             : read.GetInt64(value, field);
}

class MessageWriter {
 public:
  MessageWriter(JsonWriter& json, const MessageJsonOptions& options)
      : json_(json), options_(options) {}

  void Object(const Message& message, const std::string& path) {
    json_.BeginObject();
    const Descriptor* type = message.GetDescriptor();
    for (int i = 0; i < type->field_count(); ++i) Field(message, type->field(i), path);
    json_.EndObject();
  }

 private:
  void Field(const Message& message, const FieldDescriptor* field, const std::string& parent) {
    const std::string path = options_.sealed == nullptr ? "" : JoinPath(parent, field->name());
    const std::string name = options_.camel_case ? CamelCase(field->name()) : field->name();
    const Reflection& read = *message.GetReflection();
    const bool set =
        field->is_repeated() ? read.FieldSize(message, field) > 0 : read.HasField(message, field);
    if (!set) {
      if (const char* state = SealedAs(path)) {
        json_.Key(name).BeginObject().Key("sealed").String(state).EndObject();
        return;
      }
      if (!IsWrittenAtDefault(field)) {
        if (options_.absent_as_null) json_.Key(name).Null();
        return;
      }
    }
    json_.Key(name);
    if (!field->is_repeated()) return Value(message, field, -1, path);
    json_.BeginArray();
    for (int i = 0; i < read.FieldSize(message, field); ++i) Value(message, field, i, path);
    json_.EndArray();
  }

  bool IsWrittenAtDefault(const FieldDescriptor* field) const {
    if (field->has_presence() || field->is_repeated()) return false;
    if (OptionsOf(field).required()) return true;
    return options_.zeros && field->cpp_type() != FieldDescriptor::CPPTYPE_STRING &&
           field->cpp_type() != FieldDescriptor::CPPTYPE_ENUM;
  }

  const char* SealedAs(const std::string& path) const {
    if (options_.sealed == nullptr) return nullptr;
    const auto found = options_.sealed->find(path);
    if (found == options_.sealed->end()) return nullptr;
    if (found->second == SealState::kNoAccess) return "no_access";
    return found->second == SealState::kErased ? "erased" : nullptr;
  }

  // `index` < 0: the singular value.
  void Value(const Message& message, const FieldDescriptor* field, int index,
             const std::string& path) {
    const Reflection& read = *message.GetReflection();
    const bool one = index < 0;
    std::string scratch;
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        json_.Int(one ? read.GetInt32(message, field)
                      : read.GetRepeatedInt32(message, field, index));
        return;
      case FieldDescriptor::CPPTYPE_INT64:
        json_.Int(one ? read.GetInt64(message, field)
                      : read.GetRepeatedInt64(message, field, index));
        return;
      case FieldDescriptor::CPPTYPE_UINT32:
        json_.Uint(one ? read.GetUInt32(message, field)
                       : read.GetRepeatedUInt32(message, field, index));
        return;
      case FieldDescriptor::CPPTYPE_UINT64:
        json_.Uint(one ? read.GetUInt64(message, field)
                       : read.GetRepeatedUInt64(message, field, index));
        return;
      case FieldDescriptor::CPPTYPE_BOOL:
        json_.Bool(one ? read.GetBool(message, field)
                       : read.GetRepeatedBool(message, field, index));
        return;
      case FieldDescriptor::CPPTYPE_ENUM:
        return Enum(field, one ? read.GetEnumValue(message, field)
                               : read.GetRepeatedEnumValue(message, field, index));
      case FieldDescriptor::CPPTYPE_STRING:
        return Text(field, one ? read.GetStringReference(message, field, &scratch)
                               : read.GetRepeatedStringReference(message, field, index, &scratch));
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Nested(
            one ? read.GetMessage(message, field) : read.GetRepeatedMessage(message, field, index),
            path);
      default:
        AssertFailed(__FILE__, __LINE__, "no floating point", field->full_name());
    }
  }

  void Enum(const FieldDescriptor* field, int number) {
    const auto* value = field->enum_type()->FindValueByNumber(number);
    if (value != nullptr) {
      json_.String(value->name());
    } else {  // written by a newer version: keep what can be kept
      json_.Int(number);
    }
  }

  void Text(const FieldDescriptor* field, const std::string& text) {
    json_.String(field->type() == FieldDescriptor::TYPE_BYTES ? HexOf(text) : text);
  }

  void Nested(const Message& value, const std::string& path) {
    const std::string& type = value.GetDescriptor()->full_name();
    if (type == v1::Date::descriptor()->full_name()) {
      json_.String(FormatDate(static_cast<std::int32_t>(NumberIn(value))));
    } else if (type == v1::Instant::descriptor()->full_name()) {
      json_.String(FormatInstant(NumberIn(value)));
    } else if (type == v1::Span::descriptor()->full_name()) {
      json_.String(FormatSpan(NumberIn(value)));
    } else if (type == v1::Money::descriptor()->full_name()) {
      Money(value);
    } else {
      Object(value, path);
    }
  }

  // Both parts always: an amount of zero is an amount.
  void Money(const Message& value) {
    const Descriptor* type = value.GetDescriptor();
    const Reflection& read = *value.GetReflection();
    json_.BeginObject();
    json_.Key("minor").Int(read.GetInt64(value, type->FindFieldByName("minor")));
    json_.Key("currency").String(read.GetString(value, type->FindFieldByName("currency")));
    json_.EndObject();
  }

  JsonWriter& json_;
  const MessageJsonOptions& options_;
};

}  // namespace

void JsonWriter::NewLine() {
  if (layout_ == Layout::kOneLine) return;
  text_ += '\n';
  text_.append(open_.size() * 2, ' ');
}

void JsonWriter::BeforeValue() {
  if (open_.empty()) {
    TENURE_ASSERT(text_.empty(), "two values at the top");
    return;
  }
  Level& level = open_.back();
  if (level.object) {
    TENURE_ASSERT(level.key_given, "a value without a key after {} bytes", text_.size());
    level.key_given = false;
    return;
  }
  if (!level.empty) text_ += ',';
  level.empty = false;
  NewLine();
}

JsonWriter& JsonWriter::Begin(bool object) {
  BeforeValue();
  text_ += object ? '{' : '[';
  open_.push_back({.object = object});
  return *this;
}

JsonWriter& JsonWriter::End(bool object) {
  TENURE_ASSERT(!open_.empty() && open_.back().object == object && !open_.back().key_given,
                "an end without its begin after {} bytes", text_.size());
  const bool empty = open_.back().empty;
  open_.pop_back();
  if (!empty) NewLine();
  text_ += object ? '}' : ']';
  return *this;
}

JsonWriter& JsonWriter::BeginObject() { return Begin(true); }
JsonWriter& JsonWriter::EndObject() { return End(true); }
JsonWriter& JsonWriter::BeginArray() { return Begin(false); }
JsonWriter& JsonWriter::EndArray() { return End(false); }

JsonWriter& JsonWriter::Key(std::string_view name) {
  TENURE_ASSERT(!open_.empty() && open_.back().object && !open_.back().key_given,
                "the key {} outside an object", name);
  Level& level = open_.back();
  if (!level.empty) text_ += ',';
  level.empty = false;
  level.key_given = true;
  NewLine();
  text_ += '"';
  AppendEscaped(text_, name);
  text_ += layout_ == Layout::kOneLine ? "\":" : "\": ";
  return *this;
}

JsonWriter& JsonWriter::String(std::string_view text) {
  BeforeValue();
  text_ += '"';
  if (IsUtf8(text)) {
    AppendEscaped(text_, text);
  } else {
    AppendEscaped(text_, Repaired(text));
  }
  text_ += '"';
  return *this;
}

JsonWriter& JsonWriter::Int(std::int64_t number) { return Raw(std::to_string(number)); }
JsonWriter& JsonWriter::Uint(std::uint64_t number) { return Raw(std::to_string(number)); }
JsonWriter& JsonWriter::Bool(bool value) { return Raw(value ? "true" : "false"); }
JsonWriter& JsonWriter::Null() { return Raw("null"); }

JsonWriter& JsonWriter::Raw(std::string_view json) {
  BeforeValue();
  text_ += json;
  return *this;
}

JsonWriter& JsonWriter::StringOrNull(std::string_view text) {
  return text.empty() ? Null() : String(text);
}

const std::string& JsonWriter::text() const {
  TENURE_ASSERT(open_.empty(), "{} objects or arrays are still open", open_.size());
  return text_;
}

void WriteMessage(JsonWriter& json, const Message& message, const MessageJsonOptions& options) {
  MessageWriter(json, options).Object(message, "");
}

std::string MessageToJson(const Message& message, const MessageJsonOptions& options) {
  JsonWriter json;
  WriteMessage(json, message, options);
  return json.text();
}

}  // namespace tenure::contract
