// Writes <file>.domain.h: what the domain has to define for the messages of one proto file.
#include <fmt/format.h>

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
