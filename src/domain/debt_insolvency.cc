// Legal steps beside the way to court, and the debtor's insolvency: contacts stop, the claim has to
// be filed in time (4.3).
#include <algorithm>
#include <string>

#include "domain/debt_law.h"
#include "domain/value_text.h"
#include "tenure/v1/debt_legal.domain.h"
#include "tenure/values.h"

namespace tenure::debt_case {

namespace {

constexpr StageSet kSolvent = {State::OPEN,    State::STRATEGISED, State::IN_HOUSE,
                               State::AGENT,   State::ARBITRATION, State::LITIGATION,
                               State::AWARDED, State::ENFORCEMENT};

}  // namespace

// A fact: what came too late is kept and shown.
Decision Decide(const State& state, const v1::RecordLegalStep& command,
                const DecideContext& context) {
  if (auto no = OutOfOrder(state, "RecordLegalStep", kLive)) return Decision::Refuse(*no);
  const bool claim = command.step() == Legal::PROOF_OF_CLAIM;
  if (claim && state.stage() != State::INSOLVENCY) return Decision::Refuse(v1::NOT_INSOLVENT);
  const auto rules = domain::LegalRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (auto no = HasCome(command.on(), *rules, context.now)) return Decision::Refuse(*no);
  if (!domain::IsProof(command.proof())) return Decision::Refuse(v1::EVIDENCE_MISSING);
  v1::LegalStepRecorded event = EventOf(command);
  const Date on = DateOf(command.on());
  if (state.stage() == State::TIME_BARRED) event.add_breach(Legal::AFTER_TIME_BAR);
  const Time until = TimeOf(state.legal().insolvency().claim_by());
  if (claim && rules->EndOf(on) > until) event.add_breach(Legal::CLAIM_FILED_LATE);
  Decision decision = Decision::Of(std::move(event));
  if (auto no = AddRestart(state, Legal::LEGAL_STEP, on, context, &decision)) {
    return Decision::Refuse(*no);
  }
  return decision;
}

Decision Decide(const State& state, const v1::MarkInsolvent& command,
                const DecideContext& context) {
  if (auto no = OutOfOrder(state, "MarkInsolvent", kSolvent)) return Decision::Refuse(*no);
  const auto rules = domain::LegalRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (auto no = HasCome(command.declared_on(), *rules, context.now)) return Decision::Refuse(*no);
  if (!domain::IsProof(command.proof())) return Decision::Refuse(v1::EVIDENCE_MISSING);
  const Date declared = DateOf(command.declared_on());
  const Date by = command.has_claim_by()
                      ? DateOf(command.claim_by())
                      : declared + std::chrono::days(rules->policy.claim_in_insolvency_days());
  if (by < declared) {
    return Decision::Refuse(v1::CLAIM_DAY_BEFORE_INSOLVENCY,
                            {{"declared_on", domain::DateText(declared)}});
  }
  v1::DebtorInsolvent event = EventOf(command);
  *event.mutable_claim_by() = DateMessage(by);
  *event.mutable_claim_until() = InstantOf(rules->EndOf(by));
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::LegalStepRecorded& event, const EventContext&) {
  v1::DebtLegal* legal = state.mutable_legal();
  legal->set_legal_steps(legal->legal_steps() + 1);
  if (event.step() == Legal::PROOF_OF_CLAIM) legal->mutable_insolvency()->set_claimed(true);
}
void Evolve(State& state, const v1::DebtorInsolvent& event, const EventContext&) {
  state.set_stage(State::INSOLVENCY);
  v1::DebtLegal::Insolvency* insolvency = state.mutable_legal()->mutable_insolvency();
  *insolvency->mutable_declared_on() = event.declared_on();
  *insolvency->mutable_claim_by() = event.claim_until();
}
void Evolve(State& state, const v1::ProofOfClaimMissed&, const EventContext&) {
  state.mutable_legal()->mutable_insolvency()->set_missed(true);
}

}  // namespace tenure::debt_case
