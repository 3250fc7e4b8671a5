// Engagements L1-L5 and their ends: every command, every refusal.
#include "domain/lifecycle_given.h"
#include "tenure/v1/system.pb.h"

namespace tenure::testing {
namespace {

using Engagement = LifecycleTest;

TEST_F(Engagement, PropertyTemplate_WalkedInOrder_ReachesCare) {
  To(S::IN_CARE);
  EXPECT_EQ(Stage(), S::IN_CARE);
  EXPECT_EQ(given.book().lifecycle().in_care(), 1u);
  EXPECT_EQ(given.book().lifecycle().engagements_open(), 1u);
}

TEST_F(Engagement, OpenEngagement_UnknownProject_IsRefused) {
  auto command = Open();
  command.set_project_id("P-9");
  given.When(command).Refuses(v1::UNKNOWN_REFERENCE).Fact("id", "P-9");
}

TEST_F(Engagement, Acknowledgement_WithoutDisclosure_IsRefused) {
  To(S::PROSPECT);
  given.When(Acknowledge(1)).Refuses(v1::DISCLOSURE_MISSING);
}

TEST_F(Engagement, Acknowledgement_WithoutASignature_IsRefused) {
  To(S::PROSPECT);
  Publish(Disclosure());
  auto command = Acknowledge(1);
  command.clear_evidence();
  given.When(command).Refuses(v1::SIGNATURE_MISSING);
  command.mutable_evidence()->set_kind("signature");  // which nobody can look up
  given.When(command).Refuses(v1::SIGNATURE_MISSING);
  command.mutable_evidence()->set_sha256(std::string(64, 'a'));
  given.Do(command).Gives({"DisclosureAcknowledged"});
}

TEST_F(Engagement, Acknowledgement_OfAnOlderVersion_IsRefused) {
  To(S::PROSPECT);
  Publish(Disclosure());
  Publish(Disclosure());
  given.When(Acknowledge(1)).Refuses(v1::DISCLOSURE_NOT_CURRENT).Fact("current", "2");
  given.Do(Acknowledge(2)).Gives({"DisclosureAcknowledged"});
  given.When(Acknowledge(2)).Refuses(v1::NO_CHANGE);
}

TEST_F(Engagement, SignContract_AfterANewDisclosure_NeedsItsAcknowledgement) {
  To(S::DISCLOSED);
  given.Do(Guide());
  Publish(Disclosure());
  given.When(Sign()).Refuses(v1::DISCLOSURE_NOT_CURRENT);
  given.Do(Acknowledge(2));
  given.When(Sign()).Gives({"ContractSigned", "FourYearsAppointed"});
}

TEST_F(Engagement, SignContract_BeforeAnyDisclosure_IsRefused) {
  To(S::PROSPECT);
  given.Do(Guide());
  given.When(Sign()).Refuses(v1::DISCLOSURE_MISSING);
}

TEST_F(Engagement, SignContract_WithoutGuidance_IsRefused) {
  To(S::DISCLOSED);
  given.When(Sign()).Refuses(v1::GUIDANCE_MISSING);
}

TEST_F(Engagement, SignContract_WithADisputedIdentity_IsRefused) {
  To(S::DISCLOSED);
  given.Do(Guide());
  v1::DuplicateSuspected suspected;
  suspected.set_duplicate_of("customer/C-7");
  given.Event("", suspected);
  given.When(Sign()).Refuses(v1::IDENTITY_DISPUTED).Fact("of", "customer/C-7");
}

TEST_F(Engagement, SignContract_TomorrowsDate_IsRefused) {
  To(S::DISCLOSED);
  given.Do(Guide());
  given.When(Sign("2026-03-03")).Refuses(v1::DATE_IN_FUTURE);
}

TEST_F(Engagement, SignContract_Twice_IsOutOfOrder) {
  To(S::CONTRACTED);
  given.When(Sign()).Refuses(v1::STAGE_ORDER);
  given.When(Guide()).Refuses(v1::STAGE_ORDER);
  given.When(For<v1::WithdrawInterest>()).Refuses(v1::STAGE_ORDER);
}

TEST_F(Engagement, ProgressUpdate_BeforeContract_IsOutOfOrder) {
  To(S::DISCLOSED);
  given.When(For<v1::SendProgressUpdate>()).Refuses(v1::STAGE_ORDER).Fact("needs", "CONTRACTED");
  given.When(For<v1::InviteSiteVisit>()).Refuses(v1::STAGE_ORDER);
  given.When(For<v1::RecordSiteVisit>()).Refuses(v1::STAGE_ORDER);
}

TEST_F(Engagement, SiteVisit_InTheFuture_IsRefused) {
  To(S::CONTRACTED);
  auto visit = For<v1::RecordSiteVisit>();
  *visit.mutable_visited_on() = DateMessage(Day("2026-03-03"));
  given.When(visit).Refuses(v1::DATE_IN_FUTURE);
  *visit.mutable_visited_on() = DateMessage(Day("2026-03-02"));
  given.Do(visit).Gives({"SiteVisitHeld"});
  EXPECT_EQ(Stage(), S::IN_PROGRESS);
}

TEST_F(Engagement, ScheduleHandover_TheSameDayAgain_ChangesNothing) {
  To(S::CONTRACTED);
  auto schedule = For<v1::ScheduleHandover>();
  *schedule.mutable_planned_on() = DateMessage(Day("2026-09-01"));
  const Outcome scheduled = given.Do(schedule);
  EXPECT_EQ(TimeOf(scheduled.event<v1::HandoverScheduled>().due()),
            At("2026-09-02T00:00:00+08:00"));
  given.When(schedule).Refuses(v1::NO_CHANGE);
}

TEST_F(Engagement, Handover_WithoutProgress_IsOutOfOrder) {
  To(S::CONTRACTED);
  given.When(HandOver()).Refuses(v1::STAGE_ORDER).Fact("needs", "IN_PROGRESS");
}

TEST_F(Engagement, Handover_OutsideItsDates_IsRefused) {
  To(S::IN_PROGRESS);
  given.When(HandOver("2026-03-03")).Refuses(v1::DATE_IN_FUTURE);
  given.When(HandOver("2026-03-01")).Refuses(v1::HANDOVER_BEFORE_SIGNING);
}

TEST_F(Engagement, Snag_FromRecordToResolution_KeepsDueAndLateness) {
  To(S::HANDED_OVER);
  auto snag = For<v1::RecordSnag>();
  snag.set_snag_id("S-1");
  const Outcome recorded = given.Do(snag);
  EXPECT_EQ(TimeOf(recorded.event<v1::SnagRecorded>().due()), At("2026-04-01T09:00:00+08:00"));
  given.When(snag).Refuses(v1::ALREADY_EXISTS);
  auto resolve = For<v1::ResolveSnag>();
  resolve.set_snag_id("S-2");
  given.When(resolve).Refuses(v1::SNAG_UNKNOWN);
  resolve.set_snag_id("S-1");
  given.Now("2026-04-02T09:00:00+08:00");
  EXPECT_TRUE(given.Do(resolve).event<v1::SnagResolved>().late());
  given.When(resolve).Refuses(v1::SNAG_UNKNOWN);
}

TEST_F(Engagement, Snag_BeforeHandover_IsOutOfOrder) {
  To(S::IN_PROGRESS);
  auto snag = For<v1::RecordSnag>();
  snag.set_snag_id("S-1");
  given.When(snag).Refuses(v1::STAGE_ORDER);
}

TEST_F(Engagement, Snags_BeyondTheBound_AreRefused) {
  To(S::HANDED_OVER);
  auto snag = For<v1::RecordSnag>();
  for (int i = 0; i < 64; ++i) {
    snag.set_snag_id("S-" + std::to_string(i));
    given.Do(snag);
  }
  snag.set_snag_id("S-64");
  given.When(snag).Refuses(v1::STATE_FULL);
}

TEST_F(Engagement, AccountManager_BeforeHandover_IsOutOfOrder) {
  To(S::IN_PROGRESS);
  given.When(Manager("li.wei")).Refuses(v1::STAGE_ORDER);
}

TEST_F(Engagement, AccountManager_Changed_KeepsOneAndCountsCareOnce) {
  To(S::IN_CARE);
  given.When(Manager("li.wei")).Refuses(v1::NO_CHANGE);
  const Outcome changed = given.Do(Manager("sun.li"));
  EXPECT_EQ(changed.event<v1::AccountManagerAssigned>().previous(), "li.wei");
  EXPECT_EQ(given.book().lifecycle().in_care(), 1u);
}

TEST_F(Engagement, CareContact_WithoutManager_IsRefused) {
  To(S::HANDED_OVER);
  given.When(For<v1::RecordCareContact>()).Refuses(v1::ACCOUNT_MANAGER_MISSING);
}

TEST_F(Engagement, CareContact_Recorded_NextIsDueAfterThePolicysDays) {
  To(S::IN_CARE);
  const Outcome contact = given.Do(For<v1::RecordCareContact>());
  EXPECT_EQ(TimeOf(contact.event<v1::CareContactRecorded>().next_care_due()),
            At("2026-05-31T09:00:00+08:00"));
}

TEST_F(Engagement, Patrol_WithAnOwner_RaisesAnIssue) {
  To(S::PROSPECT);
  auto patrol = For<v1::RecordPatrolVisit>();
  patrol.set_mode(v1::LISTEN);
  given.When(patrol).Gives({"PatrolVisitRecorded"});
  patrol.set_issue_owner("sun.li");
  given.When(patrol).Gives({"PatrolVisitRecorded", "IssueRaised"});
}

TEST_F(Engagement, Facts_AfterTheEnd_AreStillRecorded) {
  To(S::PROSPECT);
  given.Do(For<v1::WithdrawInterest>());
  const Outcome tracked = given.When(For<v1::RecordTracking>());
  tracked.Gives({"TrackingRecorded"});
  EXPECT_FALSE(tracked.event<v1::TrackingRecorded>().has_next_due());  // its clocks stop
  const Outcome visited = given.When(For<v1::RecordPatrolVisit>());
  EXPECT_FALSE(visited.event<v1::PatrolVisitRecorded>().has_next_due());
  given.When(For<v1::RecordPerception>()).Gives({"PerceptionRecorded"});
}

TEST_F(Engagement, WithdrawInterest_EndsItAndItsActs) {
  To(S::DISCLOSED);
  given.Do(For<v1::WithdrawInterest>()).Gives({"InterestWithdrawn"});
  EXPECT_EQ(given.book().lifecycle().engagements_open(), 0u);
  given.When(Sign()).Refuses(v1::ENGAGEMENT_ENDED);
  given.When(Guide()).Refuses(v1::ENGAGEMENT_ENDED);
  given.When(Acknowledge(1)).Refuses(v1::ENGAGEMENT_ENDED);
  given.When(HandOver()).Refuses(v1::ENGAGEMENT_ENDED);
  given.When(Manager("x")).Refuses(v1::ENGAGEMENT_ENDED);
  given.When(For<v1::WithdrawInterest>()).Refuses(v1::ENGAGEMENT_ENDED);
  given.When(For<v1::RescindContract>()).Refuses(v1::ENGAGEMENT_ENDED);
}

TEST_F(Engagement, Rescind_BeforeHandover_NeedsNobodyElse) {
  To(S::CONTRACTED);
  given.Do(For<v1::RescindContract>()).Gives({"ContractRescinded", "FourYearsEnded"});
  EXPECT_EQ(Stage(), S::RESCINDED);
}

// 4.1: its clocks stop, claims stay.
TEST_F(Engagement, Rescind_LeavesSnagsAndHarmsOpenToBeResolved) {
  To(S::HANDED_OVER);
  auto snag = For<v1::RecordSnag>();
  snag.set_snag_id("S-1");
  *snag.mutable_due_on() = DateMessage(Day("2026-03-10"));
  given.Do(snag);
  snag.set_snag_id("S-2");
  *snag.mutable_due_on() = DateMessage(Day("2026-03-20"));
  given.Do(snag);
  v1::RegisterHarm harm;
  harm.set_issue_id("IS-1");
  harm.set_engagement_id(kEngagement);
  harm.set_owner("li.wei");
  given.Do(harm);
  given.Now("2026-03-15T09:00:00+08:00").DoApproved(For<v1::RescindContract>(), "zhao.min");
  EXPECT_EQ(given.state<S>(kEngagement).snags_open_size(), 2);
  EXPECT_EQ(given.book().lifecycle().harms_open(), 1u);
  snag.set_snag_id("S-3");
  given.When(snag).Refuses(v1::ENGAGEMENT_ENDED);
  given.Now("2026-04-15T09:00:00+08:00");
  auto resolve = For<v1::ResolveSnag>();
  resolve.set_snag_id("S-1");  // was late when the clocks stopped
  EXPECT_TRUE(given.Do(resolve).event<v1::SnagResolved>().late());
  resolve.set_snag_id("S-2");
  EXPECT_FALSE(given.Do(resolve).event<v1::SnagResolved>().late());
  given.When(resolve).Refuses(v1::SNAG_UNKNOWN);
  v1::AcceptResponsibility accept;
  accept.set_issue_id("IS-1");
  accept.set_owner("zhao.min");
  *accept.mutable_due_on() = DateMessage(Day("2026-05-01"));
  given.Do(accept).Gives({"ResponsibilityAccepted"});
  EXPECT_TRUE(given.Timers("revisit_plan", kEngagement).empty());
}

TEST_F(Engagement, Rescind_AfterHandover_NeedsASecondPerson) {
  To(S::IN_CARE);
  given.When(For<v1::RescindContract>()).NeedsApproval("lifecycle.rescind");
  const Outcome done = given.DoApproved(For<v1::RescindContract>(), "zhao.min");
  done.Gives({"ApprovalGiven", "ContractRescinded", "FourYearsEnded"});
  EXPECT_EQ(done.event<v1::ContractRescinded>().approved_by(), "zhao.min");
  EXPECT_EQ(given.book().lifecycle().in_care(), 0u);
}

TEST_F(Engagement, Rescind_WithoutContract_IsOutOfOrder) {
  To(S::DISCLOSED);
  given.When(For<v1::RescindContract>()).Refuses(v1::STAGE_ORDER);
}

TEST_F(Engagement, WaiveStage_ByASecondPerson_LetsTheNextStepPass) {
  To(S::CONTRACTED);
  auto waive = For<v1::WaiveStage>();
  waive.set_stage(S::IN_PROGRESS);
  given.When(waive).NeedsApproval("lifecycle.approve");
  given.Role("sun.li", "sales");
  v1::GiveApproval give;
  give.set_approval_id(given.Keep(waive));
  given.As("sun.li").When(give).Refuses(v1::NOT_PERMITTED);  // who may write may not approve
  given.As("li.wei");
  given.DoApproved(waive, "zhao.min").Gives({"ApprovalGiven", "StageWaived"});
  given.When(waive).Refuses(v1::NO_CHANGE);
  given.Do(HandOver()).Gives({"HandoverCeremonyHeld"});
}

TEST_F(Engagement, WaiveStage_ThatCannotBeWaived_IsRefused) {
  To(S::CONTRACTED);
  auto waive = For<v1::WaiveStage>();
  for (const auto stage : {S::PROSPECT, S::DISCLOSED, S::CONTRACTED, S::RESCINDED}) {
    waive.set_stage(stage);
    given.When(waive).Refuses(v1::STAGE_NOT_WAIVABLE);
  }
}

TEST_F(Engagement, SignContract_WithDisclosureWaived_NeedsNone) {
  To(S::PROSPECT);
  auto waive = For<v1::WaiveStage>();
  waive.set_stage(S::DISCLOSED);
  given.DoApproved(waive, "zhao.min");
  given.Do(Guide());
  given.Do(Sign()).Gives({"ContractSigned", "FourYearsAppointed"});
}

}  // namespace
}  // namespace tenure::testing
