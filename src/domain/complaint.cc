// The complaint from filing to the apology: V1 (the complainer is a friend), H1-H4, Q1 listen, Q2
// sympathise, Q3 apologise. Diagnosis and remedy: complaint_remedy.cc; the end:
// complaint_closing.cc.
#include <algorithm>
#include <string>

#include "domain/complaint_case.h"
#include "domain/complaint_clock.h"
#include "domain/rules_access.h"
#include "tenure/v1/complaint.domain.h"
#include "tenure/v1/complaint_closing.domain.h"
#include "tenure/v1/issue.pb.h"
#include "tenure/values.h"

namespace tenure::complaint {

namespace {

// What it is about, as the duplicate check compares it.
template <typename Filing>
std::string AboutOf(const Filing& filing) {
  return filing.about_kind() + "/" + filing.about_id() + "/" + Terms::Cause_Name(filing.category());
}

std::optional<Refused> BadIds(const v1::FileComplaint& command) {
  if (auto no = BadId("about_kind", command.about_kind())) return no;
  if (auto no = BadId("about_id", command.about_id())) return no;
  if (auto no = BadId("harm_issue_id", command.harm_issue_id())) return no;
  for (const std::string& person : command.complained_of()) {
    if (auto no = BadId("complained_of", person)) return no;
  }
  return std::nullopt;
}

std::optional<Refused> PreviousHasEnded(const v1::FileComplaint& command,
                                        const DecideContext& context) {
  const std::string& id = command.previous_case();
  if (id.empty()) return std::nullopt;
  const auto* previous = context.related.Get<State>(id);
  if (previous == nullptr) {
    return Refused{v1::UNKNOWN_REFERENCE, {{"field", "previous_case"}, {"id", id}}};
  }
  if (!HasEnded(*previous)) return Refused{v1::PREVIOUS_CASE_OPEN, {{"id", id}}};
  return std::nullopt;
}

// L6: a harm of this customer, whose outcome is still to come.
std::optional<Refused> HarmIsOpen(const v1::FileComplaint& command, const DecideContext& context) {
  const std::string& id = command.harm_issue_id();
  if (id.empty()) return std::nullopt;
  const auto* issue = context.related.Get<v1::IssueState>(id);
  if (issue == nullptr) {
    return Refused{v1::UNKNOWN_REFERENCE, {{"field", "data.harm_issue_id"}, {"id", id}}};
  }
  if (!issue->harm()) return Refused{v1::NOT_A_HARM, {{"id", id}}};
  if (issue->status() == v1::IssueState::RESOLVED) return Refused{v1::ISSUE_RESOLVED, {{"id", id}}};
  return std::nullopt;
}

// An open case about the same thing, not long ago, is the same complaint until somebody has looked.
std::optional<Refused> Duplicate(const v1::FileComplaint& command, std::uint32_t window_days,
                                 const DecideContext& context) {
  if (!command.harm_issue_id().empty()) return std::nullopt;  // L6: every harm opens its case
  const std::string about = AboutOf(command);
  for (const auto& known : context.book.complaint().newest()) {
    const Duration age = context.effective_at - TimeFromMicros(known.received_at_us());
    if (known.ended() || known.about() != about || age > std::chrono::days(window_days)) continue;
    if (known.complaint_id() == command.distinct_from()) continue;
    return Refused{v1::COMPLAINT_MAYBE_DUPLICATE, {{"id", known.complaint_id()}}};
  }
  return std::nullopt;
}

std::string PackFor(const v1::ComplaintPolicy& policy, const v1::FileComplaint& command,
                    std::uint32_t customer_kind) {
  const std::string& jurisdiction =
      command.jurisdiction().empty() ? policy.home_jurisdiction() : command.jurisdiction();
  for (const auto& choice : policy.choices()) {
    if ((choice.jurisdiction().empty() || choice.jurisdiction() == jurisdiction) &&
        (choice.customer_kind() == 0 || choice.customer_kind() == customer_kind) &&
        (choice.sector().empty() || choice.sector() == command.sector())) {
      return choice.pack();
    }
  }
  return "complaint_pack.default";
}

v1::ComplaintFiled FiledOf(const v1::FileComplaint& command, const Sla& sla,
                           std::uint32_t customer_kind) {
  v1::ComplaintFiled event = EventOf(command);
  event.set_filed_by(command.filed_by() == Terms::VOICE_UNSPECIFIED ? Terms::COMPLAINANT
                                                                    : command.filed_by());
  *event.mutable_pack() = sla.pack_ref;
  event.set_customer_kind(customer_kind);
  return event;
}

void CareTo(State& state, State::Status step, const EventContext& context) {
  state.set_care(step);
  StepTo(state, kCare.Contains(state.status()) ? step : state.status(), context);
}

}  // namespace

Decision Decide(const State& state, const v1::FileComplaint& command,
                const DecideContext& context) {
  const Terms::Voice filed_by =
      command.filed_by() == Terms::VOICE_UNSPECIFIED ? Terms::COMPLAINANT : command.filed_by();
  if (auto no = SpeaksForComplainant(state, filed_by, command.proxy_proof(),
                                     command.contact_person_id(), context)) {
    return Decision::Refuse(*no);
  }
  if (command.complained_of_size() > kComplainedOfMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kComplainedOfMax)}});
  }
  if (auto no = BadIds(command)) return Decision::Refuse(*no);
  if (auto no = PreviousHasEnded(command, context)) return Decision::Refuse(*no);
  if (auto no = HarmIsOpen(command, context)) return Decision::Refuse(*no);
  const auto* choice = domain::VersionInForce(context.rules, "complaint", context.now);
  if (choice == nullptr) return Decision::Refuse(v1::NO_POLICY, {{"policy", "complaint"}});
  const v1::ComplaintPolicy& policy = choice->body().complaint();
  if (auto no = Duplicate(command, policy.duplicate_window_days(), context)) {
    return Decision::Refuse(*no);
  }
  const std::uint32_t customer_kind = context.book.customer().kind();
  const SlaAnswer answer =
      SlaInForce(context.rules, PackFor(policy, command, customer_kind), context.now);
  if (answer.refused) return Decision::Refuse(*answer.refused);
  v1::ComplaintFiled filed = FiledOf(command, *answer.sla, customer_kind);
  *filed.mutable_choice() = domain::RefOf("complaint", *choice);
  filed.mutable_figures()->set_cause(command.category());
  *filed.mutable_figures()->mutable_received_on() =
      DateMessage(answer.sla->calendar.LocalDate(context.effective_at));
  Decision decision = Decision::Of(std::move(filed));
  const auto& targets =
      TargetsFor(*answer.sla->pack, Terms::SEVERITY_UNSPECIFIED, Terms::COMPLEXITY_UNSPECIFIED);
  if (auto no = StartClocks(&decision, *answer.sla, targets, context.effective_at, true)) {
    return Decision::Refuse(*no);
  }
  return decision;
}

