// A debt case is opened on overdue invoices, gets a collector, and may stand still for a while
// (4.3). What follows from it is decided in its sister files debt_*.cc.
#include <set>
#include <string>
#include <utility>

#include "base/text_check.h"
#include "domain/collection_rules.h"
#include "domain/debt_claims.h"
#include "domain/debt_law.h"
#include "domain/invoice_parts.h"
#include "domain/receivables_rules.h"
#include "domain/rules_access.h"
#include "tenure/v1/debt_case.domain.h"
#include "tenure/v1/invoice.pb.h"
#include "tenure/values.h"

namespace tenure::debt_case {

using domain::CollectionRules;

namespace {

bool IsOverdue(const v1::InvoiceState& invoice, Time now) {
  for (int i = 0; i < invoice.instalments_size(); ++i) {
    const bool owed = invoice::OpenOf(invoice, i) > 0;
    if (owed && TimeOf(invoice.instalments(i).overdue_from()) <= now) return true;
  }
  return false;
}

v1::DebtClaim ClaimOf(const std::string& id, const v1::InvoiceState& invoice) {
  v1::DebtClaim claim;
  claim.set_invoice_id(id);
  for (int i = 0; i < invoice.instalments_size(); ++i) {
    if (invoice::OpenOf(invoice, i) == 0) continue;
    if (!claim.has_first_due_on()) {
      *claim.mutable_first_due_on() = invoice.instalments(i).due_on();
    }
  }
  *claim.mutable_last_due_on() = invoice.instalments().rbegin()->due_on();
  SetParts(invoice::OpenParts(invoice), &claim);
  claim.set_disputed(invoice.disputed());
  return claim;
}

// Each is there, open, in one currency, named once and in no other case; one is overdue.
std::optional<Refused> InvoicesAreGood(const v1::OpenDebtCase& command,
                                       const DecideContext& context) {
  std::set<std::string> seen;
  std::string currency;
  bool overdue = false;
  for (const std::string& id : command.invoices()) {
    const auto* invoice = context.related.Get<v1::InvoiceState>(id);
    if (invoice == nullptr) {
      return Refused{v1::UNKNOWN_REFERENCE, {{"field", "data.invoices"}, {"id", id}}};
    }
    if (!seen.insert(id).second) return Refused{v1::INVOICE_TWICE, {{"id", id}}};
    if (invoice::OpenParts(*invoice).sum() == 0) return Refused{v1::INVOICE_CLOSED, {{"id", id}}};
    if (!currency.empty() && invoice->currency() != currency) {
      return Refused{v1::CURRENCY_DIFFERS, {{"id", id}, {"currency", invoice->currency()}}};
    }
    currency = invoice->currency();
    const auto* other = CaseOfInvoice(context.book, id);
    if (other != nullptr && other->live()) {
      return Refused{v1::INVOICE_IN_CASE, {{"id", id}, {"case", other->case_id()}}};
    }
    overdue = overdue || IsOverdue(*invoice, context.now);
  }
  if (!overdue) return Refused{v1::NO_INVOICE_OVERDUE, {}};
  return std::nullopt;
}

v1::DebtCaseOpened Opened(const v1::OpenDebtCase& command, const CollectionRules& rules,
                          const DecideContext& context) {
  v1::DebtCaseOpened event = EventOf(command);
  event.set_case_id(context.stream.id);
  if (event.jurisdiction().empty()) event.set_jurisdiction(rules.policy.home_jurisdiction());
  std::int64_t open = 0;
  for (const std::string& id : command.invoices()) {
    const auto& invoice = *context.related.Get<v1::InvoiceState>(id);
    *event.add_claims() = ClaimOf(id, invoice);
    open += invoice::OpenParts(invoice).sum();
    event.mutable_open()->set_currency(invoice.currency());
  }
  event.mutable_open()->set_minor(open);
  event.set_pack(
      domain::PackFor(rules.policy, event.jurisdiction(), context.book.customer().kind()));
  *event.mutable_assign_by() =
      InstantOf(rules.DaysFrom(context.now, rules.policy.assign_within_days()));
  *event.mutable_policy() = rules.ref;
  return event;
}

}  // namespace

Decision Decide(const State&, const v1::OpenDebtCase& command, const DecideContext& context) {
  if (command.invoices_size() > kClaimsMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kClaimsMax)}});
  }
  if (auto no = InvoicesAreGood(command, context)) return Decision::Refuse(*no);
  if (!BookHasRoom(context.book)) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kBookCasesMax)}});
  }
  const auto rules = domain::CollectionRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  v1::DebtCaseOpened opened = Opened(command, *rules, context);
  auto started = StartOfLimitation(opened.claims(), context);
  if (!started) return Decision::Refuse(started.error());
  return Decision::Of(std::move(opened), *std::move(started));
}

