// Complaint policies: the shipped ones hold together, each fault of others is named.
#include "domain/complaint_policy_check.h"

#include <gtest/gtest.h>

#include "domain/policy_check.h"
#include "domain/table/default_pack.h"

namespace tenure::domain {
namespace {

using Terms = v1::ComplaintTerms;

v1::ComplaintPackPolicy GoodPack() {
  v1::ComplaintPackPolicy pack;
  pack.set_calendar("calendar");
  pack.add_targets()->mutable_resolution()->set_working_days(10);
  pack.set_resolution_stop(Terms::ON_EXECUTED);
  pack.set_offer_expiry_days(14);
  pack.mutable_remedy()->set_working_days(10);
  return pack;
}

TEST(ComplaintPolicyCheck, ShippedPolicies_HoldTogether) {
  int complaints = 0;
  for (const PackPolicy& policy : DefaultPack()) {
    EXPECT_EQ(FaultOf(policy.body), std::nullopt) << policy.policy;
    complaints += policy.policy.starts_with("complaint") ? 1 : 0;
  }
  EXPECT_EQ(complaints, 8);  // choice, four packs, three rules
}

TEST(ComplaintPolicyCheck, Choice_WithoutHomeOrOfSomethingElse_IsNamed) {
  v1::ComplaintPolicy policy;
  EXPECT_EQ(FaultOfComplaint(policy), "home_jurisdiction is missing");
  policy.set_home_jurisdiction("CN");
  EXPECT_EQ(FaultOfComplaint(policy), std::nullopt);
  policy.add_choices()->set_pack("calendar");
  EXPECT_EQ(FaultOfComplaint(policy), "calendar is not a complaint pack");
}

struct BadPack {
  const char* fault;
  void (*spoil)(v1::ComplaintPackPolicy*);
};

TEST(ComplaintPolicyCheck, Pack_ThatDoesNotHoldTogether_IsNamed) {
  ASSERT_EQ(FaultOfComplaintPack(GoodPack()), std::nullopt);
  using Pack = v1::ComplaintPackPolicy;
  const BadPack cases[] = {
      {"a pack needs a calendar", [](Pack* pack) { pack->clear_calendar(); }},
      {"the last row of targets must match any case", [](Pack* pack) { pack->clear_targets(); }},
      {"the last row of targets must match any case",
       [](Pack* pack) { pack->mutable_targets(0)->set_severity(Terms::HIGH); }},
      {"the last row of targets must match any case",
       [](Pack* pack) { pack->mutable_targets(0)->set_complexity(Terms::CLEAR); }},
      {"every row needs a resolution target",
       [](Pack* pack) { pack->mutable_targets(0)->clear_resolution(); }},
      {"target resolution has not exactly one unit",
       [](Pack* pack) { pack->mutable_targets(0)->mutable_resolution()->set_calendar_days(1); }},
      {"target acknowledgement has not exactly one unit",
       [](Pack* pack) { pack->mutable_targets(0)->mutable_acknowledgement(); }},
      {"target first_response is longer than ten years",
       [](Pack* pack) {
         pack->mutable_targets(0)->mutable_first_response()->set_working_days(3661);
       }},
      {"resolution_stop is missing", [](Pack* pack) { pack->clear_resolution_stop(); }},
      {"a pack needs a remedy target", [](Pack* pack) { pack->clear_remedy(); }},
      {"target remedy has not exactly one unit",
       [](Pack* pack) { pack->mutable_remedy()->clear_working_days(); }},
      {"offer_expiry_days must be 1 to 3660", [](Pack* pack) { pack->clear_offer_expiry_days(); }},
      {"offer_expiry_days must be 1 to 3660",
       [](Pack* pack) { pack->set_offer_expiry_days(3661); }},
      {"reopen_window_days is more than 3660",
       [](Pack* pack) { pack->set_reopen_window_days(3661); }},
      {"light_path_working_days is more than 3660",
       [](Pack* pack) { pack->set_light_path_working_days(3661); }},
      {"extensions_max is more than 4", [](Pack* pack) { pack->set_extensions_max(5); }},
      {"extension and extensions_max go together", [](Pack* pack) { pack->set_extensions_max(1); }},
      {"extension and extensions_max go together",
       [](Pack* pack) { pack->mutable_extension()->set_calendar_days(1); }},
      {"target extension has not exactly one unit",
       [](Pack* pack) {
         pack->set_extensions_max(1);
         pack->mutable_extension();
       }},
  };
  for (const BadPack& bad : cases) {
    Pack pack = GoodPack();
    bad.spoil(&pack);
    EXPECT_EQ(FaultOfComplaintPack(pack), bad.fault);
  }
}

TEST(ComplaintPolicyCheck, Rule_WithoutRemedyKindOrAmount_IsNamed) {
  v1::ComplaintRulePolicy rule;
  EXPECT_EQ(FaultOfComplaintRule(rule), "a rule needs at least one remedy");
  auto* remedy = rule.add_remedies();
  EXPECT_EQ(FaultOfComplaintRule(rule), "a remedy has no kind");
  remedy->set_kind(Terms::REFUND);
  EXPECT_EQ(FaultOfComplaintRule(rule), std::nullopt);
  auto* most = remedy->add_amounts_max();
  most->set_currency("CNY");
  const char* fault = "the most of a remedy is greater than zero and has a currency";
  EXPECT_EQ(FaultOfComplaintRule(rule), fault);
  most->set_minor(1);
  EXPECT_EQ(FaultOfComplaintRule(rule), std::nullopt);
  most->set_currency("CN");
  EXPECT_EQ(FaultOfComplaintRule(rule), fault);
}

}  // namespace
}  // namespace tenure::domain
