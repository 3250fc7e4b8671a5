// Worklist of key accounts: no rep (R2a), forum, its actions and briefs (K9, K10), signals (K4),
// executive visits (K5), opinions and poor ones in a row (K7), key orders at risk (K1), proposals
// that wait for their confirmation (R3).
#include <chrono>
#include <string>

#include "worklist/worklist.h"

namespace tenure::projection::worklist {
namespace {

constexpr char kAccount[] = "key_account";
constexpr char kCustomer[] = "customer";

void Forum(Row* row, const EventContext& context, std::uint32_t year, const v1::Instant& due,
           const v1::PolicyRef* policy) {
  SetDue(row, context, kAccount,
         {Row::FORUM_DUE, due, "HoldAnnualForum", policy, std::to_string(year)});
}

void Opinion(Row* row, const EventContext& context, const v1::Instant& due,
             const v1::PolicyRef& policy) {
  SetDue(row, context, kAccount, {Row::OPINION_DUE, due, "RecordRepFeedback", &policy, ""});
}

// Screenings are obligations of the customer's file, where its owner's are.
RowKey KeyOfFile(const EventContext& context) {
  return {context.stream.scope.text + "/" + kCustomer + "/"};
}

}  // namespace

// The first instant of 31 January, in UTC: what is due on a day is shown from its morning on.
void AwaitScreening(Row* row, const EventContext& context, std::uint32_t year) {
  const auto last = std::chrono::year(static_cast<int>(year) + 1) / std::chrono::January / 31;
  SetDue(row, context, kCustomer,
         {Row::SCREENING_DUE, InstantOf(Date(last)), "ProposeScreening", nullptr,
          std::to_string(year)});
  row->clear_id();
}

void Apply(Row& row, const v1::KeyAccountDesignated& event, const EventContext& context) {
  SetOwner(&row, context, kAccount, std::string(context.actor));  // until there is a rep
  SetDue(&row, context, kAccount,
         {Row::REP_MISSING, InstantOf(context.effective_at), "AssignKeyAccountRep", nullptr, ""});
  Forum(&row, context, event.year(), event.forum_due(), &event.policy());
  SetDue(&row, context, kAccount,
         {Row::EXECUTIVE_VISIT_DUE, event.executive_visit_due(), "ScheduleExecutiveVisit",
          &event.policy(), ""});
  Opinion(&row, context, event.opinion_due(), event.policy());
}

void Apply(Row& row, const v1::KeyAccountRevoked&, const EventContext&) { row.Clear(); }

void Apply(Row& row, const v1::KeyAccountRepAssigned& event, const EventContext& context) {
  SetOwner(&row, context, kAccount, event.rep());
  ClearDue(&row, Row::REP_MISSING);
}

void Apply(Row& row, const v1::RepReassigned& event, const EventContext& context) {
  SetOwner(&row, context, kAccount, event.rep());
  ClearDue(&row, Row::POOR_OPINIONS);
  Opinion(&row, context, event.opinion_due(), event.policy());
}

void Apply(Row& row, const v1::PracticeWaived& event, const EventContext&) {
  if (event.practice() != v1::KeyAccountTerms::K10_FORUM) return;
  ClearDue(&row, Row::FORUM_DUE, std::to_string(event.year()));
}

// A forum that was missed stays due: the screening waits for it or for its waiver.
void Apply(Row& row, const v1::KeyAccountYearClosed& event, const EventContext& context) {
  Forum(&row, context, event.year() + 1, event.forum_due(), &event.policy());
}

void Apply(Row& row, const v1::SupplyReserved& event, const EventContext& context) {
  SetDue(&row, context, kAccount,
         {Row::SUPPLY_AT_RISK, event.at_risk_at(), "ConsumeReservation", &event.policy(),
          event.reservation_id()});
}

void Apply(Row& row, const v1::ReservationConsumed& event, const EventContext&) {
  if (event.left() == 0) ClearDue(&row, Row::SUPPLY_AT_RISK, event.reservation_id());
}

void Apply(Row& row, const v1::ReservationLapsed& event, const EventContext&) {
  ClearDue(&row, Row::SUPPLY_AT_RISK, event.reservation_id());
}

void Apply(Row& row, const v1::AccountSignalRecorded& event, const EventContext& context) {
  SetDue(&row, context, kAccount,
         {Row::SIGNAL_UNANSWERED, event.answer_due(), "ProvideSupport", &event.policy(),
          event.signal_id()});
}

void Apply(Row& row, const v1::SupportProvided& event, const EventContext&) {
  ClearDue(&row, Row::SIGNAL_UNANSWERED, event.signal_id());
}

void Apply(Row& row, const v1::ExecutiveVisitScheduled& event, const EventContext& context) {
  SetDue(&row, context, kAccount,
         {Row::EXECUTIVE_VISIT_PLANNED, InstantOf(DateOf(event.planned_on())),
          "CompleteExecutiveVisit", nullptr, event.visit_id()});
}

void Apply(Row& row, const v1::ExecutiveVisitCompleted& event, const EventContext& context) {
  ClearDue(&row, Row::EXECUTIVE_VISIT_PLANNED, event.visit_id());
  SetDue(
      &row, context, kAccount,
      {Row::EXECUTIVE_VISIT_DUE, event.next_due(), "ScheduleExecutiveVisit", &event.policy(), ""});
}

void Apply(Row& row, const v1::RepFeedbackRecorded& event, const EventContext& context) {
  Opinion(&row, context, event.next_due(), event.policy());
  if (event.alarm()) {
    SetDue(
        &row, context, kAccount,
        {Row::POOR_OPINIONS, InstantOf(context.effective_at), "ReassignRep", &event.policy(), ""});
  } else {
    ClearDue(&row, Row::POOR_OPINIONS);
  }
}

void Apply(Row& row, const v1::AccountBriefSent& event, const EventContext& context) {
  SetDue(&row, context, kAccount,
         {Row::BRIEF_UNACKNOWLEDGED, event.acknowledge_due(), "AcknowledgeBrief", &event.policy(),
          event.brief_id()});
}

void Apply(Row& row, const v1::AccountBriefAcknowledged& event, const EventContext&) {
  ClearDue(&row, Row::BRIEF_UNACKNOWLEDGED, event.brief_id());
}

// An action is its own owner's, not the rep's.
void Apply(Row& row, const v1::AnnualForumHeld& event, const EventContext& context) {
  ClearDue(&row, Row::FORUM_DUE, std::to_string(event.mark().year()));
  for (int i = 0; i < event.actions_size(); ++i) {
    const v1::ForumAction& action = event.actions(i);
    SetDue(&row, context, kAccount,
           {Row::FORUM_ACTION, event.actions_due(i), "CompleteForumAction", nullptr,
            action.action_id()});
    for (auto& one : *row.mutable_obligations()) {
      if (one.kind() == Row::FORUM_ACTION && one.item() == action.action_id()) {
        one.set_owner(action.owner());
      }
    }
  }
}

void Apply(Row& row, const v1::ForumActionCompleted& event, const EventContext&) {
  ClearDue(&row, Row::FORUM_ACTION, event.action_id());
}

std::optional<RowKey> KeyOf(const v1::ScreeningProposed&, const EventContext& context) {
  return KeyOfFile(context);
}
void Apply(Row& row, const v1::ScreeningProposed& event, const EventContext& context) {
  ClearDue(&row, Row::SCREENING_DUE, context.stream.id);
  SetDue(&row, context, kCustomer,
         {Row::SCREENING_TO_CONFIRM, event.due(), "ConfirmScreening", &event.policy(),
          context.stream.id});
  row.clear_id();
}

std::optional<RowKey> KeyOf(const v1::ScreeningConfirmed&, const EventContext& context) {
  return KeyOfFile(context);
}
void Apply(Row& row, const v1::ScreeningConfirmed& event, const EventContext& context) {
  ClearDue(&row, Row::SCREENING_TO_CONFIRM, context.stream.id);
  AwaitScreening(&row, context, event.year() + 1);
}

}  // namespace tenure::projection::worklist
