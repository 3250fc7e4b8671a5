// What falls due in a credit account, each at its own instant, and all of it at once.
#include "domain/credit_given.h"

namespace tenure::testing {
namespace {

using Book = v1::CreditBook;

class Due : public CreditTest {
 protected:
  Outcome Fire(std::string_view now) { return given.Now(now).Fire("credit_account", ""); }
};

TEST_F(Due, Limit_EndsWithItsLastDay) {
  Approved(40);
  given.Do(Plan());
  auto command = Limit(1'000'000);
  *command.mutable_valid_to() = DateMessage(Day("2026-03-20"));
  given.Do(command);
  const auto outcome = Fire("2026-03-21T00:00:00+08:00");
  outcome.Gives({"CreditLimitExpired"});
  EXPECT_EQ(outcome.effective_at<v1::CreditLimitExpired>(), At("2026-03-21T00:00:00+08:00"));
  EXPECT_EQ(Standing(), Book::EXPIRED);
  EXPECT_TRUE(given.Timers("credit_account", "").empty());
  v1::PlaceCreditHold hold;
  hold.set_reason(Credit::OVERDUE);
  given.When(hold).Refuses(v1::CREDIT_NO_LIMIT);
  given.Do(Limit(1'000'000)).Gives({"CreditLimitSet"});
  EXPECT_EQ(Standing(), Book::ACTIVE);
}

TEST_F(Due, ExpiredLimit_KeepsWhatItWas) {
  WithLimit();
  Fire("2027-03-04T00:00:00+08:00").Gives({"CreditReviewOpened", "CreditLimitExpired"});
  EXPECT_EQ(given.book().credit().limit().minor(), 10'000'000);
  EXPECT_EQ(Standing(), Book::EXPIRED);
}

TEST_F(Due, Review_OpensByTheBandsCadence) {
  Approved(50);
  given.Do(Limit(1'000'000));
  EXPECT_EQ(TimeOf(account().review_due()), At("2026-08-30T00:00:00+08:00"));  // 180 days
  const auto outcome = Fire("2026-08-30T00:00:00+08:00");
  outcome.Gives({"CreditReviewOpened"});
  EXPECT_EQ(outcome.event<v1::CreditReviewOpened>().trigger(), Credit::SCHEDULED);
  EXPECT_EQ(Standing(), Book::UNDER_REVIEW);
  EXPECT_EQ(given.Timers("credit_account", "").size(), 1u);  // the limit's end
}

TEST_F(Due, GuaranteeThatEnds_OpensAReviewAndLeavesTheBook) {
  given.Do(Guarantee(300, "2026-03-31"));
  given.Do(Guarantee(400, "2026-12-31", "BG-2"));
  WithLimit();
  EXPECT_EQ(given.book().credit().guaranteed(), 700);
  const auto outcome = Fire("2026-04-01T00:00:00+08:00");
  outcome.Gives({"GuaranteeExpired", "CreditReviewOpened"});
  EXPECT_EQ(outcome.event<v1::GuaranteeExpired>().guarantee_id(), "BG-1");
  EXPECT_EQ(outcome.event<v1::CreditReviewOpened>().trigger(), Credit::GUARANTEE_ENDED);
  EXPECT_EQ(given.book().credit().guaranteed(), 400);
  EXPECT_EQ(account().guarantees_size(), 1);
}

TEST_F(Due, GuaranteeOfNoLimit_EndsQuietly) {
  given.Do(Guarantee(300, "2026-03-31"));
  Fire("2026-04-01T00:00:00+08:00").Gives({"GuaranteeExpired"});
  EXPECT_TRUE(given.Timers("credit_account", "").empty());
}

TEST_F(Due, Ca5WhoseGuaranteeEnds_IsOnHold) {
  Approved(20);
  given.Do(Guarantee(1'000'000, "2026-03-31"));
  given.DoApproved(Limit(1'000'000), "qin.an");
  Fire("2026-04-01T00:00:00+08:00").Gives({"GuaranteeExpired", "CreditReviewOpened"});
  EXPECT_EQ(Standing(), Book::ON_HOLD);
}

TEST_F(Due, Monitoring_IsMissedOnceUntilItIsDone) {
  Approved(40);
  given.Do(Plan(7));
  EXPECT_TRUE(given.Timers("credit_account", "").empty());  // nothing to watch before a limit
  given.Do(Limit(1'000'000));
  const auto outcome = Fire("2026-03-10T00:00:00+08:00");
  outcome.Gives({"MonitoringMissed"});
  EXPECT_TRUE(account().monitoring().missed());
  EXPECT_EQ(given.Timers("credit_account", "").front(), At("2026-06-01T00:00:00+08:00"));
  given.Do(v1::RecordMonitoring());
  EXPECT_FALSE(account().monitoring().missed());
  EXPECT_EQ(given.Timers("credit_account", "").front(), At("2026-03-18T00:00:00+08:00"));
}

TEST_F(Due, EverythingAtOnce_ComesInOrderOfItsInstants) {
  given.Do(Guarantee(300, "2026-04-30"));
  Approved(40);
  given.Do(Plan(30));
  given.Do(Limit(1'000'000));
  v1::PlaceCreditHold hold;
  hold.set_reason(Credit::OVERDUE);
  *hold.mutable_until() = InstantOf(At("2026-04-15T00:00:00+08:00"));
  given.Do(hold);
  const auto outcome = Fire("2027-01-01T00:00:00+08:00");
  outcome.Gives({"MonitoringMissed", "CreditHoldExpired", "GuaranteeExpired", "CreditReviewOpened",
                 "CreditLimitExpired"});
  EXPECT_EQ(outcome.effective_at<v1::CreditHoldExpired>(), At("2026-04-15T00:00:00+08:00"));
  EXPECT_EQ(outcome.effective_at<v1::CreditReviewOpened>(), At("2026-05-01T00:00:00+08:00"));
  EXPECT_EQ(outcome.effective_at<v1::CreditLimitExpired>(), At("2026-09-02T00:00:00+08:00"));
  EXPECT_EQ(Standing(), Book::EXPIRED);
  EXPECT_TRUE(given.Timers("credit_account", "").empty());
}

}  // namespace
}  // namespace tenure::testing
