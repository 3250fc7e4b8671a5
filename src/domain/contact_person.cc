// Who speaks for a customer, and whether his word binds the customer. A subject of his own: erasing
// him leaves the customer untouched. Element P1.
#include "tenure/v1/customer.domain.h"

namespace tenure::contact_person {

using State = v1::ContactPersonState;

namespace {

constexpr std::uint32_t kContactPersonsMax = 200;  // active ones of one customer

}  // namespace

Decision Decide(const State& state, const v1::SetContactPerson& command,
                const DecideContext& context) {
  if (!state.active() && context.book.customer().contact_persons() >= kContactPersonsMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kContactPersonsMax)}});
  }
  v1::ContactPersonSet event = EventOf(command);
  event.set_contact_person_id(context.stream.id);
  event.set_added(!state.active());
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::RemoveContactPerson& command, const DecideContext&) {
  if (!state.active()) {
    return Decision::Refuse(v1::CONTACT_PERSON_REMOVED, {{"id", command.contact_person_id()}});
  }
  return Decision::Of(EventOf(command));
}

void Evolve(State& state, const v1::ContactPersonSet& event, const EventContext& context) {
  state.set_active(true);
  state.set_role(event.role());
  state.set_may_agree(event.may_agree());
  state.set_language(event.language());
  state.set_time_zone(event.time_zone());
  state.set_name_at(context.scope_sequence);
}

void EvolveBook(v1::Book& book, const v1::ContactPersonSet& event, const EventContext&) {
  v1::CustomerBook* customer = book.mutable_customer();
  if (event.added()) customer->set_contact_persons(customer->contact_persons() + 1);
}

void Evolve(State& state, const v1::ContactPersonRemoved&, const EventContext&) {
  state.set_active(false);
  state.clear_may_agree();
}

void EvolveBook(v1::Book& book, const v1::ContactPersonRemoved&, const EventContext&) {
  v1::CustomerBook* customer = book.mutable_customer();
  customer->set_contact_persons(customer->contact_persons() - 1);
}

}  // namespace tenure::contact_person
