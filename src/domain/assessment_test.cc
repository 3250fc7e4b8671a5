// The draft of an assessment: statement, ratios (LAPP), five Cs, factors; every refusal.
#include "domain/credit_given.h"
#include "domain/statement_figures.h"

namespace tenure::testing {
namespace {

class Draft : public CreditTest {
 protected:
  Draft() {
    Investigate();
    given.Do(OpenAs());
  }
};

TEST_F(CreditTest, OpenAssessment_WithoutItsInvestigation_IsRefused) {
  given.When(OpenAs()).Refuses(v1::UNKNOWN_REFERENCE).Fact("id", kInvestigation);
  Investigate();
  given.When(OpenAs()).Gives({"AssessmentOpened"});
}

TEST_F(Draft, Statement_IsKeptUntilTwelveMonthsAfterItsPeriod) {
  const auto outcome = given.Do(Statement());
  EXPECT_EQ(TimeOf(outcome.event<v1::FinancialStatementRecorded>().stale_at()),
            At("2027-01-01T00:00:00+08:00"));
  EXPECT_EQ(assessment().statement().total_assets(), 1500);
  given.Now("2027-01-01T00:00:00+08:00");
  given.Fire("assessment", kAssessment).Gives({"FinancialStatementOutdated"});
  EXPECT_TRUE(assessment().statement_outdated());
  EXPECT_TRUE(given.Timers("assessment", kAssessment).empty());
  auto newer = Statement();
  *newer.mutable_statement()->mutable_period_end() = DateMessage(Day("2026-12-31"));
  given.Do(newer);
  EXPECT_FALSE(assessment().statement_outdated());
}

TEST_F(Draft, Statement_OfAPeriodThatHasNotEnded_IsRefused) {
  auto command = Statement();
  *command.mutable_statement()->mutable_period_end() = DateMessage(Day("2026-03-03"));
  given.When(command).Refuses(v1::DATE_IN_FUTURE).Fact("date", "2026-03-03");
}

struct Contradicting {
  const char* what;
  void (*spoil)(v1::FinancialStatement*);
};

TEST_F(Draft, Statement_ThatContradictsItself_IsRefused) {
  using S = v1::FinancialStatement;
  const Contradicting cases[] = {
      {"inventory > current_assets", [](S* s) { s->set_inventory(801); }},
      {"current_assets > total_assets", [](S* s) { s->set_total_assets(799); }},
      {"current_liabilities > total_liabilities", [](S* s) { s->set_total_liabilities(399); }},
      {"period_end is missing", [](S* s) { s->clear_period_end(); }},
      {"currency is missing", [](S* s) { s->clear_currency(); }},
      {"sales_kind is missing", [](S* s) { s->clear_sales_kind(); }},
  };
  for (const Contradicting& one : cases) {
    auto command = Statement();
    one.spoil(command.mutable_statement());
    given.When(command).Refuses(v1::STATEMENT_INCONSISTENT).Fact("what", one.what);
  }
}

// As "numerator/denominator", or "" where it cannot be computed.
std::vector<std::string> Texts(const v1::RatiosComputed& event) {
  std::vector<std::string> texts;
  for (const auto& ratio : event.ratios()) {
    const bool none = ratio.numerator().empty() && ratio.denominator().empty();
    texts.push_back(none ? "" : ratio.numerator() + "/" + ratio.denominator());
  }
  return texts;
}

TEST_F(Draft, Ratios_AreExactFractionsWithInputsAndVersion) {
  given.Do(Statement());
  const auto outcome = given.Do(Of<v1::ComputeRatios>());
  const auto& event = outcome.event<v1::RatiosComputed>();
  // Turnover 2000 / ((180 + 220) / 2) = 10, not the misparenthesised 2.5 (G7); 365 / 10 days.
  EXPECT_EQ(Texts(event),
            (std::vector<std::string>{"200/1", "150/1", "40/1", "10/1", "73/2", "6/1", ""}));
  EXPECT_EQ(event.formula_version(), domain::kRatioFormulaVersion);
  EXPECT_EQ(event.days_of_year(), 365u);
  EXPECT_EQ(event.inputs().SerializeAsString(), Statement().statement().SerializeAsString());
  EXPECT_EQ(event.policy().policy(), "credit");
}

TEST_F(Draft, Ratios_WithAYearOf360_SayIt) {
  ChangePolicy([](v1::CreditPolicy* policy) { policy->set_days_of_year(360); });
  given.Do(Statement());
  const auto outcome = given.Do(Of<v1::ComputeRatios>());
  EXPECT_EQ(Texts(outcome.event<v1::RatiosComputed>())[4], "36/1");
  EXPECT_EQ(outcome.event<v1::RatiosComputed>().days_of_year(), 360u);
}

TEST_F(Draft, Ratios_WithZeroDenominators_AreNotComputable) {
  auto command = Statement();
  auto* statement = command.mutable_statement();
  statement->set_current_liabilities(0);
  statement->set_sales(0);
  statement->set_opening_receivables(0);
  statement->set_closing_receivables(0);
  given.Do(command);
  const auto outcome = given.Do(Of<v1::ComputeRatios>());
  EXPECT_EQ(Texts(outcome.event<v1::RatiosComputed>()),
            (std::vector<std::string>{"", "", "40/1", "", "", "", ""}));
}

TEST_F(Draft, Ratios_WithUndisclosedInputs_AreNotComputable) {
  auto command = Statement();
  command.mutable_statement()->clear_inventory();
  command.mutable_statement()->clear_opening_receivables();
  command.mutable_statement()->clear_net_profit();
  given.Do(command);
  const auto outcome = given.Do(Of<v1::ComputeRatios>());
  EXPECT_EQ(Texts(outcome.event<v1::RatiosComputed>()),
            (std::vector<std::string>{"200/1", "", "40/1", "", "", "", ""}));
}

TEST_F(Draft, Ratios_WithEarningsAndEquity_GiveAltmansZ) {
  auto command = Statement();
  command.mutable_statement()->set_retained_earnings(300);
  command.mutable_statement()->set_ebit(150);
  command.mutable_statement()->set_equity(900);
  given.Do(command);
  const auto outcome = given.Do(Of<v1::ComputeRatios>());
  // 6.56 × 400/1500 + 3.26 × 300/1500 + 6.72 × 150/1500 + 1.05 × 900/600 = 4.648333…
  EXPECT_EQ(Texts(outcome.event<v1::RatiosComputed>())[6], "2789/600");
}

TEST_F(Draft, Ratios_WithoutStatement_AreRefused) {
  given.When(Of<v1::ComputeRatios>()).Refuses(v1::STATEMENT_MISSING);
}

TEST_F(Draft, Ratios_OfTheStatementBefore_DoNotServeANewOne) {
  given.Do(Statement());
  given.Do(Of<v1::ComputeRatios>());
  EXPECT_EQ(assessment().ratios_size(), 7);
  given.Do(Statement());
  EXPECT_EQ(assessment().ratios_size(), 0);
}

TEST_F(Draft, Potential_IsKeptBesideTheRatios) {
  given.Do(Statement());
  auto command = Of<v1::ComputeRatios>();
  command.mutable_potential()->set_market_potential(Credit::A);
  given.Do(command);
  EXPECT_EQ(assessment().potential().market_potential(), Credit::A);
}

TEST_F(Draft, RateFiveC_CitesEvidenceThatHolds) {
  given.Do(Rate(Credit::CHARACTER, Credit::A)).Gives({"FiveCRated"});
  auto without = Rate(Credit::CHARACTER, Credit::A);
  without.clear_evidence();
  given.When(without).Refuses(v1::EVIDENCE_NOT_CITED);
  auto unknown = Rate(Credit::CHARACTER, Credit::A);
  unknown.add_evidence(3);
  given.When(unknown).Refuses(v1::EVIDENCE_UNKNOWN).Fact("number", "3");
  auto elsewhere = Rate(Credit::CHARACTER, Credit::A);
  elsewhere.set_investigation_id("IV-9");
  given.When(elsewhere).Refuses(v1::UNKNOWN_REFERENCE).Fact("id", "IV-9");
  given.Now("2027-12-31T23:59:59+08:00");
  given.When(Rate(Credit::CHARACTER, Credit::A)).Gives({"FiveCRated"});
  given.Now("2028-01-01T00:00:00+08:00");
  given.When(Rate(Credit::CHARACTER, Credit::A)).Refuses(v1::EVIDENCE_OUT_OF_DATE);
}

TEST_F(Draft, RateFiveC_InsufficientData_NeedsNoEvidence) {
  given.Do(Rate(Credit::CAPITAL, Credit::INSUFFICIENT_DATA)).Gives({"FiveCRated"});
  EXPECT_EQ(assessment().five_c(0).grade(), Credit::INSUFFICIENT_DATA);
}

TEST_F(Draft, RateFiveC_Again_TakesThePlaceOfTheFirst) {
  given.Do(Rate(Credit::CHARACTER, Credit::A));
  given.As("wu.qi").Do(Rate(Credit::CHARACTER, Credit::D));
  ASSERT_EQ(assessment().five_c_size(), 1);
  EXPECT_EQ(assessment().five_c(0).grade(), Credit::D);
  EXPECT_EQ(assessment().five_c(0).rated_by(), "wu.qi");
}

TEST_F(Draft, ScoreFactor_TakesAScoreOrAReasonNotBoth) {
  given.Do(Judge(1, 0)).Gives({"FactorScored"});  // zero is a score
  EXPECT_TRUE(assessment().factors(0).has_score());
  auto both = Judge(1, 50);
  both.set_missing(Credit::UNDISCLOSED);
  given.When(both).Refuses(v1::FACTOR_SCORE_OR_REASON);
  auto neither = Judge(1, 50);
  neither.clear_score();
  given.When(neither).Refuses(v1::FACTOR_SCORE_OR_REASON);
  auto reason = neither;
  reason.set_missing(Credit::NEW_BUSINESS);
  given.Do(reason);
  ASSERT_EQ(assessment().factors_size(), 1);
  EXPECT_FALSE(assessment().factors(0).has_score());
  EXPECT_EQ(assessment().factors(0).missing(), Credit::NEW_BUSINESS);
}

TEST_F(Draft, RulesMissing_AreNamed) {
  given.Do(Statement());
  WithoutPolicy("credit");
  given.When(Statement()).Refuses(v1::NO_POLICY);
  given.When(Of<v1::ComputeRatios>()).Refuses(v1::NO_POLICY);
  given.When(Rate(Credit::CAPITAL, Credit::A)).Refuses(v1::NO_POLICY);
  given.When(Of<v1::FinaliseScore>()).Refuses(v1::NO_POLICY);
}

TEST_F(CreditTest, Scored_Assessment_IsNotEdited) {
  Investigate();
  Score(70);
  given.When(Statement()).Refuses(v1::ASSESSMENT_STATUS).Fact("status", "SCORED");
  given.When(Of<v1::ComputeRatios>()).Refuses(v1::ASSESSMENT_STATUS);
  given.When(Rate(Credit::CAPITAL, Credit::A)).Refuses(v1::ASSESSMENT_STATUS);
  given.When(Judge(1, 1)).Refuses(v1::ASSESSMENT_STATUS);
  given.When(Of<v1::FinaliseScore>()).Refuses(v1::ASSESSMENT_STATUS);
}

TEST_F(CreditTest, NobodyWithoutTheRole_WorksOnCredit) {
  Investigate();
  Score(70);
  given.As("li.wei");
  given.When(OpenAs("AS-2")).Refuses(v1::NOT_PERMITTED);
  given.When(Of<v1::ApproveAssessment>()).Refuses(v1::NOT_PERMITTED);
  given.When(Limit(1)).Refuses(v1::NOT_PERMITTED);
}

}  // namespace
}  // namespace tenure::testing
