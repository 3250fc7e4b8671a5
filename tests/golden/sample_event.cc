#include "golden/sample_event.h"

#include <string>

namespace tenure::golden {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

constexpr int kDepthMax = 4;

class Filler {
 public:
  void Fill(Message* message, int depth) {
    const auto* descriptor = message->GetDescriptor();
    for (int i = 0; i < descriptor->field_count(); ++i) {
      const FieldDescriptor* field = descriptor->field(i);
      const auto* oneof = field->real_containing_oneof();
      if (oneof != nullptr && oneof->field(0) != field) continue;
      if (field->message_type() != nullptr && depth >= kDepthMax) continue;
      for (int n = 0; n < (field->is_repeated() ? 2 : 1); ++n) Set(message, field, depth);
    }
  }

 private:
  void Set(Message* message, const FieldDescriptor* field, int depth) {
    const auto* write = message->GetReflection();
    const bool list = field->is_repeated();
    const std::string text = field->name() + " " + std::to_string(++next_);
    switch (field->cpp_type()) {
      case FieldDescriptor::CPPTYPE_INT32:
        return list ? write->AddInt32(message, field, next_)
                    : write->SetInt32(message, field, next_);
      case FieldDescriptor::CPPTYPE_INT64:
        return list ? write->AddInt64(message, field, next_)
                    : write->SetInt64(message, field, next_);
      case FieldDescriptor::CPPTYPE_UINT32:
        return list ? write->AddUInt32(message, field, static_cast<std::uint32_t>(next_))
                    : write->SetUInt32(message, field, static_cast<std::uint32_t>(next_));
      case FieldDescriptor::CPPTYPE_UINT64:
        return list ? write->AddUInt64(message, field, static_cast<std::uint64_t>(next_))
                    : write->SetUInt64(message, field, static_cast<std::uint64_t>(next_));
      case FieldDescriptor::CPPTYPE_BOOL:
        return list ? write->AddBool(message, field, true) : write->SetBool(message, field, true);
      case FieldDescriptor::CPPTYPE_STRING:
        return list ? write->AddString(message, field, text)
                    : write->SetString(message, field, text);
      case FieldDescriptor::CPPTYPE_ENUM: {
        const int index = field->enum_type()->value_count() > 1 ? 1 : 0;
        const auto* value = field->enum_type()->value(index);
        return list ? write->AddEnum(message, field, value) : write->SetEnum(message, field, value);
      }
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return Fill(
            list ? write->AddMessage(message, field) : write->MutableMessage(message, field),
            depth + 1);
      default:
        return;
    }
  }

  std::int32_t next_ = 0;
};

}  // namespace

std::unique_ptr<Message> SampleOf(const Message& prototype) {
  std::unique_ptr<Message> sample(prototype.New());
  Filler().Fill(sample.get(), 0);
  return sample;
}

}  // namespace tenure::golden
