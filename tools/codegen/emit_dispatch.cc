// Writes domain/dispatch.gen.{h,cc}: the tables through which the engine reaches the domain.
#include <fmt/format.h>

#include <set>

#include "codegen/emit.h"

namespace tenure::codegen {
namespace {

std::string OptionsOf(const std::string& message, const char* extension) {
  return fmt::format("&v1::{}::descriptor()->options().GetExtension(v1::{})", message, extension);
}

std::string Prototype(const std::string& message) {
  return fmt::format("&v1::{}::default_instance()", message);
}

std::uint32_t KindFor(const Model& model, const std::string& aggregate) {
  const auto found = model.states.find(aggregate);
  return found == model.states.end() ? 0 : found->second.options.kind();
}

std::string CommandRow(const Model& model, const Command& command) {
  const std::string& name = command.message->name();
  std::string decide = "nullptr";
  const auto state = model.states.find(command.options.aggregate());
  if (state != model.states.end()) {
    decide = fmt::format(
        "+[](const Message& state, const Message& command, const DecideContext& context) {{\n"
        "         return {}::Decide(static_cast<const v1::{}&>(state),\n"
        "                           static_cast<const v1::{}&>(command), context);\n       }}",
        state->first, state->second.message->name(), name);
  }
  return fmt::format("      {{{}, \"{}\", {}, {},\n       {},\n       {}}},\n",
                     command.options.id(), name, KindFor(model, command.options.aggregate()),
                     Prototype(name), OptionsOf(name, "command"), decide);
}

std::string ReactionTable(const Event& event) {
  if (event.options.reactions().empty()) return "";
  std::string rows;
  for (const std::string& reaction : event.options.reactions()) {
    rows += fmt::format(
        "    {{\"{0}\", +[](const v1::Book& book, const Message& event, const EventContext& "
        "context) "
        "{{\n       return reaction::{0}::React(book, static_cast<const v1::{1}&>(event), "
        "context);\n"
        "     }}}},\n",
        reaction, event.message->name());
  }
  return fmt::format("constexpr ReactionEntry kReactionsOf{}[] = {{\n{}}};\n\n",
                     event.message->name(), rows);
}

std::string EventRow(const Model& model, const Event& event) {
  const std::string& name = event.message->name();
  const State& state = model.states.at(event.options.aggregate());
  const std::string evolve = fmt::format(
      "+[](Message& state, const Message& event, const EventContext& context) {{\n"
      "         {}::Evolve(static_cast<v1::{}&>(state), static_cast<const v1::{}&>(event), "
      "context);\n       }}",
      event.options.aggregate(), state.message->name(), name);
  std::string evolve_book = "nullptr";
  if (event.options.book()) {
    evolve_book = fmt::format(
        "+[](v1::Book& book, const Message& event, const EventContext& context) {{\n"
        "         {}::EvolveBook(book, static_cast<const v1::{}&>(event), context);\n       }}",
        event.options.aggregate(), name);
  }
  const std::string reactions = event.options.reactions().empty() ? "{}" : "kReactionsOf" + name;
  return fmt::format("      {{{}, \"{}\", {}, {},\n       {},\n       {},\n       {}, {}}},\n",
                     event.options.id(), name, state.options.kind(), Prototype(name),
                     OptionsOf(name, "event"), evolve, evolve_book, reactions);
}

std::string AggregateRow(const State& state) {
  const std::string& name = state.options.name();
  const std::string& message = state.message->name();
  std::string timers = "nullptr";
  std::string fire = "nullptr";
  if (state.options.timers()) {
    timers = fmt::format(
        "+[](const Message& state) {{ return {}::Timers(static_cast<const v1::{}&>(state)); }}",
        name, message);
    fire = fmt::format(
        "+[](const Message& state, const v1::FireTimer& command, const DecideContext& context) {{\n"
        "         return {}::Decide(static_cast<const v1::{}&>(state), command, context);\n"
        "       }}",
        name, message);
  }
  return fmt::format("      {{{}, \"{}\", {},\n       {},\n       {},\n       {}}},\n",
                     state.options.kind(), name, Prototype(message), OptionsOf(message, "state"),
                     timers, fire);
}

std::string Table(const char* type, const char* function, const std::string& rows) {
  return fmt::format(
      "std::span<const {0}> {1}() {{\n  static const std::vector<{0}> table = {{\n{2}  }};\n"
      "  return table;\n}}\n\n",
      type, function, rows);
}

}  // namespace

std::string EmitDispatchHeader() {
  return std::string(kGeneratedNote) +
         "// The tables of this build's contract, sorted by id or kind.\n#pragma once\n\n"
         "#include <span>\n\n#include \"tenure/domain.h\"\n\nnamespace tenure {\n\n"
         "[[nodiscard]] std::span<const CommandEntry> GeneratedCommands();\n"
         "[[nodiscard]] std::span<const EventEntry> GeneratedEvents();\n"
         "[[nodiscard]] std::span<const AggregateEntry> GeneratedAggregates();\n\n"
         "}  // namespace tenure\n";
}

std::string EmitDispatch(const Model& model) {
  std::string text = kGeneratedNote;
  text += "#include \"domain/dispatch.gen.h\"\n\n#include <vector>\n\n";
  std::set<std::string> files;
  for (const Command& command : model.commands) files.insert(StemOf(command.message->file()));
  for (const Event& event : model.events) files.insert(StemOf(event.message->file()));
  for (const auto& [name, state] : model.states) files.insert(StemOf(state.message->file()));
  for (const std::string& file : files) text += fmt::format("#include \"{}.domain.h\"\n", file);
  text += "\nnamespace tenure {\nnamespace {\n\n";
  std::string commands, events, aggregates;
  for (const Command& command : model.commands) commands += CommandRow(model, command);
  for (const Event& event : model.events) {
    text += ReactionTable(event);
    events += EventRow(model, event);
  }
  std::vector<const State*> states;
  for (const auto& [name, state] : model.states) states.push_back(&state);
  std::sort(states.begin(), states.end(), [](const State* left, const State* right) {
    return left->options.kind() < right->options.kind();
  });
  for (const State* state : states) aggregates += AggregateRow(*state);
  text += "}  // namespace\n\n";
  text += Table("CommandEntry", "GeneratedCommands", commands);
  text += Table("EventEntry", "GeneratedEvents", events);
  text += Table("AggregateEntry", "GeneratedAggregates", aggregates);
  return text + "}  // namespace tenure\n";
}

}  // namespace tenure::codegen
