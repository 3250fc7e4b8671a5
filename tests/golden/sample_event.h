// One message of a type with every field set, the same on every machine: what golden bytes are made
// of.
#pragma once

#include <google/protobuf/message.h>

#include <memory>

namespace tenure::golden {

// Numbers count up from 1 in field order, texts and bytes name their field, enums take their second
// value, lists have two elements. Of a oneof the first member is set. Depth is bounded.
[[nodiscard]] std::unique_ptr<google::protobuf::Message> SampleOf(
    const google::protobuf::Message& prototype);

}  // namespace tenure::golden
