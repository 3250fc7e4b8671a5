// Worklist of complaints: every running SLA clock, the case nobody has, the offer without an answer
// (H2, Q4.5, 4.2).
#include "worklist/worklist.h"

namespace tenure::projection::worklist {
namespace {

using Terms = v1::ComplaintTerms;

constexpr char kComplaint[] = "complaint";

struct ClockDuty {
  Row::Kind kind;
  std::string_view settle;
};

ClockDuty DutyOf(Terms::ClockKind clock) {
  switch (clock) {
    case Terms::ACKNOWLEDGEMENT:
      return {Row::COMPLAINT_ACKNOWLEDGEMENT, "AcknowledgeComplaint"};
    case Terms::FIRST_RESPONSE:
      return {Row::COMPLAINT_FIRST_RESPONSE, "RecordListening"};
    case Terms::REMEDY_DEADLINE:
      return {Row::REMEDY_DUE, "CompleteRemedy"};
    default:
      return {Row::COMPLAINT_RESOLUTION, "ProposeRemedy"};
  }
}

void ToClose(Row* row, std::string_view settle, const EventContext& context) {
  SetDue(row, context, kComplaint, {Row::COMPLAINT_TO_CLOSE, v1::Instant(), settle, nullptr, ""});
}

// Closed otherwise, or open again from an earlier step: its clocks say what is due.
void NotToClose(Row* row) { ClearDue(row, Row::COMPLAINT_TO_CLOSE); }

}  // namespace

void Apply(Row& row, const v1::ComplaintFiled&, const EventContext& context) {
  SetDue(
      &row, context, kComplaint,
      {Row::COMPLAINT_UNASSIGNED, InstantOf(context.recorded_at), "AssignComplaint", nullptr, ""});
}

void Apply(Row& row, const v1::ComplaintAssigned& event, const EventContext& context) {
  SetOwner(&row, context, kComplaint, event.handler());
  ClearDue(&row, Row::COMPLAINT_UNASSIGNED);
}

void Apply(Row& row, const v1::SlaClockStarted& event, const EventContext& context) {
  const ClockDuty duty = DutyOf(event.clock());
  SetDue(&row, context, kComplaint, {duty.kind, event.due(), duty.settle, &event.pack(), ""});
}

void Apply(Row& row, const v1::SlaClockRetargeted& event, const EventContext& context) {
  const ClockDuty duty = DutyOf(event.clock());
  SetDue(&row, context, kComplaint, {duty.kind, event.due(), duty.settle, nullptr, ""});
}

// A paused clock waits for the customer: nothing of it is due.
void Apply(Row& row, const v1::SlaClockPaused& event, const EventContext&) {
  ClearDue(&row, DutyOf(event.clock()).kind);
}

void Apply(Row& row, const v1::SlaClockResumed& event, const EventContext& context) {
  const ClockDuty duty = DutyOf(event.clock());
  SetDue(&row, context, kComplaint, {duty.kind, event.due(), duty.settle, nullptr, ""});
}

void Apply(Row& row, const v1::SlaClockStopped& event, const EventContext&) {
  ClearDue(&row, DutyOf(event.clock()).kind);
}

void Apply(Row& row, const v1::RemedyProposed& event, const EventContext& context) {
  SetDue(&row, context, kComplaint,
         {Row::OFFER_WAITING, event.expires_at(), "AcceptProposal", nullptr, ""});
}

void Apply(Row& row, const v1::ProposalAccepted&, const EventContext&) {
  ClearDue(&row, Row::OFFER_WAITING);
}

void Apply(Row& row, const v1::ProposalRejected&, const EventContext&) {
  ClearDue(&row, Row::OFFER_WAITING);
}

void Apply(Row& row, const v1::ProposalExpired&, const EventContext&) {
  ClearDue(&row, Row::OFFER_WAITING);
}

// Q6: what was done is thought over, then the case is closed.
void Apply(Row& row, const v1::RemedyCompleted&, const EventContext& context) {
  ToClose(&row, "ReviewComplaint", context);
}
void Apply(Row& row, const v1::ComplaintReviewed&, const EventContext& context) {
  ToClose(&row, "CloseComplaint", context);
}
void Apply(Row& row, const v1::ComplaintClosed&, const EventContext&) { NotToClose(&row); }
void Apply(Row& row, const v1::ComplaintReopened&, const EventContext&) { NotToClose(&row); }
void Apply(Row& row, const v1::ComplaintWithdrawn&, const EventContext&) { NotToClose(&row); }
void Apply(Row& row, const v1::ComplaintRejected&, const EventContext&) { NotToClose(&row); }
void Apply(Row& row, const v1::ComplaintEscalated&, const EventContext&) { NotToClose(&row); }
void Apply(Row& row, const v1::ComplaintMerged&, const EventContext&) { NotToClose(&row); }

}  // namespace tenure::projection::worklist
