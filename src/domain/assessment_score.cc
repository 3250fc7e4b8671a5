// The score of an assessment (N1-N9): contributions, band (B1-B6, G3), reasons; or NR with what is
// missing (B7, G4). Everything a replay needs to say why stands in the event.
#include <algorithm>

#include "domain/assessment_case.h"
#include "tenure/v1/assessment.domain.h"
#include "tenure/values.h"

namespace tenure::assessment {

using formula::kNineFactors;

namespace {

// Raised whenever the same nine scores would come out differently.
constexpr std::uint32_t kScoreFormulaVersion = 1;
constexpr int kPercent = 100;

const State::Judged* JudgedOf(const State& state, std::size_t index) {
  for (const auto& row : state.factors()) {
    if (static_cast<std::size_t>(row.factor()) == index + 1) return &row;
  }
  return nullptr;
}

Terms::Factor FactorOf(std::size_t index) { return static_cast<Terms::Factor>(index + 1); }

// G4: nothing unless the policy lets the judged factors stand for all. Rounded down, so that
// missing data never lift a customer over an edge.
std::optional<int> ScoreOf(const formula::FactorScores& scores, const v1::CreditPolicy& policy) {
  if (auto score = formula::ScoreHundredths(scores)) return score;
  const formula::Judgement sum = formula::Judged(scores);
  const auto least = static_cast<int>(policy.renormalise_coverage_percent());
  if (least == 0 || sum.weight == 0 || sum.weight < least) return std::nullopt;
  return sum.hundredths * kPercent / sum.weight;
}

void AddMissingFactors(const State& state, v1::AssessmentNotRated* event) {
  for (std::size_t i = 0; i < kNineFactors.size(); ++i) {
    const State::Judged* judged = JudgedOf(state, i);
    if (judged != nullptr && judged->has_score()) continue;
    v1::MissingItem* item = event->add_missing();
    item->set_factor(FactorOf(i));
    if (judged != nullptr) item->set_reason(judged->missing());
  }
}

// 5C and ratios: done, or marked missing.
void AddUndone(const State& state, Terms::Missing statement_missing,
               v1::AssessmentNotRated* event) {
  for (int c = Terms::CHARACTER; c <= Terms::CONDITIONS; ++c) {
    const bool rated = std::any_of(state.five_c().begin(), state.five_c().end(),
                                   [&](const auto& row) { return row.five_c() == c; });
    if (!rated) event->add_missing()->set_five_c(static_cast<Terms::FiveC>(c));
  }
  if (state.ratios().empty() && statement_missing == Terms::NOT_MISSING) {
    event->add_missing()->set_ratios(true);
  }
}

void AddContributions(const State& state, v1::AssessmentScored* event) {
  for (std::size_t i = 0; i < kNineFactors.size(); ++i) {
    v1::FactorContribution* row = event->add_contributions();
    row->set_factor(FactorOf(i));
    row->set_weight(static_cast<std::uint32_t>(kNineFactors[i].weight));
    const State::Judged* judged = JudgedOf(state, i);
    if (judged == nullptr) continue;
    row->set_missing(judged->missing());
    if (!judged->has_score()) continue;
    const auto score = static_cast<int>(judged->score());
    row->set_score(judged->score());
    row->set_contribution_hundredths(static_cast<std::uint32_t>(formula::Contribution(i, score)));
    row->set_shortfall_hundredths(static_cast<std::uint32_t>(formula::Shortfall(i, score)));
  }
}

Decision Scored(const State& state, const v1::FinaliseScore& command, int score,
                const domain::CreditRules& rules, const DecideContext& context) {
  const auto scores = ScoresOf(state);
  const auto band = domain::Number(formula::BandOf(score, rules.policy.round_score()));
  const Date today = rules.Today(context.now);
  const auto decision_day = rules.calendar.AddWorkingDays(
      today, static_cast<std::int32_t>(rules.Band(band).decision_working_days()));
  if (!decision_day) return Decision::Refuse(v1::NO_POLICY, {{"policy", "calendar"}});
  v1::AssessmentScored event = EventOf(command);
  event.set_formula_version(kScoreFormulaVersion);
  event.set_score_hundredths(static_cast<std::uint32_t>(score));
  event.set_band(band);
  AddContributions(state, &event);
  for (const std::size_t i : formula::PrincipalReasons(scores)) event.add_reasons(FactorOf(i));
  event.set_renormalised(!formula::ScoreHundredths(scores).has_value());
  event.set_coverage_percent(static_cast<std::uint32_t>(formula::Judged(scores).weight));
  *event.mutable_recommended() = rules.Band(band).limit_max();
  event.set_evidence_incomplete(!domain::CoverOf(context.book.credit(), today).complete());
  *event.mutable_decision_due() = InstantOf(rules.EndOf(*decision_day));
  *event.mutable_policy() = rules.ref;
  *event.mutable_calendar() = rules.calendar_ref;
  return Decision::Of(std::move(event));
}

}  // namespace

formula::FactorScores ScoresOf(const State& state) {
  formula::FactorScores scores;
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const State::Judged* judged = JudgedOf(state, i);
    if (judged != nullptr && judged->has_score()) scores[i] = static_cast<int>(judged->score());
  }
  return scores;
}

Decision Decide(const State& state, const v1::FinaliseScore& command,
                const DecideContext& context) {
  if (auto no = InDraft(state)) return Decision::Refuse(*no);
  const auto rules = domain::CreditRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  const std::optional<int> score = ScoreOf(ScoresOf(state), rules->policy);
  v1::AssessmentNotRated not_rated;
  if (!score) AddMissingFactors(state, &not_rated);
  AddUndone(state, command.statement_missing(), &not_rated);
  if (not_rated.missing().empty()) return Scored(state, command, *score, *rules, context);
  not_rated.set_statement_missing(command.statement_missing());
  *not_rated.mutable_policy() = rules->ref;
  return Decision::Of(std::move(not_rated));
}

void Evolve(State& state, const v1::AssessmentScored& event, const EventContext& context) {
  state.set_status(State::SCORED);
  state.set_statement_missing(event.statement_missing());
  state.set_score_hundredths(event.score_hundredths());
  state.set_band(event.band());
  *state.mutable_reasons() = event.reasons();
  state.clear_missing();
  state.set_scored_by(std::string(context.actor));
  *state.mutable_decision_due() = event.decision_due();
}

void Evolve(State& state, const v1::AssessmentNotRated& event, const EventContext&) {
  state.set_status(State::NOT_RATED);
  state.set_statement_missing(event.statement_missing());
  state.clear_score_hundredths();
  state.clear_band();
  state.clear_reasons();
  *state.mutable_missing() = event.missing();
}

}  // namespace tenure::assessment
