// The policy `collection` with the calendar its days are counted in, both in force, as one thing to
// decide and to compute due instants with.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "domain/calendars.h"
#include "tenure/decision.h"
#include "tenure/result.h"
#include "tenure/v1/collection_policy.pb.h"
#include "tenure/v1/debt_terms.pb.h"

namespace tenure::domain {

using CollectionRules = PolicyTerms<v1::CollectionPolicy>;

// NO_POLICY naming the one that is missing.
[[nodiscard]] tl::expected<CollectionRules, Refused> CollectionRulesInForce(const Rules& rules,
                                                                            Time now);

// The pack of contact rules for a case of that jurisdiction and kind of customer.
[[nodiscard]] std::string PackFor(const v1::CollectionPolicy& policy,
                                  const std::string& jurisdiction, std::uint32_t customer_kind);

// Tactics for that type of debtor: S1 and S2 are the handbook's, S3 and S4 the policy's. Empty: no
// tactic is asked for.
[[nodiscard]] std::vector<v1::DebtTerms::Tactic> TacticsOf(const v1::CollectionPolicy& policy,
                                                           v1::DebtTerms::DebtorType type);
// One of `allowed`; where that is empty, NO_TACTIC.
[[nodiscard]] bool IsTacticOf(const std::vector<v1::DebtTerms::Tactic>& allowed,
                              v1::DebtTerms::Tactic tactic);

// M5: the methods of that segment in their order; M1 to M4 where the policy names none.
[[nodiscard]] std::vector<v1::DebtTerms::Method> LadderFor(const v1::CollectionPolicy& policy,
                                                           std::uint32_t customer_kind,
                                                           v1::DebtTerms::DebtorType type);

}  // namespace tenure::domain
