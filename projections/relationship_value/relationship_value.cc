// Folds of the relationship's value (A13).
#include <algorithm>
#include <chrono>

#include "relationship_value/relationship_value.projection.h"

namespace tenure::projection::relationship_value {

using Row = v1::RelationshipValueRow;

namespace {

std::uint32_t YearOf(Date date) {
  return static_cast<std::uint32_t>(static_cast<int>(std::chrono::year_month_day(date).year()));
}

std::uint32_t YearOf(const EventContext& context) {
  return YearOf(std::chrono::floor<std::chrono::days>(context.effective_at));
}

RowKey KeyOfYear(const EventContext& context, std::uint32_t year) {
  return {CustomerOf(context) + "/" + std::to_string(year)};
}

Row::CustomerBenefit* Benefit(Row* row, const EventContext& context, std::uint32_t year) {
  row->set_customer(CustomerOf(context));
  row->set_year(year);
  row->set_why(context.scope_sequence);
  return row->mutable_customer_benefit();
}

void Add(google::protobuf::RepeatedPtrField<v1::Money>* sums, const v1::Money& amount) {
  if (amount.currency().empty()) return;
  auto found = std::find_if(sums->begin(), sums->end(),
                            [&](const auto& one) { return one.currency() == amount.currency(); });
  v1::Money* sum = found == sums->end() ? sums->Add() : &*found;
  sum->set_currency(amount.currency());
  sum->set_minor(sum->minor() + amount.minor());
}

// The company's side in one currency; null once the screening has spoken.
v1::YearFigures* Company(Row* row, const std::string& currency) {
  Row::CompanyProfit* company = row->mutable_company_profit();
  if (company->screened() || currency.empty()) return nullptr;
  for (auto& one : *company->mutable_figures()) {
    if (one.currency() == currency) return &one;
  }
  v1::YearFigures* figures = company->add_figures();
  figures->set_currency(currency);
  return figures;
}

void Settle(v1::YearFigures* figures) {
  figures->set_profit(figures->turnover() - figures->cost() - figures->incentives() -
                      figures->remedies() - figures->write_offs());
}

void Kept(Row* row, const EventContext& context, std::uint32_t year, bool kept) {
  Row::CustomerBenefit* benefit = Benefit(row, context, year);
  if (kept) {
    benefit->set_obligations_kept(benefit->obligations_kept() + 1);
  } else {
    benefit->set_obligations_missed(benefit->obligations_missed() + 1);
  }
}

}  // namespace

std::optional<RowKey> KeyOf(const v1::IncentiveGranted& event, const EventContext& context) {
  return KeyOfYear(context, event.mark().year());
}
void Apply(Row& row, const v1::IncentiveGranted& event, const EventContext& context) {
  Add(Benefit(&row, context, event.mark().year())->mutable_incentives(), event.amount());
  v1::YearFigures* company = Company(&row, event.amount().currency());
  if (company == nullptr) return;
  company->set_incentives(company->incentives() + event.amount().minor());
  Settle(company);
}

std::optional<RowKey> KeyOf(const v1::RemedyCompleted&, const EventContext& context) {
  return KeyOfYear(context, YearOf(context));
}
void Apply(Row& row, const v1::RemedyCompleted& event, const EventContext& context) {
  Add(Benefit(&row, context, YearOf(context))->mutable_remedies(), event.amount());
  v1::YearFigures* company = Company(&row, event.amount().currency());
  if (company == nullptr) return;
  company->set_remedies(company->remedies() + event.amount().minor());
  Settle(company);
}

std::optional<RowKey> KeyOf(const v1::PerceptionRecorded&, const EventContext& context) {
  return KeyOfYear(context, YearOf(context));
}
void Apply(Row& row, const v1::PerceptionRecorded& event, const EventContext& context) {
  Row::CustomerBenefit* benefit = Benefit(&row, context, YearOf(context));
  benefit->set_perceptions_asked(benefit->perceptions_asked() + 1);
  if (event.yes()) benefit->set_perceptions_yes(benefit->perceptions_yes() + 1);
}

std::optional<RowKey> KeyOf(const v1::IssueResolved&, const EventContext& context) {
  return KeyOfYear(context, YearOf(context));
}
void Apply(Row& row, const v1::IssueResolved& event, const EventContext& context) {
  Kept(&row, context, YearOf(context), !event.late());
}

std::optional<RowKey> KeyOf(const v1::ForumActionCompleted&, const EventContext& context) {
  return KeyOfYear(context, YearOf(context));
}
void Apply(Row& row, const v1::ForumActionCompleted& event, const EventContext& context) {
  Kept(&row, context, YearOf(context), !event.late());
}

std::optional<RowKey> KeyOf(const v1::SupportProvided& event, const EventContext& context) {
  return KeyOfYear(context, event.mark().year());
}
void Apply(Row& row, const v1::SupportProvided& event, const EventContext& context) {
  Kept(&row, context, event.mark().year(), true);
}

std::optional<RowKey> KeyOf(const v1::FourYearVisitCompleted& event, const EventContext& context) {
  return KeyOfYear(context, YearOf(DateOf(event.visited_on())));
}
void Apply(Row& row, const v1::FourYearVisitCompleted& event, const EventContext& context) {
  Kept(&row, context, YearOf(DateOf(event.visited_on())), true);
}

std::optional<RowKey> KeyOf(const v1::FourYearVisitMissed&, const EventContext& context) {
  return KeyOfYear(context, YearOf(context));
}
void Apply(Row& row, const v1::FourYearVisitMissed&, const EventContext& context) {
  Kept(&row, context, YearOf(context), false);
}

std::optional<RowKey> KeyOf(const v1::SlaClockBreached&, const EventContext& context) {
  return KeyOfYear(context, YearOf(context));
}
void Apply(Row& row, const v1::SlaClockBreached&, const EventContext& context) {
  Kept(&row, context, YearOf(context), false);
}

std::optional<RowKey> KeyOf(const v1::RepFeedbackRecorded& event, const EventContext& context) {
  return KeyOfYear(context, event.mark().year());
}
void Apply(Row& row, const v1::RepFeedbackRecorded& event, const EventContext& context) {
  Row::CustomerBenefit* benefit = Benefit(&row, context, event.mark().year());
  benefit->set_opinions(benefit->opinions() + 1);
  benefit->set_opinion_points(benefit->opinion_points() + event.rating());
}

std::optional<RowKey> KeyOf(const v1::KeyAccountYearClosed& event, const EventContext& context) {
  return KeyOfYear(context, event.year());
}
void Apply(Row& row, const v1::KeyAccountYearClosed& event, const EventContext& context) {
  Row::CustomerBenefit* benefit = Benefit(&row, context, event.year());
  benefit->set_obligations_missed(benefit->obligations_missed() +
                                  static_cast<std::uint32_t>(event.missed_size()));
}

// What the screening confirmed stands for the year from then on.
std::optional<RowKey> KeyOf(const v1::ScreeningConfirmed&, const EventContext& context) {
  return KeyOfStream(context);
}
void Apply(Row& row, const v1::ScreeningConfirmed& event, const EventContext& context) {
  Benefit(&row, context, event.year());
  Row::CompanyProfit* company = row.mutable_company_profit();
  company->clear_figures();
  *company->add_figures() = event.figures();
  company->set_screened(true);
}

}  // namespace tenure::projection::relationship_value
