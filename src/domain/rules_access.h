// Typed questions to the Rules: which policy version holds now, who may do what, up to which
// amount. Every answer depends only on the arguments.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "tenure/decision.h"
#include "tenure/v1/governance.pb.h"

namespace tenure::domain {

using PolicyVersion = v1::PolicyState::Version;

// The version of `policy` in force at `at`; null when there is none.
[[nodiscard]] const PolicyVersion* VersionInForce(const Rules& rules, std::string_view policy,
                                                  Time at);

[[nodiscard]] v1::PolicyRef RefOf(std::string_view policy, const PolicyVersion& version);

// "complaints.handle" is granted by itself, by "complaints.*" and by "*".
[[nodiscard]] bool PermissionCovers(std::string_view granted, std::string_view wanted);

// May the actor do it at `now`, and which grant says so (scope_sequence in governance/main)?
[[nodiscard]] Authority AuthorityOf(const Rules& rules, const Actor& actor,
                                    std::string_view permission, Time now);

// The highest amount in `currency` up to which the actor may do what `permission` names at `now`;
// nullopt: no amount at all. The highest of his roles' and delegations' limits counts; who acts on
// behalf of somebody has at most that person's limit.
[[nodiscard]] std::optional<std::int64_t> LimitOf(const Rules& rules, const Actor& actor,
                                                  std::string_view permission,
                                                  std::string_view currency, Time now);

}  // namespace tenure::domain
