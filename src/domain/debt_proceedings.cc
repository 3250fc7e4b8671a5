// Arbitration or court (M3, M4): a fork, not a chain. An agreement to arbitrate opens the one and
// closes the other; then award, and enforcement within two years (Civil Procedure Law 250).
#include <string>
#include <utility>

#include "domain/debt_law.h"
#include "domain/value_text.h"
#include "formula/limitation.h"
#include "tenure/v1/debt_legal.domain.h"
#include "tenure/values.h"

namespace tenure::debt_case {

using domain::DateText;
using domain::LegalRules;
using domain::MoneyText;

namespace {

// The time for a judgment in first instance (Civil Procedure Law of China, 152).
constexpr int kTrialMonths = 6;
constexpr StageSet kInProceedings = {State::ARBITRATION, State::LITIGATION};

// Own, agent, then these: going on without an agent ever needs an approved skip (4.3).
std::optional<Refused> LadderWalked(const State& state) {
  if (state.legal().agents_tried() > 0 || state.legal().has_skip()) return std::nullopt;
  return Refused{v1::SKIP_NOT_APPROVED, {}};
}

template <typename Command>
std::optional<Refused> MayFile(const State& state, const Command& command, const LegalRules& rules,
                               Time now) {
  if (auto no = StillOpen(state, rules, now)) return no;
  if (auto no = LadderWalked(state)) return no;
  if (auto no = HasCome(command.filed_on(), rules, now)) return no;
  if (!domain::IsProof(command.filing())) return Refused{v1::EVIDENCE_MISSING, {}};
  return std::nullopt;
}

template <typename Event>
Decision Filed(const State& state, Event event, const LegalRules& rules,
               const DecideContext& context) {
  const Date filed_on = DateOf(event.filed_on());
  *event.mutable_claimed() = MoneyOf(state, OwedOf(state));
  *event.mutable_late_interest() = MoneyOf(state, domain::LateInterestOf(state, rules, filed_on));
  *event.mutable_award_due() = InstantOf(rules.EndOf(formula::AddMonths(filed_on, kTrialMonths)));
  event.set_skipped(state.legal().agents_tried() == 0);
  *event.mutable_policy() = rules.ref;
  Decision decision = Decision::Of(std::move(event));
  if (auto no = AddRestart(state, Legal::LEGAL_STEP, filed_on, context, &decision)) {
    return Decision::Refuse(*no);
  }
  return decision;
}

template <typename Event>
void PutProceeding(State* state, const Event& event, bool arbitration,
                   const EventContext& context) {
  v1::DebtLegal::Proceeding* proceeding = state->mutable_legal()->mutable_proceeding();
  *proceeding->mutable_filed_on() = event.filed_on();
  proceeding->set_arbitration(arbitration);
  proceeding->set_filed_at(context.scope_sequence);
}

std::optional<Refused> AwardIsPossible(const State& state, const v1::RecordAward& command,
                                       const LegalRules& rules, Time now) {
  if (auto no = HasCome(command.awarded_on(), rules, now)) return no;
  const std::int32_t awarded = command.awarded_on().days();
  const bool early = awarded < state.legal().proceeding().filed_on().days();
  const bool performed_before = command.has_perform_by() && command.perform_by().days() < awarded;
  if (early || performed_before) {
    return Refused{v1::AWARD_DATES,
                   {{"filed_on", DateText(DateOf(state.legal().proceeding().filed_on()))}}};
  }
  if (!domain::IsProof(command.document())) return Refused{v1::EVIDENCE_MISSING, {}};
  if (command.outcome() != Legal::PARTLY) return std::nullopt;
  const std::int64_t owed = OwedOf(state);
  const v1::Money& amount = command.amount();
  if (amount.currency() == state.currency() && amount.minor() > 0 && amount.minor() < owed) {
    return std::nullopt;
  }
  return Refused{v1::AWARD_AMOUNT, {{"owed", MoneyText(owed, state.currency())}}};
}

// What a judgment for us gives, and until when it can be enforced.
std::optional<Refused> PutEnforceable(const State& state, const LegalRules& rules,
                                      v1::AwardRecorded* event) {
  const std::int64_t owed = OwedOf(state);
  const bool partly = event->outcome() == Legal::PARTLY;
  const std::int64_t given = partly ? event->amount().minor() : owed;
  *event->mutable_amount() = MoneyOf(state, given);
  for (const std::int64_t waived : WaiverDownTo(state, given)) event->add_waived(waived);
  if (!event->has_perform_by()) *event->mutable_perform_by() = event->awarded_on();
  const auto last = domain::LastDayToEnforce(DateOf(event->perform_by()), rules);
  if (!last) return last.error();
  *event->mutable_enforce_by() = DateMessage(*last);
  *event->mutable_lapses_at() = InstantOf(rules.EndOf(*last));
  return std::nullopt;
}

}  // namespace

Decision Decide(const State& state, const v1::FileArbitration& command,
                const DecideContext& context) {
  if (auto no = OutOfOrder(state, "FileArbitration", kAsking)) return Decision::Refuse(*no);
  if (!state.legal().arbitration_agreed()) {
    return Decision::Refuse(v1::NO_ARBITRATION_AGREEMENT);
  }
  const auto rules = domain::LegalRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (auto no = MayFile(state, command, *rules, context.now)) return Decision::Refuse(*no);
  v1::ArbitrationFiled event = EventOf(command);
  return Filed(state, std::move(event), *rules, context);
}

Decision Decide(const State& state, const v1::FileLawsuit& command, const DecideContext& context) {
  if (auto no = OutOfOrder(state, "FileLawsuit", kAsking)) return Decision::Refuse(*no);
  if (state.legal().arbitration_agreed()) return Decision::Refuse(v1::ARBITRATION_AGREED);
  const auto rules = domain::LegalRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (auto no = MayFile(state, command, *rules, context.now)) return Decision::Refuse(*no);
  v1::LawsuitFiled event = EventOf(command);
  return Filed(state, std::move(event), *rules, context);
}

Decision Decide(const State& state, const v1::RecordAward& command, const DecideContext& context) {
  if (auto no = OutOfOrder(state, "RecordAward", kInProceedings)) return Decision::Refuse(*no);
  const auto rules = domain::LegalRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (auto no = AwardIsPossible(state, command, *rules, context.now)) {
    return Decision::Refuse(*no);
  }
  v1::AwardRecorded event = EventOf(command);
  if (command.outcome() == Legal::AGAINST_US) {
    event.clear_amount();
    event.clear_perform_by();
    return Decision::Of(std::move(event));
  }
  *event.mutable_calendar() = rules->calendar_ref;
  if (auto no = PutEnforceable(state, *rules, &event)) return Decision::Refuse(*no);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ApplyEnforcement& command,
                const DecideContext& context) {
  if (auto no = OutOfOrder(state, "ApplyEnforcement", {State::AWARDED})) {
    return Decision::Refuse(*no);
  }
  const auto rules = domain::LegalRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  const v1::DebtLegal::Award& award = state.legal().award();
  if (context.now >= TimeOf(award.lapses_at())) {
    return Decision::Refuse(v1::ENFORCEMENT_TOO_LATE,
                            {{"date", DateText(DateOf(award.enforce_by()))}});
  }
  if (auto no = HasCome(command.applied_on(), *rules, context.now)) return Decision::Refuse(*no);
  if (command.applied_on().days() < award.awarded_on().days()) {
    return Decision::Refuse(v1::AWARD_DATES, {{"filed_on", DateText(DateOf(award.awarded_on()))}});
  }
  if (!domain::IsProof(command.application())) return Decision::Refuse(v1::EVIDENCE_MISSING);
  v1::EnforcementApplied event = EventOf(command);
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::ArbitrationFiled& event, const EventContext& context) {
  state.set_stage(State::ARBITRATION);
  PutProceeding(&state, event, true, context);
}
void Evolve(State& state, const v1::LawsuitFiled& event, const EventContext& context) {
  state.set_stage(State::LITIGATION);
  PutProceeding(&state, event, false, context);
}
void Evolve(State& state, const v1::AwardRecorded& event, const EventContext&) {
  state.set_stage(event.outcome() == Legal::AGAINST_US ? State::LOST : State::AWARDED);
  v1::DebtLegal::Award* award = state.mutable_legal()->mutable_award();
  award->set_outcome(event.outcome());
  *award->mutable_amount() = event.amount();
  *award->mutable_awarded_on() = event.awarded_on();
  if (event.has_enforce_by()) *award->mutable_enforce_by() = event.enforce_by();
  if (event.has_lapses_at()) *award->mutable_lapses_at() = event.lapses_at();
  for (int i = 0; i < event.waived_size() && i < state.claims_size(); ++i) {
    v1::DebtClaim* claim = state.mutable_claims(i);
    claim->set_waived(claim->waived() + event.waived(i));
  }
}
void Evolve(State& state, const v1::EnforcementApplied& event, const EventContext&) {
  state.set_stage(State::ENFORCEMENT);
  *state.mutable_legal()->mutable_award()->mutable_enforced_on() = event.applied_on();
}
void Evolve(State& state, const v1::EnforcementLapsed&, const EventContext&) {
  state.set_stage(State::TIME_BARRED);
}

// A case that is lost asks for nothing more: the book may forget it.
void EvolveBook(v1::Book& book, const v1::AwardRecorded& event, const EventContext& context) {
  if (event.outcome() == Legal::AGAINST_US) CaseInBook(context.stream.id, &book)->set_live(false);
}

}  // namespace tenure::debt_case
