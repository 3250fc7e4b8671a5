// Demands (T2, Civil Code 195): written, with a kind of proof that may follow when the delivery
// answers; only a proven one begins limitation anew.
#include <algorithm>
#include <string>

#include "domain/debt_law.h"
#include "domain/value_text.h"
#include "tenure/v1/debt_limitation.domain.h"
#include "tenure/values.h"

namespace tenure::debt_case {

namespace {

constexpr int kDemandsMax = 16;
constexpr int kAwaitedMax = 16;

template <typename Demands>
auto FindDemand(Demands& demands, std::uint64_t served_at) {
  return std::find_if(demands.begin(), demands.end(),
                      [&](const auto& one) { return one.served_at() == served_at; });
}

}  // namespace

Decision Decide(const State& state, const v1::ServeDemand& command, const DecideContext& context) {
  if (auto no = OutOfOrder(state, "ServeDemand", kAsking)) return Decision::Refuse(*no);
  const auto rules = domain::LegalRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (auto no = StillOpen(state, *rules, context.now)) return Decision::Refuse(*no);
  if (auto no = HasCome(command.served_on(), *rules, context.now)) return Decision::Refuse(*no);
  const bool proven = command.proof_type() != Legal::NO_PROOF;
  if (proven && !domain::IsProof(command.proof())) return Decision::Refuse(v1::EVIDENCE_MISSING);
  const Date served_on = DateOf(command.served_on());
  v1::DemandServed event = EventOf(command);
  *event.mutable_owed() = MoneyOf(state, OwedOf(state));
  *event.mutable_late_interest() = MoneyOf(state, domain::LateInterestOf(state, *rules, served_on));
  *event.mutable_policy() = rules->ref;
  Decision decision = Decision::Of(std::move(event));
  if (!proven) return decision;
  if (auto no = AddRestart(state, Legal::DEMAND, served_on, context, &decision)) {
    return Decision::Refuse(*no);
  }
  return decision;
}

Decision Decide(const State& state, const v1::ProveDemand& command, const DecideContext& context) {
  const auto& demands = state.legal().demands();
  const auto demand = FindDemand(demands, command.served_at());
  if (demand == demands.end() || demand->proof() != Legal::NO_PROOF) return {};
  const bool signed_for = command.result() == v1::SIGNED_FOR;
  if (!signed_for && command.result() != v1::DELIVERED) {
    v1::DemandUndelivered event;
    event.set_case_id(context.stream.id);
    event.set_served_at(command.served_at());
    event.set_result(command.result());
    return Decision::Of(std::move(event));
  }
  const auto rules = domain::LegalRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  const Date on = rules->calendar.LocalDate(TimeOf(command.at()));
  v1::DemandProved event;
  event.set_case_id(context.stream.id);
  event.set_served_at(command.served_at());
  event.set_proof_type(signed_for ? Legal::SIGNATURE : Legal::DELIVERY);
  *event.mutable_on() = DateMessage(on);
  Decision decision = Decision::Of(std::move(event));
  if (auto no = AddRestart(state, Legal::DEMAND, on, context, &decision)) {
    return Decision::Refuse(*no);
  }
  return decision;
}

void Evolve(State& state, const v1::DemandServed& event, const EventContext& context) {
  v1::DebtLegal* legal = state.mutable_legal();
  auto* demands = legal->mutable_demands();
  if (demands->size() >= kDemandsMax) demands->erase(demands->begin());
  v1::DebtLegal::Demand* demand = demands->Add();
  demand->set_served_at(context.scope_sequence);
  *demand->mutable_served_on() = event.served_on();
  demand->set_proof(event.proof_type());
  legal->set_demands_served(legal->demands_served() + 1);
  if (event.proof_type() != Legal::NO_PROOF) legal->set_demands_proven(legal->demands_proven() + 1);
}
void Evolve(State& state, const v1::DemandProved& event, const EventContext&) {
  v1::DebtLegal* legal = state.mutable_legal();
  const auto demand = FindDemand(*legal->mutable_demands(), event.served_at());
  if (demand != legal->mutable_demands()->end()) demand->set_proof(event.proof_type());
  legal->set_demands_proven(legal->demands_proven() + 1);
}
// It stays a demand without proof: another delivery may still bring it.
void Evolve(State&, const v1::DemandUndelivered&, const EventContext&) {}

void EvolveBook(v1::Book& book, const v1::DemandServed& event, const EventContext& context) {
  if (event.proof_type() != Legal::NO_PROOF) return;
  auto* awaited = book.mutable_legal()->mutable_demands();
  if (awaited->size() >= kAwaitedMax) awaited->erase(awaited->begin());
  v1::AwaitedProof* one = awaited->Add();
  one->set_served_at(context.scope_sequence);
  one->set_case_id(context.stream.id);
}
void EvolveBook(v1::Book& book, const v1::DemandProved& event, const EventContext&) {
  auto* awaited = book.mutable_legal()->mutable_demands();
  const auto one = FindDemand(*awaited, event.served_at());
  if (one != awaited->end()) awaited->erase(one);
}

}  // namespace tenure::debt_case
