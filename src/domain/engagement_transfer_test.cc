// 4.1 TRANSFERRED: an engagement goes to a new owner with its anchor, snags and account manager.
#include <gmock/gmock.h>

#include "domain/lifecycle_given.h"
#include "tenure/v1/ownership.pb.h"

namespace tenure::testing {
namespace {

using ::testing::IsEmpty;

class OwnershipTransfer : public LifecycleTest {
 protected:
  static v1::TransferOwnership Transfer(const std::string& to = "C-2") {
    auto command = For<v1::TransferOwnership>();
    command.set_to(to);
    *command.mutable_transferred_on() = DateMessage(Day("2026-03-02"));
    command.mutable_evidence()->set_kind("deed");
    command.mutable_evidence()->set_place("dms://2026/0302/9");
    return command;
  }
  static v1::ReceiveEngagement Receive() {
    auto command = For<v1::ReceiveEngagement>();
    command.set_from("C-9");
    v1::PassedOn* along = command.mutable_along();
    along->set_project_id(kProject);
    along->set_contract_number("HT-9");
    *along->mutable_signed_on() = DateMessage(Day("2014-05-01"));
    *along->mutable_handed_over_on() = DateMessage(Day("2015-05-01"));
    along->set_account_manager("he.jing");
    along->add_snags()->set_snag_id("SN-1");
    *along->mutable_transferred_on() = DateMessage(Day("2026-03-02"));
    return command;
  }
  template <typename Command>
  static Command About(const std::string& to) {
    auto command = For<Command>();
    command.set_to(to);
    return command;
  }
  const v1::EngagementState& Here() { return given.state<v1::EngagementState>(kEngagement); }
};

TEST_F(OwnershipTransfer, Begun_SendsWhatGoesAlongAndHoldsTheEngagement) {
  To(S::IN_CARE);
  const auto begun = given.Do(Transfer());
  begun.Gives({"OwnershipTransferBegun"}).Sends({"ReceiveEngagement"});
  const v1::PassedOn& along = begun.event<v1::OwnershipTransferBegun>().along();
  EXPECT_EQ(along.project_id(), kProject);
  EXPECT_EQ(along.contract_number(), "HT-1");
  EXPECT_TRUE(along.has_handed_over_on());
  EXPECT_EQ(along.account_manager(), Here().account_manager());
  given.When(Transfer("C-3")).Refuses(v1::TRANSFER_PENDING).Fact("to", "C-2");
  given.When(Manager("sun.li")).Refuses(v1::TRANSFER_PENDING);
}

TEST_F(OwnershipTransfer, BeforeTheHandover_IsRefused) {
  To(S::IN_PROGRESS);
  given.When(Transfer()).Refuses(v1::STAGE_ORDER);
}

TEST_F(OwnershipTransfer, ToTheSameCustomer_IsRefused) {
  To(S::IN_CARE);
  given.When(Transfer("C-1001")).Refuses(v1::TRANSFER_TO_ITSELF);
}

TEST_F(OwnershipTransfer, ToHimWhoGivesTheCommand_IsRefused) {
  To(S::IN_CARE);
  given.When(Transfer("li.wei")).Refuses(v1::ACTOR_IS_SUBJECT);
}

TEST_F(OwnershipTransfer, ToWhatIsNoId_IsRefused) {
  To(S::IN_CARE);
  given.When(Transfer("C 2")).Refuses(v1::BAD_ID).Fact("field", "data.to");
}

TEST_F(OwnershipTransfer, WithoutProof_IsRefused) {
  To(S::IN_CARE);
  auto command = Transfer();
  command.clear_evidence();
  given.When(command).Refuses(v1::EVIDENCE_MISSING);
}

TEST_F(OwnershipTransfer, OnADayToCome_IsRefused) {
  To(S::IN_CARE);
  auto command = Transfer();
  *command.mutable_transferred_on() = DateMessage(Day("2026-03-03"));
  given.When(command).Refuses(v1::DATE_IN_FUTURE);
}

TEST_F(OwnershipTransfer, Received_IsInCareWithItsAnchorSnagsAndVisitsFromThenOn) {
  const auto received = given.DoSystem(Receive());
  received.Gives({"EngagementReceived", "FourYearsAppointed"}).Sends({"ConfirmTransfer"});
  EXPECT_EQ(Here().stage(), S::IN_CARE);
  EXPECT_EQ(Here().received_from(), "C-9");
  EXPECT_EQ(Here().account_manager(), "he.jing");
  ASSERT_EQ(Here().snags_open_size(), 1);
  EXPECT_EQ(Here().snags_open(0).snag_id(), "SN-1");
  const auto& plan = given.state<v1::RevisitPlanState>(kEngagement);
  EXPECT_EQ(DateOf(plan.anchor()), Day("2015-05-01"));
  EXPECT_EQ(plan.next_n(), 3u) << "2019 and 2023 were the former owner's";
  EXPECT_EQ(DateOf(plan.next_due()), Day("2027-05-01"));
  EXPECT_THAT(plan.missed(), IsEmpty());
  EXPECT_EQ(given.book().lifecycle().engagements_open(), 1u);
  EXPECT_EQ(given.book().lifecycle().in_care(), 1u);
}

TEST_F(OwnershipTransfer, Received_OnTheVeryDayOfAVisit_TheVisitIsTheNewOwners) {
  auto receive = Receive();
  *receive.mutable_along()->mutable_transferred_on() = DateMessage(Day("2023-05-01"));
  given.DoSystem(receive);
  EXPECT_EQ(given.state<v1::RevisitPlanState>(kEngagement).next_n(), 2u);
}

TEST_F(OwnershipTransfer, Received_WhereTheIdIsTaken_IsRefused) {
  To(S::PROSPECT);
  given.WhenSystem(Receive()).Refuses(v1::ALREADY_EXISTS);
}

TEST_F(OwnershipTransfer, Received_BackByAFormerOwner_BeginsAnew) {
  To(S::IN_CARE);
  given.Do(Transfer());
  given.DoSystem(About<v1::ConfirmTransfer>("C-2"));
  given.DoSystem(Receive()).Gives({"EngagementReceived", "FourYearsAppointed"});
  EXPECT_EQ(Here().stage(), S::IN_CARE);
  EXPECT_EQ(Here().transfer_to(), "");
  EXPECT_FALSE(given.state<v1::RevisitPlanState>(kEngagement).ended());
  given.When(Manager("sun.li")).Gives({"AccountManagerAssigned"});
}

TEST_F(OwnershipTransfer, Confirmed_EndsWithTheFormerOwner) {
  To(S::IN_CARE);
  given.Do(Transfer());
  given.WhenSystem(About<v1::ConfirmTransfer>("C-3")).Refuses(v1::NO_CHANGE);
  given.DoSystem(About<v1::ConfirmTransfer>("C-2"))
      .Gives({"OwnershipTransferred", "FourYearsEnded"});
  EXPECT_EQ(Here().stage(), S::PASSED_ON);
  EXPECT_THAT(Here().snags_open(), IsEmpty());
  EXPECT_EQ(given.book().lifecycle().engagements_open(), 0u);
  EXPECT_EQ(given.book().lifecycle().in_care(), 0u);
  EXPECT_THAT(given.Timers("revisit_plan", kEngagement), IsEmpty());
  given.When(Transfer("C-3")).Refuses(v1::ENGAGEMENT_ENDED);
  given.WhenSystem(About<v1::ConfirmTransfer>("C-2")).Refuses(v1::NO_CHANGE);
  given.WhenSystem(About<v1::AbandonTransfer>("C-2")).Refuses(v1::NO_CHANGE);
}

TEST_F(OwnershipTransfer, Abandoned_LeavesTheEngagementWhereItWas) {
  To(S::IN_CARE);
  given.Do(Transfer());
  given.WhenSystem(About<v1::AbandonTransfer>("C-3")).Refuses(v1::NO_CHANGE);
  given.DoSystem(About<v1::AbandonTransfer>("C-2")).Gives({"OwnershipTransferAbandoned"});
  EXPECT_EQ(Here().stage(), S::IN_CARE);
  given.When(Manager("sun.li")).Gives({"AccountManagerAssigned"});
}

}  // namespace
}  // namespace tenure::testing
