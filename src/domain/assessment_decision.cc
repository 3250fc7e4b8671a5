// The decision on an assessment (4.4): by another person than those who scored it; with evidence
// from inside and outside, or an override by two (A14); for natural persons always by a human.
#include <algorithm>

#include "domain/assessment_case.h"
#include "tenure/v1/assessment.domain.h"
#include "tenure/v1/assessment_decision.domain.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/values.h"

namespace tenure::assessment {

namespace {

// Scored, or contested with a score.
std::optional<Refused> Decidable(const State& state) {
  const bool open = state.status() == State::SCORED ||
                    (state.status() == State::UNDER_REVIEW && state.band() != 0);
  if (open) return std::nullopt;
  return WrongStatus(state);
}

bool TookPart(const State& state, const std::string& person) {
  if (person.empty()) return false;
  return state.scored_by() == person ||
         std::any_of(state.factors().begin(), state.factors().end(),
                     [&](const auto& row) { return row.scored_by() == person; });
}

std::optional<Refused> NotAScorer(const State& state, const DecideContext& context) {
  for (const std::string& person : {context.actor.id, context.actor.on_behalf_of}) {
    if (TookPart(state, person)) return Refused{v1::APPROVER_SCORED, {{"actor", person}}};
  }
  if (context.approval != nullptr && TookPart(state, context.approval->approver)) {
    return Refused{v1::APPROVER_SCORED, {{"actor", context.approval->approver}}};
  }
  return std::nullopt;
}

std::optional<Refused> DecidedByAHuman(const DecideContext& context) {
  const bool person = context.book.customer().kind() == v1::PERSON;
  if (!person || !context.actor.system) return std::nullopt;
  return Refused{v1::HUMAN_DECISION_NEEDED, {}};
}

Refused Incomplete(const domain::EvidenceCover& cover) {
  const char* side = "inside (I4)";
  if (!cover.outside) side = cover.inside ? "outside (I1-I3)" : "inside (I4) and outside (I1-I3)";
  return {v1::EVIDENCE_INCOMPLETE, {{"side", side}}};
}

bool Lives(const State& state) {
  return state.status() == State::APPROVED || state.status() == State::ACTIVE ||
         state.status() == State::UNDER_REVIEW;
}

bool Ended(const State& state) {
  return state.status() == State::DECLINED || state.status() == State::SUPERSEDED ||
         state.status() == State::EXPIRED;
}

bool ExpiryRuns(const State& state) { return Lives(state) && state.has_expires_at(); }

bool StatementAges(const State& state) {
  return !Ended(state) && state.has_statement() && !state.statement_outdated();
}

}  // namespace

Decision Decide(const State& state, const v1::ApproveAssessment& command,
                const DecideContext& context) {
  if (auto no = Decidable(state)) return Decision::Refuse(*no);
  if (auto no = NotAScorer(state, context)) return Decision::Refuse(*no);
  if (auto no = DecidedByAHuman(context)) return Decision::Refuse(*no);
  const auto rules = domain::CreditRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  const Date today = rules->Today(context.now);
  const bool has_reason = command.override_reason() != Terms::OVERRIDE_UNSPECIFIED;
  const std::uint32_t band = command.override_band() == 0 ? state.band() : command.override_band();
  const bool other_band = band != state.band();
  if (other_band && !has_reason) return Decision::Refuse(v1::OVERRIDE_REASON_MISSING);
  const auto cover = domain::CoverOf(context.book.credit(), today);
  if (!cover.complete() && !has_reason) return Decision::Refuse(Incomplete(cover));
  const bool overridden = other_band || !cover.complete();
  if (overridden && context.approval == nullptr) {
    return Decision::NeedsApproval({"credit.override", std::nullopt});
  }
  const Date valid_to = today + std::chrono::days(rules->policy.assessment_valid_days());
  v1::AssessmentApproved event = EventOf(command);
  event.set_band(band);
  event.set_scored_band(state.band());
  event.set_evidence_incomplete(!cover.complete());
  if (context.approval != nullptr) event.set_second_approver(context.approval->approver);
  *event.mutable_valid_to() = DateMessage(valid_to);
  *event.mutable_expires_at() = InstantOf(rules->EndOf(valid_to));
  *event.mutable_recommended() = rules->Band(band).limit_max();
  event.set_by_system(context.actor.system);
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ReturnAssessment& command,
                const DecideContext& context) {
  const bool may_return = state.status() == State::SCORED || state.status() == State::UNDER_REVIEW;
  if (!may_return) return Decision::Refuse(WrongStatus(state));
  if (auto no = NotAScorer(state, context)) return Decision::Refuse(*no);
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::DeclineAssessment& command,
                const DecideContext& context) {
  if (auto no = Decidable(state)) return Decision::Refuse(*no);
  if (auto no = NotAScorer(state, context)) return Decision::Refuse(*no);
  if (auto no = DecidedByAHuman(context)) return Decision::Refuse(*no);
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::ContestAssessment& command, const DecideContext&) {
  const bool gone = state.status() == State::SUPERSEDED || state.status() == State::EXPIRED;
  if (gone) return Decision::Refuse(WrongStatus(state));
  v1::AssessmentContested event = EventOf(command);
  event.set_was_active(state.status() == State::ACTIVE);
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ActivateAssessment& command, const DecideContext&) {
  if (state.status() == State::ACTIVE) return {};
  if (state.status() != State::APPROVED) return Decision::Refuse(WrongStatus(state));
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::SupersedeAssessment& command, const DecideContext&) {
  if (state.status() == State::SUPERSEDED) return {};
  return Decision::Of(EventOf(command));
}

std::vector<Timer> Timers(const State& state) {
  std::vector<Timer> timers;
  if (ExpiryRuns(state)) timers.push_back({TimeOf(state.expires_at())});
  if (StatementAges(state)) timers.push_back({TimeOf(state.statement_stale_at())});
  return timers;
}

Decision Decide(const State& state, const v1::FireTimer&, const DecideContext& context) {
  Decision decision;
  const auto add_outdated = [&] {
    v1::FinancialStatementOutdated event;
    *event.mutable_period_end() = state.statement().period_end();
    decision.Add(std::move(event), TimeOf(state.statement_stale_at()));
  };
  const bool outdated = StatementAges(state) && TimeOf(state.statement_stale_at()) <= context.now;
  const bool expired = ExpiryRuns(state) && TimeOf(state.expires_at()) <= context.now;
  const bool expiry_first =
      expired && TimeOf(state.expires_at()) <= TimeOf(state.statement_stale_at());
  if (outdated && !expiry_first) add_outdated();
  if (!expired) return decision;
  v1::AssessmentExpired event;
  *event.mutable_valid_to() = state.valid_to();
  decision.Add(std::move(event), TimeOf(state.expires_at()));
  return decision;
}

void Evolve(State& state, const v1::AssessmentApproved& event, const EventContext& context) {
  state.set_status(State::APPROVED);
  state.set_approved_band(event.band());
  state.set_approved_by(std::string(context.actor));
  state.set_approved_by_system(event.by_system());
  *state.mutable_valid_to() = event.valid_to();
  *state.mutable_expires_at() = event.expires_at();
  state.clear_decision_due();
}

void EvolveBook(v1::Book& book, const v1::AssessmentApproved& event, const EventContext&) {
  book.mutable_credit()->set_band(event.band());
}

void Evolve(State& state, const v1::AssessmentReturned&, const EventContext&) {
  state.set_status(State::RETURNED);
  state.clear_score_hundredths();  // the work on it begins anew
  state.clear_band();
  state.clear_reasons();
  state.clear_decision_due();
  state.clear_expires_at();
}

void Evolve(State& state, const v1::AssessmentDeclined&, const EventContext&) {
  state.set_status(State::DECLINED);
  state.clear_decision_due();
  state.clear_expires_at();
}

void Evolve(State& state, const v1::AssessmentContested&, const EventContext& context) {
  state.set_status(State::UNDER_REVIEW);
  state.set_contested_at(context.scope_sequence);
}

void Evolve(State& state, const v1::AssessmentActivated&, const EventContext&) {
  state.set_status(State::ACTIVE);
}

void Evolve(State& state, const v1::AssessmentSuperseded&, const EventContext&) {
  state.set_status(State::SUPERSEDED);
}

void Evolve(State& state, const v1::AssessmentExpired&, const EventContext&) {
  state.set_status(State::EXPIRED);
}

void Evolve(State& state, const v1::FinancialStatementOutdated&, const EventContext&) {
  state.set_statement_outdated(true);
}

}  // namespace tenure::assessment
