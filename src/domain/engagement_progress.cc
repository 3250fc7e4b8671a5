// From signing to the keys: progress updates and site visits (L3), handover and snags (L4).
#include <algorithm>

#include "domain/engagement_stage.h"
#include "domain/lifecycle_terms.h"
#include "domain/value_text.h"
#include "tenure/v1/engagement.domain.h"

namespace tenure::engagement {

using domain::InstantOf;
using domain::LifecycleTermsInForce;
using domain::LifecycleTermsMissing;

namespace {

constexpr int kSnagsOpenMax = 64;  // keeps the state inside its bound

const State::Snag* FindSnag(const State& state, const std::string& id) {
  for (const State::Snag& snag : state.snags_open()) {
    if (snag.snag_id() == id) return &snag;
  }
  return nullptr;
}

// Live, under contract, not yet handed over.
std::optional<Refused> Building(const State& state) {
  if (auto no = Live(state)) return no;
  if (auto no = Reached(state, State::CONTRACTED)) return no;
  return NotBeyond(state, State::IN_PROGRESS);
}

}  // namespace

Decision Decide(const State& state, const v1::SendProgressUpdate& command,
                const DecideContext& context) {
  if (auto no = Building(state)) return Decision::Refuse(*no);
  if (auto no = LifecycleTermsMissing(context.rules, context.now)) return Decision::Refuse(*no);
  const auto terms = LifecycleTermsInForce(context.rules, context.now);
  v1::ProgressUpdateSent event;
  event.set_engagement_id(command.engagement_id());
  event.set_channel(command.channel());
  *event.mutable_next_update_due() =
      InstantOf(terms.After(context.now, terms.policy.progress_update_every_days()));
  *event.mutable_policy() = terms.ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::InviteSiteVisit& command,
                const DecideContext& context) {
  if (auto no = Building(state)) return Decision::Refuse(*no);
  if (auto no = LifecycleTermsMissing(context.rules, context.now)) return Decision::Refuse(*no);
  const auto terms = LifecycleTermsInForce(context.rules, context.now);
  if (auto no = ComingDay(command.visit_on(), terms.Today(context.now))) {
    return Decision::Refuse(*no);
  }
  v1::SiteVisitInvited event;
  event.set_engagement_id(command.engagement_id());
  *event.mutable_visit_on() = command.visit_on();
  event.set_channel(command.channel());
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::RecordSiteVisit& command,
                const DecideContext& context) {
  if (auto no = Building(state)) return Decision::Refuse(*no);
  if (auto no = LifecycleTermsMissing(context.rules, context.now)) return Decision::Refuse(*no);
  const auto terms = LifecycleTermsInForce(context.rules, context.now);
  if (auto no = PastDay(command.visited_on(), terms.Today(context.now))) {
    return Decision::Refuse(*no);
  }
  v1::SiteVisitHeld event;
  event.set_engagement_id(command.engagement_id());
  *event.mutable_visited_on() = command.visited_on();
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ScheduleHandover& command,
                const DecideContext& context) {
  if (auto no = Building(state)) return Decision::Refuse(*no);
  if (auto no = LifecycleTermsMissing(context.rules, context.now)) return Decision::Refuse(*no);
  const auto terms = LifecycleTermsInForce(context.rules, context.now);
  if (auto no = ComingDay(command.planned_on(), terms.Today(context.now))) {
    return Decision::Refuse(*no);
  }
  if (state.has_handover_planned_on() &&
      state.handover_planned_on().days() == command.planned_on().days()) {
    return Decision::Refuse(v1::NO_CHANGE);
  }
  v1::HandoverScheduled event;
  event.set_engagement_id(command.engagement_id());
  *event.mutable_planned_on() = command.planned_on();
  *event.mutable_due() = InstantOf(terms.EndOf(domain::DateOf(command.planned_on())));
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::HoldHandoverCeremony& command,
                const DecideContext& context) {
  if (auto no = Live(state)) return Decision::Refuse(*no);
  if (auto no = Reached(state, State::IN_PROGRESS)) return Decision::Refuse(*no);
  if (auto no = NotBeyond(state, State::IN_PROGRESS)) return Decision::Refuse(*no);
  if (auto no = LifecycleTermsMissing(context.rules, context.now)) return Decision::Refuse(*no);
  const auto terms = LifecycleTermsInForce(context.rules, context.now);
  if (auto no = PastDay(command.handed_over_on(), terms.Today(context.now))) {
    return Decision::Refuse(*no);
  }
  if (command.handed_over_on().days() < state.signed_on().days()) {
    return Decision::Refuse(v1::HANDOVER_BEFORE_SIGNING);
  }
  v1::HandoverCeremonyHeld event;
  event.set_engagement_id(command.engagement_id());
  *event.mutable_handed_over_on() = command.handed_over_on();
  event.set_declined(command.declined());
  event.set_attendees(command.attendees());
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::RecordSnag& command, const DecideContext& context) {
  if (auto no = Live(state)) return Decision::Refuse(*no);
  if (auto no = Reached(state, State::HANDED_OVER)) return Decision::Refuse(*no);
  if (FindSnag(state, command.snag_id()) != nullptr) {
    return Decision::Refuse(v1::ALREADY_EXISTS, {{"aggregate", "snag"}, {"id", command.snag_id()}});
  }
  if (state.snags_open_size() >= kSnagsOpenMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kSnagsOpenMax)}});
  }
  if (auto no = LifecycleTermsMissing(context.rules, context.now)) return Decision::Refuse(*no);
  const auto terms = LifecycleTermsInForce(context.rules, context.now);
  v1::SnagRecorded event;
  event.set_engagement_id(command.engagement_id());
  event.set_snag_id(command.snag_id());
  *event.mutable_due() =
      InstantOf(command.has_due_on() ? terms.EndOf(domain::DateOf(command.due_on()))
                                     : terms.After(context.now, terms.policy.snag_due_days()));
  *event.mutable_policy() = terms.ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ResolveSnag& command, const DecideContext& context) {
  if (auto no = Live(state)) return Decision::Refuse(*no);
  const State::Snag* snag = FindSnag(state, command.snag_id());
  if (snag == nullptr) return Decision::Refuse(v1::SNAG_UNKNOWN, {{"id", command.snag_id()}});
  v1::SnagResolved event;
  event.set_engagement_id(command.engagement_id());
  event.set_snag_id(command.snag_id());
  if (command.has_evidence()) *event.mutable_evidence() = command.evidence();
  event.set_late(context.effective_at >= domain::TimeOf(snag->due()));
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::ProgressUpdateSent& event, const EventContext&) {
  state.set_updates(state.updates() + 1);
  *state.mutable_next_update_due() = event.next_update_due();
  state.set_stage(State::IN_PROGRESS);
}

