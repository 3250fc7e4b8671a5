// Worklist of credit: gaps that keep a customer NR, decisions, statements and evidence that age,
// limits, reviews, holds, guarantees, monitoring (B2-B7, BL).
#include <algorithm>
#include <string>

#include "worklist/worklist.h"

namespace tenure::projection::worklist {
namespace {

constexpr char kInvestigation[] = "investigation";
constexpr char kAssessment[] = "assessment";
constexpr char kAccount[] = "credit_account";

void ClearKind(Row* row, Row::Kind kind) {
  auto* obligations = row->mutable_obligations();
  obligations->erase(std::remove_if(obligations->begin(), obligations->end(),
                                    [&](const auto& one) { return one.kind() == kind; }),
                     obligations->end());
}

// Whose it is: he who worked on it last. The system is nobody.
void OwnedByActor(Row* row, const EventContext& context, std::string_view aggregate) {
  if (context.actor == "system") return;
  SetOwner(row, context, aggregate, std::string(context.actor));
}

// "N4, 5C2, LAPP": the handbook's own ids.
std::string ListOf(const v1::AssessmentNotRated& event) {
  std::string list;
  for (const auto& item : event.missing()) {
    if (!list.empty()) list += ", ";
    if (item.factor() != v1::CreditTerms::FACTOR_UNSPECIFIED) {
      list += "N" + std::to_string(item.factor());
    } else if (item.five_c() != v1::CreditTerms::FIVE_C_UNSPECIFIED) {
      list += "5C" + std::to_string(item.five_c());
    } else {
      list += "LAPP";
    }
  }
  return list;
}

}  // namespace

// One a channel: newer evidence that holds longer takes the place of what is running out.
void Apply(Row& row, const v1::EvidenceAttached& event, const EventContext& context) {
  const std::string channel = v1::CreditTerms::Channel_Name(event.channel());
  const bool longer =
      std::any_of(row.obligations().begin(), row.obligations().end(), [&](const auto& one) {
        return one.item() == channel && one.due().us() >= event.expires_at().us();
      });
  if (longer) return;
  SetDue(&row, context, kInvestigation,
         {Row::EVIDENCE_EXPIRING, event.expires_at(), "AttachEvidence", nullptr, channel});
  for (auto& one : *row.mutable_obligations()) {
    if (one.item() == channel) one.set_owner(std::string(context.actor));
  }
}

// From then on it counts for nothing: the approval asks for it (A14).
void Apply(Row& row, const v1::EvidenceExpired& event, const EventContext& context) {
  const std::string channel = v1::CreditTerms::Channel_Name(event.channel());
  const bool over =
      std::any_of(row.obligations().begin(), row.obligations().end(), [&](const auto& one) {
        return one.item() == channel && TimeOf(one.due()) <= context.effective_at;
      });
  if (over) ClearDue(&row, Row::EVIDENCE_EXPIRING, channel);
}

void Apply(Row& row, const v1::FinancialStatementRecorded& event, const EventContext& context) {
  OwnedByActor(&row, context, kAssessment);
  SetDue(&row, context, kAssessment,
         {Row::STATEMENT_OUTDATED, event.stale_at(), "OpenAssessment", &event.policy(), ""});
}

void Apply(Row& row, const v1::AssessmentNotRated& event, const EventContext& context) {
  OwnedByActor(&row, context, kAssessment);
  ClearKind(&row, Row::CREDIT_NOT_RATED);
  SetDue(&row, context, kAssessment,
         {Row::CREDIT_NOT_RATED, InstantOf(context.recorded_at), "ScoreFactor", &event.policy(),
          ListOf(event)});
}

void Apply(Row& row, const v1::AssessmentScored& event, const EventContext& context) {
  OwnedByActor(&row, context, kAssessment);
  ClearKind(&row, Row::CREDIT_NOT_RATED);
  SetDue(&row, context, kAssessment,
         {Row::CREDIT_DECISION, event.decision_due(), "ApproveAssessment", &event.policy(), ""});
}

void Apply(Row& row, const v1::AssessmentApproved&, const EventContext&) {
  ClearKind(&row, Row::CREDIT_DECISION);
}

void Apply(Row& row, const v1::AssessmentReturned&, const EventContext& context) {
  ClearKind(&row, Row::CREDIT_DECISION);
  SetDue(&row, context, kAssessment,
         {Row::CREDIT_NOT_RATED, InstantOf(context.recorded_at), "FinaliseScore", nullptr, ""});
}

void Apply(Row& row, const v1::AssessmentContested&, const EventContext& context) {
  SetDue(&row, context, kAssessment,
         {Row::CREDIT_DECISION, InstantOf(context.recorded_at), "ApproveAssessment", nullptr, ""});
}

// Declined, superseded, expired: nothing of it is due any more.
void Apply(Row& row, const v1::AssessmentDeclined&, const EventContext&) { row.Clear(); }

void Apply(Row& row, const v1::AssessmentSuperseded&, const EventContext&) { row.Clear(); }

void Apply(Row& row, const v1::AssessmentExpired&, const EventContext&) { row.Clear(); }

void Apply(Row& row, const v1::CreditLimitSet& event, const EventContext& context) {
  OwnedByActor(&row, context, kAccount);
  SetDue(&row, context, kAccount,
         {Row::LIMIT_EXPIRING, event.expires_at(), "SetCreditLimit", &event.policy(), ""});
  SetDue(&row, context, kAccount,
         {Row::CREDIT_REVIEW, event.review_due(), "OpenCreditReview", &event.policy(), ""});
}

void Apply(Row& row, const v1::CreditReviewOpened&, const EventContext& context) {
  SetDue(&row, context, kAccount,
         {Row::CREDIT_REVIEW, InstantOf(context.effective_at), "SetCreditLimit", nullptr, ""});
}

void Apply(Row& row, const v1::CreditLimitExpired&, const EventContext&) {
  ClearKind(&row, Row::CREDIT_REVIEW);  // a new limit is what is needed
}

void Apply(Row& row, const v1::CreditHoldPlaced& event, const EventContext& context) {
  const v1::Instant due = event.has_until() ? event.until() : InstantOf(context.effective_at);
  SetDue(&row, context, kAccount, {Row::CREDIT_HOLD, due, "ReleaseCreditHold", nullptr, ""});
}

void Apply(Row& row, const v1::CreditHoldReleased&, const EventContext&) {
  ClearDue(&row, Row::CREDIT_HOLD);
}

void Apply(Row& row, const v1::CreditHoldExpired&, const EventContext&) {
  ClearDue(&row, Row::CREDIT_HOLD);
}

void Apply(Row& row, const v1::GuaranteeRecorded& event, const EventContext& context) {
  OwnedByActor(&row, context, kAccount);
  SetDue(&row, context, kAccount,
         {Row::GUARANTEE_EXPIRING, event.expires_at(), "RecordGuarantee", nullptr,
          event.guarantee_id()});
}

void Apply(Row& row, const v1::GuaranteeExpired& event, const EventContext&) {
  ClearDue(&row, Row::GUARANTEE_EXPIRING, event.guarantee_id());
}

void Apply(Row& row, const v1::MonitoringPlanSet& event, const EventContext& context) {
  OwnedByActor(&row, context, kAccount);
  SetDue(&row, context, kAccount,
         {Row::CREDIT_MONITORING, event.next_due(), "RecordMonitoring", &event.policy(), ""});
}

void Apply(Row& row, const v1::MonitoringRecorded& event, const EventContext& context) {
  SetDue(&row, context, kAccount,
         {Row::CREDIT_MONITORING, event.next_due(), "RecordMonitoring", nullptr, ""});
}

}  // namespace tenure::projection::worklist
