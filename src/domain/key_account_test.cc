// Designation, rep, plan, waivers, the end of a year, a dropped customer's way back: success, every
// refusal, every timer.
#include "domain/key_account_given.h"

namespace tenure::testing {
namespace {

using Accounts = KeyAccountTest;

TEST_F(Accounts, Designation_StoresItsFiguresAndTheYearsDates) {
  auto command = Designate(Key::TURNOVER);
  *command.mutable_turnover() = CNY(500'000'000);
  const auto outcome = given.Do(command);
  outcome.Gives({"KeyAccountDesignated"});
  const auto& event = outcome.event<v1::KeyAccountDesignated>();
  EXPECT_EQ(event.turnover().minor(), 500'000'000);
  EXPECT_FALSE(event.turnover_from_books());
  EXPECT_EQ(event.year(), 2026u);
  EXPECT_EQ(TimeOf(event.year_closes_at()), At("2027-01-01T00:00:00+08:00"));
  EXPECT_EQ(TimeOf(event.forum_due()), At("2026-10-01T00:00:00+08:00"));
  EXPECT_EQ(event.policy().policy(), "key_accounts");
  EXPECT_TRUE(book().designated());
  EXPECT_TRUE(book().years(0).key());
  EXPECT_EQ(year().stage(), Key::DESIGNATED);
  given.When(Designate()).Refuses(v1::KEY_ACCOUNT_ALREADY);
}

TEST_F(Accounts, Designation_BelowThePolicysFigure_IsRefused) {
  auto turnover = Designate(Key::TURNOVER);
  *turnover.mutable_turnover() = CNY(499'999'999);
  given.When(turnover).Refuses(v1::DESIGNATION_CRITERIA).Fact("needed", "5000000.00 CNY");
  given.When(Designate(Key::TURNOVER)).Refuses(v1::DESIGNATION_CRITERIA);
  auto gold = turnover;
  gold.mutable_turnover()->set_currency("XAU");
  given.When(gold).Refuses(v1::NO_RATE);
  auto share = Designate(Key::SHARE);
  share.set_share_bp(499);
  given.When(share).Refuses(v1::DESIGNATION_CRITERIA).Fact("ground", "SHARE");
  share.set_share_bp(500);
  given.When(share).Gives({"KeyAccountDesignated"});
  WithoutPolicy();
  given.When(share).Refuses(v1::NO_POLICY);
}

TEST_F(Accounts, Designation_OfADroppedCustomer_WaitsForReinstatement) {
  Dropped();
  given.When(Designate()).Refuses(v1::CUSTOMER_DROPPED).Fact("year", "2025");
  v1::ReinstateCustomer reinstate;
  given.As("zhao.min").When(reinstate).NeedsApproval("key_accounts.approve");
  const auto outcome = given.DoApproved(reinstate, "qin.an");
  EXPECT_EQ(outcome.event<v1::CustomerReinstated>().dropped_for(), 2025u);
  EXPECT_EQ(outcome.event<v1::CustomerReinstated>().approved_by(), "qin.an");
  given.As("han.mei").When(Designate()).Gives({"KeyAccountDesignated"});
  given.When(reinstate).Refuses(v1::NOT_DROPPED);
}

TEST_F(Accounts, Rep_IsOneAndKnownToTheBook) {
  given.Do(Designate());
  given.When(Reassign("he.jing")).Refuses(v1::REP_MISSING);
  given.Do(Rep()).Gives({"KeyAccountRepAssigned"});
  EXPECT_EQ(book().rep(), "wu.gang");
  given.When(Rep("he.jing")).Refuses(v1::REP_ASSIGNED_ALREADY).Fact("rep", "wu.gang");
  given.When(Reassign("wu.gang")).Refuses(v1::REP_ASSIGNED_ALREADY);
  const auto outcome = given.Do(Reassign("he.jing"));
  EXPECT_EQ(outcome.event<v1::RepReassigned>().previous(), "wu.gang");
  EXPECT_EQ(book().rep(), "he.jing");
  EXPECT_EQ(account().rep(), "he.jing");
  WithoutPolicy("calendar");
  given.When(Reassign("wu.gang")).Refuses(v1::NO_POLICY);
}

TEST_F(Accounts, CommandsWithoutADesignation_AreRefused) {
  Dropped();
  given.As("zhao.min").DoApproved(v1::ReinstateCustomer(), "qin.an");  // the stream exists
  given.As("han.mei");
  given.When(Rep()).Refuses(v1::NOT_KEY_ACCOUNT);
  given.When(Reassign("a")).Refuses(v1::NOT_KEY_ACCOUNT);
  given.When(AccountPlan()).Refuses(v1::NOT_KEY_ACCOUNT);
  given.When(Waive(Key::K3_TRIAL)).Refuses(v1::NOT_KEY_ACCOUNT);
  v1::RevokeKeyAccount revoke;
  revoke.set_reason_kind(Key::CUSTOMER_LEFT);
  given.When(revoke).Refuses(v1::NOT_KEY_ACCOUNT);
  given.When(Reserve()).Refuses(v1::NOT_KEY_ACCOUNT);
  given.When(Consume(1)).Refuses(v1::NOT_KEY_ACCOUNT);
  given.When(MapPerson()).Refuses(v1::NOT_KEY_ACCOUNT);
  given.When(Engage()).Refuses(v1::NOT_KEY_ACCOUNT);
  given.When(Signal()).Refuses(v1::NOT_KEY_ACCOUNT);
  given.When(Support()).Refuses(v1::NOT_KEY_ACCOUNT);
  given.When(Visit()).Refuses(v1::NOT_KEY_ACCOUNT);
  given.When(Visited()).Refuses(v1::NOT_KEY_ACCOUNT);
  given.When(Promotion()).Refuses(v1::NOT_KEY_ACCOUNT);
  given.When(Opinion(3)).Refuses(v1::NOT_KEY_ACCOUNT);
  given.When(Grant(1)).Refuses(v1::NOT_KEY_ACCOUNT);
  given.When(Brief()).Refuses(v1::NOT_KEY_ACCOUNT);
  given.When(GotBrief()).Refuses(v1::NOT_KEY_ACCOUNT);
  given.When(HoldForum()).Refuses(v1::NOT_KEY_ACCOUNT);
}

TEST_F(Accounts, DroppedKeyAccount_IsRefusedSellingButNotCare) {
  KeyAccountWithRep();
  given.Do(MapPerson());
  given.Do(Signal());
  Dropped();
  given.When(Reserve()).Refuses(v1::CUSTOMER_DROPPED);
  given.When(Trial()).Refuses(v1::CUSTOMER_DROPPED);
  given.When(Promotion()).Refuses(v1::CUSTOMER_DROPPED);
  given.When(AccountPlan()).Refuses(v1::CUSTOMER_DROPPED);
  given.When(Grant(1)).Refuses(v1::CUSTOMER_DROPPED);
  given.When(Engage()).Gives({"StakeholderEngaged"});
  given.When(Support()).Gives({"SupportProvided"});
  given.When(Opinion(3)).Gives({"RepFeedbackRecorded"});
  given.When(Brief()).Gives({"AccountBriefSent"});
  given.Now("2027-01-01T00:00:00+08:00");
  const auto closed = given.Fire("key_account", "");
  const auto& missed = closed.event<v1::KeyAccountYearClosed>().missed();
  EXPECT_EQ(std::vector<int>(missed.begin(), missed.end()),
            (std::vector<int>{Key::K2_STAKEHOLDERS, Key::K4_SIGNALS, Key::K5_EXECUTIVE_VISIT,
                              Key::K7_OPINION, Key::K9_INFORMATION, Key::K10_FORUM}));
}

TEST_F(Accounts, Plan_IsTheAccountsOwnWithBothApprovers) {
  given.Do(Designate());
  given.When(AccountPlan()).Refuses(v1::REP_MISSING);
  given.Do(Rep());
  given.Do(AccountPlan()).Gives({"AccountPlanSet"});
  EXPECT_EQ(year().stage(), Key::PLANNED);
  EXPECT_TRUE(given.Do(AccountPlan()).event<v1::AccountPlanSet>().replaces());
  given.When(AccountPlan(2027)).Gives({"AccountPlanSet"});
  given.When(AccountPlan(2025)).Refuses(v1::ACCOUNT_YEAR_NOT_OPEN).Fact("years", "2026-2027");
  given.When(AccountPlan(2028)).Refuses(v1::ACCOUNT_YEAR_NOT_OPEN);
  auto stranger = AccountPlan();
  stranger.set_customer_approver("CP-9");
  given.When(stranger).Refuses(v1::UNKNOWN_REFERENCE).Fact("field", "data.customer_approver");
  WithoutPolicy();
  given.When(AccountPlan()).Refuses(v1::NO_POLICY);
}

TEST_F(Accounts, Waiver_IsByTwoForThisYearOrTheLast) {
  KeyAccountWithRep();
  given.When(Waive(Key::K3_TRIAL)).NeedsApproval("key_accounts.approve");
  const auto outcome = given.DoApproved(Waive(Key::K3_TRIAL), "qin.an");
  EXPECT_EQ(outcome.event<v1::PracticeWaived>().approved_by(), "qin.an");
  given.When(Waive(Key::K3_TRIAL)).Refuses(v1::PRACTICE_WAIVED_ALREADY);
  given.When(Waive(Key::K1_SUPPLY, 2025)).NeedsApproval("key_accounts.approve");
  given.When(Waive(Key::K1_SUPPLY, 2024)).Refuses(v1::ACCOUNT_YEAR_NOT_OPEN);
  given.When(Waive(Key::K1_SUPPLY, 2027)).Refuses(v1::ACCOUNT_YEAR_NOT_OPEN);
  given.Do(Reserve());
  given.When(Waive(Key::K1_SUPPLY)).Refuses(v1::PRACTICE_DONE).Fact("practice", "K1_SUPPLY");
}

TEST_F(Accounts, Waiver_OfATrialAlreadyStarted_IsRefused) {
  KeyAccountWithRep();
  given.Do(Trial());
  given.When(Waive(Key::K3_TRIAL)).Refuses(v1::PRACTICE_DONE);
}

TEST_F(Accounts, YearsEnd_SaysWhatWasMissedAndOpensTheNext) {
  KeyAccountWithRep();
  given.Do(AccountPlan());
  given.Do(Reserve());
  given.Do(Trial());
  given.Do(Grant(700));
  given.DoApproved(Waive(Key::K10_FORUM), "qin.an");
  EXPECT_TRUE(book().years(0).forum_settled());
  given.Now("2026-12-31T23:59:59+08:00");
  EXPECT_TRUE(given.Timers("key_account", "").back() > At("2026-12-31T23:59:59+08:00"));
  given.Now("2027-01-01T00:00:00+08:00");
  const auto outcome = given.Fire("key_account", "");
  outcome.Gives({"ReservationLapsed", "KeyAccountYearClosed"});
  const auto& event = outcome.event<v1::KeyAccountYearClosed>();
  EXPECT_EQ(outcome.effective_at<v1::KeyAccountYearClosed>(), At("2027-01-01T00:00:00+08:00"));
  EXPECT_EQ(event.year(), 2026u);
  EXPECT_EQ(std::vector<int>(event.missed().begin(), event.missed().end()),
            (std::vector<int>{Key::K2_STAKEHOLDERS, Key::K4_SIGNALS, Key::K5_EXECUTIVE_VISIT,
                              Key::K6_PROMOTION, Key::K7_OPINION, Key::K9_INFORMATION}));
  ASSERT_EQ(event.figures_size(), 1);
  EXPECT_EQ(event.figures(0).incentives(), 700);
  EXPECT_EQ(event.figures(0).profit(), -700);
  EXPECT_TRUE(event.figures(0).stated());
  EXPECT_EQ(TimeOf(event.forum_due()), At("2027-10-01T00:00:00+08:00"));
  EXPECT_EQ(year(0).stage(), Key::SCREENING);
  EXPECT_EQ(account().open_year(), 2027u);
  EXPECT_TRUE(book().years(0).closed());
  EXPECT_TRUE(book().years(1).key());
}

TEST_F(Accounts, YearsNobodyLookedAt_CloseEachAtItsOwnEnd) {
  KeyAccountWithRep();
  given.Now("2030-06-01T00:00:00+08:00");
  given.Fire("key_account", "")
      .Gives({"KeyAccountYearClosed", "KeyAccountYearClosed", "KeyAccountYearClosed",
              "KeyAccountYearClosed"});
  EXPECT_EQ(account().open_year(), 2030u);
  EXPECT_EQ(account().years_size(), 3);
  EXPECT_EQ(year(2).year(), 2030u);
  EXPECT_EQ(book().years_size(), 3);
}

TEST_F(Accounts, Revoked_OwesNothingAnyMore) {
  KeyAccountWithRep();
  given.Do(Reserve());
  v1::RevokeKeyAccount revoke;
  revoke.set_reason_kind(Key::CRITERIA_LOST);
  const auto outcome = given.Do(revoke);
  EXPECT_EQ(outcome.event<v1::KeyAccountRevoked>().rep(), "wu.gang");
  EXPECT_FALSE(book().designated());
  EXPECT_FALSE(book().years(0).key());
  EXPECT_TRUE(book().rep().empty());
  EXPECT_TRUE(given.Timers("key_account", "").empty());
  given.Do(Designate()).Gives({"KeyAccountDesignated"});
  EXPECT_EQ(account().years_size(), 1);
}

}  // namespace
}  // namespace tenure::testing
