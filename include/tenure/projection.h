// What a read model is: for each event of its list a key and a change of the row. Pure, like the
// domain. A folder projections/<name>/ declares the row in <name>.proto and writes, in namespace
// tenure::projection::<name>, for each event:
//   std::optional<RowKey> KeyOf(const v1::X&, const EventContext&);   nullopt: no row concerned
//   void Apply(v1::Row&, const v1::X&, const EventContext&);          clearing the row deletes it
// Rows hold no personal text, only the scope sequence of the event that carries it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tenure/decision.h"
#include "tenure/v1/options.pb.h"

namespace tenure {

// Unique in its view. Parts are joined with '/'; it holds no 0x00.
struct RowKey {
  std::string text;
};

struct ProjectionEventEntry {
  std::uint32_t event_type;
  const google::protobuf::Message* prototype;
  std::optional<RowKey> (*key_of)(const google::protobuf::Message& event,
                                  const EventContext& context);
  void (*apply)(google::protobuf::Message& row, const google::protobuf::Message& event,
                const EventContext& context);
};

struct ProjectionEntry {
  std::string_view name;
  std::uint32_t version;
  const google::protobuf::Message* prototype;  // of the row
  const v1::ProjectionOptions* options;
  std::span<const ProjectionEventEntry> events;  // sorted by event_type
};

// Every projection of this build, in name order (registry.gen.cc).
[[nodiscard]] std::span<const ProjectionEntry> BuiltInProjections();

}  // namespace tenure
