// Does the policy `key_accounts` hold together? One English sentence naming the fault.
#pragma once

#include <optional>
#include <string>

#include "tenure/v1/key_account_policy.pb.h"

namespace tenure::domain {

[[nodiscard]] std::optional<std::string> FaultOfKeyAccounts(const v1::KeyAccountPolicy& policy);

}  // namespace tenure::domain
