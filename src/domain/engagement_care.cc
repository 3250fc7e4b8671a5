// After the move: account manager and care (L5), patrol visits (R1), tracking (R2b), perception
// (L9).
#include "domain/engagement_stage.h"
#include "domain/lifecycle_terms.h"
#include "tenure/v1/engagement_care.domain.h"
#include "tenure/values.h"

namespace tenure::engagement {

using domain::LifecycleTermsInForce;

namespace {

// The next touch of a cadence, counted from when this one happened.
v1::Instant NextAfter(const domain::LifecycleTerms& terms, Time from, std::uint32_t days) {
  return InstantOf(terms.After(from, days));
}

std::uint32_t TrackingDays(const v1::LifecyclePolicy& policy, v1::TrackingKind kind) {
  switch (kind) {
    case v1::MAIL:
      return policy.mail_tracking_every_days();
    case v1::WARMTH:
      return policy.warmth_tracking_every_days();
    case v1::LEVEL:
      return policy.level_tracking_every_days();
    default:
      return policy.phone_tracking_every_days();
  }
}

}  // namespace

Decision Decide(const State& state, const v1::AssignAccountManager& command,
                const DecideContext& context) {
  if (auto no = Live(state)) return Decision::Refuse(*no);
  if (auto no = Reached(state, State::HANDED_OVER)) return Decision::Refuse(*no);
  if (state.account_manager() == command.manager()) return Decision::Refuse(v1::NO_CHANGE);
  const auto terms = LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return Decision::Refuse(terms.error());
  v1::AccountManagerAssigned event = EventOf(command);
  event.set_previous(state.account_manager());
  // A new manager takes the old one's promise over: a change of hands postpones no contact.
  *event.mutable_next_care_due() =
      state.has_next_care_due()
          ? state.next_care_due()
          : NextAfter(*terms, context.now, terms->policy.care_contact_every_days());
  *event.mutable_policy() = terms->ref;
  event.set_begins_care(state.stage() < State::IN_CARE);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::RecordCareContact& command,
                const DecideContext& context) {
  if (auto no = Live(state)) return Decision::Refuse(*no);
  if (state.account_manager().empty()) return Decision::Refuse(v1::ACCOUNT_MANAGER_MISSING);
  const auto terms = LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return Decision::Refuse(terms.error());
  v1::CareContactRecorded event = EventOf(command);
  // A contact recorded late leaves the later promise of a newer one alone.
  *event.mutable_next_care_due() =
      NextAfter(*terms, context.effective_at, terms->policy.care_contact_every_days());
  if (state.next_care_due().us() > event.next_care_due().us()) {
    *event.mutable_next_care_due() = state.next_care_due();
  }
  *event.mutable_policy() = terms->ref;
  return Decision::Of(std::move(event));
}

// Facts: recorded in any stage, after its end too; then nothing follows them.
Decision Decide(const State& state, const v1::RecordPatrolVisit& command,
                const DecideContext& context) {
  const auto terms = LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return Decision::Refuse(terms.error());
  v1::PatrolVisitRecorded event = EventOf(command);
  if (const std::uint32_t days = terms->policy.patrol_visit_every_days();
      days > 0 && !Live(state)) {
    *event.mutable_next_due() = NextAfter(*terms, context.effective_at, days);
  }
  *event.mutable_policy() = terms->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::RecordTracking& command,
                const DecideContext& context) {
  const auto terms = LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return Decision::Refuse(terms.error());
  v1::TrackingRecorded event = EventOf(command);
  if (const std::uint32_t days = TrackingDays(terms->policy, command.kind());
      days > 0 && !Live(state)) {
    *event.mutable_next_due() = NextAfter(*terms, context.effective_at, days);
  }
  *event.mutable_policy() = terms->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State&, const v1::RecordPerception& command, const DecideContext&) {
  return Decision::Of(EventOf(command));
}

void Evolve(State& state, const v1::AccountManagerAssigned& event, const EventContext&) {
  state.set_account_manager(event.manager());
  *state.mutable_next_care_due() = event.next_care_due();
  if (event.begins_care()) state.set_stage(State::IN_CARE);
}

void EvolveBook(v1::Book& book, const v1::AccountManagerAssigned& event, const EventContext&) {
  v1::LifecycleBook* lifecycle = book.mutable_lifecycle();
  if (event.begins_care()) lifecycle->set_in_care(lifecycle->in_care() + 1);
}

void Evolve(State& state, const v1::CareContactRecorded& event, const EventContext&) {
  *state.mutable_next_care_due() = event.next_care_due();
}

// Counted by projections; no guard reads them.
void Evolve(State&, const v1::PatrolVisitRecorded&, const EventContext&) {}
void Evolve(State&, const v1::TrackingRecorded&, const EventContext&) {}
void Evolve(State&, const v1::PerceptionRecorded&, const EventContext&) {}

}  // namespace tenure::engagement
