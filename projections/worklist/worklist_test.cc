// The worklist over real stories: what is due appears with owner and command, and goes when it is
// done.
#include <algorithm>

#include "domain/lifecycle_given.h"
#include "given/rows.h"
#include "tenure/v1/governance.pb.h"
#include "worklist/worklist.pb.h"

namespace tenure::testing {
namespace {

using Row = v1::WorklistRow;

constexpr char kRow[] = "customer/C-1001/engagement/EN-1";

class Worklist : public LifecycleTest {
 protected:
  Worklist() : rows(&given, "worklist") {}
  // The obligation of a kind in a row; null when nothing of it is due.
  const Row::Obligation* Due(const char* key, Row::Kind kind) {
    if (!rows.Has(key)) return nullptr;
    const auto& all = rows.Get<Row>(key).obligations();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.kind() == kind; });
    return found == all.end() ? nullptr : &*found;
  }
  Rows rows;
};

TEST_F(Worklist, Contract_ProgressUpdateIsDueUntilHandover) {
  To(S::CONTRACTED);
  ASSERT_NE(Due(kRow, Row::PROGRESS_UPDATE), nullptr);
  EXPECT_EQ(Due(kRow, Row::PROGRESS_UPDATE)->settle(), "SendProgressUpdate");
  EXPECT_EQ(Due(kRow, Row::PROGRESS_UPDATE)->policy().policy(), "lifecycle");
  Update();
  EXPECT_NE(Due(kRow, Row::PROGRESS_UPDATE), nullptr);
  given.Do(HandOver());
  EXPECT_EQ(Due(kRow, Row::PROGRESS_UPDATE), nullptr);
}

TEST_F(Worklist, Care_BelongsToTheAccountManager) {
  To(S::IN_CARE);
  ASSERT_NE(Due(kRow, Row::CARE_CONTACT), nullptr);
  EXPECT_EQ(Due(kRow, Row::CARE_CONTACT)->owner(), "li.wei");
  given.Do(Manager("sun.li"));
  EXPECT_EQ(Due(kRow, Row::CARE_CONTACT)->owner(), "sun.li");
}

TEST_F(Worklist, Snags_AreDueOneByOne) {
  To(S::HANDED_OVER);
  auto snag = For<v1::RecordSnag>();
  for (const char* id : {"S-1", "S-2"}) {
    snag.set_snag_id(id);
    given.Do(snag);
  }
  auto resolve = For<v1::ResolveSnag>();
  resolve.set_snag_id("S-1");
  given.Do(resolve);
  ASSERT_NE(Due(kRow, Row::SNAG), nullptr);
  EXPECT_EQ(Due(kRow, Row::SNAG)->item(), "S-2");
  resolve.set_snag_id("S-2");
  given.Do(resolve);
  EXPECT_EQ(Due(kRow, Row::SNAG), nullptr);
}

TEST_F(Worklist, Issue_GoesWhenItIsResolved) {
  v1::RaiseIssue raise;
  raise.set_issue_id("IS-1");
  raise.set_origin(v1::CARE);
  raise.set_owner("sun.li");
  given.Do(raise);
  const char* key = "customer/C-1001/issue/IS-1";
  ASSERT_NE(Due(key, Row::ISSUE_OPEN), nullptr);
  EXPECT_EQ(Due(key, Row::ISSUE_OPEN)->owner(), "sun.li");
  v1::StudyIssue study;
  study.set_issue_id("IS-1");
  given.Do(study);
  v1::ResolveIssue resolve;
  resolve.set_issue_id("IS-1");
  given.Do(resolve);
  EXPECT_FALSE(rows.Has(key));
}

TEST_F(Worklist, FourYearVisit_IsDueOnItsDayAndStaysWhenMissed) {
  To(S::HANDED_OVER);
  const char* key = "customer/C-1001/revisit_plan/EN-1";
  ASSERT_NE(Due(key, Row::FOUR_YEAR_VISIT), nullptr);
  EXPECT_EQ(TimeOf(Due(key, Row::FOUR_YEAR_VISIT)->due()), At("2030-03-02"));
  given.Now("2030-06-01T00:00:00+08:00");
  given.Fire("revisit_plan", kEngagement);
  EXPECT_EQ(TimeOf(Due(key, Row::FOUR_YEAR_VISIT)->due()), At("2030-03-02"));
}

TEST_F(Worklist, RescindedContract_LeavesNothingDue) {
  To(S::CONTRACTED);
  given.Do(For<v1::RescindContract>());
  EXPECT_FALSE(rows.Has(kRow));
  EXPECT_FALSE(rows.Has("customer/C-1001/revisit_plan/EN-1"));
}

TEST_F(Worklist, PolicyProposals_EachGoesWithItsOwnDecision) {
  given.In(std::string(kGovernanceScope)).As("admin").Role("wu.gang", "administrator");
  v1::ProposePolicy propose;
  propose.set_policy_id("approval");
  propose.mutable_body()->mutable_approval()->set_expires_after_hours(24);
  given.Do(propose);
  given.Do(propose);
  const char* key = "governance/main/policy/approval";
  ASSERT_EQ(rows.Get<Row>(key).obligations_size(), 2);
  v1::WithdrawPolicyProposal withdraw;
  withdraw.set_policy_id("approval");
  withdraw.set_version(2);
  given.Do(withdraw);
  ASSERT_EQ(rows.Get<Row>(key).obligations_size(), 1);
  EXPECT_EQ(rows.Get<Row>(key).obligations(0).item(), "3");
  v1::ApprovePolicy approve;
  approve.set_policy_id("approval");
  approve.set_version(3);
  given.As("wu.gang").Do(approve);
  EXPECT_FALSE(rows.Has(key));
}

}  // namespace
}  // namespace tenure::testing
