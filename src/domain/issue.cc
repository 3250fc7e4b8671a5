// Issues (L5: discover, study, solve) and harms (L6: never shirk). Every one has an owner and a due
// instant; a harm is closed only after its complaint has ended, and accepting responsibility names
// who takes charge, admitting nothing (G12).
#include <algorithm>

#include "domain/complaint_book.h"
#include "domain/lifecycle_terms.h"
#include "tenure/v1/engagement.pb.h"
#include "tenure/v1/issue.domain.h"
#include "tenure/values.h"

namespace tenure::issue {

using State = v1::IssueState;

namespace {

std::optional<Refused> Open(const State& state, const DecideContext& context) {
  if (state.status() != State::RESOLVED) return std::nullopt;
  return Refused{v1::ISSUE_RESOLVED, {{"id", context.stream.id}}};
}

// The asked day, or the policy's days from now; DUE_IN_PAST for a day gone by.
template <typename Command, typename Event>
std::optional<Refused> SetDue(const Command& command, const DecideContext& context, Event* event) {
  const auto terms = domain::LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return terms.error();
  Time due = terms->After(context.now, terms->policy.issue_due_days());
  if constexpr (requires { command.has_due_on(); }) {
    if (command.has_due_on()) due = terms->EndOf(DateOf(command.due_on()));
  }
  if (due <= context.now) return Refused{v1::DUE_IN_PAST, {}};
  *event->mutable_due() = InstantOf(due);
  if constexpr (requires { event->mutable_policy(); }) *event->mutable_policy() = terms->ref;
  return std::nullopt;
}

// L5: every issue has an owner; commands of reactions are not checked at the door.
std::optional<Refused> Owned(const std::string& owner) {
  if (!owner.empty()) return std::nullopt;
  return Refused{v1::ISSUE_OWNER_MISSING, {}};
}

}  // namespace

Decision Decide(const State&, const v1::RaiseIssue& command, const DecideContext& context) {
  if (command.origin() == v1::HARM) return Decision::Refuse(v1::HARM_BY_ITS_OWN_COMMAND);
  if (auto no = Owned(command.owner())) return Decision::Refuse(*no);
  v1::IssueRaised event = EventOf(command);
  if (auto no = SetDue(command, context, &event)) return Decision::Refuse(*no);
  event.set_issue_id(context.stream.id);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::StudyIssue& command, const DecideContext& context) {
  if (auto no = Open(state, context)) return Decision::Refuse(*no);
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::ResolveIssue& command, const DecideContext& context) {
  if (auto no = Open(state, context)) return Decision::Refuse(*no);
  // L5: discovered, studied, solved, in this order; it may be one sitting. L6: never shirk.
  if (state.harm() && !state.responsibility_accepted()) {
    return Decision::Refuse(v1::RESPONSIBILITY_NOT_ACCEPTED, {{"id", command.issue_id()}});
  }
  if (state.status() != State::STUDIED) {
    return Decision::Refuse(v1::ISSUE_NOT_STUDIED, {{"id", command.issue_id()}});
  }
  if (state.harm() && !complaint::HarmHasOutcome(context.book.complaint(), command.issue_id())) {
    return Decision::Refuse(v1::HARM_COMPLAINT_OPEN);
  }
  v1::IssueResolved event = EventOf(command);
  event.set_harm(state.harm());
  event.set_late(context.effective_at >= TimeOf(state.due()));
  return Decision::Of(std::move(event));
}

Decision Decide(const State&, const v1::RegisterHarm& command, const DecideContext& context) {
  const std::string& engagement = command.engagement_id();
  if (!engagement.empty() && context.related.Get<v1::EngagementState>(engagement) == nullptr) {
    return Decision::Refuse(v1::UNKNOWN_REFERENCE,
                            {{"field", "data.engagement_id"}, {"id", engagement}});
  }
  if (auto no = Owned(command.owner())) return Decision::Refuse(*no);
  if (context.book.lifecycle().harms_open() >= complaint::kHarmCasesMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(complaint::kHarmCasesMax)}});
  }
  v1::HarmRegistered event = EventOf(command);
  if (auto no = SetDue(command, context, &event)) return Decision::Refuse(*no);
  event.set_issue_id(context.stream.id);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::AcceptResponsibility& command,
                const DecideContext& context) {
  if (auto no = Open(state, context)) return Decision::Refuse(*no);
  if (!state.harm()) return Decision::Refuse(v1::NOT_A_HARM, {{"id", command.issue_id()}});
  v1::ResponsibilityAccepted event = EventOf(command);
  if (auto no = SetDue(command, context, &event)) return Decision::Refuse(*no);
  event.set_studied(state.status() == State::STUDIED);
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::IssueRaised& event, const EventContext& context) {
  state.set_status(State::RAISED);
  state.set_origin(event.origin());
  state.set_origin_id(event.origin_id());
  state.set_owner(event.owner());
  *state.mutable_due() = event.due();
  state.set_what(event.what());
  state.set_raised_at(context.scope_sequence);
}

void EvolveBook(v1::Book& book, const v1::IssueRaised&, const EventContext&) {
  v1::LifecycleBook* lifecycle = book.mutable_lifecycle();
  lifecycle->set_issues_open(lifecycle->issues_open() + 1);
}

void Evolve(State& state, const v1::IssueStudied&, const EventContext&) {
  state.set_status(State::STUDIED);
}

void Evolve(State& state, const v1::IssueResolved&, const EventContext&) {
  state.set_status(State::RESOLVED);
}

void EvolveBook(v1::Book& book, const v1::IssueResolved& event, const EventContext&) {
  v1::LifecycleBook* lifecycle = book.mutable_lifecycle();
  if (!event.harm()) {
    lifecycle->set_issues_open(lifecycle->issues_open() - 1);
    return;
  }
  lifecycle->set_harms_open(lifecycle->harms_open() - 1);
  // Nobody asks for its complaint any more: its row makes room for the next harm.
  auto* harms = book.mutable_complaint()->mutable_harm_cases();
  harms->erase(std::remove_if(harms->begin(), harms->end(),
                              [&](const auto& row) { return row.issue_id() == event.issue_id(); }),
               harms->end());
}

void Evolve(State& state, const v1::HarmRegistered& event, const EventContext& context) {
  state.set_status(State::RAISED);
  state.set_origin(v1::HARM);
  state.set_owner(event.owner());
  *state.mutable_due() = event.due();
  state.set_harm(true);
  state.set_what(event.what());
  state.set_raised_at(context.scope_sequence);
  state.set_engagement_id(event.engagement_id());
}

void EvolveBook(v1::Book& book, const v1::HarmRegistered&, const EventContext&) {
  v1::LifecycleBook* lifecycle = book.mutable_lifecycle();
  lifecycle->set_harms_open(lifecycle->harms_open() + 1);
}

void Evolve(State& state, const v1::ResponsibilityAccepted& event, const EventContext&) {
  state.set_responsibility_accepted(true);
  state.set_owner(event.owner());
  *state.mutable_due() = event.due();
}

}  // namespace tenure::issue
