// The customer file: who he is, who answers for him, which identity he has. P1, A15, F1-F3.
#include "base/hex.h"
#include "given/given.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/system.pb.h"
#include "tenure/values.h"

namespace tenure::testing {
namespace {

const std::string kMac(16, '\x11');
const std::string kOtherMac(16, '\x22');

std::string IdentityScope(const std::string& mac) { return "identity/" + HexOf(mac); }

v1::RegisterCustomer Register(const std::string& mac = "") {
  v1::RegisterCustomer command;
  command.set_kind(v1::PERSON);
  command.set_owner("li.wei");
  command.set_source(v1::PARTNER_REFERRAL);
  command.set_identity_mac(mac);
  command.set_name_mac("n");
  return command;
}
v1::UpdateBasicData Identity(const std::string& mac) {
  v1::UpdateBasicData command;
  command.set_identity_mac(mac);
  return command;
}
v1::AssignOwner Owner(const std::string& owner) {
  v1::AssignOwner command;
  command.set_owner(owner);
  return command;
}
v1::ClassifyCustomer Classify(const std::string& class_name, const std::string& scheme = "value") {
  v1::ClassifyCustomer command;
  command.set_scheme(scheme);
  command.set_class_name(class_name);
  return command;
}
v1::ClaimIdentity Claim(const std::string& claimant) {
  v1::ClaimIdentity command;
  command.set_claimant(claimant);
  return command;
}
v1::ReleaseIdentity Release(const std::string& holder) {
  v1::ReleaseIdentity command;
  command.set_holder(holder);
  return command;
}
v1::ReportDuplicate Duplicate(const std::string& of) {
  v1::ReportDuplicate command;
  command.set_duplicate_of(of);
  return command;
}
v1::PolicyBody CustomerPolicy(std::uint32_t stale_after_days,
                              const std::vector<std::string>& classes) {
  v1::PolicyBody body;
  body.mutable_customer()->set_profile_stale_after_days(stale_after_days);
  auto* scheme = body.mutable_customer()->add_schemes();
  scheme->set_name("value");
  for (const std::string& one : classes) scheme->add_classes(one);
  return body;
}

class CustomerFile : public ::testing::Test {
 protected:
  // `scope` holds the identity `mac`.
  void Hold(const std::string& mac, const std::string& scope) {
    given.In(IdentityScope(mac)).DoSystem(Claim(scope));
    given.In("customer/C-1001");
  }
  const v1::CustomerState& State() { return given.state<v1::CustomerState>(""); }
  Given given;
};

TEST_F(CustomerFile, Register_New_HasOwnerAndStaleDateOfThePolicyInForce) {
  given.In("customer/C-2");
  const Outcome outcome = given.Do(Register());
  outcome.Gives({"CustomerRegistered", "OwnerAssigned"}).Sends({});
  EXPECT_EQ(State().owner(), "li.wei");
  EXPECT_TRUE(given.book().customer().registered());
  EXPECT_EQ(given.book().customer().owner(), "li.wei");
  EXPECT_EQ(given.book().customer().kind(), v1::PERSON);
  EXPECT_EQ(TimeOf(State().stale_at()), At("2027-03-02T09:00:00+08:00"));  // 365 days
  EXPECT_EQ(outcome.event<v1::CustomerRegistered>().policy().policy(), "customer");
  EXPECT_EQ(outcome.event<v1::CustomerRegistered>().policy().version(), 1u);
}

TEST_F(CustomerFile, Register_WithAnIdentity_ClaimsIt) {
  given.In("customer/C-2").When(Register(kMac)).Sends({"ClaimIdentity"});
}

TEST_F(CustomerFile, Register_IdentityHeldByAnother_NamesTheHolder) {
  Hold(kMac, "customer/C-1001");
  given.In("customer/C-2")
      .When(Register(kMac))
      .Refuses(v1::IDENTITY_TAKEN)
      .Fact("holder", "customer/C-1001");
}

TEST_F(CustomerFile, Register_IdentityReleasedBefore_IsAccepted) {
  Hold(kMac, "customer/C-1001");
  given.In(IdentityScope(kMac)).DoSystem(Release("customer/C-1001"));
  given.In("customer/C-2").When(Register(kMac)).Gives({"CustomerRegistered", "OwnerAssigned"});
}

TEST_F(CustomerFile, Register_Twice_IsRefused) {
  given.When(Register()).Refuses(v1::ALREADY_EXISTS).Fact("id", "customer/C-1001");
}

TEST_F(CustomerFile, Update_LeavesOutWhatIsNotSaid) {
  v1::UpdateBasicData first;
  first.set_language("zh");
  first.set_represented_by_counsel(true);
  first.set_vulnerability(v1::ELDERLY);
  first.add_local_festivals("端午龙舟");
  given.Do(first);
  v1::UpdateBasicData second;
  second.set_phone_mac("p");
  given.Do(second);
  EXPECT_EQ(State().language(), "zh");
  EXPECT_TRUE(State().represented_by_counsel());
  EXPECT_EQ(State().vulnerability(), v1::ELDERLY);
  EXPECT_EQ(State().local_festivals_size(), 1);
  EXPECT_EQ(State().name_at(), 0u);
  EXPECT_GT(State().phone_at(), 0u);
  second.set_represented_by_counsel(false);
  given.Do(second);
  EXPECT_FALSE(State().represented_by_counsel());
}

TEST_F(CustomerFile, Update_NewIdentity_ClaimsItAndLetsGoOfTheOld) {
  given.Do(Identity(kMac)).Sends({"ClaimIdentity"});
  const Outcome changed = given.Do(Identity(kOtherMac));
  changed.Sends({"ClaimIdentity", "ReleaseIdentity"});
  EXPECT_EQ(changed.unit().outgoing[0].scope(), IdentityScope(kOtherMac));
  EXPECT_EQ(changed.unit().outgoing[1].scope(), IdentityScope(kMac));
}

TEST_F(CustomerFile, Update_SameIdentity_OnlyClaimsAgain) {
  given.Do(Identity(kMac));
  given.When(Identity(kMac)).Sends({"ClaimIdentity"});
}

TEST_F(CustomerFile, Update_IdentityHeldByAnother_IsRefused) {
  Hold(kMac, "customer/C-7");
  given.When(Identity(kMac)).Refuses(v1::IDENTITY_TAKEN).Fact("holder", "customer/C-7");
}

TEST_F(CustomerFile, Update_IdentityHeldByHimself_IsAccepted) {
  Hold(kMac, "customer/C-1001");
  given.When(Identity(kMac)).Gives({"BasicDataUpdated"});
}

TEST_F(CustomerFile, Update_Festivals_BoundedInNumberAndLength) {
  v1::UpdateBasicData command;
  for (int i = 0; i < 16; ++i) command.add_local_festivals(std::string(120, 'f'));
  given.When(command).Gives({"BasicDataUpdated"});
  command.add_local_festivals("one more");
  given.When(command).Refuses(v1::STATE_FULL).Fact("limit", "16");
  command.clear_local_festivals();
  command.add_local_festivals(std::string(121, 'f'));
  given.When(command).Refuses(v1::TOO_LONG).Fact("field", "data.local_festivals");
}

TEST_F(CustomerFile, AssignOwner_AnotherOne_NamesThePrevious) {
  const Outcome outcome = given.Do(Owner("chen.jie"));
  outcome.Gives({"OwnerAssigned"});
  EXPECT_EQ(outcome.event<v1::OwnerAssigned>().previous(), "zhao.min");
  EXPECT_EQ(given.book().customer().owner(), "chen.jie");
  given.When(Owner("chen.jie")).Refuses(v1::NO_CHANGE);
}

TEST_F(CustomerFile, ConfirmProfile_MovesTheStaleDateByThePolicyThenInForce) {
  given.Do(v1::ConfirmProfileCurrent()).Gives({"ProfileConfirmed"});
  EXPECT_EQ(TimeOf(State().stale_at()), At("2027-03-02T09:00:00+08:00"));
  given.Policy("customer", CustomerPolicy(30, {"KEY"}));
  const Outcome outcome = given.Do(v1::ConfirmProfileCurrent());
  EXPECT_EQ(TimeOf(State().stale_at()), At("2026-04-01T09:00:00+08:00"));
  EXPECT_EQ(outcome.event<v1::ProfileConfirmed>().policy().version(), 2u);
}

TEST_F(CustomerFile, AnyUseOfThePolicy_BeforeItsFirstVersion_IsRefused) {
  given.Now("2025-12-31T23:59:59+08:00");  // the shipped policies begin a second later
  given.WhenSystem(v1::ConfirmProfileCurrent()).Refuses(v1::NO_POLICY);
  given.WhenSystem(Classify("KEY")).Refuses(v1::NO_POLICY).Fact("policy", "customer");
  given.WhenSystem(v1::UpdateBasicData()).Refuses(v1::NO_POLICY);
  given.In("customer/C-2").WhenSystem(Register()).Refuses(v1::NO_POLICY);
}

TEST_F(CustomerFile, Classify_OneClassAScheme_TheNewReplacesTheOld) {
  given.Do(Classify("KEY")).Gives({"CustomerClassified"});
  given.When(Classify("KEY")).Refuses(v1::NO_CHANGE);
  const Outcome outcome = given.Do(Classify("GOOD"));
  EXPECT_EQ(outcome.event<v1::CustomerClassified>().previous(), "KEY");
  ASSERT_EQ(State().classes_size(), 1);
  EXPECT_EQ(State().classes(0).class_name(), "GOOD");
}

TEST_F(CustomerFile, Classify_UnknownClassOrScheme_IsRefused) {
  given.When(Classify("BEST")).Refuses(v1::UNKNOWN_CLASS).Fact("class", "BEST");
  given.When(Classify("KEY", "mood")).Refuses(v1::UNKNOWN_CLASS).Fact("scheme", "mood");
}

TEST_F(CustomerFile, Classify_ClassOfALaterPolicy_OnlyFromItsBeginning) {
  given.Policy("customer", CustomerPolicy(365, {"PLATINUM"}));
  given.When(Classify("PLATINUM")).Gives({"CustomerClassified"});
  given.When(Classify("KEY")).Refuses(v1::UNKNOWN_CLASS);
  given.Now("2026-03-02T08:59:59+08:00");
  given.When(Classify("PLATINUM")).Refuses(v1::UNKNOWN_CLASS);
}

TEST_F(CustomerFile, Classify_MoreSchemesThanTheStateHolds_IsRefused) {
  v1::CustomerClassified event;
  event.set_class_name("A");
  for (int i = 0; i < 16; ++i) {
    event.set_scheme("old " + std::to_string(i));
    given.Event("", event);
  }
  given.When(Classify("KEY")).Refuses(v1::STATE_FULL).Fact("limit", "16");
}

TEST_F(CustomerFile, ClaimIdentity_FirstWinsAndTheSecondClashes) {
  given.In(IdentityScope(kMac));
  given.DoSystem(Claim("customer/C-1")).Gives({"IdentityClaimed"}).Sends({});
  given.WhenSystem(Claim("customer/C-1")).Refuses(v1::NO_CHANGE);
  const Outcome clash = given.DoSystem(Claim("customer/C-2"));
  clash.Gives({"IdentityClashed"}).Sends({"ReportDuplicate"});
  EXPECT_EQ(clash.unit().outgoing[0].scope(), "customer/C-2");
  EXPECT_EQ(given.state<v1::IdentityState>("").holder(), "customer/C-1");
  EXPECT_EQ(given.state<v1::IdentityState>("").clashes(), 1u);
}

TEST_F(CustomerFile, ReleaseIdentity_OnlyByItsHolder) {
  Hold(kMac, "customer/C-1");
  given.In(IdentityScope(kMac));
  given.WhenSystem(Release("customer/C-2")).Refuses(v1::NO_CHANGE);
  given.DoSystem(Release("customer/C-1")).Gives({"IdentityReleased"});
  given.WhenSystem(Release("customer/C-1")).Refuses(v1::NO_CHANGE);
  given.DoSystem(Claim("customer/C-2")).Gives({"IdentityClaimed"});
}

TEST_F(CustomerFile, SuspectedDuplicate_IsKeptUntilTwoPeopleClearIt) {
  given.When(v1::ClearDuplicate()).Refuses(v1::NOT_SUSPECTED);
  given.DoSystem(Duplicate("customer/C-7")).Gives({"DuplicateSuspected"});
  given.WhenSystem(Duplicate("customer/C-7")).Refuses(v1::NO_CHANGE);
  EXPECT_TRUE(given.book().customer().identity_disputed());
  EXPECT_EQ(given.book().customer().duplicate_of(), "customer/C-7");
  given.When(v1::ClearDuplicate()).NeedsApproval("customers.approve");
  given.Role("chen.jie", "approver");
  given.DoApproved(v1::ClearDuplicate(), "chen.jie").Gives({"ApprovalGiven", "DuplicateCleared"});
  EXPECT_FALSE(given.book().customer().identity_disputed());
  EXPECT_EQ(State().duplicate_of(), "");
}

}  // namespace
}  // namespace tenure::testing
