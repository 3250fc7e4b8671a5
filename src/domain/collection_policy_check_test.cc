// Policies of collections that do not hold together are refused, each for its own fault.
#include "domain/collection_policy_check.h"

#include <gtest/gtest.h>

#include <string>

#include "domain/table/default_pack.h"

namespace tenure::domain {
namespace {

using Terms = v1::DebtTerms;

v1::PolicyBody Shipped(const std::string& name) {
  for (const PackPolicy& policy : DefaultPack()) {
    if (policy.policy == name) return policy.body;
  }
  return {};
}

template <typename Change>
bool CollectionFails(Change change) {
  v1::CollectionPolicy policy = Shipped("collection").collection();
  change(&policy);
  return FaultOfCollection(policy).has_value();
}
template <typename Change>
bool PackFails(Change change) {
  v1::CollectionPackPolicy pack = Shipped("collection_pack.us-regf").collection_pack();
  change(&pack);
  return FaultOfCollectionPack(pack).has_value();
}

TEST(CollectionPolicyCheck, ShippedPolicies_HoldTogether) {
  EXPECT_FALSE(CollectionFails([](auto*) {}));
  for (const char* name : {"default", "cn-gbt45251", "us-regf"}) {
    const v1::PolicyBody body = Shipped(std::string("collection_pack.") + name);
    ASSERT_TRUE(body.has_collection_pack()) << name;
    EXPECT_FALSE(FaultOfCollectionPack(body.collection_pack())) << name;
  }
}

TEST(CollectionPolicyCheck, Numbers_AtTheirEdges) {
  EXPECT_TRUE(CollectionFails([](auto* policy) { policy->set_dunning_levels_max(0); }));
  EXPECT_FALSE(CollectionFails([](auto* policy) { policy->set_dunning_levels_max(9); }));
  EXPECT_TRUE(CollectionFails([](auto* policy) { policy->set_dunning_levels_max(10); }));
  EXPECT_TRUE(CollectionFails([](auto* policy) { policy->set_dunning_every_days(0); }));
  EXPECT_FALSE(CollectionFails([](auto* policy) { policy->set_promise_grace_days(0); }));
  EXPECT_FALSE(CollectionFails([](auto* policy) { policy->set_promise_grace_days(31); }));
  EXPECT_TRUE(CollectionFails([](auto* policy) { policy->set_promise_grace_days(32); }));
  EXPECT_TRUE(CollectionFails([](auto* policy) { policy->set_contact_plan_hours(0); }));
  EXPECT_FALSE(CollectionFails([](auto* policy) { policy->set_contact_plan_hours(168); }));
  EXPECT_TRUE(CollectionFails([](auto* policy) { policy->set_contact_plan_hours(169); }));
}

TEST(CollectionPolicyCheck, TacticsAndLadders_ThatAreNotThePolicys) {
  EXPECT_TRUE(CollectionFails(
      [](auto* policy) { policy->add_tactic_sets()->set_type(Terms::HARD_LINER); }));
  EXPECT_TRUE(
      CollectionFails([](auto* policy) { policy->add_tactic_sets()->set_type(Terms::VAIN); }));
  EXPECT_FALSE(CollectionFails(
      [](auto* policy) { policy->add_tactic_sets()->set_type(Terms::SENTIMENTAL); }));
  EXPECT_TRUE(CollectionFails([](auto* policy) { policy->add_segments(); }));
  EXPECT_TRUE(CollectionFails([](auto* policy) {
    policy->mutable_segments(0)->add_methods(policy->segments(0).methods(0));
  }));
}

TEST(CollectionPolicyCheck, PreservationAmounts_OneACurrency) {
  EXPECT_TRUE(CollectionFails([](auto* policy) { policy->add_preservation_from(); }));
  EXPECT_TRUE(CollectionFails([](auto* policy) {
    policy->add_preservation_from()->set_currency(policy->preservation_from(0).currency());
  }));
}

TEST(CollectionPolicyCheck, Packs_AtTheirEdges) {
  EXPECT_TRUE(PackFails([](auto* pack) { pack->clear_calendar(); }));
  EXPECT_TRUE(PackFails([](auto* pack) { pack->set_to_minute(pack->from_minute()); }));
  EXPECT_FALSE(PackFails([](auto* pack) { pack->set_to_minute(1440); }));
  EXPECT_TRUE(PackFails([](auto* pack) { pack->set_to_minute(1441); }));
  EXPECT_TRUE(PackFails([](auto* pack) { pack->mutable_windows(0)->clear_channels(); }));
  EXPECT_TRUE(PackFails([](auto* pack) { pack->mutable_windows(0)->set_days(0); }));
  EXPECT_FALSE(PackFails([](auto* pack) { pack->mutable_windows(0)->set_days(31); }));
  EXPECT_TRUE(PackFails([](auto* pack) { pack->mutable_windows(0)->set_days(32); }));
  EXPECT_FALSE(PackFails([](auto* pack) { pack->mutable_windows(0)->set_at_most(24); }));
  EXPECT_TRUE(PackFails([](auto* pack) { pack->mutable_windows(0)->set_at_most(25); }));
  EXPECT_TRUE(PackFails([](auto* pack) { pack->mutable_quiets(0)->set_days(0); }));
  EXPECT_TRUE(PackFails([](auto* pack) { pack->set_consent_excludes_days(32); }));
  EXPECT_TRUE(PackFails([](auto* pack) { pack->add_occasion_rules(); }));
}

}  // namespace
}  // namespace tenure::domain
