// The complaint board: each event moves the row of its own case. The status follows the events as
// the state does; the ISO step is the furthest one reached since filing or reopening.
#include <algorithm>
#include <string>

#include "complaint_board/complaint_board.projection.h"

namespace tenure::projection::complaint_board {

using Row = v1::ComplaintBoardRow;
using Status = v1::ComplaintState;
using Terms = v1::ComplaintTerms;

namespace {

void Reach(Row& row, Row::IsoStep step) { row.set_iso_step(std::max(row.iso_step(), step)); }

// Q1-Q3 run beside a case that was diagnosed first; then they do not move it back.
void CareTo(Row& row, Status::Status step) {
  if (row.status() < step) row.set_status(step);
}

// The earliest of what still ticks.
void FindNextDue(Row& row) {
  const v1::Instant* next = nullptr;
  const auto consider = [&](const v1::Instant& due) {
    if (next == nullptr || due.us() < next->us()) next = &due;
  };
  row.set_clocks_breached(0);
  for (const Row::Clock& clock : row.clocks()) {
    if (clock.breached()) row.set_clocks_breached(row.clocks_breached() + 1);
    if (!clock.has_stopped_at() && !clock.paused()) consider(clock.due());
  }
  if (row.status() == Status::PROPOSED) consider(row.offer_expires_at());
  if (next == nullptr) {
    row.clear_next_due();
  } else {
    *row.mutable_next_due() = v1::Instant(*next);
  }
}

Row::Clock& ClockOf(Row& row, Terms::ClockKind kind) {
  for (Row::Clock& clock : *row.mutable_clocks()) {
    if (clock.kind() == kind) return clock;
  }
  Row::Clock* clock = row.add_clocks();
  clock->set_kind(kind);
  return *clock;
}

void BackToDiagnosed(Row& row, std::uint32_t round) {
  row.set_status(Status::DIAGNOSED);
  row.set_round(round + 1);
  row.clear_remedy();
  row.clear_authorised();
  row.clear_offer_expires_at();
  FindNextDue(row);
}

void EndAs(Row& row, Status::Status status) {
  row.set_status(status);
  row.clear_manager_alert();
  Reach(row, Row::CLOSING);
  FindNextDue(row);
}

void AddPaid(Row& row, const v1::Money& amount) {
  for (v1::Money& paid : *row.mutable_paid()) {
    if (paid.currency() != amount.currency()) continue;
    paid.set_minor(paid.minor() + amount.minor());
    return;
  }
  *row.add_paid() = amount;
}

}  // namespace

void Apply(Row& row, const v1::ComplaintFiled& event, const EventContext& context) {
  row.set_customer(context.stream.scope.text.substr(context.stream.scope.text.find('/') + 1));
  row.set_complaint(context.stream.id);
  row.set_status(Status::RECEIVED);
  row.set_iso_step(Row::RECEIPT);
  row.set_channel(event.channel());
  row.set_cause(event.category());
  *row.mutable_received_at() = InstantOf(context.effective_at);
  row.set_pack(event.pack().policy());
  row.set_filed_at(context.scope_sequence);
}

void Apply(Row& row, const v1::ComplaintAssigned& event, const EventContext&) {
  row.set_handler(event.handler());
  Reach(row, Row::TRACKING);
}

void Apply(Row& row, const v1::ComplaintAcknowledged&, const EventContext&) {
  CareTo(row, Status::ACKNOWLEDGED);
  Reach(row, Row::ACKNOWLEDGEMENT);
}

void Apply(Row& row, const v1::CaseNoteAdded&, const EventContext&) {
  row.set_notes(row.notes() + 1);
}

void Apply(Row& row, const v1::ComplaintHeard&, const EventContext& context) {
  CareTo(row, Status::HEARD);
  row.set_heard_at(context.scope_sequence);
}

void Apply(Row& row, const v1::SympathyExpressed&, const EventContext&) {
  CareTo(row, Status::SYMPATHISED);
}

void Apply(Row& row, const v1::ApologyMade&, const EventContext&) {
  CareTo(row, Status::APOLOGISED);
}

void Apply(Row& row, const v1::ComplaintAssessed& event, const EventContext& context) {
  row.set_severity(event.severity());
  row.set_assessed_at(context.scope_sequence);
  Reach(row, Row::INITIAL_ASSESSMENT);
}

void Apply(Row& row, const v1::ResponsibilityDetermined& event, const EventContext&) {
  row.set_status(Status::DIAGNOSED);
  row.set_cause(event.cause());
  row.set_party(event.party());
  Reach(row, Row::INVESTIGATION);
}

void Apply(Row& row, const v1::RuleApplied& event, const EventContext&) {
  row.set_status(Status::DIAGNOSED);
  *row.mutable_rule() = event.rule();
  row.clear_remedy();
  row.clear_authorised();
}

void Apply(Row& row, const v1::RemedyAuthorised& event, const EventContext&) {
  row.set_status(Status::AUTHORISED);
  row.set_remedy(event.kind());
  if (event.has_amount()) *row.mutable_authorised() = event.amount();
  Reach(row, Row::RESPONSE);
}

void Apply(Row& row, const v1::RemedyProposed& event, const EventContext& context) {
  row.set_status(Status::PROPOSED);
  row.set_round(event.round());
  *row.mutable_offer_expires_at() = event.expires_at();
  row.set_proposed_at(context.scope_sequence);
  row.clear_manager_alert();
  Reach(row, Row::COMMUNICATION);
  FindNextDue(row);
}

void Apply(Row& row, const v1::ProposalAccepted& event, const EventContext&) {
  row.set_status(Status::AGREED);
  row.set_light(event.light());
  row.clear_offer_expires_at();
  FindNextDue(row);
}

void Apply(Row& row, const v1::ProposalRejected& event, const EventContext&) {
  BackToDiagnosed(row, event.round());
}

void Apply(Row& row, const v1::ProposalExpired& event, const EventContext&) {
  BackToDiagnosed(row, event.round());
  row.set_manager_alert(true);
}

void Apply(Row& row, const v1::RemedyStarted&, const EventContext&) {
  row.set_status(Status::EXECUTING);
}

void Apply(Row& row, const v1::RemedyCompleted& event, const EventContext&) {
  row.set_status(Status::EXECUTED);
  if (event.has_amount()) AddPaid(row, event.amount());
}

void Apply(Row& row, const v1::SatisfactionRecorded& event, const EventContext&) {
  row.set_satisfaction(event.satisfaction());
}

void Apply(Row& row, const v1::ComplaintReviewed&, const EventContext& context) {
  row.set_status(Status::REVIEWED);
  row.set_reviewed_at(context.scope_sequence);
}

void Apply(Row& row, const v1::ComplaintClosed&, const EventContext&) {
  EndAs(row, Status::CLOSED);
}

void Apply(Row& row, const v1::ComplaintReopened&, const EventContext&) {
  row.set_status(Status::HEARD);
  row.set_iso_step(Row::ACKNOWLEDGEMENT);
  row.set_reopened(row.reopened() + 1);
  if (row.round() > 0) row.set_round(row.round() + 1);
  row.clear_satisfaction();
  row.clear_rule();
  row.clear_remedy();
  row.clear_authorised();
  row.clear_light();
}

void Apply(Row& row, const v1::ComplaintReplyNoted&, const EventContext&) {
  row.set_replies(row.replies() + 1);
}

void Apply(Row& row, const v1::ComplaintWithdrawn&, const EventContext&) {
  EndAs(row, Status::WITHDRAWN);
}

void Apply(Row& row, const v1::ComplaintRejected&, const EventContext&) {
  Reach(row, Row::COMMUNICATION);
  EndAs(row, Status::REJECTED);
}

void Apply(Row& row, const v1::ComplaintEscalated& event, const EventContext&) {
  row.set_status(Status::EXTERNAL);
  row.set_external_body(event.body());
  FindNextDue(row);
}

void Apply(Row& row, const v1::ExternalDecisionRecorded& event, const EventContext&) {
  if (event.ends_case()) return EndAs(row, Status::CLOSED);
  row.set_status(Status::AUTHORISED);
  row.set_remedy(event.kind());
  row.clear_authorised();
  if (event.has_amount()) *row.mutable_authorised() = event.amount();
  row.set_iso_step(Row::RESPONSE);
}

void Apply(Row& row, const v1::ComplaintMerged& event, const EventContext&) {
  row.set_merged_into(event.into());
  EndAs(row, Status::MERGED);
}

void Apply(Row& row, const v1::DuplicateAbsorbed&, const EventContext&) {
  row.set_duplicates(row.duplicates() + 1);
}

void Apply(Row& row, const v1::SlaClockStarted& event, const EventContext&) {
  Row::Clock& clock = ClockOf(row, event.clock());
  clock.Clear();
  clock.set_kind(event.clock());
  *clock.mutable_due() = event.due();
  FindNextDue(row);
}

void Apply(Row& row, const v1::SlaClockRetargeted& event, const EventContext&) {
  Row::Clock& clock = ClockOf(row, event.clock());
  *clock.mutable_due() = event.due();
  if (event.due().us() > event.previous_due().us()) clock.clear_breached();
  FindNextDue(row);
}

void Apply(Row& row, const v1::SlaClockPaused& event, const EventContext&) {
  ClockOf(row, event.clock()).set_paused(true);
  FindNextDue(row);
}

void Apply(Row& row, const v1::SlaClockResumed& event, const EventContext&) {
  Row::Clock& clock = ClockOf(row, event.clock());
  clock.clear_paused();
  *clock.mutable_due() = event.due();
  FindNextDue(row);
}

void Apply(Row& row, const v1::SlaClockStopped& event, const EventContext&) {
  Row::Clock& clock = ClockOf(row, event.clock());
  clock.clear_paused();
  *clock.mutable_stopped_at() = event.stopped_at();
  clock.set_breached(!event.timely());
  FindNextDue(row);
}

void Apply(Row& row, const v1::SlaClockBreached& event, const EventContext&) {
  ClockOf(row, event.clock()).set_breached(true);
  FindNextDue(row);
}

}  // namespace tenure::projection::complaint_board
