// The history over real proposals, approvals and grants.
#include "given/rows.h"
#include "policy_history/policy_history.pb.h"
#include "tenure/v1/governance.pb.h"
#include "tenure/values.h"

namespace tenure::testing {
namespace {

using Row = v1::PolicyHistoryRow;
constexpr char kSecond[] = "policy/approval/000002";

class PolicyHistory : public ::testing::Test {
 protected:
  PolicyHistory() : rows(&given, "policy_history") {
    given.Role("wu.gang", "administrator").In(std::string(kGovernanceScope)).As("admin");
  }
  void Propose() {
    v1::ProposePolicy command;
    command.set_policy_id("approval");
    command.mutable_body()->mutable_approval()->set_expires_after_hours(24);
    *command.mutable_effective_from() = InstantOf(At("2026-04-01"));
    given.Do(command);
  }
  // The key of an authority's row: its event is the newest of governance.
  static std::string KeyOf(const Outcome& outcome, const std::string& actor) {
    const std::string digits = std::to_string(outcome.unit().events.back().scope_sequence);
    return "authority/" + actor + "/" + std::string(12 - digits.size(), '0') + digits;
  }
  Given given;
  Rows rows;
};

TEST_F(PolicyHistory, Version_IsProposedByOneAndApprovedByAnotherFromItsDayOn) {
  Propose();
  EXPECT_EQ(rows.Get<Row>(kSecond).status(), Row::PROPOSED);
  EXPECT_EQ(rows.Get<Row>(kSecond).proposed_by(), "admin");
  v1::ApprovePolicy approve;
  approve.set_policy_id("approval");
  approve.set_version(2);
  given.Now("2026-03-03T09:00:00+08:00").As("wu.gang").Do(approve);
  const Row& row = rows.Get<Row>(kSecond);
  EXPECT_EQ(row.status(), Row::APPROVED);
  EXPECT_EQ(row.decided_by(), "wu.gang");
  EXPECT_EQ(row.proposed_by(), "admin");
  EXPECT_EQ(TimeOf(row.proposed_at()), At("2026-03-02T09:00:00+08:00"));
  EXPECT_EQ(TimeOf(row.decided_at()), At("2026-03-03T09:00:00+08:00"));
  EXPECT_EQ(TimeOf(row.in_force_from()), At("2026-04-01"));
}

TEST_F(PolicyHistory, WithdrawnProposal_WasNeverInForce) {
  Propose();
  v1::WithdrawPolicyProposal withdraw;
  withdraw.set_policy_id("approval");
  withdraw.set_version(2);
  given.Do(withdraw);
  EXPECT_EQ(rows.Get<Row>(kSecond).status(), Row::WITHDRAWN);
  EXPECT_FALSE(rows.Get<Row>(kSecond).has_in_force_from());
}

TEST_F(PolicyHistory, Role_IsGrantedAndRevokedInRowsOfTheirOwn) {
  v1::GrantRole grant;
  grant.set_actor_id("he.jing");
  grant.set_role("sales");
  *grant.mutable_to() = InstantOf(At("2027-01-01"));
  const std::string granted = KeyOf(given.Do(grant), "he.jing");
  v1::RevokeRole revoke;
  revoke.set_actor_id("he.jing");
  revoke.set_role("sales");
  const std::string revoked = KeyOf(given.Do(revoke), "he.jing");
  EXPECT_EQ(rows.Get<Row>(granted).status(), Row::ROLE_GRANTED);
  EXPECT_EQ(TimeOf(rows.Get<Row>(granted).in_force_to()), At("2027-01-01"));
  EXPECT_EQ(rows.Get<Row>(granted).decided_by(), "admin");
  EXPECT_EQ(rows.Get<Row>(revoked).status(), Row::ROLE_REVOKED);
  EXPECT_EQ(rows.Get<Row>(revoked).role(), "sales");
}

TEST_F(PolicyHistory, Delegation_NamesActAndLimit) {
  v1::GrantDelegation grant;
  grant.set_actor_id("sun.li");
  grant.set_delegation_id("D-1");
  grant.set_act("complaints.remedy");
  grant.mutable_limit()->set_minor(8'000);
  grant.mutable_limit()->set_currency("CNY");
  *grant.mutable_to() = InstantOf(At("2027-01-01"));
  const std::string key = KeyOf(given.Do(grant), "sun.li");
  EXPECT_EQ(rows.Get<Row>(key).status(), Row::DELEGATION_GRANTED);
  EXPECT_EQ(rows.Get<Row>(key).act(), "complaints.remedy");
  EXPECT_EQ(rows.Get<Row>(key).limit().minor(), 8'000);
  v1::RevokeDelegation revoke;
  revoke.set_actor_id("sun.li");
  revoke.set_delegation_id("D-1");
  EXPECT_EQ(rows.Get<Row>(KeyOf(given.Do(revoke), "sun.li")).status(), Row::DELEGATION_REVOKED);
}

}  // namespace
}  // namespace tenure::testing
