// The relationship's value: both sides of the pair, year by year.
#include "domain/key_account_given.h"
#include "given/rows.h"
#include "relationship_value/relationship_value.pb.h"

namespace tenure::testing {
namespace {

using Row = v1::RelationshipValueRow;

class RelationshipValue : public KeyAccountTest {
 protected:
  RelationshipValue() : rows(&given, "relationship_value") { KeyAccountWithRep(); }
  const Row& The(const std::string& year = "2026") { return rows.Get<Row>("C-1001/" + year); }
  Rows rows;
};

TEST_F(RelationshipValue, AYear_IsAPairNeverOneNumber) {
  given.Do(Grant(700));
  given.Do(Opinion(4));
  given.Do(Signal());
  given.Do(Support());
  const auto& customer = The().customer_benefit();
  EXPECT_EQ(customer.incentives(0).minor(), 700);
  EXPECT_EQ(customer.opinions(), 1u);
  EXPECT_EQ(customer.opinion_points(), 4u);
  EXPECT_EQ(customer.obligations_kept(), 1u);
  const auto& company = The().company_profit();
  EXPECT_EQ(company.figures(0).incentives(), 700);
  EXPECT_EQ(company.figures(0).profit(), -700);
  EXPECT_FALSE(company.screened());
}

TEST_F(RelationshipValue, ConfirmedScreening_StandsForTheYear) {
  given.Do(Grant(700));
  given.DoApproved(Waive(Key::K10_FORUM), "qin.an");
  given.Now("2027-01-04T09:00:00+08:00").Fire("key_account", "");
  OpenScreening();
  given.As("zhao.min").Do(Propose(Key::KEEP, 10'000));
  given.As("qin.an").Do(Confirm());
  ASSERT_EQ(The().company_profit().figures_size(), 1);
  EXPECT_TRUE(The().company_profit().screened());
  EXPECT_EQ(The().company_profit().figures(0).profit(), 9300);
  EXPECT_EQ(The().customer_benefit().obligations_missed(), 8u);  // all but K8 and K10
}

TEST_F(RelationshipValue, ForumActionDoneLate_WasNotKept) {
  OpenForum();
  auto forum = HoldForum();
  AddAction(&forum, "AC-1", "2026-03-02");
  given.Do(forum);
  v1::CompleteForumAction complete;
  complete.set_action_id("AC-1");
  given.Now("2026-03-03T09:00:00+08:00").Do(complete);
  EXPECT_EQ(The().customer_benefit().obligations_missed(), 1u);
}

}  // namespace
}  // namespace tenure::testing
