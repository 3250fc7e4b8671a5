// Credit policies: the shipped ones hold together, each fault of others is named.
#include "domain/credit_policy_check.h"

#include <gtest/gtest.h>

#include "domain/policy_check.h"
#include "domain/table/default_pack.h"

namespace tenure::domain {
namespace {

v1::PolicyBody Shipped(std::string_view name) {
  for (const PackPolicy& policy : DefaultPack()) {
    if (policy.policy == name) return policy.body;
  }
  return {};
}

TEST(CreditPolicyCheck, ShippedPolicies_HoldTogether) {
  EXPECT_EQ(FaultOf(Shipped("credit")), std::nullopt);
  EXPECT_EQ(FaultOf(Shipped("rates")), std::nullopt);
  EXPECT_TRUE(Shipped("credit").has_credit());
  EXPECT_TRUE(Shipped("rates").has_rates());
}

struct BadCredit {
  const char* fault;
  void (*spoil)(v1::CreditPolicy*);
};

TEST(CreditPolicyCheck, CreditThatDoesNotHoldTogether_IsNamed) {
  using Policy = v1::CreditPolicy;
  const char* payment =
      "preferential terms must be at least the ordinary ones and at most 3660 days";
  const char* days = "validity, monitoring, holds and releases must be 1 to 3660 days";
  const BadCredit cases[] = {
      {"bands must be CA1 to CA6, in order", [](Policy* p) { p->mutable_bands()->RemoveLast(); }},
      {"bands must be CA1 to CA6, in order", [](Policy* p) { p->mutable_bands(1)->set_band(1); }},
      {"limit_max of CA2 needs an amount with a currency",
       [](Policy* p) { p->mutable_bands(1)->mutable_limit_max()->set_minor(-1); }},
      {"limit_max of CA3 needs an amount with a currency",
       [](Policy* p) { p->mutable_bands(2)->clear_limit_max(); }},
      {"CA6 gets no credit (B6)",
       [](Policy* p) { p->mutable_bands(5)->mutable_limit_max()->set_minor(1); }},
      {"validity and reviews of CA1 must be 1 to 3660 days",
       [](Policy* p) { p->mutable_bands(0)->set_valid_days_max(0); }},
      {"validity and reviews of CA1 must be 1 to 3660 days",
       [](Policy* p) { p->mutable_bands(0)->set_review_every_days(3661); }},
      {"decision_working_days of CA4 must be 1 to 260",
       [](Policy* p) { p->mutable_bands(3)->set_decision_working_days(0); }},
      {"CA2 must be decided faster than CA3 (B2, B3)",
       [](Policy* p) { p->mutable_bands(1)->set_decision_working_days(5); }},
      {"renormalise_coverage_percent is more than 100",
       [](Policy* p) { p->set_renormalise_coverage_percent(101); }},
      {"days_of_year must be 365 or 360 (G8)", [](Policy* p) { p->set_days_of_year(366); }},
      {"statement_stale_months must be 1 to 120",
       [](Policy* p) { p->set_statement_stale_months(0); }},
      {days, [](Policy* p) { p->set_assessment_valid_days(0); }},
      {days, [](Policy* p) { p->set_monitoring_every_days_max(0); }},
      {days, [](Policy* p) { p->set_hold_days_max(0); }},
      {days, [](Policy* p) { p->set_release_days_max(3661); }},
      {payment, [](Policy* p) { p->set_ordinary_payment_days_max(91); }},
      {payment, [](Policy* p) { p->set_preferential_payment_days_max(3661); }},
      {"guarantee_percent must be 1 to 1000", [](Policy* p) { p->set_guarantee_percent(0); }},
  };
  for (const BadCredit& one : cases) {
    v1::CreditPolicy policy = Shipped("credit").credit();
    one.spoil(&policy);
    EXPECT_EQ(FaultOfCredit(policy), one.fault);
  }
}

TEST(CreditPolicyCheck, RatesThatDoNotHoldTogether_AreNamed) {
  v1::RatesPolicy policy = Shipped("rates").rates();
  policy.mutable_rates(0)->set_denominator(0);
  EXPECT_EQ(FaultOfRates(policy), "the rate of USD must be above zero");
  policy.mutable_rates(0)->set_currency("CNY");
  EXPECT_EQ(FaultOfRates(policy), "CNY stands twice");
  policy.mutable_rates(0)->set_currency("");
  EXPECT_EQ(FaultOfRates(policy), "a rate has no currency");
  policy.set_base("");
  EXPECT_EQ(FaultOfRates(policy), "base must be a currency");
}

}  // namespace
}  // namespace tenure::domain
