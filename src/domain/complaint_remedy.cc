// The complaint from assessment to the remedy: Q4.1 key issue and severity, Q4.2 responsibility,
// Q4.3 by existing rules, Q4.4 authority limits, Q4.5 negotiation and consent, Q5 execution.
#include <algorithm>
#include <string>

#include "domain/complaint_case.h"
#include "domain/complaint_clock.h"
#include "domain/rules_access.h"
#include "domain/value_text.h"
#include "tenure/v1/complaint_closing.domain.h"
#include "tenure/v1/complaint_remedy.domain.h"

namespace tenure::complaint {

namespace {

std::string RulePolicy(const std::string& rule_id) { return "complaint_rule." + rule_id; }

// The rule that the case cites, still in force in the cited version; null when it is not.
const v1::ComplaintRulePolicy* CitedRule(const State& state, const DecideContext& context) {
  const auto* version =
      domain::VersionInForce(context.rules, state.rule().policy(), ActTime(context));
  if (version == nullptr || version->version() != state.rule().version()) return nullptr;
  return &version->body().complaint_rule();
}

Refused NotInForce(const std::string& policy, std::uint32_t version) {
  return {v1::COMPLAINT_RULE_NOT_IN_FORCE,
          {{"rule", policy}, {"version", version == 0 ? "-" : std::to_string(version)}}};
}

bool Covers(const v1::ComplaintRulePolicy& rule, const State& state) {
  const auto& causes = rule.causes();
  const auto& parties = rule.parties();
  return (causes.empty() ||
          std::find(causes.begin(), causes.end(), state.cause()) != causes.end()) &&
         (parties.empty() ||
          std::find(parties.begin(), parties.end(), state.party()) != parties.end());
}

// Q4.3: the remedy is one of the rule's, and not above what the rule allows.
std::optional<Refused> OutsideRule(const v1::ComplaintRulePolicy& rule, const State& state,
                                   const v1::AuthoriseRemedy& command) {
  const std::string& cited = state.rule().policy();
  const auto allowed = std::find_if(rule.remedies().begin(), rule.remedies().end(),
                                    [&](const v1::ComplaintRulePolicy::Remedy& remedy) {
                                      return remedy.kind() == command.kind();
                                    });
  const Refused outside{
      v1::REMEDY_OUTSIDE_RULE,
      {{"rule", cited},
       {"kind", RemedyText(command.kind(), command.has_amount(), command.amount())}}};
  if (allowed == rule.remedies().end()) return outside;
  if (!command.has_amount()) return std::nullopt;
  for (const v1::Money& most : allowed->amounts_max()) {
    if (most.currency() != command.amount().currency()) continue;
    if (command.amount().minor() <= most.minor()) return std::nullopt;
    return Refused{v1::REMEDY_ABOVE_RULE,
                   {{"amount", domain::MoneyText(command.amount())},
                    {"rule", cited},
                    {"limit", domain::MoneyText(most)}}};
  }
  return outside;  // not in this currency, or not in money at all
}

std::optional<Refused> StillOffered(const State& state, const DecideContext& context) {
  const Time expires_at = TimeOf(state.proposal().expires_at());
  if (state.status() == State::PROPOSED && context.now < expires_at) return std::nullopt;
  if (state.status() == State::PROPOSED || state.proposal().expired()) {
    return Refused{v1::PROPOSAL_EXPIRED, {{"expired_at", domain::TimeText(expires_at)}}};
  }
  return std::nullopt;
}

std::optional<Refused> TermsOfOffer(const v1::ProposeRemedy& command, const Sla& sla,
                                    Time expires_at, const DecideContext& context) {
  if (expires_at <= context.now) return Refused{v1::OFFER_EXPIRY_INVALID, {}};
  if (command.has_execute_by() &&
      DateOf(command.execute_by()) < sla.calendar.LocalDate(context.now)) {
    return Refused{v1::EXECUTE_BY_PAST, {}};
  }
  return std::nullopt;
}

// The first of Q1-Q3 that is missing.
std::string_view MissingCare(const State& state) {
  switch (state.care()) {
    case State::RECEIVED:
      return "AcknowledgeComplaint";
    case State::ACKNOWLEDGED:
      return "RecordListening";
    case State::HEARD:
      return "ExpressSympathy";
    default:
      return "Apologise";
  }
}

std::optional<Refused> MayPropose(const State& state, const v1::ProposeRemedy& command,
                                  const DecideContext& context) {
  const State::Remedy& authorised = state.authorised();
  if (!state.external_decision()) {  // what an outside body decided is owed as it stands
    if (state.care() != State::APOLOGISED) {
      return Refused{v1::CARE_STEPS_DUE, {{"next", std::string(MissingCare(state))}}};
    }
    if (CitedRule(state, context) == nullptr) {  // H1: in force at that time
      return NotInForce(state.rule().policy(), state.rule().version());
    }
  }
  if (command.kind() != authorised.kind() ||
      !SameAmount(command.has_amount(), command.amount(), authorised.has_amount(),
                  authorised.amount())) {
    return Refused{
        v1::REMEDY_DIFFERS,
        {{"agreed", RemedyText(authorised.kind(), authorised.has_amount(), authorised.amount())}}};
  }
  return std::nullopt;
}

// Consent by the end of the pack's third (say) working day after receipt.
bool IsLight(const State& state, const Sla& sla, Time at) {
  const std::uint32_t days = sla.pack->light_path_working_days();
  if (days == 0 || state.reopened() > 0) return false;
  const Result<Time> end = EndOfWorkingDay(sla.calendar, TimeOf(state.received_at()), days);
  return end && at < *end;
}

// The deadline of performance: the agreed day, else the pack's target from consent.
std::optional<Refused> StartRemedyClock(Decision* decision, const State& state, const Sla& sla,
                                        Time at) {
  if (!state.proposal().has_execute_by()) {
    return StartClock(decision, sla, Terms::REMEDY_DEADLINE, sla.pack->remedy(), at);
  }
  v1::SlaClockStarted event;
  event.set_clock(Terms::REMEDY_DEADLINE);
  *event.mutable_started_at() = InstantOf(at);
  *event.mutable_due() =
      InstantOf(sla.calendar.StartOf(DateOf(state.proposal().execute_by()) + std::chrono::days(1)));
  *event.mutable_calendar() = sla.calendar_ref;
  *event.mutable_pack() = sla.pack_ref;
  decision->Add(std::move(event));
  return std::nullopt;
}

}  // namespace

Decision Decide(const State& state, const v1::AssessComplaint& command,
                const DecideContext& context) {
  if (command.expedited() && command.urgency() != Terms::SAFETY) {
    return Decision::Refuse(v1::EXPEDITED_WITHOUT_SAFETY);
  }
  const StatusSet usual = {State::APOLOGISED, State::DIAGNOSED};
  const StatusSet allowed = command.expedited() ? usual | kCare : usual;
  if (auto no = Admit(state, "AssessComplaint", allowed, context)) return Decision::Refuse(*no);
  if (state.handler().empty()) return Decision::Refuse(v1::HANDLER_MISSING);
  if (state.severity() == command.severity() && state.complexity() == command.complexity() &&
      state.impact() == command.impact() && state.urgency() == command.urgency()) {
    return Decision::Refuse(v1::NO_CHANGE);
  }
  const SlaAnswer answer = SlaInForce(context.rules, state.pack().policy(), context.now);
  if (answer.refused) return Decision::Refuse(*answer.refused);
  v1::ComplaintAssessed event = EventOf(command);
  *event.mutable_pack() = answer.sla->pack_ref;
  Decision decision = Decision::Of(std::move(event));
  const auto& targets = TargetsFor(*answer.sla->pack, command.severity(), command.complexity());
  if (auto no = RetargetClocks(&decision, state, *answer.sla, targets)) {
    return Decision::Refuse(*no);
  }
  return decision;
}

Decision Decide(const State& state, const v1::DetermineResponsibility& command,
                const DecideContext& context) {
  const StatusSet usual = {State::APOLOGISED, State::DIAGNOSED};
  const StatusSet allowed = state.expedited() ? usual | kCare : usual;
  if (auto no = Admit(state, "DetermineResponsibility", allowed, context)) {
    return Decision::Refuse(*no);
  }
  if (state.severity() == Terms::SEVERITY_UNSPECIFIED) {
    return Decision::Refuse(v1::ASSESSMENT_MISSING);
  }
  const std::string& person = command.person();
  if (auto no = BadId("person", person)) return Decision::Refuse(*no);
  if (!person.empty() && (person == state.handler() || person == context.actor.id)) {
    return Decision::Refuse(v1::HANDLER_COMPLAINED_OF, {{"handler", person}});
  }
  if (state.status() == State::DIAGNOSED && state.party() == command.party() &&
      state.department() == command.department() && state.person() == person &&
      state.cause() == command.cause()) {
    return Decision::Refuse(v1::NO_CHANGE);
  }
  if (!person.empty() && !IsComplainedOf(state, person) &&
      state.complained_of_size() >= kComplainedOfMax) {
    return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kComplainedOfMax)}});
  }
  v1::ResponsibilityDetermined event = EventOf(command);
  event.set_person(person);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ApplyRule& command, const DecideContext& context) {
  // From AUTHORISED it takes the authorisation back, unless an outside body gave it.
  const StatusSet allowed = state.external_decision()
                                ? StatusSet{State::DIAGNOSED}
                                : StatusSet{State::DIAGNOSED, State::AUTHORISED};
  if (auto no = Admit(state, "ApplyRule", allowed, context)) return Decision::Refuse(*no);
  if (state.party() == Terms::PARTY_UNSPECIFIED) {
    return Decision::Refuse(v1::RESPONSIBILITY_MISSING);
  }
  const std::string policy = RulePolicy(command.rule_id());
  const auto* version = domain::VersionInForce(context.rules, policy, context.effective_at);
  if (version == nullptr || !version->body().has_complaint_rule() ||
      (command.version() != 0 && command.version() != version->version())) {
    return Decision::Refuse(NotInForce(policy, command.version()));
  }
  if (!Covers(version->body().complaint_rule(), state)) {
    return Decision::Refuse(v1::COMPLAINT_RULE_NOT_APPLICABLE,
                            {{"rule", policy},
                             {"cause", Terms::Cause_Name(state.cause())},
                             {"party", Terms::Party_Name(state.party())}});
  }
  if (state.status() == State::DIAGNOSED && state.rule().policy() == policy &&
      state.rule().version() == version->version()) {
    return Decision::Refuse(v1::NO_CHANGE);
  }
  v1::RuleApplied event = EventOf(command);
  *event.mutable_rule() = domain::RefOf(policy, *version);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::AuthoriseRemedy& command,
                const DecideContext& context) {
  constexpr std::string_view kPermission = "complaints.remedy";
  if (auto no = Admit(state, "AuthoriseRemedy", {State::DIAGNOSED}, context)) {
    return Decision::Refuse(*no);
  }
  if (auto no = BadAmount(command.has_amount(), command.amount())) return Decision::Refuse(*no);
  if (!state.has_rule()) return Decision::Refuse(v1::COMPLAINT_RULE_MISSING);
  const auto* rule = CitedRule(state, context);
  if (rule == nullptr) {
    return Decision::Refuse(NotInForce(state.rule().policy(), state.rule().version()));
  }
  if (!Covers(*rule, state)) {
    return Decision::Refuse(v1::COMPLAINT_RULE_NOT_APPLICABLE,
                            {{"rule", state.rule().policy()},
                             {"cause", Terms::Cause_Name(state.cause())},
                             {"party", Terms::Party_Name(state.party())}});
  }
  if (auto no = OutsideRule(*rule, state, command)) return Decision::Refuse(*no);
  v1::RemedyAuthorised event = EventOf(command);
  event.set_requested_by(context.actor.id);
  event.set_authorised_by(context.approval == nullptr ? context.actor.id
                                                      : context.approval->approver);
  *event.mutable_rule() = state.rule();
  if (command.has_amount()) {  // Q4.4 明确处理权限
    const std::string& currency = command.amount().currency();
    const Actor authoriser =
        context.approval == nullptr ? context.actor : Actor{context.approval->approver, "", false};
    const auto limit =
        domain::LimitOf(context.rules, authoriser, kPermission, currency, context.now);
    if (context.approval == nullptr && (!limit || command.amount().minor() > *limit)) {
      return Decision::NeedsApproval({std::string(kPermission), command.amount()});
    }
    if (limit) {
      event.mutable_limit()->set_minor(*limit);
      event.mutable_limit()->set_currency(currency);
    }
  }
  Decision decision;
  decision.Add(std::move(event), ActTime(context));
  return decision;
}

