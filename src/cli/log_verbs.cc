// The log as it lies there, the read models as they stand, and the proof that one follows from the
// other.
#include <fmt/format.h>

#include "base/hex.h"
#include "base/uuid.h"
#include "cli/verbs.h"
#include "contract/value_forms.h"
#include "engine/addressing.h"
#include "engine/verify.h"
#include "log/record_codec.h"
#include "query/event_reader.h"
#include "query/row_query.h"
#include "query/show.h"

namespace tenure::cli {
namespace {

JsonValue InstantOf(std::int64_t micros) { return Str(contract::FormatInstant(micros)); }

JsonValue EventRow(const query::ReadEvent& event) {
  const v1::Record& record = event.record;
  return Object({{"position", Str(std::to_string(record.position()))},
                 {"recorded_at", InstantOf(record.recorded_at_us())},
                 {"scope", Str(record.scope())},
                 {"type", Str(event.entry == nullptr ? fmt::format("#{}", record.event_type())
                                                     : std::string(event.entry->name))},
                 {"id", StrOrNull(record.aggregate_id())},
                 {"version", Num(record.stream_sequence())},
                 {"actor", Str(record.actor())}});
}

JsonValue IdOf(const std::string& bytes) {
  return bytes.size() == 16 ? Str(UuidText(engine::CommandIdOf(bytes))) : Null();
}

JsonValue WholeRecord(const query::ReadEvent& event) {
  const v1::Record& record = event.record;
  JsonValue reason = StrOrNull(event.reason);
  if (event.reason_state == SealState::kNoAccess || event.reason_state == SealState::kErased) {
    reason = query::SealedValue(event.reason_state);
  }
  JsonValue row = EventRow(event);
  const std::int64_t effective =
      record.has_effective_at_us() ? record.effective_at_us() : record.recorded_at_us();
  const Members more = {
      {"effective_at", InstantOf(effective)},
      {"scope_sequence", Num(record.scope_sequence())},
      {"unit", Str(fmt::format("{} of {}", record.unit_index() + 1, record.unit_count()))},
      {"command_id", IdOf(record.command_id())},
      {"cause_id", IdOf(record.cause_id())},
      {"correlation_id",
       IdOf(record.correlation_id().empty() ? record.command_id() : record.correlation_id())},
      {"on_behalf_of", StrOrNull(record.on_behalf_of())},
      {"governance_position", Str(std::to_string(record.governance_position()))},
      {"door", StrOrNull(record.origin().door())},
      {"reason", std::move(reason)},
      {"data", query::ShowEvent(event)},
      {"outgoing", Num(static_cast<std::uint64_t>(record.outgoing_size()))},
      {"leaf_hash", Str(event.hash)}};
  row.members.insert(row.members.end(), more.begin(), more.end());
  return row;
}

const char* StatusWord(store::ViewState::Status status) {
  switch (status) {
    case store::ViewState::Status::kLive:
      return "live";
    case store::ViewState::Status::kBuilding:
      return "building";
    case store::ViewState::Status::kStopped:
      return "stopped";
  }
  return "stopped";
}

Result<JsonValue> ShowRow(const query::Row& row, const query::EventReader& reader) {
  JsonValue shown = TENURE_TRY(query::ShowMessage(*row.row, ScopeOfRow(row), reader));
  shown.members.insert(shown.members.begin(), {"key", Str(row.key)});
  return shown;
}

}  // namespace

Result<Position> ParsePosition(const std::string& text) {
  std::string_view digits = text;
  if (digits.starts_with("0:")) digits.remove_prefix(2);
  const bool number = !digits.empty() && digits.size() <= 18 &&
                      digits.find_first_not_of("0123456789") == std::string_view::npos;
  if (!number) return Fail(ErrorCode::kInvalidInput, fmt::format("not a position: {}", text));
  return Position{std::stoull(std::string(digits))};
}

Result<std::unique_ptr<query::OpenStore>> OpenForReading(Context& context) {
  auto store = TENURE_TRY(context.door.Open(context.options));
  TENURE_TRY(store->projector->CatchUp());
  return store;
}

Exit LogHead(Context& context) {
  const auto store = TENURE_TRY(context.door.Open(context.options));
  const Hash256 root = TENURE_TRY(store->log->Frontier()).Root();
  context.console.One(
      Object({{"partition", Num(0)},
              {"head", Str(std::to_string(store->engine->head()))},
              {"root", Str(HexOf({reinterpret_cast<const char*>(root.data()), root.size()}))}}));
  TENURE_TRY(store->Close());
  return kExitOk;
}

Exit LogShow(Context& context, const std::string& position) {
  const Position at = TENURE_TRY(ParsePosition(position));
  const auto store = TENURE_TRY(context.door.Open(context.options));
  const query::EventReader reader(*store, context.options.actor);
  context.console.One(WholeRecord(TENURE_TRY(reader.At(at))));
  TENURE_TRY(store->Close());
  return kExitOk;
}

Exit LogList(Context& context, const LogListOptions& options) {
  log::RecordFilter filter;
  if (!options.scope.empty()) filter.scope_hash = log::ScopeHash(options.scope);
  if (!options.type.empty()) {
    const EventEntry* entry = BuiltInDomain().FindEvent(options.type);
    if (entry == nullptr) {
      return Fail(ErrorCode::kInvalidInput, fmt::format("no event type {}", options.type));
    }
    filter.event_type = entry->id;
  }
  const Position from = options.from.empty() ? 0 : TENURE_TRY(ParsePosition(options.from));
  const auto store = TENURE_TRY(context.door.Open(context.options));
  const query::EventReader reader(*store, context.options.actor);
  std::vector<JsonValue> rows;
  TENURE_TRY(reader.Visit(from, filter, [&](const query::ReadEvent& event) {
    if (rows.size() == options.limit) return false;
    if (options.scope.empty() || event.record.scope() == options.scope) {
      rows.push_back(EventRow(event));
    }
    return true;
  }));
  context.console.Rows(rows);
  TENURE_TRY(store->Close());
  return kExitOk;
}

Exit ProjectionStatus(Context& context) {
  const auto store = TENURE_TRY(OpenForReading(context));
  std::vector<JsonValue> rows;
  int exit_code = kExitOk;
  for (const engine::ViewStatus& view : TENURE_TRY(store->projector->Status())) {
    if (view.status == store::ViewState::Status::kStopped) exit_code = kExitFailure;
    rows.push_back(Object({{"name", Str(view.name)},
                           {"version", Num(view.version)},
                           {"status", Str(StatusWord(view.status))},
                           {"position", Str(std::to_string(view.position))},
                           {"head", Str(std::to_string(view.head))},
                           {"stopped_by", StrOrNull(view.stopped_by)}}));
  }
  context.console.Rows(rows);
  TENURE_TRY(store->Close());
  return exit_code;
}

Exit ProjectionGet(Context& context, const std::string& name, const std::string& key) {
  context.options.as_of_scope = ScopeOfKey(name, key);
  const auto store = TENURE_TRY(OpenForReading(context));
  const query::EventReader reader(*store, context.options.actor);
  const query::Row row = TENURE_TRY(query::GetRow(*store, name, key));
  context.console.One(TENURE_TRY(ShowRow(row, reader)));
  TENURE_TRY(store->Close());
  return kExitOk;
}

Exit ProjectionRows(Context& context, const RowsOptions& options) {
  query::RowFilter filter;
  filter.limit = options.limit;
  for (const std::string& condition : options.where) {
    const std::size_t equals = condition.find('=');
    if (equals == std::string::npos) {
      return Fail(ErrorCode::kInvalidInput, fmt::format("not FIELD=VALUE: {}", condition));
    }
    filter.where.emplace_back(condition.substr(0, equals), condition.substr(equals + 1));
  }
  const auto store = TENURE_TRY(OpenForReading(context));
  const query::EventReader reader(*store, context.options.actor);
  std::vector<JsonValue> rows;
  for (const query::Row& row : TENURE_TRY(query::FindRows(*store, options.projection, filter))) {
    rows.push_back(TENURE_TRY(ShowRow(row, reader)));
  }
  context.console.Rows(rows);
  TENURE_TRY(store->Close());
  return kExitOk;
}

Exit ProjectionRebuild(Context& context, const std::string& name) {
  const auto store = TENURE_TRY(context.door.Open(context.options));
  TENURE_TRY(store->projector->Rebuild(name));
  context.console.One(
      Object({{"rebuilt", Str(name)}, {"position", Str(std::to_string(store->engine->head()))}}));
  TENURE_TRY(store->Close());
  return kExitOk;
}

Exit ReplayVerify(Context& context) {
  const auto store = TENURE_TRY(OpenForReading(context));
  const auto fresh = TENURE_TRY(context.door.Fresh());
  const Position head = store->engine->head();
  const engine::VerifyReport report = TENURE_TRY(engine::VerifyReplay(
      *store->log, store->engine->domain(), BuiltInProjections(), *store->store, *store->views,
      {*fresh->store, *fresh->views}, [&](Position done) {
        if (context.console.is_terminal()) {
          context.console.Say(fmt::format("{} / {}", done, head));
        }
      }));
  Members members = {{"status", Str(report.divergence ? "diverged" : "clean")},
                     {"records", Num(report.head)},
                     {"states", Num(report.states)},
                     {"rows", Num(report.rows)},
                     {"store_digest", Str(report.store_digest)},
                     {"views_digest", StrOrNull(report.views_digest)}};
  if (report.divergence) {
    members.emplace_back("where", Str(report.divergence->where));
    members.emplace_back("field", StrOrNull(report.divergence->field));
    members.emplace_back("live", Str(report.divergence->live));
    members.emplace_back("folded", Str(report.divergence->folded));
    std::vector<JsonValue> events;
    for (const Position position : report.divergence->events) {
      events.push_back(Str(std::to_string(position)));
    }
    members.emplace_back("events", List(std::move(events)));
  }
  context.console.One(Object(std::move(members)));
  TENURE_TRY(store->Close());
  return report.divergence ? kExitVerification : kExitOk;
}

}  // namespace tenure::cli
