// Twice gives nothing: every command of the contract, given to the real engine over memory ports
// and accepted (or kept for a second person), changes nothing when it comes again under its id, and
// is answered as the first time. A story makes each command acceptable; most of its data is the
// command's own example, told of one customer and of one of everything.
#include <fmt/format.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <string>

#include "base/assert.h"
#include "base/random.h"
#include "contract/describe.h"
#include "contract/json_reader.h"
#include "domain/table/default_pack.h"
#include "engine/engine.h"
#include "engine/gateway.h"
#include "log/memory_log.h"
#include "seal/memory_key_store.h"
#include "seal/seal.h"
#include "store/memory_store.h"
#include "tenure/v1/credit_terms.pb.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/governance.pb.h"
#include "tenure/v1/invoice.pb.h"

namespace tenure::law {
namespace {

using google::protobuf::TextFormat;

constexpr char kCustomer[] = "customer/C-1";
constexpr char kRules[] = "governance/main";

class SteppedClock final : public Clock {
 public:
  explicit SteppedClock(Time now) : now_(now) {}
  Time Now() override { return now_; }
  void Set(Time now) { now_ = now; }

 private:
  Time now_;
};

template <typename T>
T Must(Result<T> result) {
  TENURE_ASSERT(result.has_value(), "{}", result.error().message);
  if constexpr (!std::is_void_v<T>) return *std::move(result);
}

// The instant of a day in 2026 and later, nine in the morning in Shanghai.
Time Morning(int year, unsigned month, unsigned day) {
  return std::chrono::sys_days(std::chrono::year(year) / month / day) + std::chrono::hours(1);
}

class CommandLaw : public ::testing::Test {
 protected:
  CommandLaw()
      : clock_(Morning(2026, 8, 13)),
        random_(11),
        keys_(random_),
        sealer_(keys_, random_, std::string(16, 's')),
        gateway_(BuiltInDomain(), sealer_, random_),
        engine_(Must(engine::Engine::Open({log_, store_, clock_, BuiltInDomain()}, {}))) {
    for (const domain::PackPolicy& policy : domain::DefaultPack()) {
      v1::InstallPolicy install;
      install.set_policy_id(policy.policy);
      *install.mutable_body() = policy.body;
      System(kRules, install);
    }
    for (const auto& [actor, role] :
         std::vector<std::pair<std::string, std::string>>{{"admin", "administrator"},
                                                          {"wu.gang", "administrator"},
                                                          {"li.wei", "sales"},
                                                          {"li.wei", "service"},
                                                          {"li.wei", "complaints"},
                                                          {"li.wei", "credit"},
                                                          {"li.wei", "key_accounts"},
                                                          {"he.jing", "sales"},
                                                          {"zhao.min", "complaints"},
                                                          {"zhao.min", "approver"}}) {
      v1::GrantRole grant;
      grant.set_actor_id(actor);
      grant.set_role(role);
      System(kRules, grant);
    }
  }

  void System(const std::string& scope, const Message& command) {
    const v1::Answer answer =
        Must(engine_->Run(Must(gateway_.AdmitSystem(scope, command, clock_.Now()))));
    TENURE_ASSERT(answer.status() == v1::Answer::ACCEPTED, "{}", answer.ShortDebugString());
  }

  // The examples speak of many people's affairs; here all is one customer's.
  static void MakeItTheStorys(Message* data) {
    for (const auto& [name, id] :
         std::vector<std::pair<std::string, std::string>>{{"engagement_id", "EN-1"},
                                                          {"revisit_plan_id", "EN-1"},
                                                          {"project_id", "P-1"},
                                                          {"snag_id", "S-1"},
                                                          {"contact_person_id", "CP-1"}}) {
      const auto* field = data->GetDescriptor()->FindFieldByName(name);
      if (field == nullptr || data->GetReflection()->GetString(*data, field).empty()) continue;
      data->GetReflection()->SetString(data, field, id);
    }
  }

