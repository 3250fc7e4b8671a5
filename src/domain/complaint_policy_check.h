// Do the policies of the complaints context hold together? One English sentence naming the fault.
#pragma once

#include <optional>
#include <string>

#include "tenure/v1/complaint_policy.pb.h"

namespace tenure::domain {

[[nodiscard]] std::optional<std::string> FaultOfComplaint(const v1::ComplaintPolicy& policy);
[[nodiscard]] std::optional<std::string> FaultOfComplaintPack(
    const v1::ComplaintPackPolicy& policy);
[[nodiscard]] std::optional<std::string> FaultOfComplaintRule(
    const v1::ComplaintRulePolicy& policy);

}  // namespace tenure::domain