Decision Decide(const State& state, const v1::AssignComplaint& command,
                const DecideContext& context) {
  if (auto no = Admit(state, "AssignComplaint", kOpenOrExternal, context)) {
    return Decision::Refuse(*no);
  }
  if (auto no = BadId("handler", command.handler())) return Decision::Refuse(*no);
  if (IsComplainedOf(state, command.handler())) {
    return Decision::Refuse(v1::HANDLER_COMPLAINED_OF, {{"handler", command.handler()}});
  }
  if (state.handler() == command.handler()) return Decision::Refuse(v1::NO_CHANGE);
  v1::ComplaintAssigned event = EventOf(command);
  event.set_previous(state.handler());
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::AcknowledgeComplaint& command,
                const DecideContext& context) {
  if (auto no = AdmitCare(state, "AcknowledgeComplaint", State::RECEIVED, context)) {
    return Decision::Refuse(*no);
  }
  v1::ComplaintAcknowledged event = EventOf(command);
  event.set_automatic(command.automatic() || context.actor.system);
  Decision decision = Decision::Of(std::move(event));
  StopClock(&decision, state, Terms::ACKNOWLEDGEMENT, context.effective_at, Terms::DONE);
  if (!command.automatic()) StopFirstResponse(&decision, state, context);
  return decision;
}

