// Invoices: posted as facts, lowered by credit notes and by parts of payments, restored by a
// reversal, and moved through the ageing buckets by their own timers (domain table 3).
#include <algorithm>
#include <set>
#include <utility>

#include "domain/invoice_parts.h"
#include "domain/order_lines.h"
#include "domain/receivables_book.h"
#include "domain/receivables_rules.h"
#include "domain/value_text.h"
#include "tenure/v1/invoice.domain.h"
#include "tenure/v1/order.pb.h"
#include "tenure/values.h"

namespace tenure::invoice {

using domain::ContentOf;
using domain::DocumentOf;
using State = v1::InvoiceState;

namespace {

// A unit holds 256 events; what is due beyond stays due and is fired next.
constexpr std::size_t kCrossingsMax = 200;

State Posted(const v1::InvoicePosted& event) {
  State state;
  state.set_currency(event.currency());
  for (int i = 0; i < event.instalments_size(); ++i) {
    auto* one = state.add_instalments();
    *one->mutable_due_on() = event.instalments(i).due_on();
    one->set_minor(event.instalments(i).minor());
    if (i < event.overdue_from_size()) *one->mutable_overdue_from() = event.overdue_from(i);
  }
  state.set_costs(event.costs());
  state.set_costs_open(event.costs());
  state.set_interest(event.interest());
  state.set_interest_open(event.interest());
  state.set_secured_rank(event.secured_rank());
  state.set_burden_bp(event.burden_bp());
  *state.mutable_bucket_days() = event.bucket_days();
  state.set_content(event.content());
  *state.mutable_issued_on() = event.issued_on();
  if (event.has_source()) *state.mutable_source() = event.source();
  return state;
}

// They fall due one after the other, none before the invoice is issued; the sum stays bounded.
std::optional<Refused> InstalmentsAreGood(const v1::PostInvoice& command) {
  std::int64_t sum = command.costs() + command.interest();
  std::int32_t last = command.issued_on().days() - 1;
  for (const auto& one : command.instalments()) {
    if (one.due_on().days() <= last || one.minor() < 1) return Refused{v1::BAD_INSTALMENTS, {}};
    last = one.due_on().days();
    sum += one.minor();
  }
  if (sum > kMinorMax) return Refused{v1::AMOUNT_TOO_LARGE, {}};
  return std::nullopt;
}

// Each line is there, in an order of the same currency, and named once.
std::optional<Refused> LinesAreGood(const v1::PostInvoice& command, const DecideContext& context) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const auto& line : command.order_lines()) {
    const auto* order = context.related.Get<v1::OrderState>(line.order_id());
    if (order == nullptr) {
      return Refused{v1::UNKNOWN_REFERENCE,
                     {{"field", "data.order_lines.order_id"}, {"id", line.order_id()}}};
    }
    if (order->currency() != command.currency()) {
      return Refused{v1::CURRENCY_DIFFERS,
                     {{"id", line.order_id()}, {"currency", order->currency()}}};
    }
    if (order::FindLine(*order, line.line_id()) == nullptr) {
      return Refused{v1::UNKNOWN_LINE, {{"id", line.order_id()}, {"line", line.line_id()}}};
    }
    if (line.quantity() < 1 || !seen.insert({line.order_id(), line.line_id()}).second) {
      return Refused{v1::BAD_LINE, {{"line", line.line_id()}}};
    }
  }
  return std::nullopt;
}

std::optional<Refused> FitsOpen(const State& state, const Parts& parts, const std::string& id) {
  const Parts open = OpenParts(state);
  const bool fits = parts.costs >= 0 && parts.interest >= 0 && parts.principal >= 0 &&
                    parts.costs <= open.costs && parts.interest <= open.interest &&
                    parts.principal <= open.principal && parts.sum() > 0;
  if (fits) return std::nullopt;
  return Refused{v1::OVER_ALLOCATED,
                 {{"id", id}, {"open", domain::MoneyText(open.sum(), state.currency())}}};
}