Decision Decide(const State& state, const v1::ProposeRemedy& command,
                const DecideContext& context) {
  if (auto no = Admit(state, "ProposeRemedy", {State::AUTHORISED}, context)) {
    return Decision::Refuse(*no);
  }
  if (auto no = MayPropose(state, command, context)) return Decision::Refuse(*no);
  const SlaAnswer answer = SlaInForce(context.rules, state.pack().policy(), context.now);
  if (answer.refused) return Decision::Refuse(*answer.refused);
  const Sla& sla = *answer.sla;
  const Time expires_at = command.has_expires_at() ? TimeOf(command.expires_at())
                                                   : EndOfDay(sla.calendar, context.effective_at,
                                                              sla.pack->offer_expiry_days());
  if (auto no = TermsOfOffer(command, sla, expires_at, context)) return Decision::Refuse(*no);
  v1::RemedyProposed event = EventOf(command);
  *event.mutable_expires_at() = InstantOf(expires_at);
  event.set_round(std::max(1u, state.round()));
  if (!state.external_decision()) *event.mutable_rule() = state.rule();
  *event.mutable_pack() = sla.pack_ref;
  Decision decision = Decision::Of(std::move(event));
  if (sla.pack->resolution_stop() == Terms::ON_FINAL_RESPONSE) {
    StopClock(&decision, state, Terms::RESOLUTION, context.effective_at, Terms::DONE);
  } else if (sla.pack->pause_while_proposed()) {
    PauseResolution(&decision, state, context.effective_at);
  }
  return decision;
}

