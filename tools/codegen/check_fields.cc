// Fields: types that may not stand in a contract, titles, examples, references, personal classes.
#include <fmt/format.h>

#include <functional>
#include <map>
#include <set>

#include "codegen/check.h"

namespace tenure::codegen {
namespace {

using Faults = std::vector<std::string>;

// record.proto is the storage format and options.proto the language of declarations: their strings
// declare nothing.
bool IsFormat(const Descriptor* message) {
  return message->file()->name() == "tenure/v1/record.proto" ||
         message->file()->name() == "tenure/v1/options.proto" ||
         message->file()->package() != "tenure.v1";
}

// Visits every field of `message` and of the messages inside it, each message once.
void Walk(const Descriptor* message, std::set<const Descriptor*>* seen,
          const std::function<void(const FieldDescriptor*)>& visit) {
  if (IsFormat(message) || !seen->insert(message).second) return;
  for (int i = 0; i < message->field_count(); ++i) {
    visit(message->field(i));
    if (message->field(i)->message_type() != nullptr && !message->field(i)->is_map()) {
      Walk(message->field(i)->message_type(), seen, visit);
    }
  }
}

bool IsText(const FieldDescriptor* field) {
  return field->type() == FieldDescriptor::TYPE_STRING ||
         field->type() == FieldDescriptor::TYPE_BYTES;
}

void CheckType(const FieldDescriptor* field, Faults* faults) {
  const std::string where = Where(field->containing_type(), field->name());
  if (field->is_map()) {
    faults->push_back(where + "is a map, whose bytes have no order; use a repeated message");
  }
  if (field->type() == FieldDescriptor::TYPE_DOUBLE ||
      field->type() == FieldDescriptor::TYPE_FLOAT) {
    faults->push_back(where + "is a floating point number; use an integer with its unit");
  }
  if (IsText(field) && OptionsOf(field).personal() == v1::PERSONAL_UNSPECIFIED) {
    faults->push_back(where + "declares no personal class; say NO, CONTACT, IDENTITY or FREE_TEXT");
  }
}

void CheckReference(const Model& model, const FieldDescriptor* field, Faults* faults) {
  const v1::FieldOptions options = OptionsOf(field);
  const std::string where = Where(field->containing_type(), field->name());
  if (!options.ref().empty() && !model.states.contains(options.ref())) {
    faults->push_back(fmt::format("{}refers to the unknown aggregate '{}'", where, options.ref()));
  }
  if (!options.opens().empty() && field->type() != FieldDescriptor::TYPE_UINT64) {
    faults->push_back(where + "has `opens` but is no uint64 with a scope_sequence");
  }
  if (!options.subject().empty() &&
      field->containing_type()->FindFieldByName(options.subject()) == nullptr) {
    faults->push_back(fmt::format("{}names the subject field '{}', which does not exist", where,
                                  options.subject()));
  }
  if (options.mac_of().empty()) return;
  const auto* source = field->containing_type()->FindFieldByName(options.mac_of());
  const bool good = source != nullptr && IsText(source) && OptionsOf(source).personal() > v1::NO &&
                    !options.normal_form().empty() && field->type() == FieldDescriptor::TYPE_BYTES;
  if (!good) {
    faults->push_back(where +
                      "is a keyed hash: bytes, with a normal_form, of a personal text of "
                      "the same message");
  }
}

// What forms and help show of a command's field.
void CheckShown(const FieldDescriptor* field, Faults* faults) {
  const v1::FieldOptions options = OptionsOf(field);
  const std::string where = Where(field->containing_type(), field->name());
  if (options.title().zh().empty() || options.title().en().empty()) {
    faults->push_back(where + "needs a title in zh and en");
  }
  const bool needs_example = options.required() && field->message_type() == nullptr &&
                             field->type() != FieldDescriptor::TYPE_BOOL;
  if (needs_example && options.example().empty()) {
    faults->push_back(where + "is required and needs an example");
  }
}

// --- personal fields -----------------------------------------------------------------------------

void Collect(const Descriptor* message, const std::string& path, const std::string& numbers,
             std::vector<PersonalField>* found) {
  if (IsFormat(message)) return;
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    const v1::Personal personal = OptionsOf(field).personal();
    const std::string name = path.empty() ? field->name() : path + "." + field->name();
    const std::string number = numbers.empty() ? std::to_string(field->number())
                                               : numbers + "." + std::to_string(field->number());
    if (personal > v1::NO) {
      found->push_back({name, number, field->type(), personal});
    } else if (field->message_type() != nullptr && !field->is_repeated()) {
      Collect(field->message_type(), name, number, found);
    }
  }
}

// Erasing a key must leave a message that still parses to itself: protobuf's merge gives that for
// singular fields and for whole top-level repeated fields alone.
void CheckPlaces(const Descriptor* message, bool top, bool repeated, Faults* faults,
                 std::set<const Descriptor*>* path) {
  if (IsFormat(message) || !path->insert(message).second) return;
  for (int i = 0; i < message->field_count(); ++i) {
    const FieldDescriptor* field = message->field(i);
    const bool personal = OptionsOf(field).personal() > v1::NO;
    const std::string where = Where(message, field->name());
    if (personal && repeated) {
      faults->push_back(where + "is personal inside a repeated element; seal the whole list");
    }
    if (personal && field->real_containing_oneof() != nullptr) {
      faults->push_back(where + "is personal inside a oneof; take it out");
    }
    if (personal && field->is_repeated() && !top) {
      faults->push_back(where + "is a personal list below the top; move it to the message itself");
    }
    if (!personal && field->message_type() != nullptr) {
      CheckPlaces(field->message_type(), false, repeated || field->is_repeated(), faults, path);
    }
  }
  path->erase(message);
}

void CheckCarrier(const Model& model, const Command& command, Faults* faults) {
  const auto wanted = PersonalFieldsOf(command.message);
  if (wanted.empty() || command.options.events().empty()) return;
  const Event* carrier = model.FindEvent(command.options.events(0));
  if (carrier == nullptr || PersonalFieldsOf(carrier->message) == wanted) return;
  faults->push_back(
      fmt::format("{}its personal fields are not those of {}, which carries them: "
                  "same numbers, types and classes are needed",
                  Where(command.message), carrier->message->name()));
}

}  // namespace

