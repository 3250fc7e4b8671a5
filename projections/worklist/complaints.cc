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

}  // namespace tenure::projection::worklist