void AddCured(const State& before, const State& after, std::optional<Time> at, Decision* decision) {
  if (!IsDelinquent(before) || IsDelinquent(after)) return;
  v1::DelinquencyCured cured;
  cured.set_closed(OpenParts(after).sum() == 0);
  decision->Add(std::move(cured), at);
}

// A credit note lowers the principal first: it corrects the price, not the claim for being late.
Parts Credited(const State& state, std::int64_t minor) {
  const Parts open = OpenParts(state);
  Parts parts;
  parts.principal = std::min(minor, open.principal);
  parts.interest = std::min(minor - parts.principal, open.interest);
  parts.costs = minor - parts.principal - parts.interest;
  return parts;
}

void Close(const v1::AllocationApplied& event, State* state) {
  if (!event.closed()) return;
  state->set_paid_year(event.year());
  state->set_paid_days_late(event.days_late());
}

void Pay(const v1::AllocationApplied& event, State* state) {
  TakeOff(PartsOf(event), event.paid_on(), state);
  Close(event, state);
}

void Restore(const v1::AllocationRestored& event, State* state) {
  GiveBack(PartsOf(event), state);
  state->clear_paid_year();
  state->clear_paid_days_late();
}

// How a paid invoice counts in its year; `by` is 1 or, when the payment goes back, -1.
template <typename Event>
void CountPaid(const Event& event, int by, v1::ReceivablesBook* book) {
  auto* year = domain::YearIn(event.year(), event.move().currency(), book);
  if (year == nullptr) return;
  const auto moved = [by](std::uint32_t count) {
    return by > 0 ? count + 1 : count - std::min(count, 1U);
  };
  year->set_invoices_paid(moved(year->invoices_paid()));
  if (event.days_late() == 0) return;
  year->set_invoices_paid_late(moved(year->invoices_paid_late()));
  year->set_days_late(year->days_late() + by * static_cast<std::int64_t>(event.days_late()));
}

}  // namespace

Decision Decide(const State& state, const v1::PostInvoice& command, const DecideContext& context) {
  const std::uint64_t content = ContentOf(command);
  if (context.exists) return domain::SameDocument(state.content(), content, command.invoice_id());
  if (auto no = domain::CurrencyIsGood(command.currency())) return Decision::Refuse(*no);
  if (auto no = InstalmentsAreGood(command)) return Decision::Refuse(*no);
  if (auto no = LinesAreGood(command, context)) return Decision::Refuse(*no);
  const auto found = domain::ReceivablesRulesInForce(context.rules, context.now);
  if (!found) return Decision::Refuse(found.error());
  const domain::ReceivablesRules& rules = *found;
  const auto effect = domain::EffectOf(rules.calendar, command.issued_on(), context);
  if (!effect) return Decision::Refuse(v1::EFFECTIVE_IN_FUTURE);
  auto event = EventOf(command);
  for (const auto& one : command.instalments()) {
    *event.add_overdue_from() = InstantOf(rules.EndOf(DateOf(one.due_on())));
  }
  *event.mutable_bucket_days() = rules.policy.bucket_days();
  *event.mutable_policy() = rules.ref;
  event.set_year(YearOf(command.issued_on()));
  event.set_content(content);
  const State after = Posted(event);
  event.set_principal(OpenParts(after).principal);
  *event.mutable_move() = MoveBetween(state, after);
  const std::int64_t sum = std::max(OpenParts(after).sum(), command.cost());
  if (auto no = domain::RoomInBook(context.book, event.currency(), sum)) {
    return Decision::Refuse(*no);
  }
  if (auto no = domain::RoomInYear(context.book, event.year(), event.currency(), sum)) {
    return Decision::Refuse(*no);
  }
  Decision decision;
  decision.Add(std::move(event), *effect);
  return decision;
}

