// K3: new products are tried first at key accounts; the first one's trial opens the product to all
// others (cross-scope: reaction open_trial, reference record product_trial).
#include "domain/key_account_parts.h"
#include "tenure/v1/key_account_forum.domain.h"

namespace tenure::product_trial {

Decision Decide(const v1::ProductTrialState&, const v1::OpenTrial& command,
                const DecideContext& context) {
  // Two key accounts may have begun at once: the first to arrive opened it.
  if (context.exists) return Decision::Refuse(v1::NO_CHANGE);
  return Decision::Of(EventOf(command));
}

void Evolve(v1::ProductTrialState& state, const v1::TrialOpened& event, const EventContext&) {
  *state.mutable_opened_on() = event.opened_on();
  state.set_first_customer(event.customer());
  state.set_first_trial(event.trial_id());
}

}  // namespace tenure::product_trial

namespace tenure::trial {

using State = v1::TrialState;
using Terms = v1::KeyAccountTerms;

Decision Decide(const State&, const v1::StartTrial& command, const DecideContext& context) {
  if (auto no = key_account::NotDropped(context)) return Decision::Refuse(*no);
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  const Date on = rules->Today(context.effective_at);
  const bool key = context.book.key_account().designated();
  const auto* opened = context.rules.Get<v1::ProductTrialState>(command.product_id());
  const bool too_early = opened == nullptr || on < DateOf(opened->opened_on());
  if (!key && too_early) {
    return Decision::Refuse(v1::PRODUCT_NOT_OPEN, {{"product", command.product_id()}});
  }
  v1::TrialStarted event = EventOf(command);
  event.set_trial_id(context.stream.id);
  *event.mutable_started_on() = DateMessage(on);
  event.set_key_account(key);
  event.set_opens(opened == nullptr);
  if (key) *event.mutable_mark() = key_account::MarkOf(Terms::K3_TRIAL, on);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::RecordTrialResult& command,
                const DecideContext& context) {
  if (state.verdict() != Terms::TRIAL_VERDICT_UNSPECIFIED) {
    return Decision::Refuse(v1::TRIAL_ENDED, {{"id", command.trial_id()}});
  }
  const auto rules = domain::KeyAccountRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  v1::TrialResultRecorded event = EventOf(command);
  event.set_product_id(state.product_id());
  event.set_key_account(state.key_account());
  event.set_year(domain::YearOf(DateOf(state.started_on())));
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::TrialStarted& event, const EventContext&) {
  state.set_product_id(event.product_id());
  *state.mutable_started_on() = event.started_on();
  state.set_key_account(event.key_account());
}

void Evolve(State& state, const v1::TrialResultRecorded& event, const EventContext& context) {
  state.set_verdict(event.verdict());
  state.set_result_at(context.scope_sequence);
}

void EvolveBook(v1::Book& book, const v1::TrialStarted& event, const EventContext&) {
  if (!event.has_mark()) return;
  auto* year = key_account::BookYear(&book, event.mark().year());
  if (year != nullptr) year->set_trials(year->trials() + 1);
}

}  // namespace tenure::trial