Decision Decide(const State& state, const v1::AcceptProposal& command,
                const DecideContext& context) {
  if (auto no = StillOffered(state, context)) return Decision::Refuse(*no);
  if (auto no = Admit(state, "AcceptProposal", {State::PROPOSED}, context)) {
    return Decision::Refuse(*no);
  }
  if (auto no = SpeaksForComplainant(state, command.by(), command.proxy_proof(),
                                     command.contact_person_id(), context)) {
    return Decision::Refuse(*no);
  }
  const SlaAnswer answer = SlaInForce(context.rules, state.pack().policy(), context.now);
  if (answer.refused) return Decision::Refuse(*answer.refused);
  const Sla& sla = *answer.sla;
  v1::ProposalAccepted event = EventOf(command);
  event.set_round(state.proposal().round());
  const bool light = IsLight(state, sla, context.effective_at);
  event.set_light(light);
  Decision decision = Decision::Of(std::move(event));
  ResumeResolution(&decision, state, sla, context.effective_at);
  if (light || sla.pack->resolution_stop() == Terms::ON_AGREED) {
    StopClock(&decision, state, Terms::RESOLUTION, context.effective_at,
              light ? Terms::ACCEPTED_EARLY : Terms::DONE);
  }
  if (auto no = StartRemedyClock(&decision, state, sla, context.effective_at)) {
    return Decision::Refuse(*no);
  }
  return decision;
}

