// Entrusted collection (M2) and the order of escalation (4.3): demands are exhausted before others
// are asked, or a second person approves that a step is skipped; agents are of a lawful class.
#include <algorithm>
#include <string>

#include "domain/debt_law.h"
#include "domain/value_text.h"
#include "tenure/v1/debt_legal.domain.h"
#include "tenure/values.h"

namespace tenure::debt_case {

using domain::LegalRules;

namespace {

const v1::LegalPolicy::Agents* AgentsOf(const v1::LegalPolicy& policy,
                                        const std::string& jurisdiction) {
  for (const auto& agents : policy.agents()) {
    if (agents.jurisdiction().empty() || agents.jurisdiction() == jurisdiction) return &agents;
  }
  return nullptr;
}

std::optional<Refused> ClassIsLawful(const State& state, const v1::ReferToAgent& command,
                                     const LegalRules& rules) {
  const auto* agents = AgentsOf(rules.policy, state.jurisdiction());
  std::string allowed;
  for (int i = 0; agents != nullptr && i < agents->classes_size(); ++i) {
    if (agents->classes(i) == command.kind()) return std::nullopt;
    allowed += (i == 0 ? "" : ", ") + Legal::AgentClass_Name(agents->classes(i));
  }
  return Refused{v1::AGENT_CLASS_UNLAWFUL,
                 {{"class", Legal::AgentClass_Name(command.kind())},
                  {"jurisdiction", state.jurisdiction()},
                  {"allowed", allowed}}};
}

std::optional<Refused> DemandsExhausted(const State& state, const LegalRules& rules) {
  if (state.legal().has_skip()) return std::nullopt;
  const std::uint32_t contacts = rules.policy.contacts_before_agent();
  const std::uint32_t demands = rules.policy.demands_before_agent();
  if (state.contacts() >= contacts && state.legal().demands_proven() >= demands) {
    return std::nullopt;
  }
  return Refused{v1::DEMANDS_NOT_EXHAUSTED,
                 {{"contacts", std::to_string(state.contacts())},
                  {"contacts_needed", std::to_string(contacts)},
                  {"demands", std::to_string(state.legal().demands_proven())},
                  {"demands_needed", std::to_string(demands)}}};
}

// A skip is given by somebody who neither works the case nor chose its strategy.
std::optional<Refused> IsSecondPerson(const State& state, const Actor& actor) {
  if (actor.id != state.collector() && actor.id != state.strategy().chosen_by()) {
    return std::nullopt;
  }
  return Refused{v1::APPROVER_WORKS_THE_CASE, {{"actor", actor.id}}};
}

std::optional<Refused> LimitationIsNear(const State& state, const LegalRules& rules, Time now) {
  const Date last_day = DateOf(state.legal().clock().last_day());
  const std::int64_t left = (last_day - rules.Today(now)).count();
  if (left < static_cast<std::int64_t>(rules.policy.skip_limitation_days())) return std::nullopt;
  return Refused{v1::LIMITATION_NOT_NEAR,
                 {{"date", domain::DateText(last_day)},
                  {"days", std::to_string(rules.policy.skip_limitation_days())}}};
}

}  // namespace

Decision Decide(const State& state, const v1::ReferToAgent& command, const DecideContext& context) {
  if (auto no = OutOfOrder(state, "ReferToAgent", {State::IN_HOUSE})) {
    return Decision::Refuse(*no);
  }
  const auto rules = domain::LegalRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (auto no = StillOpen(state, *rules, context.now)) return Decision::Refuse(*no);
  if (auto no = ClassIsLawful(state, command, *rules)) return Decision::Refuse(*no);
  if (command.kind() == Legal::LICENSED_COLLECTOR && command.license().empty()) {
    return Decision::Refuse(v1::LICENSE_MISSING);
  }
  if (auto no = DemandsExhausted(state, *rules)) return Decision::Refuse(*no);
  if (auto no = HasCome(command.notice_on(), *rules, context.now)) return Decision::Refuse(*no);
  if (!domain::IsProof(command.notice())) return Decision::Refuse(v1::EVIDENCE_MISSING);
  v1::ReferredToAgent event = EventOf(command);
  event.set_skipped(state.legal().has_skip());
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::RecallFromAgent& command, const DecideContext&) {
  if (auto no = OutOfOrder(state, "RecallFromAgent", {State::AGENT})) return Decision::Refuse(*no);
  v1::RecalledFromAgent event = EventOf(command);
  event.set_kind(state.legal().agent().kind());
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ApproveEscalationSkip& command,
                const DecideContext& context) {
  constexpr StageSet kBefore = {State::STRATEGISED, State::IN_HOUSE, State::AGENT};
  if (auto no = OutOfOrder(state, "ApproveEscalationSkip", kBefore)) return Decision::Refuse(*no);
  if (auto no = IsSecondPerson(state, context.actor)) return Decision::Refuse(*no);
  const auto rules = domain::LegalRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (command.reason() == Legal::LIMITATION_NEAR) {
    if (auto no = LimitationIsNear(state, *rules, context.now)) return Decision::Refuse(*no);
  }
  if (!domain::IsProof(command.evidence())) return Decision::Refuse(v1::EVIDENCE_MISSING);
  if (state.legal().has_skip() && state.legal().skip().reason() == command.reason()) {
    return Decision::Refuse(v1::NO_CHANGE);
  }
  v1::EscalationSkipApproved event = EventOf(command);
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::RecordArbitrationAgreement& command,
                const DecideContext&) {
  if (auto no = OutOfOrder(state, "RecordArbitrationAgreement", kClockRuns)) {
    return Decision::Refuse(*no);
  }
  if (!domain::IsProof(command.agreement())) return Decision::Refuse(v1::EVIDENCE_MISSING);
  if (state.legal().arbitration_agreed() == !command.invalid()) {
    return Decision::Refuse(v1::NO_CHANGE);
  }
  v1::ArbitrationAgreementRecorded event = EventOf(command);
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::ReferredToAgent& event, const EventContext& context) {
  state.set_stage(State::AGENT);
  v1::DebtLegal* legal = state.mutable_legal();
  v1::DebtLegal::Agent* agent = legal->mutable_agent();
  agent->set_kind(event.kind());
  *agent->mutable_since() = event.notice_on();
  agent->set_referred_at(context.scope_sequence);
  legal->set_agents_tried(legal->agents_tried() + 1);
}
void Evolve(State& state, const v1::RecalledFromAgent&, const EventContext&) {
  state.set_stage(State::IN_HOUSE);
  state.mutable_legal()->clear_agent();
}
void Evolve(State& state, const v1::EscalationSkipApproved& event, const EventContext& context) {
  v1::DebtLegal::Skip* skip = state.mutable_legal()->mutable_skip();
  skip->set_reason(event.reason());
  skip->set_approved_by(std::string(context.actor));
}
void Evolve(State& state, const v1::ArbitrationAgreementRecorded& event, const EventContext&) {
  state.mutable_legal()->set_arbitration_agreed(!event.invalid());
}

}  // namespace tenure::debt_case