Decision Decide(const State& state, const v1::PostCreditNote& command,
                const DecideContext& context) {
  const std::uint64_t content = ContentOf(command);
  for (const auto& known : state.credit_notes()) {
    if (known.document() == DocumentOf(command.credit_note_id())) {
      return domain::SameDocument(known.content(), content, command.credit_note_id());
    }
  }
  if (state.credit_notes_size() >= kCreditNotesMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kCreditNotesMax)}});
  }
  if (command.amount().currency() != state.currency()) {
    return Decision::Refuse(v1::CURRENCY_DIFFERS,
                            {{"id", command.invoice_id()}, {"currency", state.currency()}});
  }
  const Parts parts = Credited(state, command.amount().minor());
  if (auto no = FitsOpen(state, parts, command.invoice_id())) return Decision::Refuse(*no);
  const auto found = domain::ReceivablesRulesInForce(context.rules, context.now);
  if (!found) return Decision::Refuse(found.error());
  const domain::ReceivablesRules& rules = *found;
  const auto effect = domain::EffectOf(rules.calendar, command.issued_on(), context);
  if (!effect) return Decision::Refuse(v1::EFFECTIVE_IN_FUTURE);
  auto event = EventOf(command);
  SetParts(parts, &event);
  event.set_content(content);
  event.set_year(YearOf(command.issued_on()));
  State after = state;
  TakeOff(parts, command.issued_on(), &after);
  *event.mutable_move() = MoveBetween(state, after);
  Decision decision;
  decision.Add(std::move(event), *effect);
  AddCured(state, after, *effect, &decision);
  return decision;
}

Decision Decide(const State& state, const v1::ApplyAllocation& command,
                const DecideContext& context) {
  const Parts parts = PartsOf(command);
  if (auto no = FitsOpen(state, parts, context.stream.id)) return Decision::Refuse(*no);
  auto event = EventOf(command);
  State after = state;
  TakeOff(parts, command.paid_on(), &after);
  *event.mutable_move() = MoveBetween(state, after);
  if (OpenParts(after).sum() == 0) {
    event.set_closed(true);
    event.set_days_late(DaysLate(after));
    event.set_year(YearOf(command.paid_on()));
  }
  Decision decision = Decision::Of(std::move(event));
  AddCured(state, after, std::nullopt, &decision);
  return decision;
}

Decision Decide(const State& state, const v1::RestoreAllocation& command,
                const DecideContext& context) {
  const Parts parts = PartsOf(command);
  std::int64_t paid = 0;
  for (const auto& one : state.instalments()) paid += one.paid();
  const bool fits = parts.costs >= 0 && parts.interest >= 0 && parts.principal >= 0 &&
                    parts.costs <= state.costs() - state.costs_open() &&
                    parts.interest <= state.interest() - state.interest_open() &&
                    parts.principal <= paid && parts.sum() > 0;
  if (!fits) return Decision::Refuse(v1::RESTORED_TOO_MUCH, {{"id", context.stream.id}});
  auto event = EventOf(command);
  State after = state;
  GiveBack(parts, &after);
  *event.mutable_move() = MoveBetween(state, after);
  if (state.paid_year() != 0) {
    event.set_reopened(true);
    event.set_days_late(state.paid_days_late());
    event.set_year(state.paid_year());
  }
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::SetDisputedPart& command,
                const DecideContext& context) {
  if (command.disputed() == state.disputed()) return {};
  const std::int64_t open = OpenParts(state).sum();
  if (command.disputed() < 0 || command.disputed() > open) {
    return Decision::Refuse(
        v1::OVER_ALLOCATED,
        {{"id", context.stream.id}, {"open", domain::MoneyText(open, state.currency())}});
  }
  return Decision::Of(EventOf(command));
}

std::vector<Timer> Timers(const State& state) {
  std::vector<Timer> timers;
  for (int i = 0; i < state.instalments_size(); ++i) {
    if (const auto next = NextCrossing(state, i)) timers.push_back({next->at});
  }
  return timers;
}

