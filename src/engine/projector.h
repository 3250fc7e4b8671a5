// Read models: folds the log into the rows of every projection, live and from zero, with the same
// Apply. Each view remembers its position in the same write as its rows, so a crash repeats nothing
// and skips nothing. One thread.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/projector_rows.h"
#include "log/log.h"
#include "store/view_store.h"
#include "tenure/domain.h"
#include "tenure/projection.h"
#include "tenure/v1/record.pb.h"

namespace tenure::engine {

struct ProjectorPorts {
  const log::Log& log;
  store::ViewStore& views;
  const Domain& domain;
  std::span<const ProjectionEntry> projections;
};

// How far one view has come.
struct ViewStatus {
  std::string name;
  std::uint32_t version = 0;
  Position position = 0;
  Position head = 0;
  store::ViewState::Status status = store::ViewState::Status::kLive;
  std::string stopped_by;
};

class Projector {
 public:
  // Finds or begins a view for every projection; views of other versions are dropped once the
  // present version has reached the head.
  [[nodiscard]] static Result<std::unique_ptr<Projector>> Open(const ProjectorPorts& ports);

  // Applies everything up to the log's head. A view that meets an event it cannot read stops there,
  // says why, and leaves the others going.
  [[nodiscard]] Result<void> CatchUp();

  // Forgets a view's rows and folds it from zero. kNotFound for an unknown name.
  [[nodiscard]] Result<void> Rebuild(std::string_view name);

  [[nodiscard]] Result<std::vector<ViewStatus>> Status() const;

  // Id of a view in the view store; nullopt for an unknown name.
  [[nodiscard]] std::optional<std::uint32_t> ViewId(std::string_view name) const;
  [[nodiscard]] const ProjectionEntry* Find(std::string_view name) const;

 private:
  struct View {
    const ProjectionEntry* projection = nullptr;
    std::vector<const google::protobuf::FieldDescriptor*> indexes;  // fields of the row
    store::ViewState state;
    bool known_empty = false;  // nothing stored yet: rows that are not cached do not exist
    ProjectorRows rows;
  };
  struct Interested {
    View* view;
    const ProjectionEventEntry* event;
  };
  // What one type of event means: a message to parse it into, again and again, and its views.
  struct EventFeed {
    std::unique_ptr<Message> event;
    std::vector<Interested> interested;
  };

  explicit Projector(const ProjectorPorts& ports) : ports_(ports) {}

  Result<void> Begin();
  Result<void> BeginView(const ProjectionEntry& projection,
                         const std::vector<store::ViewState>& stored, std::uint32_t* next,
                         store::ViewChange* begun);
  Result<void> Empty(View* view);
  Result<void> FoldFrom(Position from, Position head);
  Result<void> Feed(const log::RecordView& record);
  Result<void> ApplyOne(const Interested& interested, const Message& event,
                        const EventContext& context);
  Result<CachedRow*> RowOf(View* view, const std::string& key);
  Result<void> Write(Position position);
  Result<void> WriteBuilt(View* view);
  void AddChanged(View* view, store::ViewChange* change);
  void ForgetRows();
  Result<void> DropOld();
  void StopView(View* view, Position position, const std::string& why);
  [[nodiscard]] std::size_t CachedBytes() const;

  ProjectorPorts ports_;
  std::vector<std::unique_ptr<View>> views_;
  std::unordered_map<std::uint32_t, EventFeed> by_event_;
  v1::Record record_;                  // the one being fed
  std::vector<store::ViewState> old_;  // of other versions or of projections that are gone
};

// The text under which a row's field is found in an index: numbers in decimal, enums by name.
[[nodiscard]] std::string IndexText(const Message& row, std::string_view field);

}  // namespace tenure::engine
