#include "engine/divergence.h"

#include <fmt/format.h>

#include <functional>
#include <memory>

#include "base/hex.h"
#include "base/uuid.h"
#include "engine/fold.h"
#include "log/record_codec.h"
#include "store/keys.h"

namespace tenure::engine {
namespace {

constexpr std::string_view kMissing = "missing";

std::string HexOrMissing(std::string_view bytes) {
  return bytes.empty() ? std::string(kMissing) : HexOf(bytes);
}

// Values of two messages; what does not parse stays in hex.
void CompareMessages(const Message& prototype, std::string_view live, std::string_view folded,
                     Divergence* divergence) {
  std::unique_ptr<Message> one(prototype.New());
  std::unique_ptr<Message> other(prototype.New());
  const bool parse = one->ParseFromArray(live.data(), static_cast<int>(live.size())) &&
                     other->ParseFromArray(folded.data(), static_cast<int>(folded.size()));
  if (parse) NameDifference(*one, *other, divergence);
}

// A row without a counterpart: the whole of what is there.
void ShowWhole(const Message& prototype, std::string_view bytes, std::string* shown) {
  std::unique_ptr<Message> message(prototype.New());
  if (message->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    *shown = message->ShortDebugString();
  }
}

// Positions of the records of a scope that pass the test, by the scope's index.
Result<std::vector<Position>> EventsOfScope(const ScopeId& scope, const log::Log& log,
                                            const store::Store& store,
                                            const std::function<bool(const v1::Record&)>& touches) {
  constexpr std::size_t kScopeEventsMax = 1'000'000;
  std::vector<Position> events;
  for (const store::IndexRow& row : TENURE_TRY(store.ScopeIndex(scope, 0, kScopeEventsMax))) {
    auto cursor = TENURE_TRY(
        log.Read(row.position, {.scope_hash = {}, .event_type = {}, .until = row.position + 1}));
    log::RecordView view;
    if (!TENURE_TRY(cursor->Next(&view))) continue;
    if (touches(TENURE_TRY(log::DecodeRecord(view.bytes)))) events.push_back(row.position);
  }
  return events;
}

struct Describing {
  const RowDifference& different;
  const log::Log& log;
  const Domain& domain;
  const store::Store& folded;
};

Result<void> DescribeState(const Describing& of, Divergence* divergence) {
  const StreamKey stream = TENURE_TRY(store::TakeStateKey(of.different.key));
  const AggregateEntry* aggregate = of.domain.FindAggregate(stream.kind);
  divergence->where = fmt::format("state {} {} of {}", aggregate == nullptr ? "?" : aggregate->name,
                                  stream.id, stream.scope.text);
  divergence->events =
      TENURE_TRY(EventsOfScope(stream.scope, of.log, of.folded,
                               [&](const auto& record) { return StreamOf(record) == stream; }));
  if (aggregate == nullptr) return {};
  store::StateRow live, folded;
  if (!of.different.live.empty()) live = TENURE_TRY(store::TakeStateRow(of.different.live));
  if (!of.different.folded.empty()) folded = TENURE_TRY(store::TakeStateRow(of.different.folded));
  if (of.different.live.empty()) {
    ShowWhole(*aggregate->prototype, folded.state, &divergence->folded);
  } else if (of.different.folded.empty()) {
    ShowWhole(*aggregate->prototype, live.state, &divergence->live);
  } else if (live.state == folded.state) {
    divergence->field = "(number of events)";
    divergence->live = std::to_string(live.stream_sequence);
    divergence->folded = std::to_string(folded.stream_sequence);
  } else {
    CompareMessages(*aggregate->prototype, live.state, folded.state, divergence);
  }
  return {};
}

Result<void> DescribeBook(const Describing& of, Divergence* divergence) {
  const ScopeId scope = TENURE_TRY(store::TakeBookKey(of.different.key));
  divergence->where = "book of " + scope.text;
  divergence->events =
      TENURE_TRY(EventsOfScope(scope, of.log, of.folded, [&](const v1::Record& record) {
        const EventEntry* entry = of.domain.FindEvent(record.event_type());
        return entry != nullptr && entry->evolve_book != nullptr;
      }));
  if (of.different.live.empty() || of.different.folded.empty()) return {};
  const store::BookRow live = TENURE_TRY(store::TakeBookRow(of.different.live));
  const store::BookRow folded = TENURE_TRY(store::TakeBookRow(of.different.folded));
  CompareMessages(v1::Book::default_instance(), live.book, folded.book, divergence);
  return {};
}

std::string TimerName(const store::TimerRow& timer, const Domain& domain) {
  const AggregateEntry* aggregate = domain.FindAggregate(timer.stream.kind);
  return fmt::format("timer of {} {} of {} due at {} us",
                     aggregate == nullptr ? "?" : aggregate->name, timer.stream.id,
                     timer.stream.scope.text, MicrosOf(timer.due));
}

// The rows around states and books: where the scope's events are, which ids are known, what is due.
Result<std::string> NameOfOther(std::string_view key, const Domain& domain) {
  switch (static_cast<store::Table>(key.front())) {
    case store::Table::kApplied:
      return std::string("the store's own position");
    case store::Table::kIndex: {
      const store::IndexKey index = TENURE_TRY(store::TakeIndexKey(key));
      return fmt::format("position of event {} of {}", index.scope_sequence, index.scope.text);
    }
    case store::Table::kCommand: {
      const CommandKey command = TENURE_TRY(store::TakeCommandKey(key));
      return fmt::format("command {} of {}", UuidText(command.id), command.scope.text);
    }
    case store::Table::kTimer:
      return TimerName(TENURE_TRY(store::TakeTimerKey(key)), domain);
    case store::Table::kScopeTimer:
      return TimerName(TENURE_TRY(store::TakeScopeTimerKey(key)), domain);
    case store::Table::kOutgoing: {
      const store::OutgoingKey outgoing = TENURE_TRY(store::TakeOutgoingKey(key));
      return fmt::format("command {} sent by event {} of {}", outgoing.index,
                         outgoing.scope_sequence, outgoing.scope.text);
    }
    default:
      return fmt::format("store row {}", HexOf(key));
  }
}

Result<std::vector<Position>> EventsOfRow(std::string_view key, const log::Log& log,
                                          const Domain& domain, const ProjectionEntry& projection) {
  std::vector<Position> events;
  auto cursor = TENURE_TRY(log.Read(0, {}));
  log::RecordView view;
  while (TENURE_TRY(cursor->Next(&view))) {
    for (const ProjectionEventEntry& entry : projection.events) {
      if (entry.event_type != view.prefix.event_type) continue;
      const v1::Record record = TENURE_TRY(log::DecodeRecord(view.bytes));
      const auto event = EventOf(record, domain);
      if (!event) continue;  // the view stopped there
      const StreamKey stream = StreamOf(record);
      const auto row = entry.key_of(**event, ContextOf(record, stream));
      if (row && row->text == key) events.push_back(view.position);
    }
  }
  return events;
}

}  // namespace

// Field by field, so that a person sees what differs; equal messages give an empty name.
void NameDifference(const Message& live, const Message& folded, Divergence* divergence) {
  const auto* descriptor = live.GetDescriptor();
  for (int i = 0; i < descriptor->field_count(); ++i) {
    const auto* field = descriptor->field(i);
    std::unique_ptr<Message> one(live.New());
    std::unique_ptr<Message> other(live.New());
    one->CopyFrom(live);
    other->CopyFrom(folded);
    for (int j = 0; j < descriptor->field_count(); ++j) {
      if (j == i) continue;
      one->GetReflection()->ClearField(one.get(), descriptor->field(j));
      other->GetReflection()->ClearField(other.get(), descriptor->field(j));
    }
    if (one->SerializeAsString() == other->SerializeAsString()) continue;
    divergence->field = field->name();
    divergence->live = one->ShortDebugString();
    divergence->folded = other->ShortDebugString();
    return;
  }
}

std::optional<RowDifference> FirstDifference(const StoredRows& live, const StoredRows& folded) {
  std::size_t i = 0;
  std::size_t j = 0;
  while (i < live.size() || j < folded.size()) {
    if (j == folded.size() || (i < live.size() && live[i].first < folded[j].first)) {
      return RowDifference{live[i].first, live[i].second, ""};
    }
    if (i == live.size() || folded[j].first < live[i].first) {
      return RowDifference{folded[j].first, "", folded[j].second};
    }
    if (live[i].second != folded[j].second) {
      return RowDifference{live[i].first, live[i].second, folded[j].second};
    }
    ++i;
    ++j;
  }
  return std::nullopt;
}

Result<Divergence> DescribeStoreRow(const RowDifference& different, const log::Log& log,
                                    const Domain& domain, const store::Store& folded) {
  Divergence divergence{"", "", HexOrMissing(different.live), HexOrMissing(different.folded), {}};
  const Describing of{different, log, domain, folded};
  const auto table = static_cast<store::Table>(different.key.front());
  if (table == store::Table::kState) {
    TENURE_TRY(DescribeState(of, &divergence));
  } else if (table == store::Table::kBook) {
    TENURE_TRY(DescribeBook(of, &divergence));
  } else {
    divergence.where = TENURE_TRY(NameOfOther(different.key, domain));
  }
  return divergence;
}

Result<Divergence> DescribeViewRow(const RowDifference& different, const log::Log& log,
                                   const Domain& domain, const ProjectionEntry& projection) {
  Divergence divergence{fmt::format("row {} of {}", different.key, projection.name), "",
                        HexOrMissing(different.live), HexOrMissing(different.folded),
                        TENURE_TRY(EventsOfRow(different.key, log, domain, projection))};
  if (different.live.empty()) {
    ShowWhole(*projection.prototype, different.folded, &divergence.folded);
  } else if (different.folded.empty()) {
    ShowWhole(*projection.prototype, different.live, &divergence.live);
  } else {
    CompareMessages(*projection.prototype, different.live, different.folded, &divergence);
  }
  return divergence;
}

Result<Divergence> DescribeViewIndex(const RowDifference& different, const log::Log& log,
                                     const Domain& domain, const ProjectionEntry& projection) {
  constexpr std::size_t kIndexBytes = 4;
  const std::size_t end = different.key.find('\0', kIndexBytes);
  const auto index = static_cast<unsigned char>(different.key[kIndexBytes - 1]);
  const std::string key = end == std::string::npos ? "" : different.key.substr(end + 1);
  Divergence divergence{fmt::format("index entry of row {} of {}", key, projection.name), "",
                        std::string(kMissing), std::string(kMissing),
                        TENURE_TRY(EventsOfRow(key, log, domain, projection))};
  if (index < projection.options->indexes_size()) {
    divergence.field = projection.options->indexes(index);
  }
  const std::string value = different.key.substr(kIndexBytes, end - kIndexBytes);
  (different.live.empty() ? divergence.folded : divergence.live) = value;
  return divergence;
}

}  // namespace tenure::engine
