// Descriptions read from descriptors.
#include "contract/describe.h"

#include <algorithm>

#include "base/text_check.h"
#include "contract/json_reader.h"
#include "contract/personal_plan.h"
#include "tenure/v1/values.pb.h"

namespace tenure::contract {
namespace {

using google::protobuf::Descriptor;

using Above = std::vector<const Descriptor*>;

std::string TypeOfMessage(const Descriptor* type) {
  const std::string& name = type->full_name();
  if (name == v1::Date::descriptor()->full_name()) return "date";
  if (name == v1::Instant::descriptor()->full_name()) return "instant";
  if (name == v1::Span::descriptor()->full_name()) return "span";
  if (name == v1::Money::descriptor()->full_name()) return "money";
  return "object";
}

std::string TypeOf(const FieldDescriptor* field) {
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return "boolean";
    case FieldDescriptor::CPPTYPE_ENUM:
      return "enum";
    case FieldDescriptor::CPPTYPE_STRING:
      return field->type() == FieldDescriptor::TYPE_BYTES ? "hex" : "string";
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return TypeOfMessage(field->message_type());
    default:
      return "integer";
  }
}

// The bound that the reader enforces.
std::size_t LengthMaxOf(const FieldDescriptor* field, const std::string& type) {
  const v1::FieldOptions& options = OptionsOf(field);
  if (options.length_max() != 0) return options.length_max();
  if (field->is_repeated()) return kItemsMax;
  if (type == "string") {
    return options.stream_id() || !options.ref().empty() ? kIdLengthMax : kTextLengthMax;
  }
  return type == "hex" ? kBytesLengthMax : 0;
}

std::vector<FieldDescription> Describe(const Descriptor* type, Above& above);

FieldDescription DescribeField(const FieldDescriptor* field, Above& above) {
  const v1::FieldOptions& options = OptionsOf(field);
  FieldDescription described;
  described.name = field->name();
  described.type = TypeOf(field);
  described.repeated = field->is_repeated();
  described.required = options.required();
  if (IsPersonal(field)) described.personal = options.personal();
  described.title = options.title();
  described.unit = options.unit();
  described.ref = options.ref();
  described.example = options.example();
  if (options.min() != options.max()) described.range.emplace(options.min(), options.max());
  described.length_max = LengthMaxOf(field, described.type);
  if (described.type == "enum") {
    for (int i = 0; i < field->enum_type()->value_count(); ++i) {
      const auto* value = field->enum_type()->value(i);
      if (value->number() != 0) described.values.push_back(value->name());
    }
  }
  if (described.type == "object") described.fields = Describe(field->message_type(), above);
  return described;
}

std::vector<FieldDescription> Describe(const Descriptor* type, Above& above) {
  std::vector<FieldDescription> fields;
  if (std::ranges::find(above, type) != above.end()) return fields;
  above.push_back(type);
  for (int i = 0; i < type->field_count(); ++i) {
    if (!OptionsOf(type->field(i)).mac_of().empty()) continue;
    fields.push_back(DescribeField(type->field(i), above));
  }
  above.pop_back();
  return fields;
}

bool HasExample(const FieldDescription& field) {
  return !field.example.empty() || std::ranges::any_of(field.fields, HasExample);
}

void WriteExample(JsonWriter& json, const std::vector<FieldDescription>& fields) {
  json.BeginObject();
  for (const FieldDescription& field : fields) {
    if (!HasExample(field)) continue;
    json.Key(field.name);
    if (!field.example.empty()) {
      json.Raw(field.example);
      continue;
    }
    if (field.repeated) json.BeginArray();
    WriteExample(json, field.fields);
    if (field.repeated) json.EndArray();
  }
  json.EndObject();
}

void WriteField(JsonWriter& json, const FieldDescription& field) {
  json.BeginObject();
  json.Key("name").String(field.name).Key("type").String(field.type);
  json.Key("required").Bool(field.required);
  json.Key("personal").StringOrNull(PersonalWord(field.personal));
  json.Key("title").BeginObject();
  json.Key("zh").String(field.title.zh()).Key("en").String(field.title.en());
  json.EndObject();
  json.Key("example");
  if (field.example.empty()) {
    json.Null();
  } else {
    json.Raw(field.example);
  }
  json.Key("min");
  if (field.range)
    json.Int(field.range->first);
  else
    json.Null();
  json.Key("max");
  if (field.range)
    json.Int(field.range->second);
  else
    json.Null();
  json.Key("length_max");
  if (field.length_max > 0)
    json.Uint(field.length_max);
  else
    json.Null();
  if (field.repeated) json.Key("repeated").Bool(true);
  if (!field.unit.empty()) json.Key("unit").String(field.unit);
  if (!field.ref.empty()) json.Key("ref").String(field.ref);
  if (!field.values.empty()) {
    json.Key("values").BeginArray();
    for (const std::string& value : field.values) json.String(value);
    json.EndArray();
  }
  if (!field.fields.empty()) {
    json.Key("fields");
    WriteFields(json, field.fields);
  }
  json.EndObject();
}

}  // namespace

std::vector<FieldDescription> DescribeFields(const Descriptor* type) {
  Above above;
  return Describe(type, above);
}

std::string ExampleOf(const Descriptor* type) {
  const std::string& whole = type->options().GetExtension(v1::command).example().data();
  if (!whole.empty()) return whole;
  JsonWriter json;
  WriteExample(json, DescribeFields(type));
  return json.text();
}

void WriteFields(JsonWriter& json, const std::vector<FieldDescription>& fields) {
  json.BeginArray();
  for (const FieldDescription& field : fields) WriteField(json, field);
  json.EndArray();
}

std::string_view PersonalWord(v1::Personal personal) {
  switch (personal) {
    case v1::CONTACT:
      return "contact";
    case v1::IDENTITY:
      return "identity";
    case v1::FREE_TEXT:
      return "free_text";
    default:
      return "";
  }
}

}  // namespace tenure::contract
