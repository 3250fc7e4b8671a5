// A debt case is opened, assigned, paused and resumed.
#include "domain/debt_given.h"
#include "domain/policy_check.h"

namespace tenure::testing {
namespace {

TEST_F(DebtTest, Open_OnOverdueInvoices_TakesTheirOpenAmounts) {
  const auto opened = given.Do(OpenCase({"IV-1", "IV-2"}));
  opened.Gives({"DebtCaseOpened", "LimitationStarted"});
  const auto& event = opened.event<v1::DebtCaseOpened>();
  EXPECT_EQ(event.open().minor(), 300'000);
  EXPECT_EQ(event.open().currency(), "CNY");
  EXPECT_EQ(event.jurisdiction(), "CN");
  EXPECT_EQ(event.pack(), "collection_pack.cn-gbt45251");
  EXPECT_EQ(event.policy().policy(), "collection");
  EXPECT_EQ(Case().stage(), Debt::OPEN);
  ASSERT_EQ(Case().claims_size(), 2);
  EXPECT_EQ(Case().claims(0).principal(), 200'000);
  EXPECT_EQ(DateOf(Case().claims(0).last_due_on()), Day("2026-04-01"));
  ASSERT_EQ(given.book().collections().cases_size(), 1);
  EXPECT_TRUE(given.book().collections().cases(0).live());
}

TEST_F(DebtTest, Open_WithoutId_DerivesOne) {
  EXPECT_TRUE(given.Do(OpenCase({"IV-1"}, "")).id().starts_with("DC-"));
}

TEST_F(DebtTest, Open_AlsoTakesWhatIsNotDueYet_ButNotOnlyThat) {
  given.As("li.wei").Do(Post({{"2026-05-04", 5}}, "IV-3"));  // due today: overdue from tomorrow on
  given.As("he.jing").When(OpenCase({"IV-3"})).Refuses(v1::NO_INVOICE_OVERDUE);
  given.When(OpenCase({"IV-1", "IV-3"})).Gives({"DebtCaseOpened", "LimitationStarted"});
  given.Now("2026-05-04T23:59:59+08:00");
  given.When(OpenCase({"IV-3"})).Refuses(v1::NO_INVOICE_OVERDUE);
  given.Now("2026-05-05T00:00:00+08:00");
  given.When(OpenCase({"IV-3"})).Gives({"DebtCaseOpened", "LimitationStarted"});
}

TEST_F(DebtTest, Open_OnInvoicesThatDoNotFit_IsRefused) {
  given.When(OpenCase({"IV-9"})).Refuses(v1::UNKNOWN_REFERENCE).Fact("id", "IV-9");
  given.When(OpenCase({"IV-1", "IV-1"})).Refuses(v1::INVOICE_TWICE);
  given.As("li.wei");
  v1::PostInvoice dollars = Post({{"2026-04-01", 7}}, "IV-4");
  dollars.set_currency("USD");
  given.Do(dollars);
  given.Do(Post({{"2026-04-01", 7}}, "IV-5"));
  given.Do(Receive(7));
  given.Do(Allocate({"IV-5"}));
  given.As("he.jing");
  given.When(OpenCase({"IV-1", "IV-4"})).Refuses(v1::CURRENCY_DIFFERS).Fact("currency", "USD");
  given.When(OpenCase({"IV-5"})).Refuses(v1::INVOICE_CLOSED);
  given.When(OpenCase(std::vector<std::string>(31, "IV-1"))).Refuses(v1::STATE_FULL);
}

TEST_F(DebtTest, Open_OnAnInvoiceOfAnotherCase_IsRefused) {
  Open({"IV-1"});
  given.When(OpenCase({"IV-2", "IV-1"}, "DC-2")).Refuses(v1::INVOICE_IN_CASE).Fact("case", "DC-1");
  given.When(OpenCase({"IV-2"}, "DC-2")).Gives({"DebtCaseOpened", "LimitationStarted"});
  given.When(OpenCase({"IV-2"})).Refuses(v1::ALREADY_EXISTS);
}

TEST_F(DebtTest, Open_BeyondEightLiveCases_IsRefused) {
  for (int i = 1; i <= 9; ++i) {
    const std::string invoice = "IV-1" + std::to_string(i);
    given.As("li.wei").Do(Post({{"2026-04-01", 7}}, invoice));
    given.As("he.jing");
    const auto open = OpenCase({invoice}, "DC-" + std::to_string(i));
    if (i < 9) {
      given.Do(open);
    } else {
      given.When(open).Refuses(v1::STATE_FULL).Fact("limit", "8");
    }
  }
}

TEST_F(DebtTest, Open_ByAnybodyElse_IsRefused) {
  given.As("li.wei").When(OpenCase()).Refuses(v1::NOT_PERMITTED);
  WithoutPolicy("collection");
  given.As("he.jing").When(OpenCase()).Refuses(v1::NO_POLICY).Fact("policy", "collection");
}

TEST_F(DebtTest, Open_ChoosesItsPackByJurisdictionAndKind) {
  ChangePolicy("collection", [](v1::PolicyBody* body) {
    body->mutable_collection()->clear_choices();
    auto* choice = body->mutable_collection()->add_choices();
    choice->set_jurisdiction("US");
    choice->set_customer_kind(v1::PERSON);
    choice->set_pack("collection_pack.us-regf");
  });
  auto open = OpenCase();
  open.set_jurisdiction("US");
  const auto abroad = given.When(open);
  EXPECT_EQ(abroad.event<v1::DebtCaseOpened>().pack(), "collection_pack.us-regf");
  open.set_jurisdiction("UK");
  const auto elsewhere = given.When(open);
  EXPECT_EQ(elsewhere.event<v1::DebtCaseOpened>().pack(), "collection_pack.default");
}

TEST_F(DebtTest, Assign_NamesTheCollector_AndWhoWasBefore) {
  given.Do(OpenCase());
  EXPECT_TRUE(Case().has_assign_by());
  given.Do(AssignTo("he.jing")).Gives({"DebtCaseAssigned"});
  EXPECT_FALSE(Case().has_assign_by());
  given.When(AssignTo("he.jing")).Refuses(v1::NO_CHANGE);
  given.When(AssignTo("he jing")).Refuses(v1::BAD_ID);
  const auto next = given.Do(AssignTo("wu.qi"));
  EXPECT_EQ(next.event<v1::DebtCaseAssigned>().previous(), "he.jing");
  EXPECT_EQ(Case().collector(), "wu.qi");
}

TEST_F(DebtTest, Pause_HoldsUntilItIsResumed) {
  Open();
  given.When(OfCase<v1::ResumeCollection>()).Refuses(v1::COLLECTION_NOT_PAUSED);
  given.Do(PauseUntil("2026-05-20T00:00:00+08:00")).Gives({"CollectionPaused"});
  given.When(PauseUntil("2026-05-21T00:00:00+08:00")).Refuses(v1::COLLECTION_PAUSED_ALREADY);
  given.Now("2026-05-07T09:59:59+08:00");  // a second short of three days
  const auto resumed = given.Do(OfCase<v1::ResumeCollection>());
  EXPECT_EQ(resumed.event<v1::CollectionResumed>().how(), DebtTerms::BY_PERSON);
  EXPECT_EQ(Case().paused_days(), 2u);
  EXPECT_FALSE(Case().has_pause());
}

TEST_F(DebtTest, Pause_LiesAheadAndWithinThePolicy) {
  Open();
  given.When(PauseUntil("2026-05-04T10:00:00+08:00")).Refuses(v1::UNTIL_OUT_OF_RANGE);
  given.When(PauseUntil("2026-07-04T00:00:00+08:00")).Gives({"CollectionPaused"});
  given.When(PauseUntil("2026-07-04T00:00:01+08:00")).Refuses(v1::UNTIL_OUT_OF_RANGE);
  WithoutPolicy("collection");
  given.When(PauseUntil("2026-05-20T00:00:00+08:00")).Refuses(v1::NO_POLICY);
}

TEST_F(DebtTest, Pause_EndsBeforeAndByItsTimer) {
  Open();
  given.Do(PauseUntil("2026-05-20T00:00:00+08:00"));
  given.Now("2026-05-19T23:59:59+08:00");
  given.When(PauseUntil("2026-05-21T00:00:00+08:00")).Refuses(v1::COLLECTION_PAUSED_ALREADY);
  given.Now("2026-05-20T00:00:00+08:00");
  given.When(OfCase<v1::ResumeCollection>()).Refuses(v1::COLLECTION_NOT_PAUSED);
  const auto ended = given.Fire("debt_case", kDebtCase);
  ended.Gives({"CollectionResumed"});
  EXPECT_EQ(ended.event<v1::CollectionResumed>().how(), DebtTerms::BY_ITS_END);
  EXPECT_EQ(Case().paused_days(), 15u);
  EXPECT_GT(given.Timers("debt_case", kDebtCase).front(), At("2028-01-01"))
      << "limitation's are left";
}

TEST_F(DebtTest, CollectionPolicy_ThatDoesNotHoldTogether_IsRefused) {
  const auto body = domain::VersionInForce(given.rules(), "collection", At("2026-02-01"))->body();
  EXPECT_FALSE(domain::FaultOf(body));
  const auto fault = [&](auto change) {
    v1::PolicyBody changed = body;
    change(changed.mutable_collection());
    return domain::FaultOf(changed).has_value();
  };
  EXPECT_TRUE(fault([](auto* policy) { policy->clear_home_jurisdiction(); }));
  EXPECT_TRUE(fault([](auto* policy) { policy->set_assign_within_days(0); }));
  EXPECT_TRUE(fault([](auto* policy) { policy->set_pause_days_max(3661); }));
  EXPECT_TRUE(fault([](auto* policy) { policy->add_choices()->set_pack("credit"); }));
}

}  // namespace
}  // namespace tenure::testing