Decision Decide(const State& state, const v1::FireTimer&, const DecideContext& context) {
  Decision decision;
  State current = state;
  while (decision.events().size() < kCrossingsMax) {
    std::optional<Crossing> first;
    int which = 0;
    for (int i = 0; i < current.instalments_size(); ++i) {
      const auto next = NextCrossing(current, i);
      if (!next || next->at > context.now || (first && first->at <= next->at)) continue;
      first = next;
      which = i;
    }
    if (!first) break;
    const State before = current;
    auto* one = current.mutable_instalments(which);
    v1::DelinquencyBucketChanged event;
    event.set_instalment(static_cast<std::uint32_t>(which) + 1);
    event.set_from_day(one->bucket());
    event.set_to_day(first->to_day);
    event.set_minor(OpenOf(current, which));
    *event.mutable_due_on() = one->due_on();
    one->set_bucket(first->to_day);
    *event.mutable_move() = MoveBetween(before, current);
    decision.Add(std::move(event), first->at);
  }
  return decision;
}

void Evolve(State& state, const v1::InvoicePosted& event, const EventContext&) {
  state = Posted(event);
}
void Evolve(State& state, const v1::CreditNotePosted& event, const EventContext&) {
  // A credit note that settles a dispute takes the disputed part with it.
  if (event.why() == v1::ReceivablesTerms::DISPUTE) {
    const std::int64_t left = state.disputed() - PartsOf(event).sum();
    state.set_disputed(std::max<std::int64_t>(left, 0));
  }
  TakeOff(PartsOf(event), event.issued_on(), &state);
  v1::CountedDocument* known = state.add_credit_notes();
  known->set_document(DocumentOf(event.credit_note_id()));
  known->set_content(event.content());
}
void Evolve(State& state, const v1::AllocationApplied& event, const EventContext&) {
  Pay(event, &state);
}
void Evolve(State& state, const v1::AllocationRestored& event, const EventContext&) {
  Restore(event, &state);
}
void Evolve(State& state, const v1::DisputedPartSet& event, const EventContext&) {
  state.set_disputed(event.disputed());
}
void Evolve(State& state, const v1::DelinquencyBucketChanged& event, const EventContext&) {
  const int which = static_cast<int>(event.instalment()) - 1;
  if (which >= 0 && which < state.instalments_size()) {
    state.mutable_instalments(which)->set_bucket(event.to_day());
  }
}
void Evolve(State&, const v1::DelinquencyCured&, const EventContext&) {}

void EvolveBook(v1::Book& book, const v1::InvoicePosted& event, const EventContext&) {
  v1::ReceivablesBook* receivables = book.mutable_receivables();
  domain::MoveBook(event.move(), receivables);
  if (auto* year = domain::YearIn(event.year(), event.currency(), receivables)) {
    year->set_turnover(year->turnover() + event.principal());
    year->set_cost(year->cost() + event.cost());
  }
}
void EvolveBook(v1::Book& book, const v1::CreditNotePosted& event, const EventContext&) {
  v1::ReceivablesBook* receivables = book.mutable_receivables();
  domain::MoveBook(event.move(), receivables);
  if (auto* year = domain::YearIn(event.year(), event.move().currency(), receivables)) {
    year->set_turnover(year->turnover() - event.principal());
  }
}
void EvolveBook(v1::Book& book, const v1::AllocationApplied& event, const EventContext&) {
  v1::ReceivablesBook* receivables = book.mutable_receivables();
  domain::MoveBook(event.move(), receivables);
  if (event.closed()) CountPaid(event, 1, receivables);
}
void EvolveBook(v1::Book& book, const v1::AllocationRestored& event, const EventContext&) {
  v1::ReceivablesBook* receivables = book.mutable_receivables();
  domain::MoveBook(event.move(), receivables);
  if (event.reopened()) CountPaid(event, -1, receivables);
}
void EvolveBook(v1::Book& book, const v1::DelinquencyBucketChanged& event, const EventContext&) {
  domain::MoveBook(event.move(), book.mutable_receivables());
}

}  // namespace tenure::invoice
