// T1 兵马慎动, 策略先行: the debtor is classified (S1-S4), one person chooses tactic, methods and
// occasions, another approves; only then anybody acts.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "domain/collection_rules.h"
#include "domain/debt_claims.h"
#include "tenure/v1/debt_strategy.domain.h"

namespace tenure::debt_case {

using domain::CollectionRules;

namespace {

// A strategy can be chosen, and chosen anew, until others decide: a court, an arbitrator.
constexpr StageSet kStrategic = {State::OPEN, State::STRATEGISED, State::IN_HOUSE, State::AGENT};

std::optional<Refused> TacticOfType(const State& state, Terms::Tactic tactic,
                                    const CollectionRules& rules) {
  const std::vector<Terms::Tactic> allowed = domain::TacticsOf(rules.policy, state.debtor_type());
  if (domain::IsTacticOf(allowed, tactic)) return std::nullopt;
  std::string names;
  for (const Terms::Tactic one : allowed) {
    names += (names.empty() ? "" : ", ") + Terms::Tactic_Name(one);
  }
  return Refused{v1::TACTIC_NOT_ALLOWED,
                 {{"tactic", Terms::Tactic_Name(tactic)},
                  {"type", Terms::DebtorType_Name(state.debtor_type())},
                  {"allowed", names.empty() ? Terms::Tactic_Name(Terms::NO_TACTIC) : names}}};
}

std::string LadderText(const std::vector<Terms::Method>& ladder) {
  std::string text;
  for (const Terms::Method one : ladder) {
    text += (text.empty() ? "" : ", ") + Terms::Method_Name(one);
  }
  return text;
}

// M5: another ladder than the segment's has to say why.
std::optional<Refused> LadderAllowed(const v1::ChooseTactic& command,
                                     const std::vector<Terms::Method>& ladder) {
  if (command.methods().empty() || command.deviation() != Terms::NO_DEVIATION) return std::nullopt;
  const bool same =
      std::equal(ladder.begin(), ladder.end(), command.methods().begin(), command.methods().end());
  if (same) return std::nullopt;
  return Refused{v1::DEVIATION_NEEDS_REASON, {{"ladder", LadderText(ladder)}}};
}

v1::Money MoneyOf(const State& state, std::int64_t minor) {
  v1::Money money;
  money.set_minor(minor);
  money.set_currency(state.currency());
  return money;
}

}  // namespace

Decision Decide(const State& state, const v1::ClassifyDebtor& command,
                const DecideContext& context) {
  if (auto no = OutOfOrder(state, "ClassifyDebtor", kStrategic)) return Decision::Refuse(*no);
  const auto rules = domain::CollectionRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  State after = state;
  after.set_debtor_type(command.type());
  v1::DebtorClassified event = EventOf(command);
  event.set_preservation_candidate(IsPreservationCandidate(after, rules->policy));
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ChooseTactic& command, const DecideContext& context) {
  if (auto no = OutOfOrder(state, "ChooseTactic", kStrategic)) return Decision::Refuse(*no);
  if (state.debtor_type() == Terms::DEBTOR_TYPE_UNSPECIFIED) {
    return Decision::Refuse(v1::DEBTOR_NOT_CLASSIFIED);
  }
  const auto rules = domain::CollectionRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (auto no = TacticOfType(state, command.tactic(), *rules)) return Decision::Refuse(*no);
  const auto ladder =
      domain::LadderFor(rules->policy, context.book.customer().kind(), state.debtor_type());
  if (auto no = LadderAllowed(command, ladder)) return Decision::Refuse(*no);
  v1::TacticChosen event = EventOf(command);
  if (event.methods().empty()) {
    for (const Terms::Method one : ladder) event.add_methods(one);
  }
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ApproveStrategy& command,
                const DecideContext& context) {
  if (auto no = OutOfOrder(state, "ApproveStrategy", kStrategic)) return Decision::Refuse(*no);
  if (!state.has_chosen()) return Decision::Refuse(v1::STRATEGY_NOT_CHOSEN);
  const std::string& chooser = state.chosen().chosen_by();
  if (context.actor.id == chooser || context.actor.on_behalf_of == chooser) {
    return Decision::Refuse(v1::APPROVER_CHOSE_STRATEGY, {{"actor", chooser}});
  }
  const auto rules = domain::CollectionRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  // Classified anew since: what was chosen may not fit him any more.
  if (auto no = TacticOfType(state, state.chosen().tactic(), *rules)) return Decision::Refuse(*no);
  if (DueOf(state) == 0) return Decision::Refuse(v1::NOTHING_TO_COLLECT);
  v1::StrategyApproved event = EventOf(command);
  event.set_tactic(state.chosen().tactic());
  event.set_chosen_by(chooser);
  *event.mutable_due() = MoneyOf(state, DueOf(state));
  *event.mutable_disputed() = MoneyOf(state, OwedOf(state) - DueOf(state));
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::StartInHouse& command, const DecideContext&) {
  if (auto no = OutOfOrder(state, "StartInHouse", {State::STRATEGISED})) {
    return Decision::Refuse(*no);
  }
  if (state.collector().empty()) return Decision::Refuse(v1::NO_COLLECTOR);
  return Decision::Of(EventOf(command));
}

void Evolve(State& state, const v1::DebtorClassified& event, const EventContext& context) {
  state.set_debtor_type(event.type());
  state.set_classified_at(context.scope_sequence);
  state.set_preservation_candidate(event.preservation_candidate());
}
void Evolve(State& state, const v1::TacticChosen& event, const EventContext& context) {
  State::Strategy* chosen = state.mutable_chosen();
  chosen->Clear();
  chosen->set_tactic(event.tactic());
  *chosen->mutable_methods() = event.methods();
  *chosen->mutable_occasions() = event.occasions();
  chosen->set_chosen_by(std::string(context.actor));
  chosen->set_chosen_at(context.scope_sequence);
}
void Evolve(State& state, const v1::StrategyApproved&, const EventContext& context) {
  *state.mutable_strategy() = state.chosen();
  state.mutable_strategy()->set_approved_by(std::string(context.actor));
  state.clear_chosen();
  if (state.stage() == State::OPEN) state.set_stage(State::STRATEGISED);
}
void Evolve(State& state, const v1::InHouseStarted&, const EventContext&) {
  state.set_stage(State::IN_HOUSE);
}

}  // namespace tenure::debt_case
