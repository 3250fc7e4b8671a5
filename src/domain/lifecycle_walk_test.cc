// The lifecycle as a whole: both templates from their project to the second four-year visit, every
// command after the end, every command without its policy.
#include <functional>
#include <memory>
#include <vector>

#include "domain/lifecycle_given.h"

namespace tenure::testing {
namespace {

using Commands = std::vector<std::shared_ptr<const Message>>;

template <typename Command>
std::shared_ptr<const Message> Kept(Command command) {
  return std::make_shared<Command>(std::move(command));
}

v1::RecordSnag Snag(const std::string& id) {
  auto command = For<v1::RecordSnag>();
  command.set_snag_id(id);
  return command;
}

v1::InviteSiteVisit Invite(std::string_view on) {
  auto command = For<v1::InviteSiteVisit>();
  *command.mutable_visit_on() = DateMessage(Day(on));
  return command;
}

v1::ScheduleHandover Schedule(std::string_view on) {
  auto command = For<v1::ScheduleHandover>();
  *command.mutable_planned_on() = DateMessage(Day(on));
  return command;
}

v1::CompleteFourYearVisit Visit(std::string_view on) {
  v1::CompleteFourYearVisit command;
  command.set_revisit_plan_id(kEngagement);
  *command.mutable_visited_on() = DateMessage(Day(on));
  command.set_no_action(true);
  return command;
}

class Walk : public LifecycleTest {
 protected:
  // L1 to L3, from an open engagement.
  void ToProgress() {
    given.Do(Acknowledge(1)).Gives({"DisclosureAcknowledged"});
    EXPECT_EQ(Stage(), S::DISCLOSED);
    given.Do(Guide()).Gives({"SigningGuidanceProvided"});
    given.Do(Sign()).Gives({"ContractSigned", "FourYearsAppointed"});
    EXPECT_EQ(Stage(), S::CONTRACTED);
    Update().Gives({"DispatchResultRecorded", "ProgressUpdateDelivered"});
    EXPECT_EQ(Stage(), S::IN_PROGRESS);
  }
  // L4 and L5 on 1 September 2026.
  void ToCare() {
    given.Now("2026-09-01T09:00:00+08:00");
    given.Do(HandOver("2026-09-01")).Gives({"HandoverCeremonyHeld", "FourYearsAppointed"});
    EXPECT_EQ(Stage(), S::HANDED_OVER);
    given.Do(Manager("li.wei")).Gives({"AccountManagerAssigned"});
    given.Do(For<v1::RecordCareContact>()).Gives({"CareContactRecorded"});
    EXPECT_EQ(Stage(), S::IN_CARE);
  }
  // L7 and two visits of L8.
  void ToSecondVisit() {
    given.Do(v1::EnrolLoyalty()).Gives({"LoyaltyEnrolled"});
    for (const char* day : {"2030-09-01", "2034-09-01"}) {
      given.Now(std::string(day) + "T09:00:00+08:00");
      const Outcome done = given.Do(Visit(day));
      done.Gives({"FourYearVisitCompleted"});
      EXPECT_FALSE(done.event<v1::FourYearVisitCompleted>().late()) << day;
    }
    EXPECT_EQ(given.state<v1::RevisitPlanState>(kEngagement).completed(), 2u);
    EXPECT_EQ(DateOf(given.state<v1::RevisitPlanState>(kEngagement).next_due()), Day("2038-09-01"));
  }
};

TEST_F(Walk, PropertyTemplate_FromProjectToSecondVisit_IsWalkedInOrder) {
  Publish(Disclosure());
  given.Do(Open());
  ToProgress();
  given.Do(Invite("2026-03-21")).Gives({"SiteVisitInvited"});
  given.Do(Schedule("2026-09-01")).Gives({"HandoverScheduled"});
  ToCare();
  given.Do(Snag("S-1")).Gives({"SnagRecorded"});
  ToSecondVisit();
  EXPECT_EQ(given.state<S>(kEngagement).template_(), v1::PROPERTY);
}

// Order is signing, delivery is handover; product and terms have no surroundings to survey.
TEST_F(Walk, GenericTemplate_FromProjectToSecondVisit_IsWalkedInOrder) {
  v1::OpenProject project;
  project.set_project_id("P-STEEL");
  project.set_template_(v1::GENERIC_B2B);
  given.In(std::string(kGovernanceScope)).DoApproved(project, "zhao.min");
  auto disclosure = Disclosure();
  disclosure.set_project_id("P-STEEL");
  disclosure.mutable_favourable(0)->set_about(v1::PRODUCT);
  disclosure.mutable_adverse(0)->set_about(v1::TERMS);
  disclosure.clear_survey_radius_m();
  disclosure.clear_surveyed_on();
  Publish(disclosure);
  auto open = Open();
  open.set_project_id("P-STEEL");
  given.Do(open);
  ToProgress();
  ToCare();
  ToSecondVisit();
  EXPECT_EQ(given.state<S>(kEngagement).template_(), v1::GENERIC_B2B);
}

// 4.1: its clocks stop. Only what was seen or heard may still be written down.
TEST_F(Walk, EveryAct_AfterTheEnd_IsRefused) {
  auto waive = For<v1::WaiveStage>();
  waive.set_stage(S::IN_CARE);
  const Commands acts{Kept(Acknowledge(1)),
                      Kept(Guide()),
                      Kept(Sign()),
                      Kept(For<v1::SendProgressUpdate>()),
                      Kept(Invite("2026-03-21")),
                      Kept(For<v1::RecordSiteVisit>()),
                      Kept(Schedule("2026-09-01")),
                      Kept(HandOver()),
                      Kept(Snag("S-2")),
                      Kept(Manager("sun.li")),
                      Kept(For<v1::RecordCareContact>()),
                      Kept(For<v1::WithdrawInterest>()),
                      Kept(For<v1::RescindContract>()),
                      Kept(waive)};
  To(S::CONTRACTED);
  given.Do(For<v1::RescindContract>());
  for (const auto& act : acts) {
    given.When(*act).Refuses(v1::ENGAGEMENT_ENDED).Fact("stage", "RESCINDED");
  }
}

// A policy never leaves; one of another kind under its name is as good as none.
TEST_F(Walk, EveryCommandWithADueDate_WithoutItsPolicy_NamesIt) {
  v1::PolicyBody other;
  other.mutable_approval()->set_expires_after_hours(1);
  v1::RaiseIssue raise;
  raise.set_origin(v1::CARE);
  raise.set_owner("li.wei");
  v1::RegisterHarm harm;
  harm.set_owner("li.wei");
  v1::ScheduleFourYearVisit schedule;
  schedule.set_revisit_plan_id(kEngagement);
  v1::RecordFundContribution contribute;
  contribute.mutable_amount()->set_minor(1);
  const struct {
    S::Stage stage;
    Commands commands;
  } cases[] = {
      {S::DISCLOSED, {Kept(Sign())}},
      {S::CONTRACTED,
       {Kept(Invite("2026-03-21")), Kept(For<v1::RecordSiteVisit>()),
        Kept(Schedule("2026-09-01"))}},
      {S::IN_PROGRESS, {Kept(HandOver())}},
      {S::HANDED_OVER, {Kept(Snag("S-1")), Kept(Manager("li.wei"))}},
      {S::IN_CARE,
       {Kept(For<v1::RecordCareContact>()), Kept(For<v1::RecordPatrolVisit>()),
        Kept(For<v1::RecordTracking>()), Kept(raise), Kept(harm), Kept(schedule),
        Kept(Visit("2026-03-02")), Kept(contribute)}},
  };
  class Fresh : public LifecycleTest {
   public:
    void TestBody() override {}
    using LifecycleTest::given;
    using LifecycleTest::To;
  };
  for (const auto& one : cases) {
    for (const char* policy : {"lifecycle", "calendar"}) {
      Fresh fresh;
      fresh.To(one.stage);
      if (one.stage == S::DISCLOSED) fresh.given.Do(Guide());
      if (one.stage == S::IN_CARE) fresh.given.Do(v1::EnrolLoyalty());
      fresh.given.Policy(policy, other);
      for (const auto& command : one.commands) {
        fresh.given.When(*command).Refuses(v1::NO_POLICY).Fact("policy", policy);
      }
    }
  }
}

TEST_F(Walk, PlannedDays_ThatHaveGoneBy_AreRefused) {
  To(S::CONTRACTED);
  given.When(Invite("2026-03-01")).Refuses(v1::DUE_IN_PAST);
  given.When(Invite("2026-03-02")).Gives({"SiteVisitInvited"});
  given.When(Schedule("2026-03-01")).Refuses(v1::DUE_IN_PAST);
  given.When(Schedule("2026-03-02")).Gives({"HandoverScheduled"});
}

// A change of hands postpones no contact, and an old contact recorded late moves nothing back.
TEST_F(Walk, CareCadence_OnlyEverMovesForward) {
  To(S::IN_CARE);
  given.Now("2026-03-12T09:00:00+08:00");
  const Outcome changed = given.Do(Manager("sun.li"));
  EXPECT_EQ(TimeOf(changed.event<v1::AccountManagerAssigned>().next_care_due()),
            At("2026-05-31T09:00:00+08:00"));
  given.Do(For<v1::RecordCareContact>());
  given.EffectiveAt(At("2026-03-05T09:00:00+08:00"));
  const Outcome late = given.Do(For<v1::RecordCareContact>());
  EXPECT_EQ(TimeOf(late.event<v1::CareContactRecorded>().next_care_due()),
            At("2026-06-10T09:00:00+08:00"));
}

// R1, R2b: each kind has a cadence of its own.
TEST_F(Walk, PatrolAndTracking_NextTouchIsDueByItsOwnCadence) {
  To(S::PROSPECT);
  EXPECT_EQ(
      TimeOf(given.Do(For<v1::RecordPatrolVisit>()).event<v1::PatrolVisitRecorded>().next_due()),
      At("2026-05-31T09:00:00+08:00"));
  v1::PolicyBody body;
  body.mutable_lifecycle();
  given.Policy("lifecycle", body);  // keeps no cadence
  EXPECT_FALSE(
      given.When(For<v1::RecordPatrolVisit>()).event<v1::PatrolVisitRecorded>().has_next_due());
  EXPECT_FALSE(given.When(For<v1::RecordTracking>()).event<v1::TrackingRecorded>().has_next_due());
  auto& policy = *body.mutable_lifecycle();
  policy.set_phone_tracking_every_days(1);
  policy.set_mail_tracking_every_days(2);
  policy.set_warmth_tracking_every_days(3);
  policy.set_level_tracking_every_days(4);
  given.Policy("lifecycle", body);
  int days = 0;
  for (const auto kind : {v1::PHONE, v1::MAIL, v1::WARMTH, v1::LEVEL}) {
    auto track = For<v1::RecordTracking>();
    track.set_kind(kind);
    EXPECT_EQ(TimeOf(given.When(track).event<v1::TrackingRecorded>().next_due()),
              At("2026-03-02T09:00:00+08:00") + std::chrono::days(++days));
  }
}

}  // namespace
}  // namespace tenure::testing
