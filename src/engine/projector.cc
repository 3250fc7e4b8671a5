#include "engine/projector.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/assert.h"
#include "contract/value_forms.h"
#include "engine/fold.h"
#include "log/record_codec.h"
#include "tenure/v1/values.pb.h"

namespace tenure::engine {
namespace {

using Field = google::protobuf::FieldDescriptor;
using Status = store::ViewState::Status;

constexpr std::size_t kLiveBatch = 10'000;     // records between two writes
constexpr std::size_t kWriteRowsMax = 50'000;  // rows of one write of a view that is built
// Of rows in memory while a view is built, and between two calls of a projector that lives on.
constexpr std::size_t kBuildingBytesMax = std::size_t{1} << 30;
constexpr std::size_t kKeptBytesMax = std::size_t{64} << 20;

// Instants and days in the form of the command line; empty when absent.
std::string TextOfMessage(const Message& row, const Field* field) {
  if (!row.GetReflection()->HasField(row, field)) return "";
  const Message& value = row.GetReflection()->GetMessage(row, field);
  if (value.GetDescriptor() == v1::Instant::descriptor()) {
    return contract::FormatInstant(static_cast<const v1::Instant&>(value).us());
  }
  TENURE_ASSERT(value.GetDescriptor() == v1::Date::descriptor(), "{} cannot be an index",
                field->full_name());
  return contract::FormatDate(static_cast<const v1::Date&>(value).days());
}

std::string TextOf(const Message& row, const Field* field) {
  const auto* reflection = row.GetReflection();
  switch (field->cpp_type()) {
    case Field::CPPTYPE_MESSAGE:
      return TextOfMessage(row, field);
    case Field::CPPTYPE_STRING:
      return reflection->GetString(row, field);
    case Field::CPPTYPE_INT32:
      return std::to_string(reflection->GetInt32(row, field));
    case Field::CPPTYPE_INT64:
      return std::to_string(reflection->GetInt64(row, field));
    case Field::CPPTYPE_UINT32:
      return std::to_string(reflection->GetUInt32(row, field));
    case Field::CPPTYPE_UINT64:
      return std::to_string(reflection->GetUInt64(row, field));
    case Field::CPPTYPE_BOOL:
      return reflection->GetBool(row, field) ? "true" : "false";
    case Field::CPPTYPE_ENUM:
      return reflection->GetEnum(row, field)->name();
    default:
      break;
  }
  TENURE_ASSERT(false, "{} cannot be an index", field->full_name());
}

const Field* IndexField(const Message& row, const std::string& name) {
  const Field* field = row.GetDescriptor()->FindFieldByName(name);
  TENURE_ASSERT(field != nullptr && !field->is_repeated(), "no index field {}", name);
  return field;
}

std::vector<std::string> TextsOf(const Message& row, const std::vector<const Field*>& fields) {
  std::vector<std::string> texts;
  texts.reserve(fields.size());
  for (const Field* field : fields) texts.push_back(TextOf(row, field));
  return texts;
}

}  // namespace

std::string IndexText(const Message& row, std::string_view name) {
  return TextOf(row, IndexField(row, std::string(name)));
}

Result<std::unique_ptr<Projector>> Projector::Open(const ProjectorPorts& ports) {
  std::unique_ptr<Projector> projector(new Projector(ports));
  TENURE_TRY(projector->Begin());
  return projector;
}

Result<void> Projector::Begin() {
  const std::vector<store::ViewState> stored = TENURE_TRY(ports_.views.Views());
  std::uint32_t next = 1;
  for (const store::ViewState& state : stored) next = std::max(next, state.view + 1);
  store::ViewChange begun;
  for (const ProjectionEntry& projection : ports_.projections) {
    TENURE_TRY(BeginView(projection, stored, &next, &begun));
  }
  for (const store::ViewState& state : stored) {
    const bool present = std::any_of(views_.begin(), views_.end(), [&](const auto& view) {
      return view->state.view == state.view;
    });
    if (!present) old_.push_back(state);
  }
  return begun.states.empty() ? Result<void>() : ports_.views.Apply(begun);
}

Result<void> Projector::BeginView(const ProjectionEntry& projection,
                                  const std::vector<store::ViewState>& stored, std::uint32_t* next,
                                  store::ViewChange* begun) {
  auto view = std::make_unique<View>();
  view->projection = &projection;
  for (const std::string& name : projection.options->indexes()) {
    view->indexes.push_back(IndexField(*projection.prototype, name));
  }
  const auto found = std::find_if(stored.begin(), stored.end(), [&](const auto& state) {
    return state.name == projection.name && state.version == projection.version;
  });
  if (found != stored.end()) {
    view->state = *found;
    if (view->state.position == 0) TENURE_TRY(Empty(view.get()));
  } else {
    view->state = {
        (*next)++, std::string(projection.name), projection.version, 0, Status::kBuilding, ""};
    begun->states.push_back(view->state);
  }
  view->known_empty = view->state.position == 0;
  for (const ProjectionEventEntry& event : projection.events) {
    EventFeed& feed = by_event_[event.event_type];
    if (feed.event == nullptr) feed.event.reset(event.prototype->New());
    feed.interested.push_back({view.get(), &event});
  }
  views_.push_back(std::move(view));
  return {};
}

// A build that was cut off may have written some of its rows already.
Result<void> Projector::Empty(View* view) {
  bool empty = true;
  TENURE_TRY(ports_.views.Rows(view->state.view, "", [&](std::string_view, std::string_view) {
    empty = false;
    return false;
  }));
  if (empty) return {};
  TENURE_TRY(ports_.views.Drop(view->state.view));
  store::ViewChange begun;
  begun.states.push_back(view->state);
  return ports_.views.Apply(begun);
}

Result<void> Projector::CatchUp() {
  const Position head = TENURE_TRY(ports_.log.Head());
  Position from = head;
  for (const auto& view : views_) {
    if (view->state.status != Status::kStopped) from = std::min(from, view->state.position);
  }
  if (from < head) TENURE_TRY(FoldFrom(from, head));
  return DropOld();
}

Result<void> Projector::FoldFrom(Position from, Position head) {
  auto cursor =
      TENURE_TRY(ports_.log.Read(from, {.scope_hash = {}, .event_type = {}, .until = head}));
  log::RecordView record;
  std::size_t fed = 0;
  while (TENURE_TRY(cursor->Next(&record))) {
    TENURE_TRY(Feed(record));
    const bool building = std::any_of(views_.begin(), views_.end(),
                                      [](const auto& view) { return view->known_empty; });
    // A view built from nothing keeps its rows in memory and writes them once, sorted.
    if (++fed % kLiveBatch != 0 || (building && CachedBytes() < kBuildingBytesMax)) continue;
    TENURE_TRY(Write(record.position + 1));
  }
  return Write(head);
}

Result<void> Projector::Feed(const log::RecordView& view) {
  const auto found = by_event_.find(view.prefix.event_type);
  if (found == by_event_.end()) return {};
  EventFeed& feed = found->second;
  const auto waits = [&](const Interested& one) {
    const store::ViewState& state = one.view->state;
    return state.status != Status::kStopped && view.position >= state.position;
  };
  if (std::none_of(feed.interested.begin(), feed.interested.end(), waits)) return {};
  TENURE_TRY(log::DecodeRecord(view.bytes, &record_));
  const bool parsed = feed.event->ParseFromString(record_.payload());
  const StreamKey stream = StreamOf(record_);
  const EventContext context = ContextOf(record_, stream);
  for (const Interested& one : feed.interested) {
    if (!waits(one)) continue;
    if (parsed) {
      TENURE_TRY(ApplyOne(one, *feed.event, context));
    } else {
      StopView(one.view, view.position, EventOf(record_, ports_.domain).error().message);
    }
  }
  return {};
}

Result<void> Projector::ApplyOne(const Interested& interested, const Message& event,
                                 const EventContext& context) {
  const std::optional<RowKey> key = interested.event->key_of(event, context);
  if (!key) return {};
  CachedRow* row = TENURE_TRY(RowOf(interested.view, key->text));
  interested.event->apply(*row->row, event, context);
  interested.view->rows.MarkDirty(row);
  return {};
}

Result<CachedRow*> Projector::RowOf(View* view, const std::string& key) {
  if (CachedRow* found = view->rows.Find(key)) return found;
  CachedRow* const row = view->rows.Add(key, *view->projection->prototype);
  if (view->known_empty) return row;
  const auto stored = TENURE_TRY(ports_.views.Get(view->state.view, std::span(&key, 1)));
  if (!stored[0]) return row;
  if (!row->row->ParseFromString(*stored[0])) {
    return Fail(ErrorCode::kStoreDamaged,
                fmt::format("row {} of view {} does not parse", key, view->state.name));
  }
  view->rows.SetIndexed(row, TextsOf(*row->row, view->indexes));
  return row;
}

// What changed of a view that has rows: one write with all the others, and with its position.
void Projector::AddChanged(View* view, store::ViewChange* change) {
  const std::uint32_t id = view->state.view;
  for (CachedRow* row : view->rows.TakeDirty()) {
    std::string bytes = row->row->SerializeAsString();
    std::vector<std::string> texts(view->indexes.size());
    if (!bytes.empty()) texts = TextsOf(*row->row, view->indexes);
    for (std::size_t i = 0; i < texts.size(); ++i) {
      const std::string was = row->indexed == nullptr ? "" : (*row->indexed)[i];
      if (was == texts[i]) continue;
      const auto index = static_cast<std::uint32_t>(i);
      const std::string key(row->key);
      if (!was.empty()) change->indexes.push_back({id, index, was, key, true});
      if (!texts[i].empty()) change->indexes.push_back({id, index, texts[i], key, false});
    }
    change->rows.push_back({id, std::string(row->key), std::move(bytes)});
    view->rows.SetIndexed(row, std::move(texts));
  }
}

// A view that has no rows yet: all of them in the store's own order, in writes of bounded size. Its
// stored position is still 0, so whatever a crash leaves of them is thrown away by the next Open.
Result<void> Projector::WriteBuilt(View* view) {
  const std::uint32_t id = view->state.view;
  store::ViewChange change;
  const auto write_when = [&](std::size_t rows) -> Result<void> {
    if (change.rows.size() + change.indexes.size() < rows) return {};
    TENURE_TRY(ports_.views.Apply(change));
    change.rows.clear();
    change.indexes.clear();
    return {};
  };
  std::vector<std::map<std::string, std::vector<std::string_view>>> indexes(view->indexes.size());
  for (const CachedRow* row : view->rows.TakeDirty()) {
    std::string bytes = row->row->SerializeAsString();
    if (bytes.empty()) continue;  // came and went
    for (std::size_t i = 0; i < indexes.size(); ++i) {
      std::string text = TextOf(*row->row, view->indexes[i]);
      if (!text.empty()) indexes[i][std::move(text)].push_back(row->key);
    }
    change.rows.push_back({id, std::string(row->key), std::move(bytes)});
    TENURE_TRY(write_when(kWriteRowsMax));
  }
  for (std::size_t i = 0; i < indexes.size(); ++i) {
    for (const auto& [text, keys] : indexes[i]) {
      for (const std::string_view key : keys) {
        change.indexes.push_back({id, static_cast<std::uint32_t>(i), text, std::string(key)});
        TENURE_TRY(write_when(kWriteRowsMax));
      }
    }
  }
  TENURE_TRY(write_when(1));
  view->rows.Clear();
  return {};
}

Result<void> Projector::Write(Position position) {
  store::ViewChange change;
  for (const auto& view : views_) {
    if (view->known_empty) {
      TENURE_TRY(WriteBuilt(view.get()));
    } else {
      AddChanged(view.get(), &change);
    }
    if (view->state.status != Status::kStopped && view->state.position < position) {
      view->state.position = position;
      view->state.status = Status::kLive;
    }
    change.states.push_back(view->state);
  }
  TENURE_TRY(ports_.views.Apply(change));
  for (const auto& view : views_) view->known_empty = false;
  if (CachedBytes() > kKeptBytesMax) ForgetRows();
  return {};
}

void Projector::ForgetRows() {
  for (const auto& view : views_) view->rows.Clear();
}

Result<void> Projector::DropOld() {
  for (const store::ViewState& state : std::exchange(old_, {})) {
    TENURE_TRY(ports_.views.Drop(state.view));
  }
  return {};
}

void Projector::StopView(View* view, Position position, const std::string& why) {
  view->state.status = Status::kStopped;
  view->state.position = position;
  view->state.stopped_by = why;
}

std::size_t Projector::CachedBytes() const {
  std::size_t bytes = 0;
  for (const auto& view : views_) bytes += view->rows.bytes();
  return bytes;
}

Result<void> Projector::Rebuild(std::string_view name) {
  const auto found = std::find_if(views_.begin(), views_.end(),
                                  [&](const auto& view) { return view->projection->name == name; });
  if (found == views_.end()) {
    return Fail(ErrorCode::kNotFound, fmt::format("there is no projection {}", name));
  }
  View* view = found->get();
  TENURE_TRY(ports_.views.Drop(view->state.view));
  view->rows.Clear();
  view->state.position = 0;
  view->state.status = Status::kBuilding;
  view->state.stopped_by.clear();
  view->known_empty = true;
  store::ViewChange begun;
  begun.states.push_back(view->state);
  TENURE_TRY(ports_.views.Apply(begun));
  return CatchUp();
}

Result<std::vector<ViewStatus>> Projector::Status() const {
  const Position head = TENURE_TRY(ports_.log.Head());
  std::vector<ViewStatus> all;
  for (const auto& view : views_) {
    all.push_back({view->state.name, view->state.version, view->state.position, head,
                   view->state.status, view->state.stopped_by});
  }
  return all;
}

std::optional<std::uint32_t> Projector::ViewId(std::string_view name) const {
  for (const auto& view : views_) {
    if (view->projection->name == name) return view->state.view;
  }
  return std::nullopt;
}

const ProjectionEntry* Projector::Find(std::string_view name) const {
  for (const auto& view : views_) {
    if (view->projection->name == name) return view->projection;
  }
  return nullptr;
}

}  // namespace tenure::engine