Decision Decide(const State& state, const v1::RejectProposal& command,
                const DecideContext& context) {
  if (auto no = StillOffered(state, context)) return Decision::Refuse(*no);
  if (auto no = Admit(state, "RejectProposal", {State::PROPOSED}, context)) {
    return Decision::Refuse(*no);
  }
  if (auto no = SpeaksForComplainant(state, command.by(), command.proxy_proof(),
                                     command.contact_person_id(), context)) {
    return Decision::Refuse(*no);
  }
  const SlaAnswer answer = SlaInForce(context.rules, state.pack().policy(), context.now);
  if (answer.refused) return Decision::Refuse(*answer.refused);
  v1::ProposalRejected event = EventOf(command);
  event.set_round(state.proposal().round());
  Decision decision = Decision::Of(std::move(event));
  ResumeResolution(&decision, state, *answer.sla, context.effective_at);
  return decision;
}

Decision Decide(const State& state, const v1::StartRemedy& command, const DecideContext& context) {
  if (auto no = Admit(state, "StartRemedy", {State::AGREED}, context)) {
    return Decision::Refuse(*no);
  }
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::CompleteRemedy& command,
                const DecideContext& context) {
  if (auto no = Admit(state, "CompleteRemedy", {State::EXECUTING}, context)) {
    return Decision::Refuse(*no);
  }
  if (!domain::IsProof(command.evidence())) return Decision::Refuse(v1::EVIDENCE_MISSING);
  const State::Proposal& agreed = state.proposal();
  if (!SameAmount(command.has_amount(), command.amount(), agreed.has_amount(), agreed.amount())) {
    return Decision::Refuse(
        v1::REMEDY_DIFFERS,
        {{"agreed", RemedyText(agreed.kind(), agreed.has_amount(), agreed.amount())}});
  }
  v1::RemedyCompleted event = EventOf(command);
  *event.mutable_figures() = FiguresOf(state);
  event.set_kind(agreed.kind());
  const State::Clock* deadline = FindClock(state, Terms::REMEDY_DEADLINE);
  if (deadline != nullptr && context.effective_at >= TimeOf(deadline->due())) {
    event.add_breach(Terms::REMEDY_LATE);
  }
  Decision decision = Decision::Of(std::move(event));
  StopClock(&decision, state, Terms::REMEDY_DEADLINE, context.effective_at, Terms::DONE);
  StopClock(&decision, state, Terms::RESOLUTION, context.effective_at, Terms::DONE);
  return decision;
}

