// Q6 and what follows: satisfaction, review, closing, reopening, replies, and the light path.
#include "given/complaint_given.h"
#include "tenure/v1/customer.pb.h"

namespace tenure::testing {
namespace {

using S = v1::ComplaintState;

v1::ReviewComplaint ReviewWith(const char* owner, const char* due) {
  auto command = Review();
  command.clear_no_prevention();
  auto* prevention = command.add_preventions();
  prevention->set_owner(owner);
  *prevention->mutable_due() = DateMessage(Day(due));
  return command;
}

v1::ReceiveComplaintReply Reply(std::uint64_t message_at, const std::string& id = kCase) {
  auto command = Of<v1::ReceiveComplaintReply>(id);
  command.set_message_at(message_at);
  command.set_channel(Terms::EMAIL);
  return command;
}

TEST_F(ComplaintTest, Review_WithPreventionsOrAReasonForNone_IsAccepted) {
  To(S::EXECUTED);
  const auto outcome = given.When(ReviewWith("zhao.min", "2026-03-02"));
  outcome.Gives({"ComplaintReviewed", "IssueRaised"});
  EXPECT_EQ(outcome.event<v1::ComplaintReviewed>().preventions(0).owner(), "zhao.min");
  EXPECT_EQ(given.When(Review()).event<v1::ComplaintReviewed>().no_prevention(), Terms::ONE_OFF);
}

TEST_F(ComplaintTest, Review_WithNeitherOrBoth_IsRefused) {
  To(S::EXECUTED);
  auto command = Review();
  command.clear_no_prevention();
  given.When(command).Refuses(v1::PREVENTION_MISSING);
  command = ReviewWith("zhao.min", "2026-04-01");
  command.set_no_prevention(Terms::ONE_OFF);
  given.When(command).Refuses(v1::PREVENTION_MISSING);
}

TEST_F(ComplaintTest, Review_PreventionWithoutOwnerOrDateAhead_IsRefused) {
  To(S::EXECUTED);
  given.When(ReviewWith("", "2026-04-01")).Refuses(v1::PREVENTION_INCOMPLETE).Fact("index", "1");
  given.When(ReviewWith("zhao.min", "2026-03-01")).Refuses(v1::PREVENTION_INCOMPLETE);
  auto command = ReviewWith("zhao.min", "2026-04-01");
  command.add_preventions()->set_owner("zhao.min");
  given.When(command).Refuses(v1::PREVENTION_INCOMPLETE).Fact("index", "2");
}

TEST_F(ComplaintTest, Close_WithoutSatisfaction_IsRefusedButAskingInVainIsEnough) {
  To(S::REVIEWED);
  given.When(Of<v1::CloseComplaint>()).Refuses(v1::SATISFACTION_MISSING);
  auto asked = Satisfied();
  asked.set_satisfaction(Terms::ASKED_WITHOUT_ANSWER);
  given.Do(asked);
  const auto outcome = given.Do(Of<v1::CloseComplaint>());
  outcome.Gives({"ComplaintClosed"});
  EXPECT_EQ(outcome.event<v1::ComplaintClosed>().satisfaction(), Terms::ASKED_WITHOUT_ANSWER);
  EXPECT_EQ(TimeOf(Case().reopen_until()), At("2026-04-02T00:00:00+08:00"));
}

TEST_F(ComplaintTest, Satisfaction_AnotherAnswer_ReplacesTheFirst) {
  To(S::EXECUTED);
  given.Do(Satisfied());
  given.When(Satisfied()).Refuses(v1::NO_CHANGE);
  auto scored = Satisfied();
  scored.set_score(4);
  given.Do(scored).Gives({"SatisfactionRecorded"});
  scored.set_satisfaction(Terms::DISSATISFIED);
  given.Do(scored);
  EXPECT_EQ(Case().satisfaction(), Terms::DISSATISFIED);
}

TEST_F(ComplaintTest, Reopen_WithinTheWindow_RestartsClocksAndKeepsOldResults) {
  To(S::CLOSED);
  given.Now("2026-03-10T09:00:00+08:00");
  const auto outcome = given.Do(Of<v1::ReopenComplaint>());
  outcome.Gives({"ComplaintReopened", "SlaClockStarted", "SlaClockStarted"});
  EXPECT_EQ(Case().status(), S::HEARD);
  EXPECT_EQ(Case().reopened(), 1u);
  EXPECT_EQ(Case().round(), 2u);
  EXPECT_EQ(Case().severity(), Terms::MEDIUM);
  EXPECT_EQ(Case().cause(), Terms::PRODUCT_QUALITY);
  EXPECT_EQ(Case().satisfaction(), Terms::SATISFACTION_UNSPECIFIED);
  EXPECT_EQ(Due(Terms::FIRST_RESPONSE), At("2026-03-10T18:00:00+08:00"));
  EXPECT_EQ(Due(Terms::RESOLUTION), At("2026-03-25T00:00:00+08:00"));
  EXPECT_TRUE(ClockOf(Terms::ACKNOWLEDGEMENT).has_stopped_at());
}

TEST_F(ComplaintTest, Reopened_Case_GoesThroughAWholeSecondRound) {
  To(S::CLOSED);
  given.Do(Of<v1::ReopenComplaint>());
  given.Do(Of<v1::ExpressSympathy>()).Gives({"SympathyExpressed", "SlaClockStopped"});
  given.Do(Of<v1::Apologise>());
  given.Do(Determine());
  given.When(Authorise()).Refuses(v1::COMPLAINT_RULE_MISSING);
  given.Do(Rule());
  given.Do(Authorise());
  EXPECT_EQ(given.Do(Propose()).event<v1::RemedyProposed>().round(), 2u);
  given.Do(Accept());
  given.Do(Of<v1::StartRemedy>());
  given.Do(Complete());
  given.Do(Review());
  given.Do(Satisfied());
  given.Do(Of<v1::CloseComplaint>());
  EXPECT_EQ(Case().reopened(), 1u);
}

TEST_F(ComplaintTest, Reopen_AfterTheWindow_IsRefused) {
  To(S::CLOSED);
  given.Now("2026-04-01T23:59:59+08:00");
  given.When(Of<v1::ReopenComplaint>())
      .Gives({"ComplaintReopened", "SlaClockStarted", "SlaClockStarted"});
  given.Now("2026-04-02T00:00:00+08:00");
  given.When(Of<v1::ReopenComplaint>())
      .Refuses(v1::REOPEN_WINDOW_OVER)
      .Fact("until", "2026-04-01T16:00:00Z");
}

TEST_F(ComplaintTest, Reply_ToAnOpenCase_IsKeptInItsFile) {
  To(S::PROPOSED);
  const auto outcome = given.DoSystem(Reply(7));
  outcome.Gives({"ComplaintReplyNoted"});
  EXPECT_EQ(outcome.event<v1::ComplaintReplyNoted>().follow(), v1::ComplaintReplyNoted::KEPT);
  EXPECT_EQ(Case().status(), S::PROPOSED);
}

TEST_F(ComplaintTest, Reply_ToARejectedOrEscalatedCase_IsKept) {
  for (const S::Status status : {S::REJECTED, S::EXTERNAL}) {
    FreshCase fresh;
    fresh.To(status);
    fresh.given.DoSystem(Reply(7)).Gives({"ComplaintReplyNoted"});
  }
}

v1::RecordInboundMessage Written(const std::string& contact_person = "") {
  v1::RecordInboundMessage command;
  command.set_channel(Terms::EMAIL);
  command.set_about_kind("complaint");
  command.set_about_id(kCase);
  command.set_contact_person_id(contact_person);
  return command;
}

TEST_F(ComplaintTest, Message_OfTheComplainant_ReopensAClosedCase) {
  To(S::CLOSED);
  given.Now("2026-03-05T09:00:00+08:00");
  const auto outcome = given.Do(Written());
  outcome.Gives(
      {"InboundMessageRecorded", "ComplaintReopened", "SlaClockStarted", "SlaClockStarted"});
  EXPECT_GT(outcome.event<v1::ComplaintReopened>().message_at(), 0u);
}

TEST_F(ComplaintTest, Message_AboutSomethingElse_LeavesTheCaseAlone) {
  To(S::CLOSED);
  auto command = Written();
  command.set_about_kind("engagement");
  given.Do(command).Gives({"InboundMessageRecorded"});
}

TEST_F(ComplaintTest, Message_OfAnotherPerson_IsKeptAndReopensNothing) {
  To(S::CLOSED);
  auto reply = Reply(7);
  reply.set_contact_person_id("CP-1");
  const auto outcome = given.DoSystem(reply);
  outcome.Gives({"ComplaintReplyNoted"});
  EXPECT_EQ(outcome.event<v1::ComplaintReplyNoted>().follow(), v1::ComplaintReplyNoted::KEPT);
  EXPECT_EQ(outcome.event<v1::ComplaintReplyNoted>().contact_person_id(), "CP-1");
}

TEST_F(ComplaintTest, Message_OfAContactPersonWhoMayAgree_ReopensAClosedCase) {
  v1::ContactPersonSet person;
  given.Event("CP-1", person);
  person.set_may_agree(true);
  given.Event("CP-2", person);
  To(S::CLOSED);
  given.When(Written("CP-1")).Gives({"InboundMessageRecorded", "ComplaintReplyNoted"});
  given.When(Written("CP-2"))
      .Gives({"InboundMessageRecorded", "ComplaintReopened", "SlaClockStarted", "SlaClockStarted"});
}

TEST_F(ComplaintTest, Message_OfAnOrganisationsContact_SpeaksForTheComplainant) {
  v1::CustomerRegistered registered;
  registered.set_kind(v1::ORGANISATION);
  given.Event("", registered);
  To(S::CLOSED);
  auto reply = Reply(7);
  reply.set_contact_person_id("CP-1");
  given.WhenSystem(reply).Gives({"ComplaintReopened", "SlaClockStarted", "SlaClockStarted"});
}

TEST_F(ComplaintTest, Message_OfTheProvenProxy_SpeaksForTheComplainantThatOfAnotherDoesNot) {
  To(S::AUTHORISED);
  given.Do(Propose());
  auto accept = Accept(Terms::PROXY);
  *accept.mutable_proxy_proof() = Proof();
  accept.set_contact_person_id("CP-1");
  given.Do(accept);
  EXPECT_EQ(Case().proxy(), "CP-1");
  given.Do(Of<v1::StartRemedy>());
  given.Do(Complete());
  given.Do(Review());
  given.Do(Satisfied());
  given.Do(Of<v1::CloseComplaint>());
  auto other = Reply(7);
  other.set_contact_person_id("CP-2");
  given.WhenSystem(other).Gives({"ComplaintReplyNoted"});
  auto proxy = Reply(7);
  proxy.set_contact_person_id("CP-1");
  given.WhenSystem(proxy).Gives({"ComplaintReopened", "SlaClockStarted", "SlaClockStarted"});
}

TEST_F(ComplaintTest, Reply_ToAClosedCaseWithinTheWindow_ReopensIt) {
  To(S::CLOSED);
  const auto outcome = given.DoSystem(Reply(7));
  outcome.Gives({"ComplaintReopened", "SlaClockStarted", "SlaClockStarted"});
  EXPECT_EQ(outcome.event<v1::ComplaintReopened>().message_at(), 7u);
  EXPECT_EQ(Case().status(), S::HEARD);
}

TEST_F(ComplaintTest, Reply_AfterTheWindow_OpensOneLinkedNewCase) {
  To(S::CLOSED);
  given.Now("2026-05-04T09:00:00+08:00");
  const auto first = given.DoSystem(Reply(7));
  first.Gives({"ComplaintReplyNoted", "ComplaintFiled", "SlaClockStarted", "SlaClockStarted",
               "SlaClockStarted"});
  const auto& filed = first.event<v1::ComplaintFiled>();
  EXPECT_EQ(filed.previous_case(), kCase);
  EXPECT_EQ(filed.channel(), Terms::EMAIL);
  EXPECT_EQ(filed.category(), Terms::PRODUCT_QUALITY);
  EXPECT_EQ(given.book().complaint().cases_open(), 1u);
  // The next late reply reaches that case instead of opening a third.
  given.DoSystem(Reply(8)).Gives({"ComplaintReplyNoted", "ComplaintReplyNoted"});
  EXPECT_EQ(given.book().complaint().cases_open(), 1u);
}

TEST_F(ComplaintTest, Reply_ToAWithdrawnCase_OpensALinkedNewCase) {
  To(S::WITHDRAWN);
  given.DoSystem(Reply(7)).Gives({"ComplaintReplyNoted", "ComplaintFiled", "SlaClockStarted",
                                  "SlaClockStarted", "SlaClockStarted"});
}

TEST_F(ComplaintTest, Reply_ToAMergedCase_ReachesTheSurvivingOne) {
  To(S::MERGED);
  const auto outcome = given.DoSystem(Reply(7));
  outcome.Gives({"ComplaintReplyNoted", "ComplaintReplyNoted"});
  EXPECT_EQ(outcome.event<v1::ComplaintReplyNoted>().to(), "CC-2");
}

TEST_F(ComplaintTest, LightPath_ConsentByTheThirdWorkingDay_ClosesWithoutAReview) {
  auto file = File();
  file.set_jurisdiction("UK");
  given.Do(file);
  given.Do(Assign());
  for (const auto& step : std::vector<std::function<void()>>{
           [&] { given.Do(Of<v1::AcknowledgeComplaint>()); },
           [&] { given.Do(Of<v1::RecordListening>()); },
           [&] { given.Do(Of<v1::ExpressSympathy>()); }, [&] { given.Do(Of<v1::Apologise>()); },
           [&] { given.Do(Assess()); }, [&] { given.Do(Determine()); }, [&] { given.Do(Rule()); },
           [&] { given.Do(Authorise()); }}) {
    step();
  }
  const auto proposed = given.Do(Propose());
  proposed.Gives({"RemedyProposed", "SlaClockStopped"});  // the final response
  given.Now("2026-03-06T00:00:00+08:00");
  EXPECT_FALSE(given.When(Accept()).event<v1::ProposalAccepted>().light());
  given.Now("2026-03-05T23:59:59+08:00");
  const auto accepted = given.Do(Accept());
  EXPECT_TRUE(accepted.event<v1::ProposalAccepted>().light());
  given.Do(Of<v1::StartRemedy>());
  given.Do(Complete());
  given.When(Propose()).Refuses(v1::COMPLAINT_ORDER).Fact("next", "CloseComplaint");
  given.When(Of<v1::CloseComplaint>()).Refuses(v1::SATISFACTION_MISSING);
  given.Do(Satisfied());
  given.Do(Of<v1::CloseComplaint>()).Gives({"ComplaintClosed"});
}

TEST_F(ComplaintTest, ClosingSteps_WhenThePackIsGone_NameIt) {
  v1::PolicyBody other;
  other.mutable_approval()->set_expires_after_hours(1);
  const struct {
    S::Status status;
    std::shared_ptr<Message> command;
  } cases[] = {{S::APOLOGISED, std::make_shared<v1::AssessComplaint>(Assess())},
               {S::AUTHORISED, std::make_shared<v1::ProposeRemedy>(Propose())},
               {S::EXECUTED, std::make_shared<v1::ReviewComplaint>(Review())},
               {S::CLOSED, std::make_shared<v1::ReopenComplaint>(Of<v1::ReopenComplaint>())},
               {S::RECEIVED, std::make_shared<v1::RejectComplaint>(Dismiss())},
               {S::RECEIVED, std::make_shared<v1::ExtendComplaint>(Of<v1::ExtendComplaint>())},
               {S::EXTERNAL, std::make_shared<v1::RecordExternalDecision>(Decided())}};
  for (const auto& one : cases) {
    FreshCase fresh;
    fresh.To(one.status);
    fresh.given.Policy("complaint_pack.default", other);
    fresh.given.When(*one.command, kCase)
        .Refuses(v1::NO_POLICY)
        .Fact("policy", "complaint_pack.default");
  }
}

TEST_F(ComplaintTest, Close_WhenThePackIsGone_NamesIt) {
  v1::PolicyBody other;
  other.mutable_approval()->set_expires_after_hours(1);
  To(S::REVIEWED);
  given.Do(Satisfied());
  given.Policy("complaint_pack.default", other);
  given.When(Of<v1::CloseComplaint>()).Refuses(v1::NO_POLICY);
}

TEST_F(ComplaintTest, Reply_WhenThePackIsGone_NamesIt) {
  v1::PolicyBody other;
  other.mutable_approval()->set_expires_after_hours(1);
  To(S::CLOSED);
  given.Policy("complaint_pack.default", other);
  given.WhenSystem(Reply(7)).Refuses(v1::NO_POLICY);
}

}  // namespace
}  // namespace tenure::testing
