// Writes <name>.projection.h and the registry of read models.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "codegen/emit.h"

namespace tenure::codegen {
namespace {

std::vector<const Event*> EventsOf(const Model& model, const Projection& projection) {
  std::vector<const Event*> events;
  for (const std::string& name : projection.options.events()) {
    if (const Event* event = model.FindEvent(name)) events.push_back(event);
  }
  std::sort(events.begin(), events.end(), [](const Event* left, const Event* right) {
    return left->options.id() < right->options.id();
  });
  return events;
}

// The call of tenure/projection.h that gives the event's key; empty: the read model's own KeyOf.
std::string KeyCall(const v1::ProjectionOptions& options, const Event& event) {
  const auto& own = options.own_key();
  const bool has_own = std::find(own.begin(), own.end(), event.message->name()) != own.end();
  if (options.key().empty() || has_own) return "";
  if (options.key() == "aggregate") {
    return fmt::format("KeyOfAggregate(context, \"{}\")", event.options.aggregate());
  }
  std::string name = options.key();
  name.front() = static_cast<char>(name.front() - 'a' + 'A');
  return fmt::format("KeyOf{}(context)", name);
}

std::string EventRow(const Projection& projection, const Event& event) {
  return fmt::format(
      "    {{{0}, &v1::{1}::default_instance(),\n"
      "     +[](const Message& event, const EventContext& context) {{\n"
      "       return {2}::KeyOf(static_cast<const v1::{1}&>(event), context);\n     }},\n"
      "     +[](Message& row, const Message& event, const EventContext& context) {{\n"
      "       {2}::Apply(static_cast<v1::{3}&>(row), static_cast<const v1::{1}&>(event), "
      "context);\n     }}}},\n",
      event.options.id(), event.message->name(), projection.options.name(), projection.row->name());
}

}  // namespace

std::string EmitProjectionHeader(const Model& model, const Projection& projection) {
  std::set<std::string> includes = {StemOf(projection.row->file())};
  const auto events = EventsOf(model, projection);
  for (const Event* event : events) includes.insert(StemOf(event->message->file()));
  std::string text = kGeneratedNote;
  text += fmt::format(
      "// What projection {} has to define.\n#pragma once\n\n#include <optional>\n\n"
      "#include \"tenure/projection.h\"\n",
      projection.options.name());
  for (const std::string& include : includes)
    text += fmt::format("#include \"{}.pb.h\"\n", include);
  text += fmt::format("\nnamespace tenure::projection::{} {{\n\n", projection.options.name());
  for (const Event* event : events) {
    const std::string& name = event->message->name();
    const std::string key = KeyCall(projection.options, *event);
    text += key.empty() ? fmt::format(
                              "std::optional<RowKey> KeyOf(const v1::{}& event, const "
                              "EventContext& context);\n",
                              name)
                        : fmt::format(
                              "inline std::optional<RowKey> KeyOf(const v1::{}&, const "
                              "EventContext& context) {{\n  return {};\n}}\n",
                              name, key);
    text +=
        fmt::format("void Apply(v1::{}& row, const v1::{}& event, const EventContext& context);\n",
                    projection.row->name(), name);
  }
  return text +
         fmt::format("\n}}  // namespace tenure::projection::{}\n", projection.options.name());
}

std::string EmitRegistry(const Model& model) {
  std::string text = kGeneratedNote;
  text += "#include <vector>\n\n#include \"tenure/projection.h\"\n";
  std::string tables;
  std::string rows;
  for (const Projection& projection : model.projections) {
    const std::string& name = projection.options.name();
    text += fmt::format("#include \"{0}/{0}.projection.h\"\n", name);
    std::string events;
    for (const Event* event : EventsOf(model, projection)) events += EventRow(projection, *event);
    tables += fmt::format(
        "std::span<const ProjectionEventEntry> EventsOf_{}() {{\n"
        "  static const std::vector<ProjectionEventEntry> table = {{\n{}  }};\n"
        "  return table;\n}}\n\n",
        name, events);
    rows += fmt::format(
        "      {{\"{0}\", {1}, &v1::{2}::default_instance(),\n"
        "       &v1::{2}::descriptor()->options().GetExtension(v1::projection),\n"
        "       projection::EventsOf_{0}()}},\n",
        name, projection.options.version(), projection.row->name());
  }
  text +=
      "\nnamespace tenure {\n\nusing google::protobuf::Message;\n\nnamespace projection {\n"
      "namespace {\n\n" +
      tables + "}  // namespace\n}  // namespace projection\n\n";
  text += fmt::format(
      "std::span<const ProjectionEntry> BuiltInProjections() {{\n"
      "  static const std::vector<ProjectionEntry> table = {{\n{}  }};\n  return table;\n}}\n\n",
      rows);
  return text + "}  // namespace tenure\n";
}

}  // namespace tenure::codegen
