// Random messages that the JSON reader takes: inside every declared bound, in the forms of values.
#pragma once

#include <google/protobuf/message.h>
#include <rapidcheck.h>

#include <algorithm>
#include <limits>
#include <string>

#include "contract/personal_plan.h"
#include "contract/value_forms.h"

namespace tenure::test {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

inline void FillValid(Message& message, int depth = 0);

inline std::string ValidText(const FieldDescriptor* field) {
  static const std::string kPieces[] = {"a", "Z", "9", "é", "王", "（", "\"", "\\", "\n", "😀"};
  const auto& options = contract::OptionsOf(field);
  const bool id = options.stream_id() || !options.ref().empty();
  // Bytes are bounded in bytes, so one piece is one of them.
  const bool ascii = id || field->type() == FieldDescriptor::TYPE_BYTES;
  const int limit = options.length_max() == 0 || field->is_repeated()
                        ? 8
                        : std::min<int>(8, static_cast<int>(options.length_max()));
  std::string text = kPieces[*rc::gen::inRange(0, 3)];  // never blank
  for (int i = *rc::gen::inRange(0, limit); i > 1; --i) {
    text += kPieces[*rc::gen::inRange(0, ascii ? 3 : 10)];
  }
  return text;
}

template <typename T>
T ValidNumber(const FieldDescriptor* field) {
  const auto& options = contract::OptionsOf(field);
  if (options.min() != options.max()) {
    return static_cast<T>(*rc::gen::inRange<std::int64_t>(options.min(), options.max() + 1));
  }
  switch (*rc::gen::inRange(0, 5)) {
    case 0:
      return std::numeric_limits<T>::min();
    case 1:
      return std::numeric_limits<T>::max();
    default:
      return *rc::gen::arbitrary<T>();
  }
}

// Date, Instant, Span and Money; false for other types.
inline bool FillValueMessage(Message& value, const FieldDescriptor* field) {
  const auto* type = value.GetDescriptor();
  const auto& write = *value.GetReflection();
  const std::int32_t days = *rc::gen::inRange(contract::kDaysMin, contract::kDaysMax);
  if (type->full_name() == "tenure.v1.Date") {
    write.SetInt32(&value, type->field(0), days);
  } else if (type->full_name() == "tenure.v1.Instant") {
    const auto rest = *rc::gen::inRange<std::int64_t>(0, 86'400'000'000);
    write.SetInt64(&value, type->field(0), days * std::int64_t{86'400'000'000} + rest);
  } else if (type->full_name() == "tenure.v1.Span") {
    write.SetInt64(&value, type->field(0),
                   *rc::gen::inRange<std::int64_t>(0, std::numeric_limits<std::int64_t>::max()));
  } else if (type->full_name() == "tenure.v1.Money") {
    write.SetInt64(&value, type->field(0), ValidNumber<std::int64_t>(field));
    write.SetString(&value, type->field(1), "CNY");
  } else {
    return false;
  }
  return true;
}

inline void FillValidField(Message& message, const FieldDescriptor* field, int depth) {
  const auto& write = *message.GetReflection();
  const bool many = field->is_repeated();
  switch (field->cpp_type()) {
#define TENURE_TEST_NUMBER(kind, Name, type)                           \
  case FieldDescriptor::CPPTYPE_##kind:                                \
    many ? write.Add##Name(&message, field, ValidNumber<type>(field))  \
         : write.Set##Name(&message, field, ValidNumber<type>(field)); \
    return;
    TENURE_TEST_NUMBER(INT32, Int32, std::int32_t)
    TENURE_TEST_NUMBER(INT64, Int64, std::int64_t)
    TENURE_TEST_NUMBER(UINT32, UInt32, std::uint32_t)
    TENURE_TEST_NUMBER(UINT64, UInt64, std::uint64_t)
#undef TENURE_TEST_NUMBER
    case FieldDescriptor::CPPTYPE_BOOL: {
      const bool value = *rc::gen::arbitrary<bool>();
      many ? write.AddBool(&message, field, value) : write.SetBool(&message, field, value);
      return;
    }
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* type = field->enum_type();
      if (type->value_count() < 2) return;
      const auto* value = type->value(*rc::gen::inRange(1, type->value_count()));
      many ? write.AddEnum(&message, field, value) : write.SetEnum(&message, field, value);
      return;
    }
    case FieldDescriptor::CPPTYPE_STRING:
      many ? write.AddString(&message, field, ValidText(field))
           : write.SetString(&message, field, ValidText(field));
      return;
    default: {
      Message& nested =
          many ? *write.AddMessage(&message, field) : *write.MutableMessage(&message, field);
      if (!FillValueMessage(nested, field)) FillValid(nested, depth + 1);
    }
  }
}

inline void FillValid(Message& message, int depth) {
  constexpr int kDepthMax = 4;
  const auto* type = message.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    const auto& options = contract::OptionsOf(field);
    if (!options.mac_of().empty()) continue;
    const bool deep = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && depth >= kDepthMax;
    if (!options.required() && (deep || *rc::gen::inRange(0, 3) == 0)) continue;
    int count = 1;
    if (field->is_repeated()) count = *rc::gen::inRange(options.required() ? 1 : 0, 3);
    for (int n = 0; n < count; ++n) FillValidField(message, field, depth);
  }
}

}  // namespace tenure::test
