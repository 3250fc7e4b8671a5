// What is wrong with a receivables policy, in one sentence.
#pragma once

#include <optional>
#include <string>

#include "tenure/v1/receivables_policy.pb.h"

namespace tenure::domain {

// Nothing wrong: nullopt. Called before a policy can come into force.
[[nodiscard]] std::optional<std::string> FaultOfReceivables(const v1::ReceivablesPolicy& policy);

}  // namespace tenure::domain
