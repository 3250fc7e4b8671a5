// Coverage of the four-year appointment: each plan keeps the visit that is open and its past. L8.
#include <algorithm>

#include "formula/four_years.h"
#include "revisit_coverage/revisit_coverage.projection.h"

namespace tenure::projection::revisit_coverage {

using Row = v1::RevisitCoverageRow;

namespace {

constexpr int kVisitsShownMax = 20;  // eighty years

// The visit that the row is listed by: the newest missed one that nobody has made up for, else the
// one ahead.
void Await(Row* row) {
  std::uint32_t n = row->ahead_no();
  v1::Date due = row->ahead_due();
  row->set_missed_open(0);
  for (const auto& visit : row->visits()) {
    if (!visit.missed() || visit.has_visited_on()) continue;
    n = row->missed_open() == 0 ? visit.n() : std::max(n, visit.n());
    if (n == visit.n()) due = visit.due_on();
    row->set_missed_open(row->missed_open() + 1);
  }
  row->set_missed(row->missed_open() > 0);
  if (row->visit_no() != n) row->clear_planned_on();
  row->set_visit_no(n);
  row->set_cohort(YearOf(due));
  *row->mutable_next_due() = due;
}

// Older events do not name it.
v1::Date NextDue(const v1::FourYearVisitMissed& event) {
  if (event.has_next_due()) return event.next_due();
  return DateMessage(formula::FourYearVisit(DateOf(event.was_due_on()), 1));
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
  // A visit missed under an anchor that is no more was never due. None was made: a visit fixes it.
  row.clear_visits();
  row.clear_missed_count();
  row.clear_ended();
  row.clear_planned_on();
  row.set_ahead_no(event.n());
  *row.mutable_ahead_due() = event.due_on();
  Await(&row);
}

void Apply(Row& row, const v1::FourYearVisitScheduled& event, const EventContext&) {
  if (event.n() == row.visit_no()) *row.mutable_planned_on() = event.planned_on();
}

void Apply(Row& row, const v1::FourYearVisitCompleted& event, const EventContext&) {
  Row::Visit* visit = VisitOf(&row, event.n(), event.was_due_on());
  *visit->mutable_visited_on() = event.visited_on();
  visit->set_late(event.late());
  visit->set_served_by(event.served_by());
  row.set_done_count(row.done_count() + 1);
  if (event.late()) row.set_late_count(row.late_count() + 1);
  if (event.n() == row.visit_no()) row.clear_planned_on();
  if (event.has_next_due()) {
    row.set_ahead_no(event.n() + 1);
    *row.mutable_ahead_due() = event.next_due();
  }
  Await(&row);
}

void Apply(Row& row, const v1::FourYearVisitMissed& event, const EventContext&) {
  VisitOf(&row, event.n(), event.was_due_on())->set_missed(true);
  row.set_missed_count(row.missed_count() + 1);
  row.set_ahead_no(event.n() + 1);
  *row.mutable_ahead_due() = NextDue(event);
  Await(&row);
}

void Apply(Row& row, const v1::FourYearsEnded&, const EventContext&) {
  row.set_ended(true);
  row.clear_cohort();
  row.clear_next_due();
  row.clear_planned_on();
  row.clear_ahead_no();
  row.clear_ahead_due();
  row.clear_missed_open();
  row.set_missed(false);
}

}  // namespace tenure::projection::revisit_coverage
