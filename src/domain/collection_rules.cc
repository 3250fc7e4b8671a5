#include "domain/collection_rules.h"

#include <algorithm>

namespace tenure::domain {

using Terms = v1::DebtTerms;

tl::expected<CollectionRules, Refused> CollectionRulesInForce(const Rules& rules, Time now) {
  auto found = PolicyInForce(rules, "collection", v1::PolicyBody::kCollection, now);
  if (!found) return tl::unexpected(std::move(found).error());
  return TermsOf(found->body.collection(), *std::move(found));
}

std::string PackFor(const v1::CollectionPolicy& policy, const std::string& jurisdiction,
                    std::uint32_t customer_kind) {
  for (const auto& choice : policy.choices()) {
    const bool fits = (choice.jurisdiction().empty() || choice.jurisdiction() == jurisdiction) &&
                      (choice.customer_kind() == 0 || choice.customer_kind() == customer_kind);
    if (fits) return choice.pack();
  }
  return "collection_pack.default";
}

std::vector<Terms::Tactic> TacticsOf(const v1::CollectionPolicy& policy, Terms::DebtorType type) {
  if (type == Terms::HARD_LINER) return {Terms::SILENCE, Terms::SOFT_AND_HARD};  // S1
  if (type == Terms::SCHEMER) {                                                  // S2
    return {Terms::COUNTER_ROTATION, Terms::NOTICE_OF_PROCEEDINGS, Terms::PRIVATE_CONTACT,
            Terms::HYPOTHETICAL_TERMS};
  }
  std::vector<Terms::Tactic> tactics;
  for (const auto& set : policy.tactic_sets()) {
    if (set.type() != type) continue;
    for (const int tactic : set.tactics()) tactics.push_back(static_cast<Terms::Tactic>(tactic));
  }
  return tactics;
}

bool IsTacticOf(const std::vector<Terms::Tactic>& allowed, Terms::Tactic tactic) {
  if (allowed.empty()) return tactic == Terms::NO_TACTIC;
  return std::find(allowed.begin(), allowed.end(), tactic) != allowed.end();
}

std::vector<Terms::Method> LadderFor(const v1::CollectionPolicy& policy,
                                     std::uint32_t customer_kind, Terms::DebtorType type) {
  for (const auto& segment : policy.segments()) {
    const bool fits = (segment.customer_kind() == 0 || segment.customer_kind() == customer_kind) &&
                      (segment.type() == Terms::DEBTOR_TYPE_UNSPECIFIED || segment.type() == type);
    if (!fits) continue;
    std::vector<Terms::Method> ladder;
    for (const int method : segment.methods()) {
      ladder.push_back(static_cast<Terms::Method>(method));
    }
    return ladder;
  }
  return {Terms::OWN_COLLECTION, Terms::BY_AGENT, Terms::BY_ARBITRATION, Terms::BY_LAWSUIT};
}

}  // namespace tenure::domain
