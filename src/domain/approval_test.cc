// Second person: "Second person" of docs/handbook.md; refusals of GiveApproval and RefuseApproval.
#include "given/given.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/system.pb.h"

namespace tenure::testing {
namespace {

v1::AssignOwner Assign(const std::string& owner) {
  v1::AssignOwner command;
  command.set_owner(owner);
  return command;
}

// A kept command as the engine writes it, without a context that asks for one.
void KeepAssignment(Given* given, const std::string& id) {
  v1::ApprovalRequested requested;
  v1::SealedCommand* kept = requested.mutable_kept();
  kept->set_scope("customer/C-1001");
  kept->set_command_type(BuiltInDomain().FindCommand("AssignOwner")->id);
  kept->set_command_id(std::string(16, '\7'));
  kept->set_payload(Assign("qian.yu").SerializeAsString());
  kept->set_actor("li.wei");
  requested.set_permission("customers.write");
  requested.mutable_expires_at()->set_us(MicrosOf(At("2026-03-09T09:00:00+08:00")));
  given->Event(id, requested);
}

v1::GiveApproval Give(const std::string& id) {
  v1::GiveApproval command;
  command.set_approval_id(id);
  return command;
}

v1::RefuseApproval Deny(const std::string& id) {
  v1::RefuseApproval command;
  command.set_approval_id(id);
  return command;
}

class ApprovalTest : public ::testing::Test {
 protected:
  ApprovalTest() {
    given.Role("wu.gang", "approver").Role("wu.gang", "sales");
    KeepAssignment(&given, "AP-1");
  }
  Given given;
};

TEST_F(ApprovalTest, GiveApproval_ByAnotherWithPermission_CarriesTheKeptCommandOut) {
  given.As("wu.gang").When(Give("AP-1")).Gives({"ApprovalGiven", "OwnerAssigned"});
}

TEST_F(ApprovalTest, GiveApproval_ByTheRequester_IsRefused) {
  given.Role("li.wei", "approver").When(Give("AP-1")).Refuses(v1::APPROVER_IS_REQUESTER);
}

TEST_F(ApprovalTest, GiveApproval_WithoutTheKeptCommandsPermission_IsRefused) {
  given.As("zhao.min").When(Give("AP-1")).Refuses(v1::APPROVER_LACKS_PERMISSION);
}

TEST_F(ApprovalTest, GiveApproval_WithoutTheRole_IsNotPermitted) {
  given.As("sun.li").When(Give("AP-1")).Refuses(v1::NOT_PERMITTED);
}

TEST_F(ApprovalTest, GiveApproval_AfterItsTime_IsRefusedEvenBeforeTheTimerFired) {
  given.As("wu.gang")
      .Now("2026-03-09T09:00:00+08:00")
      .When(Give("AP-1"))
      .Refuses(v1::APPROVAL_EXPIRED);
}

TEST_F(ApprovalTest, GiveApproval_Twice_IsClosedTheSecondTime) {
  given.As("wu.gang").Do(Give("AP-1"));
  given.When(Give("AP-1")).Refuses(v1::APPROVAL_CLOSED);
}

TEST_F(ApprovalTest, GiveApproval_WhenTheKeptCommandIsRefusedNow_IsRefusedWithItsWords) {
  given.Do(Assign("qian.yu"));
  given.As("wu.gang").When(Give("AP-1")).Refuses(v1::NO_CHANGE);
}

TEST_F(ApprovalTest, RefuseApproval_ByAnother_EndsIt) {
  given.As("wu.gang").Do(Deny("AP-1")).Gives({"ApprovalDenied"});
  given.When(Give("AP-1")).Refuses(v1::APPROVAL_CLOSED);
}

TEST_F(ApprovalTest, RefuseApproval_ByTheRequester_IsRefused) {
  given.Role("li.wei", "approver").When(Deny("AP-1")).Refuses(v1::APPROVER_IS_REQUESTER);
}

TEST_F(ApprovalTest, Timer_WhenTimeIsOver_Expires) {
  EXPECT_EQ(given.Timers("approval", "AP-1"), std::vector<Time>{At("2026-03-09T09:00:00+08:00")});
  given.Now("2026-03-10T00:00:00+08:00");
  const Outcome fired = given.Fire("approval", "AP-1");
  fired.Gives({"ApprovalExpired"});
  EXPECT_EQ(fired.effective_at<v1::ApprovalExpired>(), At("2026-03-09T09:00:00+08:00"));
  EXPECT_TRUE(given.Timers("approval", "AP-1").empty());
}

}  // namespace
}  // namespace tenure::testing
