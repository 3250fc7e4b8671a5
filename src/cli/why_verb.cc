// `why`: the events behind a row of a read model or one figure of it.
#include "cli/verbs.h"
#include "contract/value_forms.h"
#include "query/why.h"

namespace tenure::cli {
namespace {

JsonValue ChangesOf(const query::WhyEvent& why) {
  std::vector<JsonValue> changes;
  for (const query::WhyChange& change : why.changes) {
    changes.push_back(
        Object({{"field", Str(change.field)}, {"from", change.from}, {"to", change.to}}));
  }
  return List(std::move(changes));
}

JsonValue PoliciesOf(const query::WhyEvent& why) {
  std::vector<JsonValue> policies;
  for (const auto& [policy, version] : why.policies) {
    policies.push_back(Object({{"policy", Str(policy)}, {"version", Num(version)}}));
  }
  return List(std::move(policies));
}

JsonValue EventOf(const query::WhyEvent& why, Language language) {
  const v1::Record& record = why.event.record;
  const std::int64_t effective =
      record.has_effective_at_us() ? record.effective_at_us() : record.recorded_at_us();
  return Object({{"position", Str(std::to_string(record.position()))},
                 {"scope", Str(record.scope())},
                 {"sequence", Num(record.scope_sequence())},
                 {"type", Str(why.event.entry->name)},
                 {"title", Str(contract::In(why.event.entry->options->title(), language))},
                 {"id", StrOrNull(record.aggregate_id())},
                 {"recorded_at", Str(contract::FormatInstant(record.recorded_at_us()))},
                 {"effective_at", Str(contract::FormatInstant(effective))},
                 {"actor", Str(record.actor())},
                 {"on_behalf_of", StrOrNull(record.on_behalf_of())},
                 {"changes", ChangesOf(why)},
                 {"policies", PoliciesOf(why)},
                 {"formula_version", why.formula_version ? Num(*why.formula_version) : Null()},
                 {"inputs", query::ShowEvent(why.event)}});
}

}  // namespace

Exit Why(Context& context, const WhyOptions& options) {
  context.options.as_of_scope = ScopeOfKey(options.projection, options.key);
  const auto store = TENURE_TRY(OpenForReading(context));
  const query::EventReader reader(*store, context.options.actor);
  const query::WhyReport report =
      TENURE_TRY(query::Why(*store, reader, options.projection, options.key, options.field));
  std::vector<JsonValue> events;
  for (const query::WhyEvent& one : report.events) {
    events.push_back(EventOf(one, context.console.language()));
  }
  context.console.One(Object(
      {{"projection", Str(options.projection)},
       {"key", Str(options.key)},
       {"title",
        Str(contract::In(report.projection->options->title(), context.console.language()))},
       {"row_version", Num(report.projection->version)},  // of the fold that makes the row
       {"field", StrOrNull(options.field)},
       {options.field.empty() ? "row" : "value", options.field.empty() ? report.row : report.value},
       {"events", List(std::move(events))}}));
  TENURE_TRY(store->Close());
  return kExitOk;
}

}  // namespace tenure::cli
