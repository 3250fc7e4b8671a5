// Do the policies `credit` and `rates` hold together? One English sentence naming the fault.
#pragma once

#include <optional>
#include <string>

#include "tenure/v1/credit_policy.pb.h"

namespace tenure::domain {

[[nodiscard]] std::optional<std::string> FaultOfCredit(const v1::CreditPolicy& policy);
[[nodiscard]] std::optional<std::string> FaultOfRates(const v1::RatesPolicy& policy);

}  // namespace tenure::domain
