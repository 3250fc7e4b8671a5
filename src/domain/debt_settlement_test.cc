// Settlement (T3) and write-off: who may give up how much, what a missed date brings back, and that
// nothing is deleted.
#include "domain/debt_legal_given.h"

namespace tenure::testing {
namespace {

using Settlement = LawTest;
using WritingOff = LawTest;

TEST_F(Settlement, FullAmountInInstalments_NeedsNobodyElse) {
  const auto done = given.Do(Settle({{"2026-06-30", 150'000}, {"2026-07-31", 150'000}}));
  done.Gives({"SettlementProposed"});
  EXPECT_EQ(done.event<v1::SettlementProposed>().given_up().minor(), 0);
  EXPECT_TRUE(done.event<v1::SettlementProposed>().principal_secured());
}

TEST_F(Settlement, GivingUp_NeedsSomebodyWhoseLimitCoversIt) {
  const v1::ProposeSettlement command = Settle({{"2026-06-30", 200'000}});
  given.When(command).NeedsApproval("collections.settle");
  const auto done = given.DoApproved(command, "qin.an");
  EXPECT_EQ(done.event<v1::SettlementProposed>().given_up().minor(), 100'000);
  EXPECT_EQ(done.event<v1::SettlementProposed>().approved_by(), "qin.an");
  EXPECT_FALSE(done.event<v1::SettlementProposed>().principal_secured());
}

TEST_F(Settlement, WaivedInterest_IsGivenUpToo) {
  v1::ProposeSettlement command = Settle({{"2026-06-30", 300'000}});
  command.set_interest_waived(true);
  given.When(command).NeedsApproval("collections.settle");
  const auto done = given.DoApproved(command, "qin.an");
  EXPECT_EQ(done.event<v1::SettlementProposed>().given_up().minor(), 3'450);
  EXPECT_TRUE(done.event<v1::SettlementProposed>().principal_secured());
}

TEST_F(Settlement, Accepted_WaivesTheRestAndRestartsLimitation) {
  given.DoApproved(Settle({{"2026-06-30", 120'000}}), "qin.an");
  given.When(AcceptOn("2026-05-05")).Refuses(v1::DATE_IN_FUTURE);
  v1::AcceptSettlement bare = AcceptOn("2026-05-04");
  bare.clear_agreement();
  given.When(bare).Refuses(v1::EVIDENCE_MISSING);
  given.Do(AcceptOn("2026-05-04")).Gives({"SettlementAccepted", "LimitationRestarted"});
  EXPECT_EQ(debt_case::OwedOf(Case()), 120'000);
  EXPECT_EQ(Case().claims(1).waived(), 100'000) << "the newest claim first";
  EXPECT_EQ(Case().claims(0).waived(), 80'000);
  given.When(Settle({{"2026-06-30", 120'000}})).Refuses(v1::SETTLEMENT_STANDS);
  given.When(AcceptOn("2026-05-04")).Refuses(v1::NO_SETTLEMENT_PROPOSED);
}

TEST_F(Settlement, MissedDate_RestoresWhatWasGivenUp) {
  given.DoApproved(Settle({{"2026-06-30", 120'000}}), "qin.an");
  given.Do(AcceptOn("2026-05-04"));
  given.Now("2026-07-01T00:00:00+08:00");
  const auto broken = FireAll();
  broken.Gives({"SettlementBroken"});
  EXPECT_EQ(broken.event<v1::SettlementBroken>().missing().minor(), 120'000);
  EXPECT_EQ(broken.event<v1::SettlementBroken>().restored().minor(), 180'000);
  EXPECT_EQ(debt_case::OwedOf(Case()), 300'000);
  given.Do(Settle({{"2026-07-31", 300'000}}));
}

TEST_F(Settlement, Proposals_AreRefusedForBadTerms) {
  given.When(Settle({{"2026-05-03", 100}})).Refuses(v1::SETTLEMENT_DAYS);
  given.When(Settle({{"2027-05-06", 100}})).Refuses(v1::SETTLEMENT_DAYS);
  given.When(Settle({{"2026-06-30", 100}, {"2026-06-30", 100}})).Refuses(v1::SETTLEMENT_DAYS);
  given.When(Settle({{"2026-06-30", 300'001}})).Refuses(v1::SETTLEMENT_TOO_MUCH);
  given.When(AcceptOn("2026-05-04")).Refuses(v1::NO_SETTLEMENT_PROPOSED);
}

TEST_F(Settlement, AcceptedTooLate_IsProposedAnew) {
  given.Do(Settle({{"2026-05-04", 300'000}}));
  given.Now("2026-05-05T00:00:00+08:00");
  given.When(AcceptOn("2026-05-05")).Refuses(v1::SETTLEMENT_OUTDATED);
}

TEST_F(Settlement, AfterTheTimeBar_RevivesTheClaim) {
  given.Event(kDebtCase, OfCase<v1::LimitationExpired>());
  given.Now("2029-06-04T09:00:00+08:00");
  given.Do(Settle({{"2029-06-30", 300'000}}));
  given.Do(AcceptOn("2029-06-04")).Gives({"SettlementAccepted", "LimitationRestarted"});
  EXPECT_EQ(Stage(), Debt::IN_HOUSE);
}

TEST_F(WritingOff, Whole_NeedsApprovalAndKeepsTheClaim) {
  given.When(WriteOffOf()).NeedsApproval("collections.write_off");
  const auto done = given.DoApproved(WriteOffOf(), "qin.an");
  EXPECT_TRUE(done.event<v1::DebtWrittenOff>().whole());
  EXPECT_EQ(Stage(), Debt::WRITTEN_OFF);
  EXPECT_EQ(debt_case::OwedOf(Case()), 300'000) << "the claim is kept";
  given.When(WriteOffOf()).Refuses(v1::DEBT_CASE_ORDER);
}

TEST_F(WritingOff, Part_LeavesTheCaseWhereItIs) {
  given.DoApproved(WriteOffOf(100'000), "qin.an");
  EXPECT_EQ(Stage(), Debt::IN_HOUSE);
  given.When(WriteOffOf(200'001)).Refuses(v1::WRITE_OFF_TOO_MUCH).Fact("left", "2000.00 CNY");
  given.DoApproved(WriteOffOf(200'000), "qin.an");
  EXPECT_EQ(Stage(), Debt::WRITTEN_OFF);
}

TEST_F(WritingOff, WithoutEvidence_IsRefused) {
  v1::WriteOff bare = WriteOffOf();
  bare.clear_evidence();
  given.When(bare).Refuses(v1::EVIDENCE_MISSING);
}

}  // namespace
}  // namespace tenure::testing
