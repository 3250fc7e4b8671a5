// Coverage of the four-year appointment: each plan keeps the visit that is open and its past. L8.
#include <chrono>

#include "revisit_coverage/revisit_coverage.projection.h"

namespace tenure::projection::revisit_coverage {

using Row = v1::RevisitCoverageRow;

namespace {

constexpr int kVisitsShownMax = 20;  // eighty years

std::uint32_t YearOf(const v1::Date& date) {
  const std::chrono::year_month_day day{Date(std::chrono::days(date.days()))};
  return static_cast<std::uint32_t>(static_cast<int>(day.year()));
}

void Await(Row* row, std::uint32_t n, const v1::Date& due) {
  row->set_visit_no(n);
  row->set_cohort(YearOf(due));
  *row->mutable_next_due() = due;
  row->clear_planned_on();
  row->set_missed(false);
}

Row::Visit* VisitOf(Row* row, std::uint32_t n, const v1::Date& due) {
  for (auto& visit : *row->mutable_visits()) {
    if (visit.n() == n) return &visit;
  }
  if (row->visits_size() == kVisitsShownMax) row->mutable_visits()->DeleteSubrange(0, 1);
  Row::Visit* visit = row->add_visits();
  visit->set_n(n);
  visit->set_cohort(YearOf(due));
  *visit->mutable_due_on() = due;
  return visit;
}

}  // namespace

void Apply(Row& row, const v1::FourYearsAppointed& event, const EventContext& context) {
  const std::string& scope = context.stream.scope.text;
  row.set_customer(scope.substr(scope.find('/') + 1));
  row.set_engagement(context.stream.id);
  Await(&row, event.n(), event.due_on());
}

void Apply(Row& row, const v1::FourYearVisitScheduled& event, const EventContext&) {
  *row.mutable_planned_on() = event.planned_on();
}

void Apply(Row& row, const v1::FourYearVisitCompleted& event, const EventContext&) {
  Row::Visit* visit = VisitOf(&row, event.n(), event.was_due_on());
  *visit->mutable_visited_on() = event.visited_on();
  visit->set_late(event.late());
  row.set_done_count(row.done_count() + 1);
  if (event.late()) row.set_late_count(row.late_count() + 1);
  Await(&row, event.n() + 1, event.next_due());
}

void Apply(Row& row, const v1::FourYearVisitMissed& event, const EventContext&) {
  VisitOf(&row, event.n(), event.was_due_on())->set_missed(true);
  row.set_missed_count(row.missed_count() + 1);
  Await(&row, event.n(), event.was_due_on());
  row.set_missed(true);
}

void Apply(Row& row, const v1::FourYearsEnded&, const EventContext&) {
  row.set_ended(true);
  row.clear_cohort();
  row.clear_next_due();
  row.clear_planned_on();
  row.set_missed(false);
}

}  // namespace tenure::projection::revisit_coverage
