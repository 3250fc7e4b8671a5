// The year card over a real year: every practice, its dates, what was missed and waived, the end.
#include "domain/key_account_given.h"
#include "given/rows.h"
#include "key_account_year/key_account_year.pb.h"

namespace tenure::testing {
namespace {

using Row = v1::KeyAccountYearRow;

class YearCard : public KeyAccountTest {
 protected:
  YearCard() : rows(&given, "key_account_year") {}
  const Row& The(const std::string& year = "2026") { return rows.Get<Row>("C-1001/" + year); }
  const Row::Practice& Of(Key::Practice practice, const std::string& year = "2026") {
    return The(year).practices(practice - 1);
  }
  Rows rows;
};

TEST_F(YearCard, Stages_AreTheStatesOwn) {
  const auto same = [&] {
    EXPECT_EQ(Key::Stage_Name(The().stage()), Key::Stage_Name(year().stage()));
  };
  KeyAccountWithRep();
  same();
  ASSERT_EQ(The().practices_size(), 10);
  given.Do(Reserve());
  same();
  given.Do(AccountPlan());
  same();
  EXPECT_EQ(The().stage(), Key::RUNNING);
  OpenForum();
  given.Do(HoldForum());
  same();
  given.Now("2027-01-01T00:00:00+08:00").Fire("key_account", "");
  same();
  EXPECT_EQ(The().stage(), Key::SCREENING);
}

TEST_F(YearCard, Practices_AreDoneWaivedOrMissed) {
  KeyAccountWithRep();
  given.Do(Reserve());
  given.Now("2026-03-10T09:00:00+08:00").Do(Reserve("RS-2"));
  given.Do(Consume(30));
  given.DoApproved(Waive(Key::K3_TRIAL), "qin.an");
  given.Now("2027-01-01T00:00:00+08:00").Fire("key_account", "");
  EXPECT_EQ(Of(Key::K1_SUPPLY).status(), Row::DONE);
  EXPECT_EQ(Of(Key::K1_SUPPLY).count(), 2u);
  EXPECT_EQ(DateOf(Of(Key::K1_SUPPLY).first_on()), Day("2026-03-02"));
  EXPECT_EQ(DateOf(Of(Key::K1_SUPPLY).last_on()), Day("2026-03-10"));
  EXPECT_EQ(The().supply_reserved(), 80);
  EXPECT_EQ(The().supply_consumed(), 30);
  EXPECT_EQ(Of(Key::K3_TRIAL).status(), Row::WAIVED);
  EXPECT_EQ(Of(Key::K3_TRIAL).waived_by(), "qin.an");
  EXPECT_EQ(Of(Key::K10_FORUM).status(), Row::MISSED);
  EXPECT_GT(Of(Key::K10_FORUM).why(), Of(Key::K1_SUPPLY).why());
}

TEST_F(YearCard, EveryPractice_LeavesItsTrace) {
  KeyAccountWithRep();
  given.Do(AccountPlan());
  given.Do(MapPerson());
  given.Do(Engage());
  given.Do(Signal());
  given.Do(Support());
  given.Do(Visit("EV-1", "2026-03-02"));
  given.Do(Visited());
  given.Do(Promotion());
  given.Do(Opinion(2));
  given.Do(Opinion(1));
  given.Do(Grant(500));
  auto brief = Brief();
  *brief.mutable_known_since() = InstantOf(At("2026-03-02T08:59:00+08:00"));
  given.Do(brief);
  given.Do(Brief("BR-2", "BR-1"));
  given.Do(GotBrief());
  OpenForum();
  auto forum = HoldForum();
  AddAction(&forum, "AC-1", "2026-03-02");
  given.Do(forum);
  given.Do(Trial());
  v1::RecordTrialResult result;
  result.set_trial_id("TR-1");
  result.set_verdict(Key::SUCCESS);
  given.Do(result);
  v1::CompleteForumAction complete;
  complete.set_action_id("AC-1");
  given.Now("2026-03-03T09:00:00+08:00").Do(complete);
  const Row& row = The();
  for (int k = Key::K2_STAKEHOLDERS; k <= Key::K10_FORUM; ++k) {
    EXPECT_EQ(Of(static_cast<Key::Practice>(k)).status(), Row::DONE) << k;
  }
  EXPECT_EQ(row.rep(), "wu.gang");
  EXPECT_EQ(row.targets_size(), 1);
  EXPECT_GT(row.planned_at(), 0u);
  EXPECT_EQ(row.stakeholders(), 1u);
  ASSERT_EQ(row.functions_engaged_size(), 1);
  EXPECT_EQ(row.functions_engaged(0), Key::BUYER);
  EXPECT_EQ(row.signals(), 1u);
  EXPECT_EQ(row.signals_answered(), 1u);
  EXPECT_EQ(DateOf(row.last_executive_visit()), Day("2026-03-02"));
  ASSERT_EQ(row.opinions_size(), 2);
  EXPECT_EQ(row.opinions(1).rating(), 1u);
  EXPECT_TRUE(row.opinion_alarm());
  EXPECT_EQ(row.incentives(0).minor(), 500);
  EXPECT_EQ(row.briefs(), 2u);
  EXPECT_EQ(row.briefs_correcting(), 1u);
  EXPECT_EQ(row.briefs_timed(), 1u);
  EXPECT_EQ(row.brief_latency_us(), 60LL * 1'000'000);
  EXPECT_EQ(row.briefs_acknowledged(), 1u);
  EXPECT_EQ(row.forums(0).forum_id(), "FO-2026");
  EXPECT_EQ(row.actions_agreed(), 1u);
  EXPECT_EQ(row.actions_done(), 1u);
  EXPECT_EQ(row.actions_late(), 1u);
  EXPECT_EQ(row.trials(), 1u);
  EXPECT_EQ(row.trials_successful(), 1u);
  given.Do(Reassign("he.jing"));
  EXPECT_EQ(The().rep(), "he.jing");
  EXPECT_EQ(The().rep_changes(), 1u);
  EXPECT_FALSE(The().opinion_alarm());
}

TEST_F(YearCard, Screening_EndsTheYear) {
  KeyAccountWithRep();
  given.DoApproved(Waive(Key::K10_FORUM), "qin.an");
  given.Now("2027-01-04T09:00:00+08:00").Fire("key_account", "");
  OpenScreening();
  given.As("zhao.min").Do(Propose(Key::DROP, -7, false));
  EXPECT_EQ(The().verdict(), Key::DROP);
  EXPECT_EQ(The().stage(), Key::SCREENING);
  given.As("qin.an").Do(Confirm());
  EXPECT_EQ(The().stage(), Key::DROPPED);
  EXPECT_EQ(The().screened().profit(), -7);
}

TEST_F(YearCard, KeptAndWatched_AreStagesToo) {
  KeyAccountWithRep();
  given.DoApproved(Waive(Key::K10_FORUM), "qin.an");
  given.Now("2027-01-04T09:00:00+08:00").Fire("key_account", "");
  OpenScreening();
  given.As("zhao.min").Do(Propose(Key::KEEP));
  given.As("qin.an").Do(Confirm());
  EXPECT_EQ(The().stage(), Key::KEPT);
}

TEST_F(YearCard, CustomersWhoAreNoKeyAccount_HaveNoCard) {
  Dropped();
  EXPECT_EQ(rows.size(), 0u);
}

TEST_F(YearCard, Revoked_IsSaid) {
  KeyAccountWithRep();
  v1::RevokeKeyAccount revoke;
  revoke.set_reason_kind(Key::CUSTOMER_LEFT);
  given.Do(revoke);
  EXPECT_TRUE(The().revoked());
  given.Do(Designate());
  EXPECT_FALSE(The().revoked());
}

}  // namespace
}  // namespace tenure::testing
