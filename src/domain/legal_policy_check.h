// Does the policy `legal` hold together? One English sentence naming the fault.
#pragma once

#include <optional>
#include <string>

#include "tenure/v1/legal_policy.pb.h"

namespace tenure::domain {

[[nodiscard]] std::optional<std::string> FaultOfLegal(const v1::LegalPolicy& policy);

}  // namespace tenure::domain
