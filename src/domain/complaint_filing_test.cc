// From filing to the apology: FileComplaint, AssignComplaint, AcknowledgeComplaint, AddCaseNote and
// Q1-Q3, each success and each refusal.
#include "given/complaint_given.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/governance.pb.h"
#include "tenure/v1/issue.pb.h"

namespace tenure::testing {
namespace {

using S = v1::ComplaintState;

const std::vector<std::string> kFiled = {"ComplaintFiled", "SlaClockStarted", "SlaClockStarted",
                                         "SlaClockStarted"};

TEST_F(ComplaintTest, File_ByTheComplainant_StartsThreeClocksFromItsReceipt) {
  given.EffectiveAt(At("2026-02-27T16:00:00+08:00"));
  const auto outcome = given.Do(File());
  outcome.Gives(kFiled);
  const auto& filed = outcome.event<v1::ComplaintFiled>();
  EXPECT_EQ(filed.pack().policy(), "complaint_pack.default");
  EXPECT_EQ(filed.pack().version(), 1u);
  EXPECT_EQ(filed.choice().policy(), "complaint");
  EXPECT_EQ(filed.customer_kind(), static_cast<std::uint32_t>(v1::PERSON));
  EXPECT_EQ(filed.filed_by(), Terms::COMPLAINANT);
  EXPECT_EQ(Case().status(), S::RECEIVED);
  // Friday 16:00: two hours left, then Saturday 28 February, a make-up day: 09:00 + 2 h.
  EXPECT_EQ(Due(Terms::ACKNOWLEDGEMENT), At("2026-02-28T11:00:00+08:00"));
}

TEST_F(ComplaintTest, File_WithoutAnId_GetsOne) {
  auto command = File("");
  const auto outcome = given.Do(command);
  EXPECT_TRUE(outcome.id().starts_with("CC-")) << outcome.id();
}

TEST_F(ComplaintTest, File_ByServiceStaff_IsPermittedToWhoeverMayFile) {
  given.Role("guo.jing", "service").As("guo.jing").When(File()).Gives(kFiled);
  given.As("sun.li").When(File()).Refuses(v1::NOT_PERMITTED);
}

TEST_F(ComplaintTest, File_ByAStranger_NeedsTheCustomerRegisteredFirst) {
  given.In("customer/C-9999").When(File()).Refuses(v1::UNKNOWN_CUSTOMER);
}

TEST_F(ComplaintTest, File_ByAProxy_NeedsProof) {
  auto command = File();
  command.set_filed_by(Terms::PROXY);
  given.When(command).Refuses(v1::PROXY_NOT_PROVEN);
  command.mutable_proxy_proof()->set_kind("proxy");
  given.When(command).Refuses(v1::PROXY_NOT_PROVEN);
  *command.mutable_proxy_proof() = Proof();
  given.Do(command).Gives(kFiled);
  EXPECT_TRUE(Case().proxy_proven());
}

TEST_F(ComplaintTest, File_MorePersonsThanTheStateHolds_IsFull) {
  auto command = File();
  for (int i = 0; i < 17; ++i) command.add_complained_of("p" + std::to_string(i));
  given.When(command).Refuses(v1::STATE_FULL).Fact("limit", "16");
}

TEST_F(ComplaintTest, File_NamingSomethingThatIsNoIdentifier_IsRefused) {
  const std::string bad(65, 'x');
  auto command = File();
  command.set_about_kind("a b");
  given.When(command).Refuses(v1::BAD_ID).Fact("field", "about_kind");
  command = File();
  command.set_about_id(bad);
  given.When(command).Refuses(v1::BAD_ID).Fact("field", "about_id");
  command = File();
  command.set_harm_issue_id(bad);
  given.When(command).Refuses(v1::BAD_ID).Fact("field", "harm_issue_id");
  command = File();
  command.add_complained_of("李 雷");
  given.When(command).Refuses(v1::BAD_ID).Fact("field", "complained_of");
  given.Do(File());
  given.When(Assign(bad)).Refuses(v1::BAD_ID).Fact("field", "handler");
}

TEST_F(ComplaintTest, File_AboutTheSameOpenMatter_IsSuspectedToBeADuplicate) {
  given.Do(File());
  given.When(File("CC-2")).Refuses(v1::COMPLAINT_MAYBE_DUPLICATE).Fact("id", kCase);
}

TEST_F(ComplaintTest, File_ForAHarm_IsNeverADuplicate) {
  given.Do(File());
  auto harm = File("CC-2");
  for (const char* issue : {"IS-1", "IS-2"}) Harmed(issue);
  harm.set_harm_issue_id("IS-1");
  given.Do(harm);
  harm.set_complaint_id("CC-3");
  harm.set_harm_issue_id("IS-2");
  given.When(harm).Gives(kFiled);
}

// L6: nobody answers for a harm that is not there, is none, or has been made good.
TEST_F(ComplaintTest, File_ForSomethingElseThanAnOpenHarm_IsRefused) {
  auto command = File();
  command.set_harm_issue_id("IS-1");
  given.When(command).Refuses(v1::UNKNOWN_REFERENCE).Fact("id", "IS-1");
  v1::RaiseIssue raise;
  raise.set_issue_id("IS-1");
  raise.set_origin(v1::CARE);
  raise.set_owner("li.wei");
  given.Do(raise);
  given.When(command).Refuses(v1::NOT_A_HARM).Fact("id", "IS-1");
  Harmed("IS-2");
  command.set_harm_issue_id("IS-2");
  given.When(command).Gives(kFiled);
  v1::IssueResolved resolved;
  resolved.set_issue_id("IS-2");
  resolved.set_harm(true);
  given.Event("IS-2", resolved);
  given.When(command).Refuses(v1::ISSUE_RESOLVED).Fact("id", "IS-2");
}

// The harm of another customer is unknown here.
TEST_F(ComplaintTest, File_ForAnotherCustomersHarm_IsRefused) {
  Harmed("IS-1");
  given.Customer("C-1002").In("customer/C-1002");
  auto command = File();
  command.set_harm_issue_id("IS-1");
  given.When(command).Refuses(v1::UNKNOWN_REFERENCE).Fact("field", "data.harm_issue_id");
}

TEST_F(ComplaintTest, File_CheckedToBeAnotherMatter_IsAccepted) {
  given.Do(File());
  auto second = File("CC-2");
  second.set_distinct_from(kCase);
  given.Do(second);
  auto third = File("CC-3");  // both are open: the one not named is still suspected
  third.set_distinct_from(kCase);
  given.When(third).Refuses(v1::COMPLAINT_MAYBE_DUPLICATE).Fact("id", "CC-2");
}

TEST_F(ComplaintTest, File_AboutAnotherThingCategoryOrAfterTheWindow_IsNoDuplicate) {
  given.Do(File());
  auto other = File("CC-2");
  other.set_about_id("EN-2");
  given.When(other).Gives(kFiled);
  other = File("CC-2");
  other.set_category(Terms::BILLING);
  given.When(other).Gives(kFiled);
  given.Now("2026-05-31T09:00:00+08:00").When(File("CC-2")).Refuses(v1::COMPLAINT_MAYBE_DUPLICATE);
  given.Now("2026-05-31T09:00:01+08:00").When(File("CC-2")).Gives(kFiled);
}

TEST_F(ComplaintTest, File_AfterTheFirstHasEnded_IsNoDuplicate) {
  To(S::WITHDRAWN);
  given.When(File("CC-2")).Gives(kFiled);
}

TEST_F(ComplaintTest, File_WithAnEarlierCase_ThatCaseExistsAndHasEnded) {
  auto command = File("CC-2");
  command.set_about_id("EN-2");
  command.set_previous_case("CC-0");
  given.When(command).Refuses(v1::UNKNOWN_REFERENCE).Fact("field", "previous_case");
  given.Do(File());
  command.set_previous_case(kCase);
  given.When(command).Refuses(v1::PREVIOUS_CASE_OPEN).Fact("id", kCase);
  given.Do(Withdraw());
  given.Do(command);
  EXPECT_EQ(Case("CC-2").previous_case(), kCase);
}

struct PackCase {
  const char* jurisdiction;
  const char* sector;
  const char* pack;
};

TEST_F(ComplaintTest, File_JurisdictionAndSector_ChooseThePack) {
  for (const PackCase& one : {PackCase{"", "", "complaint_pack.default"},
                              PackCase{"", "banking", "complaint_pack.cn-cbirc"},
                              PackCase{"CN", "insurance", "complaint_pack.cn-cbirc"},
                              PackCase{"UK", "", "complaint_pack.uk-disp"},
                              PackCase{"UK", "banking", "complaint_pack.uk-disp"},
                              PackCase{"UK", "payments", "complaint_pack.uk-disp-payments"},
                              PackCase{"FR", "banking", "complaint_pack.default"}}) {
    auto command = File();
    command.set_jurisdiction(one.jurisdiction);
    command.set_sector(one.sector);
    EXPECT_EQ(given.When(command).event<v1::ComplaintFiled>().pack().policy(), one.pack)
        << one.jurisdiction << " " << one.sector;
  }
}

TEST_F(ComplaintTest, File_KindOfCustomer_ChoosesThePackToo) {
  v1::PolicyBody body;
  body.mutable_complaint()->set_home_jurisdiction("CN");
  auto* choice = body.mutable_complaint()->add_choices();
  choice->set_customer_kind(v1::ORGANISATION);
  choice->set_pack("complaint_pack.uk-disp");
  given.Policy("complaint", body);
  EXPECT_EQ(given.When(File()).event<v1::ComplaintFiled>().pack().policy(),
            "complaint_pack.default");
  choice->set_customer_kind(v1::PERSON);
  given.Policy("complaint", body);
  const auto outcome = given.When(File());
  EXPECT_EQ(outcome.event<v1::ComplaintFiled>().pack().policy(), "complaint_pack.uk-disp");
  EXPECT_EQ(outcome.event<v1::ComplaintFiled>().choice().version(), 3u);
}

TEST_F(ComplaintTest, File_PackOrItsCalendarNotInForce_NamesThePolicy) {
  v1::PolicyBody body;
  body.mutable_complaint()->set_home_jurisdiction("CN");
  body.mutable_complaint()->add_choices()->set_pack("complaint_pack.gone");
  given.Policy("complaint", body);
  given.When(File()).Refuses(v1::NO_POLICY).Fact("policy", "complaint_pack.gone");
  v1::PolicyBody pack;
  pack.mutable_complaint_pack()->set_calendar("calendar.mars");
  given.Policy("complaint_pack.gone", pack);
  given.When(File()).Refuses(v1::NO_POLICY).Fact("policy", "calendar.mars");
}

TEST_F(ComplaintTest, File_BeforeAnyComplaintPolicy_NamesThePolicy) {
  given.Now("2025-12-31T00:00:00+08:00");  // the shipped policies begin with 2026
  given.WhenSystem(File()).Refuses(v1::NO_POLICY).Fact("policy", "complaint");
}

TEST_F(ComplaintTest, File_CalendarThatNeverWorks_IsRefused) {
  v1::PolicyBody body;
  body.mutable_calendar()->add_offsets();
  given.Policy("calendar", body);
  given.When(File()).Refuses(v1::CALENDAR_EXHAUSTED).Fact("calendar", "calendar");
}

TEST_F(ComplaintTest, Assign_AnybodyWithoutInterest_BecomesTheHandler) {
  given.Do(File());
  const auto outcome = given.Do(Assign("wang.fang"));
  outcome.Gives({"ComplaintAssigned"});
  given.When(Assign("wang.fang")).Refuses(v1::NO_CHANGE);
  EXPECT_EQ(given.Do(Assign("li.wei")).event<v1::ComplaintAssigned>().previous(), "wang.fang");
  EXPECT_EQ(Case().handler(), "li.wei");
}

TEST_F(ComplaintTest, Assign_APersonComplainedOf_IsRefused) {
  auto command = File();
  command.add_complained_of("wang.fang");
  given.Do(command);
  given.When(Assign("wang.fang")).Refuses(v1::HANDLER_COMPLAINED_OF).Fact("handler", "wang.fang");
}

TEST_F(ComplaintTest, Handling_ByAPersonComplainedOf_IsRefusedButHisNoteIsKept) {
  auto command = File();
  command.add_complained_of("wang.fang");
  given.Do(command);
  given.As("wang.fang").When(Of<v1::AcknowledgeComplaint>()).Refuses(v1::ACTOR_COMPLAINED_OF);
  given.When(Of<v1::AddCaseNote>()).Gives({"CaseNoteAdded"});
}

TEST_F(ComplaintTest, Handling_OnBehalfOfAPersonComplainedOf_IsRefused) {
  auto command = File();
  command.add_complained_of("wang.fang");
  given.Do(command);
  v1::DelegationGranted delegation;
  delegation.set_actor_id("sun.li");
  delegation.set_delegation_id("D-1");
  delegation.set_act("complaints.handle");
  delegation.set_on_behalf_of("wang.fang");
  *delegation.mutable_from() = InstantOf(At("2026-01-01"));
  *delegation.mutable_to() = InstantOf(At("2027-01-01"));
  given.In("governance/main").Event("sun.li", delegation).In("customer/C-1001");
  given.As("sun.li", "wang.fang")
      .When(Of<v1::AcknowledgeComplaint>())
      .Refuses(v1::ACTOR_COMPLAINED_OF)
      .Fact("actor", "wang.fang");
}

TEST_F(ComplaintTest, Acknowledge_ByAPerson_StopsAcknowledgementAndFirstResponse) {
  given.Do(File());
  given.Now("2026-03-02T10:00:00+08:00");
  const auto outcome = given.Do(Of<v1::AcknowledgeComplaint>());
  outcome.Gives({"ComplaintAcknowledged", "SlaClockStopped", "SlaClockStopped"});
  EXPECT_TRUE(outcome.event<v1::SlaClockStopped>().timely());
  EXPECT_TRUE(ClockOf(Terms::FIRST_RESPONSE).has_stopped_at());
}

TEST_F(ComplaintTest, Acknowledge_Automatically_LeavesTheFirstResponseClockRunning) {
  given.Do(File());
  auto command = Of<v1::AcknowledgeComplaint>();
  command.set_automatic(true);
  given.When(command).Gives({"ComplaintAcknowledged", "SlaClockStopped"});
  const auto outcome = given.DoSystem(Of<v1::AcknowledgeComplaint>());
  outcome.Gives({"ComplaintAcknowledged", "SlaClockStopped"});
  EXPECT_TRUE(outcome.event<v1::ComplaintAcknowledged>().automatic());
  EXPECT_FALSE(ClockOf(Terms::FIRST_RESPONSE).has_stopped_at());
  given.Do(Of<v1::RecordListening>()).Gives({"ComplaintHeard", "SlaClockStopped"});
  EXPECT_EQ(Case().status(), S::HEARD);
}

TEST_F(ComplaintTest, Step_EffectiveBeforeTheLastOne_IsRefused) {
  given.Do(File());
  given.EffectiveAt(At("2026-03-02T08:59:59+08:00"));
  given.When(Of<v1::AcknowledgeComplaint>())
      .Refuses(v1::COMPLAINT_STEP_BACKDATED)
      .Fact("last", "2026-03-02T01:00:00Z");
}

TEST_F(ComplaintTest, Step_RecordedLateWithItsOwnTime_CountsAsTimely) {
  given.Do(File());
  given.Now("2026-03-05T09:00:00+08:00").EffectiveAt(At("2026-03-02T10:00:00+08:00"));
  const auto outcome = given.When(Of<v1::AcknowledgeComplaint>());
  EXPECT_TRUE(outcome.event<v1::SlaClockStopped>().timely());
  EXPECT_EQ(outcome.effective_at<v1::SlaClockStopped>(), At("2026-03-02T10:00:00+08:00"));
}

TEST_F(ComplaintTest, Note_ToTheCustomer_IsAFirstResponseAndAnInternalOneIsNot) {
  given.Do(File());
  auto note = Of<v1::AddCaseNote>();
  given.Do(note).Gives({"CaseNoteAdded"});
  note.set_to_customer(true);
  *note.mutable_evidence() = Proof();
  given.Do(note).Gives({"CaseNoteAdded", "SlaClockStopped"});
  given.Do(note).Gives({"CaseNoteAdded"});
  EXPECT_EQ(Case().notes(), 3u);
  EXPECT_GT(Case().last_note_at(), 0u);
}

TEST_F(ComplaintTest, Note_OnAMergedCase_BelongsToTheSurvivingOne) {
  To(S::MERGED);
  given.When(Of<v1::AddCaseNote>()).Refuses(v1::COMPLAINT_ORDER);
}

TEST_F(ComplaintTest, Care_InOneSitting_IsRecordedInOrder) {
  given.Do(File());
  given.When(Of<v1::Apologise>()).Refuses(v1::COMPLAINT_ORDER).Fact("next", "AcknowledgeComplaint");
  given.Do(Of<v1::AcknowledgeComplaint>());
  given.When(Of<v1::ExpressSympathy>())
      .Refuses(v1::COMPLAINT_ORDER)
      .Fact("next", "RecordListening");
  given.Do(Of<v1::RecordListening>()).Gives({"ComplaintHeard"});
  given.Do(Of<v1::ExpressSympathy>()).Gives({"SympathyExpressed"});
  given.Do(Of<v1::Apologise>()).Gives({"ApologyMade"});
  EXPECT_EQ(Case().status(), S::APOLOGISED);
  EXPECT_GT(Case().heard_at(), Case().filed_at());
}

TEST_F(ComplaintTest, Apology_AdmittingLiability_IsRefusedBeforeResponsibilityIsOurs) {
  To(S::SYMPATHISED);
  auto command = Of<v1::Apologise>();
  EXPECT_FALSE(given.When(command).event<v1::ApologyMade>().admission());
  command.set_admission(true);
  given.When(command).Refuses(v1::ADMISSION_BEFORE_RESPONSIBILITY);
}

TEST_F(ComplaintTest, Apology_AfterResponsibilityWasOurs_MayAdmitIt) {
  To(S::CLOSED);  // reopened: responsibility is known from the first round
  given.Do(Of<v1::ReopenComplaint>());
  given.Do(Of<v1::ExpressSympathy>());
  auto command = Of<v1::Apologise>();
  command.set_admission(true);
  EXPECT_TRUE(given.When(command).event<v1::ApologyMade>().admission());
}

TEST_F(ComplaintTest, EveryCommand_OnAnUnknownCase_IsRefused) {
  for (const CommandEntry& entry : BuiltInDomain().commands()) {
    if (entry.options->aggregate() != "complaint" || entry.options->creates()) continue;
    given.WhenSystem(*entry.prototype, "CC-404").Refuses(v1::UNKNOWN_STREAM);
  }
}

TEST_F(ComplaintTest, EveryCommand_WithoutItsPermission_IsRefused) {
  given.Do(File());
  for (const CommandEntry& entry : BuiltInDomain().commands()) {
    if (entry.options->aggregate() != "complaint") continue;
    given.As("sun.li").When(*entry.prototype, kCase).Refuses(v1::NOT_PERMITTED);
  }
}

}  // namespace
}  // namespace tenure::testing
