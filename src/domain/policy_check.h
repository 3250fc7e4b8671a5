// Does a policy hold together? Asked before it is proposed, so that no guard ever meets a policy it
// cannot use.
#pragma once

#include <optional>
#include <string>

#include "tenure/v1/policy.pb.h"

namespace tenure::domain {

// One English sentence naming the fault, or nullopt.
[[nodiscard]] std::optional<std::string> FaultOf(const v1::PolicyBody& body);

}  // namespace tenure::domain
