// The ten practices at a key account: success, every refusal, timers, marks of the year.
#include "domain/key_account_given.h"
#include "tenure/v1/order.pb.h"

namespace tenure::testing {
namespace {

class Practices : public KeyAccountTest {
 protected:
  Practices() { KeyAccountWithRep(); }
  std::uint32_t Count(Key::Practice practice) {
    for (const auto& done : year().done()) {
      if (done.practice() == practice) return done.count();
    }
    return 0;
  }
};

TEST_F(Practices, Reservation_IsConsumedAndGone) {
  given.Do(Reserve()).Gives({"SupplyReserved"});
  EXPECT_EQ(Count(Key::K1_SUPPLY), 1u);
  given.When(Reserve()).Refuses(v1::ACCOUNT_ITEM_KNOWN).Fact("id", "RS-1");
  const auto some = given.Do(Consume(15));
  EXPECT_EQ(some.event<v1::ReservationConsumed>().left(), 25);
  EXPECT_EQ(some.event<v1::ReservationConsumed>().product(), "PUMP-80");
  given.When(Consume(26)).Refuses(v1::RESERVATION_TOO_SMALL).Fact("left", "25");
  given.Do(Consume(25));
  given.When(Consume(1)).Refuses(v1::ACCOUNT_ITEM_UNKNOWN);
  EXPECT_EQ(account().reservations_size(), 0);
}

TEST_F(Practices, Order_TakesWhatIsKeptOfItsProducts) {
  given.Do(Reserve("RS-1", "2026-04-30", 10));
  given.Do(Reserve("RS-2", "2026-03-31", 5));
  v1::PlaceOrder order;
  order.set_order_id("SO-1");
  order.set_currency("CNY");
  order.set_prepaid(true);
  v1::OrderLine* line = order.add_lines();
  line->set_line_id("10");
  line->set_product("PUMP-80");
  line->set_quantity(8);
  line->set_minor(100);
  line = order.add_lines();
  line->set_line_id("20");
  line->set_product("VALVE");
  line->set_quantity(1);
  const auto outcome = given.As("li.wei").Do(order);
  outcome.Gives({"OrderPlaced", "ReservationConsumed", "ReservationConsumed"});
  EXPECT_EQ(outcome.event<v1::ReservationConsumed>().reservation_id(), "RS-2");
  ASSERT_EQ(account().reservations_size(), 1);
  EXPECT_EQ(account().reservations(0).left(), 7);
}

TEST_F(Practices, Reservation_EndsWithItsLastDay) {
  given.Do(Reserve("RS-1", "2026-03-05"));
  given.Now("2026-03-05T23:59:59+08:00").When(Consume(1)).Gives({"ReservationConsumed"});
  given.Now("2026-03-06T00:00:00+08:00");
  given.When(Consume(1)).Refuses(v1::ACCOUNT_ITEM_UNKNOWN);  // before its timer too
  const auto outcome = given.Fire("key_account", "");
  outcome.Gives({"ReservationLapsed"});
  EXPECT_EQ(outcome.event<v1::ReservationLapsed>().left(), 40);
}

TEST_F(Practices, Reservation_OutOfBounds_IsRefused) {
  given.When(Reserve("RS-1", "2026-03-01")).Refuses(v1::DUE_IN_PAST);
  given.When(Reserve("RS-1", "2026-09-01")).Gives({"SupplyReserved"});
  given.When(Reserve("RS-1", "2026-09-02"))
      .Refuses(v1::RESERVATION_TOO_LONG)
      .Fact("latest", "2026-09-01");
  for (int i = 0; i < 32; ++i) given.Do(Reserve("RS-" + std::to_string(i)));
  given.When(Reserve("RS-32")).Refuses(v1::STATE_FULL);
  WithoutPolicy();
  given.When(Consume(1)).Refuses(v1::NO_POLICY);
}

TEST_F(Practices, Stakeholder_IsMappedThenEngaged) {
  given.When(Engage()).Refuses(v1::ACCOUNT_ITEM_UNKNOWN);
  given.Do(MapPerson()).Gives({"StakeholderMapped"});
  given.When(MapPerson()).Refuses(v1::NO_CHANGE);
  given.Do(MapPerson(Key::FINANCE));
  ASSERT_EQ(account().stakeholders_size(), 1);
  given.When(MapPerson(Key::BUYER, "CP-9")).Refuses(v1::UNKNOWN_REFERENCE);
  const auto outcome = given.Do(Engage());
  EXPECT_EQ(outcome.event<v1::StakeholderEngaged>().function(), Key::FINANCE);
  EXPECT_EQ(Count(Key::K2_STAKEHOLDERS), 1u);
}

TEST_F(Practices, Signal_StandsUntilItIsAnswered) {
  const auto seen = given.Do(Signal());
  EXPECT_EQ(TimeOf(seen.event<v1::AccountSignalRecorded>().answer_due()),
            At("2026-03-10T00:00:00+08:00"));
  given.When(Signal()).Refuses(v1::ACCOUNT_ITEM_KNOWN);
  given.When(Support("SG-2")).Refuses(v1::ACCOUNT_ITEM_UNKNOWN).Fact("field", "signal");
  given.Do(Support()).Gives({"SupportProvided"});
  EXPECT_EQ(account().signals_size(), 0);
  EXPECT_EQ(Count(Key::K4_SIGNALS), 1u);
  for (int i = 0; i < 32; ++i) given.Do(Signal("SG-" + std::to_string(i)));
  given.When(Signal("SG-32")).Refuses(v1::STATE_FULL);
}

TEST_F(Practices, ExecutiveVisit_IsPlannedThenMade) {
  given.When(Visit("EV-1", "2026-03-01")).Refuses(v1::DUE_IN_PAST);
  given.When(Visited()).Refuses(v1::ACCOUNT_ITEM_UNKNOWN);
  given.Do(Visit("EV-1", "2026-03-02"));
  given.When(Visit()).Refuses(v1::ACCOUNT_ITEM_KNOWN);
  given.When(Visited("2026-03-03")).Refuses(v1::DATE_IN_FUTURE);
  const auto outcome = given.Do(Visited());
  EXPECT_EQ(outcome.event<v1::ExecutiveVisitCompleted>().executive(), "zhao.min");
  EXPECT_EQ(TimeOf(account().executive_visit_due()), At("2026-09-02T00:00:00+08:00"));
  EXPECT_EQ(Count(Key::K5_EXECUTIVE_VISIT), 1u);
  for (int i = 0; i < 16; ++i) given.Do(Visit("EV-" + std::to_string(i)));
  given.When(Visit("EV-16")).Refuses(v1::STATE_FULL);
}

TEST_F(Practices, Promotion_NamesTheCustomersApprover) {
  given.Do(Promotion()).Gives({"PromotionCoDesigned"});
  EXPECT_EQ(Count(Key::K6_PROMOTION), 1u);
  auto backwards = Promotion();
  *backwards.mutable_ends_on() = DateMessage(Day("2026-04-30"));
  given.When(backwards).Refuses(v1::PROMOTION_DATES);
  auto stranger = Promotion();
  stranger.set_customer_approver("CP-9");
  given.When(stranger).Refuses(v1::UNKNOWN_REFERENCE);
}

TEST_F(Practices, Opinion_IsNeverTheRepsOwn) {
  given.As("wu.gang").When(Opinion(5)).Refuses(v1::OWN_FEEDBACK).Fact("rep", "wu.gang");
  given.As("han.mei").Do(Opinion(5)).Gives({"RepFeedbackRecorded"});
  EXPECT_EQ(Count(Key::K7_OPINION), 1u);
  EXPECT_EQ(TimeOf(account().opinion_due()), At("2026-06-03T00:00:00+08:00"));
}

TEST_F(Practices, TwoPoorOpinionsInARow_RaiseTheAlarm) {
  EXPECT_FALSE(given.Do(Opinion(2)).event<v1::RepFeedbackRecorded>().alarm());
  given.Do(Opinion(3));
  EXPECT_EQ(account().poor_in_a_row(), 0u);
  EXPECT_FALSE(given.Do(Opinion(1)).event<v1::RepFeedbackRecorded>().alarm());
  const auto second = given.Do(Opinion(2));
  EXPECT_TRUE(second.event<v1::RepFeedbackRecorded>().alarm());
  EXPECT_EQ(second.event<v1::RepFeedbackRecorded>().poor_in_a_row(), 2u);
  given.Do(Reassign("he.jing"));
  EXPECT_EQ(account().poor_in_a_row(), 0u);
}

TEST_F(Practices, Opinion_WithoutARep_IsRefused) {
  v1::RevokeKeyAccount revoke;
  revoke.set_reason_kind(Key::CRITERIA_LOST);
  given.Do(revoke);
  given.Do(Designate());
  given.When(Opinion(3)).Refuses(v1::REP_MISSING);
}

TEST_F(Practices, Incentive_AboveWhatOneMayGrant_NeedsASecond) {
  given.Do(Grant(1'000'000)).Gives({"IncentiveGranted"});
  given.When(Grant(1'000'001)).NeedsApproval("key_accounts.incentive");
  const auto outcome = given.DoApproved(Grant(1'000'001), "qin.an");
  EXPECT_EQ(outcome.event<v1::IncentiveGranted>().approved_by(), "qin.an");
  auto dollars = Grant(1);
  dollars.mutable_amount()->set_currency("USD");
  given.When(dollars).NeedsApproval("key_accounts.incentive");
  given.When(Grant(1, "cash-in-envelope")).Refuses(v1::UNKNOWN_INCENTIVE);
  EXPECT_EQ(book().years(0).incentives(0).minor(), 2'000'001);
  EXPECT_EQ(Count(Key::K8_INCENTIVE), 2u);
}

TEST_F(Practices, Incentives_OfMoreThanEightCurrencies_AreRefused) {
  for (int i = 0; i < 8; ++i) {
    v1::IncentiveGranted event;
    *event.mutable_amount() = CNY(1);
    event.mutable_amount()->set_currency("AA" + std::string(1, static_cast<char>('A' + i)));
    event.mutable_mark()->set_practice(Key::K8_INCENTIVE);
    event.mutable_mark()->set_year(2026);
    given.Event("", event);
  }
  given.When(Grant(1)).Refuses(v1::STATE_FULL);
}

TEST_F(Practices, Brief_CountsWhenItHasArrived) {
  auto first = Brief();
  *first.mutable_known_since() = InstantOf(At("2026-03-02T08:00:00+08:00"));
  const auto sent = given.Do(first);
  EXPECT_EQ(sent.event<v1::AccountBriefSent>().latency_us(), 3600LL * 1'000'000);
  EXPECT_EQ(Count(Key::K9_INFORMATION), 0u);
  given.When(Brief()).Refuses(v1::ACCOUNT_ITEM_KNOWN);
  given.When(Brief("BR-2", "BR-9")).Refuses(v1::ACCOUNT_ITEM_UNKNOWN);
  given.Do(Brief("BR-2", "BR-1"));
  given.Do(GotBrief()).Gives({"AccountBriefAcknowledged"});
  EXPECT_EQ(Count(Key::K9_INFORMATION), 1u);
  given.When(GotBrief()).Refuses(v1::NO_CHANGE);
  given.When(GotBrief("BR-9")).Refuses(v1::ACCOUNT_ITEM_UNKNOWN);
  auto early = Brief("BR-3");
  *early.mutable_known_since() = InstantOf(At("2026-03-02T09:00:01+08:00"));
  given.When(early).Refuses(v1::DATE_IN_FUTURE);
}

TEST_F(Practices, Briefs_AreTheNewestAcknowledgedOnesLeaveFirst) {
  for (int i = 0; i < 32; ++i) given.Do(Brief("BR-" + std::to_string(i)));
  given.Do(GotBrief("BR-7"));
  given.Do(Brief("BR-32"));
  EXPECT_EQ(account().briefs_size(), 32);
  given.When(GotBrief("BR-7")).Refuses(v1::ACCOUNT_ITEM_UNKNOWN);
  given.When(GotBrief("BR-0")).Gives({"AccountBriefAcknowledged"});
}

TEST_F(Practices, Forum_IsOfTheHouseAndHeldPerAccount) {
  given.When(HoldForum()).Refuses(v1::UNKNOWN_REFERENCE);
  OpenForum();
  auto held = HoldForum();
  AddAction(&held, "AC-1", "2026-06-30");
  const auto outcome = given.Do(held);
  outcome.Gives({"AnnualForumHeld"});
  EXPECT_EQ(TimeOf(outcome.event<v1::AnnualForumHeld>().actions_due(0)),
            At("2026-07-01T00:00:00+08:00"));
  EXPECT_EQ(year().stage(), Key::FORUM_HELD);
  EXPECT_TRUE(book().years(0).forum_settled());
  given.When(HoldForum()).Refuses(v1::FORUM_ATTENDED_ALREADY);
  given.When(HoldForum("FO-2026", "2026-03-03")).Refuses(v1::DATE_IN_FUTURE);
  given.When(HoldForum("FO-2026", "2025-12-31")).Refuses(v1::FORUM_OTHER_YEAR);
}

TEST_F(Practices, ForumOfTheYearThatEnded_CanStillBeRecorded) {
  OpenForum("FO-2026", "2026-12-30");
  given.Now("2027-01-02T09:00:00+08:00").Fire("key_account", "");
  given.Do(HoldForum("FO-2026", "2026-12-30"));
  EXPECT_TRUE(book().years(0).forum_settled());
  EXPECT_EQ(year(0).stage(), Key::SCREENING);
  EXPECT_EQ(year(1).stage(), Key::DESIGNATED);
}

TEST_F(Practices, ForumActions_AreNewBoundedAndDone) {
  OpenForum();
  OpenForum("FO-2026-2");
  auto twice = HoldForum();
  AddAction(&twice, "AC-1", "2026-06-30");
  AddAction(&twice, "AC-1", "2026-06-30");
  given.When(twice).Refuses(v1::ACCOUNT_ITEM_KNOWN).Fact("field", "action");
  auto past = HoldForum();
  AddAction(&past, "AC-1", "2026-03-01");
  given.When(past).Refuses(v1::DUE_IN_PAST);
  auto many = HoldForum();
  for (int i = 0; i < 33; ++i) AddAction(&many, "AC-" + std::to_string(i), "2026-06-30");
  given.When(many).Refuses(v1::STATE_FULL);
  auto held = HoldForum();
  AddAction(&held, "AC-1", "2026-03-31");
  given.Do(held);
  auto again = HoldForum("FO-2026-2");
  AddAction(&again, "AC-1", "2026-06-30");
  given.When(again).Refuses(v1::ACCOUNT_ITEM_KNOWN);
  v1::CompleteForumAction complete;
  complete.set_action_id("AC-2");
  given.When(complete).Refuses(v1::ACCOUNT_ITEM_UNKNOWN);
  complete.set_action_id("AC-1");
  EXPECT_FALSE(given.When(complete).event<v1::ForumActionCompleted>().late());
  given.Now("2026-04-01T09:00:00+08:00");
  const auto outcome = given.Do(complete);
  EXPECT_TRUE(outcome.event<v1::ForumActionCompleted>().late());
  EXPECT_EQ(outcome.event<v1::ForumActionCompleted>().forum_id(), "FO-2026");
  given.When(complete).Refuses(v1::ACCOUNT_ITEM_UNKNOWN);
}

TEST_F(Practices, ForumsOfOneYear_AreBounded) {
  for (int i = 0; i < 8; ++i) {
    OpenForum("FO-" + std::to_string(i));
    given.Do(HoldForum("FO-" + std::to_string(i)));
  }
  OpenForum("FO-8");
  given.When(HoldForum("FO-8")).Refuses(v1::STATE_FULL);
}

TEST_F(Practices, Forum_WithoutPolicy_IsRefused) {
  WithoutPolicy();
  given.In("governance/main").When(CallForum()).Refuses(v1::NO_POLICY);
  given.In("customer/C-1001");
  given.When(HoldForum()).Refuses(v1::NO_POLICY);
}

TEST_F(Practices, EveryPractice_WithoutPolicy_IsRefused) {
  given.Do(MapPerson());
  given.Do(Signal());
  given.Do(Visit("EV-1", "2026-03-02"));
  given.Do(Brief());
  WithoutPolicy();
  given.When(Reserve()).Refuses(v1::NO_POLICY);
  given.When(MapPerson(Key::USER)).Refuses(v1::NO_POLICY);
  given.When(Engage()).Refuses(v1::NO_POLICY);
  given.When(Signal("SG-2")).Refuses(v1::NO_POLICY);
  given.When(Support()).Refuses(v1::NO_POLICY);
  given.When(Visit("EV-2")).Refuses(v1::NO_POLICY);
  given.When(Visited()).Refuses(v1::NO_POLICY);
  given.When(Promotion()).Refuses(v1::NO_POLICY);
  given.When(Opinion(3)).Refuses(v1::NO_POLICY);
  given.When(Grant(1)).Refuses(v1::NO_POLICY);
  given.When(Brief("BR-2")).Refuses(v1::NO_POLICY);
  given.When(GotBrief()).Refuses(v1::NO_POLICY);
  given.When(Trial()).Refuses(v1::NO_POLICY);
}

TEST_F(Practices, FirstKeyTrial_OpensTheProductToOthers) {
  given.Customer("C-9");
  given.In("customer/C-9").As("zhao.min");
  given.When(Trial()).Refuses(v1::PRODUCT_NOT_OPEN).Fact("product", "PUMP-X");
  given.In("customer/C-1001").As("han.mei");
  const auto started = given.Do(Trial());
  started.Gives({"TrialStarted"}).Sends({"OpenTrial"});
  EXPECT_TRUE(started.event<v1::TrialStarted>().opens());
  EXPECT_EQ(book().years(0).trials(), 1u);
  v1::OpenTrial open;
  open.set_product_id("PUMP-X");
  *open.mutable_opened_on() = DateMessage(Day("2026-03-02"));
  open.set_customer("C-1001");
  open.set_trial_id("TR-1");
  given.In("governance/main").DoSystem(open).Gives({"TrialOpened"});
  given.WhenSystem(open).Refuses(v1::NO_CHANGE);
  given.In("customer/C-1001").Do(Trial("TR-2")).Sends({});
  given.In("customer/C-9").As("zhao.min");
  const auto other = given.Do(Trial("TR-3"));
  other.Sends({});
  EXPECT_FALSE(other.event<v1::TrialStarted>().key_account());
  given.EffectiveAt(At("2026-03-01T09:00:00+08:00"));
  given.When(Trial("TR-4")).Refuses(v1::PRODUCT_NOT_OPEN);
}

TEST_F(Practices, TrialResult_IsRecordedOnce) {
  given.Do(Trial());
  v1::RecordTrialResult result;
  result.set_trial_id("TR-1");
  result.set_verdict(Key::MIXED);
  EXPECT_EQ(given.Do(result).event<v1::TrialResultRecorded>().product_id(), "PUMP-X");
  given.When(result).Refuses(v1::TRIAL_ENDED);
  given.Do(Trial("TR-2"));
  result.set_trial_id("TR-2");
  WithoutPolicy();
  given.When(result).Refuses(v1::NO_POLICY);
}

}  // namespace
}  // namespace tenure::testing
