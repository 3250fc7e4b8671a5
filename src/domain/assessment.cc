// The draft of a credit assessment: statement and ratios (LAPP), the five Cs, the nine factors.
#include <algorithm>

#include "domain/assessment_case.h"
#include "domain/statement_figures.h"
#include "domain/value_text.h"
#include "formula/limitation.h"
#include "tenure/v1/assessment.domain.h"
#include "tenure/v1/investigation.pb.h"

namespace tenure::assessment {

using domain::DateText;

namespace {

const v1::InvestigationState::Piece* FindPiece(const v1::InvestigationState& investigation,
                                               std::uint32_t number) {
  for (const auto& piece : investigation.evidence()) {
    if (piece.number() == number) return &piece;
  }
  return nullptr;
}

Decision NoInvestigation(const std::string& id) {
  return Decision::Refuse(v1::UNKNOWN_REFERENCE, {{"field", "data.investigation_id"}, {"id", id}});
}

// Each number stands in the investigation and still holds.
std::optional<Refused> EvidenceHolds(const v1::RateFiveC& command,
                                     const v1::InvestigationState& investigation, Date today) {
  for (const std::uint32_t number : command.evidence()) {
    const auto* piece = FindPiece(investigation, number);
    if (piece == nullptr) {
      return Refused{v1::EVIDENCE_UNKNOWN, {{"number", std::to_string(number)}}};
    }
    if (DateOf(piece->expires_on()) < today) {
      return Refused{v1::EVIDENCE_OUT_OF_DATE, {{"date", DateText(DateOf(piece->expires_on()))}}};
    }
  }
  return std::nullopt;
}

template <typename Rows, typename Is>
auto* RowOf(Rows* rows, Is is) {
  const auto found = std::find_if(rows->begin(), rows->end(), is);
  return found == rows->end() ? rows->Add() : &*found;
}

}  // namespace

Refused WrongStatus(const State& state) {
  return {v1::ASSESSMENT_STATUS, {{"status", State::Status_Name(state.status())}}};
}

std::optional<Refused> InDraft(const State& state) {
  switch (state.status()) {
    case State::DRAFT:
    case State::NOT_RATED:
    case State::RETURNED:
      return std::nullopt;
    default:
      return WrongStatus(state);
  }
}

Decision Decide(const State&, const v1::OpenAssessment& command, const DecideContext& context) {
  if (context.related.Get<v1::InvestigationState>(command.investigation_id()) == nullptr) {
    return NoInvestigation(command.investigation_id());
  }
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::RecordFinancialStatement& command,
                const DecideContext& context) {
  if (auto no = InDraft(state)) return Decision::Refuse(*no);
  if (auto what = domain::Contradiction(command.statement())) {
    return Decision::Refuse(v1::STATEMENT_INCONSISTENT, {{"what", *what}});
  }
  const auto rules = domain::CreditRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  const Date period_end = DateOf(command.statement().period_end());
  if (period_end > rules->Today(context.now)) {
    return Decision::Refuse(v1::DATE_IN_FUTURE, {{"date", DateText(period_end)}});
  }
  v1::FinancialStatementRecorded event = EventOf(command);
  *event.mutable_stale_at() = InstantOf(rules->EndOf(
      formula::AddMonths(period_end, static_cast<int>(rules->policy.statement_stale_months()))));
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::ComputeRatios& command,
                const DecideContext& context) {
  if (auto no = InDraft(state)) return Decision::Refuse(*no);
  if (!state.has_statement()) return Decision::Refuse(v1::STATEMENT_MISSING);
  const auto rules = domain::CreditRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  v1::RatiosComputed event = EventOf(command);
  event.set_formula_version(domain::kRatioFormulaVersion);
  event.set_days_of_year(rules->policy.days_of_year());
  *event.mutable_inputs() = state.statement();
  for (auto& ratio : domain::RatiosOf(state.statement(), rules->policy.days_of_year())) {
    *event.add_ratios() = std::move(ratio);
  }
  *event.mutable_policy() = rules->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::RateFiveC& command, const DecideContext& context) {
  if (auto no = InDraft(state)) return Decision::Refuse(*no);
  if (command.evidence().empty()) {
    if (command.grade() != Terms::INSUFFICIENT_DATA) {
      return Decision::Refuse(v1::EVIDENCE_NOT_CITED);
    }
    return Decision::Of(EventOf(command));
  }
  const auto* investigation =
      context.related.Get<v1::InvestigationState>(command.investigation_id());
  if (investigation == nullptr) return NoInvestigation(command.investigation_id());
  const auto rules = domain::CreditRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  if (auto no = EvidenceHolds(command, *investigation, rules->Today(context.now))) {
    return Decision::Refuse(*no);
  }
  return Decision::Of(EventOf(command));
}

Decision Decide(const State& state, const v1::ScoreFactor& command, const DecideContext&) {
  if (auto no = InDraft(state)) return Decision::Refuse(*no);
  const bool missing = command.missing() != Terms::NOT_MISSING;
  if (command.has_score() == missing) return Decision::Refuse(v1::FACTOR_SCORE_OR_REASON);
  return Decision::Of(EventOf(command));
}

void Evolve(State& state, const v1::AssessmentOpened& event, const EventContext&) {
  state.set_status(State::DRAFT);
  state.set_investigation_id(event.investigation_id());
}

void Evolve(State& state, const v1::FinancialStatementRecorded& event, const EventContext&) {
  state.set_status(State::DRAFT);
  *state.mutable_statement() = event.statement();
  *state.mutable_statement_stale_at() = event.stale_at();
  state.set_statement_outdated(false);
  state.clear_ratios();  // they were of another statement
}

void Evolve(State& state, const v1::RatiosComputed& event, const EventContext&) {
  state.set_status(State::DRAFT);
  *state.mutable_ratios() = event.ratios();
  if (event.has_potential()) *state.mutable_potential() = event.potential();
}

void Evolve(State& state, const v1::FiveCRated& event, const EventContext& context) {
  state.set_status(State::DRAFT);
  State::Rating* rating = RowOf(state.mutable_five_c(),
                                [&](const auto& row) { return row.five_c() == event.five_c(); });
  rating->set_five_c(event.five_c());
  rating->set_grade(event.grade());
  rating->set_rated_by(std::string(context.actor));
  rating->set_rationale_at(context.scope_sequence);
}

void Evolve(State& state, const v1::FactorScored& event, const EventContext& context) {
  state.set_status(State::DRAFT);
  State::Judged* judged = RowOf(state.mutable_factors(),
                                [&](const auto& row) { return row.factor() == event.factor(); });
  judged->Clear();
  judged->set_factor(event.factor());
  if (event.has_score()) judged->set_score(event.score());
  judged->set_missing(event.missing());
  judged->set_scored_by(std::string(context.actor));
  judged->set_rationale_at(context.scope_sequence);
}

}  // namespace tenure::assessment
