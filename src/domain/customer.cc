// The customer: who he is, who answers for him. Elements P1, A15, F1 of the handbook.
#include "domain/value_text.h"
#include "tenure/v1/customer.domain.h"

namespace tenure::customer {

using State = v1::CustomerState;

Decision Decide(const State&, const v1::RegisterCustomer& command, const DecideContext& context) {
  // In one partition a known clash is refused at once; elsewhere the claim finds it later.
  const auto* identity = context.related.Get<v1::IdentityState>(command.identity_mac());
  if (identity != nullptr && !identity->holder().empty()) {
    return Decision::Refuse(v1::IDENTITY_TAKEN, {{"holder", identity->holder()}});
  }
  v1::CustomerRegistered registered;
  registered.set_kind(command.kind());
  registered.set_identity_mac(command.identity_mac());
  registered.set_source(command.source());
  registered.set_language(command.language());
  v1::OwnerAssigned owner;
  owner.set_owner(command.owner());
  return Decision::Of(std::move(registered), std::move(owner));
}

Decision Decide(const State& state, const v1::AssignOwner& command, const DecideContext&) {
  if (state.owner() == command.owner()) return Decision::Refuse(v1::NO_CHANGE);
  v1::OwnerAssigned event;
  event.set_owner(command.owner());
  event.set_previous(state.owner());
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ReportDuplicate& command, const DecideContext&) {
  if (state.duplicate_of() == command.duplicate_of()) return Decision::Refuse(v1::NO_CHANGE);
  v1::DuplicateSuspected event;
  event.set_duplicate_of(command.duplicate_of());
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::CustomerRegistered& event, const EventContext& context) {
  state.set_kind(event.kind());
  state.set_basic_data_at(context.scope_sequence);
  state.set_identity_mac(event.identity_mac());
  state.set_source(event.source());
  state.set_language(event.language());
}

void EvolveBook(v1::Book& book, const v1::CustomerRegistered& event, const EventContext&) {
  book.mutable_customer()->set_registered(true);
  book.mutable_customer()->set_kind(event.kind());
}

void Evolve(State& state, const v1::OwnerAssigned& event, const EventContext&) {
  state.set_owner(event.owner());
}

void EvolveBook(v1::Book& book, const v1::OwnerAssigned& event, const EventContext&) {
  book.mutable_customer()->set_owner(event.owner());
}

void Evolve(State& state, const v1::DuplicateSuspected& event, const EventContext&) {
  state.set_duplicate_of(event.duplicate_of());
}

void EvolveBook(v1::Book& book, const v1::DuplicateSuspected& event, const EventContext&) {
  book.mutable_customer()->set_identity_disputed(true);
  book.mutable_customer()->set_duplicate_of(event.duplicate_of());
}

}  // namespace tenure::customer
