// What falls due in a debt case by itself: the end of a pause, planned contacts that nobody made,
// and what law makes due (debt_legal_timers.cc).
#include <vector>

#include "domain/debt_claims.h"
#include "domain/debt_law.h"
#include "tenure/v1/debt_case.domain.h"
#include "tenure/v1/debt_contact.domain.h"
#include "tenure/values.h"

namespace tenure::debt_case {
namespace {

void EndPause(const State& state, const DecideContext& context, Decision* decision) {
  if (!state.has_pause()) return;
  const Time end = TimeOf(state.pause().until());
  if (end > context.now) return;
  v1::CollectionResumed event;
  event.set_case_id(context.stream.id);
  event.set_how(Terms::BY_ITS_END);
  event.set_paused_days(PausedDays(state, end));
  decision->Add(std::move(event), end);
}

void LapsePlans(const State& state, const DecideContext& context, Decision* decision) {
  for (const auto& plan : state.plans()) {
    const Time until = TimeOf(plan.until());
    if (until > context.now) continue;
    v1::CollectionContactLapsed event;
    event.set_plan(plan.number());
    event.set_channel(plan.channel());
    *event.mutable_at() = plan.at();
    decision->Add(std::move(event), until);
  }
}

}  // namespace

std::vector<Timer> Timers(const State& state) {
  std::vector<Timer> timers;
  if (state.has_pause()) timers.push_back({TimeOf(state.pause().until())});
  for (const auto& plan : state.plans()) timers.push_back({TimeOf(plan.until())});
  AddLegalTimers(state, &timers);
  return timers;
}

Decision Decide(const State& state, const v1::FireTimer&, const DecideContext& context) {
  Decision decision;
  EndPause(state, context, &decision);
  LapsePlans(state, context, &decision);
  FireLegal(state, context, &decision);
  return decision;
}

}  // namespace tenure::debt_case
