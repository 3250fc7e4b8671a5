// Settlement (T3 保本舍末: secure the principal, give up the rest) and write-off. Both need
// somebody whose limit covers what is given up; neither deletes the claim (4.3).
#include <algorithm>
#include <numeric>
#include <string>
#include <utility>

#include "domain/debt_law.h"
#include "domain/value_text.h"
#include "tenure/v1/debt_settlement.domain.h"
#include "tenure/values.h"

namespace tenure::debt_case {

using domain::DateText;
using domain::LegalRules;
using domain::MoneyText;

namespace {

std::int64_t PrincipalOf(const State& state) {
  return std::accumulate(
      state.claims().begin(), state.claims().end(), std::int64_t{0},
      [](std::int64_t sum, const v1::DebtClaim& claim) { return sum + claim.principal(); });
}

std::int64_t SumOf(const v1::ProposeSettlement& command) {
  return std::accumulate(command.terms().begin(), command.terms().end(), std::int64_t{0},
                         [](std::int64_t sum, const auto& term) { return sum + term.minor(); });
}

// Days ascend from today on, none too far, and together not more than is owed.
std::optional<Refused> TermsAreGood(const State& state, const v1::ProposeSettlement& command,
                                    const LegalRules& rules, Time now) {
  const Date today = rules.Today(now);
  const Date latest = today + std::chrono::days(rules.policy.settlement_days_max());
  Date earliest = today;
  for (const auto& term : command.terms()) {
    if (DateOf(term.due_on()) < earliest || DateOf(term.due_on()) > latest) {
      return Refused{v1::SETTLEMENT_DAYS, {{"from", DateText(today)}, {"to", DateText(latest)}}};
    }
    earliest = DateOf(term.due_on()) + std::chrono::days(1);
  }
  const std::int64_t owed = OwedOf(state);
  if (SumOf(command) <= owed) return std::nullopt;
  return Refused{v1::SETTLEMENT_TOO_MUCH, {{"owed", MoneyText(owed, state.currency())}}};
}

v1::SettlementProposed Proposed(const State& state, const v1::ProposeSettlement& command,
                                const LegalRules& rules, Time now) {
  const std::int64_t owed = OwedOf(state);
  const std::int64_t amount = SumOf(command);
  const std::int64_t interest = domain::LateInterestOf(state, rules, rules.Today(now));
  v1::SettlementProposed event = EventOf(command);
  *event.mutable_amount() = MoneyOf(state, amount);
  *event.mutable_late_interest() = MoneyOf(state, interest);
  *event.mutable_given_up() =
      MoneyOf(state, owed - amount + (command.interest_waived() ? interest : 0));
  event.set_principal_secured(amount >= std::min(PrincipalOf(state), owed));
  event.set_owed(owed);
  std::int64_t left = amount;
  for (const auto& term : command.terms()) {
    left -= term.minor();
    v1::DebtLegal::Term* due = event.add_due();
    *due->mutable_due_on() = term.due_on();
    *due->mutable_due_at() = InstantOf(rules.EndOf(DateOf(term.due_on())));
    due->set_left(left);
  }
  *event.mutable_policy() = rules.ref;
  return event;
}

constexpr StageSet kMayWriteOff = {State::OPEN,        State::STRATEGISED, State::IN_HOUSE,
                                   State::AGENT,       State::ARBITRATION, State::LITIGATION,
                                   State::AWARDED,     State::ENFORCEMENT, State::INSOLVENCY,
                                   State::TIME_BARRED, State::LOST};

}  // namespace

std::vector<std::int64_t> WaiverDownTo(const State& state, std::int64_t amount) {
  std::vector<std::int64_t> waived(static_cast<std::size_t>(state.claims_size()), 0);
  std::int64_t left = OwedOf(state) - amount;
  for (int i = state.claims_size() - 1; i >= 0 && left > 0; --i) {
    const std::int64_t here = std::min(left, OwedOf(state.claims(i)));
    waived[static_cast<std::size_t>(i)] = here;
    left -= here;
  }
  return waived;
}

v1::Money MoneyOf(const State& state, std::int64_t minor) {
  v1::Money money;
  money.set_minor(minor);
  money.set_currency(state.currency());
  return money;
}

Decision Decide(const State& state, const v1::ProposeSettlement& command,
                const DecideContext& context) {
  if (auto no = OutOfOrder(state, "ProposeSettlement", kLive)) return Decision::Refuse(*no);
  if (state.legal().settlement().accepted()) return Decision::Refuse(v1::SETTLEMENT_STANDS);
  const auto rules = domain::LegalRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (auto no = TermsAreGood(state, command, *rules, context.now)) return Decision::Refuse(*no);
  v1::SettlementProposed event = Proposed(state, command, *rules, context.now);
  if (event.given_up().minor() > 0 && context.approval == nullptr) {
    return Decision::NeedsApproval({"collections.settle", event.given_up()});
  }
  if (context.approval != nullptr) event.set_approved_by(context.approval->approver);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::AcceptSettlement& command,
                const DecideContext& context) {
  if (auto no = OutOfOrder(state, "AcceptSettlement", kLive)) return Decision::Refuse(*no);
  const v1::DebtLegal::Settlement& settlement = state.legal().settlement();
  if (!state.legal().has_settlement() || settlement.accepted()) {
    return Decision::Refuse(v1::NO_SETTLEMENT_PROPOSED);
  }
  const bool late = context.now >= TimeOf(settlement.terms(0).due_at());
  if (late || settlement.owed() != OwedOf(state)) return Decision::Refuse(v1::SETTLEMENT_OUTDATED);
  const auto rules = domain::LegalRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (auto no = HasCome(command.accepted_on(), *rules, context.now)) return Decision::Refuse(*no);
  if (!domain::IsProof(command.agreement())) return Decision::Refuse(v1::EVIDENCE_MISSING);
  v1::SettlementAccepted event = EventOf(command);
  for (const std::int64_t waived : WaiverDownTo(state, settlement.amount().minor())) {
    event.add_waived(waived);
  }
  Decision decision = Decision::Of(std::move(event));
  const Date on = DateOf(command.accepted_on());
  if (auto no = AddRestart(state, Legal::AGREEMENT, on, context, &decision)) {
    return Decision::Refuse(*no);
  }
  return decision;
}

Decision Decide(const State& state, const v1::WriteOff& command, const DecideContext& context) {
  if (auto no = OutOfOrder(state, "WriteOff", kMayWriteOff)) return Decision::Refuse(*no);
  const std::int64_t left = std::max<std::int64_t>(OwedOf(state) - state.legal().written_off(), 0);
  const v1::Money amount = command.has_amount() ? command.amount() : MoneyOf(state, left);
  const bool fits = amount.currency() == state.currency() && amount.minor() > 0;
  if (!fits || amount.minor() > left) {
    return Decision::Refuse(v1::WRITE_OFF_TOO_MUCH, {{"left", MoneyText(left, state.currency())}});
  }
  if (!domain::IsProof(command.evidence())) return Decision::Refuse(v1::EVIDENCE_MISSING);
  if (context.approval == nullptr) {
    return Decision::NeedsApproval({"collections.write_off", amount});
  }
  v1::DebtWrittenOff event = EventOf(command);
  *event.mutable_amount() = amount;
  event.set_whole(amount.minor() == left);
  event.set_approved_by(context.approval->approver);
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::SettlementProposed& event, const EventContext& context) {
  v1::DebtLegal::Settlement* settlement = state.mutable_legal()->mutable_settlement();
  settlement->Clear();
  *settlement->mutable_amount() = event.amount();
  settlement->set_interest_waived(event.interest_waived());
  *settlement->mutable_terms() = event.due();
  settlement->set_proposed_by(std::string(context.actor));
  settlement->set_proposed_at(context.scope_sequence);
  settlement->set_owed(event.owed());
}
void Evolve(State& state, const v1::SettlementAccepted& event, const EventContext&) {
  v1::DebtLegal* legal = state.mutable_legal();
  legal->mutable_settlement()->set_accepted(true);
  *legal->mutable_settlement()->mutable_waived() = event.waived();
  legal->set_interest_waived(legal->settlement().interest_waived());
  for (int i = 0; i < event.waived_size() && i < state.claims_size(); ++i) {
    v1::DebtClaim* claim = state.mutable_claims(i);
    claim->set_waived(claim->waived() + event.waived(i));
  }
}
void Evolve(State& state, const v1::SettlementTermMet& event, const EventContext&) {
  auto* terms = state.mutable_legal()->mutable_settlement()->mutable_terms();
  terms->erase(std::remove_if(
                   terms->begin(), terms->end(),
                   [&](const auto& term) { return term.due_on().days() == event.due_on().days(); }),
               terms->end());
}
void Evolve(State& state, const v1::SettlementBroken&, const EventContext&) {
  const auto& waived = state.legal().settlement().waived();
  for (int i = 0; i < waived.size() && i < state.claims_size(); ++i) {
    v1::DebtClaim* claim = state.mutable_claims(i);
    claim->set_waived(std::max<std::int64_t>(claim->waived() - waived[i], 0));
  }
  state.mutable_legal()->clear_settlement();
  state.mutable_legal()->clear_interest_waived();
}
void Evolve(State& state, const v1::DebtWrittenOff& event, const EventContext&) {
  v1::DebtLegal* legal = state.mutable_legal();
  legal->set_written_off(legal->written_off() + event.amount().minor());
  if (event.whole()) state.set_stage(State::WRITTEN_OFF);
}

void EvolveBook(v1::Book& book, const v1::DebtWrittenOff& event, const EventContext& context) {
  if (event.whole()) CaseInBook(context.stream.id, &book)->set_live(false);
}

}  // namespace tenure::debt_case
