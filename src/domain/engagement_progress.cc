// From signing to the keys: progress updates and site visits (L3), handover and snags (L4). An
// update counts for cadence and stage from its delivery on, not from its sending.
#include <algorithm>

#include "domain/engagement_stage.h"
#include "domain/lifecycle_terms.h"
#include "tenure/v1/engagement.domain.h"
#include "tenure/values.h"

namespace tenure::engagement {

using domain::LifecycleTermsInForce;

namespace {

constexpr int kSnagsOpenMax = 64;  // keeps the state inside its bound

constexpr int kUpdatesAwaitedMax = 32;  // of the book; beyond it the oldest leaves

const v1::LifecycleBook::Sending* FindSending(const v1::Book& book, std::uint64_t sent_at,
                                              const std::string& engagement) {
  for (const auto& sending : book.lifecycle().updates_awaited()) {
    if (sending.sent_at() == sent_at && sending.engagement_id() == engagement) return &sending;
  }
  return nullptr;
}

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

Decision Decide(const State& state, const v1::SendProgressUpdate& command, const DecideContext&) {
  if (auto no = Building(state)) return Decision::Refuse(*no);
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::RecordUpdateDelivery& command,
                const DecideContext& context) {
  const auto* sending = FindSending(context.book, command.sent_at(), command.engagement_id());
  if (sending == nullptr) return Decision::Refuse(v1::NO_CHANGE);  // counted before
  if (!command.delivered()) {
    v1::ProgressUpdateUndelivered event;
    event.set_engagement_id(command.engagement_id());
    event.set_sent_at(command.sent_at());
    return Decision::Of(std::move(event));
  }
  v1::ProgressUpdateDelivered event = EventOf(command);
  event.set_channel(static_cast<v1::ComplaintTerms::Channel>(sending->channel()));
  event.set_stage(std::max(state.stage(), State::IN_PROGRESS));
  if (Building(state)) return Decision::Of(std::move(event));  // proof, but nothing more is owed
  const auto terms = LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return Decision::Refuse(terms.error());
  // A delivery reported late leaves the later promise of a newer one alone.
  const Time next = terms->After(context.effective_at, terms->policy.progress_update_every_days());
  *event.mutable_next_update_due() = InstantOf(std::max(next, TimeOf(state.next_update_due())));
  *event.mutable_policy() = terms->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::InviteSiteVisit& command,
                const DecideContext& context) {
  if (auto no = Building(state)) return Decision::Refuse(*no);
  const auto terms = LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return Decision::Refuse(terms.error());
  if (auto no = ComingDay(command.visit_on(), terms->Today(context.now))) {
    return Decision::Refuse(*no);
  }
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::RecordSiteVisit& command,
                const DecideContext& context) {
  if (auto no = Building(state)) return Decision::Refuse(*no);
  const auto terms = LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return Decision::Refuse(terms.error());
  if (auto no = PastDay(command.visited_on(), terms->Today(context.now))) {
    return Decision::Refuse(*no);
  }
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::ScheduleHandover& command,
                const DecideContext& context) {
  if (auto no = Building(state)) return Decision::Refuse(*no);
  const auto terms = LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return Decision::Refuse(terms.error());
  if (auto no = ComingDay(command.planned_on(), terms->Today(context.now))) {
    return Decision::Refuse(*no);
  }
  if (state.has_handover_planned_on() &&
      state.handover_planned_on().days() == command.planned_on().days()) {
    return Decision::Refuse(v1::NO_CHANGE);
  }
  v1::HandoverScheduled event = EventOf(command);
  *event.mutable_due() = InstantOf(terms->EndOf(DateOf(command.planned_on())));
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::HoldHandoverCeremony& command,
                const DecideContext& context) {
  if (auto no = Live(state)) return Decision::Refuse(*no);
  if (auto no = Reached(state, State::IN_PROGRESS)) return Decision::Refuse(*no);
  if (auto no = NotBeyond(state, State::IN_PROGRESS)) return Decision::Refuse(*no);
  const auto terms = LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return Decision::Refuse(terms.error());
  if (auto no = PastDay(command.handed_over_on(), terms->Today(context.now))) {
    return Decision::Refuse(*no);
  }
  if (command.handed_over_on().days() < state.signed_on().days()) {
    return Decision::Refuse(v1::HANDOVER_BEFORE_SIGNING);
  }
  return Decision::Of(EventOf(command));
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
  const auto terms = LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return Decision::Refuse(terms.error());
  v1::SnagRecorded event = EventOf(command);
  *event.mutable_due() =
      InstantOf(command.has_due_on() ? terms->EndOf(DateOf(command.due_on()))
                                     : terms->After(context.now, terms->policy.snag_due_days()));
  *event.mutable_policy() = terms->ref;
  return Decision::Of(std::move(event));
}

// 4.1: claims stay. What was handed over with a fault is put right after the end too.
Decision Decide(const State& state, const v1::ResolveSnag& command, const DecideContext& context) {
  const State::Snag* snag = FindSnag(state, command.snag_id());
  if (snag == nullptr) return Decision::Refuse(v1::SNAG_UNKNOWN, {{"id", command.snag_id()}});
  v1::SnagResolved event = EventOf(command);
  event.set_late(snag->has_due() && context.effective_at >= TimeOf(snag->due()));
  return Decision::Of(std::move(event));
}

// Sending counts for nothing; it did, in events that name the next due instant.
void Evolve(State& state, const v1::ProgressUpdateSent& event, const EventContext&) {
  if (!event.has_next_update_due()) return;
  state.set_updates(state.updates() + 1);
  *state.mutable_next_update_due() = event.next_update_due();
  state.set_stage(State::IN_PROGRESS);
}

void EvolveBook(v1::Book& book, const v1::ProgressUpdateSent& event, const EventContext& context) {
  if (event.has_next_update_due()) return;
  auto* awaited = book.mutable_lifecycle()->mutable_updates_awaited();
  if (awaited->size() >= kUpdatesAwaitedMax) awaited->DeleteSubrange(0, 1);
  v1::LifecycleBook::Sending* sending = awaited->Add();
  sending->set_sent_at(context.scope_sequence);
  sending->set_engagement_id(context.stream.id);
  sending->set_channel(event.channel());
}

void Evolve(State& state, const v1::ProgressUpdateDelivered& event, const EventContext& context) {
  state.set_updates(state.updates() + 1);
  state.set_stage(event.stage());
  if (TimeOf(state.last_update_at()) < context.effective_at) {
    *state.mutable_last_update_at() = InstantOf(context.effective_at);
  }
  if (event.has_next_update_due()) *state.mutable_next_update_due() = event.next_update_due();
}

void EvolveBook(v1::Book& book, const v1::ProgressUpdateDelivered& event, const EventContext&) {
  auto* awaited = book.mutable_lifecycle()->mutable_updates_awaited();
  awaited->erase(std::remove_if(awaited->begin(), awaited->end(),
                                [&](const auto& one) { return one.sent_at() == event.sent_at(); }),
                 awaited->end());
}

// It stays due, and awaited: it may still arrive.
void Evolve(State&, const v1::ProgressUpdateUndelivered&, const EventContext&) {}

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
