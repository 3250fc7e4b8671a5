// Ways out of 4.2 other than closing: withdrawal, rejection, extension, outside bodies, duplicates;
// and what the customer's book says of them.
#include "domain/complaint_book.h"
#include "given/complaint_given.h"
#include "tenure/v1/system.pb.h"

namespace tenure::testing {
namespace {

using S = v1::ComplaintState;

v1::GiveApproval Give(const std::string& id) {
  v1::GiveApproval command;
  command.set_approval_id(id);
  return command;
}

TEST_F(ComplaintTest, Withdraw_ByTheComplainant_EndsCaseAndClocks) {
  given.Do(File());
  given.Do(Withdraw())
      .Gives({"ComplaintWithdrawn", "SlaClockStopped", "SlaClockStopped", "SlaClockStopped"});
  EXPECT_EQ(Case().status(), S::WITHDRAWN);
  EXPECT_TRUE(given.Timers("complaint", kCase).empty());
  EXPECT_EQ(given.book().complaint().cases_open(), 0u);
}

TEST_F(ComplaintTest, Withdraw_ByAProxy_NeedsProof) {
  given.Do(File());
  given.When(Withdraw(Terms::PROXY)).Refuses(v1::PROXY_NOT_PROVEN);
  auto command = Withdraw(Terms::PROXY);
  *command.mutable_proxy_proof() = Proof();
  *command.mutable_evidence() = Proof();
  given.Do(command);
  EXPECT_EQ(Case().status(), S::WITHDRAWN);
}

TEST_F(ComplaintTest, Withdraw_BySomebodyUnnamed_IsRefused) {
  given.Do(File());
  given.When(Withdraw(Terms::VOICE_UNSPECIFIED)).Refuses(v1::PROXY_NOT_PROVEN);
}

TEST_F(ComplaintTest, Withdraw_WhileAnOfferWaits_StopsThePausedClockAsTimely) {
  To(S::PROPOSED);
  given.Now("2026-03-16T20:00:00+08:00");
  const auto outcome = given.Do(Withdraw());
  outcome.Gives({"ComplaintWithdrawn", "SlaClockStopped"});
  EXPECT_TRUE(outcome.event<v1::SlaClockStopped>().timely());
  EXPECT_TRUE(given.Timers("complaint", kCase).empty());
}

TEST_F(ComplaintTest, Reject_NeedsASecondPersonAndTheWayToAnOutsideBody) {
  given.Do(File());
  given.When(Dismiss("nobody")).Refuses(v1::EXTERNAL_ROUTE_UNKNOWN).Fact("route", "nobody");
  given.When(Dismiss()).NeedsApproval("complaints.reject");
  const std::string approval = given.Keep(Dismiss());
  given.As("li.wei").When(Give(approval)).Refuses(v1::NOT_PERMITTED);
  given.As("wang.fang").When(Give(approval)).Refuses(v1::NOT_PERMITTED);
  given.Now("2026-03-03T09:00:00+08:00");
  const auto outcome = given.As("chen.jie").Do(Give(approval));
  outcome.Gives({"ApprovalGiven", "ComplaintRejected", "SlaClockStopped", "SlaClockStopped",
                 "SlaClockStopped"});
  EXPECT_EQ(outcome.event<v1::ComplaintRejected>().approved_by(), "chen.jie");
  EXPECT_EQ(outcome.event<v1::ComplaintRejected>().external_route(), "12315");
  EXPECT_EQ(outcome.effective_at<v1::ComplaintRejected>(), At("2026-03-03T09:00:00+08:00"));
  EXPECT_EQ(outcome.event<v1::SlaClockStopped>().why(), Terms::CASE_ENDED);
  EXPECT_EQ(given.book().complaint().cases_open(), 0u);
}

TEST_F(ComplaintTest, Reject_ByTheRequesterHimself_IsRefused) {
  given.Do(File());
  given.Role("li.wei", "approver");
  const std::string approval = given.Keep(Dismiss());
  given.When(Give(approval)).Refuses(v1::APPROVER_IS_REQUESTER);
}

TEST_F(ComplaintTest, Reject_UnderAPackThatEndsWithTheFinalResponse_IsThatResponse) {
  auto file = File();
  file.set_sector("banking");
  given.Do(file);
  given.Do(Of<v1::AcknowledgeComplaint>());
  const auto outcome = given.DoApproved(Dismiss("人民法院"), "chen.jie");
  outcome.Gives({"ApprovalGiven", "ComplaintRejected", "SlaClockStopped"});
  EXPECT_EQ(outcome.event<v1::SlaClockStopped>().clock(), Terms::RESOLUTION);
  EXPECT_EQ(outcome.event<v1::SlaClockStopped>().why(), Terms::DONE);
}

TEST_F(ComplaintTest, Reject_WhenThePackNamesNoBody_AnyIsTold) {
  v1::PolicyBody body;
  auto* pack = body.mutable_complaint_pack();
  pack->set_calendar("calendar");
  pack->add_targets()->mutable_resolution()->set_calendar_days(1);
  pack->set_resolution_stop(Terms::ON_EXECUTED);
  given.Policy("complaint_pack.default", body);
  given.Do(File());
  given.When(Dismiss("nobody")).NeedsApproval("complaints.reject");
}

TEST_F(ComplaintTest, Extend_WithApproval_MovesTheResolutionOnce) {
  auto file = File();
  file.set_sector("banking");
  given.Do(file);
  EXPECT_EQ(Due(Terms::RESOLUTION), At("2026-03-18T00:00:00+08:00"));  // 15 days
  given.When(Of<v1::ExtendComplaint>()).NeedsApproval("complaints.extend");
  const auto outcome = given.DoApproved(Of<v1::ExtendComplaint>(), "chen.jie");
  outcome.Gives({"ApprovalGiven", "ComplaintExtended", "SlaClockRetargeted"});
  EXPECT_EQ(outcome.event<v1::SlaClockRetargeted>().why(), Terms::EXTENDED);
  EXPECT_EQ(outcome.event<v1::ComplaintExtended>().approved_by(), "chen.jie");
  EXPECT_EQ(Due(Terms::RESOLUTION), At("2026-04-17T00:00:00+08:00"));  // + 30 days
  given.When(Of<v1::ExtendComplaint>())
      .Refuses(v1::EXTENSION_NOT_PROVIDED)
      .Fact("pack", "complaint_pack.cn-cbirc");
}

TEST_F(ComplaintTest, Extend_AfterTheAssessment_KeepsTheExtension) {
  auto file = File();
  file.set_sector("banking");
  given.Do(file);
  given.Do(Assign());
  given.DoApproved(Of<v1::ExtendComplaint>(), "chen.jie");
  auto command = Assess();
  command.set_complexity(Terms::COMPLEX);
  command.set_urgency(Terms::SAFETY);
  command.set_expedited(true);
  given.Do(command);
  EXPECT_EQ(Due(Terms::RESOLUTION),
            At("2026-05-02T00:00:00+08:00"));  // 30 + 30 days: the end of 1 May
}

TEST_F(ComplaintTest, Extend_WithoutARunningClockOrAnExtensionInThePack_IsRefused) {
  auto file = File();
  file.set_jurisdiction("UK");
  given.Do(file);
  given.When(Of<v1::ExtendComplaint>()).Refuses(v1::EXTENSION_NOT_PROVIDED);
  FreshCase executed;
  executed.To(S::EXECUTED);
  executed.given.When(Of<v1::ExtendComplaint>()).Refuses(v1::RESOLUTION_CLOCK_STOPPED);
}

TEST_F(ComplaintTest, Escalate_AnOpenCase_StopsItsClocksAndKeepsItOpenInTheBook) {
  To(S::ACKNOWLEDGED);
  const auto outcome = given.Do(Escalate());
  outcome.Gives({"ComplaintEscalated", "SlaClockStopped"});
  EXPECT_FALSE(outcome.event<v1::ComplaintEscalated>().was_ended());
  EXPECT_EQ(given.book().complaint().cases_open(), 1u);
}

TEST_F(ComplaintTest, Escalate_AnEndedCase_OpensItInTheBookAgain) {
  for (const S::Status status : {S::REJECTED, S::CLOSED}) {
    FreshCase fresh;
    fresh.To(status);
    EXPECT_EQ(fresh.given.book().complaint().cases_open(), 0u);
    EXPECT_TRUE(fresh.given.Do(Escalate()).event<v1::ComplaintEscalated>().was_ended());
    EXPECT_EQ(fresh.given.book().complaint().cases_open(), 1u);
    fresh.given.Do(Decided(Terms::NOT_UPHELD));
    EXPECT_EQ(fresh.given.book().complaint().cases_open(), 0u);
  }
}

TEST_F(ComplaintTest, Decision_ForTheComplainant_AuthorisesItsRemedyWithoutARule) {
  To(S::EXTERNAL);
  const auto outcome = given.Do(Decided(Terms::PARTLY_UPHELD));
  outcome.Gives({"ExternalDecisionRecorded"});
  EXPECT_FALSE(outcome.event<v1::ExternalDecisionRecorded>().ends_case());
  EXPECT_EQ(Case().status(), S::AUTHORISED);
  EXPECT_EQ(Case().authorised().authorised_by(), "12315");
  given.When(Propose(29999)).Refuses(v1::REMEDY_DIFFERS);
  const auto proposed = given.Do(Propose());
  EXPECT_FALSE(proposed.event<v1::RemedyProposed>().has_rule());
  given.Do(Accept());
  given.Do(Of<v1::StartRemedy>());
  given.Do(Complete());
  EXPECT_EQ(Case().status(), S::EXECUTED);
}

TEST_F(ComplaintTest, Decision_AgainstTheComplainant_ClosesTheCaseWithItsWindow) {
  To(S::EXTERNAL);
  const auto outcome = given.Do(Decided(Terms::NOT_UPHELD));
  EXPECT_TRUE(outcome.event<v1::ExternalDecisionRecorded>().ends_case());
  EXPECT_EQ(Case().status(), S::CLOSED);
  EXPECT_EQ(TimeOf(Case().reopen_until()), At("2026-04-02T00:00:00+08:00"));
  given.When(Of<v1::ReopenComplaint>())
      .Gives({"ComplaintReopened", "SlaClockStarted", "SlaClockStarted"});
}

TEST_F(ComplaintTest, Decision_WithoutRemedyOrWithABadAmountOrFromTomorrow_IsRefused) {
  To(S::EXTERNAL);
  auto command = Decided();
  command.clear_kind();
  given.When(command).Refuses(v1::EXTERNAL_REMEDY_MISSING);
  command = Decided();
  command.mutable_amount()->set_minor(0);
  given.When(command).Refuses(v1::AMOUNT_INVALID);
  command = Decided();
  *command.mutable_decided_on() = DateMessage(Day("2026-03-03"));
  given.When(command).Refuses(v1::EFFECTIVE_IN_FUTURE);
}

TEST_F(ComplaintTest, Merge_ADuplicate_HandsPersonsAndHarmToTheSurvivingCase) {
  auto duplicate = File();
  duplicate.add_complained_of("wang.fang");
  Harmed("IS-7");
  duplicate.set_harm_issue_id("IS-7");
  given.Do(duplicate);
  auto survivor = File("CC-2");
  survivor.set_distinct_from(kCase);
  given.Do(survivor);
  given.Do(Merge("CC-2"))
      .Gives({"ComplaintMerged", "SlaClockStopped", "SlaClockStopped", "SlaClockStopped",
              "DuplicateAbsorbed"});
  EXPECT_EQ(Case().merged_into(), "CC-2");
  EXPECT_EQ(Case("CC-2").duplicates(), 1u);
  EXPECT_EQ(Case("CC-2").harm_issue_id(), "IS-7");
  given.When(Assign("wang.fang", "CC-2")).Refuses(v1::HANDLER_COMPLAINED_OF);
  EXPECT_EQ(given.book().complaint().cases_open(), 1u);
  EXPECT_FALSE(complaint::HarmHasOutcome(given.book().complaint(), "IS-7"));
  auto withdraw = Withdraw();
  withdraw.set_complaint_id("CC-2");
  given.Do(withdraw);
  EXPECT_TRUE(complaint::HarmHasOutcome(given.book().complaint(), "IS-7"));
}

TEST_F(ComplaintTest, Merge_IntoItselfAnUnknownOrAnEndedCase_IsRefused) {
  given.Do(File());
  given.When(Merge(kCase)).Refuses(v1::MERGE_INTO_ITSELF);
  given.When(Merge("CC-9")).Refuses(v1::UNKNOWN_REFERENCE).Fact("field", "into");
  auto other = File("CC-2");
  other.set_distinct_from(kCase);
  given.Do(other);
  auto withdraw = Withdraw();
  withdraw.set_complaint_id("CC-2");
  given.Do(withdraw);
  given.When(Merge("CC-2")).Refuses(v1::MERGE_TARGET_ENDED).Fact("into", "CC-2");
}

TEST_F(ComplaintTest, Merge_WhenTheOtherHandlerIsComplainedOf_HeIsReplacedFirst) {
  auto duplicate = File();
  duplicate.add_complained_of("wang.fang");
  given.Do(duplicate);
  auto survivor = File("CC-2");
  survivor.set_distinct_from(kCase);
  given.Do(survivor);
  given.Do(Assign("wang.fang", "CC-2"));
  given.When(Merge("CC-2")).Refuses(v1::HANDLER_COMPLAINED_OF).Fact("handler", "wang.fang");
}

TEST_F(ComplaintTest, Merge_MorePersonsThanOneCaseHolds_IsFull) {
  auto duplicate = File();
  auto survivor = File("CC-2");
  survivor.set_distinct_from(kCase);
  for (int i = 0; i < 9; ++i) {
    duplicate.add_complained_of("a" + std::to_string(i));
    survivor.add_complained_of("b" + std::to_string(i));
  }
  given.Do(duplicate);
  given.Do(survivor);
  given.When(Merge("CC-2")).Refuses(v1::STATE_FULL);
}

TEST_F(ComplaintTest, Absorb_OnAnEndedCase_IsRefused) {
  To(S::CLOSED);
  auto command = Of<v1::AbsorbDuplicate>();
  command.set_duplicate("CC-2");
  given.WhenSystem(command).Refuses(v1::COMPLAINT_ORDER);
}

TEST_F(ComplaintTest, HarmHasOutcome_FollowsItsCase) {
  const auto has = [&] { return complaint::HarmHasOutcome(given.book().complaint(), "IS-7"); };
  EXPECT_FALSE(has());
  auto file = File();
  Harmed("IS-7");
  file.set_harm_issue_id("IS-7");
  given.Do(file);
  EXPECT_FALSE(has());
  given.DoApproved(Dismiss(), "chen.jie");
  EXPECT_TRUE(has());
  given.Do(Escalate());
  EXPECT_FALSE(has());
  given.Do(Decided(Terms::NOT_UPHELD));
  EXPECT_TRUE(has());
  given.Do(Of<v1::ReopenComplaint>());
  EXPECT_FALSE(has());
}

TEST_F(ComplaintTest, LinkHarm_ToAnOpenCase_MakesItAnswerForTheHarm) {
  auto link = Of<v1::LinkComplaintHarm>();
  link.set_harm_issue_id("IS 8");
  given.Do(File());
  given.WhenSystem(link).Refuses(v1::BAD_ID).Fact("field", "harm_issue_id");
  link.set_harm_issue_id("IS-8");
  given.DoSystem(link).Gives({"ComplaintHarmLinked"});
  given.WhenSystem(link).Refuses(v1::NO_CHANGE);
  EXPECT_FALSE(complaint::HarmHasOutcome(given.book().complaint(), "IS-8"));
  given.Do(Withdraw());
  EXPECT_TRUE(complaint::HarmHasOutcome(given.book().complaint(), "IS-8"));
  link.set_harm_issue_id("IS-9");
  given.WhenSystem(link).Refuses(v1::COMPLAINT_ORDER);
}

TEST_F(ComplaintTest, Book_OfManyCases_StaysBoundedAndCountsThemAll) {
  for (int i = 0; i < 40; ++i) {
    auto file = File("CC-" + std::to_string(i));
    file.set_about_id("EN-" + std::to_string(i));
    Harmed("IS-" + std::to_string(i));
    file.set_harm_issue_id("IS-" + std::to_string(i));
    given.Do(file);
    if (i != 3) continue;
    auto withdraw = Withdraw();
    withdraw.set_complaint_id("CC-3");
    given.Do(withdraw);
  }
  const v1::ComplaintBook& book = given.book().complaint();
  EXPECT_EQ(book.cases_open(), 39u);
  EXPECT_EQ(book.newest_size(), 16);
  EXPECT_EQ(book.newest(15).complaint_id(), "CC-39");
  EXPECT_EQ(book.harm_cases_size(), 16);
  EXPECT_FALSE(complaint::HarmHasOutcome(book, "IS-3"));  // ended ones left first
}

TEST_F(ComplaintTest, Book_AtItsLargest_StaysBelowSevenKibibytes) {
  const auto longest = [](char first, int number) {
    const std::string text = first + std::to_string(number);
    return text + std::string(64 - text.size(), 'x');
  };
  for (int i = 0; i < 40; ++i) {
    auto file = File(longest('C', i));
    file.set_category(Terms::WRONG_INFORMATION);
    file.set_about_kind(std::string(40, 'k'));
    file.set_about_id(longest('E', i));
    Harmed(longest('I', i));
    file.set_harm_issue_id(longest('I', i));
    if (i > 0) file.set_previous_case(longest('C', i - 1));
    given.Do(file);
    auto withdraw = Withdraw();
    withdraw.set_complaint_id(longest('C', i));
    given.Do(withdraw);
  }
  EXPECT_LT(given.book().complaint().ByteSizeLong(), 7u * 1024);
}

TEST_F(ComplaintTest, State_AtItsLargest_StaysBelowItsBound) {
  auto file = File();
  file.set_about_id(std::string(64, 'e'));
  for (int i = 10; i < 26; ++i) file.add_complained_of(std::to_string(i) + std::string(62, 'p'));
  given.Do(file);
  given.Do(Assign(std::string(64, 'h')));
  given.DoApproved(Of<v1::ExtendComplaint>(), "chen.jie");
  EXPECT_LT(Case().ByteSizeLong(), 4096u);
}

}  // namespace
}  // namespace tenure::testing
