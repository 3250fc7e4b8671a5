// Orders of a customer. Placing, amending and reopening one on credit are acts: the credit check
// refuses them, anew each time. What an import says has happened is kept, with its breach (domain
// 4.4, rules "acts and facts").
#include <algorithm>
#include <set>
#include <utility>

#include "domain/credit_check.h"
#include "domain/order_lines.h"
#include "domain/receivables_book.h"
#include "domain/receivables_rules.h"
#include "domain/rules_access.h"
#include "domain/value_text.h"
#include "tenure/v1/order.domain.h"
#include "tenure/values.h"

namespace tenure::order {

using domain::ContentOf;
using domain::DocumentOf;
using State = v1::OrderState;
using Terms = v1::ReceivablesTerms;

namespace {

constexpr char kImport[] = "receivables.import";
// So many orders of the largest amount still add up within 64 bits, the far ones included.
constexpr std::uint32_t kOrdersOpenMax = 8'000;
constexpr std::int64_t kOrderMinorMax = 1'000'000'000'000'000;

// Whoever says that something has happened elsewhere passes the credit check by: not everybody may.
std::optional<Refused> MayImport(const DecideContext& context) {
  const Authority authority =
      domain::AuthorityOf(context.rules, context.actor, kImport, context.now);
  if (authority.permitted) return std::nullopt;
  return Refused{v1::NOT_PERMITTED, {{"actor", context.actor.id}, {"permission", kImport}}};
}

// The lines of an order; its whole amount is bounded like any other one.
template <typename Lines>
std::optional<Refused> AmountIsGood(const Lines& lines) {
  std::int64_t sum = 0;
  for (const auto& line : lines) {
    if (line.minor() < 0 || line.minor() > kOrderMinorMax - sum) {
      return Refused{v1::AMOUNT_TOO_LARGE, {}};
    }
    sum += line.minor();
  }
  return std::nullopt;
}

template <typename Lines>
std::uint64_t LinesContent(const Lines& lines) {
  v1::AmendOrder named;
  *named.mutable_lines() = lines;
  return ContentOf(named);
}

template <typename Lines>
std::optional<Refused> LinesAreGood(const Lines& lines) {
  std::set<std::string> seen;
  for (const auto& line : lines) {
    const bool good = !line.line_id().empty() && line.line_id().size() <= kLineIdBytesMax &&
                      line.quantity() > 0 && seen.insert(line.line_id()).second;
    if (!good) return Refused{v1::BAD_LINE, {{"line", line.line_id()}}};
  }
  return std::nullopt;
}

std::optional<Refused> Open(const State& state, const DecideContext& context) {
  if (state.status() == State::OPEN) return std::nullopt;
  return Refused{v1::ORDER_CLOSED, {{"id", context.stream.id}}};
}

// What the order asks for beyond what it had, as if it counted already: a far one is promised now.
std::int64_t Asked(State before, State after) {
  before.set_counted(true);
  after.set_counted(true);
  return ExposureOf(after).ordered - ExposureOf(before).ordered;
}

// What the credit check says to so much more; a prepaid order asks for no credit.
std::optional<Refused> CreditSays(const DecideContext& context, const State& order,
                                  std::int64_t minor) {
  if (auto no = domain::TradeAllowed(context, order.prepaid())) return no;
  if (order.prepaid()) return std::nullopt;
  v1::Money more;
  more.set_currency(order.currency());
  more.set_minor(minor);
  return domain::CreditCheck(context, context.stream.id, more);
}

// The refusal of an act; a fact keeps it as its breach.
template <typename Event>
std::optional<Refused> Judge(std::optional<Refused> credit, bool fact, Event* event) {
  if (!credit || !fact) return credit;
  event->add_breach(Terms::CREDIT_REFUSED);
  event->set_credit_refusal(credit->code);
  return std::nullopt;
}

State Placed(const v1::OrderPlaced& event) {
  State state;
  state.set_status(State::OPEN);
  state.set_currency(event.currency());
  state.set_owner(event.owned_by());
  state.set_prepaid(event.prepaid());
  SetLines(event.lines(), &state);
  state.set_content(event.content());
  state.set_lines_content(event.lines_content());
  state.set_counted(!event.has_counts_from());
  if (event.has_counts_from()) *state.mutable_counts_from() = event.counts_from();
  if (event.has_source()) *state.mutable_source() = event.source();
  return state;
}

// From when on an order that is wanted later counts; nullopt: at once.
std::optional<Time> CountsFrom(const v1::PlaceOrder& command, const domain::ReceivablesRules& rules,
                               Time now) {
  if (!command.has_wanted_on() || rules.policy.order_horizon_days() == 0) return std::nullopt;
  const Time from = rules.calendar.StartOf(DateOf(command.wanted_on()) -
                                           std::chrono::days(rules.policy.order_horizon_days()));
  if (from <= now) return std::nullopt;
  return from;
}

std::optional<Refused> KeepsWhatIsDone(const State& state, const v1::AmendOrder& command) {
  for (const auto& line : state.lines()) {
    const std::int64_t done = std::max(line.delivered(), line.invoiced());
    if (done == 0) continue;
    const auto named =
        std::find_if(command.lines().begin(), command.lines().end(),
                     [&](const auto& one) { return one.line_id() == line.line_id(); });
    if (named != command.lines().end() && named->quantity() >= done) continue;
    return Refused{v1::LINE_BELOW_DELIVERED,
                   {{"line", line.line_id()}, {"done", std::to_string(done)}}};
  }
  return std::nullopt;
}

template <typename Lines>
std::optional<Refused> LinesExist(const State& state, const Lines& lines, const std::string& id) {
  for (const auto& line : lines) {
    if (FindLine(state, line.line_id()) == nullptr) {
      return Refused{v1::UNKNOWN_LINE, {{"id", id}, {"line", line.line_id()}}};
    }
  }
  return std::nullopt;
}

void Deliver(const v1::DeliveryRecorded& event, State* state) {
  for (const auto& one : event.lines()) {
    State::Line* line = FindLine(state, one.line_id());
    if (line != nullptr) line->set_delivered(line->delivered() + one.quantity());
  }
}

void Invoice(const v1::InvoicedLinesCounted& event, State* state) {
  for (const auto& one : event.lines()) {
    State::Line* line = FindLine(state, one.line_id());
    if (line != nullptr) line->set_invoiced(line->invoiced() + one.quantity());
  }
}

template <typename Done>
bool AnyAbove(const State& state, Done done) {
  return std::any_of(state.lines().begin(), state.lines().end(),
                     [&](const auto& line) { return done(line) > line.quantity(); });
}

}  // namespace

Decision Decide(const State& state, const v1::PlaceOrder& command, const DecideContext& context) {
  const std::uint64_t content = ContentOf(command);
  if (context.exists) return domain::SameDocument(state.content(), content, command.order_id());
  if (command.has_source()) {
    if (auto no = MayImport(context)) return Decision::Refuse(*no);
  }
  if (auto no = domain::CurrencyIsGood(command.currency())) return Decision::Refuse(*no);
  if (auto no = LinesAreGood(command.lines())) return Decision::Refuse(*no);
  if (auto no = AmountIsGood(command.lines())) return Decision::Refuse(*no);
  if (context.book.receivables().orders_open() >= kOrdersOpenMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kOrdersOpenMax)}});
  }
  const auto found = domain::ReceivablesRulesInForce(context.rules, context.now);
  if (!found) return Decision::Refuse(found.error());
  const domain::ReceivablesRules& rules = *found;
  auto event = EventOf(command);
  event.set_lines_content(LinesContent(command.lines()));
  *event.mutable_placed_on() = command.has_ordered_on()
                                   ? command.ordered_on()
                                   : DateMessage(rules.Today(context.effective_at));
  const auto effect = domain::EffectOf(rules.calendar, event.placed_on(), context);
  if (!effect) return Decision::Refuse(v1::EFFECTIVE_IN_FUTURE);
  event.set_owned_by(command.owner().empty() ? context.book.customer().owner() : command.owner());
  event.set_content(content);
  event.set_year(YearOf(event.placed_on()));
  *event.mutable_policy() = rules.ref;
  State after = Placed(event);
  *event.mutable_move() = MoveBetween(state, after);
  const auto credit = CreditSays(context, after, Asked(state, after));
  if (auto no = Judge(credit, command.has_source(), &event)) return Decision::Refuse(*no);
  const std::int64_t whole = event.move().ordered();
  if (auto no = domain::RoomInBook(context.book, event.currency(), whole)) {
    return Decision::Refuse(*no);
  }
  if (auto no = domain::RoomInYear(context.book, event.year(), event.currency(), 0)) {
    return Decision::Refuse(*no);
  }
  if (const auto from = CountsFrom(command, rules, context.now)) {
    *event.mutable_counts_from() = InstantOf(*from);
    *event.mutable_move() = MoveBetween(state, Placed(event));
  }
  Decision decision;
  decision.Add(std::move(event), *effect);
  return decision;
}

