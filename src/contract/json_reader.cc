// One function a kind of field; each says what was expected in words that fit both languages.
#include "contract/json_reader.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <set>

#include "base/hex.h"
#include "base/text_check.h"
#include "contract/personal_plan.h"
#include "contract/value_forms.h"
#include "tenure/v1/values.pb.h"

namespace tenure::contract {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;
using MaybeRefused = std::optional<Refused>;
using Kind = JsonValue::Kind;

MaybeRefused WrongType(std::string_view path, std::string expected) {
  return Refused{v1::WRONG_TYPE, {{"field", std::string(path)}, {"expected", std::move(expected)}}};
}

MaybeRefused OutOfRange(std::string_view path, const std::string& low, const std::string& high) {
  return Refused{v1::OUT_OF_RANGE, {{"field", std::string(path)}, {"range", low + " … " + high}}};
}

MaybeRefused TooLong(std::string_view path, std::size_t limit) {
  return Refused{v1::TOO_LONG, {{"field", std::string(path)}, {"limit", std::to_string(limit)}}};
}

MaybeRefused AboutField(v1::Refusal code, std::string_view path) {
  return Refused{code, {{"field", std::string(path)}}};
}

// A field of one message being filled: the singular value, or the next item of a repeated one.
struct Target {
  Message& message;
  const FieldDescriptor* field;
  std::string_view path;
  const Reflection& reflection() const { return *message.GetReflection(); }
};

// The number as written, when it is a whole one. 64-bit fields take it as a string too.
std::optional<std::string_view> WholeNumber(const JsonValue& value, bool wide) {
  if (value.kind != Kind::kNumber && !(wide && value.kind == Kind::kString)) return std::nullopt;
  std::string_view digits = value.text;
  if (digits.starts_with('-')) digits.remove_prefix(1);
  const bool whole =
      !digits.empty() && std::ranges::all_of(digits, [](char c) { return c >= '0' && c <= '9'; });
  if (!whole) return std::nullopt;
  return value.text;
}

bool IsNegative(std::string_view digits) {
  return digits.starts_with('-') && digits.find_first_not_of("-0") != std::string_view::npos;
}

template <typename T>
MaybeRefused ReadInteger(const JsonValue& value, const Target& target, T& number) {
  const std::optional<std::string_view> digits = WholeNumber(value, sizeof(T) == 8);
  if (!digits) return WrongType(target.path, "integer");
  const v1::FieldOptions& options = OptionsOf(target.field);
  const bool bounded = options.min() != options.max();
  T low = std::numeric_limits<T>::min(), high = std::numeric_limits<T>::max();
  if (bounded) {
    if (std::cmp_greater(options.min(), low)) low = static_cast<T>(options.min());
    if (std::cmp_less(options.max(), high)) high = static_cast<T>(options.max());
  }
  std::string_view text = *digits;
  if constexpr (std::is_unsigned_v<T>) {
    if (IsNegative(text)) return OutOfRange(target.path, std::to_string(low), std::to_string(high));
    if (text.starts_with('-')) text.remove_prefix(1);
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || number < low || number > high) {
    return OutOfRange(target.path, std::to_string(low), std::to_string(high));
  }
  return std::nullopt;
}

std::size_t LengthMax(const FieldDescriptor* field, std::size_t otherwise) {
  // Of a repeated field the option bounds the items, not each of them.
  const std::uint32_t declared = field->is_repeated() ? 0 : OptionsOf(field).length_max();
  return declared == 0 ? otherwise : declared;
}

bool IsIdField(const FieldDescriptor* field) {
  const v1::FieldOptions& options = OptionsOf(field);
  return options.stream_id() || !options.ref().empty();
}

MaybeRefused CheckText(const std::string& text, const Target& target) {
  if (IsIdField(target.field)) {
    const std::size_t limit = LengthMax(target.field, kIdLengthMax);
    if (text.size() > limit) return TooLong(target.path, limit);
    if (!text.empty() && !IsIdentifier(text)) return AboutField(v1::BAD_ID, target.path);
    return std::nullopt;
  }
  const std::size_t limit = LengthMax(target.field, kTextLengthMax);
  if (CountCodePoints(text) > limit) return TooLong(target.path, limit);
  if (HasControlCharacter(text, LineBreaks::kAllowed)) {
    return AboutField(v1::CONTROL_CHARACTER, target.path);
  }
  return std::nullopt;
}

MaybeRefused ReadHex(const JsonValue& value, const Target& target, std::string& bytes) {
  const std::optional<std::string> read =
      value.kind == Kind::kString ? BytesOfHex(value.text) : std::nullopt;
  if (!read) return WrongType(target.path, "hex");
  const std::size_t limit = LengthMax(target.field, kBytesLengthMax);
  if (read->size() > limit) return TooLong(target.path, limit);
  bytes = *read;
  return std::nullopt;
}

MaybeRefused ReadString(const JsonValue& value, const Target& target) {
  std::string text;
  MaybeRefused refused;
  if (target.field->type() == FieldDescriptor::TYPE_BYTES) {
    refused = ReadHex(value, target, text);
  } else if (value.kind != Kind::kString) {
    refused = WrongType(target.path, "string");
  } else {
    text = value.text;
    refused = CheckText(text, target);
  }
  if (refused) return refused;
  if (target.field->is_repeated()) {
    target.reflection().AddString(&target.message, target.field, std::move(text));
  } else {
    target.reflection().SetString(&target.message, target.field, std::move(text));
  }
  return std::nullopt;
}

std::string NamesOf(const EnumDescriptor* type) {
  constexpr int kShownMax = 12;
  std::string names;
  for (int i = 0; i < type->value_count(); ++i) {
    if (type->value(i)->number() == 0) continue;
    if (i > kShownMax) return names + ", …";
    names += (names.empty() ? "" : ", ") + type->value(i)->name();
  }
  return names;
}

MaybeRefused ReadEnum(const JsonValue& value, const Target& target) {
  const EnumDescriptor* type = target.field->enum_type();
  const EnumValueDescriptor* named =
      value.kind == Kind::kString ? type->FindValueByName(value.text) : nullptr;
  if (named == nullptr) return WrongType(target.path, NamesOf(type));
  if (target.field->is_repeated()) {
    target.reflection().AddEnum(&target.message, target.field, named);
  } else {
    target.reflection().SetEnum(&target.message, target.field, named);
  }
  return std::nullopt;
}

// Sets the first field of a one-number value message: Date.days, Instant.us, Span.us.
void SetNumber(Message& value, std::int64_t number) {
  const FieldDescriptor* field = value.GetDescriptor()->field(0);
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_INT32) {
    value.GetReflection()->SetInt32(&value, field, static_cast<std::int32_t>(number));
  } else {
    value.GetReflection()->SetInt64(&value, field, number);
  }
}

