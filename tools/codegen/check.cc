#include "codegen/check.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

namespace tenure::codegen {
namespace {

// Words of C++ that an aggregate, a reaction or a read model could be called.
constexpr std::array<std::string_view, 24> kTaken = {
    "and",    "auto",     "bool",   "break", "case",    "class",     "const",  "default",
    "delete", "explicit", "export", "for",   "friend",  "goto",      "inline", "namespace",
    "new",    "operator", "or",     "not",   "private", "protected", "public", "register"};

void Visit(const Descriptor* message, const std::function<void(const Descriptor*)>& visit) {
  visit(message);
  for (int i = 0; i < message->nested_type_count(); ++i) {
    if (message->nested_type(i)->options().map_entry()) continue;
    Visit(message->nested_type(i), visit);
  }
}

void CollectPaths(const Descriptor* message, const PersonalPath& above,
                  std::set<const Descriptor*>* open, std::vector<PersonalPath>* paths) {
  if (!open->insert(message).second) return;
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    PersonalPath path = above;
    path.numbers += (above.numbers.empty() ? "" : ".") + std::to_string(field->number());
    path.names += (above.names.empty() ? "" : ".") + field->name();
    path.field = field;
    path.personal = OptionsOf(field).personal();
    if (path.personal > v1::NO) {
      paths->push_back(path);
    } else if (field->message_type() != nullptr && !field->is_repeated()) {
      CollectPaths(field->message_type(), path, open, paths);
    }
  }
  open->erase(message);
}

}  // namespace

Problems CheckContract(const Model& model) {
  Problems problems;
  CheckNumbers(model, &problems);
  CheckStates(model, &problems);
  CheckCommands(model, &problems);
  CheckExamples(model, &problems);
  CheckEvents(model, &problems);
  CheckFields(model, &problems);
  CheckReferences(model, &problems);
  CheckProjections(model, &problems);
  CheckRefusals(model, &problems);
  return problems;
}

std::string ShortName(const Descriptor* message) {
  return message->full_name().substr(message->file()->package().size() + 1);
}

std::string Place(const Descriptor* message) {
  return message->file()->name() + ": " + ShortName(message);
}

std::string Place(const FieldDescriptor* field) {
  return Place(field->containing_type()) + "." + field->name();
}

void VisitMessages(const Model& model, const std::function<void(const Descriptor*)>& visit) {
  for (const FileDescriptor* file : model.files) {
    if (file->name() == "tenure/v1/options.proto" || file->name() == "tenure/v1/record.proto") {
      continue;
    }
    for (int i = 0; i < file->message_type_count(); ++i) Visit(file->message_type(i), visit);
  }
}

bool InBothLanguages(const v1::Text& text) { return !text.zh().empty() && !text.en().empty(); }

bool IsPlainName(std::string_view name) {
  return !name.empty() && std::islower(static_cast<unsigned char>(name[0])) != 0 &&
         name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == name.npos &&
         std::find(kTaken.begin(), kTaken.end(), name) == kTaken.end();
}

std::vector<PersonalPath> PersonalPaths(const Descriptor* message) {
  std::vector<PersonalPath> paths;
  std::set<const Descriptor*> open;
  CollectPaths(message, {}, &open, &paths);
  return paths;
}

std::string TypeText(const FieldDescriptor* field) {
  const std::size_t package = field->file()->package().size() + 1;
  std::string type = field->type_name();
  if (field->message_type() != nullptr) type = ShortName(field->message_type());
  if (field->enum_type() != nullptr) {
    type = "enum " + field->enum_type()->full_name().substr(package);
  }
  return (field->is_repeated() ? "repeated " : "") + type;
}

}  // namespace tenure::codegen
