// `diff`: what changed in one row of a read model between two points of what was known, and which
// events changed it.
#include <fmt/format.h>

#include <algorithm>

#include "cli/verbs.h"
#include "contract/value_forms.h"
#include "query/event_reader.h"
#include "query/row_query.h"
#include "query/show.h"

namespace tenure::cli {
namespace {

constexpr std::size_t kEventsMax = 100'000;

struct Seen {
  JsonValue row;      // null: there was none
  Position head = 0;  // behind what was known
  ScopeId scope;
  std::vector<JsonValue> events;  // of the scope, all that were known
};

Result<Seen> SeenAt(const Context& context, const DiffOptions& options, const std::string& at) {
  Context then = context;
  then.options.as_of = at;
  then.options.as_of_scope = ScopeOfKey(options.projection, options.key);
  const auto store = TENURE_TRY(OpenForReading(then));
  const query::EventReader reader(*store, then.options.actor);
  Seen seen;
  seen.head = TENURE_TRY(store->log->Head());
  const auto row = query::GetRow(*store, options.projection, options.key);
  if (!row && (row.error().code != ErrorCode::kNotFound ||
               store->projector->Find(options.projection) == nullptr)) {
    return tl::unexpected(row.error());
  }
  if (row) {
    seen.scope = ScopeOfRow(*row);
    seen.row = TENURE_TRY(query::ShowMessage(*row->row, seen.scope, reader));
    for (const auto& event : TENURE_TRY(reader.OfScope(seen.scope, 1, kEventsMax))) {
      seen.events.push_back(
          Object({{"position", Str(std::to_string(event.record.position()))},
                  {"recorded_at", Str(contract::FormatInstant(event.record.recorded_at_us()))},
                  {"type", Str(event.entry == nullptr ? "?" : std::string(event.entry->name))},
                  {"id", StrOrNull(event.record.aggregate_id())},
                  {"actor", Str(event.record.actor())}}));
    }
  }
  TENURE_TRY(store->Close());
  return seen;
}

JsonValue MemberOr(const JsonValue& object, const std::string& name) {
  const JsonValue* member = object.Find(name);
  return member == nullptr ? Null() : *member;
}

std::vector<JsonValue> Changes(const JsonValue& before, const JsonValue& after) {
  std::vector<std::string> names;
  for (const JsonValue* row : {&before, &after}) {
    for (const auto& [name, value] : row->members) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  std::vector<JsonValue> changes;
  for (const std::string& name : names) {
    const JsonValue from = MemberOr(before, name);
    const JsonValue to = MemberOr(after, name);
    if (JsonText(from) == JsonText(to)) continue;
    changes.push_back(Object({{"field", Str(name)}, {"from", from}, {"to", to}}));
  }
  return changes;
}

// Events of these types are what the read model is fed; others changed something else.
bool Feeds(const ProjectionEntry& projection, const std::string& type) {
  const EventEntry* event = BuiltInDomain().FindEvent(type);
  return event != nullptr &&
         std::any_of(projection.events.begin(), projection.events.end(),
                     [&](const auto& fed) { return fed.event_type == event->id; });
}

}  // namespace

Exit Diff(Context& context, const DiffOptions& options) {
  const Seen before = TENURE_TRY(SeenAt(context, options, options.from));
  const Seen after = TENURE_TRY(SeenAt(context, options, options.to));
  if (before.head > after.head) {
    return Fail(ErrorCode::kInvalidInput, "--from lies behind --to");
  }
  if (before.row.members.empty() && after.row.members.empty()) {
    return Fail(ErrorCode::kNotFound,
                fmt::format("{} in {}, then or later", options.key, options.projection));
  }
  const ProjectionEntry* projection = nullptr;
  for (const ProjectionEntry& entry : BuiltInProjections()) {
    if (entry.name == options.projection) projection = &entry;
  }
  std::vector<JsonValue> events;
  for (const JsonValue& event : after.events) {
    const bool between = std::stoull(event.Find("position")->text) >= before.head;
    if (between && projection != nullptr && Feeds(*projection, event.Find("type")->text)) {
      events.push_back(event);
    }
  }
  context.console.One(Object({{"projection", Str(options.projection)},
                              {"key", Str(options.key)},
                              {"from_head", Str(std::to_string(before.head))},
                              {"to_head", Str(std::to_string(after.head))},
                              {"changes", List(Changes(before.row, after.row))},
                              {"events", List(std::move(events))}}));
  return kExitOk;
}

std::string ScopeOfKey(const std::string& projection, const std::string& key) {
  for (const ProjectionEntry& entry : BuiltInProjections()) {
    if (entry.name != projection) continue;
    const std::string& kind = entry.options->key();
    const bool own = entry.options->own_key_size() > 0;  // some rows are keyed otherwise
    if (!own && kind == "customer") return "customer/" + key;
    if (!own && kind == "stream") return "customer/" + key.substr(0, key.find('/'));
  }
  return "";
}

}  // namespace tenure::cli
