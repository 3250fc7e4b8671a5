#include "codegen/lock.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <set>

namespace tenure::codegen {
namespace {

using google::protobuf::FieldDescriptor;

std::string TypeOf(const FieldDescriptor* field) {
  std::string type = field->type_name();
  if (field->message_type() != nullptr) type = field->message_type()->full_name();
  if (field->enum_type() != nullptr) type = field->enum_type()->full_name();
  return (field->is_repeated() ? "repeated " : "") + type;
}

// The fields of a message and of every message of ours inside it.
void AddFields(const Descriptor* message, std::set<const Descriptor*>* seen,
               std::set<std::string>* lines) {
  if (message->file()->package() != "tenure.v1" || !seen->insert(message).second) return;
  const std::string name = message->full_name().substr(std::string("tenure.v1.").size());
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    lines->insert(
        fmt::format("field {}.{} = {} {}", name, field->name(), field->number(), TypeOf(field)));
    if (field->message_type() != nullptr) AddFields(field->message_type(), seen, lines);
  }
}

}  // namespace

std::vector<std::string> LockLines(const Model& model) {
  std::set<std::string> lines;
  std::set<const Descriptor*> seen;
  for (const Command& command : model.commands) {
    lines.insert(fmt::format("command {} {}", command.options.id(), command.message->name()));
    AddFields(command.message, &seen, &lines);
  }
  for (const Event& event : model.events) {
    lines.insert(fmt::format("event {} {}", event.options.id(), event.message->name()));
    AddFields(event.message, &seen, &lines);
  }
  for (const auto& [name, state] : model.states) {
    lines.insert(fmt::format("state {} {}", state.options.kind(), name));
  }
  for (const FileDescriptor* file : model.files) {
    const auto* record = file->FindMessageTypeByName("Record");
    if (record != nullptr) AddFields(record, &seen, &lines);
  }
  return {lines.begin(), lines.end()};
}

std::vector<std::string> ReadLock(const std::string& path) {
  std::vector<std::string> lines;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (!line.empty() && line[0] != '#') lines.push_back(line);
  }
  return lines;
}

void CheckLock(const Model& model, const std::vector<std::string>& locked,
               std::vector<std::string>* faults) {
  const std::vector<std::string> declared = LockLines(model);
  for (const std::string& line : locked) {
    if (std::binary_search(declared.begin(), declared.end(), line)) continue;
    faults->push_back(
        fmt::format("proto/type_ids.lock: '{}' was released and is changed or gone; "
                    "bring it back, a changed meaning is a new name with a new number",
                    line));
  }
}

}  // namespace tenure::codegen
