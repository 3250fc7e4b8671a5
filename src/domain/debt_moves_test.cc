// What reaches a debt case from payments, reversals, credit notes and disputes in the same unit.
#include "domain/debt_given.h"

namespace tenure::testing {
namespace {

using Moves = DebtTest;

TEST_F(Moves, Payment_LowersTheClaim) {
  Open();
  Pay(50'000, "IV-1", "PY-1", "2026-05-04")
      .Gives({"PaymentAllocated", "AllocationApplied", "DebtClaimsMoved", "LimitationRestarted"});
  EXPECT_EQ(Case().claims(0).principal(), 150'000);
  EXPECT_EQ(Case().stage(), Debt::OPEN);
}

TEST_F(Moves, Payment_OfAnInvoiceInNoCase_ReachesNone) {
  Open({"IV-1"});
  Pay(50'000, "IV-2", "PY-1", "2026-05-04").Gives({"PaymentAllocated", "AllocationApplied"});
}

TEST_F(Moves, LastPayment_SettlesTheCase_AndItsReversalReopensIt) {
  InHouse();
  Pay(200'000, "IV-1", "PY-1", "2026-05-04");
  EXPECT_EQ(Case().stage(), Debt::IN_HOUSE);
  const auto paid = Pay(100'000, "IV-2", "PY-2", "2026-05-04");
  EXPECT_EQ(paid.event<v1::DebtClaimsMoved>().owed().minor(), 0);
  EXPECT_FALSE(paid.event<v1::DebtSettled>().partial());
  EXPECT_EQ(Case().stage(), Debt::SETTLED);
  EXPECT_FALSE(given.book().collections().cases(0).live());
  given.When(PlanAt("2026-05-05T10:00:00+08:00")).Refuses(v1::DEBT_CASE_ORDER);
  given.When(AssignTo("wu.qi")).Refuses(v1::DEBT_CASE_ORDER);
  const auto bounced = Bounce("PY-2");
  EXPECT_EQ(bounced.event<v1::DebtCaseReopened>().owed().minor(), 100'000);
  EXPECT_EQ(Case().stage(), Debt::IN_HOUSE);
  EXPECT_TRUE(given.book().collections().cases(0).live());
}

TEST_F(Moves, SettledCase_LeavesItsPlansAndPause) {
  InHouse();
  given.Do(PlanAt("2026-05-05T10:00:00+08:00"));
  given.Do(PauseUntil("2026-05-20T00:00:00+08:00"));
  Pay(200'000, "IV-1", "PY-1", "2026-05-04");
  Pay(100'000, "IV-2", "PY-2", "2026-05-04");
  EXPECT_TRUE(given.Timers("debt_case", kDebtCase).empty());
  EXPECT_TRUE(given.book().collections().contacts().empty());
}

TEST_F(Moves, Dispute_HoldsThePart_AndTheRestContinues) {
  InHouse();
  given.Do(Dispute(50'000)).Gives({"DisputeRaised", "DisputedPartSet", "DisputeNoted"});
  EXPECT_EQ(Case().claims(0).disputed(), 50'000);
  EXPECT_EQ(Invoice().disputed(), 50'000);
  const auto dunned = given.Do(Dun(1));
  EXPECT_EQ(dunned.event<v1::DunningIssued>().amount().minor(), 250'000);
}

TEST_F(Moves, Dispute_OfAnInvoiceInNoCase_HoldsTheInvoice) {
  given.Do(Dispute(50'000)).Gives({"DisputeRaised", "DisputedPartSet"});
  Open();
  EXPECT_EQ(Case().claims(0).disputed(), 50'000);  // the case begins with it
}

TEST_F(Moves, Dispute_ThatDoesNotFit_IsRefused) {
  given.When(Dispute(200'001)).Refuses(v1::DISPUTED_TOO_MUCH).Fact("open", "2000.00 CNY");
  given.When(Dispute(1, "IV-9")).Refuses(v1::UNKNOWN_REFERENCE);
  auto other = Dispute(1);
  other.mutable_disputed()->set_currency("USD");
  given.When(other).Refuses(v1::CURRENCY_DIFFERS);
  given.Do(Dispute(200'000));
  given.When(Dispute(1, "IV-1", "DP-2")).Refuses(v1::DISPUTE_STANDS);
}

TEST_F(Moves, Dispute_NotUpheld_IsDueAgain) {
  InHouse();
  given.Do(Dispute(50'000));
  given.When(Resolve(DebtTerms::NOT_UPHELD, 1)).Refuses(v1::UPHELD_AMOUNT);
  given.Do(Resolve(DebtTerms::NOT_UPHELD))
      .Gives({"DisputeResolved", "DisputedPartSet", "DisputeNoted"});
  EXPECT_EQ(Case().claims(0).disputed(), 0);
  given.When(Resolve(DebtTerms::NOT_UPHELD)).Refuses(v1::DISPUTE_RESOLVED_ALREADY);
  given.When(Dispute(1, "IV-1", "DP-2"))
      .Gives({"DisputeRaised", "DisputedPartSet", "DisputeNoted"});
}

TEST_F(Moves, Dispute_UpheldInPart_StaysAsideUntilItIsCredited) {
  InHouse();
  given.Do(Dispute(50'000));
  given.When(Resolve(DebtTerms::PARTLY_UPHELD, 0)).Refuses(v1::UPHELD_AMOUNT);
  given.When(Resolve(DebtTerms::PARTLY_UPHELD, 50'000)).Refuses(v1::UPHELD_AMOUNT);
  given.When(Resolve(DebtTerms::UPHELD, 49'999)).Refuses(v1::UPHELD_AMOUNT);
  given.Do(Resolve(DebtTerms::PARTLY_UPHELD, 20'000));
  EXPECT_EQ(Case().claims(0).disputed(), 20'000);
  auto note = Credit(20'000);
  note.set_why(v1::ReceivablesTerms::DISPUTE);
  given.As("li.wei").Do(note).Gives({"CreditNotePosted", "DebtClaimsMoved"});
  EXPECT_EQ(Case().claims(0).disputed(), 0);
  EXPECT_EQ(Case().claims(0).principal(), 180'000);
  EXPECT_EQ(Invoice().disputed(), 0);
}

TEST_F(Moves, Dispute_UpheldWhole_HoldsAllOfIt) {
  InHouse();
  given.Do(Dispute(50'000));
  const auto resolved = given.Do(Resolve(DebtTerms::UPHELD));
  EXPECT_EQ(resolved.event<v1::DisputeResolved>().upheld(), 50'000);
  EXPECT_EQ(Case().claims(0).disputed(), 50'000);
}

}  // namespace
}  // namespace tenure::testing
