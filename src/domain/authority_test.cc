// Who may do what, and when: roles, delegations, limits, standing in for somebody, and the guards
// that every command of a customer meets.
#include "domain/rules_access.h"
#include "given/given.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/governance.pb.h"
#include "tenure/values.h"

namespace tenure::testing {
namespace {

constexpr char kFrom[] = "2026-03-10T00:00:00+08:00";
constexpr char kTo[] = "2026-03-20T00:00:00+08:00";
constexpr char kRemedy[] = "complaints.remedy";

v1::GrantRole Grant(const std::string& actor, const std::string& role, std::string_view from = "",
                    std::string_view to = "") {
  v1::GrantRole command;
  command.set_actor_id(actor);
  command.set_role(role);
  if (!from.empty()) *command.mutable_from() = InstantOf(At(from));
  if (!to.empty()) *command.mutable_to() = InstantOf(At(to));
  return command;
}
v1::RevokeRole Revoke(const std::string& actor, const std::string& role) {
  v1::RevokeRole command;
  command.set_actor_id(actor);
  command.set_role(role);
  return command;
}
struct Terms {
  std::string act = kRemedy;
  std::string on_behalf_of;
  std::optional<std::int64_t> limit_minor;
  std::string currency = "CNY";
  std::string_view from;
  std::string_view to = "2026-12-31";
};
v1::GrantDelegation Delegate(const std::string& actor, const std::string& id, const Terms& terms) {
  v1::GrantDelegation command;
  command.set_actor_id(actor);
  command.set_delegation_id(id);
  command.set_act(terms.act);
  command.set_on_behalf_of(terms.on_behalf_of);
  if (terms.limit_minor) {
    command.mutable_limit()->set_minor(*terms.limit_minor);
    command.mutable_limit()->set_currency(terms.currency);
  }
  if (!terms.from.empty()) *command.mutable_from() = InstantOf(At(terms.from));
  *command.mutable_to() = InstantOf(At(terms.to));
  return command;
}
v1::RevokeDelegation Undelegate(const std::string& actor, const std::string& id) {
  v1::RevokeDelegation command;
  command.set_actor_id(actor);
  command.set_delegation_id(id);
  return command;
}
v1::AssignOwner Owner() {
  v1::AssignOwner command;
  command.set_owner("somebody");
  return command;
}

class AuthorityTest : public ::testing::Test {
 protected:
  AuthorityTest() { given.As("admin").In(std::string(kGovernanceScope)); }
  bool May(const Actor& actor, std::string_view permission, std::string_view at) {
    return domain::AuthorityOf(given.rules(), actor, permission, At(at)).permitted;
  }
  std::optional<std::int64_t> Limit(const Actor& actor, std::string_view currency = "CNY",
                                    std::string_view at = "2026-03-02T09:00:00+08:00") {
    return domain::LimitOf(given.rules(), actor, kRemedy, currency, At(at));
  }
  Given given;
};

TEST_F(AuthorityTest, GrantRole_APeriod_HoldsFromItsFirstInstantAndNotAtItsEnd) {
  given.Do(Grant("sun.li", "service", kFrom, kTo)).Gives({"RoleGranted"});
  const Actor sun{"sun.li", "", false};
  EXPECT_FALSE(May(sun, "customers.write", "2026-03-09T23:59:59+08:00"));
  EXPECT_TRUE(May(sun, "customers.write", kFrom));
  EXPECT_TRUE(May(sun, "customers.write", "2026-03-19T23:59:59+08:00"));
  EXPECT_FALSE(May(sun, "customers.write", kTo));
}

TEST_F(AuthorityTest, GrantRole_PeriodsThatAreNone_AreRefused) {
  given.When(Grant("sun.li", "service", kFrom, kFrom)).Refuses(v1::PERIOD_INVALID);
  given.When(Grant("sun.li", "service", kTo, kFrom)).Refuses(v1::PERIOD_INVALID);
  given.When(Grant("sun.li", "service", "2026-01-01", "2026-02-01")).Refuses(v1::PERIOD_INVALID);
  given.When(Grant("sun.li", "service", "", "2026-03-02T09:00:00+08:00"))
      .Refuses(v1::PERIOD_INVALID);
}

TEST_F(AuthorityTest, GrantRole_ToOneself_IsRefused) {
  given.When(Grant("admin", "sales")).Refuses(v1::ACTOR_IS_SUBJECT);
}

TEST_F(AuthorityTest, GrantRole_ToThePersonOneStandsInFor_IsRefused) {
  given.Role("wu.gang", "administrator");
  given.As("wu.gang").Do(Delegate("sun.li", "D-1", {"authority.grant", "admin"}));
  given.As("sun.li", "admin").When(Grant("admin", "sales")).Refuses(v1::ACTOR_IS_SUBJECT);
  given.When(Grant("qian.yu", "sales")).Gives({"RoleGranted"});
}

TEST_F(AuthorityTest, GrantRole_Unknown_IsRefused) {
  given.When(Grant("sun.li", "wizard")).Refuses(v1::UNKNOWN_ROLE).Fact("role", "wizard");
}

TEST_F(AuthorityTest, GrantRole_HeldAlready_ChangesNothingUntilItHasEnded) {
  given.Do(Grant("sun.li", "service", "", kTo));
  given.When(Grant("sun.li", "service")).Refuses(v1::NO_CHANGE);
  given.Now(At(kTo)).Do(Grant("sun.li", "service"));
  EXPECT_EQ(given.state<v1::AuthorityState>("sun.li").grants_size(), 1);
}

TEST_F(AuthorityTest, GrantRole_MoreThanTheStateHolds_OnlyThoseNotEndedCount) {
  v1::RoleGranted event;
  event.set_actor_id("sun.li");
  *event.mutable_to() = InstantOf(At(kTo));
  for (int i = 0; i < 16; ++i) {
    event.set_role("old " + std::to_string(i));
    given.Event("sun.li", event);
  }
  given.When(Grant("sun.li", "service")).Refuses(v1::STATE_FULL).Fact("limit", "16");
  given.Now(At(kTo)).When(Grant("sun.li", "service")).Gives({"RoleGranted"});
}

TEST_F(AuthorityTest, RevokeRole_BindsFromTheNextDecision) {
  given.Do(Grant("sun.li", "service"));
  given.Do(Revoke("sun.li", "service")).Gives({"RoleRevoked"});
  EXPECT_FALSE(May({"sun.li", "", false}, "customers.write", "2026-03-02T09:00:00+08:00"));
  given.When(Revoke("sun.li", "service")).Refuses(v1::ROLE_NOT_HELD).Fact("role", "service");
}

TEST_F(AuthorityTest, RevokeRole_OfOneself_IsRefused) {
  given.When(Revoke("admin", "administrator")).Refuses(v1::ACTOR_IS_SUBJECT);
  given.When(Revoke("nobody", "sales")).Refuses(v1::UNKNOWN_STREAM);
}

TEST_F(AuthorityTest, GrantDelegation_EachRefusal) {
  given.When(Delegate("admin", "D-1", {})).Refuses(v1::ACTOR_IS_SUBJECT);
  given.When(Delegate("sun.li", "D-1", {.from = kFrom, .to = kFrom})).Refuses(v1::PERIOD_INVALID);
  given.When(Delegate("sun.li", "D-1", {.to = "2026-03-02T09:00:00+08:00"}))
      .Refuses(v1::PERIOD_INVALID);
  given.When(Delegate("sun.li", "D-1", {"audit.read", "li.wei"}))
      .Refuses(v1::DELEGATOR_LACKS_PERMISSION)
      .Fact("permission", "audit.read");
  given.When(Delegate("sun.li", "D-1", {"complaints.*", "li.wei"}))
      .Refuses(v1::DELEGATOR_LACKS_PERMISSION);
  given.When(Delegate("sun.li", "D-1", {.limit_minor = -1})).Refuses(v1::OUT_OF_RANGE);
  given.When(Delegate("sun.li", std::string(101, 'd'), {})).Refuses(v1::TOO_LONG);
  given.When(Delegate("sun.li", "D-1", {std::string(101, 'a')})).Refuses(v1::TOO_LONG);
  given.Do(Delegate("sun.li", "D-1", {})).Gives({"DelegationGranted"});
  given.When(Delegate("sun.li", "D-1", {})).Refuses(v1::DELEGATION_EXISTS).Fact("id", "D-1");
}

TEST_F(AuthorityTest, GrantDelegation_MoreThanTheStateHolds_OnlyThoseNotEndedCount) {
  for (int i = 0; i < 32; ++i) {
    given.Do(Delegate("sun.li", "D-" + std::to_string(i), {.to = kTo}));
  }
  given.When(Delegate("sun.li", "D-32", {})).Refuses(v1::STATE_FULL).Fact("limit", "32");
  given.Now(At(kTo)).Do(Delegate("sun.li", "D-32", {}));
  EXPECT_EQ(given.state<v1::AuthorityState>("sun.li").delegations_size(), 1);
}

TEST_F(AuthorityTest, LongestDelegationsAndGrants_FitTheState) {
  v1::RoleGranted grant;
  grant.set_role(std::string(160, 'r'));
  *grant.mutable_from() = *grant.mutable_to() = InstantOf(At("2999-01-01"));
  for (int i = 0; i < 16; ++i) given.Event("sun.li", grant);
  v1::DelegationGranted delegation;
  delegation.set_delegation_id(std::string(100, 'd'));
  delegation.set_act(std::string(100, 'a'));
  delegation.set_on_behalf_of(std::string(64, 'b'));
  delegation.mutable_limit()->set_minor(INT64_MAX);
  delegation.mutable_limit()->set_currency("CNY");
  *delegation.mutable_from() = *delegation.mutable_to() = InstantOf(At("2999-01-01"));
  for (int i = 0; i < 32; ++i) given.Event("sun.li", delegation);
  EXPECT_LE(given.state<v1::AuthorityState>("sun.li").ByteSizeLong(),
            BuiltInDomain().FindAggregate("authority")->options->bytes_max());
}

TEST_F(AuthorityTest, RevokeDelegation_OnlyOneThatIs) {
  given.Do(Delegate("sun.li", "D-1", {}));
  given.When(Undelegate("sun.li", "D-2")).Refuses(v1::DELEGATION_UNKNOWN).Fact("id", "D-2");
  given.Do(Undelegate("sun.li", "D-1")).Gives({"DelegationRevoked"});
  given.When(Undelegate("sun.li", "D-1")).Refuses(v1::DELEGATION_UNKNOWN);
  given.As("sun.li").Role("sun.li", "administrator");
  given.When(Undelegate("sun.li", "D-1")).Refuses(v1::ACTOR_IS_SUBJECT);
}

TEST_F(AuthorityTest, CompanyDelegation_PermitsInItsPeriodUpToItsLimit) {
  given.Do(Delegate("sun.li", "D-1", {.limit_minor = 700, .from = kFrom, .to = kTo}));
  const Actor sun{"sun.li", "", false};
  EXPECT_FALSE(May(sun, kRemedy, "2026-03-09T23:59:59+08:00"));
  EXPECT_TRUE(May(sun, kRemedy, kFrom));
  EXPECT_FALSE(May(sun, kRemedy, kTo));
  EXPECT_EQ(Limit(sun, "CNY", kFrom), 700);
  EXPECT_EQ(Limit(sun, "CNY", kTo), std::nullopt);
  EXPECT_EQ(Limit(sun, "EUR", kFrom), std::nullopt);
}

TEST_F(AuthorityTest, CompanyDelegation_WithoutLimit_HasNoAmount) {
  given.Do(Delegate("sun.li", "D-1", {}));
  EXPECT_TRUE(May({"sun.li", "", false}, kRemedy, "2026-03-02T09:00:00+08:00"));
  EXPECT_EQ(Limit({"sun.li", "", false}), std::nullopt);
}

TEST_F(AuthorityTest, Limit_OfSeveralRolesAndDelegations_IsTheHighest) {
  const Actor li{"li.wei", "", false};
  EXPECT_EQ(Limit(li), 500'000);  // complaints
  given.Do(Delegate("li.wei", "D-1", {.limit_minor = 400'000}));
  EXPECT_EQ(Limit(li), 500'000);
  given.Do(Delegate("li.wei", "D-2", {.limit_minor = 900'000}));
  EXPECT_EQ(Limit(li), 900'000);
  given.Do(Grant("li.wei", "approver"));
  EXPECT_EQ(Limit(li), 10'000'000);
}

TEST_F(AuthorityTest, OnBehalf_NeedsADelegationAndThePrincipalsOwnAuthority) {
  const Actor sun{"sun.li", "li.wei", false};
  EXPECT_FALSE(May(sun, kRemedy, "2026-03-02T09:00:00+08:00"));
  given.Do(Delegate("sun.li", "D-1", {.on_behalf_of = "li.wei", .from = kFrom, .to = kTo}));
  EXPECT_TRUE(May(sun, kRemedy, kFrom));
  EXPECT_FALSE(May(sun, kRemedy, kTo));
  EXPECT_FALSE(May(sun, "complaints.handle", kFrom));                // not what was delegated
  EXPECT_FALSE(May({"sun.li", "", false}, kRemedy, kFrom));          // not in his own name
  EXPECT_FALSE(May({"sun.li", "zhao.min", false}, kRemedy, kFrom));  // not for somebody else
  EXPECT_FALSE(May({"nobody", "li.wei", false}, kRemedy, kFrom));
  given.Do(Revoke("li.wei", "complaints"));
  EXPECT_FALSE(May(sun, kRemedy, kFrom));
}

TEST_F(AuthorityTest, OnBehalf_LimitIsAtMostThePrincipals) {
  const Actor sun{"sun.li", "li.wei", false};
  given.Do(Delegate("sun.li", "D-1", {.on_behalf_of = "li.wei", .limit_minor = 300}));
  EXPECT_EQ(Limit(sun), 300);
  EXPECT_EQ(Limit(sun, "EUR"), std::nullopt);
  given.Do(Delegate("sun.li", "D-2", {.on_behalf_of = "li.wei", .limit_minor = 9'000'000}));
  EXPECT_EQ(Limit(sun), 500'000);
}

TEST_F(AuthorityTest, OnBehalf_ADelegationInAnotherCurrency_DoesNotHideOneInThis) {
  const Actor sun{"sun.li", "li.wei", false};
  given.Do(
      Delegate("sun.li", "D-1", {.on_behalf_of = "li.wei", .limit_minor = 300, .currency = "EUR"}));
  EXPECT_EQ(Limit(sun), std::nullopt);
  given.Do(Delegate("sun.li", "D-2", {.on_behalf_of = "li.wei", .limit_minor = 200}));
  EXPECT_EQ(Limit(sun), 200);
}

TEST_F(AuthorityTest, OnBehalf_WithoutLimit_HasThePrincipals) {
  given.Do(Delegate("sun.li", "D-1", {.on_behalf_of = "li.wei"}));
  EXPECT_EQ(Limit({"sun.li", "li.wei", false}), 500'000);
  EXPECT_EQ(Limit({"sun.li", "zhao.min", false}), std::nullopt);
  EXPECT_EQ(Limit({"nobody", "li.wei", false}), std::nullopt);
}

TEST_F(AuthorityTest, OnBehalf_IsNoChain) {
  given.Do(Delegate("sun.li", "D-1", {.on_behalf_of = "li.wei"}));
  given.When(Delegate("qian.yu", "D-2", {.on_behalf_of = "sun.li"}))
      .Refuses(v1::DELEGATOR_LACKS_PERMISSION);
}

TEST_F(AuthorityTest, Authority_NamesTheGrantUsed) {
  const Outcome granted = given.Do(Grant("sun.li", "service"));
  const auto authority = domain::AuthorityOf(given.rules(), {"sun.li", "", false},
                                             "customers.write", At("2026-03-02T09:00:00+08:00"));
  EXPECT_EQ(authority.authority_position, granted.unit().events.front().scope_sequence);
  const auto system = domain::AuthorityOf(given.rules(), {"system", "", true}, "anything", At(kTo));
  EXPECT_TRUE(system.permitted);
  EXPECT_EQ(system.authority_position, 0u);
}

TEST_F(AuthorityTest, PermissionCovers_ByNameByContextByAll) {
  EXPECT_TRUE(domain::PermissionCovers("*", "complaints.handle"));
  EXPECT_TRUE(domain::PermissionCovers("complaints.*", "complaints.handle"));
  EXPECT_TRUE(domain::PermissionCovers("complaints.*", "complaints.*"));
  EXPECT_FALSE(domain::PermissionCovers("complaints.*", "complaints"));
  EXPECT_FALSE(domain::PermissionCovers("complaints.*", "complaintsx.handle"));
  EXPECT_FALSE(domain::PermissionCovers("complaints.handle", "complaints.*"));
  EXPECT_FALSE(domain::PermissionCovers(".*", "x"));
  EXPECT_FALSE(domain::PermissionCovers("", "x"));
}

TEST_F(AuthorityTest, Roles_OfAnotherPolicyVersion_CountFromItsBeginning) {
  v1::PolicyBody body;
  auto* only = body.mutable_roles()->add_roles();
  only->set_name("administrator");
  only->add_permissions("*");
  given.Now("2026-06-01T00:00:00+08:00").Policy("roles", body);
  const Actor li{"li.wei", "", false};
  EXPECT_TRUE(May(li, "customers.write", "2026-05-31T23:59:59+08:00"));
  EXPECT_FALSE(May(li, "customers.write", "2026-06-01T00:00:00+08:00"));
  EXPECT_EQ(Limit(li, "CNY", "2026-06-01T00:00:00+08:00"), std::nullopt);
}

TEST_F(AuthorityTest, CommonGuards_ActorIsTheCustomer_IsRefusedAlsoByProxy) {
  given.Role("C-1001", "sales").Role("C-1002", "sales").In("customer/C-1001");
  given.As("C-1001").When(Owner()).Refuses(v1::ACTOR_IS_SUBJECT).Fact("actor", "C-1001");
  given.As("C-1002").When(Owner()).Gives({"OwnerAssigned"});
  given.In(std::string(kGovernanceScope)).As("admin");
  given.Do(Delegate("sun.li", "D-1", {"customers.write", "C-1001"}));
  given.In("customer/C-1001").As("sun.li", "C-1001").When(Owner()).Refuses(v1::ACTOR_IS_SUBJECT);
}

TEST_F(AuthorityTest, CommonGuards_UnknownCustomer_IsRefusedButForItsRegistration) {
  given.In("customer/C-404")
      .As("li.wei")
      .When(Owner())
      .Refuses(v1::UNKNOWN_CUSTOMER)
      .Fact("scope", "customer/C-404");
  v1::SetContactPerson person;
  person.set_contact_person_id("CP-1");
  given.When(person).Refuses(v1::UNKNOWN_CUSTOMER);
}

TEST_F(AuthorityTest, CommonGuards_PermissionComesFirst) {
  given.In("customer/C-404").As("sun.li").When(Owner()).Refuses(v1::NOT_PERMITTED);
}

}  // namespace
}  // namespace tenure::testing
