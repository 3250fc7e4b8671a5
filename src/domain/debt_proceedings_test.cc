// Agents, arbitration or court, award and enforcement: the order of 4.3, who may skip a step of it,
// and what closes each way.
#include "domain/debt_legal_given.h"

namespace tenure::testing {
namespace {

using Agents = LawTest;
using Proceedings = LawTest;
using Insolvency = LawTest;

TEST_F(Agents, Refer_NeedsExhaustedDemandsOrAnApprovedSkip) {
  given.When(Refer())
      .Refuses(v1::DEMANDS_NOT_EXHAUSTED)
      .Fact("contacts", "0")
      .Fact("demands_needed", "1");
  WithSkip();
  EXPECT_TRUE(given.Do(Refer()).event<v1::ReferredToAgent>().skipped());
  EXPECT_EQ(Stage(), Debt::AGENT);
}

TEST_F(Agents, Refer_OneProvenDemandCounts) {
  ChangePolicy("legal",
               [](v1::PolicyBody* body) { body->mutable_legal()->set_contacts_before_agent(0); });
  given.When(Refer()).Refuses(v1::DEMANDS_NOT_EXHAUSTED);
  given.Do(Demand("2026-05-04"));
  EXPECT_FALSE(given.Do(Refer()).Gives({"ReferredToAgent"}).event<v1::ReferredToAgent>().skipped());
}

TEST_F(Agents, Refer_OnlyLawfulClassesOfThePlace) {
  NoExhaustionNeeded();
  given.When(Refer(Law::LICENSED_COLLECTOR))
      .Refuses(v1::AGENT_CLASS_UNLAWFUL)
      .Fact("jurisdiction", "CN")
      .Fact("allowed", "LAW_FIRM, MEDIATION_BODY");
  given.Do(Refer(Law::MEDIATION_BODY));
}

TEST_F(Agents, Refer_ElsewhereALicensedCollectorShowsHisLicence) {
  NoExhaustionNeeded();
  given.Do(Post({{"2026-04-02", 100'000}}, "IV-3"));
  v1::OpenDebtCase open = OpenCase({"IV-3"}, "DC-2");
  open.set_jurisdiction("US");
  given.Do(open);
  given.Event("DC-2", OfCase<v1::RecalledFromAgent>("DC-2"));
  v1::ReferToAgent refer = Refer(Law::LICENSED_COLLECTOR);
  refer.set_case_id("DC-2");
  given.When(refer).Refuses(v1::LICENSE_MISSING);
  refer.set_license("NY-2026-8");
  given.Do(refer);
}

TEST_F(Agents, Refer_NeedsANoticeThatWasSent) {
  NoExhaustionNeeded();
  v1::ReferToAgent refer = Refer();
  refer.clear_notice();
  given.When(refer).Refuses(v1::EVIDENCE_MISSING);
  refer = Refer();
  *refer.mutable_notice_on() = DateMessage(Day("2026-05-05"));
  given.When(refer).Refuses(v1::DATE_IN_FUTURE);
}

TEST_F(Agents, Recall_BringsItBackInHouse) {
  given.When(OfCase<v1::RecallFromAgent>()).Refuses(v1::DEBT_CASE_ORDER);
  NoExhaustionNeeded();
  given.Do(Refer());
  given.When(Refer()).Refuses(v1::DEBT_CASE_ORDER);
  given.Do(OfCase<v1::RecallFromAgent>()).Gives({"RecalledFromAgent"});
  EXPECT_EQ(Stage(), Debt::IN_HOUSE);
  EXPECT_EQ(Case().legal().agents_tried(), 1u);
}

TEST_F(Agents, Skip_IsASecondPersonsAct) {
  given.Role("he.jing", "approver");
  given.When(Skip()).Refuses(v1::APPROVER_WORKS_THE_CASE);
  given.As("qin.an").When(Skip(Law::LIMITATION_NEAR)).Refuses(v1::LIMITATION_NOT_NEAR);
  v1::ApproveEscalationSkip bare = Skip();
  bare.clear_evidence();
  given.When(bare).Refuses(v1::EVIDENCE_MISSING);
  given.Do(Skip()).Gives({"EscalationSkipApproved"});
  given.When(Skip()).Refuses(v1::NO_CHANGE);
  given.Now("2029-02-01T09:00:00+08:00").Do(Skip(Law::LIMITATION_NEAR));
  given.Event(kDebtCase, OfCase<v1::LimitationExpired>());
  given.When(Skip()).Refuses(v1::DEBT_CASE_ORDER);
}

TEST_F(Proceedings, AgreementOnFile_OpensArbitrationAndClosesTheCourt) {
  WithSkip();
  given.When(FiledOn<v1::FileArbitration>("2026-05-04")).Refuses(v1::NO_ARBITRATION_AGREEMENT);
  given.Do(Agreement()).Gives({"ArbitrationAgreementRecorded"});
  given.When(Agreement()).Refuses(v1::NO_CHANGE);
  given.When(FiledOn<v1::FileLawsuit>("2026-05-04")).Refuses(v1::ARBITRATION_AGREED);
  given.Do(FiledOn<v1::FileArbitration>("2026-05-04"))
      .Gives({"ArbitrationFiled", "LimitationRestarted"});
  EXPECT_EQ(Stage(), Debt::ARBITRATION);
  given.When(Agreement()).Refuses(v1::DEBT_CASE_ORDER);
}

TEST_F(Proceedings, VoidAgreement_LeavesTheCourt) {
  v1::RecordArbitrationAgreement bare = Agreement();
  bare.clear_agreement();
  given.When(bare).Refuses(v1::EVIDENCE_MISSING);
  given.Do(Agreement());
  given.Do(Agreement(true));
  WithSkip();
  given.When(FiledOn<v1::FileLawsuit>("2026-05-04")).NeedsApproval("collections.sue");
}

TEST_F(Proceedings, Lawsuit_IsApprovedBySomebodyElseAndSaysWhatIsClaimed) {
  WithSkip();
  const auto filed = given.DoApproved(FiledOn<v1::FileLawsuit>("2026-05-04"), "zhao.min");
  EXPECT_EQ(filed.event<v1::LawsuitFiled>().claimed().minor(), 300'000);
  EXPECT_EQ(filed.event<v1::LawsuitFiled>().late_interest().minor(), 3'450);
  EXPECT_EQ(Stage(), Debt::LITIGATION);
}

TEST_F(Proceedings, WithoutAgentOrSkip_NobodySues) {
  given.When(FiledOn<v1::FileLawsuit>("2026-05-04")).Refuses(v1::SKIP_NOT_APPROVED);
  given.Do(Agreement());
  given.When(FiledOn<v1::FileArbitration>("2026-05-04")).Refuses(v1::SKIP_NOT_APPROVED);
}

TEST_F(Proceedings, FromAnAgent_NoSkipIsNeeded) {
  NoExhaustionNeeded();
  given.Do(Refer());
  given.DoApproved(FiledOn<v1::FileLawsuit>("2026-05-04"), "zhao.min");
  EXPECT_EQ(Stage(), Debt::LITIGATION);
}

TEST_F(Proceedings, TimeBarred_NoSuit) {
  WithSkip();
  given.Do(Agreement());
  given.Now("2029-04-03T09:00:00+08:00");
  given.When(FiledOn<v1::FileArbitration>("2029-04-03")).Refuses(v1::CLAIM_TIME_BARRED);
  given.When(Refer()).Refuses(v1::CLAIM_TIME_BARRED);
  FireAll();
  given.When(FiledOn<v1::FileArbitration>("2029-04-03")).Refuses(v1::DEBT_CASE_ORDER);
  given.When(FiledOn<v1::FileLawsuit>("2029-04-03")).Refuses(v1::DEBT_CASE_ORDER);
}

TEST_F(Proceedings, Filing_IsRefusedForBadData) {
  WithSkip();
  given.When(FiledOn<v1::FileLawsuit>("2026-05-05")).Refuses(v1::DATE_IN_FUTURE);
  v1::FileLawsuit bare = FiledOn<v1::FileLawsuit>("2026-05-04");
  bare.clear_filing();
  given.When(bare).Refuses(v1::EVIDENCE_MISSING);
}

TEST_F(Proceedings, AwardForUs_CanBeEnforcedForTwoYears) {
  Sue();
  given.Now("2026-08-03T09:00:00+08:00");
  v1::RecordAward award = Award(Law::FOR_US, "2026-08-03");
  *award.mutable_perform_by() = DateMessage(Day("2026-08-18"));
  const auto done = given.Do(award);
  EXPECT_EQ(DateOf(done.event<v1::AwardRecorded>().enforce_by()), Day("2028-08-18"));
  EXPECT_EQ(done.event<v1::AwardRecorded>().amount().minor(), 300'000);
  EXPECT_EQ(Stage(), Debt::AWARDED);
  given.Now("2028-08-18T20:00:00+08:00");
  given.Do(Enforce("2028-08-18")).Gives({"EnforcementApplied"});
  EXPECT_EQ(Stage(), Debt::ENFORCEMENT);
}

TEST_F(Proceedings, EnforcementTooLate_IsRefusedAndTheTimerEndsIt) {
  Sue();
  given.Do(Award(Law::FOR_US, "2026-05-04"));
  given.Now("2028-05-05T00:00:00+08:00");
  given.When(Enforce("2028-05-05")).Refuses(v1::ENFORCEMENT_TOO_LATE).Fact("date", "2028-05-04");
  FireAll().Gives({"EnforcementLapsed"});
  EXPECT_EQ(Stage(), Debt::TIME_BARRED);
}

TEST_F(Proceedings, AwardInPart_LeavesOwedWhatWasAwarded) {
  Sue();
  v1::RecordAward award = Award(Law::PARTLY, "2026-05-04");
  given.When(award).Refuses(v1::AWARD_AMOUNT);
  *award.mutable_amount() = Fen(300'000);
  given.When(award).Refuses(v1::AWARD_AMOUNT).Fact("owed", "3000.00 CNY");
  *award.mutable_amount() = Fen(120'000);
  given.Do(award);
  EXPECT_EQ(debt_case::OwedOf(Case()), 120'000);
}

TEST_F(Proceedings, AwardAgainstUs_IsLost) {
  Sue();
  given.Do(Award(Law::AGAINST_US, "2026-05-04"));
  EXPECT_EQ(Stage(), Debt::LOST);
  given.When(Enforce("2026-05-04")).Refuses(v1::DEBT_CASE_ORDER);
  EXPECT_TRUE(given.Timers("debt_case", kDebtCase).empty());
}

TEST_F(Proceedings, Award_IsRefusedForBadData) {
  given.When(Award(Law::FOR_US, "2026-05-04")).Refuses(v1::DEBT_CASE_ORDER);
  Sue();
  given.When(Award(Law::FOR_US, "2026-05-05")).Refuses(v1::DATE_IN_FUTURE);
  given.When(Award(Law::FOR_US, "2026-05-03")).Refuses(v1::AWARD_DATES);
  v1::RecordAward award = Award(Law::FOR_US, "2026-05-04");
  *award.mutable_perform_by() = DateMessage(Day("2026-05-03"));
  given.When(award).Refuses(v1::AWARD_DATES);
  award = Award(Law::FOR_US, "2026-05-04");
  award.clear_document();
  given.When(award).Refuses(v1::EVIDENCE_MISSING);
  given.Do(Award(Law::FOR_US, "2026-05-04"));
  given.When(Enforce("2026-05-05")).Refuses(v1::DATE_IN_FUTURE);
  given.When(Enforce("2026-05-03")).Refuses(v1::AWARD_DATES);
  v1::ApplyEnforcement bare = Enforce("2026-05-04");
  bare.clear_application();
  given.When(bare).Refuses(v1::EVIDENCE_MISSING);
}

TEST_F(Proceedings, LegalSteps_RestartLimitation) {
  for (const auto step : {Law::PRESERVATION, Law::PAYMENT_ORDER, Law::MEDIATION}) {
    const Date day = Day("2026-06-01") + std::chrono::days(7 * step);
    given.Now(At("2026-06-01") + std::chrono::days(7 * step) + std::chrono::hours(2));
    v1::RecordLegalStep command = Step(step, "2026-06-01");
    *command.mutable_on() = DateMessage(day);
    given.Do(command).Gives({"LegalStepRecorded", "LimitationRestarted"});
  }
  EXPECT_EQ(Case().legal().legal_steps(), 3u);
  given.When(Step(Law::PRESERVATION, "2027-01-01")).Refuses(v1::DATE_IN_FUTURE);
  v1::RecordLegalStep bare = Step(Law::PRESERVATION, "2026-05-04");
  bare.clear_proof();
  given.When(bare).Refuses(v1::EVIDENCE_MISSING);
}

TEST_F(Proceedings, LegalStepAfterTheTimeBar_IsKeptAsABreach) {
  given.Event(kDebtCase, OfCase<v1::LimitationExpired>());
  const auto done = given.Do(Step(Law::PAYMENT_ORDER, "2026-05-04"));
  done.Gives({"LegalStepRecorded"});
  EXPECT_EQ(done.event<v1::LegalStepRecorded>().breach(0), Law::AFTER_TIME_BAR);
}

TEST_F(Insolvency, Claim_IsToBeFiledInTime) {
  given.When(Step(Law::PROOF_OF_CLAIM, "2026-05-04")).Refuses(v1::NOT_INSOLVENT);
  given.Do(Insolvent("2026-05-04")).Gives({"DebtorInsolvent"});
  EXPECT_EQ(Stage(), Debt::INSOLVENCY);
  given.When(Insolvent("2026-05-04")).Refuses(v1::DEBT_CASE_ORDER);
  given.Do(Step(Law::PROOF_OF_CLAIM, "2026-05-04"))
      .Gives({"LegalStepRecorded", "LimitationRestarted"});
  given.Now("2026-06-04T00:00:00+08:00");
  EXPECT_TRUE(given.Timers("debt_case", kDebtCase).empty());
}

TEST_F(Insolvency, ClaimNotFiled_IsMissedAndThenLate) {
  v1::MarkInsolvent command = Insolvent("2026-05-04");
  *command.mutable_claim_by() = DateMessage(Day("2026-05-03"));
  given.When(command).Refuses(v1::CLAIM_DAY_BEFORE_INSOLVENCY);
  given.When(Insolvent("2026-05-05")).Refuses(v1::DATE_IN_FUTURE);
  command = Insolvent("2026-05-04");
  command.clear_proof();
  given.When(command).Refuses(v1::EVIDENCE_MISSING);
  given.Do(Insolvent("2026-05-04"));
  given.Now("2026-06-04T00:00:00+08:00");
  FireAll().Gives({"ProofOfClaimMissed"});
  const auto late = given.Do(Step(Law::PROOF_OF_CLAIM, "2026-06-04"));
  EXPECT_EQ(late.event<v1::LegalStepRecorded>().breach(0), Law::CLAIM_FILED_LATE);
}

}  // namespace
}  // namespace tenure::testing