void Evolve(State&, const v1::SiteVisitInvited&, const EventContext&) {}

void Evolve(State& state, const v1::SiteVisitHeld&, const EventContext&) {
  state.set_site_visits(state.site_visits() + 1);
  state.set_stage(State::IN_PROGRESS);
}

void Evolve(State& state, const v1::HandoverScheduled& event, const EventContext&) {
  *state.mutable_handover_planned_on() = event.planned_on();
}

void Evolve(State& state, const v1::HandoverCeremonyHeld& event, const EventContext&) {
  state.set_stage(State::HANDED_OVER);
  *state.mutable_handed_over_on() = event.handed_over_on();
  state.clear_next_update_due();
  state.clear_handover_planned_on();
}

void EvolveBook(v1::Book& book, const v1::HandoverCeremonyHeld&, const EventContext&) {
  v1::LifecycleBook* lifecycle = book.mutable_lifecycle();
  lifecycle->set_handed_over(lifecycle->handed_over() + 1);
}

void Evolve(State& state, const v1::SnagRecorded& event, const EventContext& context) {
  State::Snag* snag = state.add_snags_open();
  snag->set_snag_id(event.snag_id());
  *snag->mutable_due() = event.due();
  snag->set_recorded_at(context.scope_sequence);
  state.set_snags_recorded(state.snags_recorded() + 1);
}

void Evolve(State& state, const v1::SnagResolved& event, const EventContext&) {
  auto* snags = state.mutable_snags_open();
  snags->erase(std::remove_if(snags->begin(), snags->end(),
                              [&](const auto& snag) { return snag.snag_id() == event.snag_id(); }),
               snags->end());
}

}  // namespace tenure::engagement
