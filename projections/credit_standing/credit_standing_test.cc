// The credit standing over real stories: from evidence to limit, and what becomes of it.
#include "credit_standing/credit_standing.pb.h"
#include "domain/credit_given.h"
#include "given/rows.h"

namespace tenure::testing {
namespace {

using Row = v1::CreditStandingRow;
using Book = v1::CreditBook;

class CreditStanding : public CreditTest {
 protected:
  CreditStanding() : rows(&given, "credit_standing") {}
  const Row& The() { return rows.Get<Row>("C-1001"); }
  Rows rows;
};

TEST_F(CreditStanding, FromEvidenceToLimit_ShowsEveryStep) {
  Approved(70);
  given.Do(Limit(10'000'000));
  const Row& row = The();
  EXPECT_EQ(row.customer(), "C-1001");
  ASSERT_EQ(row.channels_size(), 2);
  EXPECT_EQ(row.channels(0).channel(), Credit::CREDIT_AGENCY);
  EXPECT_EQ(row.channels(1).channel(), Credit::INSIDE);
  EXPECT_EQ(row.assessment_id(), kAssessment);
  EXPECT_EQ(row.status(), Assessment::ACTIVE);
  ASSERT_EQ(row.five_c_size(), 5);
  EXPECT_GT(row.five_c(0).rationale_at(), 0u);
  EXPECT_EQ(row.ratios_size(), 7);
  EXPECT_EQ(row.inputs().total_assets(), 1500);
  EXPECT_EQ(row.days_of_year(), 365u);
  ASSERT_EQ(row.factors_size(), 9);
  EXPECT_EQ(row.factors(0).contribution_hundredths(), 1050u);
  EXPECT_EQ(row.score_hundredths(), 7000u);
  EXPECT_EQ(row.scored_band(), 2u);
  EXPECT_EQ(row.reasons_size(), 4);
  EXPECT_EQ(row.recommended().minor(), 100'000'000);
  EXPECT_EQ(row.approved_by(), "zhao.min");
  EXPECT_EQ(row.band(), 2u);
  EXPECT_EQ(row.standing(), Book::ACTIVE);
  EXPECT_EQ(row.limit().minor(), 10'000'000);
  EXPECT_EQ(row.limit_assessment(), kAssessment);
  EXPECT_EQ(row.payment_days(), 30u);
  EXPECT_EQ(row.valid_to().days(), account().valid_to().days());
}

TEST_F(CreditStanding, EveryStatusAndStanding_IsTheStatesOwn) {
  const auto same = [&](const std::string& id = kAssessment) {
    EXPECT_EQ(Assessment::Status_Name(The().status()),
              Assessment::Status_Name(assessment(id).status()));
  };
  Investigate();
  Draft();
  same();
  given.Do(Of<v1::FinaliseScore>());
  same();
  EXPECT_EQ(The().missing_size(), 9);
  JudgeAll(70);
  same();
  given.Do(Of<v1::FinaliseScore>());
  same();
  EXPECT_EQ(The().missing_size(), 0);
  given.As("zhao.min").Do(Of<v1::ReturnAssessment>());
  same();
  EXPECT_EQ(The().score_hundredths(), 0u);
  given.As("chen.jie").Do(Judge(1, 71));
  same();
  given.Do(Of<v1::FinaliseScore>());
  Approve();
  same();
  given.Do(Limit(1'000'000));
  same();
  given.As("li.wei").Do(Of<v1::ContestAssessment>());
  same();
  EXPECT_EQ(The().standing(), account().standing());
  EXPECT_EQ(The().review(), Credit::CONTESTED);
  given.As("zhao.min").Do(Of<v1::DeclineAssessment>());
  same();
}

TEST_F(CreditStanding, NewAssessment_BeginsFromNothingAndTheOldOneIsSilent) {
  WithLimit();
  given.Do(OpenAs("AS-2"));
  EXPECT_EQ(The().assessment_id(), "AS-2");
  EXPECT_EQ(The().status(), Assessment::DRAFT);
  EXPECT_EQ(The().five_c_size(), 0);
  EXPECT_EQ(The().factors_size(), 0);
  EXPECT_EQ(The().score_hundredths(), 0u);
  EXPECT_EQ(The().limit().minor(), 10'000'000);  // still in force
  given.As("li.wei").Do(Of<v1::ContestAssessment>());
  EXPECT_EQ(The().status(), Assessment::DRAFT);
}

TEST_F(CreditStanding, HoldReleaseGuaranteeMonitoring_ComeAndGo) {
  given.Do(Guarantee(300, "2026-03-31"));
  given.Do(Plan(7));
  WithLimit();
  v1::PlaceCreditHold hold;
  hold.set_reason(Credit::OVERDUE);
  given.Do(hold);
  EXPECT_EQ(The().standing(), Book::ON_HOLD);
  EXPECT_EQ(The().hold().placed_by(), "chen.jie");
  v1::ReleaseOrder release;
  release.set_order_id("SO-1");
  *release.mutable_amount() = Yuan(100);
  release.set_order_owner("sun.lei");
  *release.mutable_until() = InstantOf(At("2026-03-09T18:00:00+08:00"));
  given.Do(release);
  ASSERT_EQ(The().releases_size(), 1);
  given.Do(v1::ReleaseCreditHold());
  EXPECT_FALSE(The().has_hold());
  EXPECT_EQ(The().standing(), Book::ACTIVE);
  EXPECT_EQ(The().guarantees_size(), 1);
  given.Now("2026-03-10T00:00:00+08:00").Fire("credit_account", "");
  EXPECT_TRUE(The().monitoring_missed());
  given.Do(v1::RecordMonitoring());
  EXPECT_FALSE(The().monitoring_missed());
  given.Now("2026-04-01T00:00:00+08:00").Fire("credit_account", "");
  EXPECT_EQ(The().guarantees_size(), 0);
  EXPECT_EQ(The().standing(), account().standing());
  EXPECT_EQ(The().review(), Credit::GUARANTEE_ENDED);
  given.Now("2027-03-04T00:00:00+08:00").Fire("credit_account", "");
  EXPECT_EQ(The().standing(), Book::EXPIRED);
}

TEST_F(CreditStanding, ClosedInvestigation_NamesTheChannelsNotUsed) {
  Investigate();
  v1::CloseInvestigation close;
  close.set_investigation_id(kInvestigation);
  given.Do(close);
  EXPECT_EQ(std::vector<int>(The().channels_missing().begin(), The().channels_missing().end()),
            (std::vector<int>{Credit::TRADE_BODY, Credit::PUBLIC_SOURCE}));
}

}  // namespace
}  // namespace tenure::testing