Decision Decide(const State& state, const v1::AssignDebtCase& command, const DecideContext&) {
  if (auto no = OutOfOrder(state, "AssignDebtCase", kLive)) return Decision::Refuse(*no);
  if (!IsIdentifier(command.collector())) {
    return Decision::Refuse(v1::BAD_ID, {{"field", "collector"}});
  }
  if (command.collector() == state.collector()) return Decision::Refuse(v1::NO_CHANGE);
  v1::DebtCaseAssigned event = EventOf(command);
  event.set_previous(state.collector());
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::PauseCollection& command,
                const DecideContext& context) {
  if (auto no = OutOfOrder(state, "PauseCollection", kLive)) return Decision::Refuse(*no);
  if (IsPaused(state, context.now)) return Decision::Refuse(v1::COLLECTION_PAUSED_ALREADY);
  const auto rules = domain::CollectionRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  const Time until = TimeOf(command.until());
  const std::uint32_t most = rules->policy.pause_days_max();
  if (until <= context.now || until > rules->DaysFrom(context.now, most)) {
    return Decision::Refuse(v1::UNTIL_OUT_OF_RANGE, {{"most", std::to_string(most)}});
  }
  v1::CollectionPaused event = EventOf(command);
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ResumeCollection& command,
                const DecideContext& context) {
  if (auto no = OutOfOrder(state, "ResumeCollection", kLive)) return Decision::Refuse(*no);
  if (!IsPaused(state, context.now)) return Decision::Refuse(v1::COLLECTION_NOT_PAUSED);
  v1::CollectionResumed event = EventOf(command);
  event.set_how(Terms::BY_PERSON);
  event.set_paused_days(PausedDays(state, context.effective_at));
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::DebtCaseOpened& event, const EventContext& context) {
  state.set_stage(State::OPEN);
  state.set_currency(event.open().currency());
  *state.mutable_claims() = event.claims();
  *state.mutable_opened_at() = InstantOf(context.effective_at);
  state.set_jurisdiction(event.jurisdiction());
  state.set_time_zone(event.time_zone());
  state.set_pack(event.pack());
  *state.mutable_assign_by() = event.assign_by();
}
void Evolve(State& state, const v1::DebtCaseAssigned& event, const EventContext&) {
  state.set_collector(event.collector());
  state.clear_assign_by();
}
void Evolve(State& state, const v1::CollectionPaused& event, const EventContext& context) {
  State::Pause* pause = state.mutable_pause();
  pause->set_reason(event.reason());
  *pause->mutable_since() = InstantOf(context.effective_at);
  *pause->mutable_until() = event.until();
  pause->set_paused_at(context.scope_sequence);
}
void Evolve(State& state, const v1::CollectionResumed& event, const EventContext&) {
  state.clear_pause();
  state.set_paused_days(state.paused_days() + event.paused_days());
}

void EvolveBook(v1::Book& book, const v1::DebtCaseOpened& event, const EventContext& context) {
  auto* one = CaseInBook(context.stream.id, &book);
  one->set_live(true);
  for (const std::string& id : event.invoices()) one->add_invoices(domain::DocumentOf(id));
}

}  // namespace tenure::debt_case