void Evolve(State& state, const v1::ComplaintAssessed& event, const EventContext& context) {
  StepTo(state, state.status(), context);
  state.set_severity(event.severity());
  state.set_complexity(event.complexity());
  state.set_impact(event.impact());
  state.set_urgency(event.urgency());
  state.set_expedited(state.expedited() || event.expedited());
  state.set_assessed_at(context.scope_sequence);
}

void Evolve(State& state, const v1::ResponsibilityDetermined& event, const EventContext& context) {
  StepTo(state, State::DIAGNOSED, context);
  state.set_party(event.party());
  state.set_department(event.department());
  state.set_person(event.person());
  state.set_cause(event.cause());
  if (!event.person().empty() && !IsComplainedOf(state, event.person())) {
    state.add_complained_of(event.person());
  }
}

void Evolve(State& state, const v1::RuleApplied& event, const EventContext& context) {
  StepTo(state, State::DIAGNOSED, context);
  *state.mutable_rule() = event.rule();
  state.clear_authorised();
}

void Evolve(State& state, const v1::RemedyAuthorised& event, const EventContext& context) {
  StepTo(state, State::AUTHORISED, context);
  State::Remedy* remedy = state.mutable_authorised();
  remedy->Clear();
  remedy->set_kind(event.kind());
  if (event.has_amount()) *remedy->mutable_amount() = event.amount();
  remedy->set_authorised_by(event.authorised_by());
}

void Evolve(State& state, const v1::RemedyProposed& event, const EventContext& context) {
  StepTo(state, State::PROPOSED, context);
  state.set_round(event.round());
  State::Proposal* proposal = state.mutable_proposal();
  proposal->Clear();
  proposal->set_round(event.round());
  proposal->set_kind(event.kind());
  if (event.has_amount()) *proposal->mutable_amount() = event.amount();
  if (event.has_execute_by()) *proposal->mutable_execute_by() = event.execute_by();
  *proposal->mutable_expires_at() = event.expires_at();
  proposal->set_text_at(context.scope_sequence);
}

void Evolve(State& state, const v1::ProposalAccepted& event, const EventContext& context) {
  StepTo(state, State::AGREED, context);
  state.set_light(event.light());
  NoteProxy(state, event.by(), event.contact_person_id());
}

namespace {

// No agreement: the authorisation is spent, the next proposal is the next round.
void BackToDiagnosed(State& state, std::uint32_t round, const EventContext& context) {
  StepTo(state, State::DIAGNOSED, context);
  state.set_round(round + 1);
  state.clear_authorised();
  state.set_external_decision(false);
}

}  // namespace

void Evolve(State& state, const v1::ProposalRejected& event, const EventContext& context) {
  BackToDiagnosed(state, event.round(), context);
  NoteProxy(state, event.by(), event.contact_person_id());
}

void Evolve(State& state, const v1::ProposalExpired& event, const EventContext& context) {
  BackToDiagnosed(state, event.round(), context);
  state.mutable_proposal()->set_expired(true);
}

void Evolve(State& state, const v1::RemedyStarted&, const EventContext& context) {
  StepTo(state, State::EXECUTING, context);
}

void Evolve(State& state, const v1::RemedyCompleted&, const EventContext& context) {
  StepTo(state, State::EXECUTED, context);
}

}  // namespace tenure::complaint
