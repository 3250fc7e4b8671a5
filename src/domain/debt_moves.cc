// What reaches a debt case from elsewhere in the same unit: payments, reversals and credit notes on
// its invoices, how its promises stand, how much of a claim is disputed.
#include <algorithm>
#include <string>
#include <utility>

#include "domain/collection_rules.h"
#include "domain/debt_claims.h"
#include "domain/debt_law.h"
#include "domain/invoice_parts.h"
#include "tenure/v1/debt_strategy.domain.h"
#include "tenure/values.h"

namespace tenure::debt_case {
namespace {

constexpr StageSet kSettled = {State::SETTLED, State::SETTLED_PARTIAL};

void Lower(const v1::ClaimPart& part, bool dispute, v1::DebtClaim* claim) {
  claim->set_principal(std::max<std::int64_t>(claim->principal() - part.principal(), 0));
  claim->set_interest(std::max<std::int64_t>(claim->interest() - part.interest(), 0));
  claim->set_costs(std::max<std::int64_t>(claim->costs() - part.costs(), 0));
  const std::int64_t open = invoice::PartsOf(*claim).sum();
  const std::int64_t settled = dispute ? invoice::PartsOf(part).sum() : 0;
  claim->set_disputed(std::clamp<std::int64_t>(claim->disputed() - settled, 0, open));
}

void Raise(const v1::ClaimPart& part, v1::DebtClaim* claim) {
  SetParts(invoice::PartsOf(*claim) + invoice::PartsOf(part), claim);
}

void Move(const v1::DebtClaimsMoved& event, State* state) {
  for (const auto& part : event.parts()) {
    const int place = FindClaim(*state, part.invoice_id());
    if (place < 0) continue;
    v1::DebtClaim* claim = state->mutable_claims(place);
    if (event.movement() == Terms::REVERSED) {
      Raise(part, claim);
    } else {
      Lower(part, event.dispute(), claim);
    }
  }
}

// What the parts are to one promise, signed.
std::int64_t PromisedPart(const State& state, const State::PromiseHeld& held,
                          const v1::DebtClaimsMoved& event) {
  std::int64_t sum = 0;
  for (const auto& part : event.parts()) {
    const int place = FindClaim(state, part.invoice_id());
    const auto& claims = held.claims();
    if (std::find(claims.begin(), claims.end(), static_cast<std::uint32_t>(place)) ==
        claims.end()) {
      continue;
    }
    sum += invoice::PartsOf(part).sum();
  }
  return event.movement() == Terms::REVERSED ? -sum : sum;
}

void AddEnd(const State& before, const State& after, const std::string& case_id,
            Decision* decision) {
  const std::int64_t owed = OwedOf(after);
  const bool was_settled = kSettled.Contains(before.stage());
  if (!was_settled && owed == 0) {
    v1::DebtSettled settled;
    settled.set_case_id(case_id);
    settled.set_partial(std::any_of(after.claims().begin(), after.claims().end(),
                                    [](const auto& claim) { return claim.waived() > 0; }));
    decision->Add(std::move(settled));
  } else if (was_settled && owed > 0) {
    v1::DebtCaseReopened reopened;
    reopened.set_case_id(case_id);
    reopened.set_stage(before.before());
    reopened.mutable_owed()->set_minor(owed);
    reopened.mutable_owed()->set_currency(after.currency());
    decision->Add(std::move(reopened));
  }
}

bool CountsAsNotKept(Terms::PromiseStatus status) {
  return status == Terms::BROKEN || status == Terms::PARTLY_KEPT || status == Terms::WITHDRAWN;
}

std::uint32_t NotKeptAfter(const State& state, const v1::NotePromise& command) {
  const int change =
      (CountsAsNotKept(command.status()) ? 1 : 0) - (CountsAsNotKept(command.before()) ? 1 : 0);
  return static_cast<std::uint32_t>(
      std::max<std::int64_t>(static_cast<std::int64_t>(state.promises_not_kept()) + change, 0));
}

State::PromiseHeld* HeldPromise(const std::string& id, State* state) {
  for (auto& held : *state->mutable_promises()) {
    if (held.promise_id() == id) return &held;
  }
  return nullptr;
}

void Hold(const v1::PromiseNoted& event, State* state) {
  auto* promises = state->mutable_promises();
  if (promises->size() >= kPromisesMax) {
    const auto valued = std::find_if(promises->begin(), promises->end(), [](const auto& held) {
      return held.status() != Terms::ACTIVE;
    });
    promises->erase(valued == promises->end() ? promises->begin() : valued);
  }
  State::PromiseHeld* held = promises->Add();
  held->set_promise_id(event.promise_id());
  held->set_status(event.status());
  *held->mutable_due_at() = event.due_at();
  held->set_pauses(event.pauses());
  for (const std::string& id : event.invoices()) {
    const int place = FindClaim(*state, id);
    if (place >= 0) held->add_claims(static_cast<std::uint32_t>(place));
  }
}

}  // namespace

Decision Decide(const State& state, const v1::MoveDebtClaims& command,
                const DecideContext& context) {
  v1::DebtClaimsMoved event = EventOf(command);
  for (const auto& held : state.promises()) {
    if (held.status() == Terms::WITHDRAWN) continue;
    const std::int64_t minor = PromisedPart(state, held, event);
    if (minor == 0) continue;
    auto* promised = event.add_promised();
    promised->set_promise_id(held.promise_id());
    promised->set_minor(minor);
  }
  State after = state;
  Move(event, &after);
  event.mutable_owed()->set_minor(OwedOf(after));
  event.mutable_owed()->set_currency(after.currency());
  Decision decision = Decision::Of(std::move(event));
  AddEnd(state, after, context.stream.id, &decision);
  // 195: who pays a part acknowledges the rest.
  if (command.movement() == Terms::PAID && OwedOf(after) > 0) {
    const Date on = DateOf(command.on());
    if (auto no = AddRestart(state, Legal::PART_PAYMENT, on, context, &decision)) {
      return Decision::Refuse(*no);
    }
  }
  return decision;
}

Decision Decide(const State& state, const v1::NotePromise& command, const DecideContext& context) {
  v1::PromiseNoted event = EventOf(command);
  State after = state;
  after.set_promises_not_kept(NotKeptAfter(state, command));
  event.set_not_kept(after.promises_not_kept());
  const auto rules = domain::CollectionRulesInForce(context.rules, context.now);
  if (rules) {
    event.set_preservation_candidate(IsPreservationCandidate(after, rules->policy));
    const std::uint32_t many = rules->policy.review_after_broken();
    event.set_review_credit(many > 0 && after.promises_not_kept() >= many &&
                            after.promises_not_kept() > state.promises_not_kept());
  }
  Decision decision = Decision::Of(std::move(event));
  // 195, 192: who promises to pay agrees to perform.
  if (rules && command.before() == Terms::PROMISE_STATUS_UNSPECIFIED) {
    const Date on = rules->calendar.LocalDate(context.effective_at);
    if (auto no = AddRestart(state, Legal::AGREEMENT, on, context, &decision)) {
      return Decision::Refuse(*no);
    }
  }
  return decision;
}

Decision Decide(const State& state, const v1::NoteDispute& command, const DecideContext&) {
  const int place = FindClaim(state, command.invoice_id());
  if (place < 0 || state.claims(place).disputed() == command.disputed()) return {};
  return Decision::Of(EventOf(command));
}

void Evolve(State& state, const v1::DebtClaimsMoved& event, const EventContext&) {
  Move(event, &state);
}
void Evolve(State& state, const v1::DebtSettled& event, const EventContext&) {
  state.set_before(state.stage());
  state.set_stage(event.partial() ? State::SETTLED_PARTIAL : State::SETTLED);
  state.clear_pause();
  state.clear_plans();
  state.clear_assign_by();
}
void Evolve(State& state, const v1::DebtCaseReopened& event, const EventContext&) {
  state.set_stage(static_cast<State::Stage>(event.stage()));
  state.clear_before();
}
void Evolve(State& state, const v1::PromiseNoted& event, const EventContext&) {
  state.set_promises_not_kept(event.not_kept());
  state.set_preservation_candidate(event.preservation_candidate());
  State::PromiseHeld* held = HeldPromise(event.promise_id(), &state);
  if (held != nullptr) {
    held->set_status(event.status());
  } else if (event.has_due_at()) {
    Hold(event, &state);
  }
}
void Evolve(State& state, const v1::DisputeNoted& event, const EventContext&) {
  const int place = FindClaim(state, event.invoice_id());
  if (place >= 0) state.mutable_claims(place)->set_disputed(event.disputed());
}

// A settled case still answers for its invoices: a reversed payment finds it again.
void EvolveBook(v1::Book& book, const v1::DebtSettled&, const EventContext& context) {
  CaseInBook(context.stream.id, &book)->set_live(false);
  DropPlans(context.stream.id, &book);
}
void EvolveBook(v1::Book& book, const v1::DebtCaseReopened&, const EventContext& context) {
  CaseInBook(context.stream.id, &book)->set_live(true);
}

}  // namespace tenure::debt_case
