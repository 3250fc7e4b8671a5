// The exceptions register: one row an event, never changed afterwards.
#include "exceptions_register/exceptions_register.projection.h"
#include "formula/nine_factors.h"

namespace tenure::projection::exceptions_register {

using Row = v1::ExceptionRow;

namespace {

void Fill(Row* row, Row::Kind kind, const EventContext& context) {
  row->set_scope(context.stream.scope.text);
  row->set_kind(kind);
  row->set_why(context.scope_sequence);
  row->set_id(context.stream.id);
  row->set_actor(std::string(context.actor));
  row->mutable_at()->set_us(MicrosOf(context.recorded_at));
}

template <typename Event>
std::optional<RowKey> KeyOfBreach(const Event& event, const EventContext& context) {
  if (event.breach().empty()) return std::nullopt;
  return KeyOfEvent(context);
}

template <typename Event>
void FillOrderFact(Row* row, const Event& event, const EventContext& context) {
  Fill(row, Row::ORDER_FACT, context);
  *row->mutable_order_breach() = event.breach();
  if constexpr (requires { event.credit_refusal(); }) row->set_code(event.credit_refusal());
}

}  // namespace

void Apply(Row& row, const v1::CommandRefused& event, const EventContext& context) {
  Fill(&row, Row::REFUSED_COMMAND, context);
  row.set_id(event.aggregate_id());
  row.set_code(event.code());
  row.set_command_type(event.command_type());
}

// An automatic command that found nothing to do is no exception.
std::optional<RowKey> KeyOf(const v1::PolicyRefused& event, const EventContext& context) {
  if (event.code() == v1::NO_CHANGE) return std::nullopt;
  return KeyOfEvent(context);
}
void Apply(Row& row, const v1::PolicyRefused& event, const EventContext& context) {
  Fill(&row, Row::REFUSED_REACTION, context);
  row.set_id(event.aggregate_id());
  row.set_code(event.code());
  row.set_command_type(event.command_type());
  row.set_reaction(event.reaction());
}

void Apply(Row& row, const v1::ApprovalGiven&, const EventContext& context) {
  Fill(&row, Row::SECOND_PERSON, context);
}

void Apply(Row& row, const v1::SlaClockBreached& event, const EventContext& context) {
  Fill(&row, Row::CLOCK_BREACHED, context);
  row.set_actor(event.handler());
}

// Another band than the scored one, or evidence from one side only (A14): by two, for a reason.
std::optional<RowKey> KeyOf(const v1::AssessmentApproved& event, const EventContext& context) {
  if (event.band() == event.scored_band() && !event.evidence_incomplete()) return std::nullopt;
  return KeyOfEvent(context);
}
void Apply(Row& row, const v1::AssessmentApproved&, const EventContext& context) {
  Fill(&row, Row::CREDIT_OVERRIDE, context);
}

// Preferential terms outside CA1 (B1).
std::optional<RowKey> KeyOf(const v1::CreditLimitSet& event, const EventContext& context) {
  constexpr auto kPreferred = static_cast<std::uint32_t>(formula::Band::kCa1);
  if (!event.preferential() || event.band() == kPreferred) return std::nullopt;
  return KeyOfEvent(context);
}
void Apply(Row& row, const v1::CreditLimitSet& event, const EventContext& context) {
  Fill(&row, Row::CREDIT_OVERRIDE, context);
  row.set_id(event.assessment_id());
}

void Apply(Row& row, const v1::OrderReleased& event, const EventContext& context) {
  Fill(&row, Row::ORDER_RELEASED, context);
  row.set_id(event.order_id());
}

// What happened to an order against a rule: on credit that was refused, more than was ordered,
// after it was closed. A fact without a breach is no exception.
std::optional<RowKey> KeyOf(const v1::OrderPlaced& event, const EventContext& context) {
  return KeyOfBreach(event, context);
}
void Apply(Row& row, const v1::OrderPlaced& event, const EventContext& context) {
  FillOrderFact(&row, event, context);
}

std::optional<RowKey> KeyOf(const v1::OrderAmended& event, const EventContext& context) {
  return KeyOfBreach(event, context);
}
void Apply(Row& row, const v1::OrderAmended& event, const EventContext& context) {
  FillOrderFact(&row, event, context);
}

std::optional<RowKey> KeyOf(const v1::OrderReopened& event, const EventContext& context) {
  return KeyOfBreach(event, context);
}
void Apply(Row& row, const v1::OrderReopened& event, const EventContext& context) {
  FillOrderFact(&row, event, context);
}

std::optional<RowKey> KeyOf(const v1::OrderCameNear& event, const EventContext& context) {
  return KeyOfBreach(event, context);
}
void Apply(Row& row, const v1::OrderCameNear& event, const EventContext& context) {
  FillOrderFact(&row, event, context);
}

std::optional<RowKey> KeyOf(const v1::DeliveryRecorded& event, const EventContext& context) {
  return KeyOfBreach(event, context);
}
void Apply(Row& row, const v1::DeliveryRecorded& event, const EventContext& context) {
  FillOrderFact(&row, event, context);
}

std::optional<RowKey> KeyOf(const v1::InvoicedLinesCounted& event, const EventContext& context) {
  return KeyOfBreach(event, context);
}
void Apply(Row& row, const v1::InvoicedLinesCounted& event, const EventContext& context) {
  FillOrderFact(&row, event, context);
}

// A contact that was made against law, policy or strategy; a promise that pauses nothing; methods
// that leave the segment's ladder for a reason (M5).
std::optional<RowKey> KeyOf(const v1::CollectionContactRecorded& event,
                            const EventContext& context) {
  return KeyOfBreach(event, context);
}
void Apply(Row& row, const v1::CollectionContactRecorded& event, const EventContext& context) {
  Fill(&row, Row::COLLECTION_BREACH, context);
  *row.mutable_collection_breach() = event.breach();
}

std::optional<RowKey> KeyOf(const v1::PromiseRecorded& event, const EventContext& context) {
  return KeyOfBreach(event, context);
}
void Apply(Row& row, const v1::PromiseRecorded& event, const EventContext& context) {
  Fill(&row, Row::PROMISE_EXCEPTION, context);
  *row.mutable_collection_breach() = event.breach();
}

std::optional<RowKey> KeyOf(const v1::TacticChosen& event, const EventContext& context) {
  if (event.deviation() == v1::DebtTerms::NO_DEVIATION) return std::nullopt;
  return KeyOfEvent(context);
}
void Apply(Row& row, const v1::TacticChosen&, const EventContext& context) {
  Fill(&row, Row::METHOD_DEVIATION, context);
}

// 4.3: who let a step be skipped, and the referral that used it.
void Apply(Row& row, const v1::EscalationSkipApproved&, const EventContext& context) {
  Fill(&row, Row::ESCALATION_SKIPPED, context);
}

std::optional<RowKey> KeyOf(const v1::ReferredToAgent& event, const EventContext& context) {
  if (!event.skipped()) return std::nullopt;
  return KeyOfEvent(context);
}
void Apply(Row& row, const v1::ReferredToAgent&, const EventContext& context) {
  Fill(&row, Row::ESCALATION_SKIPPED, context);
}

// T3: whatever of the claim or its interest was given up.
std::optional<RowKey> KeyOf(const v1::SettlementProposed& event, const EventContext& context) {
  if (event.given_up().minor() == 0) return std::nullopt;
  return KeyOfEvent(context);
}
void Apply(Row& row, const v1::SettlementProposed&, const EventContext& context) {
  Fill(&row, Row::CLAIM_GIVEN_UP, context);
}

void Apply(Row& row, const v1::DebtWrittenOff&, const EventContext& context) {
  Fill(&row, Row::WRITTEN_OFF, context);
}

// T2, 188, 250: a day of the law that passed unused.
void Apply(Row& row, const v1::WrittenDemandMissing&, const EventContext& context) {
  Fill(&row, Row::RIGHT_LOST, context);
}
void Apply(Row& row, const v1::LimitationExpired&, const EventContext& context) {
  Fill(&row, Row::RIGHT_LOST, context);
}
void Apply(Row& row, const v1::EnforcementLapsed&, const EventContext& context) {
  Fill(&row, Row::RIGHT_LOST, context);
}
void Apply(Row& row, const v1::ProofOfClaimMissed&, const EventContext& context) {
  Fill(&row, Row::RIGHT_LOST, context);
}

std::optional<RowKey> KeyOf(const v1::LegalStepRecorded& event, const EventContext& context) {
  if (event.breach().empty()) return std::nullopt;
  return KeyOfEvent(context);
}
void Apply(Row& row, const v1::LegalStepRecorded&, const EventContext& context) {
  Fill(&row, Row::LEGAL_BREACH, context);
}

// 4.1: a practice of the year left out.
void Apply(Row& row, const v1::PracticeWaived& event, const EventContext& context) {
  Fill(&row, Row::PRACTICE_WAIVED, context);
  row.set_id(v1::KeyAccountTerms::Practice_Name(event.practice()) + "/" +
             std::to_string(event.year()));
}

}  // namespace tenure::projection::exceptions_register
