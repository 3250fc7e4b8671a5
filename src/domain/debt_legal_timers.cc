// What law makes due in a debt case: warnings and the end of limitation, the written demand (T2),
// settlement terms, the proof of claim, the time for enforcement.
#include <algorithm>
#include <string>
#include <utility>

#include "domain/debt_law.h"
#include "tenure/values.h"

namespace tenure::debt_case {

namespace {

enum class Kind { kWarning, kWrittenDemand, kExpiry, kTerm, kClaim, kEnforcement };

struct Due {
  Time at;
  Kind kind;
  int item = 0;
};

void AddClock(const State& state, std::vector<Due>* due) {
  const v1::LimitationClock& clock = state.legal().clock();
  if (!state.legal().has_clock() || !kClockRuns.Contains(state.stage())) return;
  for (int i = 0; i < clock.warnings_size(); ++i) {
    due->push_back({TimeOf(clock.warnings(i).at()), Kind::kWarning, i});
  }
  if (!state.legal().demand_missing() && !clock.obstructed()) {
    due->push_back({TimeOf(clock.written_demand_by()), Kind::kWrittenDemand});
  }
  due->push_back({TimeOf(clock.expires_at()), Kind::kExpiry});
}

std::vector<Due> AllDue(const State& state) {
  const v1::DebtLegal& legal = state.legal();
  std::vector<Due> due;
  AddClock(state, &due);
  if (legal.settlement().accepted() && kLive.Contains(state.stage())) {
    for (int i = 0; i < legal.settlement().terms_size(); ++i) {
      due.push_back({TimeOf(legal.settlement().terms(i).due_at()), Kind::kTerm, i});
    }
  }
  const bool claim_open = !legal.insolvency().claimed() && !legal.insolvency().missed();
  if (state.stage() == State::INSOLVENCY && claim_open) {
    due.push_back({TimeOf(legal.insolvency().claim_by()), Kind::kClaim});
  }
  if (state.stage() == State::AWARDED) {
    due.push_back({TimeOf(legal.award().lapses_at()), Kind::kEnforcement});
  }
  std::stable_sort(due.begin(), due.end(),
                   [](const Due& left, const Due& right) { return left.at < right.at; });
  return due;
}

template <typename Event>
Event Made(const DecideContext& context) {
  Event event;
  event.set_case_id(context.stream.id);
  return event;
}

void Warn(const State& state, const Due& due, const DecideContext& context, Decision* decision) {
  auto event = Made<v1::LimitationWarned>(context);
  event.set_days(state.legal().clock().warnings(due.item).days());
  *event.mutable_last_day() = state.legal().clock().last_day();
  decision->Add(std::move(event), due.at);
}

void MissDemand(const State& state, const Due& due, const DecideContext& context,
                Decision* decision) {
  auto event = Made<v1::WrittenDemandMissing>(context);
  *event.mutable_last_day() = state.legal().clock().last_day();
  decision->Add(std::move(event), due.at);
}

// True: the settlement broke and has no further terms.
bool ValueTerm(const State& state, const Due& due, const DecideContext& context,
               Decision* decision) {
  const v1::DebtLegal::Settlement& settlement = state.legal().settlement();
  const v1::DebtLegal::Term& term = settlement.terms(due.item);
  const std::int64_t missing = OwedOf(state) - term.left();
  if (missing <= 0) {
    auto event = Made<v1::SettlementTermMet>(context);
    *event.mutable_due_on() = term.due_on();
    decision->Add(std::move(event), due.at);
    return false;
  }
  std::int64_t restored = 0;
  for (const std::int64_t waived : settlement.waived()) restored += waived;
  auto event = Made<v1::SettlementBroken>(context);
  *event.mutable_due_on() = term.due_on();
  *event.mutable_missing() = MoneyOf(state, missing);
  *event.mutable_restored() = MoneyOf(state, restored);
  decision->Add(std::move(event), due.at);
  return true;
}

void MissClaim(const State& state, const Due& due, const DecideContext& context,
               Decision* decision) {
  auto event = Made<v1::ProofOfClaimMissed>(context);
  *event.mutable_due() = state.legal().insolvency().claim_by();
  decision->Add(std::move(event), due.at);
}

void Expire(const State& state, const Due& due, const DecideContext& context, Decision* decision) {
  auto event = Made<v1::LimitationExpired>(context);
  const v1::LimitationClock& clock = state.legal().clock();
  *event.mutable_last_day() = clock.obstructed() ? clock.cap() : clock.last_day();
  decision->Add(std::move(event), due.at);
}

void LoseEnforcement(const State& state, const Due& due, const DecideContext& context,
                     Decision* decision) {
  auto event = Made<v1::EnforcementLapsed>(context);
  *event.mutable_enforce_by() = state.legal().award().enforce_by();
  decision->Add(std::move(event), due.at);
}

}  // namespace

void AddLegalTimers(const State& state, std::vector<Timer>* timers) {
  for (const Due& due : AllDue(state)) timers->push_back({due.at});
}

void FireLegal(const State& state, const DecideContext& context, Decision* decision) {
  bool broken = false;
  for (const Due& due : AllDue(state)) {
    if (due.at > context.now) return;
    switch (due.kind) {
      case Kind::kWarning:
        Warn(state, due, context, decision);
        break;
      case Kind::kWrittenDemand:
        MissDemand(state, due, context, decision);
        break;
      case Kind::kExpiry:
        Expire(state, due, context, decision);
        break;
      case Kind::kTerm:
        if (!broken) broken = ValueTerm(state, due, context, decision);
        break;
      case Kind::kClaim:
        MissClaim(state, due, context, decision);
        break;
      case Kind::kEnforcement:
        LoseEnforcement(state, due, context, decision);
        break;
    }
  }
}

}  // namespace tenure::debt_case