MaybeRefused ReadForm(const JsonValue& value, std::string_view path, Message& message,
                      std::optional<std::int64_t> number, const char* expected) {
  if (value.kind != Kind::kString || !number) return WrongType(path, expected);
  SetNumber(message, *number);
  return std::nullopt;
}

MaybeRefused ReadMoney(const JsonValue& value, const Target& target, Message& money) {
  if (value.kind != Kind::kObject) {
    return WrongType(target.path, R"({"minor":123456,"currency":"CNY"})");
  }
  if (MaybeRefused refused = ReadMessage(value, target.path, money)) return refused;
  for (const char* name : {"minor", "currency"}) {
    const JsonValue* given = value.Find(name);
    if (given == nullptr || given->kind == Kind::kNull) {
      return AboutField(v1::MISSING_FIELD, JoinPath(target.path, name));
    }
  }
  const std::string& currency = value.Find("currency")->text;
  const bool capitals = currency.size() == 3 &&
                        std::ranges::all_of(currency, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (!capitals) return WrongType(JoinPath(target.path, "currency"), "ISO 4217, CNY");
  const v1::FieldOptions& options = OptionsOf(target.field);
  const std::int64_t minor =
      money.GetReflection()->GetInt64(money, money.GetDescriptor()->FindFieldByName("minor"));
  if (options.min() != options.max() && (minor < options.min() || minor > options.max())) {
    return OutOfRange(JoinPath(target.path, "minor"), std::to_string(options.min()),
                      std::to_string(options.max()));
  }
  return std::nullopt;
}

MaybeRefused ReadNested(const JsonValue& value, const Target& target) {
  Message& nested = target.field->is_repeated()
                        ? *target.reflection().AddMessage(&target.message, target.field)
                        : *target.reflection().MutableMessage(&target.message, target.field);
  const std::string& type = target.field->message_type()->full_name();
  if (type == v1::Date::descriptor()->full_name()) {
    return ReadForm(value, target.path, nested, ParseDate(value.text), "2026-03-31");
  }
  if (type == v1::Instant::descriptor()->full_name()) {
    return ReadForm(value, target.path, nested, ParseInstant(value.text),
                    "RFC 3339, 2026-03-31T09:30:00+08:00");
  }
  if (type == v1::Span::descriptor()->full_name()) {
    return ReadForm(value, target.path, nested, ParseSpan(value.text),
                    "90d, 36h, 15m, 30s, P1DT12H");
  }
  if (type == v1::Money::descriptor()->full_name()) return ReadMoney(value, target, nested);
  if (value.kind != Kind::kObject) return WrongType(target.path, "object");
  return ReadMessage(value, target.path, nested);
}

template <typename T, typename Set, typename Add>
MaybeRefused ReadNumber(const JsonValue& value, const Target& target, Set set, Add add) {
  T number = 0;
  if (MaybeRefused refused = ReadInteger(value, target, number)) return refused;
  const Reflection& reflection = target.reflection();
  if (target.field->is_repeated()) {
    (reflection.*add)(&target.message, target.field, number);
  } else {
    (reflection.*set)(&target.message, target.field, number);
  }
  return std::nullopt;
}

MaybeRefused ReadBool(const JsonValue& value, const Target& target) {
  if (value.kind != Kind::kBool) return WrongType(target.path, "true, false");
  if (target.field->is_repeated()) {
    target.reflection().AddBool(&target.message, target.field, value.boolean);
  } else {
    target.reflection().SetBool(&target.message, target.field, value.boolean);
  }
  return std::nullopt;
}

MaybeRefused ReadOne(const JsonValue& value, const Target& target) {
  switch (target.field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return ReadNumber<std::int32_t>(value, target, &Reflection::SetInt32, &Reflection::AddInt32);
    case FieldDescriptor::CPPTYPE_INT64:
      return ReadNumber<std::int64_t>(value, target, &Reflection::SetInt64, &Reflection::AddInt64);
    case FieldDescriptor::CPPTYPE_UINT32:
      return ReadNumber<std::uint32_t>(value, target, &Reflection::SetUInt32,
                                       &Reflection::AddUInt32);
    case FieldDescriptor::CPPTYPE_UINT64:
      return ReadNumber<std::uint64_t>(value, target, &Reflection::SetUInt64,
                                       &Reflection::AddUInt64);
    case FieldDescriptor::CPPTYPE_BOOL:
      return ReadBool(value, target);
    case FieldDescriptor::CPPTYPE_ENUM:
      return ReadEnum(value, target);
    case FieldDescriptor::CPPTYPE_STRING:
      return ReadString(value, target);
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return ReadNested(value, target);
    default:
      return WrongType(target.path, "integer");  // the contract has no floating point
  }
}

MaybeRefused ReadField(const JsonValue& value, const Target& target) {
  if (!OptionsOf(target.field).mac_of().empty()) return WrongType(target.path, "null");
  if (!target.field->is_repeated()) return ReadOne(value, target);
  if (value.kind != Kind::kArray) return WrongType(target.path, "array");
  const std::uint32_t declared = OptionsOf(target.field).length_max();
  const std::size_t limit = declared == 0 ? kItemsMax : declared;
  if (value.items.size() > limit) return TooLong(target.path, limit);
  for (std::size_t i = 0; i < value.items.size(); ++i) {
    const std::string path = IndexPath(target.path, i);
    if (MaybeRefused refused = ReadOne(value.items[i], {target.message, target.field, path})) {
      return refused;
    }
  }
  return std::nullopt;
}

const FieldDescriptor* FindField(const Descriptor* type, const std::string& name) {
  if (const FieldDescriptor* field = type->FindFieldByName(name)) return field;
  for (int i = 0; i < type->field_count(); ++i) {
    if (CamelCase(type->field(i)->name()) == name) return type->field(i);
  }
  return nullptr;
}

// Is a required field filled in a way that says something? A number or a boolean is as soon as it
// is given; a text must not be blank, an enum must not be unspecified.
bool IsFilled(const Message& message, const FieldDescriptor* field) {
  const Reflection& read = *message.GetReflection();
  if (field->is_repeated()) return read.FieldSize(message, field) > 0;
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    return !IsBlank(read.GetString(message, field));
  }
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_ENUM) {
    return read.GetEnumValue(message, field) != 0;
  }
  return true;
}

