// The fund's ledger over a real enrolment.
#include "domain/lifecycle_given.h"
#include "given/rows.h"
#include "loyalty_fund/loyalty_fund.pb.h"

namespace tenure::testing {
namespace {

using Row = v1::LoyaltyFundRow;

class LoyaltyFund : public LifecycleTest {
 protected:
  LoyaltyFund() : rows(&given, "loyalty_fund") {
    To(S::IN_CARE);
    given.Do(v1::EnrolLoyalty());
  }
  void Contribute(std::int64_t minor, v1::FundSource source, std::uint32_t year = 2025) {
    v1::RecordFundContribution command;
    command.mutable_amount()->set_minor(minor);
    command.mutable_amount()->set_currency("CNY");
    command.set_source(source);
    command.set_year(year);
    given.Do(command);
  }
  const Row& The() { return rows.Get<Row>("C-1001"); }
  Rows rows;
};

TEST_F(LoyaltyFund, Enrolment_BeginsALedgerWithoutABalance) {
  EXPECT_EQ(The().balances_size(), 0);
  EXPECT_EQ(TimeOf(The().next_contribution_due()), At("2026-04-01T00:00:00+08:00"));
}

TEST_F(LoyaltyFund, Contributions_AreKeptByYearAndSource) {
  Contribute(500, v1::COMPANY_PROFIT);
  Contribute(200, v1::CUSTOMER_CONTRIBUTION);
  Contribute(100, v1::CUSTOMER_CONTRIBUTION);
  ASSERT_EQ(The().balances_size(), 1);
  EXPECT_EQ(The().balances(0).balance(), 800);
  EXPECT_EQ(The().balances(0).from_company(), 500);
  EXPECT_EQ(The().balances(0).from_customer(), 300);
  ASSERT_EQ(The().years_size(), 2);
  EXPECT_EQ(The().years(1).source(), v1::CUSTOMER_CONTRIBUTION);
  EXPECT_EQ(The().years(1).minor(), 300);
}

TEST_F(LoyaltyFund, Disbursement_LeavesTheSumOfBothSources) {
  Contribute(500, v1::COMPANY_PROFIT);
  Contribute(200, v1::CUSTOMER_CONTRIBUTION);
  v1::DisburseFund disburse;
  disburse.mutable_amount()->set_minor(600);
  disburse.mutable_amount()->set_currency("CNY");
  given.Do(disburse);
  const Row::Balance& balance = The().balances(0);
  EXPECT_EQ(balance.balance(), 100);
  EXPECT_EQ(balance.from_company() + balance.from_customer(), balance.balance());
  EXPECT_EQ(balance.contributed() - balance.disbursed(), balance.balance());
  EXPECT_GT(The().disbursed_for(), 0u);
}

}  // namespace
}  // namespace tenure::testing
