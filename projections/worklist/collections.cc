// Worklist of collections: cases without collector, strategies to approve, calls that are planned,
// promises that fall due, disputes, pauses, assets worth preserving (T4), what to follow up.
#include <algorithm>
#include <string>

#include "worklist/worklist.h"

namespace tenure::projection::worklist {
namespace {

using Terms = v1::DebtTerms;

constexpr char kCase[] = "debt_case";
constexpr char kPromise[] = "promise";
constexpr char kDispute[] = "dispute";

// "3 CALL, 2 left": the plan's number, its channel, and the contact budget after it.
std::string ItemOf(const v1::CollectionContactPlanned& event) {
  std::string item =
      std::to_string(event.plan()) + " " + v1::ComplaintTerms::Channel_Name(event.channel());
  if (event.has_budget_left()) item += ", " + std::to_string(event.budget_left()) + " left";
  return item;
}

void ClearPlan(Row* row, std::uint32_t plan) {
  const std::string prefix = std::to_string(plan) + " ";
  auto* obligations = row->mutable_obligations();
  obligations->erase(std::remove_if(obligations->begin(), obligations->end(),
                                    [&](const auto& one) {
                                      return one.kind() == Row::CONTACT_PLANNED &&
                                             one.item().starts_with(prefix);
                                    }),
                     obligations->end());
}

void ClearKind(Row* row, Row::Kind kind) {
  auto* obligations = row->mutable_obligations();
  obligations->erase(std::remove_if(obligations->begin(), obligations->end(),
                                    [&](const auto& one) { return one.kind() == kind; }),
                     obligations->end());
}

// Listed since it first was one.
void Preservation(Row* row, bool candidate, const EventContext& context) {
  if (!candidate) return ClearKind(row, Row::ASSETS_TO_PRESERVE);
  const bool listed =
      std::any_of(row->obligations().begin(), row->obligations().end(),
                  [](const auto& one) { return one.kind() == Row::ASSETS_TO_PRESERVE; });
  if (listed) return;
  SetDue(row, context, kCase,
         {Row::ASSETS_TO_PRESERVE, InstantOf(context.effective_at), "RecordLegalStep"});
}

}  // namespace

void Apply(Row& row, const v1::DebtCaseOpened& event, const EventContext& context) {
  SetDue(&row, context, kCase,
         {Row::DEBT_UNASSIGNED, event.assign_by(), "AssignDebtCase", &event.policy(), ""});
}
void Apply(Row& row, const v1::DebtCaseAssigned& event, const EventContext& context) {
  SetOwner(&row, context, kCase, event.collector());
  ClearDue(&row, Row::DEBT_UNASSIGNED);
}
void Apply(Row& row, const v1::DebtorClassified& event, const EventContext& context) {
  Preservation(&row, event.preservation_candidate(), context);
}
void Apply(Row& row, const v1::TacticChosen& event, const EventContext& context) {
  SetDue(&row, context, kCase,
         {Row::STRATEGY_WAITING, InstantOf(context.effective_at), "ApproveStrategy",
          &event.policy(), ""});
}
void Apply(Row& row, const v1::StrategyApproved&, const EventContext&) {
  ClearDue(&row, Row::STRATEGY_WAITING);
}
void Apply(Row& row, const v1::CollectionPaused& event, const EventContext& context) {
  SetDue(&row, context, kCase,
         {Row::COLLECTION_ON_PAUSE, event.until(), "ResumeCollection", &event.policy(), ""});
}
void Apply(Row& row, const v1::CollectionResumed&, const EventContext&) {
  ClearDue(&row, Row::COLLECTION_ON_PAUSE);
}
void Apply(Row& row, const v1::CollectionContactPlanned& event, const EventContext& context) {
  ClearKind(&row, Row::DEBT_FOLLOW_UP);
  SetDue(
      &row, context, kCase,
      {Row::CONTACT_PLANNED, event.at(), "RecordCollectionContact", &event.pack(), ItemOf(event)});
}
void Apply(Row& row, const v1::CollectionContactRecorded& event, const EventContext&) {
  ClearKind(&row, Row::DEBT_FOLLOW_UP);
  ClearPlan(&row, event.plan());
}
void Apply(Row& row, const v1::CollectionContactLapsed& event, const EventContext&) {
  ClearPlan(&row, event.plan());
}
// A promise that was not kept is followed up by the next contact; so is a case that came back.
void Apply(Row& row, const v1::PromiseNoted& event, const EventContext& context) {
  Preservation(&row, event.preservation_candidate(), context);
  const bool failed = event.status() == Terms::BROKEN || event.status() == Terms::PARTLY_KEPT;
  if (!failed) return;
  SetDue(&row, context, kCase,
         {Row::DEBT_FOLLOW_UP, InstantOf(context.effective_at), "PlanCollectionContact", nullptr,
          event.promise_id()});
}
void Apply(Row& row, const v1::DebtSettled&, const EventContext&) { row.clear_obligations(); }
void Apply(Row& row, const v1::DebtCaseReopened&, const EventContext& context) {
  SetDue(&row, context, kCase,
         {Row::DEBT_FOLLOW_UP, InstantOf(context.effective_at), "PlanCollectionContact", nullptr,
          "reopened"});
}

void Apply(Row& row, const v1::PromiseRecorded& event, const EventContext& context) {
  if (context.actor != "system") SetOwner(&row, context, kPromise, std::string(context.actor));
  SetDue(&row, context, kPromise,
         {Row::PROMISE_DUE, *event.due_at().begin(), "RecordPayment", &event.policy(), ""});
}
// The part that was covered is due no more; the next one is.
void Apply(Row& row, const v1::PromisedPaymentCounted& event, const EventContext& context) {
  const bool due = std::any_of(row.obligations().begin(), row.obligations().end(),
                               [](const auto& one) { return one.kind() == Row::PROMISE_DUE; });
  if (!due || !event.has_next_due()) return;
  SetDue(&row, context, kPromise, {Row::PROMISE_DUE, event.next_due(), "RecordPayment"});
}
void Apply(Row& row, const v1::PromiseActiveAgain& event, const EventContext& context) {
  SetDue(&row, context, kPromise, {Row::PROMISE_DUE, event.value().next_due(), "RecordPayment"});
}
void Apply(Row& row, const v1::PromiseKept&, const EventContext&) {
  ClearDue(&row, Row::PROMISE_DUE);
}
void Apply(Row& row, const v1::PromisePartlyKept&, const EventContext&) {
  ClearDue(&row, Row::PROMISE_DUE);
}
void Apply(Row& row, const v1::PromiseBroken&, const EventContext&) {
  ClearDue(&row, Row::PROMISE_DUE);
}
void Apply(Row& row, const v1::PromiseWithdrawn&, const EventContext&) {
  ClearDue(&row, Row::PROMISE_DUE);
}

void Apply(Row& row, const v1::DisputeRaised&, const EventContext& context) {
  if (context.actor != "system") SetOwner(&row, context, kDispute, std::string(context.actor));
  SetDue(&row, context, kDispute,
         {Row::DISPUTE_WAITING, InstantOf(context.effective_at), "ResolveDispute"});
}
void Apply(Row& row, const v1::DisputeResolved&, const EventContext&) { row.Clear(); }

}  // namespace tenure::projection::worklist
