// Altman's Z beside the handbook's method: exact, from the newest statement, nothing where a figure
// is missing.
#include <gtest/gtest.h>

#include "credit_standing/credit_standing.pb.h"
#include "domain/credit_given.h"
#include "given/rows.h"

namespace tenure::testing {
namespace {

class AltmanRow : public CreditTest {
 protected:
  AltmanRow() : rows(&given, "credit_standing") { Investigate(); }
  const v1::CreditStandingRow& The() { return rows.Get<v1::CreditStandingRow>("C-1001"); }
  v1::RecordFinancialStatement Statement() {
    auto record = Of<v1::RecordFinancialStatement>();
    auto* one = record.mutable_statement();
    one->set_currency("CNY");
    one->mutable_period_end()->set_days(20453);  // 2025-12-31
    one->set_current_assets(400);
    one->set_current_liabilities(200);
    one->set_total_assets(1000);
    one->set_total_liabilities(500);
    one->set_retained_earnings(100);
    one->set_ebit(50);
    one->set_equity(500);
    one->set_sales(2000);
    one->set_sales_kind(v1::CreditTerms::ALL_SALES);
    return record;
  }
  Rows rows;
};

TEST_F(AltmanRow, Statement_GivesBothVariants) {
  given.Do(OpenAs());
  given.Do(Statement());
  // 1.2*0.2 + 1.4*0.1 + 3.3*0.05 + 0.6*1 + 1.0*2 = 3.145
  EXPECT_EQ(The().altman_z(), "629/200");
  // 6.56*0.2 + 3.26*0.1 + 6.72*0.05 + 1.05*1 = 3.024
  EXPECT_EQ(The().altman_z2(), "378/125");
}

TEST_F(AltmanRow, MissingFigure_GivesNone) {
  given.Do(OpenAs());
  auto without_sales = Statement();
  without_sales.mutable_statement()->clear_sales();
  given.Do(without_sales);
  EXPECT_EQ(The().altman_z(), "");
  EXPECT_EQ(The().altman_z2(), "378/125");
  auto no_debts = Statement();
  no_debts.mutable_statement()->set_current_liabilities(0);
  no_debts.mutable_statement()->set_total_liabilities(0);
  given.Do(no_debts);
  EXPECT_EQ(The().altman_z2(), "");
}

}  // namespace
}  // namespace tenure::testing