std::vector<PersonalField> PersonalFieldsOf(const Descriptor* message) {
  std::vector<PersonalField> found;
  Collect(message, "", "", &found);
  return found;
}

void CheckFields(const Model& model, Faults* faults) {
  std::set<const Descriptor*> seen;
  const auto visit = [&](const FieldDescriptor* field) {
    CheckType(field, faults);
    CheckReference(model, field, faults);
  };
  for (const auto& [name, state] : model.states) Walk(state.message, &seen, visit);
  for (const Event& event : model.events) Walk(event.message, &seen, visit);
  for (const Projection& projection : model.projections) Walk(projection.row, &seen, visit);
  for (const Command& command : model.commands) {
    Walk(command.message, &seen, visit);
    if (command.options.system()) continue;
    for (int i = 0; i < command.message->field_count(); ++i) {
      CheckShown(command.message->field(i), faults);
    }
  }
}

void CheckPersonal(const Model& model, Faults* faults) {
  std::set<const Descriptor*> path;
  for (const Event& event : model.events) CheckPlaces(event.message, true, false, faults, &path);
  for (const Command& command : model.commands) {
    CheckPlaces(command.message, true, false, faults, &path);
    CheckCarrier(model, command, faults);
  }
  for (const auto& [name, state] : model.states) {
    for (const PersonalField& field : PersonalFieldsOf(state.message)) {
      faults->push_back(Where(state.message, field.path) + "is personal; a state holds none");
    }
  }
}

void CheckProjections(const Model& model, Faults* faults) {
  for (const Projection& projection : model.projections) {
    const std::string where = Where(projection.row);
    if (projection.options.version() == 0) faults->push_back(where + "the first version is 1");
    if (projection.options.title().zh().empty() || projection.options.title().en().empty()) {
      faults->push_back(where + "needs a title in zh and en");
    }
    for (const std::string& event : projection.options.events()) {
      if (model.FindEvent(event) == nullptr) {
        faults->push_back(fmt::format("{}is fed the event {}, which does not exist", where, event));
      }
    }
    for (const std::string& index : projection.options.indexes()) {
      if (projection.row->FindFieldByName(index) == nullptr) {
        faults->push_back(fmt::format("{}has the index {}, which is no field", where, index));
      }
    }
    for (const PersonalField& field : PersonalFieldsOf(projection.row)) {
      faults->push_back(Where(projection.row, field.path) + "is personal; a row holds none");
    }
  }
}

void CheckRefusals(const Model& model, Faults* faults) {
  for (const FileDescriptor* file : model.files) {
    const auto* refusals = file->FindEnumTypeByName("Refusal");
    for (int i = 1; refusals != nullptr && i < refusals->value_count(); ++i) {
      const auto* value = refusals->value(i);
      v1::RefusalOptions options;
      ReadOption(value->options(), kRefusalOption, &options);
      const bool whole = options.kind() != v1::REFUSAL_KIND_UNSPECIFIED &&
                         !options.text().zh().empty() && !options.text().en().empty() &&
                         !options.what_to_do().zh().empty() && !options.what_to_do().en().empty();
      if (!whole) {
        faults->push_back(fmt::format("{}: {}: needs kind, text and what_to_do in zh and en",
                                      file->name(), value->name()));
      }
    }
  }
}

}  // namespace tenure::codegen