Decision Decide(const State& state, const v1::AddCaseNote& command, const DecideContext& context) {
  // H4: the file grows in every status, also by the words of a person complained of.
  if (state.status() == State::MERGED) {
    return Decision::Refuse(*OutOfOrder(state, "AddCaseNote", {}));
  }
  v1::CaseNoteAdded event = EventOf(command);
  Decision decision = Decision::Of(std::move(event));
  if (command.to_customer()) StopFirstResponse(&decision, state, context);
  return decision;
}

Decision Decide(const State& state, const v1::RecordListening&, const DecideContext& context) {
  if (auto no = AdmitCare(state, "RecordListening", State::ACKNOWLEDGED, context)) {
    return Decision::Refuse(*no);
  }
  Decision decision = Decision::Of(v1::ComplaintHeard());
  StopFirstResponse(&decision, state, context);
  return decision;
}

Decision Decide(const State& state, const v1::ExpressSympathy&, const DecideContext& context) {
  if (auto no = AdmitCare(state, "ExpressSympathy", State::HEARD, context)) {
    return Decision::Refuse(*no);
  }
  Decision decision = Decision::Of(v1::SympathyExpressed());
  StopFirstResponse(&decision, state, context);
  return decision;
}

Decision Decide(const State& state, const v1::Apologise& command, const DecideContext& context) {
  if (auto no = AdmitCare(state, "Apologise", State::SYMPATHISED, context)) {
    return Decision::Refuse(*no);
  }
  if (command.admission() && state.party() != Terms::US) {  // G12: liability only in Q4.2
    return Decision::Refuse(v1::ADMISSION_BEFORE_RESPONSIBILITY);
  }
  v1::ApologyMade event = EventOf(command);
  Decision decision = Decision::Of(std::move(event));
  StopFirstResponse(&decision, state, context);
  return decision;
}

void Evolve(State& state, const v1::ComplaintFiled& event, const EventContext& context) {
  StepTo(state, State::RECEIVED, context);
  state.set_care(State::RECEIVED);
  *state.mutable_received_at() = InstantOf(context.effective_at);
  *state.mutable_received_on() = event.figures().received_on();
  state.set_filed_at(context.scope_sequence);
  *state.mutable_complained_of() = event.complained_of();
  NoteProxy(state, event.filed_by(), event.contact_person_id());
  state.set_channel(event.channel());
  state.set_category(event.category());
  state.set_about_kind(event.about_kind());
  state.set_about_id(event.about_id());
  state.set_harm_issue_id(event.harm_issue_id());
  state.set_previous_case(event.previous_case());
  state.set_jurisdiction(event.jurisdiction());
  state.set_sector(event.sector());
  *state.mutable_pack() = event.pack();
}

void Evolve(State& state, const v1::ComplaintAssigned& event, const EventContext&) {
  state.set_handler(event.handler());
}

void Evolve(State& state, const v1::ComplaintAcknowledged&, const EventContext& context) {
  CareTo(state, State::ACKNOWLEDGED, context);
}

void Evolve(State& state, const v1::CaseNoteAdded&, const EventContext& context) {
  state.set_notes(state.notes() + 1);
  state.set_last_note_at(context.scope_sequence);
}

void Evolve(State& state, const v1::ComplaintHeard&, const EventContext& context) {
  CareTo(state, State::HEARD, context);
  state.set_heard_at(context.scope_sequence);
}

void Evolve(State& state, const v1::SympathyExpressed&, const EventContext& context) {
  CareTo(state, State::SYMPATHISED, context);
}

void Evolve(State& state, const v1::ApologyMade&, const EventContext& context) {
  CareTo(state, State::APOLOGISED, context);
}

}  // namespace tenure::complaint
