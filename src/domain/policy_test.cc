// Policies: proposed by one, approved by another, in force from a time on. Every refusal, and which
// version holds at the edges of time.
#include "domain/rules_access.h"
#include "given/given.h"
#include "tenure/v1/governance.pb.h"
#include "tenure/v1/system.pb.h"
#include "tenure/values.h"

namespace tenure::testing {
namespace {

constexpr char kPolicy[] = "approval";

v1::PolicyBody Hours(std::uint32_t hours) {
  v1::PolicyBody body;
  body.mutable_approval()->set_expires_after_hours(hours);
  return body;
}
v1::ProposePolicy Propose(v1::PolicyBody body, std::string_view from = "",
                          const std::string& policy = kPolicy) {
  v1::ProposePolicy command;
  command.set_policy_id(policy);
  *command.mutable_body() = std::move(body);
  if (!from.empty()) *command.mutable_effective_from() = InstantOf(At(from));
  return command;
}
v1::ApprovePolicy Approve(std::uint32_t version, const std::string& policy = kPolicy) {
  v1::ApprovePolicy command;
  command.set_policy_id(policy);
  command.set_version(version);
  return command;
}
v1::InstallPolicy Install(const std::string& policy, v1::PolicyBody body) {
  v1::InstallPolicy command;
  command.set_policy_id(policy);
  *command.mutable_body() = std::move(body);
  return command;
}
// A calendar of about `bytes`.
v1::PolicyBody Calendar(std::size_t bytes, const std::string& zone = "Asia/Shanghai") {
  v1::PolicyBody body;
  auto* calendar = body.mutable_calendar();
  calendar->set_time_zone(zone);
  calendar->add_offsets()->set_seconds(28'800);
  auto* monday = calendar->add_weekdays();
  monday->set_iso_weekday(1);
  monday->add_intervals()->set_end_minute(600);
  const std::size_t rest = bytes - body.ByteSizeLong();
  while (body.ByteSizeLong() + 80 < bytes && rest > 80) {
    auto* day = calendar->add_days();
    const std::uint32_t n = static_cast<std::uint32_t>(calendar->days_size());
    day->set_day((2030 + n / 300) * 10'000 + (n % 300 / 25 + 1) * 100 + n % 25 + 1);
    day->set_name(std::string(50, 'n'));
  }
  return body;
}

class PolicyTest : public ::testing::Test {
 protected:
  PolicyTest() { given.Role("wu.gang", "administrator").In(std::string(kGovernanceScope)); }
  const v1::PolicyState& State(const std::string& policy = kPolicy) {
    return given.state<v1::PolicyState>(policy);
  }
  // Proposed by admin, approved by wu.gang.
  Outcome Put(const v1::PolicyBody& body, std::string_view from = "",
              const std::string& policy = kPolicy) {
    given.As("admin").Do(Propose(body, from, policy));
    return given.As("wu.gang").Do(Approve(State(policy).last_version(), policy));
  }
  std::uint32_t HoursAt(std::string_view time) {
    const auto* version = domain::VersionInForce(given.rules(), kPolicy, At(time));
    return version == nullptr ? 0 : version->body().approval().expires_after_hours();
  }
  Given given;
};

TEST_F(PolicyTest, ProposeAndApprove_ByTwo_IsInForceFromThen) {
  given.As("admin").Do(Propose(Hours(24))).Gives({"PolicyProposed"});
  EXPECT_EQ(HoursAt("2026-03-02T09:00:00+08:00"), 168u);
  const Outcome outcome = given.As("wu.gang").Do(Approve(2));
  outcome.Gives({"PolicyActivated"});
  EXPECT_EQ(outcome.event<v1::PolicyActivated>().proposed_by(), "admin");
  EXPECT_EQ(State().active(1).approved_by(), "wu.gang");
  EXPECT_EQ(State().proposed_size(), 0);
  EXPECT_EQ(HoursAt("2026-03-02T08:59:59+08:00"), 168u);
  EXPECT_EQ(HoursAt("2026-03-02T09:00:00+08:00"), 24u);
}

TEST_F(PolicyTest, Version_BeforeTheFirst_IsNone) {
  EXPECT_EQ(HoursAt("2025-12-31T23:59:59+08:00"), 0u);
  EXPECT_EQ(HoursAt("2026-01-01T00:00:00+08:00"), 168u);
}

TEST_F(PolicyTest, Approve_ForLater_HoldsFromItsBeginningOnly) {
  Put(Hours(24), "2026-04-01T00:00:00+08:00");
  EXPECT_EQ(HoursAt("2026-03-31T23:59:59+08:00"), 168u);
  EXPECT_EQ(HoursAt("2026-04-01T00:00:00+08:00"), 24u);
}

TEST_F(PolicyTest, Approve_ForNow_OvertakesWhatWasToBeginLater) {
  Put(Hours(24), "2026-04-01T00:00:00+08:00");
  Put(Hours(48));
  EXPECT_EQ(HoursAt("2026-05-01T00:00:00+08:00"), 48u);
}

TEST_F(PolicyTest, Approve_ManyToFollow_TheVersionInForceStays) {
  Put(Hours(24), "2026-04-01T00:00:00+08:00");
  Put(Hours(25), "2026-05-01T00:00:00+08:00");
  given.As("admin").Do(Propose(Hours(26), "2026-06-01T00:00:00+08:00"));
  given.As("wu.gang").When(Approve(4)).Refuses(v1::STATE_FULL).Fact("limit", "2");
  EXPECT_EQ(HoursAt("2026-03-31T00:00:00+08:00"), 168u);
  // Once the first of them has begun there is room.
  given.Now("2026-04-01T00:00:00+08:00").Do(Approve(4));
  EXPECT_EQ(HoursAt("2026-04-30T00:00:00+08:00"), 24u);
  EXPECT_EQ(HoursAt("2026-06-01T00:00:00+08:00"), 26u);
}

TEST_F(PolicyTest, Approve_ManyOneAfterTheOther_KeepsTheNewestFour) {
  for (std::uint32_t i = 1; i <= 6; ++i) {
    given.Now(At("2026-03-02") + std::chrono::days(i));
    Put(Hours(i));
  }
  EXPECT_EQ(State().active_size(), 4);
  EXPECT_EQ(State().active(0).version(), 4u);
  EXPECT_EQ(State().active(3).version(), 7u);
}

TEST_F(PolicyTest, Approve_ByTheProposer_IsRefused) {
  given.As("admin").Do(Propose(Hours(24)));
  given.When(Approve(2)).Refuses(v1::APPROVER_IS_REQUESTER).Fact("actor", "admin");
}

TEST_F(PolicyTest, Approve_OnBehalfOfTheProposer_IsRefused) {
  given.As("admin").Do(Propose(Hours(24)));
  v1::DelegationGranted delegation;
  delegation.set_actor_id("sun.li");
  delegation.set_delegation_id("D-1");
  delegation.set_act("policies.*");
  delegation.set_on_behalf_of("admin");
  *delegation.mutable_from() = InstantOf(At("2026-01-01"));
  *delegation.mutable_to() = InstantOf(At("2027-01-01"));
  given.Event("sun.li", delegation);
  given.As("sun.li", "admin").When(Approve(2)).Refuses(v1::APPROVER_IS_REQUESTER);
}

TEST_F(PolicyTest, Approve_ByThePersonTheProposerStoodInFor_IsRefused) {
  v1::DelegationGranted delegation;
  delegation.set_actor_id("sun.li");
  delegation.set_delegation_id("D-1");
  delegation.set_act("policies.propose");
  delegation.set_on_behalf_of("admin");
  *delegation.mutable_from() = InstantOf(At("2026-01-01"));
  *delegation.mutable_to() = InstantOf(At("2027-01-01"));
  given.Event("sun.li", delegation);
  given.As("sun.li", "admin").Do(Propose(Hours(24)));
  given.As("admin").When(Approve(2)).Refuses(v1::APPROVER_IS_REQUESTER);
  given.As("wu.gang").When(Approve(2)).Gives({"PolicyActivated"});
}

TEST_F(PolicyTest, Approve_UnknownOrDecidedVersion_IsRefused) {
  given.As("wu.gang").When(Approve(9)).Refuses(v1::POLICY_VERSION_UNKNOWN).Fact("version", "9");
  Put(Hours(24));
  given.When(Approve(2)).Refuses(v1::POLICY_VERSION_UNKNOWN);
  given.When(Approve(1, "weather")).Refuses(v1::UNKNOWN_STREAM);
}

TEST_F(PolicyTest, Approve_AfterItsBeginningHasPassed_IsRefused) {
  given.As("admin").Do(Propose(Hours(24), "2026-03-03T00:00:00+08:00"));
  given.As("wu.gang").Now("2026-03-03T00:00:00+08:00").When(Approve(2)).Gives({"PolicyActivated"});
  given.Now("2026-03-03T00:00:01+08:00").When(Approve(2)).Refuses(v1::POLICY_IN_PAST);
}

TEST_F(PolicyTest, Propose_InThePast_IsRefused) {
  given.As("admin");
  given.When(Propose(Hours(24), "2026-03-02T08:59:59+08:00")).Refuses(v1::POLICY_IN_PAST);
  given.When(Propose(Hours(24), "2026-03-02T09:00:00+08:00")).Gives({"PolicyProposed"});
}

TEST_F(PolicyTest, Propose_WhatDoesNotHoldTogether_IsRefusedWithASentence) {
  given.As("admin")
      .When(Propose(Hours(0)))
      .Refuses(v1::POLICY_INVALID)
      .Fact("detail", "expires_after_hours must be 1 to 8784");
  given.When(Propose(v1::PolicyBody())).Refuses(v1::POLICY_INVALID).Fact("detail", "it is empty");
}

TEST_F(PolicyTest, Propose_AnotherKind_IsRefused) {
  given.As("admin").When(Propose(Calendar(200))).Refuses(v1::POLICY_KIND_CHANGED);
  given.Do(Propose(Calendar(200), "", "calendar.hk"));  // the first says what it is
  given.When(Propose(Hours(24), "", "calendar.hk")).Refuses(v1::POLICY_KIND_CHANGED);
}

TEST_F(PolicyTest, Propose_MoreThanFourWaiting_IsRefused) {
  given.As("admin");
  for (std::uint32_t i = 1; i <= 4; ++i) given.Do(Propose(Hours(i)));
  given.When(Propose(Hours(5))).Refuses(v1::STATE_FULL).Fact("limit", "4");
}

TEST_F(PolicyTest, Propose_StaleOnesWaiting_TakeNoPlace) {
  given.As("admin");
  for (std::uint32_t i = 1; i <= 4; ++i) given.Do(Propose(Hours(i), "2026-03-03T00:00:00+08:00"));
  given.Now("2026-03-03T00:00:00+08:00").When(Propose(Hours(5))).Refuses(v1::STATE_FULL);
  given.Now("2026-03-03T00:00:01+08:00").Do(Propose(Hours(5)));
  EXPECT_EQ(State().proposed_size(), 1);
  EXPECT_EQ(State().last_version(), 6u);
}

TEST_F(PolicyTest, Propose_LargerThanABody_IsRefused) {
  given.As("admin").When(Propose(Calendar(4'990), "", "big")).Gives({"PolicyProposed"});
  given.When(Propose(Calendar(5'300), "", "big"))
      .Refuses(v1::POLICY_INVALID)
      .Fact("detail", "it is larger than 5000 bytes");
}

TEST_F(PolicyTest, LargeBodies_OneAfterTheOther_KeepTheStateInsideItsBound) {
  const std::size_t bound = BuiltInDomain().FindAggregate("policy")->options->bytes_max();
  for (int i = 1; i <= 6; ++i) {
    given.Now(At("2026-03-02") + std::chrono::days(i));
    Put(Calendar(4'990), "", "big");
    EXPECT_LE(State("big").ByteSizeLong(), bound);
  }
  given.As("admin").Do(Propose(Calendar(4'990), "", "big"));
  EXPECT_LE(State("big").ByteSizeLong(), bound);
  given.When(Propose(Calendar(4'990), "", "big")).Refuses(v1::STATE_FULL);
}

TEST_F(PolicyTest, Install_OnlyWhereNothingIsInForce) {
  given.WhenSystem(Install(kPolicy, Hours(24))).Refuses(v1::ALREADY_EXISTS).Fact("id", kPolicy);
  given.WhenSystem(Install("approval.hk", Hours(0))).Refuses(v1::POLICY_INVALID);
  given.DoSystem(Install("approval.hk", Hours(24))).Gives({"PolicyActivated"});
  given.As("admin").When(Install("approval.uk", Hours(24))).Gives({"PolicyActivated"});
  given.As("li.wei").When(Install("approval.uk", Hours(24))).Refuses(v1::NOT_PERMITTED);
}

TEST_F(PolicyTest, Install_WhereMuchWaits_IsRefusedForRoom) {
  given.As("admin");
  for (int i = 0; i < 3; ++i) given.Do(Propose(Calendar(4'990), "", "big"));
  given.WhenSystem(Install("big", Calendar(4'990))).Refuses(v1::STATE_FULL);
}

TEST_F(PolicyTest, Propose_WithoutPermission_IsRefused) {
  given.As("zhao.min").When(Propose(Hours(24))).Refuses(v1::NOT_PERMITTED);
  given.As("li.wei").When(Approve(1)).Refuses(v1::NOT_PERMITTED);
}

TEST_F(PolicyTest, SetClock_ForwardsOnly) {
  v1::SetClock command;
  *command.mutable_at() = InstantOf(At("2026-03-05"));
  given.DoSystem(command).Gives({"ClockSet"});
  *command.mutable_at() = InstantOf(At("2026-03-05"));
  given.WhenSystem(command).Gives({"ClockSet"});
  *command.mutable_at() = InstantOf(At("2026-03-05") - std::chrono::microseconds(1));
  given.WhenSystem(command).Refuses(v1::CLOCK_SET_BACKWARDS);
  EXPECT_EQ(TimeOf(given.state<v1::ClockState>("").at()), At("2026-03-05"));
}

TEST_F(PolicyTest, Withdraw_ByTheProposer_TakesTheProposalAway) {
  given.As("admin").Do(Propose(Hours(24)));
  v1::WithdrawPolicyProposal withdraw;
  withdraw.set_policy_id(kPolicy);
  withdraw.set_version(9);
  given.When(withdraw).Refuses(v1::POLICY_VERSION_UNKNOWN).Fact("version", "9");
  withdraw.set_version(2);
  given.Do(withdraw).Gives({"PolicyProposalWithdrawn"});
  given.When(withdraw).Refuses(v1::POLICY_VERSION_UNKNOWN);
  given.As("wu.gang").When(Approve(2)).Refuses(v1::POLICY_VERSION_UNKNOWN);
  given.As("admin").When(Propose(Hours(48))).Gives({"PolicyProposed"});
  EXPECT_EQ(given.When(Propose(Hours(48))).event<v1::PolicyProposed>().version(), 3u);
}

// What others proposed, only an administrator takes away.
TEST_F(PolicyTest, Withdraw_OfAnothersProposal_NeedsAnAdministrator) {
  given.As("admin").Do(Propose(Hours(24)));
  v1::WithdrawPolicyProposal withdraw;
  withdraw.set_policy_id(kPolicy);
  withdraw.set_version(2);
  given.As("li.wei")
      .When(withdraw)
      .Refuses(v1::NOT_PERMITTED)
      .Fact("permission", "policies.propose");
  v1::PolicyBody roles = given.rules().Get<v1::PolicyState>("roles")->active(0).body();
  auto* drafter = roles.mutable_roles()->add_roles();
  drafter->set_name("drafter");
  drafter->mutable_title()->set_zh("起草人");
  drafter->mutable_title()->set_en("Drafter");
  drafter->add_permissions("policies.propose");
  given.Policy("roles", roles);
  given.Role("sun.li", "drafter").In(std::string(kGovernanceScope));
  given.As("sun.li")
      .When(withdraw)
      .Refuses(v1::NOT_PERMITTED)
      .Fact("permission", "policies.withdraw");
  given.As("wu.gang").When(withdraw).Gives({"PolicyProposalWithdrawn"});
  given.Do(withdraw);
  given.As("sun.li").Do(Propose(Hours(72)));
  withdraw.set_version(3);
  given.When(withdraw).Gives({"PolicyProposalWithdrawn"});
}

}  // namespace
}  // namespace tenure::testing
