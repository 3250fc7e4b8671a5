// The end of a complaint: Q6 review, satisfaction, closing, reopening by a reply, withdrawal,
// rejection, extension, outside bodies, duplicates. Rules: Q5, Q6, H4 of docs/handbook.md.
#include <algorithm>
#include <string>

#include "domain/complaint_case.h"
#include "domain/complaint_clock.h"
#include "domain/value_text.h"
#include "tenure/v1/complaint_closing.domain.h"
#include "tenure/v1/customer.pb.h"

namespace tenure::complaint {

namespace {

std::optional<Refused> BadPreventions(const v1::ReviewComplaint& command, Date today) {
  const bool none = command.no_prevention() != Terms::NO_PREVENTION_UNSPECIFIED;
  if (none == (command.preventions_size() > 0)) return Refused{v1::PREVENTION_MISSING, {}};
  for (int i = 0; i < command.preventions_size(); ++i) {
    const v1::Prevention& prevention = command.preventions(i);
    if (prevention.owner().empty() || !prevention.has_due() || DateOf(prevention.due()) < today) {
      return Refused{v1::PREVENTION_INCOMPLETE, {{"index", std::to_string(i + 1)}}};
    }
  }
  return std::nullopt;
}

Time ReopenUntil(const Sla& sla, Time closed_at) {
  return EndOfDay(sla.calendar, closed_at, sla.pack->reopen_window_days());
}

// The case goes on: the clocks of a person's answer and of the resolution start anew (4.2: "clocks
// restart, old results kept"). Acknowledged it is already.
Decision Reopened(const State& state, const Sla& sla, std::uint64_t message_at, Time at) {
  v1::ComplaintReopened event;
  *event.mutable_figures() = FiguresOf(state);
  event.set_message_at(message_at);
  *event.mutable_pack() = sla.pack_ref;
  Decision decision = Decision::Of(std::move(event));
  const auto& targets = TargetsFor(*sla.pack, state.severity(), state.complexity());
  if (auto no = StartClocks(&decision, sla, targets, at, false)) return Decision::Refuse(*no);
  return decision;
}

// Is a message from the complainant's side? A person writes himself, through the proxy he proved or
// a contact person who may agree for him; an organisation always writes through somebody.
bool FromComplainant(const State& state, const v1::ReceiveComplaintReply& reply,
                     const DecideContext& context) {
  const std::string& id = reply.contact_person_id();
  if (id.empty() || IsProvenProxy(state, id) ||
      context.book.customer().kind() == static_cast<std::uint32_t>(v1::ORGANISATION)) {
    return true;
  }
  const auto* person = context.related.Get<v1::ContactPersonState>(id);
  return person != nullptr && person->active() && person->may_agree();
}

bool WithinWindow(const State& state, Time at) { return at < TimeOf(state.reopen_until()); }

std::optional<Refused> RouteUnknown(const v1::ComplaintPackPolicy& pack, const std::string& route) {
  const auto& routes = pack.external_routes();
  if (routes.empty() || std::find(routes.begin(), routes.end(), route) != routes.end()) {
    return std::nullopt;
  }
  std::string all;
  for (const std::string& known : routes) all += (all.empty() ? "" : ", ") + known;
  return Refused{v1::EXTERNAL_ROUTE_UNKNOWN, {{"route", route}, {"routes", all}}};
}

std::optional<Refused> MayMerge(const State& state, const v1::MergeDuplicate& command,
                                const DecideContext& context) {
  const std::string& into = command.into();
  if (into == context.stream.id) return Refused{v1::MERGE_INTO_ITSELF, {}};
  const auto* target = context.related.Get<State>(into);
  if (target == nullptr) {
    return Refused{v1::UNKNOWN_REFERENCE, {{"field", "into"}, {"id", into}}};
  }
  if (HasEnded(*target)) return Refused{v1::MERGE_TARGET_ENDED, {{"into", into}}};
  if (IsComplainedOf(state, target->handler())) {
    return Refused{v1::HANDLER_COMPLAINED_OF, {{"handler", target->handler()}}};
  }
  int together = target->complained_of_size();
  for (const std::string& person : state.complained_of()) {
    if (!IsComplainedOf(*target, person)) ++together;
  }
  if (together > kComplainedOfMax) {
    return Refused{v1::STATE_FULL, {{"limit", std::to_string(kComplainedOfMax)}}};
  }
  return std::nullopt;
}

}  // namespace

Decision Decide(const State& state, const v1::RecordSatisfaction& command,
                const DecideContext& context) {
  if (auto no =
          Admit(state, "RecordSatisfaction",
                {State::EXECUTED, State::REVIEWED, State::CLOSED, State::REJECTED}, context)) {
    return Decision::Refuse(*no);
  }
  if (state.satisfaction() == command.satisfaction() &&
      state.satisfaction_score() == command.score()) {
    return Decision::Refuse(v1::NO_CHANGE);
  }
  v1::SatisfactionRecorded event = EventOf(command);
  *event.mutable_figures() = FiguresOf(state);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ReviewComplaint& command,
                const DecideContext& context) {
  if (auto no = Admit(state, "ReviewComplaint", {State::EXECUTED}, context)) {
    return Decision::Refuse(*no);
  }
  const SlaAnswer answer = SlaInForce(context.rules, state.pack().policy(), context.now);
  if (answer.refused) return Decision::Refuse(*answer.refused);
  if (auto no = BadPreventions(command, answer.sla->calendar.LocalDate(context.now))) {
    return Decision::Refuse(*no);
  }
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::CloseComplaint&, const DecideContext& context) {
  const StatusSet allowed =
      state.light() ? StatusSet{State::EXECUTED, State::REVIEWED} : StatusSet{State::REVIEWED};
  if (auto no = Admit(state, "CloseComplaint", allowed, context)) return Decision::Refuse(*no);
  if (state.satisfaction() == Terms::SATISFACTION_UNSPECIFIED) {
    return Decision::Refuse(v1::SATISFACTION_MISSING);
  }
  const SlaAnswer answer = SlaInForce(context.rules, state.pack().policy(), context.now);
  if (answer.refused) return Decision::Refuse(*answer.refused);
  v1::ComplaintClosed event;
  *event.mutable_figures() = FiguresOf(state);
  event.set_reopened(state.reopened());
  *event.mutable_reopen_until() = InstantOf(ReopenUntil(*answer.sla, context.effective_at));
  *event.mutable_pack() = answer.sla->pack_ref;
  event.set_satisfaction(state.satisfaction());
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ReopenComplaint&, const DecideContext& context) {
  if (auto no = Admit(state, "ReopenComplaint", {State::CLOSED}, context)) {
    return Decision::Refuse(*no);
  }
  if (!WithinWindow(state, context.effective_at)) {
    return Decision::Refuse(v1::REOPEN_WINDOW_OVER,
                            {{"until", domain::TimeText(TimeOf(state.reopen_until()))}});
  }
  const SlaAnswer answer = SlaInForce(context.rules, state.pack().policy(), context.now);
  if (answer.refused) return Decision::Refuse(*answer.refused);
  return Reopened(state, *answer.sla, 0, context.effective_at);
}

Decision Decide(const State& state, const v1::ReceiveComplaintReply& command,
                const DecideContext& context) {
  const bool from_complainant = FromComplainant(state, command, context);
  if (from_complainant && state.status() == State::CLOSED &&
      WithinWindow(state, context.effective_at)) {
    const SlaAnswer answer = SlaInForce(context.rules, state.pack().policy(), context.now);
    if (answer.refused) return Decision::Refuse(*answer.refused);
    return Reopened(state, *answer.sla, command.message_at(), context.effective_at);
  }
  v1::ComplaintReplyNoted event;
  event.set_message_at(command.message_at());
  event.set_channel(command.channel());
  event.set_contact_person_id(command.contact_person_id());
  event.set_follow(v1::ComplaintReplyNoted::KEPT);
  if (state.status() == State::MERGED) {
    event.set_follow(v1::ComplaintReplyNoted::FORWARDED);
    event.set_to(state.merged_into());
  } else if (from_complainant &&
             StatusSet{State::CLOSED, State::WITHDRAWN}.Contains(state.status())) {
    event.set_follow(v1::ComplaintReplyNoted::NEW_CASE);
    event.set_category(state.category());
    event.set_about_kind(state.about_kind());
    event.set_about_id(state.about_id());
    event.set_jurisdiction(state.jurisdiction());
    event.set_sector(state.sector());
  }
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::WithdrawComplaint& command,
                const DecideContext& context) {
  if (auto no = Admit(state, "WithdrawComplaint", kOpenOrExternal, context)) {
    return Decision::Refuse(*no);
  }
  if (auto no = SpeaksForComplainant(state, command.by(), command.proxy_proof(),
                                     command.contact_person_id(), context)) {
    return Decision::Refuse(*no);
  }
  v1::ComplaintWithdrawn event = EventOf(command);
  *event.mutable_figures() = FiguresOf(state);
  Decision decision = Decision::Of(std::move(event));
  StopAllClocks(&decision, state, context.effective_at);
  return decision;
}

Decision Decide(const State& state, const v1::RejectComplaint& command,
                const DecideContext& context) {
  if (auto no = Admit(state, "RejectComplaint", kOpen, context)) return Decision::Refuse(*no);
  const SlaAnswer answer = SlaInForce(context.rules, state.pack().policy(), context.now);
  if (answer.refused) return Decision::Refuse(*answer.refused);
  const v1::ComplaintPackPolicy& pack = *answer.sla->pack;
  if (auto no = RouteUnknown(pack, command.external_route())) return Decision::Refuse(*no);
  if (context.approval == nullptr) {
    return Decision::NeedsApproval({"complaints.reject", std::nullopt});
  }
  v1::ComplaintRejected event = EventOf(command);
  *event.mutable_figures() = FiguresOf(state);
  event.set_approved_by(context.approval->approver);
  Decision decision;
  decision.Add(std::move(event), ActTime(context));
  const bool final_response = pack.resolution_stop() == Terms::ON_FINAL_RESPONSE;
  for (const auto& clock : state.clocks()) {
    const bool done = final_response && clock.kind() == Terms::RESOLUTION;
    StopClock(&decision, state, clock.kind(), ActTime(context),
              done ? Terms::DONE : Terms::CASE_ENDED);
  }
  return decision;
}

Decision Decide(const State& state, const v1::ExtendComplaint&, const DecideContext& context) {
  if (auto no = Admit(state, "ExtendComplaint", kOpen, context)) return Decision::Refuse(*no);
  const SlaAnswer answer = SlaInForce(context.rules, state.pack().policy(), context.now);
  if (answer.refused) return Decision::Refuse(*answer.refused);
  const v1::ComplaintPackPolicy& pack = *answer.sla->pack;
  const State::Clock* clock = FindClock(state, Terms::RESOLUTION);
  if (clock == nullptr || !IsRunning(*clock)) {
    return Decision::Refuse(v1::RESOLUTION_CLOCK_STOPPED);
  }
  if (clock->extensions_size() >= static_cast<int>(pack.extensions_max())) {
    return Decision::Refuse(v1::EXTENSION_NOT_PROVIDED, {{"pack", state.pack().policy()}});
  }
  if (context.approval == nullptr) {
    return Decision::NeedsApproval({"complaints.extend", std::nullopt});
  }
  v1::ComplaintExtended event;
  event.set_approved_by(context.approval->approver);
  *event.mutable_extension() = pack.extension();
  *event.mutable_pack() = answer.sla->pack_ref;
  Decision decision;
  decision.Add(std::move(event), ActTime(context));
  if (auto no = ExtendClock(&decision, *clock, *answer.sla)) return Decision::Refuse(*no);
  return decision;
}

Decision Decide(const State& state, const v1::EscalateExternally& command,
                const DecideContext& context) {
  const StatusSet allowed = kOpen | StatusSet{State::REJECTED, State::CLOSED};
  if (auto no = Admit(state, "EscalateExternally", allowed, context)) {
    return Decision::Refuse(*no);
  }
  v1::ComplaintEscalated event = EventOf(command);
  *event.mutable_figures() = FiguresOf(state);
  event.set_was_ended(HasEnded(state));
  Decision decision = Decision::Of(std::move(event));
  StopAllClocks(&decision, state, context.effective_at);
  return decision;
}

Decision Decide(const State& state, const v1::RecordExternalDecision& command,
                const DecideContext& context) {
  if (auto no = Admit(state, "RecordExternalDecision", {State::EXTERNAL}, context)) {
    return Decision::Refuse(*no);
  }
  const bool ends_case = command.outcome() == Terms::NOT_UPHELD;
  if (!ends_case && command.kind() == Terms::REMEDY_UNSPECIFIED) {
    return Decision::Refuse(v1::EXTERNAL_REMEDY_MISSING);
  }
  if (auto no = BadAmount(command.has_amount(), command.amount())) return Decision::Refuse(*no);
  const SlaAnswer answer = SlaInForce(context.rules, state.pack().policy(), context.now);
  if (answer.refused) return Decision::Refuse(*answer.refused);
  if (DateOf(command.decided_on()) > answer.sla->calendar.LocalDate(context.now)) {
    return Decision::Refuse(v1::EFFECTIVE_IN_FUTURE);
  }
  v1::ExternalDecisionRecorded event = EventOf(command);
  event.set_ends_case(ends_case);
  if (ends_case) {
    *event.mutable_reopen_until() = InstantOf(ReopenUntil(*answer.sla, context.effective_at));
  }
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::MergeDuplicate& command,
                const DecideContext& context) {
  if (auto no = Admit(state, "MergeDuplicate", kOpen, context)) return Decision::Refuse(*no);
  if (auto no = MayMerge(state, command, context)) return Decision::Refuse(*no);
  v1::ComplaintMerged event = EventOf(command);
  event.set_harm_issue_id(state.harm_issue_id());
  *event.mutable_complained_of() = state.complained_of();
  Decision decision = Decision::Of(std::move(event));
  StopAllClocks(&decision, state, context.effective_at);
  return decision;
}

Decision Decide(const State& state, const v1::AbsorbDuplicate& command, const DecideContext&) {
  if (HasEnded(state)) {
    return Decision::Refuse(*OutOfOrder(state, "AbsorbDuplicate", kOpenOrExternal));
  }
  v1::DuplicateAbsorbed event = EventOf(command);
  for (const std::string& person : command.complained_of()) {
    if (!IsComplainedOf(state, person)) event.add_complained_of(person);
  }
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::LinkComplaintHarm& command, const DecideContext&) {
  if (auto no = OutOfOrder(state, "LinkComplaintHarm", kOpenOrExternal)) {
    return Decision::Refuse(*no);
  }
  if (auto no = BadId("harm_issue_id", command.harm_issue_id())) return Decision::Refuse(*no);
  if (state.harm_issue_id() == command.harm_issue_id()) return Decision::Refuse(v1::NO_CHANGE);
  return Decision::Of(EventOf(command));
}

void Evolve(State& state, const v1::SatisfactionRecorded& event, const EventContext&) {
  state.set_satisfaction(event.satisfaction());
  state.set_satisfaction_score(event.score());
}

void Evolve(State& state, const v1::ComplaintReviewed&, const EventContext& context) {
  StepTo(state, State::REVIEWED, context);
}

void Evolve(State& state, const v1::ComplaintClosed& event, const EventContext& context) {
  StepTo(state, State::CLOSED, context);
  *state.mutable_reopen_until() = event.reopen_until();
}

void Evolve(State& state, const v1::ComplaintReopened&, const EventContext& context) {
  StepTo(state, State::HEARD, context);
  state.set_care(State::HEARD);
  state.set_reopened(state.reopened() + 1);
  if (state.round() > 0) state.set_round(state.round() + 1);
  state.set_expedited(false);
  state.set_light(false);
  state.set_external_decision(false);
  state.set_satisfaction(Terms::SATISFACTION_UNSPECIFIED);
  state.set_satisfaction_score(0);
  state.clear_rule();
  state.clear_authorised();
  state.clear_reopen_until();
}

void Evolve(State&, const v1::ComplaintReplyNoted&, const EventContext&) {
  // The message itself is an event of the customer; the row of the board counts it.
}

void Evolve(State& state, const v1::ComplaintWithdrawn&, const EventContext& context) {
  StepTo(state, State::WITHDRAWN, context);
}

void Evolve(State& state, const v1::ComplaintRejected&, const EventContext& context) {
  StepTo(state, State::REJECTED, context);
}

void Evolve(State&, const v1::ComplaintExtended&, const EventContext&) {
  // SlaClockRetargeted beside it moves the due instant.
}

void Evolve(State& state, const v1::ComplaintEscalated& event, const EventContext& context) {
  StepTo(state, State::EXTERNAL, context);
  state.set_external_body(event.body());
}

void Evolve(State& state, const v1::ExternalDecisionRecorded& event, const EventContext& context) {
  StepTo(state, event.ends_case() ? State::CLOSED : State::AUTHORISED, context);
  if (event.ends_case()) {
    *state.mutable_reopen_until() = event.reopen_until();
    return;
  }
  state.set_external_decision(true);
  State::Remedy* remedy = state.mutable_authorised();
  remedy->Clear();
  remedy->set_kind(event.kind());
  if (event.has_amount()) *remedy->mutable_amount() = event.amount();
  remedy->set_authorised_by(state.external_body());
}

void Evolve(State& state, const v1::ComplaintMerged& event, const EventContext& context) {
  StepTo(state, State::MERGED, context);
  state.set_merged_into(event.into());
}

void Evolve(State& state, const v1::ComplaintHarmLinked& event, const EventContext&) {
  state.set_harm_issue_id(event.harm_issue_id());
}

void Evolve(State& state, const v1::DuplicateAbsorbed& event, const EventContext&) {
  state.set_duplicates(state.duplicates() + 1);
  for (const std::string& person : event.complained_of()) state.add_complained_of(person);
  if (state.harm_issue_id().empty()) state.set_harm_issue_id(event.harm_issue_id());
}

}  // namespace tenure::complaint
