// An engagement up to its contract, and its ends: disclosure (L1), guidance and signing (L2),
// withdrawal, rescission, waivers (4.1).
#include "domain/credit_check.h"
#include "domain/engagement_stage.h"
#include "domain/lifecycle_terms.h"
#include "domain/value_text.h"
#include "tenure/v1/engagement.domain.h"

namespace tenure::engagement {

namespace {

const v1::ProjectState* ProjectOf(const State& state, const DecideContext& context) {
  return context.rules.Get<v1::ProjectState>(state.project_id());
}

// L1: no contract before acknowledgement of the current version.
std::optional<Refused> CurrentDisclosureKnown(const State& state, const DecideContext& context) {
  if (IsWaived(state, State::DISCLOSED)) return std::nullopt;
  const v1::ProjectState* project = ProjectOf(state, context);
  if (project == nullptr || project->disclosure_version() == 0) {
    return Refused{v1::DISCLOSURE_MISSING, {{"project", state.project_id()}}};
  }
  if (state.acknowledged_version() == project->disclosure_version()) return std::nullopt;
  return Refused{v1::DISCLOSURE_NOT_CURRENT,
                 {{"current", std::to_string(project->disclosure_version())},
                  {"known", std::to_string(state.acknowledged_version())}}};
}

// L2: guidance and at least one channel before signature.
std::optional<Refused> GuidanceGiven(const State& state) {
  if (state.guidance_items() > 0 && state.guidance_channels() > 0) return std::nullopt;
  return Refused{v1::GUIDANCE_MISSING, {}};
}

// Reached, or passed by a waiver.
bool AfterHandover(const State& state) { return state.stage() >= State::HANDED_OVER; }

}  // namespace

Decision Decide(const State&, const v1::OpenEngagement& command, const DecideContext& context) {
  const auto* project = context.rules.Get<v1::ProjectState>(command.project_id());
  if (project == nullptr) {
    return Decision::Refuse(v1::UNKNOWN_REFERENCE,
                            {{"field", "data.project_id"}, {"id", command.project_id()}});
  }
  v1::EngagementOpened event = EventOf(command);
  event.set_engagement_id(context.stream.id);
  event.set_template_(project->template_());
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::RecordDisclosureAcknowledgement& command,
                const DecideContext& context) {
  if (auto no = Live(state)) return Decision::Refuse(*no);
  const v1::ProjectState* project = ProjectOf(state, context);
  if (project == nullptr || project->disclosure_version() == 0) {
    return Decision::Refuse(v1::DISCLOSURE_MISSING, {{"project", state.project_id()}});
  }
  if (command.version() != project->disclosure_version()) {
    return Decision::Refuse(v1::DISCLOSURE_NOT_CURRENT,
                            {{"current", std::to_string(project->disclosure_version())},
                             {"known", std::to_string(command.version())}});
  }
  if (!domain::IsProof(command.evidence())) return Decision::Refuse(v1::SIGNATURE_MISSING);
  if (command.version() == state.acknowledged_version()) return Decision::Refuse(v1::NO_CHANGE);
  v1::DisclosureAcknowledged event = EventOf(command);
  event.set_project_id(state.project_id());
  event.set_stage(std::max(state.stage(), State::DISCLOSED));
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ProvideSigningGuidance& command,
                const DecideContext&) {
  if (auto no = Live(state)) return Decision::Refuse(*no);
  if (auto no = NotBeyond(state, State::DISCLOSED)) return Decision::Refuse(*no);
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::SignContract& command, const DecideContext& context) {
  if (auto no = Live(state)) return Decision::Refuse(*no);
  if (auto no = NotBeyond(state, State::DISCLOSED)) return Decision::Refuse(*no);
  if (auto no = CurrentDisclosureKnown(state, context)) return Decision::Refuse(*no);
  if (auto no = GuidanceGiven(state)) return Decision::Refuse(*no);
  if (auto no = domain::TradeAllowed(context, false)) return Decision::Refuse(*no);  // B6
  if (context.book.customer().identity_disputed()) {
    return Decision::Refuse(v1::IDENTITY_DISPUTED,
                            {{"of", context.book.customer().duplicate_of()}});
  }
  const auto terms = domain::LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return Decision::Refuse(terms.error());
  if (auto no = PastDay(command.signed_on(), terms->Today(context.now))) {
    return Decision::Refuse(*no);
  }
  v1::ContractSigned event = EventOf(command);
  event.set_disclosure_version(state.acknowledged_version());
  *event.mutable_next_update_due() =
      InstantOf(terms->After(context.now, terms->policy.progress_update_every_days()));
  *event.mutable_policy() = terms->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::WithdrawInterest& command, const DecideContext&) {
  if (auto no = Live(state)) return Decision::Refuse(*no);
  if (auto no = NotBeyond(state, State::DISCLOSED)) return Decision::Refuse(*no);
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::RescindContract& command,
                const DecideContext& context) {
  if (auto no = Live(state)) return Decision::Refuse(*no);
  if (auto no = Reached(state, State::CONTRACTED)) return Decision::Refuse(*no);
  if (AfterHandover(state) && context.approval == nullptr) {
    return Decision::NeedsApproval({"lifecycle.rescind", std::nullopt});
  }
  v1::ContractRescinded event = EventOf(command);
  if (context.approval != nullptr) event.set_approved_by(context.approval->approver);
  event.set_was_in_care(state.stage() == State::IN_CARE);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::WaiveStage& command, const DecideContext&) {
  if (auto no = Live(state)) return Decision::Refuse(*no);
  const bool a_stage = command.stage() >= State::DISCLOSED && command.stage() <= State::IN_CARE &&
                       command.stage() != State::CONTRACTED;  // without contract there is nothing
  if (!a_stage || command.stage() <= state.stage()) {
    return Decision::Refuse(v1::STAGE_NOT_WAIVABLE,
                            {{"stage", State::Stage_Name(command.stage())}});
  }
  if (IsWaived(state, command.stage())) return Decision::Refuse(v1::NO_CHANGE);
  return Decision::Of(EventOf(command));
}

void Evolve(State& state, const v1::EngagementOpened& event, const EventContext&) {
  state.set_stage(State::PROSPECT);
  state.set_project_id(event.project_id());
  state.set_template_(event.template_());
}

void EvolveBook(v1::Book& book, const v1::EngagementOpened&, const EventContext&) {
  v1::LifecycleBook* lifecycle = book.mutable_lifecycle();
  lifecycle->set_engagements_open(lifecycle->engagements_open() + 1);
}

void Evolve(State& state, const v1::DisclosureAcknowledged& event, const EventContext&) {
  state.set_acknowledged_version(event.version());
  state.set_stage(event.stage());
}

void Evolve(State& state, const v1::SigningGuidanceProvided& event, const EventContext&) {
  state.set_guidance_items(state.guidance_items() + static_cast<std::uint32_t>(event.items_size()));
  state.set_guidance_channels(state.guidance_channels() +
                              static_cast<std::uint32_t>(event.channels_size()));
}

void Evolve(State& state, const v1::ContractSigned& event, const EventContext&) {
  state.set_stage(State::CONTRACTED);
  state.set_contract_number(event.contract_number());
  *state.mutable_signed_on() = event.signed_on();
  *state.mutable_next_update_due() = event.next_update_due();
}

void EvolveBook(v1::Book& book, const v1::ContractSigned&, const EventContext&) {
  v1::LifecycleBook* lifecycle = book.mutable_lifecycle();
  lifecycle->set_contracts_signed(lifecycle->contracts_signed() + 1);
}

void Evolve(State& state, const v1::InterestWithdrawn&, const EventContext&) {
  state.set_stage(State::LOST_INTEREST);
}

void EvolveBook(v1::Book& book, const v1::InterestWithdrawn&, const EventContext&) {
  v1::LifecycleBook* lifecycle = book.mutable_lifecycle();
  lifecycle->set_engagements_open(lifecycle->engagements_open() - 1);
}

// 4.1: its clocks stop, claims stay: a snag keeps no due date to come, one that is past stays late.
void Evolve(State& state, const v1::ContractRescinded&, const EventContext& context) {
  state.set_stage(State::RESCINDED);
  state.clear_next_update_due();
  state.clear_next_care_due();
  state.clear_handover_planned_on();
  for (State::Snag& snag : *state.mutable_snags_open()) {
    if (TimeOf(snag.due()) > context.effective_at) snag.clear_due();
  }
}

void EvolveBook(v1::Book& book, const v1::ContractRescinded& event, const EventContext&) {
  v1::LifecycleBook* lifecycle = book.mutable_lifecycle();
  lifecycle->set_engagements_open(lifecycle->engagements_open() - 1);
  if (event.was_in_care()) lifecycle->set_in_care(lifecycle->in_care() - 1);
}

void Evolve(State& state, const v1::StageWaived& event, const EventContext&) {
  state.add_waived(event.stage());
}

}  // namespace tenure::engagement
