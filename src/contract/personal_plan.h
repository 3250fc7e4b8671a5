// Where the personal fields of a message type lie, read once from the contract's options. Seals,
// masking and JSON all walk the same plan, so a field is personal everywhere or nowhere.
#pragma once

#include <google/protobuf/descriptor.h>

#include <memory>
#include <shared_mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "tenure/v1/options.pb.h"

namespace tenure::contract {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// The declared options of a field; the default instance where nothing is declared.
[[nodiscard]] const v1::FieldOptions& OptionsOf(const FieldDescriptor* field);

// CONTACT, IDENTITY or FREE_TEXT.
[[nodiscard]] bool IsPersonal(const FieldDescriptor* field);

// Whether what was sealed of a message `from` is read alike in a message `into`: for each personal
// field of `from` that has one of the same number, type and class. Any thread.
[[nodiscard]] bool ReadsAlikeUnderSeal(const Descriptor* from, const Descriptor* into);

struct PersonalField {
  const FieldDescriptor* field;
  // Field of the same message whose value names the subject; null: the scope's own subject.
  const FieldDescriptor* subject;
  // Middle part of that subject's name: the aggregate the naming field refers to.
  std::string subject_kind;
};

// A field that the gateway fills with the keyed hash of another field of the same message.
struct MacField {
  const FieldDescriptor* field;   // 16 bytes, or their hex in a string
  const FieldDescriptor* source;  // string, as often repeated as `field`
  std::string normal_form;
};

struct PersonalPlan {
  const Descriptor* type = nullptr;
  std::vector<PersonalField> fields;
  std::vector<MacField> macs;
  // Singular message fields below which something personal or a hash lies.
  std::vector<std::pair<const FieldDescriptor*, const PersonalPlan*>> children;
  [[nodiscard]] bool empty() const { return fields.empty() && macs.empty() && children.empty(); }
};

// Plans by message type, made at first use. Any thread. Descriptors must outlive it. Ends the
// process on a contract that tools/codegen would refuse (personal in a repeated element or oneof).
class PersonalPlans {
 public:
  [[nodiscard]] const PersonalPlan& Of(const Descriptor* type);

 private:
  const PersonalPlan* Build(const Descriptor* type);

  std::shared_mutex mutex_;  // guards plans_; a plan never changes once Of has returned it
  std::unordered_map<const Descriptor*, std::unique_ptr<PersonalPlan>> plans_;
};

}  // namespace tenure::contract
