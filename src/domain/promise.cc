// Promises to pay: recorded as facts, one active per invoice, valued by their timers and anew
// whenever payments on their invoices move.
#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "domain/collection_rules.h"
#include "domain/debt_claims.h"
#include "domain/receivables_rules.h"
#include "domain/value_text.h"
#include "tenure/v1/debt_case.pb.h"
#include "tenure/v1/debt_promise.domain.h"
#include "tenure/values.h"

namespace tenure::promise {

using Case = v1::DebtCaseState;
using State = v1::PromiseState;
using Terms = v1::DebtTerms;
using domain::CollectionRules;

namespace {

constexpr int kPaymentsMax = 100;

std::optional<Refused> DaysAreGood(const v1::RecordPromise& command, Date today) {
  std::optional<std::int32_t> last;
  for (const auto& part : command.parts()) {
    const std::int32_t on = part.on().days();
    if (part.minor() < 1 || DateOf(part.on()) < today || (last && on <= *last)) {
      return Refused{v1::BAD_PROMISE, {}};
    }
    last = on;
  }
  return std::nullopt;
}

// In the case, once, without another promise that still runs; the promise is not above their sum.
std::optional<Refused> InvoicesAreGood(const Case& debt, const v1::RecordPromise& command,
                                       std::int64_t promised, Time now) {
  std::set<std::string> seen;
  std::int64_t owed = 0;
  for (const std::string& id : command.invoices()) {
    const int place = debt_case::FindClaim(debt, id);
    if (place < 0) return Refused{v1::INVOICE_NOT_IN_CASE, {{"id", id}}};
    if (!seen.insert(id).second) return Refused{v1::INVOICE_TWICE, {{"id", id}}};
    if (const auto* active = debt_case::ActivePromise(debt, place, now)) {
      return Refused{v1::PROMISE_ACTIVE, {{"id", id}, {"promise", active->promise_id()}}};
    }
    owed += debt_case::OwedOf(debt.claims(place));
  }
  if (promised <= owed) return std::nullopt;
  return Refused{v1::PROMISE_TOO_MUCH, {{"open", domain::MoneyText(owed, debt.currency())}}};
}

bool HasRoom(const Case& debt) {
  const auto& promises = debt.promises();
  return promises.size() < debt_case::kPromisesMax ||
         std::any_of(promises.begin(), promises.end(),
                     [](const auto& held) { return held.status() != Terms::ACTIVE; });
}

v1::PromiseRecorded Recorded(const Case& debt, const v1::RecordPromise& command,
                             const CollectionRules& rules, const DecideContext& context,
                             std::int64_t promised) {
  v1::PromiseRecorded event = EventOf(command);
  event.set_promise_id(context.stream.id);
  event.set_minor(promised);
  event.set_level(debt.promises_not_kept());
  const std::chrono::days grace(rules.policy.promise_grace_days());
  for (const auto& part : command.parts()) {
    const Date counts_to = DateOf(part.on()) + grace;
    *event.add_counts_to() = DateMessage(counts_to);
    *event.add_due_at() = InstantOf(rules.EndOf(counts_to));
  }
  const Date latest =
      rules.Today(context.effective_at) + std::chrono::days(rules.policy.promise_days_max());
  if (DateOf(command.parts().rbegin()->on()) > latest) event.add_breach(Terms::PROMISE_TOO_FAR);
  if (event.level() > rules.policy.promise_level_pause_max()) {
    event.add_breach(Terms::PROMISE_LEVEL);
  }
  event.set_pauses(event.breach().empty());
  *event.mutable_policy() = rules.ref;
  return event;
}

std::int64_t PaidBy(const State& state, const v1::Date& day) {
  std::int64_t sum = 0;
  for (const auto& payment : state.payments()) {
    if (payment.on().days() <= day.days()) sum += payment.minor();
  }
  return std::max<std::int64_t>(sum, 0);
}

// The first part that the payments so far do not cover in time; -1: none, all of it is kept.
int FirstOpenPart(const State& state) {
  std::int64_t promised = 0;
  for (int i = 0; i < state.parts_size(); ++i) {
    promised += state.parts(i).minor();
    if (PaidBy(state, state.parts(i).counts_to()) < promised) return i;
  }
  return -1;
}

struct Valued {
  Terms::PromiseStatus status = Terms::ACTIVE;
  v1::PromiseValue value;
};

Valued ValueAt(const State& state, Time now) {
  Valued valued;
  const int open = FirstOpenPart(state);
  const int last = open < 0 ? state.parts_size() - 1 : open;
  for (int i = 0; i <= last; ++i) {
    valued.value.set_promised(valued.value.promised() + state.parts(i).minor());
  }
  valued.value.set_paid(PaidBy(state, state.parts(last).counts_to()));
  valued.value.set_before(state.status());
  if (open < 0) {
    valued.status = Terms::KEPT;
  } else if (TimeOf(state.parts(open).due_at()) <= now) {
    valued.value.set_part(static_cast<std::uint32_t>(open) + 1);
    valued.status = valued.value.paid() > 0 ? Terms::PARTLY_KEPT : Terms::BROKEN;
  } else {
    *valued.value.mutable_next_due() = state.parts(open).due_at();
  }
  return valued;
}

template <typename Event>
void AddValue(const State& state, const Valued& valued, std::optional<Time> at,
              Decision* decision) {
  Event event;
  event.set_case_id(state.case_id());
  *event.mutable_value() = valued.value;
  decision->Add(std::move(event), at);
}

void AddChange(const State& state, const Valued& valued, std::optional<Time> at,
               Decision* decision) {
  if (valued.status == state.status()) return;
  if (valued.status == Terms::KEPT) AddValue<v1::PromiseKept>(state, valued, at, decision);
  if (valued.status == Terms::PARTLY_KEPT) {
    AddValue<v1::PromisePartlyKept>(state, valued, at, decision);
  }
  if (valued.status == Terms::BROKEN) AddValue<v1::PromiseBroken>(state, valued, at, decision);
  if (valued.status == Terms::ACTIVE) {
    AddValue<v1::PromiseActiveAgain>(state, valued, at, decision);
  }
}

// A reversal takes off what its payment had brought; the order in which they come does not matter.
void Count(const v1::PromisedPaymentCounted& event, State* state) {
  const std::uint64_t document = domain::DocumentOf(event.document_id());
  for (auto& payment : *state->mutable_payments()) {
    if (payment.document() != document) continue;
    payment.set_minor(payment.minor() + event.minor());
    return;
  }
  State::Payment* payment = state->add_payments();
  payment->set_document(document);
  *payment->mutable_on() = event.on();
  payment->set_minor(event.minor());
}

}  // namespace

Decision Decide(const State&, const v1::RecordPromise& command, const DecideContext& context) {
  const auto* debt = context.related.Get<Case>(command.case_id());
  if (debt == nullptr) {
    return Decision::Refuse(v1::UNKNOWN_REFERENCE,
                            {{"field", "data.case_id"}, {"id", command.case_id()}});
  }
  if (auto no = debt_case::OutOfOrder(*debt, "RecordPromise", debt_case::kLive)) {
    return Decision::Refuse(*no);
  }
  if (command.currency() != debt->currency()) {
    return Decision::Refuse(v1::CURRENCY_OF_CASE, {{"currency", debt->currency()}});
  }
  const auto rules = domain::CollectionRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (auto no = DaysAreGood(command, rules->Today(context.effective_at))) {
    return Decision::Refuse(*no);
  }
  std::int64_t promised = 0;
  for (const auto& part : command.parts()) promised += part.minor();
  if (auto no = InvoicesAreGood(*debt, command, promised, context.now)) {
    return Decision::Refuse(*no);
  }
  if (!HasRoom(*debt)) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(debt_case::kPromisesMax)}});
  }
  return Decision::Of(Recorded(*debt, command, *rules, context, promised));
}

