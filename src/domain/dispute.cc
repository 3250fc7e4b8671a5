// Disputes: the disputed part of an invoice stands still until it is resolved; what was upheld
// stays aside until a credit note takes it off.
#include <string>
#include <utility>

#include "domain/invoice_parts.h"
#include "domain/value_text.h"
#include "tenure/result.h"
#include "tenure/v1/debt_dispute.domain.h"
#include "tenure/v1/invoice.pb.h"

namespace tenure::dispute {

using State = v1::DisputeState;
using Terms = v1::DebtTerms;

namespace {

// UPHELD is all of it, NOT_UPHELD and TAKEN_BACK nothing; only a part has an amount of its own.
tl::expected<std::int64_t, Refused> Upheld(const State& state, const v1::ResolveDispute& command) {
  const std::int64_t all = state.disputed().minor();
  const std::int64_t said = command.upheld();
  const Refused no{v1::UPHELD_AMOUNT, {}};
  switch (command.outcome()) {
    case Terms::UPHELD:
      if (said != 0 && said != all) return tl::unexpected(no);
      return all;
    case Terms::PARTLY_UPHELD:
      if (said < 1 || said >= all) return tl::unexpected(no);
      return said;
    default:
      if (said != 0) return tl::unexpected(no);
      return 0;
  }
}

}  // namespace

Decision Decide(const State&, const v1::RaiseDispute& command, const DecideContext& context) {
  const auto* invoice = context.related.Get<v1::InvoiceState>(command.invoice_id());
  if (invoice == nullptr) {
    return Decision::Refuse(v1::UNKNOWN_REFERENCE,
                            {{"field", "data.invoice_id"}, {"id", command.invoice_id()}});
  }
  if (command.disputed().currency() != invoice->currency()) {
    return Decision::Refuse(v1::CURRENCY_DIFFERS,
                            {{"id", command.invoice_id()}, {"currency", invoice->currency()}});
  }
  if (invoice->disputed() > 0) {
    return Decision::Refuse(v1::DISPUTE_STANDS, {{"id", command.invoice_id()}});
  }
  const std::int64_t open = invoice::OpenParts(*invoice).sum();
  if (command.disputed().minor() < 1 || command.disputed().minor() > open) {
    return Decision::Refuse(v1::DISPUTED_TOO_MUCH,
                            {{"open", domain::MoneyText(open, invoice->currency())}});
  }
  v1::DisputeRaised event = EventOf(command);
  event.set_dispute_id(context.stream.id);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ResolveDispute& command, const DecideContext&) {
  if (state.outcome() != Terms::DISPUTE_OPEN) {
    return Decision::Refuse(v1::DISPUTE_RESOLVED_ALREADY);
  }
  const auto upheld = Upheld(state, command);
  if (!upheld) return Decision::Refuse(upheld.error());
  v1::DisputeResolved event = EventOf(command);
  event.set_upheld(*upheld);
  event.set_invoice_id(state.invoice_id());
  *event.mutable_disputed() = state.disputed();
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::DisputeRaised& event, const EventContext& context) {
  state.set_invoice_id(event.invoice_id());
  *state.mutable_disputed() = event.disputed();
  state.set_reason(event.reason());
  state.set_raised_at(context.scope_sequence);
}
void Evolve(State& state, const v1::DisputeResolved& event, const EventContext& context) {
  state.set_outcome(event.outcome());
  state.mutable_upheld()->set_minor(event.upheld());
  state.mutable_upheld()->set_currency(event.disputed().currency());
  state.set_resolved_at(context.scope_sequence);
}

}  // namespace tenure::dispute
