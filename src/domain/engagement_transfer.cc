// A new owner of what was handed over (4.1, TRANSFERRED). The engagement begins with the new owner
// before it ends with the old one, so that no clock and no snag is ever without a file.
#include "base/text_check.h"
#include "domain/engagement_stage.h"
#include "domain/lifecycle_terms.h"
#include "domain/value_text.h"
#include "tenure/v1/ownership.domain.h"
#include "tenure/values.h"

namespace tenure::engagement {

namespace {

v1::PassedOn AlongWith(const State& state, const v1::Date& transferred_on) {
  v1::PassedOn along;
  along.set_project_id(state.project_id());
  along.set_template_(state.template_());
  along.set_contract_number(state.contract_number());
  if (state.has_signed_on()) *along.mutable_signed_on() = state.signed_on();
  if (state.has_handed_over_on()) *along.mutable_handed_over_on() = state.handed_over_on();
  for (const State::Snag& snag : state.snags_open()) {
    v1::PassedOn::Snag* moved = along.add_snags();
    moved->set_snag_id(snag.snag_id());
    if (snag.has_due()) *moved->mutable_due() = snag.due();
  }
  along.set_account_manager(state.account_manager());
  *along.mutable_transferred_on() = transferred_on;
  return along;
}

bool WaitsFor(const State& state, const std::string& new_owner) {
  return state.stage() != State::PASSED_ON && state.transfer_to() == new_owner;
}

}  // namespace

Decision Decide(const State& state, const v1::TransferOwnership& command,
                const DecideContext& context) {
  if (auto no = Live(state)) return Decision::Refuse(*no);
  if (auto no = Reached(state, State::HANDED_OVER)) return Decision::Refuse(*no);
  if (!IsIdentifier(command.to())) return Decision::Refuse(v1::BAD_ID, {{"field", "data.to"}});
  if (command.to() == ScopeName(context.stream.scope.text)) {
    return Decision::Refuse(v1::TRANSFER_TO_ITSELF);
  }
  if (command.to() == context.actor.id || command.to() == context.actor.on_behalf_of) {
    return Decision::Refuse(v1::ACTOR_IS_SUBJECT, {{"actor", command.to()}});
  }
  if (!domain::IsProof(command.evidence())) return Decision::Refuse(v1::EVIDENCE_MISSING);
  const auto terms = domain::LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return Decision::Refuse(terms.error());
  if (auto no = PastDay(command.transferred_on(), terms->Today(context.now))) {
    return Decision::Refuse(*no);
  }
  v1::OwnershipTransferBegun event = EventOf(command);
  *event.mutable_along() = AlongWith(state, command.transferred_on());
  return Decision::Of(std::move(event));
}

// What was passed on before may come back to the same customer.
Decision Decide(const State& state, const v1::ReceiveEngagement& command,
                const DecideContext& context) {
  if (context.exists && state.stage() != State::PASSED_ON) {
    return Decision::Refuse(v1::ALREADY_EXISTS,
                            {{"aggregate", "engagement"}, {"id", context.stream.id}});
  }
  const auto terms = domain::LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return Decision::Refuse(terms.error());
  v1::EngagementReceived event = EventOf(command);
  *event.mutable_next_care_due() =
      InstantOf(terms->After(context.now, terms->policy.care_contact_every_days()));
  *event.mutable_policy() = terms->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ConfirmTransfer& command, const DecideContext&) {
  if (!WaitsFor(state, command.to())) return Decision::Refuse(v1::NO_CHANGE);
  v1::OwnershipTransferred event = EventOf(command);
  event.set_was_in_care(state.stage() == State::IN_CARE);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::AbandonTransfer& command, const DecideContext&) {
  if (!WaitsFor(state, command.to())) return Decision::Refuse(v1::NO_CHANGE);
  return Decision::Of(EventOf(command));
}

void Evolve(State& state, const v1::OwnershipTransferBegun& event, const EventContext&) {
  state.set_transfer_to(event.to());
}

void Evolve(State& state, const v1::EngagementReceived& event, const EventContext&) {
  state.Clear();
  const v1::PassedOn& along = event.along();
  state.set_stage(State::IN_CARE);
  state.set_received_from(event.from());
  state.set_project_id(along.project_id());
  state.set_template_(along.template_());
  state.set_contract_number(along.contract_number());
  if (along.has_signed_on()) *state.mutable_signed_on() = along.signed_on();
  if (along.has_handed_over_on()) *state.mutable_handed_over_on() = along.handed_over_on();
  for (const v1::PassedOn::Snag& moved : along.snags()) {
    State::Snag* snag = state.add_snags_open();
    snag->set_snag_id(moved.snag_id());
    if (moved.has_due()) *snag->mutable_due() = moved.due();
  }
  state.set_snags_recorded(static_cast<std::uint32_t>(along.snags_size()));
  state.set_account_manager(along.account_manager());
  *state.mutable_next_care_due() = event.next_care_due();
}

void EvolveBook(v1::Book& book, const v1::EngagementReceived&, const EventContext&) {
  v1::LifecycleBook* lifecycle = book.mutable_lifecycle();
  lifecycle->set_engagements_open(lifecycle->engagements_open() + 1);
  lifecycle->set_in_care(lifecycle->in_care() + 1);
}

// The snags went along; those of a rescinded contract stay claims (4.1), these are the new owner's.
void Evolve(State& state, const v1::OwnershipTransferred&, const EventContext&) {
  state.set_stage(State::PASSED_ON);
  state.clear_snags_open();
  state.clear_next_update_due();
  state.clear_next_care_due();
  state.clear_handover_planned_on();
}

void EvolveBook(v1::Book& book, const v1::OwnershipTransferred& event, const EventContext&) {
  v1::LifecycleBook* lifecycle = book.mutable_lifecycle();
  lifecycle->set_engagements_open(lifecycle->engagements_open() - 1);
  if (event.was_in_care()) lifecycle->set_in_care(lifecycle->in_care() - 1);
}

void Evolve(State& state, const v1::OwnershipTransferAbandoned&, const EventContext&) {
  state.clear_transfer_to();
}

}  // namespace tenure::engagement
