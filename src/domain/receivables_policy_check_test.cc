// Every fault of a receivables policy; the shipped one has none.
#include "domain/receivables_policy_check.h"

#include <gtest/gtest.h>

#include "domain/policy_check.h"
#include "domain/table/default_pack.h"

namespace tenure::domain {
namespace {

v1::ReceivablesPolicy Shipped() {
  for (const PackPolicy& policy : DefaultPack()) {
    if (policy.policy == "receivables") return policy.body.receivables();
  }
  return {};
}

template <typename Change>
std::string FaultWith(Change change) {
  v1::ReceivablesPolicy policy = Shipped();
  change(&policy);
  v1::PolicyBody body;
  *body.mutable_receivables() = policy;
  EXPECT_EQ(FaultOf(body), FaultOfReceivables(policy));
  return FaultOfReceivables(policy).value_or("");
}

using Policy = v1::ReceivablesPolicy;

TEST(ReceivablesPolicyCheck, Shipped_HasNoFault) {
  EXPECT_EQ(FaultOfReceivables(Shipped()), std::nullopt);
}

TEST(ReceivablesPolicyCheck, Buckets_AscendFromDayOne) {
  EXPECT_EQ(FaultWith([](Policy* policy) { policy->clear_bucket_days(); }),
            "the first bucket begins with day 1");
  EXPECT_EQ(FaultWith([](Policy* policy) { policy->set_bucket_days(0, 2); }),
            "the first bucket begins with day 1");
  EXPECT_EQ(FaultWith([](Policy* policy) { policy->set_bucket_days(2, 31); }),
            "buckets must ascend and begin within 3660 days");
  EXPECT_EQ(FaultWith([](Policy* policy) { policy->set_bucket_days(3, 3661); }),
            "buckets must ascend and begin within 3660 days");
  EXPECT_EQ(FaultWith([](Policy* policy) {
              for (const std::uint32_t day : {121U, 151U, 181U}) policy->add_bucket_days(day);
            }),
            "there are more than 6 buckets");
}

TEST(ReceivablesPolicyCheck, Days_HaveBounds) {
  EXPECT_EQ(FaultWith([](Policy* policy) { policy->set_order_horizon_days(3661); }),
            "order_horizon_days is more than 3660");
  EXPECT_EQ(FaultWith([](Policy* policy) { policy->set_order_horizon_days(0); }), "");
  EXPECT_EQ(FaultWith([](Policy* policy) { policy->set_allocate_within_days(0); }),
            "allocate_within_days must be 1 to 3660");
  EXPECT_EQ(FaultWith([](Policy* policy) { policy->set_allocate_within_days(3661); }),
            "allocate_within_days must be 1 to 3660");
}

}  // namespace
}  // namespace tenure::domain
