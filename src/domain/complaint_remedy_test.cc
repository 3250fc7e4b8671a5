// Q4.5 and Q5: ProposeRemedy, AcceptProposal, RejectProposal, the expiry of an offer, StartRemedy,
// CompleteRemedy, each success and each refusal.
#include "given/complaint_given.h"
#include "tenure/v1/customer.pb.h"

namespace tenure::testing {
namespace {

using S = v1::ComplaintState;

v1::Date DateOn(const char* day) { return DateMessage(Day(day)); }

TEST_F(ComplaintTest, Propose_AsAuthorised_CitesTheRuleAndHoldsForThePacksDays) {
  To(S::AUTHORISED);
  const auto outcome = given.Do(Propose());
  outcome.Gives({"RemedyProposed", "SlaClockPaused"});
  const auto& event = outcome.event<v1::RemedyProposed>();
  EXPECT_EQ(event.round(), 1u);
  EXPECT_EQ(event.rule().policy(), "complaint_rule.repair-and-compensate");
  EXPECT_EQ(event.pack().policy(), "complaint_pack.default");
  // Fourteen days, the first not counted: until the end of 16 March in Shanghai.
  EXPECT_EQ(TimeOf(event.expires_at()), At("2026-03-17T00:00:00+08:00"));
}

TEST_F(ComplaintTest, Propose_OtherThanAuthorised_IsRefused) {
  To(S::AUTHORISED);
  given.When(Propose(30001)).Refuses(v1::REMEDY_DIFFERS).Fact("agreed", "COMPENSATION 300.00 CNY");
  given.When(Propose(29999)).Refuses(v1::REMEDY_DIFFERS);
  auto command = Propose();
  command.set_kind(Terms::REFUND);
  given.When(command).Refuses(v1::REMEDY_DIFFERS);
  command = Propose();
  command.clear_amount();
  given.When(command).Refuses(v1::REMEDY_DIFFERS);
  command = Propose();
  command.mutable_amount()->set_currency("USD");
  given.When(command).Refuses(v1::REMEDY_DIFFERS);
}

TEST_F(ComplaintTest, Propose_AfterTheRuleChanged_IsRefusedUntilItIsAppliedAnew) {
  To(S::AUTHORISED);
  v1::PolicyBody body;
  auto* remedy = body.mutable_complaint_rule()->add_remedies();
  remedy->set_kind(Terms::COMPENSATION);
  *remedy->add_amounts_max() = Cny(100000);
  given.Policy("complaint_rule.repair-and-compensate", body);
  given.When(Propose()).Refuses(v1::COMPLAINT_RULE_NOT_IN_FORCE).Fact("version", "1");
  given.Do(Rule());
  given.Do(Authorise());
  EXPECT_EQ(given.When(Propose()).event<v1::RemedyProposed>().rule().version(), 2u);
}

TEST_F(ComplaintTest, Propose_WithItsOwnExpiry_HasToLieAhead) {
  To(S::AUTHORISED);
  auto command = Propose();
  *command.mutable_expires_at() = InstantOf(At("2026-03-02T09:00:00+08:00"));
  given.When(command).Refuses(v1::OFFER_EXPIRY_INVALID);
  *command.mutable_expires_at() = InstantOf(At("2026-03-02T09:00:01+08:00"));
  const auto outcome = given.When(command);
  EXPECT_EQ(outcome.event<v1::RemedyProposed>().expires_at().us(), command.expires_at().us());
}

TEST_F(ComplaintTest, Propose_RecordedAfterItsOfferWouldHaveExpired_IsRefused) {
  To(S::AUTHORISED);
  given.Now("2026-03-20T09:00:00+08:00").EffectiveAt(At("2026-03-02T10:00:00+08:00"));
  given.When(Propose()).Refuses(v1::OFFER_EXPIRY_INVALID);
}

TEST_F(ComplaintTest, Propose_DayOfPerformance_IsNotPast) {
  To(S::AUTHORISED);
  auto command = Propose();
  *command.mutable_execute_by() = DateOn("2026-03-01");
  given.When(command).Refuses(v1::EXECUTE_BY_PAST);
  *command.mutable_execute_by() = DateOn("2026-03-02");
  given.When(command).Gives({"RemedyProposed", "SlaClockPaused"});
}

TEST_F(ComplaintTest, Accept_ByTheComplainant_StartsTheDeadlineOfThePack) {
  To(S::PROPOSED);
  const auto outcome = given.Do(Accept());
  outcome.Gives({"ProposalAccepted", "SlaClockResumed", "SlaClockStarted"});
  EXPECT_FALSE(outcome.event<v1::ProposalAccepted>().light());
  EXPECT_EQ(outcome.event<v1::ProposalAccepted>().round(), 1u);
  // Ten working days after 2 March: the end of 16 March.
  EXPECT_EQ(Due(Terms::REMEDY_DEADLINE), At("2026-03-17T00:00:00+08:00"));
}

TEST_F(ComplaintTest, Accept_WithAnAgreedDay_HasThatDeadline) {
  To(S::AUTHORISED);
  auto command = Propose();
  *command.mutable_execute_by() = DateOn("2026-03-20");
  given.Do(command);
  given.Do(Accept());
  EXPECT_EQ(Due(Terms::REMEDY_DEADLINE), At("2026-03-21T00:00:00+08:00"));
}

TEST_F(ComplaintTest, Answer_ByAProxy_NeedsProofOnceOnly) {
  To(S::PROPOSED);
  given.When(Accept(Terms::PROXY)).Refuses(v1::PROXY_NOT_PROVEN);
  given.When(Decline(Terms::PROXY)).Refuses(v1::PROXY_NOT_PROVEN);
  given.When(Accept(Terms::VOICE_UNSPECIFIED)).Refuses(v1::PROXY_NOT_PROVEN);
  auto decline = Decline(Terms::PROXY);
  *decline.mutable_proxy_proof() = Proof();
  given.Do(decline);
  given.Do(Authorise());
  given.Do(Propose());
  given.Do(Accept(Terms::PROXY));
  EXPECT_EQ(Case().status(), S::AGREED);
}

TEST_F(ComplaintTest, Accept_WithProofOfTheProxy_IsConsent) {
  To(S::PROPOSED);
  auto accept = Accept(Terms::PROXY);
  *accept.mutable_proxy_proof() = Proof();
  given.Do(accept);
  EXPECT_TRUE(Case().proxy_proven());
}

TEST_F(ComplaintTest, Answer_ByAnotherThanTheProvenProxy_NeedsAProofOfHisOwn) {
  To(S::PROPOSED);
  auto decline = Decline(Terms::PROXY);
  *decline.mutable_proxy_proof() = Proof();
  decline.set_contact_person_id("CP-1");
  given.Do(decline);
  given.Do(Authorise());
  given.Do(Propose());
  auto accept = Accept(Terms::PROXY);
  accept.set_contact_person_id("CP-2");
  given.When(accept).Refuses(v1::PROXY_NOT_PROVEN);
  *accept.mutable_proxy_proof() = Proof();
  given.Do(accept);
  EXPECT_EQ(Case().proxy(), "CP-2");
  given.When(Withdraw(Terms::PROXY))
      .Gives({"ComplaintWithdrawn", "SlaClockStopped", "SlaClockStopped"});
}

TEST_F(ComplaintTest, Answer_ByAContactPerson_CountsWhenHeMayAgreeForTheCustomer) {
  v1::ContactPersonSet person;
  given.Event("CP-1", person);
  person.set_may_agree(true);
  given.Event("CP-2", person);
  auto filed = File();
  filed.set_filed_by(Terms::PROXY);
  filed.set_contact_person_id("CP-1");
  given.When(filed).Refuses(v1::PROXY_NOT_PROVEN);
  To(S::PROPOSED);
  auto accept = Accept(Terms::PROXY);
  accept.set_contact_person_id("CP-1");
  given.When(accept).Refuses(v1::PROXY_NOT_PROVEN);
  accept.set_contact_person_id("CP-2");
  const auto outcome = given.When(accept);
  EXPECT_EQ(outcome.event<v1::ProposalAccepted>().contact_person_id(), "CP-2");
  auto decline = Decline(Terms::PROXY);
  decline.set_contact_person_id("CP-2");
  given.When(decline).Gives({"ProposalRejected", "SlaClockResumed"});
  auto withdraw = Withdraw(Terms::PROXY);
  withdraw.set_contact_person_id("CP-2");
  given.When(withdraw).Gives({"ComplaintWithdrawn", "SlaClockStopped"});
  given.Event("CP-2", v1::ContactPersonRemoved());
  given.When(accept).Refuses(v1::PROXY_NOT_PROVEN);
}

TEST_F(ComplaintTest, Decline_AnOffer_GoesBackToTheDiagnosisForTheNextRound) {
  To(S::PROPOSED);
  given.Now("2026-03-04T09:00:00+08:00");
  given.Do(Decline()).Gives({"ProposalRejected", "SlaClockResumed"});
  EXPECT_EQ(Case().status(), S::DIAGNOSED);
  EXPECT_FALSE(Case().has_authorised());
  EXPECT_EQ(Case().round(), 2u);
  given.When(Propose()).Refuses(v1::COMPLAINT_ORDER);  // a new offer needs a new authorisation
  given.Do(Authorise(60000));
  EXPECT_EQ(given.Do(Propose(60000)).event<v1::RemedyProposed>().round(), 2u);
}

TEST_F(ComplaintTest, Offer_AtItsExpiry_IsExpiredEvenBeforeTheTimerFired) {
  To(S::PROPOSED);
  given.Now("2026-03-16T23:59:59+08:00");
  given.When(Accept()).Gives({"ProposalAccepted", "SlaClockResumed", "SlaClockStarted"});
  given.Now("2026-03-17T00:00:00+08:00");
  given.When(Accept()).Refuses(v1::PROPOSAL_EXPIRED).Fact("expired_at", "2026-03-16T16:00:00Z");
  given.When(Decline()).Refuses(v1::PROPOSAL_EXPIRED);
}

TEST_F(ComplaintTest, Offer_WhenItsTimerFires_GoesBackAndNamesTheHandlerToTheManager) {
  To(S::PROPOSED);
  EXPECT_EQ(given.Timers("complaint", kCase), std::vector<Time>{At("2026-03-17T00:00:00+08:00")});
  given.Now("2026-03-20T09:00:00+08:00");
  const auto outcome = given.Fire("complaint", kCase);
  outcome.Gives({"ProposalExpired", "SlaClockResumed"});
  EXPECT_EQ(outcome.effective_at<v1::ProposalExpired>(), At("2026-03-17T00:00:00+08:00"));
  EXPECT_EQ(outcome.effective_at<v1::SlaClockResumed>(), At("2026-03-17T00:00:00+08:00"));
  EXPECT_EQ(outcome.event<v1::ProposalExpired>().handler(), "li.wei");
  EXPECT_EQ(Case().status(), S::DIAGNOSED);
  EXPECT_EQ(Case().round(), 2u);
  given.When(Accept()).Refuses(v1::PROPOSAL_EXPIRED);
  given.Do(Authorise());
  given.Do(Propose());
  given.When(Accept()).Gives({"ProposalAccepted", "SlaClockResumed", "SlaClockStarted"});
}

TEST_F(ComplaintTest, Complete_AsAgreedInTime_StopsDeadlineAndResolution) {
  To(S::EXECUTING);
  const auto outcome = given.Do(Complete());
  outcome.Gives({"RemedyCompleted", "SlaClockStopped", "SlaClockStopped"});
  EXPECT_EQ(outcome.event<v1::RemedyCompleted>().breach_size(), 0);
  EXPECT_EQ(outcome.event<v1::RemedyCompleted>().kind(), Terms::COMPENSATION);
  EXPECT_EQ(Case().status(), S::EXECUTED);
  EXPECT_TRUE(given.Timers("complaint", kCase).empty());
}

TEST_F(ComplaintTest, Complete_OtherThanAgreedOrWithoutEvidence_IsRefused) {
  To(S::EXECUTING);
  given.When(Complete(29999)).Refuses(v1::REMEDY_DIFFERS).Fact("agreed", "COMPENSATION 300.00 CNY");
  auto command = Complete();
  command.clear_amount();
  given.When(command).Refuses(v1::REMEDY_DIFFERS);
  command = Complete();
  command.clear_evidence();
  given.When(command).Refuses(v1::EVIDENCE_MISSING);
  command.mutable_evidence()->set_kind("photo");
  given.When(command).Refuses(v1::EVIDENCE_MISSING);
  command.mutable_evidence()->set_sha256("00");
  given.When(command).Gives({"RemedyCompleted", "SlaClockStopped", "SlaClockStopped"});
}

TEST_F(ComplaintTest, Complete_AtTheDeadline_IsRecordedAsABreach) {
  To(S::EXECUTING);
  given.Now("2026-03-16T23:59:59+08:00");
  EXPECT_EQ(given.When(Complete()).event<v1::RemedyCompleted>().breach_size(), 0);
  given.Now("2026-03-17T00:00:00+08:00");
  const auto outcome = given.Do(Complete());
  EXPECT_EQ(outcome.event<v1::RemedyCompleted>().breach(0), Terms::REMEDY_LATE);
  EXPECT_FALSE(outcome.event<v1::SlaClockStopped>().timely());
}

TEST_F(ComplaintTest, Remedy_WithoutMoney_IsCarriedThroughWithoutAnAmount) {
  To(S::DIAGNOSED);
  given.Do(Rule());
  auto authorise = Of<v1::AuthoriseRemedy>();
  authorise.set_kind(Terms::REPAIR);
  given.Do(authorise);
  auto propose = Of<v1::ProposeRemedy>();
  propose.set_kind(Terms::REPAIR);
  given.Do(propose);
  given.Do(Accept());
  auto start = Of<v1::StartRemedy>();
  start.set_executor("zhao.min");
  EXPECT_EQ(given.Do(start).event<v1::RemedyStarted>().executor(), "zhao.min");
  given.When(Complete(1)).Refuses(v1::REMEDY_DIFFERS).Fact("agreed", "REPAIR");
  auto complete = Complete();
  complete.clear_amount();
  given.Do(complete);
}

TEST_F(ComplaintTest, Steps_WhenThePackIsGone_NameIt) {
  // A policy never leaves; one of another kind under its name is as good as none.
  v1::PolicyBody other;
  other.mutable_approval()->set_expires_after_hours(1);
  To(S::PROPOSED);
  given.Policy("complaint_pack.default", other);
  for (const auto& outcome : {given.When(Accept()), given.When(Decline())}) {
    outcome.Refuses(v1::NO_POLICY).Fact("policy", "complaint_pack.default");
  }
}

TEST_F(ComplaintTest, Accept_WhenTheCalendarNeverWorks_IsRefused) {
  To(S::PROPOSED);
  v1::PolicyBody body;
  body.mutable_calendar()->add_offsets()->set_seconds(8 * 3600);
  given.Policy("calendar", body);
  given.When(Accept()).Refuses(v1::CALENDAR_EXHAUSTED);
  given.When(Decline()).Gives({"ProposalRejected", "SlaClockResumed"});
}

}  // namespace
}  // namespace tenure::testing
