// Who may decide an assessment and when (4.4, A14, automated decisions), overrides by two, contest,
// expiry.
#include "domain/credit_given.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/system.pb.h"

namespace tenure::testing {
namespace {

v1::ApproveAssessment Override(std::uint32_t band, Credit::OverrideReason reason) {
  auto command = Of<v1::ApproveAssessment>();
  command.set_override_band(band);
  command.set_override_reason(reason);
  return command;
}

class Deciding : public CreditTest {
 protected:
  Deciding() {
    Investigate();
    Score(70);
    given.As("zhao.min");
  }
};

TEST_F(Deciding, Approval_HoldsForTheDaysOfThePolicy) {
  const auto outcome = given.Do(Of<v1::ApproveAssessment>());
  outcome.Gives({"AssessmentApproved"});
  const auto& event = outcome.event<v1::AssessmentApproved>();
  EXPECT_EQ(event.band(), 2u);
  EXPECT_EQ(event.scored_band(), 2u);
  EXPECT_EQ(event.recommended().minor(), 100'000'000);
  EXPECT_EQ(DateOf(event.valid_to()), Day("2027-03-03"));
  EXPECT_EQ(assessment().status(), Assessment::APPROVED);
  EXPECT_EQ(assessment().approved_by(), "zhao.min");
  EXPECT_EQ(given.book().credit().band(), 2u);
  EXPECT_EQ(given.book().credit().standing(), v1::CreditBook::NO_LIMIT);
  given.When(Of<v1::ApproveAssessment>()).Refuses(v1::ASSESSMENT_STATUS);
}

TEST_F(Deciding, WhoeverScored_DoesNotDecide) {
  given.Role("chen.jie", "approver");
  given.As("chen.jie");
  given.When(Of<v1::ApproveAssessment>()).Refuses(v1::APPROVER_SCORED).Fact("actor", "chen.jie");
  given.When(Of<v1::ReturnAssessment>()).Refuses(v1::APPROVER_SCORED);
  given.When(Of<v1::DeclineAssessment>()).Refuses(v1::APPROVER_SCORED);
}

TEST_F(CreditTest, WhoeverScoredOneFactor_DoesNotDecideEither) {
  Investigate();
  Draft();
  JudgeAll(70);
  given.As("zhao.min").Role("zhao.min", "credit");
  given.Do(Judge(9, 71));
  given.As("chen.jie").Do(Of<v1::FinaliseScore>());
  given.As("zhao.min").When(Of<v1::ApproveAssessment>()).Refuses(v1::APPROVER_SCORED);
  given.As("qin.an").When(Of<v1::ApproveAssessment>()).Gives({"AssessmentApproved"});
}

TEST_F(Deciding, NaturalPerson_IsDecidedByAHuman) {
  given.WhenSystem(Of<v1::ApproveAssessment>()).Refuses(v1::HUMAN_DECISION_NEEDED);
  given.WhenSystem(Of<v1::DeclineAssessment>()).Refuses(v1::HUMAN_DECISION_NEEDED);
}

TEST_F(Deciding, OtherBand_NeedsReasonAndSecondApprover) {
  given.When(Override(1, Credit::OVERRIDE_UNSPECIFIED)).Refuses(v1::OVERRIDE_REASON_MISSING);
  given.When(Override(1, Credit::STRATEGIC)).NeedsApproval("credit.override");
  const auto outcome = given.DoApproved(Override(1, Credit::STRATEGIC), "qin.an");
  const auto& event = outcome.event<v1::AssessmentApproved>();
  EXPECT_EQ(event.band(), 1u);
  EXPECT_EQ(event.scored_band(), 2u);
  EXPECT_EQ(event.second_approver(), "qin.an");
  EXPECT_EQ(event.override_reason(), Credit::STRATEGIC);
  EXPECT_EQ(assessment().approved_band(), 1u);
}

TEST_F(Deciding, SecondApprover_IsNoScorerEither) {
  given.Role("chen.jie", "approver");
  v1::GiveApproval give;
  give.set_approval_id(given.Keep(Override(3, Credit::NEGATIVE_NEWS)));
  given.As("chen.jie").When(give).Refuses(v1::APPROVER_SCORED);
}

TEST_F(Deciding, SameBandAsScored_IsNoOverride) {
  given.When(Override(2, Credit::OVERRIDE_UNSPECIFIED)).Gives({"AssessmentApproved"});
}

struct Sides {
  bool outside;
  bool inside;
  const char* side;
};

TEST(DecidingA14, OneSidedEvidence_NeedsAnOverrideByTwo) {
  class One : public CreditTest {
   public:
    void TestBody() override {}
    void Run(const Sides& sides) {
      Investigate(sides.outside, sides.inside);
      given.Do(OpenAs());
      given.Do(Statement());
      given.Do(Of<v1::ComputeRatios>());
      for (int c = 1; c <= 5; ++c) {
        given.Do(Rate(static_cast<Credit::FiveC>(c), Credit::INSUFFICIENT_DATA));
      }
      JudgeAll(70);
      given.Do(Of<v1::FinaliseScore>());
      given.As("zhao.min");
      given.When(Of<v1::ApproveAssessment>())
          .Refuses(v1::EVIDENCE_INCOMPLETE)
          .Fact("side", sides.side);
      const auto outcome = given.DoApproved(Override(0, Credit::EVIDENCE_ON_ITS_WAY), "qin.an");
      EXPECT_TRUE(outcome.event<v1::AssessmentApproved>().evidence_incomplete());
      EXPECT_EQ(outcome.event<v1::AssessmentApproved>().band(), 2u);
    }
  };
  for (const Sides& sides :
       {Sides{true, false, "inside (I4)"}, Sides{false, true, "outside (I1-I3)"},
        Sides{false, false, "inside (I4) and outside (I1-I3)"}}) {
    One().Run(sides);
  }
}

TEST_F(Deciding, EvidenceThatHasEnded_IsNoEvidence) {
  given.Now("2027-12-31T09:00:00+08:00");
  given.When(Of<v1::ApproveAssessment>()).Gives({"AssessmentApproved"});
  given.Now("2028-01-01T00:00:00+08:00");
  given.When(Of<v1::ApproveAssessment>()).Refuses(v1::EVIDENCE_INCOMPLETE);
}

TEST_F(Deciding, Approval_WithoutPolicy_IsRefused) {
  WithoutPolicy("credit");
  given.When(Of<v1::ApproveAssessment>()).Refuses(v1::NO_POLICY);
}

TEST_F(Deciding, Returned_IsWorkedOnAndScoredAnew) {
  given.Do(Of<v1::ReturnAssessment>()).Gives({"AssessmentReturned"});
  EXPECT_EQ(assessment().status(), Assessment::RETURNED);
  EXPECT_EQ(assessment().band(), 0u);
  given.When(Of<v1::ReturnAssessment>()).Refuses(v1::ASSESSMENT_STATUS);
  given.When(Of<v1::ApproveAssessment>()).Refuses(v1::ASSESSMENT_STATUS);
  given.As("chen.jie").Do(Judge(1, 90));
  EXPECT_EQ(assessment().status(), Assessment::DRAFT);
  given.Do(Of<v1::FinaliseScore>()).Gives({"AssessmentScored"});
}

TEST_F(Deciding, Declined_IsFinal) {
  given.Do(Of<v1::DeclineAssessment>()).Gives({"AssessmentDeclined"});
  given.When(Of<v1::ApproveAssessment>()).Refuses(v1::ASSESSMENT_STATUS).Fact("status", "DECLINED");
  given.When(Of<v1::DeclineAssessment>()).Refuses(v1::ASSESSMENT_STATUS);
  given.As("chen.jie").When(Judge(1, 90)).Refuses(v1::ASSESSMENT_STATUS);
  EXPECT_TRUE(given.Timers("assessment", kAssessment).empty());
}

TEST_F(Deciding, Contested_GoesToReviewAndIsDecidedAnew) {
  given.Do(Of<v1::ApproveAssessment>());
  given.As("li.wei").Do(Of<v1::ContestAssessment>()).Gives({"AssessmentContested"});
  EXPECT_EQ(assessment().status(), Assessment::UNDER_REVIEW);
  EXPECT_GT(assessment().contested_at(), 0u);
  given.As("chen.jie").When(Limit(1)).Refuses(v1::ASSESSMENT_NOT_APPROVED);
  given.As("zhao.min").Do(Of<v1::ApproveAssessment>()).Gives({"AssessmentApproved"});
}

TEST_F(CreditTest, ContestedDraft_HasNoScoreToApprove) {
  Investigate();
  Draft();
  given.As("li.wei").Do(Of<v1::ContestAssessment>());
  given.As("zhao.min");
  given.When(Of<v1::ApproveAssessment>()).Refuses(v1::ASSESSMENT_STATUS);
  given.When(Of<v1::DeclineAssessment>()).Refuses(v1::ASSESSMENT_STATUS);
  given.Do(Of<v1::ReturnAssessment>()).Gives({"AssessmentReturned"});
}

TEST_F(CreditTest, ContestedActiveAssessment_OpensAReviewOfTheLimit) {
  WithLimit();
  given.As("li.wei")
      .Do(Of<v1::ContestAssessment>())
      .Gives({"AssessmentContested", "CreditReviewOpened"});
  EXPECT_EQ(account().review(), Credit::CONTESTED);
  EXPECT_EQ(Standing(), v1::CreditBook::UNDER_REVIEW);
  given.As("zhao.min").Do(Of<v1::ApproveAssessment>());
  given.As("chen.jie").Do(Limit(10'000'000)).Gives({"CreditLimitSet", "AssessmentActivated"});
  EXPECT_EQ(Standing(), v1::CreditBook::ACTIVE);
  EXPECT_EQ(assessment().status(), Assessment::ACTIVE);
}

TEST_F(CreditTest, NewLimit_PutsItsAssessmentInForceAndTheOldOneOut) {
  WithLimit();
  EXPECT_EQ(assessment().status(), Assessment::ACTIVE);
  Score(90, "AS-2");
  Approve("AS-2");
  given.Do(Limit(12'000'000, "AS-2"))
      .Gives({"CreditLimitSet", "AssessmentSuperseded", "AssessmentActivated"});
  EXPECT_EQ(assessment().status(), Assessment::SUPERSEDED);
  EXPECT_EQ(assessment("AS-2").status(), Assessment::ACTIVE);
  given.As("li.wei").When(Of<v1::ContestAssessment>()).Refuses(v1::ASSESSMENT_STATUS);
  EXPECT_TRUE(given.Timers("assessment", kAssessment).empty());
}

TEST_F(CreditTest, ActivateAndSupersede_AreIdempotentByTheirContent) {
  WithLimit();
  given.WhenSystem(Of<v1::ActivateAssessment>()).Refuses(v1::NO_CHANGE);
  given.DoSystem(Of<v1::SupersedeAssessment>()).Gives({"AssessmentSuperseded"});
  given.WhenSystem(Of<v1::SupersedeAssessment>()).Refuses(v1::NO_CHANGE);
  given.WhenSystem(Of<v1::ActivateAssessment>()).Refuses(v1::ASSESSMENT_STATUS);
}

TEST_F(Deciding, Approved_ExpiresByItsTimerAndBeforeItForALimit) {
  given.Do(Of<v1::ApproveAssessment>());
  given.As("chen.jie");
  given.Now("2027-03-03T23:59:59+08:00");
  given.When(Limit(10'000'000)).Gives({"CreditLimitSet", "AssessmentActivated"});
  given.Now("2027-03-04T00:00:00+08:00");
  given.When(Limit(10'000'000)).Refuses(v1::ASSESSMENT_OUT_OF_DATE).Fact("date", "2027-03-03");
  given.Fire("assessment", kAssessment).Gives({"FinancialStatementOutdated", "AssessmentExpired"});
  EXPECT_EQ(assessment().status(), Assessment::EXPIRED);
  given.When(Limit(10'000'000)).Refuses(v1::ASSESSMENT_OUT_OF_DATE);
  given.As("zhao.min").When(Of<v1::ApproveAssessment>()).Refuses(v1::ASSESSMENT_STATUS);
}

}  // namespace
}  // namespace tenure::testing
