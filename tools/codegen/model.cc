#include "codegen/model.h"

#include <algorithm>
#include <set>

namespace tenure::codegen {
namespace {

// Bytes of the length-delimited extension `number`; several occurrences are concatenated, which is
// how protobuf merges them.
bool ExtensionBytes(const std::string& options, int number, std::string* bytes) {
  google::protobuf::io::CodedInputStream input(
      reinterpret_cast<const std::uint8_t*>(options.data()), static_cast<int>(options.size()));
  google::protobuf::UnknownFieldSet fields;
  if (!fields.MergeFromCodedStream(&input)) return false;
  bool found = false;
  for (int i = 0; i < fields.field_count(); ++i) {
    const auto& field = fields.field(i);
    if (field.number() != number ||
        field.type() != google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED) {
      continue;
    }
    bytes->append(field.length_delimited());
    found = true;
  }
  return found;
}

void Collect(const FileDescriptor* file, std::set<const FileDescriptor*>* seen) {
  if (file->package() != "tenure.v1" || !seen->insert(file).second) return;
  for (int i = 0; i < file->dependency_count(); ++i) Collect(file->dependency(i), seen);
}

void ReadMessage(const Descriptor* message, Model* model) {
  State state{message, {}};
  if (ReadOption(message->options(), kStateOption, &state.options)) {
    model->states.emplace(state.options.name(), state);
    model->declared_states.push_back(state);
  }
  Command command{message, {}};
  if (ReadOption(message->options(), kCommandOption, &command.options)) {
    model->commands.push_back(command);
  }
  Event event{message, {}};
  if (ReadOption(message->options(), kEventOption, &event.options)) {
    model->events.push_back(event);
  }
  Projection projection{message, {}};
  if (ReadOption(message->options(), kProjectionOption, &projection.options)) {
    model->projections.push_back(projection);
  }
}

}  // namespace

template <typename Option, typename Options>
bool ReadOption(const Options& options, int number, Option* option) {
  std::string bytes;
  return ExtensionBytes(options.SerializeAsString(), number, &bytes) &&
         option->ParseFromString(bytes);
}
template bool ReadOption(const google::protobuf::MessageOptions&, int, v1::StateOptions*);
template bool ReadOption(const google::protobuf::MessageOptions&, int, v1::CommandOptions*);
template bool ReadOption(const google::protobuf::MessageOptions&, int, v1::EventOptions*);
template bool ReadOption(const google::protobuf::MessageOptions&, int, v1::ProjectionOptions*);
template bool ReadOption(const google::protobuf::FieldOptions&, int, v1::FieldOptions*);
template bool ReadOption(const google::protobuf::EnumValueOptions&, int, v1::RefusalOptions*);
template bool ReadOption(const google::protobuf::EnumValueOptions&, int, v1::Text*);

const Event* Model::FindEvent(const std::string& message) const {
  for (const Event& event : events) {
    if (event.message->name() == message) return &event;
  }
  return nullptr;
}

Model ReadModel(const std::vector<const FileDescriptor*>& files) {
  Model model;
  std::set<const FileDescriptor*> seen;
  for (const FileDescriptor* file : files) Collect(file, &seen);
  model.files.assign(seen.begin(), seen.end());
  std::sort(model.files.begin(), model.files.end(),
            [](const auto* left, const auto* right) { return left->name() < right->name(); });
  for (const FileDescriptor* file : model.files) {
    for (int i = 0; i < file->message_type_count(); ++i) ReadMessage(file->message_type(i), &model);
  }
  const auto by_id = [](const auto& left, const auto& right) {
    return left.options.id() < right.options.id();
  };
  std::stable_sort(model.commands.begin(), model.commands.end(), by_id);
  std::stable_sort(model.events.begin(), model.events.end(), by_id);
  std::stable_sort(
      model.declared_states.begin(), model.declared_states.end(),
      [](const State& l, const State& r) { return l.options.kind() < r.options.kind(); });
  std::sort(model.projections.begin(), model.projections.end(),
            [](const auto& l, const auto& r) { return l.options.name() < r.options.name(); });
  return model;
}

v1::FieldOptions OptionsOf(const google::protobuf::FieldDescriptor* field) {
  v1::FieldOptions options;
  ReadOption(field->options(), kFieldOption, &options);
  return options;
}

bool IsPersonal(const google::protobuf::FieldDescriptor* field) {
  return OptionsOf(field).personal() > v1::NO;
}

std::string StemOf(const FileDescriptor* file) {
  return file->name().substr(0, file->name().size() - std::string(".proto").size());
}

}  // namespace tenure::codegen
