// The complaint Pareto: counts and sums only, so rows of several scopes and machines add up. Shares
// (timely, reopened) are made by whoever reads them, from the counts.
#include <fmt/format.h>

#include <chrono>

#include "complaint_pareto/complaint_pareto.projection.h"

namespace tenure::projection::complaint_pareto {

using Row = v1::ComplaintParetoRow;
using Terms = v1::ComplaintTerms;

namespace {

std::chrono::year_month_day DayOf(const v1::ComplaintFigures& figures) {
  return Date(std::chrono::days(figures.received_on().days()));
}

// "2026-03/PRODUCT_QUALITY/US": months sort as text.
std::optional<RowKey> CohortKey(const v1::ComplaintFigures& figures) {
  const auto day = DayOf(figures);
  return RowKey{fmt::format("{:04}-{:02}/{}/{}", static_cast<int>(day.year()),
                            static_cast<unsigned>(day.month()), Terms::Cause_Name(figures.cause()),
                            Terms::Party_Name(figures.party()))};
}

void Name(Row& row, const v1::ComplaintFigures& figures) {
  const auto day = DayOf(figures);
  row.set_month(static_cast<std::uint32_t>(static_cast<int>(day.year())) * 100 +
                static_cast<unsigned>(day.month()));
  row.set_cause(figures.cause());
  row.set_party(figures.party());
}

Row::Clock& ClockOf(Row& row, Terms::ClockKind kind) {
  for (Row::Clock& clock : *row.mutable_clocks()) {
    if (clock.kind() == kind) return clock;
  }
  Row::Clock* clock = row.add_clocks();
  clock->set_kind(kind);
  return *clock;
}

void AddCost(Row& row, const v1::Money& amount) {
  for (v1::Money& cost : *row.mutable_cost()) {
    if (cost.currency() != amount.currency()) continue;
    cost.set_minor(cost.minor() + amount.minor());
    return;
  }
  *row.add_cost() = amount;
}

void AddAnswer(Row& row, Terms::Satisfaction satisfaction) {
  for (Row::Answers& answers : *row.mutable_satisfaction()) {
    if (answers.satisfaction() != satisfaction) continue;
    answers.set_count(answers.count() + 1);
    return;
  }
  Row::Answers* answers = row.add_satisfaction();
  answers->set_satisfaction(satisfaction);
  answers->set_count(1);
}

}  // namespace

std::optional<RowKey> KeyOf(const v1::ComplaintFiled& event, const EventContext&) {
  return CohortKey(event.figures());
}
void Apply(Row& row, const v1::ComplaintFiled& event, const EventContext&) {
  Name(row, event.figures());
  row.set_filed(row.filed() + 1);
}

std::optional<RowKey> KeyOf(const v1::RemedyCompleted& event, const EventContext&) {
  return CohortKey(event.figures());
}
void Apply(Row& row, const v1::RemedyCompleted& event, const EventContext&) {
  Name(row, event.figures());
  row.set_remedies(row.remedies() + 1);
  if (event.breach_size() > 0) row.set_remedies_late(row.remedies_late() + 1);
  if (event.has_amount()) AddCost(row, event.amount());
}

std::optional<RowKey> KeyOf(const v1::ComplaintClosed& event, const EventContext&) {
  return CohortKey(event.figures());
}
void Apply(Row& row, const v1::ComplaintClosed& event, const EventContext&) {
  Name(row, event.figures());
  if (event.reopened() == 0) {
    row.set_closed(row.closed() + 1);
  } else {
    row.set_closed_again(row.closed_again() + 1);
  }
}

std::optional<RowKey> KeyOf(const v1::ComplaintReopened& event, const EventContext&) {
  return CohortKey(event.figures());
}
void Apply(Row& row, const v1::ComplaintReopened& event, const EventContext&) {
  Name(row, event.figures());
  row.set_reopened(row.reopened() + 1);
}

std::optional<RowKey> KeyOf(const v1::ComplaintWithdrawn& event, const EventContext&) {
  return CohortKey(event.figures());
}
void Apply(Row& row, const v1::ComplaintWithdrawn& event, const EventContext&) {
  Name(row, event.figures());
  row.set_withdrawn(row.withdrawn() + 1);
}

std::optional<RowKey> KeyOf(const v1::ComplaintRejected& event, const EventContext&) {
  return CohortKey(event.figures());
}
void Apply(Row& row, const v1::ComplaintRejected& event, const EventContext&) {
  Name(row, event.figures());
  row.set_rejected(row.rejected() + 1);
}

std::optional<RowKey> KeyOf(const v1::ComplaintEscalated& event, const EventContext&) {
  return CohortKey(event.figures());
}
void Apply(Row& row, const v1::ComplaintEscalated& event, const EventContext&) {
  Name(row, event.figures());
  row.set_escalated(row.escalated() + 1);
}

std::optional<RowKey> KeyOf(const v1::SatisfactionRecorded& event, const EventContext&) {
  return CohortKey(event.figures());
}
void Apply(Row& row, const v1::SatisfactionRecorded& event, const EventContext&) {
  Name(row, event.figures());
  AddAnswer(row, event.satisfaction());
}

std::optional<RowKey> KeyOf(const v1::SlaClockStopped& event, const EventContext&) {
  return CohortKey(event.figures());
}
void Apply(Row& row, const v1::SlaClockStopped& event, const EventContext&) {
  Name(row, event.figures());
  Row::Clock& clock = ClockOf(row, event.clock());
  if (event.timely()) {
    clock.set_timely(clock.timely() + 1);
  } else {
    clock.set_late(clock.late() + 1);
  }
}

std::optional<RowKey> KeyOf(const v1::SlaClockBreached& event, const EventContext&) {
  return CohortKey(event.figures());
}
void Apply(Row& row, const v1::SlaClockBreached& event, const EventContext&) {
  Name(row, event.figures());
  Row::Clock& clock = ClockOf(row, event.clock());
  clock.set_breached(clock.breached() + 1);
}

}  // namespace tenure::projection::complaint_pareto
