// The register over real holds, requests and an erasure.
#include "erasure_register/erasure_register.pb.h"
#include "given/rows.h"
#include "tenure/v1/customer_merge.pb.h"
#include "tenure/v1/privacy.pb.h"
#include "tenure/v1/system.pb.h"
#include "tenure/values.h"

namespace tenure::testing {
namespace {

using Row = v1::ErasureRegisterRow;

class ErasureRegister : public ::testing::Test {
 protected:
  ErasureRegister() : rows(&given, "erasure_register") { given.As("admin"); }
  void Hold() {
    v1::PlaceLegalHold hold;
    hold.set_hold_id("LH-1");
    given.Do(hold);
  }
  const Row& The() { return rows.Get<Row>("C-1001"); }
  Given given;
  Rows rows;
};

TEST_F(ErasureRegister, Erasure_NamesWhoAskedAndWhoAgreed) {
  given.DoApproved(v1::RequestErasure(), "zhao.min");
  EXPECT_EQ(The().status(), Row::ERASED);
  EXPECT_EQ(The().requested_by(), "admin");
  EXPECT_EQ(The().approved_by(), "zhao.min");
  EXPECT_EQ(TimeOf(The().erased_at()), At("2026-03-02T09:00:00+08:00"));
}

TEST_F(ErasureRegister, Hold_StandsUntilItIsReleased) {
  Hold();
  EXPECT_EQ(The().status(), Row::KEPT);
  ASSERT_EQ(The().holds_size(), 1);
  EXPECT_EQ(The().holds(0).hold_id(), "LH-1");
  EXPECT_GT(The().holds(0).grounds_at(), 0u);
  v1::ReleaseLegalHold release;
  release.set_hold_id("LH-1");
  given.Do(release);
  EXPECT_EQ(The().holds_size(), 0);
}

TEST_F(ErasureRegister, RequestThatNobodyAgreedTo_IsRefused) {
  const std::string approval = given.Keep(v1::RequestErasure());
  EXPECT_EQ(The().status(), Row::REQUESTED);
  EXPECT_EQ(The().approval(), approval);
  v1::RefuseApproval refuse;
  refuse.set_approval_id(approval);
  given.As("zhao.min").Do(refuse, approval);
  EXPECT_EQ(The().status(), Row::REFUSED);
  EXPECT_EQ(The().refusals(), 1u);
}

TEST_F(ErasureRegister, Retention_SaysUntilWhenAndWhy) {
  v1::DetermineRetention retain;
  *retain.mutable_until() = InstantOf(At("2031-01-01"));
  retain.set_basis("law");
  given.Do(retain);
  EXPECT_EQ(TimeOf(The().retained_until()), At("2031-01-01"));
  EXPECT_EQ(The().retention_basis(), "law");
}

TEST_F(ErasureRegister, OtherApprovals_LeaveNoRow) {
  v1::MergeCustomers merge;
  merge.set_into("C-9");
  given.As("li.wei").Keep(merge);
  EXPECT_EQ(rows.size(), 0u);
}

}  // namespace
}  // namespace tenure::testing
