// Folds of the screening book.
#include "screening_book/screening_book.projection.h"

namespace tenure::projection::screening_book {

using Row = v1::ScreeningBookRow;

void Apply(Row& row, const v1::ScreeningProposed& event, const EventContext& context) {
  row.set_customer(CustomerOf(context));
  row.set_year(context.stream.id);
  row.set_status(Row::PROPOSED);
  row.set_verdict(event.verdict());
  row.set_kept_as(event.kept_as());
  row.set_suggested(event.suggested());
  row.set_potential(event.potential());
  *row.mutable_figures() = event.figures();
  row.set_provisional(event.provisional());
  row.set_owner(event.owner());
  row.set_proposed_by(std::string(context.actor));
  *row.mutable_due() = event.due();
  row.set_proposed_at(context.scope_sequence);
  row.set_key_account(event.key_account());
}

void Apply(Row& row, const v1::ScreeningConfirmed& event, const EventContext& context) {
  row.set_status(Row::CONFIRMED);
  *row.mutable_figures() = event.figures();
  row.clear_provisional();
  row.set_confirmed_by(std::string(context.actor));
  *row.mutable_decided_at() = InstantOf(context.effective_at);
}

void Apply(Row& row, const v1::CustomerDropped&, const EventContext&) {
  row.set_status(Row::DROPPED);
}

std::optional<RowKey> KeyOf(const v1::CustomerReinstated& event, const EventContext& context) {
  return RowKey{CustomerOf(context) + "/" + std::to_string(event.dropped_for())};
}
void Apply(Row& row, const v1::CustomerReinstated&, const EventContext&) {
  row.set_status(Row::REINSTATED);
}

}  // namespace tenure::projection::screening_book