MaybeRefused CheckRequired(const Message& message, std::string_view path,
                           const std::set<const FieldDescriptor*>& given) {
  const Descriptor* type = message.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (!OptionsOf(field).required()) continue;
    if (given.contains(field) && IsFilled(message, field)) continue;
    return AboutField(v1::MISSING_FIELD, JoinPath(path, field->name()));
  }
  return std::nullopt;
}

std::string NamesOf(const google::protobuf::OneofDescriptor* oneof) {
  std::string names;
  for (int i = 0; i < oneof->field_count(); ++i) {
    names += (i == 0 ? "" : " | ") + oneof->field(i)->name();
  }
  return names;
}

}  // namespace

std::string CamelCase(std::string_view snake_case) {
  std::string name;
  bool raise = false;
  for (const char c : snake_case) {
    if (c == '_') {
      raise = true;
      continue;
    }
    name += raise && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    raise = false;
  }
  return name;
}

MaybeRefused ReadMessage(const JsonValue& object, std::string_view path, Message& message) {
  if (object.kind != Kind::kObject) return WrongType(path, "object");
  std::set<const FieldDescriptor*> given;
  std::set<const google::protobuf::OneofDescriptor*> chosen;
  for (const auto& [name, value] : object.members) {
    const FieldDescriptor* field = FindField(message.GetDescriptor(), name);
    if (field == nullptr) return AboutField(v1::UNKNOWN_FIELD, JoinPath(path, ShownName(name)));
    const std::string field_path = JoinPath(path, field->name());
    if (value.kind == Kind::kNull) continue;
    if (!given.insert(field).second) return AboutField(v1::DUPLICATE_KEY, field_path);
    const auto* oneof = field->real_containing_oneof();
    if (oneof != nullptr && !chosen.insert(oneof).second) {
      return WrongType(JoinPath(path, oneof->name()), NamesOf(oneof));
    }
    if (MaybeRefused refused = ReadField(value, {message, field, field_path})) return refused;
  }
  return CheckRequired(message, path, given);
}

MaybeRefused ReadMessageText(std::string_view json, std::string_view path, Message& message) {
  const Checked<JsonValue> value = ParseJson(json);
  if (!value) return value.error();
  return ReadMessage(*value, path, message);
}

}  // namespace tenure::contract
