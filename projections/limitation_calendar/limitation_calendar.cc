// The limitation calendar: what each event says of the last day is copied, nothing is computed
// here.
#include "limitation_calendar/limitation_calendar.projection.h"

namespace tenure::projection::limitation_calendar {

using Row = v1::LimitationCalendarRow;

namespace {

void Touch(Row* row, const EventContext& context) {
  row->set_customer(CustomerOf(context));
  row->set_case_id(context.stream.id);
  row->set_why(context.scope_sequence);
}

void PutClock(Row* row, const v1::LimitationClock& clock, const EventContext& context) {
  Touch(row, context);
  *row->mutable_last_day() = clock.last_day();
  *row->mutable_cap() = clock.cap();
  *row->mutable_known_on() = clock.known_on();
  const bool waits = row->state() == Row::STATE_UNSPECIFIED || row->state() == Row::RUNS ||
                     row->state() == Row::SUSPENDED;
  if (waits) row->set_state(clock.obstructed() ? Row::SUSPENDED : Row::RUNS);
}

void PutState(Row* row, Row::State state, const EventContext& context) {
  Touch(row, context);
  row->set_state(state);
}

}  // namespace

void Apply(Row& row, const v1::LimitationStarted& event, const EventContext& context) {
  PutClock(&row, event.clock(), context);
}

void Apply(Row& row, const v1::LimitationRestarted& event, const EventContext& context) {
  if (event.revived()) row.set_state(Row::RUNS);
  PutClock(&row, event.clock(), context);
  row.set_moved_by(event.move());
  *row.mutable_moved_on() = event.on();
  row.set_restarts(row.restarts() + 1);
  row.clear_demand_missing();
  row.clear_warned_days();
}

void Apply(Row& row, const v1::LimitationSuspended& event, const EventContext& context) {
  PutClock(&row, event.clock(), context);
}

void Apply(Row& row, const v1::LimitationResumed& event, const EventContext& context) {
  PutClock(&row, event.clock(), context);
}

void Apply(Row& row, const v1::LimitationWarned& event, const EventContext& context) {
  Touch(&row, context);
  row.set_warned_days(event.days());
}

void Apply(Row& row, const v1::WrittenDemandMissing&, const EventContext& context) {
  Touch(&row, context);
  row.set_demand_missing(true);
}

void Apply(Row& row, const v1::LimitationExpired&, const EventContext& context) {
  PutState(&row, Row::OVER, context);
}

void Apply(Row& row, const v1::DemandServed& event, const EventContext&) {
  row.set_demands_served(row.demands_served() + 1);
  if (event.proof_type() != v1::LegalTerms::NO_PROOF)
    row.set_demands_proven(row.demands_proven() + 1);
}

void Apply(Row& row, const v1::DemandProved&, const EventContext&) {
  row.set_demands_proven(row.demands_proven() + 1);
}

void Apply(Row& row, const v1::ArbitrationFiled&, const EventContext& context) {
  PutState(&row, Row::IN_PROCEEDINGS, context);
}

void Apply(Row& row, const v1::LawsuitFiled&, const EventContext& context) {
  PutState(&row, Row::IN_PROCEEDINGS, context);
}

void Apply(Row& row, const v1::AwardRecorded& event, const EventContext& context) {
  const bool lost = event.outcome() == v1::LegalTerms::AGAINST_US;
  PutState(&row, lost ? Row::ENDED : Row::ENFORCEABLE, context);
  if (event.has_enforce_by()) *row.mutable_enforce_by() = event.enforce_by();
}

void Apply(Row& row, const v1::EnforcementApplied&, const EventContext& context) {
  PutState(&row, Row::IN_PROCEEDINGS, context);
  row.clear_enforce_by();
}

void Apply(Row& row, const v1::EnforcementLapsed&, const EventContext& context) {
  PutState(&row, Row::OVER, context);
}

void Apply(Row& row, const v1::DebtorInsolvent& event, const EventContext& context) {
  PutState(&row, Row::IN_INSOLVENCY, context);
  *row.mutable_claim_by() = event.claim_by();
}

void Apply(Row& row, const v1::ProofOfClaimMissed&, const EventContext& context) {
  Touch(&row, context);
  row.set_claim_missed(true);
}

void Apply(Row& row, const v1::DebtWrittenOff& event, const EventContext& context) {
  if (event.whole()) PutState(&row, Row::ENDED, context);
}

}  // namespace tenure::projection::limitation_calendar
