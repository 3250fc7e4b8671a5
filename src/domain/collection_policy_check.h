// Faults of the policies `collection` and `collection_pack.<name>`: one sentence each.
#pragma once

#include <optional>
#include <string>

#include "tenure/v1/collection_policy.pb.h"

namespace tenure::domain {

[[nodiscard]] std::optional<std::string> FaultOfCollection(const v1::CollectionPolicy& policy);
[[nodiscard]] std::optional<std::string> FaultOfCollectionPack(
    const v1::CollectionPackPolicy& policy);

}  // namespace tenure::domain
