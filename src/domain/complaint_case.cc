// Guards and questions shared by all parts of the complaint.
#include "domain/complaint_case.h"

#include <algorithm>

#include "base/text_check.h"
#include "domain/value_text.h"
#include "tenure/v1/customer.pb.h"

namespace tenure::complaint {
namespace {

// What a case in this status waits for: the words of COMPLAINT_ORDER's what_to_do.
std::string_view NextAct(const State& state) {
  switch (state.status()) {
    case State::RECEIVED:
      return "AcknowledgeComplaint";
    case State::ACKNOWLEDGED:
      return "RecordListening";
    case State::HEARD:
      return "ExpressSympathy";
    case State::SYMPATHISED:
      return "Apologise";
    case State::APOLOGISED:
      return "AssessComplaint, DetermineResponsibility";
    case State::DIAGNOSED:
      return "ApplyRule, AuthoriseRemedy";
    case State::AUTHORISED:
      return "ProposeRemedy";
    case State::PROPOSED:
      return "AcceptProposal, RejectProposal";
    case State::AGREED:
      return "StartRemedy";
    case State::EXECUTING:
      return "CompleteRemedy";
    case State::EXECUTED:
      return state.light() ? "CloseComplaint" : "ReviewComplaint";
    case State::REVIEWED:
      return "CloseComplaint";
    case State::CLOSED:
      return "ReopenComplaint, EscalateExternally";
    case State::REJECTED:
      return "EscalateExternally";
    case State::EXTERNAL:
      return "RecordExternalDecision";
    case State::MERGED:
      return "the case it was merged into";
    default:
      return "FileComplaint";
  }
}

std::optional<Refused> Involved(const State& state, const DecideContext& context) {
  const Actor& actor = context.actor;
  for (const std::string* person : {&actor.id, &actor.on_behalf_of}) {
    if (IsComplainedOf(state, *person))
      return Refused{v1::ACTOR_COMPLAINED_OF, {{"actor", *person}}};
  }
  if (context.approval != nullptr && IsComplainedOf(state, context.approval->approver)) {
    return Refused{v1::ACTOR_COMPLAINED_OF, {{"actor", context.approval->approver}}};
  }
  return std::nullopt;
}

std::optional<Refused> Backdated(const State& state, const DecideContext& context) {
  const Time last = TimeOf(state.last_step_at());
  if (ActTime(context) >= last) return std::nullopt;
  return Refused{v1::COMPLAINT_STEP_BACKDATED, {{"last", domain::TimeText(last)}}};
}

}  // namespace

bool HasEnded(const State& state) {
  return StatusSet{State::CLOSED, State::WITHDRAWN, State::REJECTED, State::MERGED}.Contains(
      state.status());
}

std::optional<Refused> OutOfOrder(const State& state, std::string_view command, StatusSet allowed) {
  if (allowed.Contains(state.status())) return std::nullopt;
  return Refused{v1::COMPLAINT_ORDER,
                 {{"status", State::Status_Name(state.status())},
                  {"command", std::string(command)},
                  {"next", std::string(NextAct(state))}}};
}

std::optional<Refused> Admit(const State& state, std::string_view command, StatusSet allowed,
                             const DecideContext& context) {
  if (auto no = OutOfOrder(state, command, allowed)) return no;
  if (auto no = Involved(state, context)) return no;
  return Backdated(state, context);
}

std::optional<Refused> AdmitCare(const State& state, std::string_view command, State::Status step,
                                 const DecideContext& context) {
  const bool diagnosed_first =
      state.care() == step &&
      StatusSet{State::DIAGNOSED, State::AUTHORISED}.Contains(state.status());
  const StatusSet allowed = diagnosed_first ? StatusSet{state.status()} : StatusSet{step};
  return Admit(state, command, allowed, context);
}

bool IsComplainedOf(const State& state, std::string_view actor) {
  return !actor.empty() && std::find(state.complained_of().begin(), state.complained_of().end(),
                                     actor) != state.complained_of().end();
}

std::optional<Refused> BadId(std::string_view field, std::string_view id) {
  if (id.empty() || IsIdentifier(id)) return std::nullopt;
  return Refused{v1::BAD_ID, {{"field", std::string(field)}}};
}

bool IsProvenProxy(const State& state, const std::string& contact_person_id) {
  return state.proxy_proven() && (contact_person_id.empty() || contact_person_id == state.proxy());
}

void NoteProxy(State& state, Terms::Voice by, const std::string& contact_person_id) {
  if (by != Terms::PROXY) return;
  state.set_proxy_proven(true);
  if (!contact_person_id.empty()) state.set_proxy(contact_person_id);
}

std::optional<Refused> SpeaksForComplainant(const State& state, Terms::Voice by,
                                            const v1::Evidence& proof,
                                            const std::string& contact_person_id,
                                            const DecideContext& context) {
  if (by == Terms::COMPLAINANT) return std::nullopt;
  const auto* person = context.related.Get<v1::ContactPersonState>(contact_person_id);
  const bool may_agree = person != nullptr && person->active() && person->may_agree();
  if (by == Terms::PROXY &&
      (IsProvenProxy(state, contact_person_id) || domain::IsProof(proof) || may_agree)) {
    return std::nullopt;
  }
  return Refused{v1::PROXY_NOT_PROVEN, {}};
}

std::optional<Refused> BadAmount(bool has_amount, const v1::Money& amount) {
  constexpr std::size_t kCurrencyLetters = 3;
  if (!has_amount || (amount.minor() > 0 && amount.currency().size() == kCurrencyLetters)) {
    return std::nullopt;
  }
  return Refused{v1::AMOUNT_INVALID, {}};
}

std::string RemedyText(Terms::RemedyKind kind, bool has_amount, const v1::Money& amount) {
  std::string text = Terms::RemedyKind_Name(kind);
  if (has_amount) text += " " + domain::MoneyText(amount);
  return text;
}

bool SameAmount(bool has_left, const v1::Money& left, bool has_right, const v1::Money& right) {
  if (has_left != has_right) return false;
  return !has_left || (left.minor() == right.minor() && left.currency() == right.currency());
}

v1::ComplaintFigures FiguresOf(const State& state) {
  v1::ComplaintFigures figures;
  figures.set_cause(state.cause() == Terms::CAUSE_UNSPECIFIED ? state.category() : state.cause());
  figures.set_party(state.party());
  *figures.mutable_received_on() = state.received_on();
  return figures;
}

void StepTo(State& state, State::Status status, const EventContext& context) {
  state.set_status(status);
  if (!state.has_last_step_at() || TimeOf(state.last_step_at()) < context.effective_at) {
    *state.mutable_last_step_at() = InstantOf(context.effective_at);
  }
}

}  // namespace tenure::complaint
