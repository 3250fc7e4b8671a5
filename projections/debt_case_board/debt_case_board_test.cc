// Board of debt cases, book of promises, ledger of contacts, over real cases.
#include "contact_ledger/contact_ledger.pb.h"
#include "debt_case_board/debt_case_board.pb.h"
#include "domain/debt_given.h"
#include "given/rows.h"
#include "promise_book/promise_book.pb.h"

namespace tenure::testing {
namespace {

class DebtCaseBoard : public DebtTest {
 protected:
  DebtCaseBoard() : rows(&given, "debt_case_board") {}
  [[nodiscard]] const v1::DebtCaseBoardRow& Row() const {
    return rows.Get<v1::DebtCaseBoardRow>("C-1001/DC-1");
  }
  Rows rows;
};

TEST_F(DebtCaseBoard, Case_FromOpeningToSettlementAndBack) {
  Open();
  EXPECT_EQ(Row().stage(), Debt::OPEN);
  EXPECT_EQ(Row().collector(), "he.jing");
  EXPECT_EQ(Row().owed().minor(), 300'000);
  given.Do(Classify(DebtTerms::VAIN));
  given.Do(Choose(DebtTerms::SAVE_FACE));
  Approve();
  EXPECT_EQ(Row().stage(), Debt::STRATEGISED);
  given.Do(OfCase<v1::StartInHouse>());
  given.Do(Dispute(50'000));
  EXPECT_EQ(Row().disputed().minor(), 50'000);
  given.Do(Resolve(DebtTerms::NOT_UPHELD));
  given.Do(Dun(1));
  EXPECT_EQ(Row().dunning_level(), 1u);
  Pay(200'000, "IV-1", "PY-1", "2026-05-04");
  EXPECT_EQ(Row().owed().minor(), 100'000);
  Pay(100'000, "IV-2", "PY-2", "2026-05-04");
  EXPECT_EQ(Row().stage(), Debt::SETTLED);
  Bounce("PY-2");
  EXPECT_EQ(Row().stage(), Debt::IN_HOUSE);
  EXPECT_EQ(Row().owed().minor(), 100'000);
}

// The row is what the case's own state says, after every step.
TEST_F(DebtCaseBoard, Claims_AreThoseOfTheCase) {
  InHouse();
  const auto same = [&] {
    ASSERT_EQ(Row().claims_size(), Case().claims_size());
    for (int i = 0; i < Case().claims_size(); ++i) {
      EXPECT_EQ(Row().claims(i).SerializeAsString(), Case().claims(i).SerializeAsString());
    }
  };
  same();
  given.Do(Dispute(50'000));
  same();
  given.Do(Resolve(DebtTerms::UPHELD));
  auto note = Credit(30'000);
  note.set_why(v1::ReceivablesTerms::DISPUTE);
  given.As("li.wei").Do(note);
  same();
  given.As("he.jing").Do(Dun(1));
  same();
  Pay(1'000, "IV-1", "PY-1", "2026-05-04");
  same();
  Bounce("PY-1");
  same();
}

TEST_F(DebtCaseBoard, Contacts_AreCountedWithTheirBudget) {
  InHouse();
  given.Do(PlanAt("2026-05-06T10:00:00+08:00"));
  EXPECT_EQ(Row().contact_budget(), 2u);
  given.Now("2026-05-06T10:00:00+08:00");
  given.Do(Made(1, DebtTerms::CONVERSATION));
  EXPECT_EQ(Row().contacts(), 1u);
  EXPECT_EQ(Row().conversations(), 1u);
  EXPECT_EQ(Row().breaches(), 0u);
  EXPECT_EQ(Row().contact_budget(), 2u);
  EXPECT_EQ(Row().days_to_first_contact(), 2u);
  given.Do(Made());
  EXPECT_EQ(Row().breaches(), 1u);
  EXPECT_EQ(Row().contact_budget(), 1u);
}

TEST_F(DebtCaseBoard, PausesAndPromises_Show) {
  InHouse();
  given.Do(PauseUntil("2026-05-20T00:00:00+08:00"));
  EXPECT_EQ(TimeOf(Row().paused_until()), At("2026-05-20T00:00:00+08:00"));
  given.Now("2026-05-06T10:00:00+08:00");
  given.Do(OfCase<v1::ResumeCollection>());
  EXPECT_FALSE(Row().has_paused_until());
  EXPECT_EQ(Row().paused_days(), 2u);
  given.Do(PromiseOf({{"2026-05-11", 100}}));
  EXPECT_EQ(Row().promises_active(), 1u);
  given.Now("2026-05-15T00:00:00+08:00");
  given.Fire("promise", "PR-1");
  EXPECT_EQ(Row().promises_active(), 0u);
  EXPECT_EQ(Row().promises_not_kept(), 1u);
}

class PromiseBook : public DebtTest {
 protected:
  PromiseBook() : rows(&given, "promise_book") {}
  [[nodiscard]] const v1::PromiseBookRow& Row() const {
    return rows.Get<v1::PromiseBookRow>("C-1001/PR-1");
  }
  Rows rows;
};

TEST_F(PromiseBook, APromise_StaysWhateverBecameOfIt) {
  InHouse();
  given.Do(PromiseOf({{"2026-05-11", 50'000}, {"2026-05-18", 50'000}}));
  EXPECT_EQ(Row().status(), DebtTerms::ACTIVE);
  EXPECT_EQ(Row().promised().minor(), 100'000);
  EXPECT_EQ(DateOf(Row().last_on()), Day("2026-05-18"));
  Pay(100'000, "IV-1", "PY-1", "2026-05-04");
  EXPECT_EQ(Row().status(), DebtTerms::KEPT);
  EXPECT_EQ(Row().paid().minor(), 100'000);
  Bounce("PY-1");
  EXPECT_EQ(Row().status(), DebtTerms::ACTIVE);
  EXPECT_EQ(Row().paid().minor(), 0);
  given.Now("2026-05-15T00:00:00+08:00");
  given.Fire("promise", "PR-1");
  EXPECT_EQ(Row().status(), DebtTerms::BROKEN);
  EXPECT_EQ(TimeOf(Row().valued_at()), At("2026-05-15T00:00:00+08:00"));
}

TEST_F(PromiseBook, PartlyKeptAndWithdrawn_Show) {
  InHouse();
  given.Do(PromiseOf({{"2026-05-11", 50'000}}));
  Pay(10'000, "IV-1", "PY-1", "2026-05-04");
  given.Now("2026-05-15T00:00:00+08:00");
  given.Fire("promise", "PR-1");
  EXPECT_EQ(Row().status(), DebtTerms::PARTLY_KEPT);
  given.Do(PromiseOf({{"2026-05-20", 1}}, {"IV-2"}, "PR-2"));
  v1::WithdrawPromise withdraw;
  withdraw.set_promise_id("PR-2");
  given.Do(withdraw);
  const auto& row = rows.Get<v1::PromiseBookRow>("C-1001/PR-2");
  EXPECT_EQ(row.status(), DebtTerms::WITHDRAWN);
  EXPECT_EQ(row.level(), 1u);
}

class ContactLedger : public DebtTest {
 protected:
  ContactLedger() : rows(&given, "contact_ledger") {}
  [[nodiscard]] const v1::ContactLedgerRow& Row(const Outcome& outcome) const {
    std::string digits = std::to_string(outcome.unit().events.front().scope_sequence);
    digits.insert(0, 12 - digits.size(), '0');
    return rows.Get<v1::ContactLedgerRow>("customer/C-1001/" + digits);
  }
  Rows rows;
};

TEST_F(ContactLedger, AContact_StandsWithItsOccasionAndAppeals) {
  InHouse();
  auto met = Made(0, DebtTerms::CONVERSATION, Channels::IN_PERSON);
  met.set_occasion(DebtTerms::CHANCE_MEETING);
  for (const auto appeal :
       {DebtTerms::LAW, DebtTerms::REASON, DebtTerms::FEELING, DebtTerms::DUTY}) {
    met.add_appeals(appeal);
  }
  const auto outcome = given.Do(met);
  EXPECT_EQ(Row(outcome).occasion(), DebtTerms::CHANCE_MEETING);
  EXPECT_EQ(Row(outcome).appeals_size(), 4);
  EXPECT_EQ(Row(outcome).case_id(), "DC-1");
  EXPECT_EQ(Row(outcome).breach_size(), 0);
  EXPECT_EQ(Row(outcome).pack().policy(), "collection_pack.cn-gbt45251");
}

TEST_F(ContactLedger, ABreachAndADunning_HaveTheirRows) {
  InHouse();
  const auto call = given.Do(Made());
  ASSERT_EQ(Row(call).breach_size(), 1);
  EXPECT_EQ(Row(call).breach(0), DebtTerms::UNPLANNED);
  EXPECT_EQ(Row(call).actor(), "he.jing");
  const auto dunned = given.Do(Dun(1));
  EXPECT_EQ(Row(dunned).dunning_level(), 1u);
  EXPECT_EQ(rows.size(), 2u);
}

}  // namespace
}  // namespace tenure::testing
