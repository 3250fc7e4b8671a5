// Writes <file>.domain.h: what the domain has to define for the messages of one proto file.
#include <fmt/format.h>
#include <google/protobuf/compiler/cpp/names.h>

#include <map>
#include <set>

#include "codegen/emit.h"

namespace tenure::codegen {
namespace {

struct Declarations {
  std::set<std::string> includes;
  std::map<std::string, std::vector<std::string>> by_namespace;
};

void Declare(const std::string& aggregate, std::string line, Declarations* out) {
  out->by_namespace["tenure::" + aggregate].push_back(std::move(line));
}

const State* StateFor(const Model& model, const std::string& aggregate) {
  const auto found = model.states.find(aggregate);
  return found == model.states.end() ? nullptr : &found->second;
}

void DeclareCommands(const Model& model, const FileDescriptor* file, Declarations* out) {
  for (const Command& command : model.commands) {
    if (command.message->file() != file) continue;
    const State* state = StateFor(model, command.options.aggregate());
    if (state == nullptr) continue;
    out->includes.insert(StemOf(state->message->file()));
    Declare(command.options.aggregate(),
            fmt::format("Decision Decide(const v1::{}& state, const v1::{}& command,\n"
                        "                const DecideContext& context);",
                        state->message->name(), command.message->name()),
            out);
  }
}

// The same field in both messages: a value may be handed on as it is.
bool IsSame(const FieldDescriptor* from, const FieldDescriptor* to) {
  return to != nullptr && from->name() == to->name() && from->type() == to->type() &&
         from->is_repeated() == to->is_repeated() && from->message_type() == to->message_type() &&
         from->enum_type() == to->enum_type() && from->has_presence() == to->has_presence();
}

std::string HandOn(const FieldDescriptor* field) {
  const std::string name = google::protobuf::compiler::cpp::FieldName(field);
  if (field->is_repeated()) {
    return fmt::format("  *event.mutable_{0}() = command.{0}();\n", name);
  }
  const std::string condition =
      field->has_presence() ? fmt::format("if (command.has_{}()) ", name) : "";
  if (field->message_type() != nullptr) {
    return fmt::format("  {1}*event.mutable_{0}() = command.{0}();\n", name, condition);
  }
  return fmt::format("  {1}event.set_{0}(command.{0}());\n", name, condition);
}

// EventOf: most of what an event says is what its command said.
void DefineEventOf(const Model& model, const FileDescriptor* file, Declarations* out) {
  for (const Command& command : model.commands) {
    if (command.message->file() != file || command.options.events().empty()) continue;
    const Event* event = model.FindEvent(command.options.events(0));
    if (event == nullptr || StateFor(model, command.options.aggregate()) == nullptr) continue;
    std::string body;
    for (int i = 0; i < command.message->field_count(); ++i) {
      const FieldDescriptor* field = command.message->field(i);
      if (IsPersonal(field)) continue;  // travels sealed
      const FieldDescriptor* same = event->message->FindFieldByNumber(field->number());
      if (IsSame(field, same)) body += HandOn(field);
    }
    out->includes.insert(StemOf(event->message->file()));
    Declare(
        command.options.aggregate(),
        fmt::format("// The event of the command, with every clear field that both have.\n"
                    "inline v1::{} EventOf([[maybe_unused]] const v1::{}& command) {{\n"
                    "  v1::{} event;\n{}  return event;\n}}",
                    event->message->name(), command.message->name(), event->message->name(), body),
        out);
  }
}

void DeclareEvents(const Model& model, const FileDescriptor* file, Declarations* out) {
  for (const Event& event : model.events) {
    if (event.message->file() != file) continue;
    const State* state = StateFor(model, event.options.aggregate());
    if (state == nullptr) continue;
    out->includes.insert(StemOf(state->message->file()));
    Declare(event.options.aggregate(),
            fmt::format("void Evolve(v1::{}& state, const v1::{}& event, const EventContext& "
                        "context);",
                        state->message->name(), event.message->name()),
            out);
    if (event.options.book()) {
      Declare(event.options.aggregate(),
              fmt::format("void EvolveBook(v1::Book& book, const v1::{}& event, const "
                          "EventContext& context);",
                          event.message->name()),
              out);
    }
    for (const std::string& reaction : event.options.reactions()) {
      Declare("reaction::" + reaction,
              fmt::format("std::vector<ReactionCommand> React(const v1::Book& book, const v1::{}& "
                          "event,\n                                   const EventContext& "
                          "context);",
                          event.message->name()),
              out);
    }
  }
}

void DeclareTimers(const Model& model, const FileDescriptor* file, Declarations* out) {
  for (const auto& [name, state] : model.states) {
    if (state.message->file() != file || !state.options.timers()) continue;
    out->includes.insert("tenure/v1/system");  // FireTimer
    Declare(name,
            fmt::format("std::vector<Timer> Timers(const v1::{}& state);", state.message->name()),
            out);
    Declare(name,
            fmt::format("Decision Decide(const v1::{}& state, const v1::FireTimer& command,\n"
                        "                const DecideContext& context);",
                        state.message->name()),
            out);
  }
}

}  // namespace

std::string EmitDomainHeader(const Model& model, const FileDescriptor* file) {
  Declarations out;
  out.includes.insert(StemOf(file));
  DeclareCommands(model, file, &out);
  DeclareEvents(model, file, &out);
  DeclareTimers(model, file, &out);
  DefineEventOf(model, file, &out);
  std::string text = kGeneratedNote;
  text +=
      fmt::format("// The functions that {} asks the domain for.\n#pragma once\n\n", file->name());
  text += "#include <vector>\n\n#include \"tenure/decision.h\"\n";
  for (const std::string& include : out.includes) {
    text += fmt::format("#include \"{}.pb.h\"\n", include);
  }
  for (const auto& [name, lines] : out.by_namespace) {
    text += fmt::format("\nnamespace {} {{\n\n", name);
    for (const std::string& line : lines) text += line + "\n";
    text += fmt::format("\n}}  // namespace {}\n", name);
  }
  return text;
}

}  // namespace tenure::codegen
