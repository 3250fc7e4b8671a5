// Erasure: what it waits for, what it leaves, and who it takes.
#include "given/given.h"
#include "tenure/v1/complaint.pb.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/privacy.pb.h"
#include "tenure/v1/system.pb.h"
#include "tenure/values.h"

namespace tenure::privacy {
namespace {

using testing::At;
using testing::Given;

v1::PlaceLegalHold Hold(const std::string& id) {
  v1::PlaceLegalHold command;
  command.set_hold_id(id);
  return command;
}

v1::ReleaseLegalHold Release(const std::string& id) {
  v1::ReleaseLegalHold command;
  command.set_hold_id(id);
  return command;
}

v1::DetermineRetention Retain(std::string_view until) {
  v1::DetermineRetention command;
  *command.mutable_until() = InstantOf(At(until));
  command.set_basis("law");
  return command;
}

class Privacy : public ::testing::Test {
 protected:
  Privacy() { given_.As("admin"); }
  Given given_;
};

TEST_F(Privacy, Erasure_NeedsASecondPersonAndThenClosesTheFile) {
  given_.When(v1::RequestErasure()).NeedsApproval("privacy.approve");
  given_.DoApproved(v1::RequestErasure(), "zhao.min").Gives({"ApprovalGiven", "SubjectErased"});
  EXPECT_TRUE(given_.book().customer().erased());
  EXPECT_TRUE(given_.state<v1::PrivacyState>("").erased());
  given_.When(v1::RequestErasure()).Refuses(v1::CUSTOMER_ERASED);
  given_.When(Hold("LH-1")).Refuses(v1::CUSTOMER_ERASED);
}

TEST_F(Privacy, Erasure_UnderAHold_IsRefusedAndTheRefusalIsAnEvent) {
  given_.Do(Hold("LH-1")).Gives({"LegalHoldPlaced"});
  given_.When(v1::RequestErasure()).Refuses(v1::ERASURE_BLOCKED).Fact("reasons", "legal hold LH-1");
  EXPECT_TRUE(given_.When(v1::RequestErasure()).unit().keeps_refusal);
  given_.Do(Release("LH-1"));
  given_.When(v1::RequestErasure()).NeedsApproval("privacy.approve");
}

TEST_F(Privacy, Erasure_HoldPlacedBeforeTheSecondPersonAgrees_IsStillRefused) {
  const std::string approval = given_.Keep(v1::RequestErasure());
  given_.Do(Hold("LH-1"));
  v1::GiveApproval give;
  give.set_approval_id(approval);
  given_.As("zhao.min").When(give, approval).Refuses(v1::ERASURE_BLOCKED);
}

TEST_F(Privacy, Erasure_WithinRetention_IsRefusedUpToItsEnd) {
  given_.Do(Retain("2026-04-01T00:00:00+08:00"));
  given_.Now("2026-03-31T23:59:59+08:00");
  given_.When(v1::RequestErasure())
      .Refuses(v1::ERASURE_BLOCKED)
      .Fact("reasons", "retention until 2026-03-31");
  given_.Now("2026-04-01T00:00:00+08:00");
  given_.When(v1::RequestErasure()).NeedsApproval("privacy.approve");
}

TEST_F(Privacy, Retention_CanOnlyBeMadeLonger) {
  given_.Do(Retain("2026-04-01T00:00:00+08:00"));
  given_.When(Retain("2026-03-20T00:00:00+08:00")).Refuses(v1::RETENTION_SHORTENED);
  given_.When(Retain("2026-04-01T00:00:00+08:00")).Refuses(v1::NO_CHANGE);
  given_.Do(Retain("2026-05-01T00:00:00+08:00")).Gives({"RetentionDetermined"});
}

TEST_F(Privacy, Hold_IsPlacedOnceAndReleasedOnce) {
  given_.Do(Hold("LH-1"));
  given_.When(Hold("LH-1")).Refuses(v1::HOLD_EXISTS);
  given_.When(Release("LH-2")).Refuses(v1::HOLD_UNKNOWN).Fact("id", "LH-2");
  given_.Do(Release("LH-1"));
  given_.When(Release("LH-1")).Refuses(v1::HOLD_UNKNOWN);
  for (int i = 0; i < 32; ++i) given_.Do(Hold("LH-" + std::to_string(i)));
  given_.When(Hold("LH-32")).Refuses(v1::STATE_FULL);
}

TEST_F(Privacy, Export_IsCounted) {
  v1::RecordSubjectExport exported;
  exported.set_events(7);
  given_.Do(exported).Gives({"SubjectDataExported"});
  EXPECT_EQ(given_.state<v1::PrivacyState>("").exports(), 1u);
}

}  // namespace
}  // namespace tenure::privacy
