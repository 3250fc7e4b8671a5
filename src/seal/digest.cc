// Canonical bytes of a message.
#include "seal/digest.h"

#include <vector>

#include "base/assert.h"
#include "contract/personal_plan.h"

namespace tenure::seal {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// `index` < 0 reads a singular field.
std::uint64_t NumberOf(const Message& message, const FieldDescriptor* field, int index) {
  const Reflection& read = *message.GetReflection();
  const bool one = index < 0;
  switch (field->cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return one ? read.GetBool(message, field) : read.GetRepeatedBool(message, field, index);
    case FieldDescriptor::CPPTYPE_ENUM:
      return static_cast<std::uint64_t>(one ? read.GetEnumValue(message, field)
                                            : read.GetRepeatedEnumValue(message, field, index));
    case FieldDescriptor::CPPTYPE_INT32:
      return static_cast<std::uint64_t>(one ? read.GetInt32(message, field)
                                            : read.GetRepeatedInt32(message, field, index));
    case FieldDescriptor::CPPTYPE_INT64:
      return static_cast<std::uint64_t>(one ? read.GetInt64(message, field)
                                            : read.GetRepeatedInt64(message, field, index));
    case FieldDescriptor::CPPTYPE_UINT32:
      return one ? read.GetUInt32(message, field) : read.GetRepeatedUInt32(message, field, index);
    case FieldDescriptor::CPPTYPE_UINT64:
      return one ? read.GetUInt64(message, field) : read.GetRepeatedUInt64(message, field, index);
    default:
      AssertFailed(__FILE__, __LINE__, "integer field", field->full_name());
  }
}

void AppendValue(std::string& out, const Message& message, const FieldDescriptor* field,
                 int index) {
  const Reflection& read = *message.GetReflection();
  std::string scratch;
  if (field->cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
    AppendSized(out, index < 0 ? read.GetStringReference(message, field, &scratch)
                               : read.GetRepeatedStringReference(message, field, index, &scratch));
  } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
    AppendFields(scratch, index < 0 ? read.GetMessage(message, field)
                                    : read.GetRepeatedMessage(message, field, index));
    AppendSized(out, scratch);
  } else {
    AppendBigEndian(out, NumberOf(message, field, index), 8);
  }
}

}  // namespace

void AppendBigEndian(std::string& out, std::uint64_t value, int bytes) {
  for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
    out += static_cast<char>(value >> shift & 0xff);
  }
}

void AppendSized(std::string& out, std::string_view bytes) {
  AppendBigEndian(out, bytes.size(), 4);
  out += bytes;
}

void AppendFields(std::string& out, const Message& message) {
  const Reflection& read = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  read.ListFields(message, &fields);  // in number order
  for (const FieldDescriptor* field : fields) {
    if (!contract::OptionsOf(field).mac_of().empty()) continue;
    AppendBigEndian(out, static_cast<std::uint64_t>(field->number()), 4);
    if (!field->is_repeated()) {
      AppendValue(out, message, field, -1);
      continue;
    }
    const int count = read.FieldSize(message, field);
    AppendBigEndian(out, static_cast<std::uint64_t>(count), 4);
    for (int i = 0; i < count; ++i) AppendValue(out, message, field, i);
  }
}

}  // namespace tenure::seal
