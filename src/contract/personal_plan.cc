// Reads the personal paths of a message type from its options.
#include "contract/personal_plan.h"

#include <mutex>
#include <set>

#include "base/assert.h"

namespace tenure::contract {
namespace {

bool IsMessage(const FieldDescriptor* field) {
  return field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
}

bool Concerned(const FieldDescriptor* field) {
  return IsPersonal(field) || !OptionsOf(field).mac_of().empty();
}

// Does `type`, or a message below it, have a personal field or a hash? `seen` ends recursion.
bool Reaches(const Descriptor* type, std::set<const Descriptor*>& seen) {
  if (!seen.insert(type).second) return false;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (Concerned(field) || (IsMessage(field) && Reaches(field->message_type(), seen))) return true;
  }
  return false;
}

std::string AggregateOf(const Descriptor* type) {
  const auto& options = type->options();
  if (options.HasExtension(v1::command)) return options.GetExtension(v1::command).aggregate();
  if (options.HasExtension(v1::event)) return options.GetExtension(v1::event).aggregate();
  return {};
}

PersonalField PersonalFieldOf(const FieldDescriptor* field) {
  TENURE_ASSERT(field->real_containing_oneof() == nullptr, "{} is personal and in a oneof",
                field->full_name());
  const std::string& name = OptionsOf(field).subject();
  if (name.empty()) return {field, nullptr, {}};
  const FieldDescriptor* subject = field->containing_type()->FindFieldByName(name);
  TENURE_ASSERT(subject != nullptr && !subject->is_repeated() && !IsPersonal(subject) &&
                    subject->cpp_type() == FieldDescriptor::CPPTYPE_STRING,
                "{} names the subject {}", field->full_name(), name);
  std::string kind = OptionsOf(subject).ref();
  if (kind.empty()) kind = AggregateOf(field->containing_type());
  if (kind.empty()) kind = name;
  return {field, subject, std::move(kind)};
}

MacField MacFieldOf(const FieldDescriptor* field) {
  const v1::FieldOptions& options = OptionsOf(field);
  const FieldDescriptor* source = field->containing_type()->FindFieldByName(options.mac_of());
  TENURE_ASSERT(source != nullptr && source->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
                    field->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
                    source->is_repeated() == field->is_repeated(),
                "{} is the hash of {}", field->full_name(), options.mac_of());
  std::string form = options.normal_form();
  if (form.empty()) form = OptionsOf(source).normal_form();
  return {field, source, std::move(form)};
}

}  // namespace

const v1::FieldOptions& OptionsOf(const FieldDescriptor* field) {
  return field->options().GetExtension(v1::field);
}

bool IsPersonal(const FieldDescriptor* field) { return OptionsOf(field).personal() > v1::NO; }

const PersonalPlan& PersonalPlans::Of(const Descriptor* type) {
  {
    const std::shared_lock lock(mutex_);
    if (const auto found = plans_.find(type); found != plans_.end()) return *found->second;
  }
  const std::unique_lock lock(mutex_);
  return *Build(type);
}

bool ReadsAlikeUnderSeal(const Descriptor* from, const Descriptor* into) {
  for (int i = 0; i < from->field_count(); ++i) {
    const FieldDescriptor* sealed = from->field(i);
    if (!IsPersonal(sealed)) continue;
    const FieldDescriptor* read = into->FindFieldByNumber(sealed->number());
    if (read == nullptr || read->type() != sealed->type() ||
        read->is_repeated() != sealed->is_repeated() ||
        OptionsOf(read).personal() != OptionsOf(sealed).personal()) {
      return false;
    }
  }
  return true;
}

const PersonalPlan* PersonalPlans::Build(const Descriptor* type) {
  const auto [place, made] = plans_.try_emplace(type, nullptr);
  if (!made) return place->second.get();
  place->second = std::make_unique<PersonalPlan>();
  PersonalPlan* plan = place->second.get();
  plan->type = type;
  for (int i = 0; i < type->field_count(); ++i) {
    const FieldDescriptor* field = type->field(i);
    if (!OptionsOf(field).mac_of().empty()) plan->macs.push_back(MacFieldOf(field));
    if (IsPersonal(field)) {
      plan->fields.push_back(PersonalFieldOf(field));
      continue;
    }
    std::set<const Descriptor*> seen;
    if (!IsMessage(field) || !Reaches(field->message_type(), seen)) continue;
    TENURE_ASSERT(!field->is_repeated() && field->real_containing_oneof() == nullptr,
                  "{} holds personal fields in a repeated element or a oneof", field->full_name());
    plan->children.emplace_back(field, Build(field->message_type()));
  }
  return plan;
}

}  // namespace tenure::contract
