// What a contract must be before code is made of it. A problem is one sentence that names file,
// message and field and says what to do; any problem ends the build.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "codegen/model.h"

namespace tenure::codegen {

using Problems = std::vector<std::string>;

// Every problem of `model`, in the order of the checks; none: the contract is good.
[[nodiscard]] Problems CheckContract(const Model& model);

// The parts of CheckContract. Each adds what it finds.
void CheckNumbers(const Model& model, Problems* problems);     // ids, kinds, where options stand
void CheckStates(const Model& model, Problems* problems);      // bounds and names of aggregates
void CheckCommands(const Model& model, Problems* problems);    // what the door and the help need
void CheckExamples(const Model& model, Problems* problems);    // values that their fields take
void CheckEvents(const Model& model, Problems* problems);      // titles, aggregates, seals carried
void CheckFields(const Model& model, Problems* problems);      // types and personal classes
void CheckReferences(const Model& model, Problems* problems);  // ref, subject, mac_of, opens
void CheckProjections(const Model& model, Problems* problems);
void CheckRefusals(const Model& model, Problems* problems);

// How a sentence begins: "tenure/v1/complaint.proto: FileComplaint", "…: FileComplaint.subject".
[[nodiscard]] std::string Place(const Descriptor* message);
[[nodiscard]] std::string Place(const FieldDescriptor* field);

// Name without the package: "FileComplaint", "ComplaintState.Clock".
[[nodiscard]] std::string ShortName(const Descriptor* message);

// Calls `visit` for every message of the contract with those inside it. Not visited: options.proto
// (no data), record.proto (storage format, whose fields hold what others declared).
void VisitMessages(const Model& model, const std::function<void(const Descriptor*)>& visit);

[[nodiscard]] bool InBothLanguages(const v1::Text& text);

// A lower-case C++ identifier that is no keyword: usable as a namespace and a file name.
[[nodiscard]] bool IsPlainName(std::string_view name);

// Personal fields below a message, in path order, as far as they can be sealed.
struct PersonalPath {
  std::string numbers;  // "3.1"
  std::string names;    // "contact.phone"
  const FieldDescriptor* field = nullptr;
  v1::Personal personal = v1::PERSONAL_UNSPECIFIED;
};
[[nodiscard]] std::vector<PersonalPath> PersonalPaths(const Descriptor* message);

// "string", "repeated Money", "enum Refusal": what may not change once released.
[[nodiscard]] std::string TypeText(const FieldDescriptor* field);

}  // namespace tenure::codegen
