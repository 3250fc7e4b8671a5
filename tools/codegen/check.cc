// What commands, events and states declare of themselves.
#include "codegen/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace tenure::codegen {
namespace {

using Faults = std::vector<std::string>;

bool HasBoth(const v1::Text& text) { return !text.zh().empty() && !text.en().empty(); }

// Ids and names that stand twice.
class Numbers {
 public:
  Numbers(std::string what, Faults* faults) : what_(std::move(what)), faults_(*faults) {}
  void Take(std::uint32_t id, const Descriptor* message) {
    if (id == 0) {
      faults_.push_back(
          fmt::format("{}has no {} id; give it the next free one", Where(message), what_));
      return;
    }
    const auto [found, fresh] = taken_.emplace(id, message->name());
    if (!fresh) {
      faults_.push_back(fmt::format("{}reuses {} id {} of {}; give it the next free one",
                                    Where(message), what_, id, found->second));
    }
  }

 private:
  std::string what_;
  Faults& faults_;
  std::map<std::uint32_t, std::string> taken_;
};

void CheckStates(const Model& model, Faults* faults) {
  constexpr std::uint32_t kStateBytesMax = 16'384;  // architecture: size rule
  Numbers kinds("state", faults);
  for (const auto& [name, state] : model.states) {
    const auto& options = state.options;
    kinds.Take(options.kind(), state.message);
    if (options.bytes_max() < 1 || options.bytes_max() > kStateBytesMax) {
      faults->push_back(
          fmt::format("{}bytes_max must be 1 to {}", Where(state.message), kStateBytesMax));
    }
    if (options.fold_version() == 0) {
      faults->push_back(Where(state.message) + "has no fold_version; the first is 1");
    }
    if (!HasBoth(options.title())) {
      faults->push_back(Where(state.message) + "needs a title in zh and en");
    }
  }
}

void CheckStreamId(const Model& model, const Command& command, Faults* faults) {
  const auto state = model.states.find(command.options.aggregate());
  if (state == model.states.end()) return;
  int ids = 0;
  for (int i = 0; i < command.message->field_count(); ++i) {
    ids += OptionsOf(command.message->field(i)).stream_id() ? 1 : 0;
  }
  const int wanted = state->second.options.id_prefix().empty() ? 0 : 1;
  if (ids != wanted) {
    faults->push_back(fmt::format("{}has {} fields with stream_id, its aggregate {} needs {}",
                                  Where(command.message), ids, state->first, wanted));
  }
}

void CheckEventsOf(const Model& model, const Command& command, Faults* faults) {
  for (const std::string& name : command.options.events()) {
    const Event* event = model.FindEvent(name);
    if (event == nullptr) {
      faults->push_back(
          fmt::format("{}names the event {}, which does not exist", Where(command.message), name));
    } else if (event->options.aggregate() != command.options.aggregate()) {
      faults->push_back(
          fmt::format("{}names the event {} of another aggregate", Where(command.message), name));
    }
  }
  if (command.options.events().empty()) {
    faults->push_back(Where(command.message) + "names no event in `events`");
  }
}

void CheckCommand(const Model& model, const Command& command, Faults* faults) {
  const std::string where = Where(command.message);
  if (!HasBoth(command.options.title())) faults->push_back(where + "needs a title in zh and en");
  if (command.options.permission().empty()) faults->push_back(where + "needs a permission");
  if (command.options.source().empty()) {
    faults->push_back(where + "needs its source, the handbook's element");
  }
  if (command.message->name() == kFireTimer) return;
  if (!model.states.contains(command.options.aggregate())) {
    faults->push_back(
        fmt::format("{}addresses the unknown aggregate '{}'", where, command.options.aggregate()));
    return;
  }
  CheckEventsOf(model, command, faults);
  CheckStreamId(model, command, faults);
  for (const std::string& name : command.options.loads()) {
    const auto* field = command.message->FindFieldByName(name);
    if (field == nullptr || OptionsOf(field).ref().empty()) {
      faults->push_back(fmt::format("{}loads '{}', which is no field with `ref`", where, name));
    }
  }
}

void CheckEvent(const Model& model, const Event& event, Faults* faults) {
  const std::string where = Where(event.message);
  if (!HasBoth(event.options.title())) faults->push_back(where + "needs a title in zh and en");
  if (!model.states.contains(event.options.aggregate())) {
    faults->push_back(
        fmt::format("{}belongs to the unknown aggregate '{}'", where, event.options.aggregate()));
  }
}

}  // namespace

std::string Where(const Descriptor* message, const std::string& field) {
  return fmt::format("{}: {}{}{}: ", message->file()->name(), message->name(),
                     field.empty() ? "" : ".", field);
}

v1::FieldOptions OptionsOf(const FieldDescriptor* field) {
  v1::FieldOptions options;
  ReadOption(field->options(), kFieldOption, &options);
  return options;
}

void CheckDeclarations(const Model& model, Faults* faults) {
  CheckStates(model, faults);
  Numbers commands("command", faults);
  for (const Command& command : model.commands) {
    commands.Take(command.options.id(), command.message);
    CheckCommand(model, command, faults);
  }
  Numbers events("event", faults);
  for (const Event& event : model.events) {
    events.Take(event.options.id(), event.message);
    CheckEvent(model, event, faults);
  }
}

std::vector<std::string> Check(const Model& model) {
  Faults faults;
  CheckDeclarations(model, &faults);
  CheckFields(model, &faults);
  CheckPersonal(model, &faults);
  CheckProjections(model, &faults);
  CheckRefusals(model, &faults);
  return faults;
}

}  // namespace tenure::codegen
