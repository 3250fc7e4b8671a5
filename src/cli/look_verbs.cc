// What back offices look at all day: customers, complaints, what is due, what waits for a second
// person, who may do what.
#include <fmt/format.h>

#include <algorithm>

#include "cli/verbs.h"
#include "contract/value_forms.h"
#include "query/due_list.h"
#include "query/event_reader.h"
#include "query/row_query.h"
#include "query/show.h"
#include "tenure/v1/governance.pb.h"

namespace tenure::cli {
namespace {

constexpr std::size_t kTimelineMax = 100'000;  // events of one customer in one answer

ScopeId CustomerScope(const std::string& id) {
  return {id.starts_with("customer/") ? id : "customer/" + id};
}

// All rows of a projection, personal fields opened for the reader.
Result<std::vector<JsonValue>> ShownRows(query::OpenStore& store, const query::EventReader& reader,
                                         std::string_view projection,
                                         const query::RowFilter& filter) {
  std::vector<JsonValue> rows;
  for (const query::Row& row : TENURE_TRY(query::FindRows(store, projection, filter))) {
    rows.push_back(TENURE_TRY(query::ShowMessage(*row.row, ScopeOfRow(row), reader)));
  }
  return rows;
}

Exit ListRows(Context& context, std::string_view projection, const query::RowFilter& filter) {
  const auto store = TENURE_TRY(OpenForReading(context));
  const query::EventReader reader(*store, context.options.actor);
  context.console.Rows(TENURE_TRY(ShownRows(*store, reader, projection, filter)));
  TENURE_TRY(store->Close());
  return kExitOk;
}

// The states of a scope as {aggregate, id, version, state}.
Result<std::vector<JsonValue>> StatesOf(query::OpenStore& store, const query::EventReader& reader,
                                        const ScopeId& scope) {
  std::vector<JsonValue> rows;
  Result<void> shown;
  const auto take = [&](const StreamKey& key, const store::StateRow& row) {
    const AggregateEntry* aggregate = store.engine->domain().FindAggregate(key.kind);
    const auto state = store.engine->StateOf(key);
    if (aggregate == nullptr || !state || *state == nullptr) return true;
    auto value = query::ShowMessage(**state, scope, reader);
    if (!value) {
      shown = tl::unexpected(value.error());
      return false;
    }
    rows.push_back(Object({{"aggregate", Str(aggregate->name)},
                           {"id", StrOrNull(key.id)},
                           {"version", Num(row.stream_sequence)},
                           {"state", *std::move(value)}}));
    return true;
  };
  TENURE_TRY(store.store->VisitStates(scope, take));
  TENURE_TRY(std::move(shown));
  return rows;
}

JsonValue TimelineRow(const query::ReadEvent& event, Language language) {
  const v1::Record& record = event.record;
  const std::int64_t effective =
      record.has_effective_at_us() ? record.effective_at_us() : record.recorded_at_us();
  JsonValue reason = StrOrNull(event.reason);
  if (event.reason_state == SealState::kNoAccess || event.reason_state == SealState::kErased) {
    reason = query::SealedValue(event.reason_state);
  }
  return Object(
      {{"position", Str(std::to_string(record.position()))},
       {"recorded_at", Str(contract::FormatInstant(record.recorded_at_us()))},
       {"effective_at", Str(contract::FormatInstant(effective))},
       {"type", Str(event.entry == nullptr ? "?" : std::string(event.entry->name))},
       {"title",
        Str(event.entry == nullptr ? "" : contract::In(event.entry->options->title(), language))},
       {"id", StrOrNull(record.aggregate_id())},
       {"actor", Str(record.actor())},
       {"on_behalf_of", StrOrNull(record.on_behalf_of())},
       {"reason", std::move(reason)},
       {"data", query::ShowEvent(event)}});
}

// A customer's file and those merged into it: reads of the survivor take them together (F1).
Result<std::vector<ScopeId>> FilesOf(const query::OpenStore& store, const ScopeId& scope) {
  std::vector<ScopeId> files = {scope};
  auto profile =
      query::GetRow(store, "customer_profile", scope.text.substr(scope.text.find('/') + 1));
  if (!profile && profile.error().code == ErrorCode::kNotFound) return files;
  const query::Row found = TENURE_TRY(std::move(profile));
  const Message& row = *found.row;
  const auto* absorbed = row.GetDescriptor()->FindFieldByName("absorbed");
  for (int i = 0; i < row.GetReflection()->FieldSize(row, absorbed); ++i) {
    files.push_back(CustomerScope(row.GetReflection()->GetRepeatedString(row, absorbed, i)));
  }
  return files;
}

// The one row of `projection` whose field `field` is `id`.
Result<query::Row> RowById(query::OpenStore& store, std::string_view projection,
                           const std::string& field, const std::string& id) {
  auto rows = TENURE_TRY(query::FindRows(store, projection, {.where = {{field, id}}, .limit = 2}));
  if (rows.empty()) {
    return Fail(ErrorCode::kNotFound, fmt::format("{} {} in {}", field, id, projection));
  }
  return std::move(rows.front());
}

// The events of one stream.
Result<JsonValue> StoryOf(const query::EventReader& reader, const StreamKey& stream,
                          Language language) {
  std::vector<JsonValue> story;
  for (const query::ReadEvent& event : TENURE_TRY(reader.OfScope(stream.scope, 1, kTimelineMax))) {
    if (event.record.aggregate() == stream.kind && event.record.aggregate_id() == stream.id) {
      story.push_back(TimelineRow(event, language));
    }
  }
  return List(std::move(story));
}

}  // namespace

ScopeId ScopeOfRow(const query::Row& row) {
  const auto* field = row.row->GetDescriptor()->FindFieldByName("scope");
  if (field != nullptr) return {row.row->GetReflection()->GetString(*row.row, field)};
  return {"customer/" + row.key.substr(0, row.key.find('/'))};
}

Exit CustomerList(Context& context) { return ListRows(context, "customer_profile", {}); }

Exit CustomerShow(Context& context, const std::string& id) {
  context.options.as_of_scope = CustomerScope(id).text;
  const auto store = TENURE_TRY(OpenForReading(context));
  const query::EventReader reader(*store, context.options.actor);
  const ScopeId scope = CustomerScope(id);
  const auto states = TENURE_TRY(StatesOf(*store, reader, scope));
  if (states.empty()) return Fail(ErrorCode::kNotFound, fmt::format("customer {}", id));
  const std::string key = scope.text.substr(scope.text.find('/') + 1);
  const query::Row profile = TENURE_TRY(query::GetRow(*store, "customer_profile", key));
  JsonValue shown = TENURE_TRY(query::ShowMessage(*profile.row, scope, reader));
  shown.members.insert(shown.members.begin(), {"id", Str(key)});
  shown.members.emplace_back("streams", List(states));
  context.console.One(shown);
  TENURE_TRY(store->Close());
  return kExitOk;
}

Exit CustomerTimeline(Context& context, const std::string& id) {
  context.options.as_of_scope = CustomerScope(id).text;
  const auto store = TENURE_TRY(OpenForReading(context));
  const query::EventReader reader(*store, context.options.actor);
  const ScopeId scope = CustomerScope(id);
  const auto files = TENURE_TRY(FilesOf(*store, scope));
  std::vector<std::pair<std::uint64_t, JsonValue>> story;
  for (const ScopeId& file : files) {
    for (const query::ReadEvent& event : TENURE_TRY(reader.OfScope(file, 1, kTimelineMax))) {
      story.emplace_back(event.record.position(), TimelineRow(event, context.console.language()));
      if (files.size() == 1) continue;
      story.back().second.members.emplace_back("customer", Str(ScopeName(file.text)));
    }
  }
  std::stable_sort(story.begin(), story.end(),
                   [](const auto& left, const auto& right) { return left.first < right.first; });
  std::vector<JsonValue> rows;
  for (auto& [position, row] : story) rows.push_back(std::move(row));
  if (rows.empty()) return Fail(ErrorCode::kNotFound, fmt::format("customer {}", id));
  context.console.Rows(rows);
  TENURE_TRY(store->Close());
  return kExitOk;
}

Exit ComplaintShow(Context& context, const std::string& id) {
  const auto store = TENURE_TRY(OpenForReading(context));
  const query::EventReader reader(*store, context.options.actor);
  const query::Row row = TENURE_TRY(RowById(*store, "complaint_board", "complaint", id));
  const ScopeId scope = ScopeOfRow(row);
  const AggregateEntry* aggregate = store->engine->domain().FindAggregate("complaint");
  const auto state = TENURE_TRY(store->engine->StateOf({scope, aggregate->kind, id}));
  JsonValue shown = TENURE_TRY(query::ShowMessage(*row.row, scope, reader));
  shown.members.emplace_back("state", TENURE_TRY(query::ShowMessage(*state, scope, reader)));
  shown.members.emplace_back("story", TENURE_TRY(StoryOf(reader, {scope, aggregate->kind, id},
                                                         context.console.language())));
  context.console.One(shown);
  TENURE_TRY(store->Close());
  return kExitOk;
}

// A debt case as it stands, its promises and contacts, and its story.
Exit DebtShow(Context& context, const std::string& id) {
  const auto store = TENURE_TRY(OpenForReading(context));
  const query::EventReader reader(*store, context.options.actor);
  const query::Row row = TENURE_TRY(RowById(*store, "debt_case_board", "case_id", id));
  const ScopeId scope = ScopeOfRow(row);
  const AggregateEntry* aggregate = store->engine->domain().FindAggregate("debt_case");
  const auto state = TENURE_TRY(store->engine->StateOf({scope, aggregate->kind, id}));
  JsonValue shown = TENURE_TRY(query::ShowMessage(*row.row, scope, reader));
  shown.members.emplace_back("state", TENURE_TRY(query::ShowMessage(*state, scope, reader)));
  const query::RowFilter of_case{
      .where = {{"customer", std::string(ScopeName(scope.text))}, {"case_id", id}}};
  for (const char* projection : {"promise_book", "contact_ledger"}) {
    shown.members.emplace_back(projection,
                               List(TENURE_TRY(ShownRows(*store, reader, projection, of_case))));
  }
  shown.members.emplace_back("story", TENURE_TRY(StoryOf(reader, {scope, aggregate->kind, id},
                                                         context.console.language())));
  context.console.One(shown);
  TENURE_TRY(store->Close());
  return kExitOk;
}

Exit Worklist(Context& context, const WorklistOptions& options) {
  std::optional<std::int64_t> before;
  if (!options.due_before.empty()) {
    before = contract::ParseInstant(options.due_before);
    if (!before) {
      return Fail(ErrorCode::kInvalidInput, fmt::format("not an instant: {}", options.due_before));
    }
  }
  const auto store = TENURE_TRY(OpenForReading(context));
  const query::EventReader reader(*store, context.options.actor);
  std::vector<JsonValue> rows;
  for (query::Due& due : TENURE_TRY(query::DueList(*store, reader))) {
    if (!options.owner.empty() && due.owner != options.owner) continue;
    if (!options.kind.empty() && due.kind != options.kind) continue;
    if (before && (!due.at || *due.at >= *before)) continue;
    rows.push_back(std::move(due.line));
  }
  context.console.Rows(rows);
  TENURE_TRY(store->Close());
  return kExitOk;
}

Exit OutboxList(Context& context) { return ListRows(context, "outbox", {}); }

Exit OutboxExport(Context& context) {
  return ListRows(context, "outbox", {.where = {{"status", "OPEN"}}, .limit = 100'000});
}

Exit ApprovalList(Context& context) {
  return ListRows(context, "approvals", {.where = {{"status", "OPEN"}}, .limit = 1'000});
}

Exit ApprovalShow(Context& context, const std::string& id) {
  const auto store = TENURE_TRY(OpenForReading(context));
  const query::EventReader reader(*store, context.options.actor);
  const query::Row row = TENURE_TRY(RowById(*store, "approvals", "approval", id));
  context.console.One(TENURE_TRY(query::ShowMessage(*row.row, ScopeOfRow(row), reader)));
  TENURE_TRY(store->Close());
  return kExitOk;
}

Exit AuthorityShow(Context& context, const std::string& actor) {
  const auto store = TENURE_TRY(context.door.Open(context.options));
  const query::EventReader reader(*store, context.options.actor);
  const auto* authority = store->engine->rules().Get<v1::AuthorityState>(actor);
  if (authority == nullptr) return Fail(ErrorCode::kNotFound, fmt::format("actor {}", actor));
  JsonValue shown =
      TENURE_TRY(query::ShowMessage(*authority, ScopeId{std::string(kGovernanceScope)}, reader));
  shown.members.insert(shown.members.begin(), {"actor", Str(actor)});
  context.console.One(shown);
  TENURE_TRY(store->Close());
  return kExitOk;
}

}  // namespace tenure::cli
