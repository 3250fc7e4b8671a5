// Holds, released orders, checks of orders, monitoring, guarantees, reviews: success and refusals.
#include "domain/credit_given.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/system.pb.h"

namespace tenure::testing {
namespace {

using Book = v1::CreditBook;

v1::PlaceCreditHold Hold(std::string_view until = "") {
  v1::PlaceCreditHold command;
  command.set_reason(Credit::OVERDUE);
  if (!until.empty()) *command.mutable_until() = InstantOf(At(until));
  return command;
}

v1::ReleaseOrder Release(const std::string& order, std::int64_t minor,
                         std::string_view until = "2026-03-09T18:00:00+08:00") {
  v1::ReleaseOrder command;
  command.set_order_id(order);
  *command.mutable_amount() = Yuan(minor);
  command.set_order_owner("sun.lei");
  *command.mutable_until() = InstantOf(At(until));
  return command;
}

v1::CheckCredit Check(const std::string& order, std::int64_t minor) {
  v1::CheckCredit command;
  command.set_order_id(order);
  *command.mutable_amount() = Yuan(minor);
  return command;
}

v1::OpenCreditReview Review(Credit::Trigger trigger = Credit::JUDGEMENT) {
  v1::OpenCreditReview command;
  command.set_trigger(trigger);
  return command;
}

using Keeping = CreditTest;

TEST_F(Keeping, Hold_BlocksFromTheNextCheckOnUntilReleased) {
  WithLimit();
  given.Do(Check("SO-1", 100)).Gives({"CreditCheckPassed"});
  given.Do(Hold()).Gives({"CreditHoldPlaced"});
  EXPECT_EQ(Standing(), Book::ON_HOLD);
  const auto blocked = given.Do(Check("SO-1", 100));
  blocked.Gives({"CreditCheckBlocked"});
  EXPECT_EQ(blocked.event<v1::CreditCheckBlocked>().code(), v1::CREDIT_ON_HOLD);
  given.When(Hold()).Refuses(v1::CREDIT_HELD_ALREADY);
  given.Do(v1::ReleaseCreditHold()).Gives({"CreditHoldReleased"});
  EXPECT_EQ(Standing(), Book::ACTIVE);
  given.Do(Check("SO-1", 100)).Gives({"CreditCheckPassed"});
  given.When(v1::ReleaseCreditHold()).Refuses(v1::CREDIT_NOT_ON_HOLD);
}

TEST_F(Keeping, Hold_WithoutLimit_IsRefused) {
  given.Do(Plan());  // the account exists
  given.When(Hold()).Refuses(v1::CREDIT_NO_LIMIT);
  given.When(v1::ReleaseCreditHold()).Refuses(v1::CREDIT_NOT_ON_HOLD);
  given.When(Review()).Refuses(v1::CREDIT_NO_LIMIT);
}

TEST_F(Keeping, HoldsEnd_LiesAheadAndWithinThePolicy) {
  WithLimit();
  given.When(Hold("2026-03-02T09:00:00+08:00")).Refuses(v1::UNTIL_OUT_OF_RANGE);
  given.When(Hold("2027-03-03T09:00:00+08:00")).Gives({"CreditHoldPlaced"});
  given.When(Hold("2027-03-03T09:00:01+08:00")).Refuses(v1::UNTIL_OUT_OF_RANGE).Fact("most", "366");
  WithoutPolicy("credit");
  given.When(Hold()).Refuses(v1::NO_POLICY);
}

TEST_F(Keeping, HoldWithAnEnd_EndsBeforeAndByItsTimer) {
  WithLimit();
  given.Do(Hold("2026-03-05T00:00:00+08:00"));
  given.Now("2026-03-04T23:59:59+08:00");
  given.When(Check("SO-1", 100)).Gives({"CreditCheckBlocked"});
  given.Now("2026-03-05T00:00:00+08:00");
  given.When(Check("SO-1", 100)).Gives({"CreditCheckPassed"});
  given.When(v1::ReleaseCreditHold()).Refuses(v1::CREDIT_NOT_ON_HOLD);
  given.When(Hold()).Gives({"CreditHoldPlaced"});
  given.Fire("credit_account", "").Gives({"CreditHoldExpired"});
  EXPECT_EQ(Standing(), Book::ACTIVE);
  EXPECT_FALSE(given.book().credit().has_hold_until());
}

TEST_F(Keeping, ReleasedOrder_PassesTheCheckItAloneAndOnlyInTime) {
  WithLimit();
  given.Do(Hold());
  const auto outcome = given.Do(Release("SO-1", 5'000'000));
  outcome.Gives({"OrderReleased"});
  EXPECT_EQ(outcome.event<v1::OrderReleased>().released_by(), "chen.jie");
  given.As("li.wei");
  given.When(Check("SO-1", 5'000'000)).Gives({"CreditCheckPassed"});
  given.When(Check("SO-1", 5'000'001)).Gives({"CreditCheckBlocked"});
  given.When(Check("SO-2", 1)).Gives({"CreditCheckBlocked"});
  given.Now("2026-03-09T18:00:00+08:00");
  given.When(Check("SO-1", 1)).Gives({"CreditCheckBlocked"});
}

TEST_F(Keeping, ReleaseOrder_ByItsOwner_IsRefused) {
  WithLimit();
  given.Role("sun.lei", "credit");
  given.As("sun.lei").When(Release("SO-1", 100)).Refuses(v1::RELEASER_IS_ORDER_OWNER);
  given.As("chen.jie", "sun.lei").When(Release("SO-1", 100)).Refuses(v1::NOT_PERMITTED);
  given.As("chen.jie").When(Release("SO-1", 100)).Gives({"OrderReleased"});
  given.Role("sun.lei", "approver");
  v1::GiveApproval give;
  give.set_approval_id(given.Keep(Release("SO-1", 5'000'001)));
  given.As("sun.lei").When(give).Refuses(v1::RELEASER_IS_ORDER_OWNER);
  const auto outcome = given.As("qin.an").Do(give);
  EXPECT_EQ(outcome.event<v1::OrderReleased>().approved_by(), "qin.an");
}

TEST_F(Keeping, ReleaseOrder_AboveOwnLimit_NeedsAnother) {
  WithLimit();
  given.When(Release("SO-1", 5'000'000)).Gives({"OrderReleased"});
  given.When(Release("SO-1", 5'000'001)).NeedsApproval("credit.release");
}

TEST_F(Keeping, ReleasesEnd_LiesAheadAndWithinThePolicy) {
  given.When(Release("SO-1", 1, "2026-03-02T09:00:00+08:00")).Refuses(v1::UNTIL_OUT_OF_RANGE);
  given.When(Release("SO-1", 1, "2026-03-16T09:00:00+08:00")).Gives({"OrderReleased"});
  given.When(Release("SO-1", 1, "2026-03-16T09:00:01+08:00")).Refuses(v1::UNTIL_OUT_OF_RANGE);
  WithoutPolicy("credit");
  given.When(Release("SO-1", 1)).Refuses(v1::NO_POLICY);
}

TEST_F(Keeping, ReleaseOrder_OfCa6_IsRefused) {
  Approved(10);
  given.When(Release("SO-1", 1)).Refuses(v1::CREDIT_DO_NOT_TRADE);
}

TEST_F(Keeping, Releases_AreBoundedEndedOnesLeaveFirst) {
  for (int i = 0; i < 16; ++i) given.Do(Release("SO-" + std::to_string(i), 1));
  given.When(Release("SO-16", 1)).Refuses(v1::STATE_FULL);
  given.Do(Release("SO-3", 2));  // takes the place of its own
  EXPECT_EQ(given.book().credit().releases_size(), 16);
  given.Now("2026-03-09T18:00:00+08:00");
  given.Do(Release("SO-16", 1, "2026-03-10T18:00:00+08:00"));
  EXPECT_EQ(given.book().credit().releases_size(), 1);
  EXPECT_EQ(account().releases_size(), 1);
}

TEST_F(Keeping, CheckCredit_WithoutLimit_IsBlockedAndSaysWhy) {
  const auto outcome = given.Do(Check("SO-1", 1));
  outcome.Gives({"CreditCheckBlocked"});
  EXPECT_EQ(outcome.event<v1::CreditCheckBlocked>().code(), v1::CREDIT_NO_LIMIT);
}

TEST_F(Keeping, CheckCredit_ThatCannotBeAnswered_IsRefused) {
  WithLimit();
  auto gold = Check("SO-1", 1);
  gold.mutable_amount()->set_currency("XAU");
  given.When(gold).Refuses(v1::NO_RATE);
  WithoutPolicy("calendar");
  given.When(Check("SO-1", 1)).Refuses(v1::NO_POLICY);
}

TEST_F(Keeping, MonitoringPlan_IsAtLeastAsOftenAsThePolicySays) {
  given.When(Plan(31)).Gives({"MonitoringPlanSet"});
  given.When(Plan(32)).Refuses(v1::MONITORING_TOO_RARE).Fact("most", "31");
  WithoutPolicy("calendar");
  given.When(Plan(31)).Refuses(v1::NO_POLICY);
}

TEST_F(Keeping, NewMonitoringPlan_DoesNotPutOffTheOldOnesDate) {
  given.Do(Plan(7));
  const auto first = account().monitoring().next_due();
  EXPECT_EQ(TimeOf(first), At("2026-03-10T00:00:00+08:00"));
  given.Now("2026-03-09T09:00:00+08:00");
  given.Do(Plan(30));
  EXPECT_EQ(account().monitoring().next_due().us(), first.us());
  given.Do(Plan(1));
  EXPECT_EQ(account().monitoring().next_due().us(), first.us());
}

TEST_F(Keeping, RecordMonitoring_SetsTheNextDate) {
  given.Do(Guarantee(1));
  given.When(v1::RecordMonitoring()).Refuses(v1::MONITORING_PLAN_MISSING);
  given.Do(Plan(7));
  given.Now("2026-03-05T09:00:00+08:00");
  given.Do(v1::RecordMonitoring()).Gives({"MonitoringRecorded"});
  EXPECT_EQ(TimeOf(account().monitoring().next_due()), At("2026-03-13T00:00:00+08:00"));
  WithoutPolicy("credit");
  given.When(v1::RecordMonitoring()).Refuses(v1::NO_POLICY);
}

TEST_F(Keeping, Guarantee_IsKnownOnceBoundedAndInForce) {
  given.Do(Guarantee(1));
  given.When(Guarantee(1)).Refuses(v1::GUARANTEE_KNOWN).Fact("id", "BG-1");
  given.When(Guarantee(1, "2026-03-02", "BG-2")).Gives({"GuaranteeRecorded"});
  given.When(Guarantee(1, "2026-03-01", "BG-2")).Refuses(v1::GUARANTEE_OUT_OF_DATE);
  for (int i = 2; i <= 16; ++i) given.Do(Guarantee(1, "2026-12-31", "BG-" + std::to_string(i)));
  given.When(Guarantee(1, "2026-12-31", "BG-17")).Refuses(v1::STATE_FULL);
}

TEST_F(Keeping, Guarantee_WithoutPolicy_IsRefused) {
  WithoutPolicy("credit");
  given.When(Guarantee(1)).Refuses(v1::NO_POLICY);
}

TEST_F(Keeping, Guarantees_CountInTheLimitsCurrencyOnly) {
  given.Do(Guarantee(700));
  EXPECT_EQ(given.book().credit().guaranteed(), 0);  // no limit, no currency
  WithLimit();
  EXPECT_EQ(given.book().credit().guaranteed(), 700);
  auto dollars = Guarantee(900, "2026-12-31", "BG-2");
  dollars.mutable_amount()->set_currency("USD");
  given.Do(dollars);
  EXPECT_EQ(given.book().credit().guaranteed(), 700);
  given.Do(Guarantee(50, "2026-12-31", "BG-3"));
  EXPECT_EQ(given.book().credit().guaranteed(), 750);
}

TEST_F(Keeping, Review_LetsTheLimitStand) {
  WithLimit();
  given.Do(Review()).Gives({"CreditReviewOpened"});
  EXPECT_EQ(Standing(), Book::UNDER_REVIEW);
  given.When(Check("SO-1", 10'000'000)).Gives({"CreditCheckPassed"});
  given.When(Review()).Refuses(v1::REVIEW_OPEN);
}

TEST_F(Keeping, ReactionsThatFindNothingToDo_ChangeNothing) {
  given.Do(Plan());
  given.WhenSystem(Hold()).Refuses(v1::NO_CHANGE);
  given.WhenSystem(Review(Credit::DAYS_PAST_DUE)).Refuses(v1::NO_CHANGE);
  WithLimit();
  given.DoSystem(Hold()).Gives({"CreditHoldPlaced"});
  given.WhenSystem(Hold()).Refuses(v1::NO_CHANGE);
  given.DoSystem(Review(Credit::DAYS_PAST_DUE)).Gives({"CreditReviewOpened"});
  given.WhenSystem(Review(Credit::DAYS_PAST_DUE)).Refuses(v1::NO_CHANGE);
}

TEST_F(Keeping, Review_PutsCa5OnHoldWhateverOtherHoldEnds) {
  Approved(20);
  given.Do(Guarantee(1'000'000));
  given.DoApproved(Limit(1'000'000), "qin.an");
  given.Do(Hold("2026-03-05T00:00:00+08:00"));
  given.Do(Review());
  EXPECT_EQ(Standing(), Book::ON_HOLD);
  given.Now("2026-03-05T00:00:00+08:00");
  given.When(Check("SO-1", 1)).Gives({"CreditCheckBlocked"});
  given.Fire("credit_account", "").Gives({"CreditHoldExpired"});
  EXPECT_EQ(Standing(), Book::ON_HOLD);
  given.When(v1::ReleaseCreditHold()).Refuses(v1::CREDIT_NOT_ON_HOLD);
  given.DoApproved(Limit(1'000'000), "qin.an");
  EXPECT_EQ(Standing(), Book::ACTIVE);
}

}  // namespace
}  // namespace tenure::testing
