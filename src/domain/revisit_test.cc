// The four-year appointment (L8): its dates, its visits in time, late and missed, and whom they
// serve.
#include <vector>

#include "domain/lifecycle_given.h"
#include "formula/four_years.h"

namespace tenure::testing {
namespace {

// L8 against an independent walk: day by day, counting years by the calendar's own turn.
TEST(FourYears, AnyAnchor_VisitDay_AgreesWithADayByDayWalk) {
  for (const char* start : {"2024-02-29", "2026-03-02", "2023-12-31", "2096-02-29", "2025-01-01"}) {
    const Date anchor = Day(start);
    const std::chrono::year_month_day first(anchor);
    std::uint32_t n = 1;
    for (Date day = anchor + std::chrono::days(1); n <= 12; day += std::chrono::days(1)) {
      const std::chrono::year_month_day today(day);
      if (static_cast<int>(today.year()) !=
          static_cast<int>(first.year()) + 4 * static_cast<int>(n)) {
        continue;
      }
      const bool leap_anchor = first.month() == std::chrono::February &&
                               first.day() == std::chrono::day(29) && !today.year().is_leap();
      const auto wanted = leap_anchor ? std::chrono::day(28) : first.day();
      if (today.month() != first.month() || today.day() != wanted) continue;
      EXPECT_EQ(formula::FourYearVisit(anchor, n), day) << start << " visit " << n;
      ++n;
    }
  }
}

class Revisit : public LifecycleTest {
 protected:
  static v1::CompleteFourYearVisit Visit(std::string_view on) {
    v1::CompleteFourYearVisit command;
    command.set_revisit_plan_id(kEngagement);
    *command.mutable_visited_on() = DateMessage(Day(on));
    command.set_no_action(true);
    return command;
  }
  const v1::RevisitPlanState& Plan() { return given.state<v1::RevisitPlanState>(kEngagement); }
  std::vector<std::uint32_t> Missed() { return {Plan().missed().begin(), Plan().missed().end()}; }
  // A further plan of the same customer.
  void Another(const std::string& id, std::string_view anchor = "2026-03-02") {
    v1::AppointFourYears appoint;
    appoint.set_revisit_plan_id(id);
    *appoint.mutable_anchor() = DateMessage(Day(anchor));
    given.DoSystem(appoint).Gives({"FourYearsAppointed"});
  }
  [[nodiscard]] Time Due() { return given.Timers("revisit_plan", kEngagement).front(); }
};

TEST_F(Revisit, Contract_AnchorsTheAppointment_HandoverAnchorsItAnew) {
  To(S::IN_PROGRESS);
  EXPECT_EQ(Due(), At("2030-05-02T00:00:00+08:00"));  // 2 March 2030 and 60 days of grace
  given.Now("2026-06-10T09:00:00+08:00");
  given.Do(HandOver("2026-06-10")).Gives({"HandoverCeremonyHeld", "FourYearsAppointed"});
  EXPECT_EQ(Due(), At("2030-08-10T00:00:00+08:00"));
}

TEST_F(Revisit, VisitInTime_NextIsFourYearsFromTheAnchor) {
  To(S::HANDED_OVER);
  given.Now("2030-04-01T09:00:00+08:00");
  const Outcome done = given.Do(Visit("2030-03-30"));
  EXPECT_TRUE(done.event<v1::FourYearVisitCompleted>().late());
  EXPECT_EQ(DateOf(done.event<v1::FourYearVisitCompleted>().next_due()), Day("2034-03-02"));
}

TEST_F(Revisit, Visit_TooEarly_OrWithoutOutcome_IsRefused) {
  To(S::HANDED_OVER);
  given.Now("2030-03-01T09:00:00+08:00");
  given.When(Visit("2029-12-01")).Refuses(v1::VISIT_NOT_DUE);
  given.When(Visit("2029-12-02")).Gives({"FourYearVisitCompleted"});
  given.When(Visit("2030-03-02")).Refuses(v1::DATE_IN_FUTURE);
  auto without = Visit("2030-03-01");
  without.set_no_action(false);
  given.When(without).Refuses(v1::VISIT_OUTCOME_MISSING);
}

TEST_F(Revisit, Improvements_EachBecomesAnIssue) {
  To(S::HANDED_OVER);
  given.Now("2030-03-02T09:00:00+08:00");
  auto visit = Visit("2030-03-02");
  visit.set_no_action(false);
  for (const char* what : {"door", "lift"}) {
    auto* improvement = visit.add_improvements();
    improvement->set_what(what);
    improvement->set_owner("li.wei");
  }
  given.When(visit).Gives({"FourYearVisitCompleted", "IssueRaised", "IssueRaised"});
}

TEST_F(Revisit, Missed_ByTimer_ThenLateVisit_ShiftsNothing) {
  To(S::HANDED_OVER);
  given.Now("2030-06-01T00:00:00+08:00");
  const Outcome missed = given.Fire("revisit_plan", kEngagement);
  missed.Gives({"FourYearVisitMissed"});
  EXPECT_EQ(missed.effective_at<v1::FourYearVisitMissed>(), At("2030-05-02T00:00:00+08:00"));
  EXPECT_EQ(Due(), At("2034-05-02T00:00:00+08:00"));
  const Outcome late = given.Do(Visit("2030-05-31"));
  EXPECT_EQ(late.event<v1::FourYearVisitCompleted>().n(), 1u);
  EXPECT_TRUE(late.event<v1::FourYearVisitCompleted>().late());
  EXPECT_EQ(Due(), At("2034-05-02T00:00:00+08:00"));
}

TEST_F(Revisit, MissedTwice_BothMayStillBeMade) {
  To(S::HANDED_OVER);
  given.Now("2034-06-01T00:00:00+08:00");
  const Outcome missed = given.Fire("revisit_plan", kEngagement);
  missed.Gives({"FourYearVisitMissed", "FourYearVisitMissed"});
  EXPECT_EQ(Missed(), (std::vector<std::uint32_t>{1, 2}));
  EXPECT_EQ(Plan().next_n(), 3u);
  EXPECT_EQ(DateOf(Plan().next_due()), Day("2038-03-02"));
  given.Fire("revisit_plan", kEngagement).Refuses(v1::NO_CHANGE);
}

// Late is recorded late and shifts nothing.
TEST_F(Revisit, AnEarlierMissedVisit_MadeAfterSeveral_IsRecordedForItself) {
  To(S::HANDED_OVER);
  given.Now("2038-06-01T00:00:00+08:00").Fire("revisit_plan", kEngagement);
  const Time next = Due();
  auto visit = Visit("2038-05-31");
  visit.set_visit_no(1);
  const Outcome first = given.Do(visit);
  EXPECT_EQ(first.event<v1::FourYearVisitCompleted>().n(), 1u);
  EXPECT_TRUE(first.event<v1::FourYearVisitCompleted>().late());
  EXPECT_EQ(DateOf(first.event<v1::FourYearVisitCompleted>().was_due_on()), Day("2030-03-02"));
  EXPECT_FALSE(first.event<v1::FourYearVisitCompleted>().has_next_due());
  EXPECT_EQ(Missed(), (std::vector<std::uint32_t>{2, 3}));
  EXPECT_EQ(Due(), next);
  given.When(visit).Refuses(v1::VISIT_NOT_OPEN).Fact("n", "1");
  const Outcome newest = given.Do(Visit("2038-05-31"));  // without a number: the one missed last
  EXPECT_EQ(newest.event<v1::FourYearVisitCompleted>().n(), 3u);
  visit.set_visit_no(5);
  given.When(visit).Refuses(v1::VISIT_NOT_DUE).Fact("due", "2046-03-02");
}

TEST_F(Revisit, VisitInTheTimeOfTheOneAhead_IsThatOne_ThoughAnEarlierWasMissed) {
  To(S::HANDED_OVER);
  given.Now("2034-03-01T00:00:00+08:00").Fire("revisit_plan", kEngagement);
  const Outcome done = given.Do(Visit("2034-02-28"));
  EXPECT_EQ(done.event<v1::FourYearVisitCompleted>().n(), 2u);
  EXPECT_FALSE(done.event<v1::FourYearVisitCompleted>().late());
  EXPECT_EQ(Missed(), (std::vector<std::uint32_t>{1}));
}

TEST_F(Revisit, MissedVisits_BeyondTheBound_TheOldestIsGivenUp) {
  To(S::HANDED_OVER);
  given.Now("2110-06-01T00:00:00+08:00").Fire("revisit_plan", kEngagement);  // twenty-one
  EXPECT_EQ(Plan().missed_size(), 20);
  auto visit = Visit("2110-05-31");
  visit.set_visit_no(1);
  given.When(visit).Refuses(v1::VISIT_NOT_OPEN);
  visit.set_visit_no(2);
  given.When(visit).Gives({"FourYearVisitCompleted"});
}

// One visit, two engagements: each plan records it, in one unit.
TEST_F(Revisit, OneVisit_ServesFurtherEngagementsOfTheCustomer) {
  To(S::HANDED_OVER);
  Another("EN-2");
  given.Now("2030-03-02T09:00:00+08:00");
  auto visit = Visit("2030-03-02");
  visit.add_also_for("EN-2");
  const Outcome done = given.Do(visit);
  done.Gives({"FourYearVisitCompleted", "FourYearVisitCompleted"});
  const auto& shared =
      static_cast<const v1::FourYearVisitCompleted&>(*done.unit().events[1].message);
  EXPECT_EQ(shared.revisit_plan_id(), "EN-2");
  EXPECT_EQ(shared.served_by(), kEngagement);
  EXPECT_EQ(shared.n(), 1u);
  for (const char* plan : {"EN-1", "EN-2"}) {
    EXPECT_EQ(given.state<v1::RevisitPlanState>(plan).completed(), 1u) << plan;
    EXPECT_EQ(given.state<v1::RevisitPlanState>(plan).next_n(), 2u) << plan;
  }
}

TEST_F(Revisit, OneVisit_ForAPlanThatItCannotServe_IsRefusedAsAWhole) {
  To(S::HANDED_OVER);
  given.Now("2030-03-02T09:00:00+08:00");
  auto visit = Visit("2030-03-02");
  visit.add_also_for("EN-2");
  given.When(visit).Refuses(v1::UNKNOWN_REFERENCE).Fact("id", "EN-2");
  visit.set_also_for(0, kEngagement);  // itself
  given.When(visit).Refuses(v1::UNKNOWN_REFERENCE);
  Another("EN-2", "2030-03-02");
  visit.set_also_for(0, "EN-2");
  given.When(visit).Refuses(v1::VISIT_NOT_DUE).Fact("due", "2034-03-02");
  v1::EndFourYears end;
  end.set_revisit_plan_id("EN-2");
  given.DoSystem(end);
  given.When(visit).Refuses(v1::APPOINTMENT_ENDED);
}

TEST_F(Revisit, ShareFourYearVisit_BySystem_KeepsTheGuards) {
  To(S::HANDED_OVER);
  v1::ShareFourYearVisit share;
  share.set_revisit_plan_id(kEngagement);
  *share.mutable_visited_on() = DateMessage(Day("2029-12-01"));
  given.WhenSystem(share).Refuses(v1::VISIT_NOT_DUE);
  *share.mutable_visited_on() = DateMessage(Day("2029-12-02"));
  given.WhenSystem(share).Gives({"FourYearVisitCompleted"});
  v1::EndFourYears end;
  end.set_revisit_plan_id(kEngagement);
  given.DoSystem(end);
  given.WhenSystem(share).Refuses(v1::APPOINTMENT_ENDED);
}

// The handover was recorded late: what its predecessor's anchor called missed was never due.
TEST_F(Revisit, AnchorMovedAfterAMissedVisit_ForgetsIt) {
  To(S::IN_PROGRESS);
  given.Now("2030-06-01T00:00:00+08:00").Fire("revisit_plan", kEngagement);
  EXPECT_EQ(Missed(), (std::vector<std::uint32_t>{1}));
  given.Do(HandOver("2027-01-10")).Gives({"HandoverCeremonyHeld", "FourYearsAppointed"});
  EXPECT_EQ(Missed(), std::vector<std::uint32_t>());
  EXPECT_EQ(Plan().next_n(), 1u);
  EXPECT_EQ(DateOf(Plan().next_due()), Day("2031-01-10"));
}

TEST_F(Revisit, Rescinded_NothingIsDueAnyMore) {
  To(S::CONTRACTED);
  given.Do(For<v1::RescindContract>());
  EXPECT_TRUE(given.Timers("revisit_plan", kEngagement).empty());
  v1::ScheduleFourYearVisit schedule;
  schedule.set_revisit_plan_id(kEngagement);
  given.When(schedule).Refuses(v1::APPOINTMENT_ENDED);
  given.When(Visit("2026-03-01")).Refuses(v1::APPOINTMENT_ENDED);
}

TEST_F(Revisit, Schedule_NamesTheOpenVisit) {
  To(S::HANDED_OVER);
  v1::ScheduleFourYearVisit schedule;
  schedule.set_revisit_plan_id(kEngagement);
  *schedule.mutable_planned_on() = DateMessage(Day("2026-03-01"));
  given.When(schedule).Refuses(v1::DUE_IN_PAST);
  *schedule.mutable_planned_on() = DateMessage(Day("2030-03-02"));
  EXPECT_EQ(given.Do(schedule).event<v1::FourYearVisitScheduled>().n(), 1u);
  given.When(schedule).Refuses(v1::NO_CHANGE);
  EXPECT_EQ(DateOf(given.state<v1::RevisitPlanState>(kEngagement).planned_on()), Day("2030-03-02"));
  given.Now("2030-03-02T09:00:00+08:00");
  given.Do(Visit("2030-03-02"));
  EXPECT_FALSE(given.state<v1::RevisitPlanState>(kEngagement).has_planned_on());
}

TEST_F(Revisit, Schedule_OfAMissedVisit_NamesItAndIsSettledByItAlone) {
  To(S::HANDED_OVER);
  given.Now("2034-03-01T00:00:00+08:00").Fire("revisit_plan", kEngagement);
  v1::ScheduleFourYearVisit schedule;
  schedule.set_revisit_plan_id(kEngagement);
  *schedule.mutable_planned_on() = DateMessage(Day("2034-03-10"));
  EXPECT_EQ(given.When(schedule).event<v1::FourYearVisitScheduled>().n(), 2u);
  schedule.set_visit_no(1);
  EXPECT_EQ(given.Do(schedule).event<v1::FourYearVisitScheduled>().n(), 1u);
  given.When(schedule).Refuses(v1::NO_CHANGE);
  schedule.set_visit_no(3);
  given.When(schedule).Refuses(v1::VISIT_NOT_DUE);
  given.Do(Visit("2034-02-28"));  // the second
  EXPECT_TRUE(Plan().has_planned_on());
  auto first = Visit("2034-02-28");
  first.set_visit_no(1);
  given.Do(first);
  EXPECT_FALSE(Plan().has_planned_on());
  schedule.set_visit_no(1);
  given.When(schedule).Refuses(v1::VISIT_NOT_OPEN);
}

TEST_F(Revisit, Improvement_LeftWithAReason_RaisesNoIssue) {
  To(S::HANDED_OVER);
  given.Now("2030-03-02T09:00:00+08:00");
  auto visit = Visit("2030-03-02");
  visit.set_no_action(false);
  auto* improvement = visit.add_improvements();
  improvement->set_what("a second lift");
  given.When(visit).Refuses(v1::VISIT_OUTCOME_MISSING);  // neither owner nor reason
  improvement->set_no_action_reason(v1::NOT_FEASIBLE);
  given.When(visit).Gives({"FourYearVisitCompleted"});
  improvement->set_owner("li.wei");
  given.When(visit).Refuses(v1::VISIT_OUTCOME_MISSING);  // both
  improvement->clear_no_action_reason();
  visit.set_no_action(true);
  given.When(visit).Refuses(v1::VISIT_OUTCOME_MISSING);
}

// Without handover the contract stays the anchor, whatever was waived.
TEST_F(Revisit, HandoverWaived_ContractStaysTheAnchor) {
  To(S::IN_PROGRESS);
  auto waive = For<v1::WaiveStage>();
  waive.set_stage(S::HANDED_OVER);
  given.DoApproved(waive, "zhao.min");
  given.Now("2026-06-10T09:00:00+08:00");
  given.Do(Manager("li.wei"));
  EXPECT_EQ(Stage(), S::IN_CARE);
  EXPECT_EQ(Due(), At("2030-05-02T00:00:00+08:00"));
  given.When(For<v1::RescindContract>()).NeedsApproval("lifecycle.rescind");
}

// 29 February: on the 28th where there is no 29th, and back on the 29th after a century.
TEST_F(Revisit, LeapDayAnchor_KeepsItsDayThroughEveryVisit) {
  given.Now("2096-02-29T09:00:00+08:00");
  given.Do(Open());
  Publish(Disclosure());
  given.Do(Acknowledge(1));
  given.Do(Guide());
  given.Do(Sign("2096-02-29"));
  for (const auto& [on, next] :
       {std::pair{"2100-02-28", "2104-02-29"}, std::pair{"2104-02-29", "2108-02-29"}}) {
    given.Now(std::string(on) + "T09:00:00+08:00");
    const Outcome done = given.Do(Visit(on));
    EXPECT_FALSE(done.event<v1::FourYearVisitCompleted>().late()) << on;
    EXPECT_EQ(DateOf(done.event<v1::FourYearVisitCompleted>().next_due()), Day(next));
  }
}

TEST_F(Revisit, Appointment_AfterAVisitOrAtTheSameAnchor_StaysAsItIs) {
  To(S::HANDED_OVER);
  v1::AppointFourYears appoint;
  appoint.set_revisit_plan_id(kEngagement);
  *appoint.mutable_anchor() = DateMessage(Day("2026-03-02"));
  given.WhenSystem(appoint).Refuses(v1::NO_CHANGE);
  *appoint.mutable_anchor() = DateMessage(Day("2026-03-01"));
  given.WhenSystem(appoint).Gives({"FourYearsAppointed"});
  given.Now("2030-03-02T09:00:00+08:00");
  given.Do(Visit("2030-03-02"));
  given.WhenSystem(appoint).Refuses(v1::NO_CHANGE);
  v1::EndFourYears end;
  end.set_revisit_plan_id(kEngagement);
  given.DoSystem(end).Gives({"FourYearsEnded"});
  given.WhenSystem(end).Refuses(v1::NO_CHANGE);
  given.Fire("revisit_plan", kEngagement).Refuses(v1::NO_CHANGE);
}

}  // namespace
}  // namespace tenure::testing
