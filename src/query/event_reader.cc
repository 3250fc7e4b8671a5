#include "query/event_reader.h"

#include <fmt/format.h>

#include "base/hex.h"
#include "base/merkle.h"
#include "log/record_codec.h"

namespace tenure::query {

bool MayReadPersonal(const OpenStore& store, const std::string& actor) {
  if (actor.empty()) return false;
  const engine::Engine& engine = store.present != nullptr ? *store.present : *store.engine;
  return engine.domain()
      .Authorise(engine.rules(), {actor, "", false}, "customers.read", store.engine->Now())
      .permitted;
}

EventReader::EventReader(const OpenStore& store, const std::string& actor)
    : store_(store), may_read_(MayReadPersonal(store, actor)) {}

Result<ReadEvent> EventReader::Open(const log::RecordView& view) const {
  ReadEvent event;
  event.record = TENURE_TRY(log::DecodeRecord(view.bytes));
  const Hash256 leaf = MerkleLeaf(view.bytes);
  event.hash = HexOf({reinterpret_cast<const char*>(leaf.data()), leaf.size()});
  event.entry = store_.engine->domain().FindEvent(event.record.event_type());
  if (event.entry == nullptr) return event;
  const v1::Record& record = event.record;
  seal::OpenedMessage opened = TENURE_TRY(store_.sealer->Open(
      *event.entry->prototype, record.scope(), record.command_id(), record.payload(),
      record.sealed(), [this](std::string_view) { return may_read_; }));
  event.message = std::move(opened.message);
  event.fields = std::move(opened.fields);
  event.reason = std::move(opened.reason);
  event.reason_state = opened.reason_state;
  return event;
}

Result<ReadEvent> EventReader::At(Position position) const {
  auto cursor = TENURE_TRY(
      store_.log->Read(position, {.scope_hash = {}, .event_type = {}, .until = position + 1}));
  log::RecordView view;
  if (!TENURE_TRY(cursor->Next(&view))) {
    return Fail(ErrorCode::kNotFound, fmt::format("no record at position {}", position));
  }
  return Open(view);
}

Result<ReadEvent> EventReader::InScope(const ScopeId& scope, std::uint64_t sequence) const {
  const auto rows = TENURE_TRY(store_.store->ScopeIndex(scope, sequence, 1));
  if (rows.empty() || rows.front().scope_sequence != sequence) {
    return Fail(ErrorCode::kNotFound, fmt::format("no event {} in {}", sequence, scope.text));
  }
  return At(rows.front().position);
}

Result<std::vector<ReadEvent>> EventReader::OfScope(const ScopeId& scope,
                                                    std::uint64_t from_sequence,
                                                    std::size_t limit) const {
  std::vector<ReadEvent> events;
  for (const store::IndexRow& row :
       TENURE_TRY(store_.store->ScopeIndex(scope, from_sequence, limit))) {
    events.push_back(TENURE_TRY(At(row.position)));
  }
  return events;
}

Result<void> EventReader::Visit(Position from, const log::RecordFilter& filter,
                                const std::function<bool(const ReadEvent&)>& visitor) const {
  auto cursor = TENURE_TRY(store_.log->Read(from, filter));
  log::RecordView view;
  while (TENURE_TRY(cursor->Next(&view))) {
    const ReadEvent event = TENURE_TRY(Open(view));
    if (!visitor(event)) break;
  }
  return {};
}

}  // namespace tenure::query
