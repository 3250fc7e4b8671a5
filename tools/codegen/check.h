// Refuses a contract that would be wrong for ever: each fault is one sentence that names file,
// message and field and says what to do. All faults are found at once.
#pragma once

#include <string>
#include <vector>

#include "codegen/model.h"

namespace tenure::codegen {

// Every fault of the contract, in the order of its files; empty when it holds together.
[[nodiscard]] std::vector<std::string> Check(const Model& model);

// Parts of Check, by subject.
void CheckDeclarations(const Model& model, std::vector<std::string>* faults);
void CheckFields(const Model& model, std::vector<std::string>* faults);
void CheckPersonal(const Model& model, std::vector<std::string>* faults);
void CheckProjections(const Model& model, std::vector<std::string>* faults);
void CheckRefusals(const Model& model, std::vector<std::string>* faults);

// "tenure/v1/complaint.proto: FileComplaint.words: ".
[[nodiscard]] std::string Where(const Descriptor* message, const std::string& field = "");

using google::protobuf::FieldDescriptor;

// The option (field) of a field; all default when it has none.
[[nodiscard]] v1::FieldOptions OptionsOf(const FieldDescriptor* field);

// A personal field found below a message: its path in numbers and names, and its class.
struct PersonalField {
  std::string path;     // "contact.phone"
  std::string numbers;  // "4.2"
  FieldDescriptor::Type type;
  v1::Personal personal;
  bool operator==(const PersonalField&) const = default;
};

// Every personal field of a message, reached through singular messages, or a whole top-level field.
[[nodiscard]] std::vector<PersonalField> PersonalFieldsOf(const Descriptor* message);

}  // namespace tenure::codegen