  // The command's example with `changes` (text format) put over it.
  std::unique_ptr<Message> Data(const CommandEntry& entry, const std::string& changes) {
    std::unique_ptr<Message> data(entry.prototype->New());
    const std::string example = contract::ExampleOf(data->GetDescriptor());
    const auto refused = contract::ReadMessageText(example, "data", *data);
    TENURE_ASSERT(!refused, "example of {}: {}", entry.name, example);
    MakeItTheStorys(data.get());
    const bool merged = TextFormat::MergeFromString(changes, data.get());
    TENURE_ASSERT(merged, "{}: {}", entry.name, changes);
    return data;
  }

  v1::Answer Send(const std::string& name, const std::string& scope, const std::string& changes,
                  const std::string& actor, const std::string& command_id) {
    engine::CommandRequest request;
    request.command = name;
    request.scope = scope;
    request.data = Data(*BuiltInDomain().FindCommand(name), changes);
    request.actor = actor;
    request.command_id = command_id;
    auto admitted = Must(gateway_.Admit(std::move(request), clock_.Now()));
    TENURE_ASSERT(admitted.has_value(), "{}: {}", name, v1::Refusal_Name(admitted.error().code));
    return Must(engine_->Run(*std::move(admitted)));
  }

  // Once: accepted or requested. Again, at once and a minute later: repeated, nothing written.
  v1::Answer Twice(const std::string& name, const std::string& changes = "",
                   const std::string& actor = "li.wei", const std::string& scope = kCustomer) {
    const std::string id = "law " + std::to_string(++commands_);
    const v1::Answer first = Send(name, scope, changes, actor, id);
    EXPECT_TRUE(first.status() == v1::Answer::ACCEPTED || first.status() == v1::Answer::REQUESTED)
        << name << " {" << changes << "}: " << v1::Refusal_Name(v1::Refusal(first.refusal())) << " "
        << first.ShortDebugString();
    if (first.refusal() != 0) return first;
    const Position head = engine_->head();
    for (int again = 0; again < 2; ++again) {
      const v1::Answer second = Send(name, scope, changes, actor, id);
      EXPECT_EQ(v1::Answer::Status_Name(second.status()), "REPEATED") << name;
      EXPECT_EQ(engine_->head(), head) << name;
      EXPECT_EQ(second.position(), first.position()) << name;
      EXPECT_EQ(second.id(), first.id()) << name;
      EXPECT_EQ(second.approval_id(), first.approval_id()) << name;
      EXPECT_EQ(second.events_size(), first.events_size()) << name;
      clock_.Set(clock_.Now() + std::chrono::minutes(1));
    }
    done_.insert(name);
    return first;
  }

  // Kept for a second person, then carried out by him.
  void TwiceByTwo(const std::string& name, const std::string& changes = "",
                  const std::string& scope = kCustomer) {
    const v1::Answer kept = Twice(name, changes, "li.wei", scope);
    EXPECT_EQ(v1::Answer::Status_Name(kept.status()), "REQUESTED") << name;
    Twice("GiveApproval", "approval_id: '" + kept.approval_id() + "'", "admin", scope);
  }

  void Governance();
  void CustomerFile();
  void Engagements();
  void IssuesAndFund();
  void Credit();
  void Score(const std::string& id);
  void KeyAccounts();
  void YearEnd();
  void Complaint();
  void ComplaintsWaysOut();
  void OpenComplaint(const std::string& id);
  void Receivables();
  void Collections();
  void Law();
  void Approved(const std::string& name, const std::string& changes,
                const std::string& scope = kCustomer);
  void Privacy();
  void FilesOfOthers();
  void FourYearsLater();

