// What a read model is: for each event of its list a key and a change of the row. Pure, like the
// domain. A folder projections/<name>/ declares the row in <name>.proto and writes, in namespace
// tenure::projection::<name>, for each event:
//   void Apply(v1::Row&, const v1::X&, const EventContext&);          clearing the row deletes it
//   std::optional<RowKey> KeyOf(const v1::X&, const EventContext&);   nullopt: no row concerned
// KeyOf only where the option `key` does not say it already.
// Rows hold no personal text, only the scope sequence of the event that carries it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tenure/decision.h"
#include "tenure/v1/options.pb.h"
#include "tenure/values.h"

namespace tenure {

// Unique in its view. Parts are joined with '/'; it holds no 0x00.
struct RowKey {
  std::string text;
};

// "C-1001" of an event in the scope customer/C-1001.
[[nodiscard]] inline std::string CustomerOf(const EventContext& context) {
  return std::string(ScopeName(context.stream.scope.text));
}

// The keys that the option `key` of a read model names.
// "customer": one row a customer.
[[nodiscard]] inline RowKey KeyOfCustomer(const EventContext& context) {
  return {CustomerOf(context)};
}
// "stream": one row a stream of a customer, <customer>/<stream id>.
[[nodiscard]] inline RowKey KeyOfStream(const EventContext& context) {
  return {CustomerOf(context) + "/" + context.stream.id};
}
// "aggregate": one row a stream of any scope, <scope>/<aggregate>/<stream id>.
[[nodiscard]] inline RowKey KeyOfAggregate(const EventContext& context,
                                           std::string_view aggregate) {
  return {context.stream.scope.text + "/" + std::string(aggregate) + "/" + context.stream.id};
}
// "event": one row an event, sorted by scope and time, <scope>/<scope sequence, 12 digits>.
[[nodiscard]] inline RowKey KeyOfEvent(const EventContext& context, std::uint64_t scope_sequence) {
  constexpr std::size_t kDigits = 12;
  const std::string digits = std::to_string(scope_sequence);
  const std::string zeros(digits.size() < kDigits ? kDigits - digits.size() : 0, '0');
  return {context.stream.scope.text + "/" + zeros + digits};
}
[[nodiscard]] inline RowKey KeyOfEvent(const EventContext& context) {
  return KeyOfEvent(context, context.scope_sequence);
}

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
