// Promises: one active an invoice, valued by timer and payments, anew on reversal; the level rises.
#include "domain/debt_given.h"
#include "tenure/v1/credit_account.pb.h"

namespace tenure::testing {
namespace {

using Promises = DebtTest;

TEST_F(Promises, Recorded_PausesTheDunningOfItsInvoice) {
  InHouse();
  const auto recorded = given.Do(PromiseOf({{"2026-05-11", 200'000}}));
  recorded.Gives({"PromiseRecorded", "PromiseNoted", "LimitationRestarted"});
  const auto& event = recorded.event<v1::PromiseRecorded>();
  EXPECT_EQ(event.level(), 0u);
  EXPECT_TRUE(event.pauses());
  EXPECT_EQ(DateOf(event.counts_to(0)), Day("2026-05-14"));
  EXPECT_EQ(TimeOf(event.due_at(0)), At("2026-05-15T00:00:00+08:00"));
  const auto dunned = given.Do(Dun(1));
  ASSERT_EQ(dunned.event<v1::DunningIssued>().invoices_size(), 1);
  EXPECT_EQ(dunned.event<v1::DunningIssued>().invoices(0), "IV-2");
}

TEST_F(Promises, Recorded_OfWhatDoesNotFit_IsRefused) {
  InHouse();
  given.When(PromiseOf({{"2026-05-11", 200'001}})).Refuses(v1::PROMISE_TOO_MUCH);
  given.When(PromiseOf({{"2026-05-11", 200'000}}))
      .Gives({"PromiseRecorded", "PromiseNoted", "LimitationRestarted"});
  given.When(PromiseOf({{"2026-05-11", 300'000}}, {"IV-1", "IV-2"}))
      .Gives({"PromiseRecorded", "PromiseNoted", "LimitationRestarted"});
  given.When(PromiseOf({{"2026-05-11", 1}}, {"IV-3"})).Refuses(v1::INVOICE_NOT_IN_CASE);
  given.When(PromiseOf({{"2026-05-11", 1}}, {"IV-1", "IV-1"})).Refuses(v1::INVOICE_TWICE);
  given.When(PromiseOf({{"2026-05-03", 1}})).Refuses(v1::BAD_PROMISE);
  given.When(PromiseOf({{"2026-05-04", 1}}))
      .Gives({"PromiseRecorded", "PromiseNoted", "LimitationRestarted"});
  given.When(PromiseOf({{"2026-05-05", 1}, {"2026-05-05", 1}})).Refuses(v1::BAD_PROMISE);
  auto other = PromiseOf({{"2026-05-11", 1}});
  other.set_currency("USD");
  given.When(other).Refuses(v1::CURRENCY_OF_CASE).Fact("currency", "CNY");
  other.set_case_id("DC-9");
  given.When(other).Refuses(v1::UNKNOWN_REFERENCE);
  WithoutPolicy("collection");
  given.When(PromiseOf({{"2026-05-11", 1}})).Refuses(v1::NO_POLICY);
}

TEST_F(Promises, Second_OnTheSameInvoice_WaitsForTheFirst) {
  InHouse();
  given.Do(PromiseOf({{"2026-05-11", 100}}));
  given.When(PromiseOf({{"2026-05-12", 100}}, {"IV-2", "IV-1"}, "PR-2"))
      .Refuses(v1::PROMISE_ACTIVE)
      .Fact("promise", "PR-1");
  given.When(PromiseOf({{"2026-05-12", 100}}, {"IV-2"}, "PR-2"))
      .Gives({"PromiseRecorded", "PromiseNoted"});
  given.Now("2026-05-14T23:59:59+08:00");
  given.When(PromiseOf({{"2026-05-20", 100}}, {"IV-1"}, "PR-2")).Refuses(v1::PROMISE_ACTIVE);
  given.Now("2026-05-15T00:00:00+08:00");  // over, whether or not its timer came
  given.When(PromiseOf({{"2026-05-20", 100}}, {"IV-1"}, "PR-2"))
      .Gives({"PromiseRecorded", "PromiseNoted", "LimitationRestarted"});
}

TEST_F(Promises, NothingPaid_IsBrokenAfterTheGraceByItsTimer) {
  InHouse();
  given.Do(PromiseOf({{"2026-05-11", 200'000}}));
  given.Now("2026-05-14T23:59:59+08:00");
  EXPECT_EQ(given.Timers("promise", "PR-1"), std::vector<Time>{At("2026-05-15T00:00:00+08:00")});
  given.Now("2026-05-15T00:00:00+08:00");
  given.Fire("promise", "PR-1").Gives({"PromiseBroken", "PromiseNoted"});
  EXPECT_EQ(Promise().status(), DebtTerms::BROKEN);
  EXPECT_EQ(Case().promises_not_kept(), 1u);
  EXPECT_TRUE(given.Timers("promise", "PR-1").empty());
  const auto next = given.Do(PromiseOf({{"2026-05-20", 100}}, {"IV-1"}, "PR-2"));
  EXPECT_EQ(next.event<v1::PromiseRecorded>().level(), 1u);
}

// Paid on the last day of grace, on the day after it, and a fen too little.
TEST_F(Promises, Paid_AtTheEdges) {
  InHouse();
  given.Do(PromiseOf({{"2026-05-11", 200'000}}));
  given.Now("2026-05-14T12:00:00+08:00");
  Pay(199'999, "IV-1", "PY-1", "2026-05-14")
      .Gives({"PaymentAllocated", "AllocationApplied", "DebtClaimsMoved", "LimitationRestarted",
              "PromisedPaymentCounted"});
  EXPECT_EQ(Promise().status(), DebtTerms::ACTIVE);
  given.Now("2026-05-15T09:00:00+08:00");
  Pay(1, "IV-1", "PY-2", "2026-05-15");  // a day too late
  EXPECT_EQ(Promise().status(), DebtTerms::PARTLY_KEPT);
  EXPECT_EQ(Case().promises_not_kept(), 1u);
  Bounce("PY-2");
  Pay(1, "IV-1", "PY-3", "2026-05-14");  // found later, in time by its own day
  EXPECT_EQ(Promise().status(), DebtTerms::KEPT);
  EXPECT_EQ(Case().promises_not_kept(), 0u);
}

TEST_F(Promises, PaidBeforeItsDay_IsKeptAtOnce_AndActiveAgainWhenReversed) {
  InHouse();
  given.Do(PromiseOf({{"2026-05-11", 50'000}}));
  Pay(60'000, "IV-1", "PY-1", "2026-05-04");
  EXPECT_EQ(Promise().status(), DebtTerms::KEPT);
  EXPECT_TRUE(given.Timers("promise", "PR-1").empty());
  // What is left does not count against him: the next promise has the first level.
  given.Do(PromiseOf({{"2026-05-12", 1'000}}, {"IV-1"}, "PR-2"));
  EXPECT_EQ(Promise("PR-2").level(), 0u);
  Bounce("PY-1");
  EXPECT_EQ(Promise().status(), DebtTerms::ACTIVE);
  EXPECT_EQ(given.Timers("promise", "PR-1").size(), 1u);
}

TEST_F(Promises, KeptAndReversedAfterItsDay_IsBrokenAfterAll) {
  InHouse();
  given.Do(PromiseOf({{"2026-05-11", 50'000}}));
  Pay(50'000, "IV-1", "PY-1", "2026-05-04");
  given.Now("2026-06-01T10:00:00+08:00");
  Bounce("PY-1");
  EXPECT_EQ(Promise().status(), DebtTerms::BROKEN);
  EXPECT_EQ(Case().promises_not_kept(), 1u);
}

TEST_F(Promises, Instalments_AreValuedOneByOne) {
  InHouse();
  given.Do(PromiseOf({{"2026-05-11", 50'000}, {"2026-05-18", 50'000}}));
  Pay(50'000, "IV-1", "PY-1", "2026-05-04");
  EXPECT_EQ(Promise().status(), DebtTerms::ACTIVE);
  EXPECT_EQ(given.Timers("promise", "PR-1"), std::vector<Time>{At("2026-05-22T00:00:00+08:00")});
  given.Now("2026-05-22T00:00:00+08:00");
  const auto fired = given.Fire("promise", "PR-1");
  fired.Gives({"PromisePartlyKept", "PromiseNoted"});
  const auto& value = fired.event<v1::PromisePartlyKept>().value();
  EXPECT_EQ(value.part(), 2u);
  EXPECT_EQ(value.promised(), 100'000);
  EXPECT_EQ(value.paid(), 50'000);
}

TEST_F(Promises, CreditNote_CountsLikeAPayment) {
  InHouse();
  given.Do(PromiseOf({{"2026-05-11", 50'000}}));
  auto note = Credit(50'000);
  *note.mutable_issued_on() = DateMessage(Day("2026-05-04"));
  given.As("li.wei").Do(note);
  EXPECT_EQ(Promise().status(), DebtTerms::KEPT);
}

TEST_F(Promises, Withdrawn_RaisesTheLevel_AndIsOver) {
  InHouse();
  given.Do(PromiseOf({{"2026-05-11", 200'000}}));
  v1::WithdrawPromise withdraw;
  withdraw.set_promise_id("PR-1");
  given.Do(withdraw).Gives({"PromiseWithdrawn", "PromiseNoted"});
  EXPECT_EQ(Case().promises_not_kept(), 1u);
  given.When(withdraw).Refuses(v1::PROMISE_NOT_ACTIVE).Fact("status", "WITHDRAWN");
  Pay(200'000, "IV-1", "PY-1", "2026-05-04");
  EXPECT_EQ(Promise().status(), DebtTerms::WITHDRAWN);
  EXPECT_TRUE(given.Timers("promise", "PR-1").empty());
}

TEST_F(Promises, Withdrawn_AfterItsDay_IsTooLate) {
  InHouse();
  given.Do(PromiseOf({{"2026-05-11", 200'000}}));
  given.Now("2026-05-15T00:00:00+08:00");
  v1::WithdrawPromise withdraw;
  withdraw.set_promise_id("PR-1");
  given.When(withdraw).Refuses(v1::PROMISE_NOT_ACTIVE).Fact("status", "BROKEN");
}

TEST_F(Promises, ForTooLateADay_IsKeptInMindButPausesNothing) {
  InHouse();
  const auto near = given.When(PromiseOf({{"2026-07-03", 100}}));
  EXPECT_TRUE(near.event<v1::PromiseRecorded>().pauses());
  const auto far = given.Do(PromiseOf({{"2026-07-04", 200'000}}));
  const auto& event = far.event<v1::PromiseRecorded>();
  EXPECT_FALSE(event.pauses());
  ASSERT_EQ(event.breach_size(), 1);
  EXPECT_EQ(event.breach(0), DebtTerms::PROMISE_TOO_FAR);
  const auto dunned = given.Do(Dun(1));
  EXPECT_EQ(dunned.event<v1::DunningIssued>().invoices_size(), 2);
}

TEST_F(Promises, AfterTooManyNotKept_PauseNothing) {
  InHouse();
  v1::WithdrawPromise withdraw;
  for (int i = 1; i <= 4; ++i) {
    const std::string id = "PR-" + std::to_string(i);
    const auto recorded = given.Do(PromiseOf({{"2026-05-11", 100}}, {"IV-1"}, id));
    const auto& event = recorded.event<v1::PromiseRecorded>();
    EXPECT_EQ(event.level(), static_cast<std::uint32_t>(i - 1));
    EXPECT_EQ(event.pauses(), i <= 3);  // levels 0, 1 and 2
    withdraw.set_promise_id(id);
    given.Do(withdraw);
  }
}

TEST_F(Promises, BeyondTwelveActive_IsRefused) {
  std::vector<std::string> invoices;
  given.As("li.wei");
  for (int i = 0; i < 13; ++i) {
    invoices.push_back("IV-9" + std::to_string(i));
    given.Do(Post({{"2026-04-01", 7}}, invoices.back()));
  }
  given.As("he.jing");
  Open(invoices);
  for (int i = 0; i < 12; ++i) {
    given.Do(PromiseOf({{"2026-05-11", 1}}, {invoices[i]}, "PR-" + std::to_string(i)));
  }
  given.When(PromiseOf({{"2026-05-11", 1}}, {invoices[12]}, "PR-12")).Refuses(v1::STATE_FULL);
  Pay(1, invoices[3], "PY-1", "2026-05-04");  // that one is kept and makes room
  given.Do(PromiseOf({{"2026-05-11", 1}}, {invoices[12]}, "PR-12"));
  EXPECT_EQ(Case().promises_size(), 12);
}

TEST_F(Promises, TwoNotKept_PutTheCreditUnderReview) {
  v1::CreditLimitSet set;
  *set.mutable_amount() = Fen(1'000'000);
  set.mutable_after()->set_standing(v1::CreditBook::ACTIVE);
  *set.mutable_expires_at() = InstantOf(At("2027-05-04T00:00:00+08:00"));
  given.Event("", set);
  InHouse();
  v1::WithdrawPromise withdraw;
  withdraw.set_promise_id("PR-1");
  given.Do(PromiseOf({{"2026-05-11", 100}}));
  given.Do(withdraw).Gives({"PromiseWithdrawn", "PromiseNoted"});
  withdraw.set_promise_id("PR-2");
  given.Do(PromiseOf({{"2026-05-11", 100}}, {"IV-1"}, "PR-2"));
  given.Do(withdraw).Gives({"PromiseWithdrawn", "PromiseNoted", "CreditReviewOpened"});
}

TEST_F(Promises, InACaseThatHasEnded_IsRefused) {
  Open({"IV-2"});
  Pay(100'000, "IV-2", "PY-1", "2026-05-04");
  given.When(PromiseOf({{"2026-05-11", 1}}, {"IV-2"})).Refuses(v1::DEBT_CASE_ORDER);
}

}  // namespace
}  // namespace tenure::testing
