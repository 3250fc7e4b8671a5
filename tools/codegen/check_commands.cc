// A command carries all that the door, the help and the pages say about it, and its first event
// takes over its seals; an event has a title and a home.
#include <fmt/format.h>

#include <algorithm>

#include "codegen/check.h"

namespace tenure::codegen {
namespace {

void CheckWords(const Model& model, const Command& command, Problems* problems) {
  const auto problem = [&](const std::string& what) {
    problems->push_back(Place(command.message) + " " + what);
  };
  const v1::CommandOptions& options = command.options;
  if (options.title().zh().empty()) problem("has no zh title: add title: { zh: \"…\" }");
  if (options.title().en().empty()) problem("has no en title: add title: { en: \"…\" }");
  if (options.permission().empty()) {
    problem("has no permission: say which one an actor needs, like \"complaints.handle\"");
  }
  if (options.four_eyes() == options.approval().empty()) {
    problem(
        "says what a second person must be permitted (`approval`) just when one is always "
        "asked for (`four_eyes`): give both or none");
  }
  if (options.source().empty()) {
    problem("has no source: name the handbook's element it carries out, like \"Q4.4\"");
  }
  if (command.message->name() == kFireTimer) return;
  if (!model.states.contains(options.aggregate())) {
    problem(fmt::format("names the aggregate \"{}\", which no state has: set it to a state's name",
                        options.aggregate()));
  }
  if (options.events().empty()) problem("names no event: list in `events` what Decide may emit");
}

void CheckFieldWords(const Command& command, Problems* problems) {
  if (command.options.system()) return;  // nobody fills it in
  for (int i = 0; i < command.message->field_count(); ++i) {
    const FieldDescriptor* field = command.message->field(i);
    const v1::FieldOptions options = OptionsOf(field);
    if (!InBothLanguages(options.title())) {
      problems->push_back(fmt::format(
          "{} has no title in both zh and en: add title: {{ zh: \"…\" en: \"…\" }}", Place(field)));
    }
  }
}

void CheckStreamId(const Model& model, const Command& command, Problems* problems) {
  const auto state = model.states.find(command.options.aggregate());
  if (state == model.states.end()) return;
  std::vector<const FieldDescriptor*> ids;
  for (int i = 0; i < command.message->field_count(); ++i) {
    const FieldDescriptor* field = command.message->field(i);
    if (OptionsOf(field).stream_id()) ids.push_back(field);
  }
  const bool wanted = !state->second.options.id_prefix().empty();
  if (!wanted) {
    if (ids.empty()) return;
    problems->push_back(
        fmt::format("{} is a stream_id, but {} is the scope's own aggregate: remove stream_id",
                    Place(ids[0]), state->first));
    return;
  }
  if (ids.size() != 1) {
    problems->push_back(
        fmt::format("{} has {} fields with stream_id: exactly one holds the id of its {}",
                    Place(command.message), ids.size(), state->first));
  }
  for (const FieldDescriptor* id : ids) {
    if (id->type() == FieldDescriptor::TYPE_STRING && !id->is_repeated() &&
        id->name().ends_with("_id")) {
      continue;
    }
    problems->push_back(
        fmt::format("{} is a stream_id: make it one string named {}_id", Place(id), state->first));
  }
}

// "related_id", "items" (each of them) or "parts.item_id" (of each part).
const FieldDescriptor* Loaded(const Descriptor* message, std::string_view path) {
  const std::size_t dot = path.find('.');
  const FieldDescriptor* field = message->FindFieldByName(std::string(path.substr(0, dot)));
  if (field == nullptr || dot == std::string_view::npos) return field;
  if (field->message_type() == nullptr) return nullptr;
  return Loaded(field->message_type(), path.substr(dot + 1));
}

void CheckLoads(const Command& command, Problems* problems) {
  for (const std::string& path : command.options.loads()) {
    const FieldDescriptor* field = Loaded(command.message, path);
    const bool text = field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_STRING;
    if (text && !OptionsOf(field).ref().empty()) continue;
    problems->push_back(fmt::format(
        "{} loads \"{}\": name a string or bytes field that has a `ref`, of the command "
        "or, as part.field, of a message in it",
        Place(command.message), path));
  }
}

void CheckEmitted(const Model& model, const Command& command, Problems* problems) {
  for (const std::string& name : command.options.events()) {
    const Event* event = model.FindEvent(name);
    if (event == nullptr) {
      problems->push_back(
          fmt::format("{} names the event {}, which is not declared: declare it or "
                      "correct `events`",
                      Place(command.message), name));
    } else if (event->options.aggregate() != command.options.aggregate()) {
      problems->push_back(
          fmt::format("{} names the event {} of {}: a command writes to its own "
                      "stream, others are reached by a reaction",
                      Place(command.message), name, event->options.aggregate()));
    }
  }
}

std::string Described(const PersonalPath& path) {
  return fmt::format("{} = {} {} {}", path.names, path.numbers, TypeText(path.field),
                     v1::Personal_Name(path.personal));
}

// The seal that the gateway made is copied unopened, so both must read it alike.
void CheckSealsCarried(const Model& model, const Command& command, Problems* problems) {
  if (command.options.events().empty()) return;
  const Event* event = model.FindEvent(command.options.events(0));
  if (event == nullptr) return;
  const auto differ = [&](const Descriptor* has, const Descriptor* lacks) {
    std::vector<std::string> other;
    for (const PersonalPath& path : PersonalPaths(lacks)) other.push_back(Described(path));
    for (const PersonalPath& path : PersonalPaths(has)) {
      if (std::find(other.begin(), other.end(), Described(path)) != other.end()) continue;
      problems->push_back(fmt::format(
          "{}: {} has the personal field {}, which {} has not: give both the same number, type and "
          "class, since the event carries the command's seal",
          command.message->file()->name(), has->name(), Described(path), lacks->name()));
    }
  };
  differ(command.message, event->message);
  differ(event->message, command.message);
}

// A keyed hash is made once at the door, and the first event takes it over.
void CheckHashesCarried(const Model& model, const Command& command, Problems* problems) {
  if (command.options.events().empty()) return;
  const Event* event = model.FindEvent(command.options.events(0));
  if (event == nullptr) return;
  for (int i = 0; i < command.message->field_count(); ++i) {
    const FieldDescriptor* field = command.message->field(i);
    if (OptionsOf(field).mac_of().empty()) continue;
    const FieldDescriptor* carried = event->message->FindFieldByNumber(field->number());
    if (carried != nullptr && carried->name() == field->name() &&
        TypeText(carried) == TypeText(field)) {
      continue;
    }
    problems->push_back(fmt::format(
        "{} is a keyed hash that {} does not carry: declare {} {} = {} "
        "there",
        Place(field), event->message->name(), TypeText(field), field->name(), field->number()));
  }
}

}  // namespace

void CheckCommands(const Model& model, Problems* problems) {
  for (const Command& command : model.commands) {
    CheckWords(model, command, problems);
    CheckFieldWords(command, problems);
    CheckStreamId(model, command, problems);
    CheckLoads(command, problems);
    CheckEmitted(model, command, problems);
    CheckSealsCarried(model, command, problems);
    CheckHashesCarried(model, command, problems);
  }
}

void CheckEvents(const Model& model, Problems* problems) {
  for (const Event& event : model.events) {
    const auto problem = [&](const std::string& what) {
      problems->push_back(Place(event.message) + " " + what);
    };
    if (!InBothLanguages(event.options.title())) problem("has no title in both zh and en: add it");
    if (!model.states.contains(event.options.aggregate())) {
      problem(
          fmt::format("names the aggregate \"{}\", which no state has: set it to a state's name",
                      event.options.aggregate()));
    }
    for (const std::string& reaction : event.options.reactions()) {
      if (IsPlainName(reaction)) continue;
      problem(
          fmt::format("names the reaction \"{}\": use lower case, digits and _ and no word of "
                      "C++, since it becomes a namespace",
                      reaction));
    }
  }
}

}  // namespace tenure::codegen
