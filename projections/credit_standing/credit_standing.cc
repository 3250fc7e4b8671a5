// The credit of a customer as one row. What belongs to an assessment counts while it is the newest.
#include <algorithm>

#include "credit_standing/credit_standing.projection.h"
#include "formula/altman.h"
#include "formula/nine_factors.h"

namespace tenure::projection::credit_standing {

using Row = v1::CreditStandingRow;
using State = v1::AssessmentState;

namespace {

// The newest assessment's own event.
bool Newest(const Row& row, const EventContext& context) {
  return row.assessment_id() == context.stream.id;
}

// Whoever's it was, the next assessment starts from nothing.
void ForgetAssessment(Row* row) {
  row->clear_status();
  row->clear_five_c();
  row->clear_inputs();
  row->clear_altman_z();
  row->clear_altman_z2();
  row->clear_ratios();
  row->clear_ratio_formula_version();
  row->clear_days_of_year();
  row->clear_potential();
  row->clear_factors();
  row->clear_missing();
  row->clear_override_reason();
  row->clear_approved_by();
  row->clear_assessed_until();
}

void ForgetScore(Row* row) {
  row->clear_score_hundredths();
  row->clear_scored_band();
  row->clear_reasons();
  row->clear_score_formula_version();
  row->clear_renormalised();
  row->clear_coverage_percent();
  row->clear_recommended();
  row->clear_evidence_incomplete();
}

// In the order of their numbers.
template <typename Rows, typename NumberOf, typename Number>
auto* RowOf(Rows* rows, NumberOf number_of, Number number) {
  const auto at = std::find_if(rows->begin(), rows->end(),
                               [&](const auto& one) { return number_of(one) >= number; });
  const auto index = static_cast<int>(at - rows->begin());
  if (at != rows->end() && number_of(*at) == number) return rows->Mutable(index);
  rows->Add();
  std::rotate(rows->begin() + index, rows->end() - 1, rows->end());
  return rows->Mutable(index);
}

template <typename Rows, typename Gone>
void Remove(Rows* rows, Gone gone) {
  rows->erase(std::remove_if(rows->begin(), rows->end(), gone), rows->end());
}

void SetStatus(Row* row, State::Status status, const EventContext& context) {
  if (Newest(*row, context)) row->set_status(status);
}

// Working capital, retained earnings, EBIT and sales to total assets; equity to liabilities.
void SetAltman(Row* row, const v1::FinancialStatement& one) {
  using formula::Rational;
  row->clear_altman_z();
  row->clear_altman_z2();
  const bool known = one.has_current_assets() && one.has_current_liabilities() &&
                     one.has_retained_earnings() && one.has_ebit() && one.has_equity() &&
                     one.total_assets() != 0 && one.total_liabilities() != 0;
  if (!known) return;
  const Rational assets(one.total_assets());
  const Rational x1 = Rational(one.current_assets() - one.current_liabilities()) / assets;
  const Rational x2 = Rational(one.retained_earnings()) / assets;
  const Rational x3 = Rational(one.ebit()) / assets;
  const Rational x4 = Rational(one.equity()) / Rational(one.total_liabilities());
  row->set_altman_z2(formula::FractionText(formula::AltmanZ2(x1, x2, x3, x4)));
  if (!one.has_sales()) return;
  const Rational x5 = Rational(one.sales()) / assets;
  row->set_altman_z(formula::FractionText(formula::AltmanZ(x1, x2, x3, x4, x5)));
}

}  // namespace

void Apply(Row& row, const v1::EvidenceAttached& event, const EventContext& context) {
  row.set_customer(CustomerOf(context));
  Row::Channel* channel = RowOf(
      row.mutable_channels(), [](const auto& one) { return one.channel(); }, event.channel());
  channel->set_channel(event.channel());
  channel->set_pieces(channel->pieces() + 1);
  channel->set_investigation_id(context.stream.id);
  if (channel->expires_on().days() < event.expires_on().days()) {
    *channel->mutable_expires_on() = event.expires_on();
  }
}

void Apply(Row& row, const v1::InvestigationClosed& event, const EventContext& context) {
  row.set_customer(CustomerOf(context));
  *row.mutable_channels_missing() = event.missing();
}

void Apply(Row& row, const v1::AssessmentOpened&, const EventContext& context) {
  row.set_customer(CustomerOf(context));
  ForgetAssessment(&row);
  ForgetScore(&row);
  row.set_assessment_id(context.stream.id);
  row.set_status(State::DRAFT);
}

void Apply(Row& row, const v1::FinancialStatementRecorded& event, const EventContext& context) {
  if (!Newest(row, context)) return;
  row.set_status(State::DRAFT);
  *row.mutable_inputs() = event.statement();
  row.clear_ratios();
  SetAltman(&row, event.statement());
}

void Apply(Row& row, const v1::RatiosComputed& event, const EventContext& context) {
  if (!Newest(row, context)) return;
  row.set_status(State::DRAFT);
  *row.mutable_inputs() = event.inputs();
  *row.mutable_ratios() = event.ratios();
  row.set_ratio_formula_version(event.formula_version());
  row.set_days_of_year(event.days_of_year());
  if (event.has_potential()) *row.mutable_potential() = event.potential();
}

void Apply(Row& row, const v1::FiveCRated& event, const EventContext& context) {
  if (!Newest(row, context)) return;
  row.set_status(State::DRAFT);
  Row::Rating* rating = RowOf(
      row.mutable_five_c(), [](const auto& one) { return one.five_c(); }, event.five_c());
  rating->set_five_c(event.five_c());
  rating->set_grade(event.grade());
  rating->set_evidence(static_cast<std::uint32_t>(event.evidence_size()));
  rating->set_rationale_at(context.scope_sequence);
}

void Apply(Row& row, const v1::FactorScored& event, const EventContext& context) {
  if (!Newest(row, context)) return;
  row.set_status(State::DRAFT);
  v1::FactorContribution* factor = RowOf(
      row.mutable_factors(), [](const auto& one) { return one.factor(); }, event.factor());
  factor->Clear();
  factor->set_factor(event.factor());
  factor->set_missing(event.missing());
  const auto index = static_cast<std::size_t>(event.factor()) - 1;
  if (index >= formula::kNineFactors.size()) return;
  factor->set_weight(static_cast<std::uint32_t>(formula::kNineFactors[index].weight));
  if (!event.has_score()) return;
  const int score = std::min(formula::kScoreMax, static_cast<int>(event.score()));
  factor->set_score(event.score());
  factor->set_contribution_hundredths(
      static_cast<std::uint32_t>(formula::Contribution(index, static_cast<int>(event.score()))));
  factor->set_shortfall_hundredths(static_cast<std::uint32_t>(formula::Shortfall(index, score)));
}

void Apply(Row& row, const v1::AssessmentScored& event, const EventContext& context) {
  if (!Newest(row, context)) return;
  row.set_status(State::SCORED);
  row.clear_missing();
  *row.mutable_factors() = event.contributions();
  row.set_score_hundredths(event.score_hundredths());
  row.set_scored_band(event.band());
  *row.mutable_reasons() = event.reasons();
  row.set_score_formula_version(event.formula_version());
  row.set_renormalised(event.renormalised());
  row.set_coverage_percent(event.coverage_percent());
  *row.mutable_recommended() = event.recommended();
  row.set_evidence_incomplete(event.evidence_incomplete());
}

void Apply(Row& row, const v1::AssessmentNotRated& event, const EventContext& context) {
  if (!Newest(row, context)) return;
  row.set_status(State::NOT_RATED);
  ForgetScore(&row);
  *row.mutable_missing() = event.missing();
}

void Apply(Row& row, const v1::AssessmentApproved& event, const EventContext& context) {
  row.set_band(event.band());
  if (!Newest(row, context)) return;
  row.set_status(State::APPROVED);
  row.set_override_reason(event.override_reason());
  row.set_evidence_incomplete(event.evidence_incomplete());
  row.set_approved_by(std::string(context.actor));
  *row.mutable_assessed_until() = event.valid_to();
  *row.mutable_recommended() = event.recommended();
}

void Apply(Row& row, const v1::AssessmentReturned&, const EventContext& context) {
  if (!Newest(row, context)) return;
  row.set_status(State::RETURNED);
  ForgetScore(&row);
}

void Apply(Row& row, const v1::AssessmentDeclined&, const EventContext& context) {
  SetStatus(&row, State::DECLINED, context);
}

void Apply(Row& row, const v1::AssessmentContested&, const EventContext& context) {
  SetStatus(&row, State::UNDER_REVIEW, context);
}

void Apply(Row& row, const v1::AssessmentActivated&, const EventContext& context) {
  SetStatus(&row, State::ACTIVE, context);
}

void Apply(Row& row, const v1::AssessmentSuperseded&, const EventContext& context) {
  SetStatus(&row, State::SUPERSEDED, context);
}

void Apply(Row& row, const v1::AssessmentExpired&, const EventContext& context) {
  SetStatus(&row, State::EXPIRED, context);
}

void Apply(Row& row, const v1::CreditLimitSet& event, const EventContext& context) {
  row.set_customer(CustomerOf(context));
  row.set_standing(event.after().standing());
  row.set_band(event.band());
  *row.mutable_limit() = event.amount();
  row.set_limit_assessment(event.assessment_id());
  *row.mutable_valid_to() = event.valid_to();
  row.set_payment_days(event.payment_days());
  row.set_discount_bp(event.discount_bp());
  row.set_preferential(event.preferential());
  row.clear_review();
  *row.mutable_review_due() = event.review_due();
}

void Apply(Row& row, const v1::MonitoringPlanSet& event, const EventContext& context) {
  row.set_customer(CustomerOf(context));
  *row.mutable_monitoring_due() = event.next_due();
  row.clear_monitoring_missed();
}

void Apply(Row& row, const v1::MonitoringRecorded& event, const EventContext&) {
  *row.mutable_monitoring_due() = event.next_due();
  row.clear_monitoring_missed();
}

void Apply(Row& row, const v1::MonitoringMissed&, const EventContext&) {
  row.set_monitoring_missed(true);
}

void Apply(Row& row, const v1::GuaranteeRecorded& event, const EventContext& context) {
  row.set_customer(CustomerOf(context));
  Row::Guarantee* guarantee = row.add_guarantees();
  guarantee->set_guarantee_id(event.guarantee_id());
  guarantee->set_kind(event.kind());
  *guarantee->mutable_amount() = event.amount();
  *guarantee->mutable_expires_on() = event.expires_on();
}

void Apply(Row& row, const v1::GuaranteeExpired& event, const EventContext&) {
  Remove(row.mutable_guarantees(),
         [&](const auto& one) { return one.guarantee_id() == event.guarantee_id(); });
}

void Apply(Row& row, const v1::CreditHoldPlaced& event, const EventContext& context) {
  row.set_standing(event.after().standing());
  Row::Hold* hold = row.mutable_hold();
  hold->Clear();
  hold->set_reason(event.reason());
  hold->set_placed_by(std::string(context.actor));
  *hold->mutable_placed_at() = InstantOf(context.effective_at);
  if (event.has_until()) *hold->mutable_until() = event.until();
}

void Apply(Row& row, const v1::CreditHoldReleased& event, const EventContext&) {
  row.set_standing(event.after().standing());
  row.clear_hold();
}

void Apply(Row& row, const v1::CreditHoldExpired& event, const EventContext&) {
  row.set_standing(event.after().standing());
  row.clear_hold();
}

// Releases that have ended leave with the next one.
void Apply(Row& row, const v1::OrderReleased& event, const EventContext& context) {
  row.set_customer(CustomerOf(context));
  Remove(row.mutable_releases(), [&](const auto& one) {
    return one.order_id() == event.order_id() || TimeOf(one.until()) <= context.recorded_at;
  });
  Row::Release* release = row.add_releases();
  release->set_order_id(event.order_id());
  *release->mutable_amount() = event.amount();
  *release->mutable_until() = event.until();
  release->set_released_by(event.released_by());
}

void Apply(Row& row, const v1::CreditReviewOpened& event, const EventContext&) {
  row.set_standing(event.after().standing());
  row.set_review(event.trigger());
}

void Apply(Row& row, const v1::CreditLimitExpired& event, const EventContext&) {
  row.set_standing(event.after().standing());
}

}  // namespace tenure::projection::credit_standing