Decision Decide(const State& state, const v1::WithdrawPromise& command,
                const DecideContext& context) {
  const Terms::PromiseStatus status =
      state.status() == Terms::ACTIVE ? ValueAt(state, context.now).status : state.status();
  if (status != Terms::ACTIVE) {
    return Decision::Refuse(v1::PROMISE_NOT_ACTIVE,
                            {{"status", Terms::PromiseStatus_Name(status)}});
  }
  v1::PromiseWithdrawn event = EventOf(command);
  event.set_case_id(state.case_id());
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::CountPromised& command,
                const DecideContext& context) {
  if (state.payments_size() >= kPaymentsMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kPaymentsMax)}});
  }
  v1::PromisedPaymentCounted event = EventOf(command);
  State after = state;
  Count(event, &after);
  const int open = FirstOpenPart(after);
  if (open >= 0) *event.mutable_next_due() = after.parts(open).due_at();
  Decision decision = Decision::Of(std::move(event));
  if (state.status() != Terms::WITHDRAWN) {
    AddChange(state, ValueAt(after, context.now), std::nullopt, &decision);
  }
  return decision;
}

// One part a time: the first that is not covered decides, and its day is the promise's end.
std::vector<Timer> Timers(const State& state) {
  if (state.status() != Terms::ACTIVE) return {};
  const int open = FirstOpenPart(state);
  if (open < 0) return {};
  return {{TimeOf(state.parts(open).due_at())}};
}

Decision Decide(const State& state, const v1::FireTimer&, const DecideContext& context) {
  Decision decision;
  if (state.status() != Terms::ACTIVE) return decision;
  const int open = FirstOpenPart(state);
  if (open < 0 || TimeOf(state.parts(open).due_at()) > context.now) return decision;
  AddChange(state, ValueAt(state, context.now), TimeOf(state.parts(open).due_at()), &decision);
  return decision;
}

void Evolve(State& state, const v1::PromiseRecorded& event, const EventContext& context) {
  state.set_case_id(event.case_id());
  *state.mutable_invoices() = event.invoices();
  state.set_currency(event.currency());
  for (int i = 0; i < event.parts_size(); ++i) {
    State::Part* part = state.add_parts();
    *part->mutable_on() = event.parts(i).on();
    part->set_minor(event.parts(i).minor());
    if (i < event.due_at_size()) *part->mutable_due_at() = event.due_at(i);
    if (i < event.counts_to_size()) *part->mutable_counts_to() = event.counts_to(i);
  }
  state.set_status(Terms::ACTIVE);
  state.set_level(event.level());
  state.set_recorded_at(context.scope_sequence);
}
void Evolve(State& state, const v1::PromiseWithdrawn&, const EventContext&) {
  state.set_status(Terms::WITHDRAWN);
}
void Evolve(State& state, const v1::PromisedPaymentCounted& event, const EventContext&) {
  Count(event, &state);
}
void Evolve(State& state, const v1::PromiseKept&, const EventContext&) {
  state.set_status(Terms::KEPT);
}
void Evolve(State& state, const v1::PromisePartlyKept&, const EventContext&) {
  state.set_status(Terms::PARTLY_KEPT);
}
void Evolve(State& state, const v1::PromiseBroken&, const EventContext&) {
  state.set_status(Terms::BROKEN);
}
void Evolve(State& state, const v1::PromiseActiveAgain&, const EventContext&) {
  state.set_status(Terms::ACTIVE);
}

}  // namespace tenure::promise
