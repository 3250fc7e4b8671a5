// Every fault that a key-account policy can have, one at a time, and the shipped one has none.
#include "domain/key_account_policy_check.h"

#include <gtest/gtest.h>

#include <functional>

#include "domain/table/default_pack.h"

namespace tenure::domain {
namespace {

v1::KeyAccountPolicy Shipped() {
  for (const PackPolicy& policy : DefaultPack()) {
    if (policy.policy == "key_accounts") return policy.body.key_accounts();
  }
  return {};
}

TEST(KeyAccountPolicyCheck, ShippedPolicy_HasNoFault) {
  EXPECT_EQ(FaultOfKeyAccounts(Shipped()), std::nullopt);
}

TEST(KeyAccountPolicyCheck, EachFault_IsNamed) {
  using Change = std::function<void(v1::KeyAccountPolicy*)>;
  const std::vector<std::pair<Change, std::string>> faults = {
      {[](auto* p) { p->mutable_turnover_min()->set_minor(-1); }, "turnover_min"},
      {[](auto* p) { p->mutable_turnover_min()->set_currency(""); }, "turnover_min"},
      {[](auto* p) { p->set_share_min_bp(0); }, "share_min_bp"},
      {[](auto* p) { p->set_share_min_bp(10001); }, "share_min_bp"},
      {[](auto* p) { p->set_executive_visit_every_days(0); }, "cadences"},
      {[](auto* p) { p->set_opinion_every_days(3661); }, "cadences"},
      {[](auto* p) { p->set_signal_answer_days(0); }, "cadences"},
      {[](auto* p) { p->set_brief_acknowledge_days(0); }, "cadences"},
      {[](auto* p) { p->set_reservation_days_max(0); }, "cadences"},
      {[](auto* p) { p->set_reservation_risk_days(0); }, "cadences"},
      {[](auto* p) { p->set_poor_rating_max(0); }, "poor"},
      {[](auto* p) { p->set_poor_rating_max(5); }, "poor"},
      {[](auto* p) { p->set_poor_in_a_row(0); }, "poor"},
      {[](auto* p) { p->set_forum_due_month(13); }, "months"},
      {[](auto* p) { p->set_proposals_from_month(0); }, "months"},
      {[](auto* p) { p->set_screening_due_day(0); }, "January"},
      {[](auto* p) { p->set_screening_due_day(32); }, "January"},
      {[](auto* p) { p->mutable_incentives(0)->clear_name(); }, "has no name"},
      {[](auto* p) { p->mutable_incentives(1)->set_name("volume-rebate"); }, "stands twice"},
      {[](auto* p) { p->mutable_incentives(0)->mutable_alone_max(0)->set_minor(-1); },
       "alone_max of volume-rebate"},
  };
  for (const auto& [change, word] : faults) {
    v1::KeyAccountPolicy policy = Shipped();
    change(&policy);
    const auto fault = FaultOfKeyAccounts(policy);
    ASSERT_TRUE(fault.has_value()) << word;
    EXPECT_NE(fault->find(word), std::string::npos) << *fault;
  }
}

}  // namespace
}  // namespace tenure::domain