Decision Decide(const State& state, const v1::AmendOrder& command, const DecideContext& context) {
  if (auto no = Open(state, context)) return Decision::Refuse(*no);
  if (command.has_source()) {
    if (auto no = MayImport(context)) return Decision::Refuse(*no);
  }
  if (auto no = LinesAreGood(command.lines())) return Decision::Refuse(*no);
  if (auto no = AmountIsGood(command.lines())) return Decision::Refuse(*no);
  if (auto no = KeepsWhatIsDone(state, command)) return Decision::Refuse(*no);
  auto event = EventOf(command);
  event.set_lines_content(LinesContent(command.lines()));
  if (event.lines_content() == state.lines_content()) return {};
  State after = state;
  SetLines(command.lines(), &after);
  *event.mutable_move() = MoveBetween(state, after);
  const auto credit = CreditSays(context, after, Asked(state, after));
  if (auto no = Judge(credit, command.has_source(), &event)) return Decision::Refuse(*no);
  const std::int64_t more = event.move().ordered() + event.move().delivered();
  if (auto no = domain::RoomInBook(context.book, state.currency(), more)) {
    return Decision::Refuse(*no);
  }
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::CloseOrder& command, const DecideContext&) {
  if (state.status() == State::CLOSED) return {};
  State after = state;
  after.set_status(State::CLOSED);
  auto event = EventOf(command);
  *event.mutable_move() = MoveBetween(state, after);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ReopenOrder& command, const DecideContext& context) {
  if (state.status() == State::OPEN) return {};
  if (command.has_source()) {
    if (auto no = MayImport(context)) return Decision::Refuse(*no);
  }
  State after = state;
  after.set_status(State::OPEN);
  auto event = EventOf(command);
  *event.mutable_move() = MoveBetween(state, after);
  const auto credit = CreditSays(context, after, Asked(state, after));
  if (auto no = Judge(credit, command.has_source(), &event)) return Decision::Refuse(*no);
  if (auto no = domain::RoomInBook(context.book, state.currency(), event.move().ordered())) {
    return Decision::Refuse(*no);
  }
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::RecordDelivery& command,
                const DecideContext& context) {
  const std::uint64_t content = ContentOf(command);
  for (const auto& known : state.deliveries()) {
    if (known.document() == DocumentOf(command.delivery_id())) {
      return domain::SameDocument(known.content(), content, command.delivery_id());
    }
  }
  if (state.deliveries_size() >= kDeliveriesMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kDeliveriesMax)}});
  }
  if (auto no = LinesAreGood(command.lines())) return Decision::Refuse(*no);
  if (auto no = LinesExist(state, command.lines(), context.stream.id)) {
    return Decision::Refuse(*no);
  }
  const auto found = domain::ReceivablesRulesInForce(context.rules, context.now);
  if (!found) return Decision::Refuse(found.error());
  const domain::ReceivablesRules& rules = *found;
  const auto effect = domain::EffectOf(rules.calendar, command.delivered_on(), context);
  if (!effect) return Decision::Refuse(v1::EFFECTIVE_IN_FUTURE);
  auto event = EventOf(command);
  event.set_content(content);
  State after = state;
  Deliver(event, &after);
  *event.mutable_move() = MoveBetween(state, after);
  const std::int64_t more = event.move().ordered() + event.move().delivered();
  if (auto no = domain::RoomInBook(context.book, state.currency(), more)) {
    return Decision::Refuse(*no);
  }
  if (AnyAbove(after, [](const auto& line) { return line.delivered(); })) {
    event.add_breach(Terms::OVER_DELIVERED);
  }
  if (state.status() == State::CLOSED) event.add_breach(Terms::AFTER_CLOSE);
  Decision decision;
  decision.Add(std::move(event), *effect);
  return decision;
}

