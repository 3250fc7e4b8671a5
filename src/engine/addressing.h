// Which stream a command addresses, and what a derived id looks like.
#pragma once

#include <string>
#include <string_view>

#include "tenure/domain.h"
#include "tenure/v1/command.pb.h"

namespace tenure::engine {

// The field that holds the aggregate's id (`stream_id`), or null when the aggregate is the scope's
// own.
[[nodiscard]] const google::protobuf::FieldDescriptor* StreamIdField(
    const google::protobuf::Descriptor* message);

// "CC-4f1d0c2a9b3e7d10": id of a stream that a command creates without naming it. Depends on the
// command id alone, so that a repeated command meets the same stream.
[[nodiscard]] std::string DerivedStreamId(const AggregateEntry& aggregate,
                                          const CommandId& command_id);

// Does the text name a scope: "customer/<id>", "governance/main" or "identity/<hex>"?
[[nodiscard]] bool IsScope(std::string_view text);

// The part before '/': what StateOptions.scope is compared with.
[[nodiscard]] std::string_view ScopeKind(std::string_view scope);

[[nodiscard]] CommandId CommandIdOf(std::string_view bytes);

}  // namespace tenure::engine
