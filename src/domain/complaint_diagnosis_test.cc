// Q4.1-Q4.4: AssessComplaint, DetermineResponsibility, ApplyRule, AuthoriseRemedy, and the
// expedited safety case.
#include "given/complaint_given.h"
#include "tenure/v1/system.pb.h"

namespace tenure::testing {
namespace {

using S = v1::ComplaintState;

v1::AssessComplaint Expedited() {
  auto command = Assess(Terms::CRITICAL);
  command.set_urgency(Terms::SAFETY);
  command.set_expedited(true);
  return command;
}

v1::PolicyBody RuleBody(std::int64_t most_minor) {
  v1::PolicyBody body;
  auto* remedy = body.mutable_complaint_rule()->add_remedies();
  remedy->set_kind(Terms::COMPENSATION);
  *remedy->add_amounts_max() = Cny(most_minor);
  return body;
}

v1::GiveApproval Give(const std::string& id) {
  v1::GiveApproval command;
  command.set_approval_id(id);
  return command;
}

TEST_F(ComplaintTest, Assess_WithoutAHandler_IsRefused) {
  given.Do(File());
  given.When(Expedited()).Refuses(v1::HANDLER_MISSING);
}

TEST_F(ComplaintTest, Assess_Again_ChangesOnlyWhatIsDifferent) {
  To(S::APOLOGISED);
  given.Do(Assess(Terms::MEDIUM)).Gives({"ComplaintAssessed"});  // the pack's default targets
  given.When(Assess(Terms::MEDIUM)).Refuses(v1::NO_CHANGE);
  given.Do(Assess(Terms::HIGH)).Gives({"ComplaintAssessed", "SlaClockRetargeted"});
  given.Do(Determine());
  auto complex = Assess(Terms::HIGH);
  complex.set_complexity(Terms::COMPLEX);
  given.Do(complex).Gives({"ComplaintAssessed"});
  complex.set_impact(Terms::WHOLE_PROJECT);
  given.Do(complex).Gives({"ComplaintAssessed"});
  complex.set_urgency(Terms::URGENT);
  given.Do(complex).Gives({"ComplaintAssessed"});
  EXPECT_EQ(Case().status(), S::DIAGNOSED);
  EXPECT_EQ(Case().severity(), Terms::HIGH);
}

TEST_F(ComplaintTest, Assess_FirstWithoutSafety_IsRefused) {
  To(S::RECEIVED);
  auto command = Expedited();
  command.set_urgency(Terms::URGENT);
  given.When(command).Refuses(v1::EXPEDITED_WITHOUT_SAFETY);
}

TEST_F(ComplaintTest, Expedited_SafetyCase_IsDiagnosedFirstAndCaredForBeforeTheProposal) {
  To(S::RECEIVED);
  given.Do(Expedited());
  given.Do(Determine());
  EXPECT_EQ(Case().status(), S::DIAGNOSED);
  given.Do(Rule());
  given.Do(Authorise());
  given.When(Propose()).Refuses(v1::CARE_STEPS_DUE).Fact("next", "AcknowledgeComplaint");
  given.When(Of<v1::RecordListening>()).Refuses(v1::COMPLAINT_ORDER);
  given.Do(Of<v1::AcknowledgeComplaint>());
  given.When(Propose()).Refuses(v1::CARE_STEPS_DUE).Fact("next", "RecordListening");
  given.Do(Of<v1::RecordListening>());
  given.When(Propose()).Refuses(v1::CARE_STEPS_DUE).Fact("next", "ExpressSympathy");
  given.Do(Of<v1::ExpressSympathy>());
  given.When(Propose()).Refuses(v1::CARE_STEPS_DUE).Fact("next", "Apologise");
  given.Do(Of<v1::Apologise>());
  EXPECT_EQ(Case().status(), S::AUTHORISED);
  given.When(Propose()).Gives({"RemedyProposed", "SlaClockPaused"});
}

TEST_F(ComplaintTest, Determine_BeforeTheAssessment_IsRefused) {
  To(S::APOLOGISED);
  given.When(Determine()).Refuses(v1::ASSESSMENT_MISSING);
}

TEST_F(ComplaintTest, Determine_ThePersonResponsible_HasToStandAsideFromThenOn) {
  To(S::APOLOGISED);
  given.Do(Assess());
  auto command = Determine();
  command.set_person("wang.fang");
  given.Do(command).Gives({"ResponsibilityDetermined"});
  given.When(command).Refuses(v1::NO_CHANGE);
  given.As("wang.fang").When(Rule()).Refuses(v1::ACTOR_COMPLAINED_OF).Fact("actor", "wang.fang");
  given.As("li.wei").When(Assign("wang.fang")).Refuses(v1::HANDLER_COMPLAINED_OF);
}

TEST_F(ComplaintTest, Determine_TheHandlerOrTheActorHimself_IsRefused) {
  To(S::APOLOGISED);
  given.Do(Assess());
  auto command = Determine();
  command.set_person("li.wei");
  given.When(command).Refuses(v1::HANDLER_COMPLAINED_OF).Fact("handler", "li.wei");
  command.set_person("wang.fang");
  given.As("wang.fang").When(command).Refuses(v1::HANDLER_COMPLAINED_OF);
}

TEST_F(ComplaintTest, Determine_APersonWhoIsNoIdentifier_IsRefused) {
  To(S::APOLOGISED);
  given.Do(Assess());
  auto command = Determine();
  command.set_person("李 雷");
  given.When(command).Refuses(v1::BAD_ID).Fact("field", "person");
}

TEST_F(ComplaintTest, Determine_OnePersonTooMany_IsFull) {
  auto file = File();
  for (int i = 0; i < 16; ++i) file.add_complained_of("p" + std::to_string(i));
  given.Do(file);
  given.Do(Assign());
  given.Do(Expedited());
  auto command = Determine();
  command.set_person("wang.fang");
  given.When(command).Refuses(v1::STATE_FULL);
  command.set_person("p3");
  given.When(command).Gives({"ResponsibilityDetermined"});
}

TEST_F(ComplaintTest, Rule_InForce_IsCitedWithItsVersion) {
  To(S::DIAGNOSED);
  const auto outcome = given.Do(Rule());
  outcome.Gives({"RuleApplied"});
  EXPECT_EQ(outcome.event<v1::RuleApplied>().rule().policy(),
            "complaint_rule.repair-and-compensate");
  EXPECT_EQ(outcome.event<v1::RuleApplied>().rule().version(), 1u);
  given.When(Rule()).Refuses(v1::NO_CHANGE);
}

TEST_F(ComplaintTest, Rule_UnknownOfAnotherKindOrInAnotherVersion_IsRefused) {
  To(S::DIAGNOSED);
  given.When(Rule("gone"))
      .Refuses(v1::COMPLAINT_RULE_NOT_IN_FORCE)
      .Fact("rule", "complaint_rule.gone")
      .Fact("version", "-");
  auto command = Rule();
  command.set_version(2);
  given.When(command).Refuses(v1::COMPLAINT_RULE_NOT_IN_FORCE).Fact("version", "2");
  command.set_version(1);
  given.When(command).Gives({"RuleApplied"});
  v1::PolicyBody other;
  other.mutable_approval()->set_expires_after_hours(1);
  given.Policy("complaint_rule.odd", other);
  given.When(Rule("odd")).Refuses(v1::COMPLAINT_RULE_NOT_IN_FORCE);
}

TEST_F(ComplaintTest, Rule_ThatDoesNotCoverCauseOrParty_IsRefused) {
  To(S::DIAGNOSED);
  given.When(Rule("refund-or-reduce"))
      .Refuses(v1::COMPLAINT_RULE_NOT_APPLICABLE)
      .Fact("cause", "PRODUCT_QUALITY");
  given.Do(Determine(Terms::CUSTOMER));
  given.When(Rule()).Refuses(v1::COMPLAINT_RULE_NOT_APPLICABLE).Fact("party", "CUSTOMER");
  given.When(Rule("explain-and-apologise")).Gives({"RuleApplied"});
}

TEST_F(ComplaintTest, Rule_AnotherOneAfterTheAuthorisation_TakesTheAuthorisationBack) {
  To(S::AUTHORISED);
  given.Do(Rule("explain-and-apologise"));
  EXPECT_EQ(Case().status(), S::DIAGNOSED);
  EXPECT_FALSE(Case().has_authorised());
}

TEST_F(ComplaintTest, Authorise_WithoutARule_IsRefused) {
  To(S::DIAGNOSED);
  given.When(Authorise()).Refuses(v1::COMPLAINT_RULE_MISSING);
}

TEST_F(ComplaintTest, Authorise_UpToTheOwnLimit_NeedsNobodyElse) {
  To(S::DIAGNOSED);
  given.Do(Rule());
  const auto outcome = given.When(Authorise(500000));
  outcome.Gives({"RemedyAuthorised"});
  const auto& event = outcome.event<v1::RemedyAuthorised>();
  EXPECT_EQ(event.authorised_by(), "li.wei");
  EXPECT_EQ(event.limit().minor(), 500000);
  EXPECT_EQ(event.rule().version(), 1u);
}

TEST_F(ComplaintTest, Authorise_AboveTheOwnLimit_NeedsASecondPersonWithTheLimit) {
  To(S::DIAGNOSED);
  given.Do(Rule());
  given.When(Authorise(500001)).NeedsApproval("complaints.remedy");
  given.Now("2026-03-03T09:00:00+08:00");
  const auto outcome = given.DoApproved(Authorise(500001), "chen.jie");
  outcome.Gives({"ApprovalGiven", "RemedyAuthorised"});
  const auto& event = outcome.event<v1::RemedyAuthorised>();
  EXPECT_EQ(event.requested_by(), "li.wei");
  EXPECT_EQ(event.authorised_by(), "chen.jie");
  EXPECT_EQ(event.limit().minor(), 10000000);
}

TEST_F(ComplaintTest, Authorise_ApprovedLater_TakesEffectWhenApproved) {
  To(S::DIAGNOSED);
  given.Do(Rule());
  const std::string approval = given.Keep(Authorise(500001));
  given.Now("2026-03-03T09:00:00+08:00");
  given.Do(Assess(Terms::HIGH));  // a step between request and approval does not spoil it
  given.Now("2026-03-04T09:00:00+08:00");
  const auto outcome = given.As("chen.jie").Do(Give(approval));
  EXPECT_EQ(outcome.effective_at<v1::RemedyAuthorised>(), At("2026-03-04T09:00:00+08:00"));
}

TEST_F(ComplaintTest, Authorise_ApprovedByAPersonComplainedOf_IsRefused) {
  auto file = File();
  file.add_complained_of("chen.jie");
  given.Do(file);
  given.Do(Assign());
  given.Do(Expedited());
  given.Do(Determine());
  given.Do(Rule());
  const std::string approval = given.Keep(Authorise(500001));
  given.As("chen.jie").When(Give(approval)).Refuses(v1::ACTOR_COMPLAINED_OF);
}

TEST_F(ComplaintTest, Authorise_AboveTheApproversLimit_IsRefused) {
  To(S::DIAGNOSED);
  given.Policy("complaint_rule.large", RuleBody(90000000));
  given.Do(Rule("large"));
  const std::string approval = given.Keep(Authorise(10000001));
  given.As("chen.jie").When(Give(approval)).Refuses(v1::OVER_LIMIT);
}

TEST_F(ComplaintTest, Authorise_InACurrencyWithoutOwnLimit_NeedsASecondPerson) {
  To(S::DIAGNOSED);
  given.Do(Rule());
  auto command = Authorise(1);
  command.mutable_amount()->set_currency("GBP");
  given.When(command).NeedsApproval("complaints.remedy");
}

TEST_F(ComplaintTest, Authorise_WithoutMoney_NeedsNoLimit) {
  To(S::DIAGNOSED);
  given.Do(Rule());
  auto command = Of<v1::AuthoriseRemedy>();
  command.set_kind(Terms::REPAIR);
  const auto outcome = given.When(command);
  outcome.Gives({"RemedyAuthorised"});
  EXPECT_FALSE(outcome.event<v1::RemedyAuthorised>().has_limit());
}

TEST_F(ComplaintTest, Authorise_OutsideTheRule_IsRefused) {
  To(S::DIAGNOSED);
  given.Do(Rule());
  auto command = Authorise();
  command.set_kind(Terms::REFUND);
  given.When(command).Refuses(v1::REMEDY_OUTSIDE_RULE).Fact("kind", "REFUND 300.00 CNY");
  command.set_kind(Terms::REPAIR);  // the rule knows no paid repair
  given.When(command).Refuses(v1::REMEDY_OUTSIDE_RULE);
  command = Authorise();
  command.mutable_amount()->set_currency("EUR");
  given.When(command).Refuses(v1::REMEDY_OUTSIDE_RULE);
  given.When(Authorise(5000000)).NeedsApproval("complaints.remedy");
  given.When(Authorise(5000001)).Refuses(v1::REMEDY_ABOVE_RULE).Fact("limit", "50000.00 CNY");
}

TEST_F(ComplaintTest, Authorise_AnAmountThatIsNone_IsRefused) {
  To(S::DIAGNOSED);
  given.Do(Rule());
  given.When(Authorise(0)).Refuses(v1::AMOUNT_INVALID);
  given.When(Authorise(-1)).Refuses(v1::AMOUNT_INVALID);
  auto command = Authorise();
  command.mutable_amount()->clear_currency();
  given.When(command).Refuses(v1::AMOUNT_INVALID);
}

TEST_F(ComplaintTest, Authorise_AfterTheRuleChanged_HasToCiteTheNewVersion) {
  To(S::DIAGNOSED);
  given.Do(Rule());
  given.Policy("complaint_rule.repair-and-compensate", RuleBody(100));
  given.When(Authorise()).Refuses(v1::COMPLAINT_RULE_NOT_IN_FORCE).Fact("version", "1");
  given.Do(Rule());
  given.When(Authorise(101)).Refuses(v1::REMEDY_ABOVE_RULE);
  given.When(Authorise(100)).Gives({"RemedyAuthorised"});
}

TEST_F(ComplaintTest, Authorise_AfterTheCauseChanged_TheRuleHasToCoverItStill) {
  To(S::DIAGNOSED);
  given.Do(Rule());
  given.Do(Determine(Terms::US, Terms::SERVICE_ATTITUDE));
  given.When(Authorise())
      .Refuses(v1::COMPLAINT_RULE_NOT_APPLICABLE)
      .Fact("cause", "SERVICE_ATTITUDE");
}

TEST_F(ComplaintTest, Rule_AfterAnOutsideBodysRemedyWasRefused_NeedsResponsibilityFirst) {
  To(S::EXTERNAL);  // straight from RECEIVED: nothing was diagnosed
  given.Do(Decided());
  given.When(Rule()).Refuses(v1::COMPLAINT_ORDER);
  given.Do(Propose());
  given.Do(Decline());
  given.When(Rule()).Refuses(v1::RESPONSIBILITY_MISSING);
  given.Do(Assess());
  given.Do(Determine());
  given.Do(Rule());
  given.Do(Authorise());
  given.When(Propose()).Refuses(v1::CARE_STEPS_DUE);
}

}  // namespace
}  // namespace tenure::testing