  SteppedClock clock_;
  SeededRandom random_;
  log::MemoryLog log_;
  store::MemoryStore store_;
  seal::MemoryKeyStore keys_;
  seal::Sealer sealer_;
  engine::Gateway gateway_;
  std::unique_ptr<engine::Engine> engine_;
  std::set<std::string> done_;
  int commands_ = 0;
};

void CommandLaw::Governance() {
  TwiceByTwo("OpenProject", "", kRules);
  TwiceByTwo("PublishDisclosure", "", kRules);
  Twice("ProposePolicy", "", "admin", kRules);
  Twice("ApprovePolicy", "policy_id: 'approval' version: 2", "wu.gang", kRules);
  Twice("ProposePolicy", "", "admin", kRules);
  Twice("WithdrawPolicyProposal", "policy_id: 'approval' version: 3", "admin", kRules);
  Twice("GrantRole", "", "admin", kRules);
  Twice("GrantDelegation", "", "admin", kRules);
  Twice("RevokeDelegation", "actor_id: 'sun.li' delegation_id: 'D-2'", "admin", kRules);
  Twice("RevokeRole", "role: 'complaints'", "admin", kRules);
}

void CommandLaw::CustomerFile() {
  Twice("RegisterCustomer");
  Twice("UpdateBasicData");
  Twice("AssignOwner");
  Twice("ConfirmProfileCurrent");
  Twice("ClassifyCustomer");
  Twice("RecordTrait");
  Twice("RecordCompetitor");
  Twice("RecordDataSource");
  Twice("RecordConsent", "purpose: MARKETING");
  Twice("WithdrawConsent");
  Twice("SetContactPerson");
  Twice("RecordInboundMessage");
  Twice("RemoveContactPerson");
  v1::ReportDuplicate duplicate;
  duplicate.set_duplicate_of("customer/C-7");
  System(kCustomer, duplicate);
  TwiceByTwo("ClearDuplicate");
}

void CommandLaw::Engagements() {
  Twice("OpenEngagement");
  Twice("RecordDisclosureAcknowledgement", "version: 1");
  Twice("ProvideSigningGuidance");
  Twice("SignContract");
  const v1::Answer sent = Twice("SendProgressUpdate");
  ASSERT_EQ(sent.events_size(), 1);
  Twice("RecordDispatchResult");
  Twice("InviteSiteVisit");
  Twice("RecordSiteVisit");
  Twice("ScheduleHandover");
  Twice("HoldHandoverCeremony");
  Twice("RecordSnag");
  Twice("ResolveSnag");
  Twice("AssignAccountManager");
  Twice("RecordCareContact");
  Twice("RecordPatrolVisit");
  Twice("RecordTracking");
  Twice("RecordPerception");
  Twice("OpenEngagement", "engagement_id: 'EN-2'");
  Twice("WithdrawInterest", "engagement_id: 'EN-2'");
  Twice("OpenEngagement", "engagement_id: 'EN-3'");
  Twice("RecordDisclosureAcknowledgement", "engagement_id: 'EN-3' version: 1");
  Twice("ProvideSigningGuidance", "engagement_id: 'EN-3'");
  Twice("SignContract", "engagement_id: 'EN-3'");
  const v1::Answer waived = Twice("WaiveStage", "engagement_id: 'EN-3'");
  Twice("RefuseApproval", "approval_id: '" + waived.approval_id() + "'", "admin");
  Twice("RecordSiteVisit", "engagement_id: 'EN-3'");
  Twice("HoldHandoverCeremony", "engagement_id: 'EN-3'");  // from then on it takes two
  TwiceByTwo("RescindContract", "engagement_id: 'EN-3'");
}

void CommandLaw::IssuesAndFund() {
  Twice("RaiseIssue", "issue_id: 'IS-10'");
  Twice("StudyIssue", "issue_id: 'IS-10'");
  Twice("ResolveIssue", "issue_id: 'IS-10'");
  Twice("RegisterHarm", "issue_id: 'IS-11'");
  Twice("AcceptResponsibility", "issue_id: 'IS-11'");
  Twice("EnrolLoyalty");
  Twice("RecordFundContribution");
  Twice("DisburseFund");
}

// Every C rated, every factor judged, and the score of it.
void CommandLaw::Score(const std::string& id) {
  const std::string one = "assessment_id: '" + id + "' ";
  Twice("OpenAssessment", one);
  Twice("RecordFinancialStatement", one);
  Twice("ComputeRatios", one);
  for (int c = 1; c <= 5; ++c)
    Twice("RateFiveC", one + "five_c: " + v1::CreditTerms::FiveC_Name(v1::CreditTerms::FiveC(c)));
  for (int n = 1; n <= 9; ++n)
    Twice("ScoreFactor",
          one + "factor: " + v1::CreditTerms::Factor_Name(v1::CreditTerms::Factor(n)));
  Twice("FinaliseScore", one);
}

void CommandLaw::Credit() {
  Twice("OpenInvestigation", "investigation_id: 'IV-1001'");
  Twice("AttachEvidence");
  Twice("AttachEvidence", "channel: INSIDE");
  Twice("CloseInvestigation");
  Score("AS-1001");
  Twice("ApproveAssessment", "assessment_id: 'AS-1001'", "zhao.min");
  Twice("SetCreditLimit");
  Twice("SetMonitoringPlan");
  Twice("RecordMonitoring");
  Twice("RecordGuarantee");
  Twice("CheckCredit");
  Twice("PlaceCreditHold");
  Twice("ReleaseCreditHold");
  Twice("ReleaseOrder", "until { us: 1787220000000000 }");  // 2026-08-20T10:00:00Z
  Twice("OpenCreditReview");
  Twice("ContestAssessment");
  Twice("ReturnAssessment", "assessment_id: 'AS-1001'", "zhao.min");
  Score("AS-1002");
  Twice("DeclineAssessment", "assessment_id: 'AS-1002'", "zhao.min");
}

void CommandLaw::KeyAccounts() {
  const std::string person = "contact_person_id: 'CP-9'";
  const std::string approver = "customer_approver: 'CP-9'";
  Twice("SetContactPerson", person);
  Twice("DesignateKeyAccount");
  Twice("AssignKeyAccountRep");
  Twice("ReassignRep", "rep: 'sun.li'");
  Twice("SetAccountPlan", approver);
  TwiceByTwo("WaivePractice");
  Twice("ReserveSupply");
  Twice("ConsumeReservation", "reservation_id: 'RS-9'");
  Twice("MapStakeholder", person);
  Twice("EngageStakeholder", person);
  Twice("RecordAccountSignal");
  Twice("ProvideSupport", "signal_id: 'SG-9'");
  Twice("ScheduleExecutiveVisit");
  Twice("CompleteExecutiveVisit", "visit_id: 'EV-9'");
  Twice("CoDesignPromotion", approver);
  Twice("RecordRepFeedback");
  Twice("GrantIncentive");
  Twice("SendAccountBrief");
  Twice("AcknowledgeBrief", "brief_id: 'BR-9'");
  Twice("OpenForum", "forum_id: 'FO-2026' planned_on { days: 20650 }", "li.wei", kRules);
  Twice("HoldAnnualForum");
  Twice("CompleteForumAction");
  Twice("StartTrial");
  Twice("RecordTrialResult", "trial_id: 'TR-9'");
}

// Dropped for 2025, and back.
void CommandLaw::YearEnd() {
  Twice("OpenYearEndScreening", "screening_round_id: '2025'", "li.wei", kRules);
  Twice("ProposeScreening",
        "verdict: DROP kept_as: KEPT_AS_UNSPECIFIED potential: false "
        "stated_cost { minor: 99000000 currency: 'CNY' }",
        "he.jing");
  Twice("ConfirmScreening", "", "zhao.min");
  TwiceByTwo("ReinstateCustomer");
  Twice("RevokeKeyAccount");
}

void CommandLaw::OpenComplaint(const std::string& id) {
  const std::string one = "complaint_id: '" + id + "' ";
  clock_.Set(clock_.Now() + std::chrono::days(30));
  Twice("FileComplaint", one + "about_id: '" + id + "'");  // about another thing: no duplicate
  Twice("AssignComplaint", one + "handler: 'li.wei'");
}

void CommandLaw::Complaint() {
  OpenComplaint("CC-1");
  const std::string offer =
      fmt::format("execute_by {{ days: 20819 }} expires_at {{ us: {} }}",  // 2027-01-01
                  MicrosOf(clock_.Now() + std::chrono::days(14)));
  Twice("AcknowledgeComplaint", "complaint_id: 'CC-1'");
  Twice("AddCaseNote", "complaint_id: 'CC-1'");
  Twice("RecordListening", "complaint_id: 'CC-1'");
  Twice("ExpressSympathy", "complaint_id: 'CC-1'");
  Twice("Apologise", "complaint_id: 'CC-1'");
  Twice("AssessComplaint", "complaint_id: 'CC-1'");
  Twice("ExtendComplaint", "complaint_id: 'CC-1'");
  Twice("DetermineResponsibility", "complaint_id: 'CC-1'");
  Twice("ApplyRule", "complaint_id: 'CC-1' rule_id: 'repair-and-compensate'");
  Twice("AuthoriseRemedy", "complaint_id: 'CC-1' amount { minor: 40000 }");
  Twice("ProposeRemedy", "complaint_id: 'CC-1' " + offer);
  Twice("RejectProposal", "complaint_id: 'CC-1'");
  Twice("AuthoriseRemedy", "complaint_id: 'CC-1' amount { minor: 40000 }");
  Twice("ProposeRemedy", "complaint_id: 'CC-1' " + offer);
  Twice("AcceptProposal", "complaint_id: 'CC-1'");
  Twice("StartRemedy", "complaint_id: 'CC-1'");
  Twice("CompleteRemedy", "complaint_id: 'CC-1' amount { minor: 40000 }");
  Twice("ReviewComplaint", "complaint_id: 'CC-1'");
  Twice("RecordSatisfaction", "complaint_id: 'CC-1'");
  Twice("CloseComplaint", "complaint_id: 'CC-1'");
  Twice("ReopenComplaint", "complaint_id: 'CC-1'");
}

void CommandLaw::ComplaintsWaysOut() {
  for (const char* id : {"CC-2", "CC-3", "CC-4", "CC-5"}) OpenComplaint(id);
  Twice("WithdrawComplaint", "complaint_id: 'CC-2'");
  TwiceByTwo("RejectComplaint", "complaint_id: 'CC-3'");
  Twice("EscalateExternally", "complaint_id: 'CC-4'");
  Twice("RecordExternalDecision", "complaint_id: 'CC-4'");
  Twice("MergeDuplicate", "complaint_id: 'CC-5' into: 'CC-1'");
}

void CommandLaw::Receivables() {
  const std::string by = "admin";
  const std::string erp = "source { system: 'erp' document: '1' } ";
  Twice("PlaceOrder", erp + "order_id: 'SO-1' wanted_on { days: 20600 }", by);
  Twice("AmendOrder", erp, by);
  Twice("RecordDelivery", "delivered_on { days: 20514 }", by);
  Twice("CloseOrder", "", by);
  Twice("ReopenOrder", erp + "order_id: 'SO-1'", by);
  Twice("PostInvoice", "invoice_id: 'INV-1' issued_on { days: 20514 }", by);
  Twice("PostCreditNote", "issued_on { days: 20514 }", by);
  Twice("RecordPayment", "payment_id: 'PY-2' received_on { days: 20514 }", by);
  Twice("AllocatePayment", "", by);
  Twice("ReversePayment", "payment_id: 'PY-2'", by);
}

// On two invoices that have been due since April; the examples' days lie in August.
void CommandLaw::Collections() {
  const std::string by = "admin";
  for (const char* id : {"IV-3002", "IV-3005"}) {
    v1::PostInvoice invoice;
    invoice.set_invoice_id(id);
    invoice.set_currency("CNY");
    invoice.mutable_issued_on()->set_days(20'540);  // 2026-03-28
    auto* part = invoice.add_instalments();
    part->mutable_due_on()->set_days(20'560);
    part->set_minor(500'000);
    System(kCustomer, invoice);
  }
  const std::string one = "case_id: 'DC-1001'";
  Twice("OpenDebtCase", one + " invoices: 'IV-3002'", by);
  Twice("AssignDebtCase", one, by);
  Twice("PauseCollection", one, by);
  Twice("ResumeCollection", one, by);
  Twice("ClassifyDebtor", one, by);
  Twice("ChooseTactic", one, by);
  Twice("ApproveStrategy", one, "zhao.min");
  Twice("StartInHouse", one, by);
  Twice("PlanCollectionContact", one, by);
  Twice("RecordCollectionContact", one, by);
  Twice("IssueDunning", one + " level: 1", by);
  Twice("RecordPromise", one, by);
  Twice("WithdrawPromise", "promise_id: 'PR-1009'", by);
  Twice("RaiseDispute", "", by);
  Twice("ResolveDispute", "dispute_id: 'DP-1009'", by);
}

// Kept for zhao.min, who agrees.
void CommandLaw::Approved(const std::string& name, const std::string& changes,
                          const std::string& scope) {
  const v1::Answer kept = Twice(name, changes, "admin", scope);
  EXPECT_EQ(v1::Answer::Status_Name(kept.status()), "REQUESTED") << name;
  Twice("GiveApproval", "approval_id: '" + kept.approval_id() + "'", "zhao.min", scope);
}

void CommandLaw::Law() {
  const std::string by = "admin";
  const std::string one = "case_id: 'DC-1001'";
  Twice("ServeDemand", one, by);
  Twice("RecordAcknowledgement", one, by);
  Twice("SuspendLimitation", one, by);
  Twice("ResumeLimitation", one + " obstacle: NO_LEGAL_REPRESENTATIVE", by);
  Twice("RecordLegalStep", one, by);
  Twice("ApproveEscalationSkip", one, "zhao.min");
  Twice("ReferToAgent", one, by);
  Twice("RecallFromAgent", one, by);
  Approved("ProposeSettlement", one);
  Twice("AcceptSettlement", one, by);
  Approved("WriteOff", one + " amount { minor: 100 currency: 'CNY' }");
  Twice("FileLawsuit", one, by);  // nobody agrees: they arbitrate instead
  Twice("RecordArbitrationAgreement", one, by);
  Twice("FileArbitration", one, by);
  Twice("RecordAward", one, by);
  Twice("ApplyEnforcement", one, by);
  Twice("MarkInsolvent", one, by);
}

void CommandLaw::FourYearsLater() {
  Twice("ScheduleFourYearVisit", "planned_on { days: 22140 }");  // 2030-08-14
  clock_.Set(Morning(2030, 8, 14));
  Must(engine_->FireAllDue());
  Twice("CompleteFourYearVisit", "visited_on { days: 22140 }");
}

// What several files have with each other: one is merged and taken out again, one buys a flat.
void CommandLaw::FilesOfOthers() {
  for (const char* other : {"customer/C-2", "customer/C-3", "customer/C-4"}) {
    Twice("RegisterCustomer", "identity_number: '' phone: ''", "li.wei", other);
  }
  TwiceByTwo("MergeCustomers", "into: 'C-1'", "customer/C-2");
  TwiceByTwo("UnmergeCustomers", "", "customer/C-2");
  Twice("TransferOwnership", "to: 'C-3' transferred_on { days: 22140 }");
}

void CommandLaw::Privacy() {
  const std::string by = "admin";
  const std::string other = "customer/C-4";
  Twice("PlaceLegalHold", "", by, other);
  Twice("ReleaseLegalHold", "hold_id: 'LH-2'", by, other);
  Twice("RecordSubjectExport", "", by, other);
  Approved("RequestErasure", "", other);
  Twice("DetermineRetention", "until { us: 1900000000000000 }", by, "customer/C-2");
}

TEST_F(CommandLaw, EveryCommand_GivenTwice_GivesNothingTheSecondTime) {
  Governance();
  CustomerFile();
  KeyAccounts();
  YearEnd();
  Engagements();
  IssuesAndFund();
  Credit();
  Receivables();
  Collections();
  Law();
  Complaint();
  ComplaintsWaysOut();
  FourYearsLater();
  FilesOfOthers();
  Privacy();
  for (const CommandEntry& entry : BuiltInDomain().commands()) {
    if (entry.options->system()) continue;
    EXPECT_TRUE(done_.contains(std::string(entry.name))) << entry.name << " is not in the story";
  }
}

}  // namespace
}  // namespace tenure::law
