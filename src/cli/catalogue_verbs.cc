// What this build knows: its commands, events, refusals and read models, from the contract alone.
// No store is needed.
#include <fmt/format.h>

#include "cli/verbs.h"
#include "contract/describe.h"
#include "tenure/projection.h"

namespace tenure::cli {
namespace {

JsonValue Names(const google::protobuf::RepeatedPtrField<std::string>& names) {
  std::vector<JsonValue> items;
  for (const std::string& name : names) items.push_back(Str(name));
  return List(std::move(items));
}

Failure Unknown(std::string_view what, const std::string& name) {
  return Fail(ErrorCode::kNotFound, fmt::format("{} {}", what, name));
}

JsonValue ParsedJson(std::string_view json) {
  auto value = contract::ParseJson(json);
  return value ? *std::move(value) : Null();
}

JsonValue FieldsOf(const Message& prototype) {
  contract::JsonWriter json;
  contract::WriteFields(json, contract::DescribeFields(prototype.GetDescriptor()));
  return ParsedJson(json.text());
}

// A whole line that validates on the demo store.
JsonValue ExampleLine(const CommandEntry& entry, bool governance) {
  const v1::CommandExample& example = entry.options->example();
  const auto or_else = [](const std::string& given, const char* otherwise) {
    return Str(given.empty() ? otherwise : given);
  };
  return Object({{"command", Str(entry.name)},
                 {"scope", or_else(example.scope(),
                                   governance ? kGovernanceScope.data() : "customer/C-1001")},
                 {"actor", or_else(example.actor(), "admin")},
                 {"data", ParsedJson(contract::ExampleOf(entry.prototype->GetDescriptor()))}});
}

}  // namespace

Exit CommandList(Context& context) {
  std::vector<JsonValue> rows;
  for (const CommandEntry& entry : BuiltInDomain().commands()) {
    if (entry.options->system()) continue;
    rows.push_back(
        Object({{"name", Str(entry.name)},
                {"title", Str(contract::In(entry.options->title(), context.console.language()))},
                {"aggregate", Str(entry.options->aggregate())},
                {"permission", Str(entry.options->permission())},
                {"source", Str(entry.options->source())}}));
  }
  context.console.Rows(rows);
  return kExitOk;
}

Exit CommandShow(Context& context, const std::string& name) {
  const CommandEntry* entry = BuiltInDomain().FindCommand(name);
  if (entry == nullptr || entry->options->system()) return Unknown("command", name);
  const AggregateEntry* aggregate = BuiltInDomain().FindAggregate(entry->kind);
  const bool governance = aggregate->options->scope() == "governance";
  context.console.One(Object({{"name", Str(entry->name)},
                              {"title", TextObject(entry->options->title())},
                              {"aggregate", Str(entry->options->aggregate())},
                              {"scope", Str(aggregate->options->scope())},
                              {"permission", Str(entry->options->permission())},
                              {"four_eyes", Flag(entry->options->four_eyes())},
                              {"approval", Str(entry->options->approval())},
                              {"source", Str(entry->options->source())},
                              {"events", Names(entry->options->events())},
                              {"fields", FieldsOf(*entry->prototype)},
                              {"example", ExampleLine(*entry, governance)}}));
  return kExitOk;
}

Exit EventList(Context& context) {
  std::vector<JsonValue> rows;
  for (const EventEntry& entry : BuiltInDomain().events()) {
    rows.push_back(
        Object({{"name", Str(entry.name)},
                {"title", Str(contract::In(entry.options->title(), context.console.language()))},
                {"aggregate", Str(entry.options->aggregate())},
                {"type", Num(entry.id)}}));
  }
  context.console.Rows(rows);
  return kExitOk;
}

Exit EventShow(Context& context, const std::string& name) {
  const EventEntry* entry = BuiltInDomain().FindEvent(name);
  if (entry == nullptr) return Unknown("event", name);
  context.console.One(Object({{"name", Str(entry->name)},
                              {"title", TextObject(entry->options->title())},
                              {"type", Num(entry->id)},
                              {"aggregate", Str(entry->options->aggregate())},
                              {"retention_days", Num(entry->options->retention_days())},
                              {"legal_basis", StrOrNull(entry->options->legal_basis())},
                              {"correctable", Flag(entry->options->correctable())},
                              {"reactions", Names(entry->options->reactions())},
                              {"fields", FieldsOf(*entry->prototype)}}));
  return kExitOk;
}

Exit RefusalList(Context& context) {
  std::vector<JsonValue> rows;
  for (const contract::CatalogueEntry& entry : contract::Catalogue()) {
    rows.push_back(
        Object({{"code", Str(entry.name)},
                {"exit", Num(static_cast<std::uint64_t>(
                             contract::ExitCodeOf(entry.code, contract::Asked::kCommand)))},
                {"http", Num(static_cast<std::uint64_t>(contract::HttpStatusOf(entry.code)))},
                {"text", TextObject(entry.options->text())},
                {"what_to_do", TextObject(entry.options->what_to_do())}}));
  }
  context.console.Rows(rows);
  return kExitOk;
}

Exit ProjectionList(Context& context) {
  std::vector<JsonValue> rows;
  for (const ProjectionEntry& entry : BuiltInProjections()) {
    rows.push_back(
        Object({{"name", Str(entry.name)},
                {"title", Str(contract::In(entry.options->title(), context.console.language()))},
                {"version", Num(entry.version)}}));
  }
  context.console.Rows(rows);
  return kExitOk;
}

Exit ProjectionShow(Context& context, const std::string& name) {
  for (const ProjectionEntry& entry : BuiltInProjections()) {
    if (entry.name != name) continue;
    context.console.One(Object({{"name", Str(entry.name)},
                                {"title", TextObject(entry.options->title())},
                                {"version", Num(entry.version)},
                                {"events", Names(entry.options->events())},
                                {"indexes", Names(entry.options->indexes())},
                                {"fields", FieldsOf(*entry.prototype)}}));
    return kExitOk;
  }
  return Unknown("projection", name);
}

}  // namespace tenure::cli
