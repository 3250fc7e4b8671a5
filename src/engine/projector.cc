#include "engine/projector.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.h"
#include "contract/value_forms.h"
#include "engine/fold.h"
#include "log/record_codec.h"
#include "tenure/v1/values.pb.h"

namespace tenure::engine {
namespace {

using Status = store::ViewState::Status;

constexpr std::size_t kLiveBatch = 10'000;         // records between two writes
constexpr std::size_t kCachedRowsMax = 1'500'000;  // about 1 GiB at 0.7 KiB a row

}  // namespace

namespace {

// Instants and days in the form of the command line; empty when absent.
std::string IndexTextOf(const Message& row, const google::protobuf::FieldDescriptor* field) {
  if (!row.GetReflection()->HasField(row, field)) return "";
  const Message& value = row.GetReflection()->GetMessage(row, field);
  if (value.GetDescriptor() == v1::Instant::descriptor()) {
    return contract::FormatInstant(static_cast<const v1::Instant&>(value).us());
  }
  TENURE_ASSERT(value.GetDescriptor() == v1::Date::descriptor(), "{} cannot be an index",
                field->full_name());
  return contract::FormatDate(static_cast<const v1::Date&>(value).days());
}

}  // namespace

std::string IndexText(const Message& row, std::string_view name) {
  using Field = google::protobuf::FieldDescriptor;
  const Field* field = row.GetDescriptor()->FindFieldByName(std::string(name));
  TENURE_ASSERT(field != nullptr && !field->is_repeated(), "no index field {}", name);
  const auto* reflection = row.GetReflection();
  if (field->cpp_type() == Field::CPPTYPE_MESSAGE) return IndexTextOf(row, field);
  switch (field->cpp_type()) {
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
    auto view = std::make_unique<View>();
    view->projection = &projection;
    const auto found = std::find_if(stored.begin(), stored.end(), [&](const auto& state) {
      return state.name == projection.name && state.version == projection.version;
    });
    if (found != stored.end()) {
      view->state = *found;
    } else {
      view->state = {next++, std::string(projection.name), projection.version, 0, Status::kBuilding,
                     ""};
      begun.states.push_back(view->state);
    }
    view->known_empty = view->state.position == 0;
    for (const ProjectionEventEntry& event : projection.events) {
      by_event_[event.event_type].push_back({view.get(), &event});
    }
    views_.push_back(std::move(view));
  }
  for (const store::ViewState& state : stored) {
    const bool present = std::any_of(views_.begin(), views_.end(), [&](const auto& view) {
      return view->state.view == state.view;
    });
    if (!present) old_.push_back(state);
  }
  return begun.states.empty() ? Result<void>() : ports_.views.Apply(begun);
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
    if (++fed % kLiveBatch != 0 || (building && CachedRows() < kCachedRowsMax)) continue;
    TENURE_TRY(Write(record.position + 1));
  }
  return Write(head);
}

Result<void> Projector::Feed(const log::RecordView& view) {
  const auto interested = by_event_.find(view.prefix.event_type);
  if (interested == by_event_.end()) return {};
  const v1::Record record = TENURE_TRY(log::DecodeRecord(view.bytes));
  auto event = EventOf(record, ports_.domain);
  const StreamKey stream = StreamOf(record);
  const EventContext context = ContextOf(record, stream);
  for (const Interested& one : interested->second) {
    const store::ViewState& state = one.view->state;
    if (state.status == Status::kStopped || view.position < state.position) continue;
    if (!event) {
      StopView(one.view, view.position, event.error().message);
    } else {
      TENURE_TRY(ApplyOne(one, **event, context));
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
  row->dirty = true;
  return {};
}

Result<Projector::CachedRow*> Projector::RowOf(View* view, const std::string& key) {
  const auto found = view->rows.find(key);
  if (found != view->rows.end()) return &found->second;
  CachedRow cached;
  cached.row.reset(view->projection->prototype->New());
  if (!view->known_empty) {
    auto stored = TENURE_TRY(ports_.views.Get(view->state.view, std::span(&key, 1)));
    if (stored[0]) {
      if (!cached.row->ParseFromString(*stored[0])) {
        return Fail(ErrorCode::kStoreDamaged,
                    fmt::format("row {} of view {} does not parse", key, view->state.name));
      }
      cached.stored = *std::move(stored[0]);
    }
  }
  return &view->rows.emplace(key, std::move(cached)).first->second;
}

void Projector::AddRow(View* view, const std::string& key, CachedRow* cached,
                       store::ViewChange* change) {
  std::string bytes = cached->row->SerializeAsString();
  const auto& indexes = view->projection->options->indexes();
  std::unique_ptr<Message> before(view->projection->prototype->New());
  if (!cached->stored.empty() && !indexes.empty()) before->ParseFromString(cached->stored);
  for (int i = 0; i < indexes.size(); ++i) {
    const std::string was = cached->stored.empty() ? "" : IndexText(*before, indexes.Get(i));
    const std::string is = bytes.empty() ? "" : IndexText(*cached->row, indexes.Get(i));
    if (was == is) continue;
    const auto index = static_cast<std::uint32_t>(i);
    if (!was.empty()) change->indexes.push_back({view->state.view, index, was, key, true});
    if (!is.empty()) change->indexes.push_back({view->state.view, index, is, key, false});
  }
  change->rows.push_back({view->state.view, key, bytes});
  cached->stored = std::move(bytes);
  cached->dirty = false;
}

Result<void> Projector::Write(Position position) {
  store::ViewChange change;
  for (const auto& view : views_) {
    std::vector<std::pair<const std::string*, CachedRow*>> dirty;
    for (auto& [key, row] : view->rows) {
      if (row.dirty) dirty.emplace_back(&key, &row);
    }
    std::sort(dirty.begin(), dirty.end(),
              [](const auto& left, const auto& right) { return *left.first < *right.first; });
    for (const auto& [key, row] : dirty) AddRow(view.get(), *key, row, &change);
    if (view->state.status != Status::kStopped && view->state.position < position) {
      view->state.position = position;
      view->state.status = Status::kLive;
    }
    change.states.push_back(view->state);
    view->known_empty = false;
  }
  TENURE_TRY(ports_.views.Apply(change));
  if (CachedRows() > kCachedRowsMax / 10) {
    for (const auto& view : views_) view->rows.clear();
  }
  return {};
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

std::size_t Projector::CachedRows() const {
  std::size_t count = 0;
  for (const auto& view : views_) count += view->rows.size();
  return count;
}

Result<void> Projector::Rebuild(std::string_view name) {
  const auto found = std::find_if(views_.begin(), views_.end(),
                                  [&](const auto& view) { return view->projection->name == name; });
  if (found == views_.end()) {
    return Fail(ErrorCode::kNotFound, fmt::format("there is no projection {}", name));
  }
  View* view = found->get();
  TENURE_TRY(ports_.views.Drop(view->state.view));
  view->rows.clear();
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
