// Worklist of the lifecycle: progress updates, handovers, snags, care, issues and harms, four-year
// visits, the fund (L3-L8).
#include <algorithm>
#include <string>

#include "formula/four_years.h"
#include "worklist/worklist.h"

namespace tenure::projection::worklist {
namespace {

constexpr char kEngagement[] = "engagement";
constexpr char kIssue[] = "issue";
constexpr char kRevisit[] = "revisit_plan";
constexpr char kFund[] = "loyalty_fund";

// The first instant of a day, in UTC: what is due on a day is shown from its morning on.
v1::Instant MorningOf(const v1::Date& date) {
  return InstantOf(Date(std::chrono::days(date.days())));
}

// Whose it is until somebody is named: he who began it. A reaction is nobody.
void OwnerAtFirst(Row* row, const EventContext& context, std::string_view aggregate) {
  if (!row->owner().empty() || context.actor == "system") return;
  SetOwner(row, context, aggregate, std::string(context.actor));
}

void SetLaterDue(Row* row, const EventContext& context, const Due& due) {
  const bool later =
      std::any_of(row->obligations().begin(), row->obligations().end(), [&](const auto& one) {
        return one.kind() == due.kind && one.item() == due.item && one.due().us() > due.due.us();
      });
  if (!later) SetDue(row, context, kEngagement, due);
}

void Contribution(Row* row, const v1::Instant& due, const v1::PolicyRef& policy,
                  const EventContext& context) {
  SetDue(row, context, kFund, {Row::FUND_CONTRIBUTION, due, "RecordFundContribution", &policy, ""});
}

void Visit(Row* row, std::uint32_t n, const v1::Date& due, const v1::PolicyRef* policy,
           const EventContext& context) {
  SetDue(
      row, context, kRevisit,
      {Row::FOUR_YEAR_VISIT, MorningOf(due), "CompleteFourYearVisit", policy, std::to_string(n)});
}

void GuidanceAfterDisclosure(Row* row, const EventContext& context) {
  const auto disclosure =
      std::find_if(row->obligations().begin(), row->obligations().end(),
                   [](const auto& one) { return one.kind() == Row::DISCLOSURE; });
  if (disclosure == row->obligations().end()) return;
  SetDue(row, context, kEngagement,
         {Row::SIGNING_GUIDANCE, v1::Instant(), "ProvideSigningGuidance", nullptr, ""});
  ClearDue(row, Row::DISCLOSURE);
}

}  // namespace

// L1, L2: before the signature, whenever that is.
void Apply(Row& row, const v1::EngagementOpened&, const EventContext& context) {
  OwnerAtFirst(&row, context, kEngagement);
  SetDue(&row, context, kEngagement,
         {Row::DISCLOSURE, v1::Instant(), "RecordDisclosureAcknowledgement", nullptr, ""});
}

// The first time only: acknowledged again, the guidance may have been given.
void Apply(Row& row, const v1::DisclosureAcknowledged&, const EventContext& context) {
  GuidanceAfterDisclosure(&row, context);
}

void Apply(Row& row, const v1::StageWaived& event, const EventContext& context) {
  if (event.stage() == v1::EngagementState::DISCLOSED) GuidanceAfterDisclosure(&row, context);
  if (event.stage() == v1::EngagementState::CONTRACTED) ClearDue(&row, Row::SIGNING_GUIDANCE);
}

void Apply(Row& row, const v1::SigningGuidanceProvided&, const EventContext&) {
  ClearDue(&row, Row::SIGNING_GUIDANCE);
}

void Apply(Row& row, const v1::ContractSigned& event, const EventContext& context) {
  OwnerAtFirst(&row, context, kEngagement);
  ClearDue(&row, Row::DISCLOSURE);  // it was waived
  ClearDue(&row, Row::SIGNING_GUIDANCE);
  SetDue(
      &row, context, kEngagement,
      {Row::PROGRESS_UPDATE, event.next_update_due(), "SendProgressUpdate", &event.policy(), ""});
}

// Until somebody says that it was delivered, nobody has been told of anything.
void Apply(Row& row, const v1::ProgressUpdateSent& event, const EventContext& context) {
  if (event.has_next_update_due()) {  // of the time when sending counted
    SetDue(
        &row, context, kEngagement,
        {Row::PROGRESS_UPDATE, event.next_update_due(), "SendProgressUpdate", &event.policy(), ""});
    return;
  }
  for (auto& one : *row.mutable_obligations()) {
    if (one.kind() == Row::PROGRESS_UPDATE) one.set_settle("RecordDispatchResult");
  }
}

std::optional<RowKey> KeyOf(const v1::ProgressUpdateDelivered& event, const EventContext& context) {
  if (!event.has_next_update_due()) return std::nullopt;
  return KeyOfAggregate(context, kEngagement);
}
void Apply(Row& row, const v1::ProgressUpdateDelivered& event, const EventContext& context) {
  SetDue(
      &row, context, kEngagement,
      {Row::PROGRESS_UPDATE, event.next_update_due(), "SendProgressUpdate", &event.policy(), ""});
}

void Apply(Row& row, const v1::ProgressUpdateUndelivered&, const EventContext& context) {
  for (auto& one : *row.mutable_obligations()) {
    if (one.kind() != Row::PROGRESS_UPDATE) continue;
    one.set_settle("SendProgressUpdate");
    one.set_why(context.scope_sequence);
  }
}

void Apply(Row& row, const v1::HandoverScheduled& event, const EventContext& context) {
  OwnerAtFirst(&row, context, kEngagement);
  SetDue(&row, context, kEngagement,
         {Row::HANDOVER, MorningOf(event.planned_on()), "HoldHandoverCeremony", nullptr, ""});
}

void Apply(Row& row, const v1::HandoverCeremonyHeld&, const EventContext&) {
  ClearDue(&row, Row::HANDOVER);
  ClearDue(&row, Row::PROGRESS_UPDATE);
}

void Apply(Row& row, const v1::SnagRecorded& event, const EventContext& context) {
  OwnerAtFirst(&row, context, kEngagement);
  SetDue(&row, context, kEngagement,
         {Row::SNAG, event.due(), "ResolveSnag", &event.policy(), event.snag_id()});
}

void Apply(Row& row, const v1::SnagResolved& event, const EventContext&) {
  ClearDue(&row, Row::SNAG, event.snag_id());
}

void Apply(Row& row, const v1::AccountManagerAssigned& event, const EventContext& context) {
  SetOwner(&row, context, kEngagement, event.manager());
  SetDue(&row, context, kEngagement,
         {Row::CARE_CONTACT, event.next_care_due(), "RecordCareContact", &event.policy(), ""});
}

void Apply(Row& row, const v1::CareContactRecorded& event, const EventContext& context) {
  SetDue(&row, context, kEngagement,
         {Row::CARE_CONTACT, event.next_care_due(), "RecordCareContact", &event.policy(), ""});
}

// R1, R2b: the next touch of its kind; one recorded late moves nothing back.
std::optional<RowKey> KeyOf(const v1::PatrolVisitRecorded& event, const EventContext& context) {
  if (!event.has_next_due()) return std::nullopt;
  return KeyOfAggregate(context, kEngagement);
}
void Apply(Row& row, const v1::PatrolVisitRecorded& event, const EventContext& context) {
  OwnerAtFirst(&row, context, kEngagement);
  SetLaterDue(&row, context,
              {Row::PATROL_VISIT, event.next_due(), "RecordPatrolVisit", &event.policy(), ""});
}

std::optional<RowKey> KeyOf(const v1::TrackingRecorded& event, const EventContext& context) {
  if (!event.has_next_due()) return std::nullopt;
  return KeyOfAggregate(context, kEngagement);
}
void Apply(Row& row, const v1::TrackingRecorded& event, const EventContext& context) {
  OwnerAtFirst(&row, context, kEngagement);
  SetLaterDue(&row, context,
              {Row::TRACKING, event.next_due(), "RecordTracking", &event.policy(),
               v1::TrackingKind_Name(event.kind())});
}

// 4.1: the new owner's care begins, the former one's obligations end with the engagement.
void Apply(Row& row, const v1::EngagementReceived& event, const EventContext& context) {
  row.Clear();
  if (!event.along().account_manager().empty()) {
    SetOwner(&row, context, kEngagement, event.along().account_manager());
  }
  for (const v1::PassedOn::Snag& snag : event.along().snags()) {
    SetDue(&row, context, kEngagement,
           {Row::SNAG, snag.due(), "ResolveSnag", &event.policy(), snag.snag_id()});
  }
  SetDue(&row, context, kEngagement,
         {Row::CARE_CONTACT, event.next_care_due(), "RecordCareContact", &event.policy(), ""});
}

void Apply(Row& row, const v1::OwnershipTransferred&, const EventContext&) { row.Clear(); }

// 4.1: the engagement's clocks stop.
void Apply(Row& row, const v1::InterestWithdrawn&, const EventContext&) { row.Clear(); }

// Claims stay: open snags, without a due date that was still to come.
void Apply(Row& row, const v1::ContractRescinded&, const EventContext& context) {
  auto* obligations = row.mutable_obligations();
  obligations->erase(std::remove_if(obligations->begin(), obligations->end(),
                                    [](const auto& one) { return one.kind() != Row::SNAG; }),
                     obligations->end());
  if (obligations->empty()) return row.Clear();
  for (auto& snag : *obligations) {
    if (snag.due().us() > MicrosOf(context.effective_at)) snag.clear_due();
  }
}

void Apply(Row& row, const v1::IssueRaised& event, const EventContext& context) {
  SetOwner(&row, context, kIssue, event.owner());
  SetDue(&row, context, kIssue, {Row::ISSUE_OPEN, event.due(), "StudyIssue", &event.policy(), ""});
}

void Apply(Row& row, const v1::HarmRegistered& event, const EventContext& context) {
  SetOwner(&row, context, kIssue, event.owner());
  SetDue(&row, context, kIssue,
         {Row::HARM_OPEN, event.due(), "AcceptResponsibility", &event.policy(), ""});
}

void Apply(Row& row, const v1::ResponsibilityAccepted& event, const EventContext& context) {
  SetOwner(&row, context, kIssue, event.owner());
  SetDue(
      &row, context, kIssue,
      {Row::HARM_OPEN, event.due(), event.studied() ? "ResolveIssue" : "StudyIssue", nullptr, ""});
}

// L5: what was studied waits to be solved; a harm for which nobody stands yet waits for that.
void Apply(Row& row, const v1::IssueStudied&, const EventContext&) {
  for (auto& one : *row.mutable_obligations()) {
    if (one.settle() == "StudyIssue") one.set_settle("ResolveIssue");
  }
}

void Apply(Row& row, const v1::IssueResolved&, const EventContext&) { row.Clear(); }

void Apply(Row& row, const v1::FourYearsAppointed& event, const EventContext& context) {
  row.clear_obligations();  // those of an anchor that is no more
  Visit(&row, event.n(), event.due_on(), &event.policy(), context);
}

void Apply(Row& row, const v1::FourYearVisitCompleted& event, const EventContext& context) {
  OwnerAtFirst(&row, context, kRevisit);
  ClearDue(&row, Row::FOUR_YEAR_VISIT, std::to_string(event.n()));
  if (event.has_next_due()) {
    Visit(&row, event.n() + 1, event.next_due(), &event.policy(), context);
  }
}

// A missed visit stays due: it can still be made, late.
void Apply(Row& row, const v1::FourYearVisitMissed& event, const EventContext& context) {
  constexpr std::uint32_t kMissedMax = 20;  // older ones the plan has given up
  if (event.n() > kMissedMax) {
    ClearDue(&row, Row::FOUR_YEAR_VISIT, std::to_string(event.n() - kMissedMax));
  }
  const v1::Date next = event.has_next_due()
                            ? event.next_due()  // older events do not name it
                            : DateMessage(formula::FourYearVisit(DateOf(event.was_due_on()), 1));
  Visit(&row, event.n() + 1, next, nullptr, context);
}

void Apply(Row& row, const v1::FourYearsEnded&, const EventContext&) { row.Clear(); }

void Apply(Row& row, const v1::LoyaltyEnrolled& event, const EventContext& context) {
  OwnerAtFirst(&row, context, kFund);
  Contribution(&row, event.next_contribution_due(), event.policy(), context);
}

void Apply(Row& row, const v1::LoyaltyFundContributed& event, const EventContext& context) {
  Contribution(&row, event.next_contribution_due(), event.policy(), context);
}

}  // namespace tenure::projection::worklist
