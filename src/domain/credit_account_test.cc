// The credit limit: what each band may get and needs (B1-B6), terms, validity, who may set it.
#include "domain/credit_given.h"
#include "domain/lifecycle_given.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/system.pb.h"

namespace tenure::testing {
namespace {

using Setting = CreditTest;

TEST_F(Setting, Limit_UnderAnApprovedAssessment_IsInForceAtOnce) {
  Approved(70);
  const auto outcome = given.Do(Limit(10'000'000));
  outcome.Gives({"CreditLimitSet", "AssessmentActivated"});
  const auto& event = outcome.event<v1::CreditLimitSet>();
  EXPECT_EQ(event.band(), 2u);
  EXPECT_EQ(DateOf(event.valid_to()), Day("2027-03-03"));
  EXPECT_EQ(TimeOf(event.expires_at()), At("2027-03-04T00:00:00+08:00"));
  EXPECT_EQ(TimeOf(event.review_due()), At("2027-03-03T00:00:00+08:00"));
  EXPECT_FALSE(event.preferential());
  EXPECT_EQ(event.policy().policy(), "credit");
  EXPECT_EQ(Standing(), v1::CreditBook::ACTIVE);
  const auto& credit = given.book().credit();
  EXPECT_EQ(credit.limit().minor(), 10'000'000);
  EXPECT_EQ(credit.band(), 2u);
  EXPECT_EQ(DateOf(credit.valid_to()), Day("2027-03-03"));
}

TEST_F(Setting, Limit_WithoutApprovedAssessment_IsRefused) {
  given.When(Limit(1)).Refuses(v1::UNKNOWN_REFERENCE).Fact("id", kAssessment);
  Investigate();
  Score(70);
  given.When(Limit(1)).Refuses(v1::ASSESSMENT_NOT_APPROVED).Fact("id", kAssessment);
}

TEST_F(Setting, NotRated_ChangesNoLimit) {
  WithLimit();
  given.Do(OpenAs("AS-2"));
  given.Do(Of<v1::FinaliseScore>("AS-2")).Gives({"AssessmentNotRated"});
  EXPECT_EQ(Standing(), v1::CreditBook::ACTIVE);
  EXPECT_EQ(account().limit().minor(), 10'000'000);
  given.When(Limit(1, "AS-2")).Refuses(v1::ASSESSMENT_NOT_APPROVED);
}

// What the shipped policy gives each band (B1-B6), to the last minor unit.
TEST(SettingBands, EveryBand_GetsItsAmountAndNotOneMore) {
  class One : public CreditTest {
   public:
    void TestBody() override {}
    void Run(int band) {
      constexpr std::int64_t kMost[] = {
          0, 200'000'000, 100'000'000, 50'000'000, 10'000'000, 5'000'000, 0};
      Approved(PointsOf(band));
      given.Do(Plan());
      given.Do(Guarantee(500'000'000));
      given.As("admin");  // within "*", without a limit of amounts: asks for a second person
      given.When(Limit(kMost[band] + 1))
          .Refuses(v1::LIMIT_ABOVE_BAND)
          .Fact("band", "CA" + std::to_string(band));
      if (kMost[band] == 0) {
        given.When(Limit(0)).Gives({"CreditLimitSet", "AssessmentActivated"});
      } else {
        given.When(Limit(kMost[band]))
            .NeedsApproval(band == 5 ? "credit.override" : "credit.limit");
      }
    }
  };
  for (int band = 1; band <= 6; ++band) One().Run(band);
}

TEST_F(Setting, Limit_InAnotherCurrency_IsMeasuredByTheRates) {
  Approved(70);
  auto command = Limit(0);
  command.mutable_amount()->set_currency("USD");
  command.mutable_amount()->set_minor(14'084'507);  // 99,999,999.7 fen
  given.When(command).NeedsApproval("credit.limit");
  command.mutable_amount()->set_minor(14'084'508);
  given.When(command).Refuses(v1::LIMIT_ABOVE_BAND);
  command.mutable_amount()->set_currency("XAU");
  given.When(command).Refuses(v1::NO_RATE).Fact("currency", "XAU");
}

TEST_F(Setting, AboveOwnLimit_GoesToWhoeverMayGiveSoMuch) {
  Approved(70);
  given.When(Limit(20'000'000)).Gives({"CreditLimitSet", "AssessmentActivated"});
  given.When(Limit(20'000'001)).NeedsApproval("credit.limit");
  v1::GiveApproval give;
  give.set_approval_id(given.Keep(Limit(20'000'001)));
  given.As("wu.qi").When(give).Refuses(v1::NOT_PERMITTED);
  const auto outcome = given.As("qin.an").Do(give);
  EXPECT_EQ(outcome.event<v1::CreditLimitSet>().approved_by(), "qin.an");
}

TEST_F(Setting, Ca4_NeedsAMonitoringPlan) {
  Approved(40);
  given.When(Limit(1)).Refuses(v1::LIMIT_NEEDS_MONITORING);
  given.When(Limit(0)).Gives({"CreditLimitSet", "AssessmentActivated"});
  given.Do(Plan()).Gives({"MonitoringPlanSet"});
  given.Do(Limit(10'000'000)).Gives({"CreditLimitSet", "AssessmentActivated"});
}

TEST_F(Setting, Ca5_NeedsAGuaranteeAndSomebodyHigher) {
  Approved(20);
  given.When(Limit(1'000'000)).Refuses(v1::LIMIT_NEEDS_GUARANTEE).Fact("held", "0.00 CNY");
  given.Do(Guarantee(999'999)).Gives({"GuaranteeRecorded"});
  given.When(Limit(1'000'000)).Refuses(v1::LIMIT_NEEDS_GUARANTEE).Fact("needed", "10000.00 CNY");
  given.Do(Guarantee(1, "2026-12-31", "BG-2"));
  given.When(Limit(1'000'000)).NeedsApproval("credit.override");
  const auto outcome = given.DoApproved(Limit(1'000'000), "qin.an");
  EXPECT_EQ(outcome.event<v1::CreditLimitSet>().approved_by(), "qin.an");
  EXPECT_EQ(given.book().credit().guaranteed(), 1'000'000);
}

TEST_F(Setting, Ca5_GuaranteeThatEndedIsNone) {
  Approved(20);
  given.Do(Guarantee(1'000'000, "2026-03-10"));
  given.Now("2026-03-10T23:59:59+08:00");
  given.When(Limit(1'000'000)).NeedsApproval("credit.override");
  given.Now("2026-03-11T00:00:00+08:00");
  given.When(Limit(1'000'000)).Refuses(v1::LIMIT_NEEDS_GUARANTEE);
}

TEST_F(Setting, Ca6_GetsNothingAndIsNoTrade) {
  Approved(10);
  given.When(Limit(1)).Refuses(v1::LIMIT_ABOVE_BAND).Fact("most", "0.00 CNY");
  given.Do(Limit(0));
  EXPECT_EQ(given.book().credit().band(), 6u);
}

TEST_F(LifecycleTest, SignContract_WithACa6Customer_IsRefused) {
  To(S::DISCLOSED);
  given.Do(Guide());
  v1::AssessmentApproved approved;
  approved.set_band(6);
  given.Event("AS-1", approved);
  given.When(Sign()).Refuses(v1::CREDIT_DO_NOT_TRADE);
  approved.set_band(5);
  given.Event("AS-2", approved);
  given.When(Sign()).Gives({"ContractSigned", "FourYearsAppointed"});
}

TEST_F(Setting, PreferentialTerms_AreForCa1ElseAnOverrideByTwo) {
  Approved(70);
  auto longer = Limit(10'000'000);
  longer.set_payment_days(31);
  given.When(longer).Refuses(v1::PREFERENTIAL_TERMS).Fact("band", "CA2");
  auto cheaper = Limit(10'000'000);
  cheaper.set_discount_bp(1);
  given.When(cheaper).Refuses(v1::PREFERENTIAL_TERMS);
  longer.set_override_reason(Credit::STRATEGIC);
  given.When(longer).NeedsApproval("credit.override");
  const auto outcome = given.DoApproved(longer, "qin.an");
  EXPECT_TRUE(outcome.event<v1::CreditLimitSet>().preferential());
  EXPECT_TRUE(account().preferential());
}

TEST_F(Setting, PreferentialTerms_Ca1HasThemUpToThePolicysMost) {
  Approved(90);
  auto command = Limit(10'000'000);
  command.set_payment_days(90);
  command.set_discount_bp(200);
  given.When(command).Gives({"CreditLimitSet", "AssessmentActivated"});
  command.set_payment_days(91);
  given.When(command).Refuses(v1::TERMS_TOO_LONG).Fact("most", "90");
}

TEST_F(Setting, LastDay_LiesWithinBandAndAssessment) {
  Approved(40);
  given.Do(Plan());
  auto command = Limit(1'000'000);
  const auto until = [&](std::string_view day) {
    *command.mutable_valid_to() = DateMessage(Day(day));
    return given.When(command);
  };
  until("2026-03-01").Refuses(v1::LIMIT_VALIDITY).Fact("from", "2026-03-02");
  until("2026-03-02").Gives({"CreditLimitSet", "AssessmentActivated"});
  until("2026-09-01").Gives({"CreditLimitSet", "AssessmentActivated"});  // 183 days
  until("2026-09-02").Refuses(v1::LIMIT_VALIDITY).Fact("to", "2026-09-01");
  given.Now("2027-01-04T09:00:00+08:00");  // the assessment ends before 183 days have passed
  until("2027-03-03").Gives({"CreditLimitSet", "AssessmentActivated"});
  until("2027-03-04").Refuses(v1::LIMIT_VALIDITY).Fact("to", "2027-03-03");
}

TEST_F(Setting, SameLimitAgain_IsNoChangeUnlessItEndsAReview) {
  WithLimit();
  given.When(Limit(10'000'000)).Refuses(v1::NO_CHANGE);
  given.When(Limit(9'000'000)).Gives({"CreditLimitSet"});
  v1::OpenCreditReview review;
  review.set_trigger(Credit::JUDGEMENT);
  given.Do(review);
  const auto outcome = given.Do(Limit(10'000'000));
  EXPECT_TRUE(outcome.event<v1::CreditLimitSet>().ends_review());
  EXPECT_EQ(outcome.event<v1::CreditLimitSet>().previous().minor(), 10'000'000);
  EXPECT_EQ(account().review(), Credit::TRIGGER_UNSPECIFIED);
}

TEST_F(Setting, NaturalPerson_GetsNoLimitByItself) {
  Approved(70);
  given.WhenSystem(Limit(1)).Refuses(v1::HUMAN_DECISION_NEEDED);
}

TEST_F(Setting, NaturalPerson_GetsNoLimitUnderAnApprovalByTheSystem) {
  Investigate();
  Score(70);
  v1::AssessmentApproved event;
  event.set_band(2);
  event.set_by_system(true);
  *event.mutable_valid_to() = DateMessage(Day("2026-12-31"));
  *event.mutable_expires_at() = InstantOf(At("2027-01-01T00:00:00+08:00"));
  given.Event(kAssessment, event);
  given.When(Limit(1)).Refuses(v1::HUMAN_DECISION_NEEDED);
}

TEST_F(Setting, Limit_WithoutPolicy_IsRefused) {
  Approved(70);
  WithoutPolicy("credit");
  given.When(Limit(1)).Refuses(v1::NO_POLICY).Fact("policy", "credit");
}

}  // namespace
}  // namespace tenure::testing
