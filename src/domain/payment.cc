// Payments: received as facts, allocated by the debtor's word, the law or an agreement, reversed as
// a whole. What an allocation or reversal does to an invoice follows by reactions in the same unit.
#include <algorithm>
#include <set>
#include <utility>

#include "domain/allocation.h"
#include "domain/receivables_book.h"
#include "domain/receivables_rules.h"
#include "domain/value_text.h"
#include "tenure/v1/invoice.pb.h"
#include "tenure/v1/payment.domain.h"
#include "tenure/values.h"

namespace tenure::payment {

using State = v1::PaymentState;
using Parts = std::vector<v1::AllocatedPart>;

namespace {

constexpr int kPartsMax = 100;  // invoices of one payment: a unit carries a command to each

// The open or closed invoice of that id in the payment's currency, once in `seen`.
std::optional<Refused> Named(const std::string& id, std::string_view field,
                             const std::string& currency, const DecideContext& context,
                             std::set<std::string>* seen) {
  const auto* state = context.related.Get<v1::InvoiceState>(id);
  if (state == nullptr) {
    return Refused{v1::UNKNOWN_REFERENCE, {{"field", std::string(field)}, {"id", id}}};
  }
  if (state->currency() != currency) {
    return Refused{v1::CURRENCY_DIFFERS, {{"id", id}, {"currency", state->currency()}}};
  }
  if (!seen->insert(id).second) return Refused{v1::INVOICE_TWICE, {{"id", id}}};
  return std::nullopt;
}

bool IsOpen(const std::string& id, const DecideContext& context) {
  return invoice::OpenParts(*context.related.Get<v1::InvoiceState>(id)).sum() > 0;
}

std::optional<int> PlaceInDesignation(const State& state, const std::string& id) {
  const auto& named = state.designation();
  const auto place = std::find(named.begin(), named.end(), id);
  if (place == named.end()) return std::nullopt;
  return static_cast<int>(place - named.begin());
}

bool HasAgreement(const v1::AllocatePayment& command) {
  return command.has_agreement() && !command.agreement().kind().empty();
}

// Candidates, ordered by law. A designated invoice that is closed by now is passed by.
std::optional<Refused> ByLaw(const State& state, const v1::AllocatePayment& command,
                             const DecideContext& context, const domain::ReceivablesRules& rules,
                             Parts* parts) {
  std::set<std::string> seen;
  std::vector<Debt> debts;
  const std::int32_t today = DateMessage(rules.Today(context.effective_at)).days();
  for (const std::string& id : command.invoices()) {
    if (auto no = Named(id, "data.invoices", state.amount().currency(), context, &seen)) return no;
    const auto place = PlaceInDesignation(state, id);
    if (!place && !IsOpen(id, context)) return Refused{v1::INVOICE_CLOSED, {{"id", id}}};
    for (Debt& debt : DebtsOf(id, *context.related.Get<v1::InvoiceState>(id), today, place)) {
      debts.push_back(std::move(debt));
    }
  }
  for (const std::string& id : state.designation()) {
    if (!seen.contains(id)) return Refused{v1::DESIGNATION_PASSED_OVER, {{"id", id}}};
  }
  if (debts.empty()) return Refused{v1::INVOICE_CLOSED, {{"id", command.invoices(0)}}};
  *parts = AllocateByLaw(std::move(debts), state.unallocated(), command.principal_first());
  return std::nullopt;
}

// Parts that the caller names: the debtor's own designation, or an agreement.
std::optional<Refused> ByParts(const State& state, const v1::AllocatePayment& command,
                               const DecideContext& context, const v1::ReceivablesPolicy& policy,
                               Parts* parts) {
  std::set<std::string> seen;
  std::int64_t left = state.unallocated();
  for (const auto& named : command.parts()) {
    const std::string& id = named.invoice_id();
    if (auto no = Named(id, "data.parts.invoice_id", state.amount().currency(), context, &seen)) {
      return no;
    }
    if (!IsOpen(id, context)) return Refused{v1::INVOICE_CLOSED, {{"id", id}}};
    const invoice::Parts open = invoice::OpenParts(*context.related.Get<v1::InvoiceState>(id));
    if (named.minor() > open.sum()) {
      return Refused{
          v1::OVER_ALLOCATED,
          {{"id", id}, {"open", domain::MoneyText(open.sum(), state.amount().currency())}}};
    }
    if (named.minor() < 1 || named.minor() > left) {
      return Refused{v1::PAYMENT_TOO_SMALL,
                     {{"left", domain::MoneyText(state.unallocated(), state.amount().currency())}}};
    }
    left -= named.minor();
    const bool designated = PlaceInDesignation(state, id).has_value();
    if (!designated && policy.parts_need_agreement() && !HasAgreement(command)) {
      return Refused{v1::AGREEMENT_MISSING, {}};
    }
    const invoice::Parts split = SplitOf(open, named.minor(), command.principal_first());
    v1::AllocatedPart& part = parts->emplace_back();
    part.set_invoice_id(id);
    SetParts(split, &part);
    part.set_basis(designated ? v1::ReceivablesTerms::DESIGNATED : v1::ReceivablesTerms::AGREED);
  }
  return std::nullopt;
}

std::optional<Refused> MayAllocate(const State& state, const v1::AllocatePayment& command,
                                   const v1::ReceivablesPolicy& policy) {
  if (state.reversed()) return Refused{v1::PAYMENT_REVERSED, {{"id", command.payment_id()}}};
  if (command.invoices().empty() == command.parts().empty()) {
    return Refused{v1::ALLOCATION_UNCLEAR, {}};
  }
  if (state.unallocated() == 0) {
    return Refused{v1::PAYMENT_TOO_SMALL,
                   {{"left", domain::MoneyText(0, state.amount().currency())}}};
  }
  if (!command.principal_first()) return std::nullopt;
  if (!policy.principal_first_allowed()) return Refused{v1::PRINCIPAL_FIRST_NOT_ALLOWED, {}};
  if (!HasAgreement(command)) return Refused{v1::AGREEMENT_MISSING, {}};
  return std::nullopt;
}

State::Part* PartOf(const std::string& invoice_id, State* state) {
  for (auto& part : *state->mutable_parts()) {
    if (part.invoice_id() == invoice_id) return &part;
  }
  State::Part* part = state->add_parts();
  part->set_invoice_id(invoice_id);
  return part;
}

void Allocate(const v1::PaymentAllocated& event, State* state) {
  for (const auto& part : event.parts()) {
    State::Part* kept = PartOf(part.invoice_id(), state);
    SetParts(invoice::PartsOf(*kept) + invoice::PartsOf(part), kept);
  }
  state->set_unallocated(state->unallocated() - event.total().minor());
}

}  // namespace

Decision Decide(const State& state, const v1::RecordPayment& command,
                const DecideContext& context) {
  const std::uint64_t content = domain::ContentOf(command);
  if (context.exists) return domain::SameDocument(state.content(), content, command.payment_id());
  const v1::Money& amount = command.amount();
  if (auto no = domain::CurrencyIsGood(amount.currency())) return Decision::Refuse(*no);
  std::set<std::string> seen;
  for (const std::string& id : command.designation()) {
    if (auto no = Named(id, "data.designation", amount.currency(), context, &seen)) {
      return Decision::Refuse(*no);
    }
  }
  if (auto no = domain::RoomInBook(context.book, amount.currency(), amount.minor())) {
    return Decision::Refuse(*no);
  }
  const auto found = domain::ReceivablesRulesInForce(context.rules, context.now);
  if (!found) return Decision::Refuse(found.error());
  const domain::ReceivablesRules& rules = *found;
  const auto effect = domain::EffectOf(rules.calendar, command.received_on(), context);
  if (!effect) return Decision::Refuse(v1::EFFECTIVE_IN_FUTURE);
  auto event = EventOf(command);
  event.set_content(content);
  *event.mutable_allocate_by() =
      InstantOf(context.now + std::chrono::days(rules.policy.allocate_within_days()));
  *event.mutable_policy() = rules.ref;
  Decision decision;
  decision.Add(std::move(event), *effect);
  return decision;
}

Decision Decide(const State& state, const v1::AllocatePayment& command,
                const DecideContext& context) {
  const auto found = domain::ReceivablesRulesInForce(context.rules, context.now);
  if (!found) return Decision::Refuse(found.error());
  const domain::ReceivablesRules& rules = *found;
  if (auto no = MayAllocate(state, command, rules.policy)) return Decision::Refuse(*no);
  Parts parts;
  const auto refused = command.parts().empty()
                           ? ByLaw(state, command, context, rules, &parts)
                           : ByParts(state, command, context, rules.policy, &parts);
  if (refused) return Decision::Refuse(*refused);
  auto event = EventOf(command);
  std::int64_t total = 0;
  for (auto& part : parts) {
    total += invoice::PartsOf(part).sum();
    *event.add_parts() = std::move(part);
  }
  event.mutable_total()->set_minor(total);
  event.mutable_total()->set_currency(state.amount().currency());
  *event.mutable_paid_on() = state.received_on();
  *event.mutable_policy() = rules.ref;
  event.set_left(state.unallocated() - total);
  State after = state;
  Allocate(event, &after);
  if (after.parts_size() > kPartsMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kPartsMax)}});
  }
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ReversePayment& command, const DecideContext&) {
  if (state.reversed()) {
    return Decision::Refuse(v1::PAYMENT_REVERSED, {{"id", command.payment_id()}});
  }
  auto event = EventOf(command);
  for (const auto& kept : state.parts()) {
    auto* part = event.add_parts();
    part->set_invoice_id(kept.invoice_id());
    SetParts(invoice::PartsOf(kept), part);
  }
  event.mutable_unallocated()->set_minor(state.unallocated());
  event.mutable_unallocated()->set_currency(state.amount().currency());
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::PaymentReceived& event, const EventContext&) {
  *state.mutable_amount() = event.amount();
  state.set_unallocated(event.amount().minor());
  *state.mutable_designation() = event.designation();
  *state.mutable_received_on() = event.received_on();
  state.set_content(event.content());
  if (event.has_source()) *state.mutable_source() = event.source();
}
void Evolve(State& state, const v1::PaymentAllocated& event, const EventContext&) {
  Allocate(event, &state);
}
// The parts stay to be seen: what it had paid once.
void Evolve(State& state, const v1::PaymentReversed&, const EventContext&) {
  state.set_reversed(true);
  state.set_unallocated(0);
}

void EvolveBook(v1::Book& book, const v1::PaymentReceived& event, const EventContext&) {
  domain::MoveUnallocated(event.amount().currency(), event.amount().minor(),
                          book.mutable_receivables());
}
void EvolveBook(v1::Book& book, const v1::PaymentAllocated& event, const EventContext&) {
  domain::MoveUnallocated(event.total().currency(), -event.total().minor(),
                          book.mutable_receivables());
}
void EvolveBook(v1::Book& book, const v1::PaymentReversed& event, const EventContext&) {
  domain::MoveUnallocated(event.unallocated().currency(), -event.unallocated().minor(),
                          book.mutable_receivables());
}

}  // namespace tenure::payment
