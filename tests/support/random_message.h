// Random messages of any type of the contract, drawn through rapidcheck so that a failing one
// shrinks and its seed repeats it.
#pragma once

#include <google/protobuf/message.h>
#include <rapidcheck.h>

#include <limits>
#include <string>

namespace tenure::test {

struct RandomMessageOptions {
  std::string text_prefix;  // put before every text, to find it again
  int depth_max = 4;
};

inline std::string RandomText(const RandomMessageOptions& options) {
  static const std::string kPieces[] = {"a",  "Z",  "9",      " ",  "-",   "é",
                                        "王", "（", "\u3000", "\"", "\\n", "😀"};
  std::string text = options.text_prefix;
  const int count = *rc::gen::inRange(0, 8);
  for (int i = 0; i < count; ++i) text += kPieces[*rc::gen::inRange<std::size_t>(0, 12)];
  return text;
}

// A whole number anywhere in the type, the ends more often than chance would have them.
template <typename T>
T RandomNumber() {
  switch (*rc::gen::inRange(0, 6)) {
    case 0:
      return std::numeric_limits<T>::min();
    case 1:
      return std::numeric_limits<T>::max();
    case 2:
      return 1;
    default:
      return *rc::gen::arbitrary<T>();
  }
}

inline void FillRandom(google::protobuf::Message& message, const RandomMessageOptions& options,
                       int depth = 0);

inline void FillField(google::protobuf::Message& message,
                      const google::protobuf::FieldDescriptor* field,
                      const RandomMessageOptions& options, int depth) {
  using google::protobuf::FieldDescriptor;
  const auto& write = *message.GetReflection();
  const bool many = field->is_repeated();
  switch (field->cpp_type()) {
#define TENURE_TEST_NUMBER(kind, Name, type)                       \
  case FieldDescriptor::CPPTYPE_##kind:                            \
    many ? write.Add##Name(&message, field, RandomNumber<type>())  \
         : write.Set##Name(&message, field, RandomNumber<type>()); \
    return;
    TENURE_TEST_NUMBER(INT32, Int32, std::int32_t)
    TENURE_TEST_NUMBER(INT64, Int64, std::int64_t)
    TENURE_TEST_NUMBER(UINT32, UInt32, std::uint32_t)
    TENURE_TEST_NUMBER(UINT64, UInt64, std::uint64_t)
#undef TENURE_TEST_NUMBER
    case FieldDescriptor::CPPTYPE_BOOL:
      many ? write.AddBool(&message, field, *rc::gen::arbitrary<bool>())
           : write.SetBool(&message, field, *rc::gen::arbitrary<bool>());
      return;
    case FieldDescriptor::CPPTYPE_ENUM: {
      const auto* type = field->enum_type();
      const auto* value = type->value(*rc::gen::inRange(0, type->value_count()));
      many ? write.AddEnum(&message, field, value) : write.SetEnum(&message, field, value);
      return;
    }
    case FieldDescriptor::CPPTYPE_STRING:
      many ? write.AddString(&message, field, RandomText(options))
           : write.SetString(&message, field, RandomText(options));
      return;
    case FieldDescriptor::CPPTYPE_MESSAGE:
      if (depth >= options.depth_max) return;
      FillRandom(many ? *write.AddMessage(&message, field) : *write.MutableMessage(&message, field),
                 options, depth + 1);
      return;
    default:
      return;  // the contract has no floating point
  }
}

inline void FillRandom(google::protobuf::Message& message, const RandomMessageOptions& options,
                       int depth) {
  const auto* type = message.GetDescriptor();
  for (int i = 0; i < type->field_count(); ++i) {
    if (*rc::gen::inRange(0, 3) == 0) continue;
    const int count = type->field(i)->is_repeated() ? *rc::gen::inRange(0, 4) : 1;
    for (int n = 0; n < count; ++n) FillField(message, type->field(i), options, depth);
  }
}

}  // namespace tenure::test
