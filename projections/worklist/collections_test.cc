// What the worklist says of collections, and what the exceptions register keeps of it.
#include <algorithm>

#include "domain/debt_given.h"
#include "exceptions_register/exceptions_register.pb.h"
#include "given/rows.h"
#include "worklist/worklist.pb.h"

namespace tenure::testing {
namespace {

using Row = v1::WorklistRow;

class CollectionsWorklist : public DebtTest {
 protected:
  CollectionsWorklist() : rows(&given, "worklist") {}
  // Nullptr: nothing of that kind is due in that stream.
  const Row::Obligation* Duty(const std::string& stream, Row::Kind kind) {
    const std::string key = "customer/C-1001/" + stream;
    if (!rows.Has(key)) return nullptr;
    const auto& obligations = rows.Get<Row>(key).obligations();
    const auto found = std::find_if(obligations.begin(), obligations.end(),
                                    [&](const auto& one) { return one.kind() == kind; });
    return found == obligations.end() ? nullptr : &*found;
  }
  const Row::Obligation* OfCaseRow(Row::Kind kind) { return Duty("debt_case/DC-1", kind); }
  Rows rows;
};

TEST_F(CollectionsWorklist, UnassignedCase_WaitsForItsCollector) {
  given.Do(OpenCase());
  const auto* duty = OfCaseRow(Row::DEBT_UNASSIGNED);
  ASSERT_NE(duty, nullptr);
  EXPECT_EQ(TimeOf(duty->due()), At("2026-05-08T00:00:00+08:00"));
  EXPECT_EQ(duty->settle(), "AssignDebtCase");
  EXPECT_EQ(duty->policy().policy(), "collection");
  given.Do(AssignTo("he.jing"));
  EXPECT_EQ(OfCaseRow(Row::DEBT_UNASSIGNED), nullptr);
}

TEST_F(CollectionsWorklist, ChosenStrategy_WaitsForItsApproval) {
  Open();
  given.Do(Classify(DebtTerms::VAIN));
  given.Do(Choose(DebtTerms::SAVE_FACE));
  ASSERT_NE(OfCaseRow(Row::STRATEGY_WAITING), nullptr);
  EXPECT_EQ(OfCaseRow(Row::STRATEGY_WAITING)->owner(), "he.jing");
  Approve();
  EXPECT_EQ(OfCaseRow(Row::STRATEGY_WAITING), nullptr);
}

TEST_F(CollectionsWorklist, PlannedContact_IsDueWithTheBudgetLeft) {
  InHouse();
  given.Do(PlanAt("2026-05-05T10:00:00+08:00"));
  const auto* duty = OfCaseRow(Row::CONTACT_PLANNED);
  ASSERT_NE(duty, nullptr);
  EXPECT_EQ(duty->item(), "1 CALL, 2 left");
  EXPECT_EQ(TimeOf(duty->due()), At("2026-05-05T10:00:00+08:00"));
  given.Do(PlanAt("2026-05-06T10:00:00+08:00"));
  given.Now("2026-05-05T10:00:00+08:00");
  given.Do(Made(1));
  EXPECT_EQ(OfCaseRow(Row::CONTACT_PLANNED)->item(), "2 CALL, 2 left");
  given.Now("2026-05-06T14:00:00+08:00");
  given.Fire("debt_case", kDebtCase);  // lapsed
  EXPECT_EQ(OfCaseRow(Row::CONTACT_PLANNED), nullptr);
}

TEST_F(CollectionsWorklist, Promise_IsDuePartByPart_AndFollowedUp) {
  InHouse();
  given.Do(PromiseOf({{"2026-05-11", 50'000}, {"2026-05-18", 50'000}}));
  constexpr char kPromise[] = "promise/PR-1";
  EXPECT_EQ(TimeOf(Duty(kPromise, Row::PROMISE_DUE)->due()), At("2026-05-15T00:00:00+08:00"));
  Pay(50'000, "IV-1", "PY-1", "2026-05-04");
  EXPECT_EQ(TimeOf(Duty(kPromise, Row::PROMISE_DUE)->due()), At("2026-05-22T00:00:00+08:00"));
  Pay(50'000, "IV-1", "PY-2", "2026-05-04");
  EXPECT_EQ(Duty(kPromise, Row::PROMISE_DUE), nullptr);
  Bounce("PY-2");
  EXPECT_EQ(TimeOf(Duty(kPromise, Row::PROMISE_DUE)->due()), At("2026-05-22T00:00:00+08:00"));
  given.Now("2026-05-22T00:00:00+08:00");
  given.Fire("promise", "PR-1");
  EXPECT_EQ(Duty(kPromise, Row::PROMISE_DUE), nullptr);
  ASSERT_NE(OfCaseRow(Row::DEBT_FOLLOW_UP), nullptr);
  EXPECT_EQ(OfCaseRow(Row::DEBT_FOLLOW_UP)->item(), "PR-1");
  given.Do(PlanAt("2026-05-23T10:00:00+08:00"));
  EXPECT_EQ(OfCaseRow(Row::DEBT_FOLLOW_UP), nullptr);
}

TEST_F(CollectionsWorklist, WithdrawnAndBrokenPromises_AreDueNoMore) {
  InHouse();
  given.Do(PromiseOf({{"2026-05-11", 100}}));
  v1::WithdrawPromise withdraw;
  withdraw.set_promise_id("PR-1");
  given.Do(withdraw);
  EXPECT_EQ(Duty("promise/PR-1", Row::PROMISE_DUE), nullptr);
  given.Do(PromiseOf({{"2026-05-11", 100}}, {"IV-1"}, "PR-2"));
  given.Now("2026-05-15T00:00:00+08:00");
  given.Fire("promise", "PR-2");
  EXPECT_EQ(Duty("promise/PR-2", Row::PROMISE_DUE), nullptr);
}

TEST_F(CollectionsWorklist, Pause_IsOverAtItsEnd) {
  InHouse();
  given.Do(PauseUntil("2026-05-20T00:00:00+08:00"));
  EXPECT_EQ(TimeOf(OfCaseRow(Row::COLLECTION_ON_PAUSE)->due()), At("2026-05-20T00:00:00+08:00"));
  given.Do(OfCase<v1::ResumeCollection>());
  EXPECT_EQ(OfCaseRow(Row::COLLECTION_ON_PAUSE), nullptr);
}

TEST_F(CollectionsWorklist, Dispute_WaitsToBeResolved) {
  given.Do(Dispute(50'000));
  ASSERT_NE(Duty("dispute/DP-1", Row::DISPUTE_WAITING), nullptr);
  EXPECT_EQ(Duty("dispute/DP-1", Row::DISPUTE_WAITING)->settle(), "ResolveDispute");
  given.Do(Resolve(DebtTerms::NOT_UPHELD));
  EXPECT_EQ(Duty("dispute/DP-1", Row::DISPUTE_WAITING), nullptr);
}

TEST_F(CollectionsWorklist, AssetsWorthPreserving_AreListedWhileTheyAre) {
  given.As("li.wei").Do(Post({{"2026-04-01", 5'000'000}}, "IV-8"));
  given.As("he.jing");
  Open({"IV-8"});
  given.Do(Classify(DebtTerms::SCHEMER));
  ASSERT_NE(OfCaseRow(Row::ASSETS_TO_PRESERVE), nullptr);
  given.Do(Classify(DebtTerms::VAIN));
  EXPECT_EQ(OfCaseRow(Row::ASSETS_TO_PRESERVE), nullptr);
}

TEST_F(CollectionsWorklist, SettledCase_HasNothingDue_AReopenedOneIsFollowedUp) {
  InHouse();
  given.Do(PlanAt("2026-05-05T10:00:00+08:00"));
  Pay(200'000, "IV-1", "PY-1", "2026-05-04");
  Pay(100'000, "IV-2", "PY-2", "2026-05-04");
  EXPECT_EQ(OfCaseRow(Row::CONTACT_PLANNED), nullptr);
  Bounce("PY-2");
  ASSERT_NE(OfCaseRow(Row::DEBT_FOLLOW_UP), nullptr);
  EXPECT_EQ(OfCaseRow(Row::DEBT_FOLLOW_UP)->owner(), "he.jing");
}

class CollectionExceptions : public DebtTest {
 protected:
  CollectionExceptions() : rows(&given, "exceptions_register") {}
  Rows rows;
};

TEST_F(CollectionExceptions, Breaches_StandInTheRegister_GoodContactsDoNot) {
  InHouse();
  auto called = Made(0, DebtTerms::CONVERSATION);
  called.set_inbound(true);
  given.Do(called);
  EXPECT_EQ(rows.size(), 0u);
  const auto made = given.Do(Made());
  ASSERT_EQ(rows.size(), 1u);
  std::string digits = std::to_string(made.unit().events.front().scope_sequence);
  digits.insert(0, 12 - digits.size(), '0');
  const auto& row = rows.Get<v1::ExceptionRow>("customer/C-1001/" + digits);
  EXPECT_EQ(row.kind(), v1::ExceptionRow::COLLECTION_BREACH);
  ASSERT_EQ(row.collection_breach_size(), 1);
  EXPECT_EQ(row.collection_breach(0), DebtTerms::UNPLANNED);
}

TEST_F(CollectionExceptions, FarPromisesAndDeviatingMethods_StandThere) {
  InHouse();
  given.Do(PromiseOf({{"2026-05-11", 100}}));
  EXPECT_EQ(rows.size(), 0u);
  given.Do(PromiseOf({{"2026-12-11", 100}}, {"IV-2"}, "PR-2"));
  EXPECT_EQ(rows.size(), 1u);
  auto other = Choose(DebtTerms::SAVE_FACE);
  other.add_methods(DebtTerms::BY_LAWSUIT);
  other.set_deviation(DebtTerms::FOR_THE_STAFF);
  given.Do(other);
  EXPECT_EQ(rows.size(), 2u);
}

}  // namespace
}  // namespace tenure::testing