Decision Decide(const State& state, const v1::CountInvoicedLines& command,
                const DecideContext& context) {
  if (auto no = LinesExist(state, command.lines(), context.stream.id)) {
    return Decision::Refuse(*no);
  }
  auto event = EventOf(command);
  State after = state;
  Invoice(event, &after);
  *event.mutable_move() = MoveBetween(state, after);
  if (AnyAbove(after, [](const auto& line) { return line.invoiced(); })) {
    event.add_breach(Terms::OVER_INVOICED);
  }
  return Decision::Of(std::move(event));
}

std::vector<Timer> Timers(const State& state) {
  if (state.counted() || !state.has_counts_from()) return {};
  return {{TimeOf(state.counts_from())}};
}

Decision Decide(const State& state, const v1::FireTimer&, const DecideContext& context) {
  const Time from = TimeOf(state.counts_from());
  if (state.counted() || !state.has_counts_from() || from > context.now) return {};
  State after = state;
  after.set_counted(true);
  v1::OrderCameNear event;
  *event.mutable_move() = MoveBetween(state, after);
  // Nobody acts here: that it goes beyond the limit is a fact.
  if (const auto credit = CreditSays(context, after, event.move().ordered())) {
    event.add_breach(Terms::CREDIT_REFUSED);
    event.set_credit_refusal(credit->code);
  }
  Decision decision;
  decision.Add(std::move(event), from);
  return decision;
}

void Evolve(State& state, const v1::OrderPlaced& event, const EventContext&) {
  state = Placed(event);
}
void Evolve(State& state, const v1::OrderAmended& event, const EventContext&) {
  SetLines(event.lines(), &state);
  state.set_lines_content(event.lines_content());
}
void Evolve(State& state, const v1::OrderClosed&, const EventContext&) {
  state.set_status(State::CLOSED);
}
void Evolve(State& state, const v1::OrderReopened&, const EventContext&) {
  state.set_status(State::OPEN);
}
void Evolve(State& state, const v1::DeliveryRecorded& event, const EventContext&) {
  Deliver(event, &state);
  v1::CountedDocument* known = state.add_deliveries();
  known->set_document(DocumentOf(event.delivery_id()));
  known->set_content(event.content());
}
void Evolve(State& state, const v1::InvoicedLinesCounted& event, const EventContext&) {
  Invoice(event, &state);
}
void Evolve(State& state, const v1::OrderCameNear&, const EventContext&) {
  state.set_counted(true);
}

void EvolveBook(v1::Book& book, const v1::OrderPlaced& event, const EventContext&) {
  v1::ReceivablesBook* receivables = book.mutable_receivables();
  domain::MoveBook(event.move(), receivables);
  if (auto* year = domain::YearIn(event.year(), event.currency(), receivables)) {
    year->set_orders(year->orders() + 1);
  }
}
void EvolveBook(v1::Book& book, const v1::OrderAmended& event, const EventContext&) {
  domain::MoveBook(event.move(), book.mutable_receivables());
}
void EvolveBook(v1::Book& book, const v1::OrderClosed& event, const EventContext&) {
  domain::MoveBook(event.move(), book.mutable_receivables());
}
void EvolveBook(v1::Book& book, const v1::OrderReopened& event, const EventContext&) {
  domain::MoveBook(event.move(), book.mutable_receivables());
}
void EvolveBook(v1::Book& book, const v1::DeliveryRecorded& event, const EventContext&) {
  domain::MoveBook(event.move(), book.mutable_receivables());
}
void EvolveBook(v1::Book& book, const v1::InvoicedLinesCounted& event, const EventContext&) {
  domain::MoveBook(event.move(), book.mutable_receivables());
}
void EvolveBook(v1::Book& book, const v1::OrderCameNear& event, const EventContext&) {
  domain::MoveBook(event.move(), book.mutable_receivables());
}

}  // namespace tenure::order
