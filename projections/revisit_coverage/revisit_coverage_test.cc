// Coverage of the four-year appointment over a real plan.
#include "domain/lifecycle_given.h"
#include "given/rows.h"
#include "revisit_coverage/revisit_coverage.pb.h"

namespace tenure::testing {
namespace {

using Row = v1::RevisitCoverageRow;

class RevisitCoverage : public LifecycleTest {
 protected:
  RevisitCoverage() : rows(&given, "revisit_coverage") {}
  const Row& Plan() { return rows.Get<Row>("C-1001/EN-1"); }
  void Complete(std::string_view on) {
    v1::CompleteFourYearVisit command;
    command.set_revisit_plan_id(kEngagement);
    *command.mutable_visited_on() = DateMessage(Day(on));
    command.set_no_action(true);
    given.Do(command);
  }
  Rows rows;
};

TEST_F(RevisitCoverage, Plan_OpenInTheCohortOfItsYear) {
  To(S::HANDED_OVER);
  EXPECT_EQ(Plan().cohort(), 2030u);
  EXPECT_EQ(Plan().visit_no(), 1u);
  EXPECT_EQ(Plan().next_due().days(), DateMessage(Day("2030-03-02")).days());
}

TEST_F(RevisitCoverage, Visit_MadeInTime_OpensTheNextCohort) {
  To(S::HANDED_OVER);
  given.Now("2030-03-02T10:00:00+08:00");
  Complete("2030-03-02");
  EXPECT_EQ(Plan().cohort(), 2034u);
  EXPECT_EQ(Plan().done_count(), 1u);
  EXPECT_EQ(Plan().late_count(), 0u);
  ASSERT_EQ(Plan().visits_size(), 1);
  EXPECT_EQ(Plan().visits(0).cohort(), 2030u);
  EXPECT_FALSE(Plan().visits(0).missed());
}

TEST_F(RevisitCoverage, Visit_MissedAndMadeLate_IsOneVisitOfItsCohort) {
  To(S::HANDED_OVER);
  given.Now("2030-06-01T10:00:00+08:00").Fire("revisit_plan", kEngagement);
  EXPECT_TRUE(Plan().missed());
  EXPECT_EQ(Plan().cohort(), 2030u);
  EXPECT_EQ(Plan().missed_count(), 1u);
  Complete("2030-06-01");
  EXPECT_FALSE(Plan().missed());
  EXPECT_EQ(Plan().late_count(), 1u);
  ASSERT_EQ(Plan().visits_size(), 1);
  EXPECT_TRUE(Plan().visits(0).missed());
  EXPECT_TRUE(Plan().visits(0).late());
  EXPECT_EQ(Plan().cohort(), 2034u);
}

TEST_F(RevisitCoverage, SeveralMissed_AreListedByTheNewestUntilAllAreMadeUpFor) {
  To(S::HANDED_OVER);
  given.Now("2034-06-01T10:00:00+08:00").Fire("revisit_plan", kEngagement);
  EXPECT_EQ(Plan().missed_open(), 2u);
  EXPECT_EQ(Plan().cohort(), 2034u);
  EXPECT_EQ(Plan().ahead_no(), 3u);
  Complete("2034-06-01");  // the second
  EXPECT_TRUE(Plan().missed());
  EXPECT_EQ(Plan().cohort(), 2030u);
  Complete("2034-06-01");  // the first
  EXPECT_FALSE(Plan().missed());
  EXPECT_EQ(Plan().cohort(), 2038u);
  EXPECT_EQ(Plan().late_count(), 2u);
  ASSERT_EQ(Plan().visits_size(), 2);
}

// Nothing was due under an anchor that a handover recorded later has moved.
TEST_F(RevisitCoverage, AnchorMovedAfterAMissedVisit_CountsItNoLonger) {
  To(S::IN_PROGRESS);
  given.Now("2030-06-01T10:00:00+08:00").Fire("revisit_plan", kEngagement);
  EXPECT_EQ(Plan().missed_count(), 1u);
  given.Do(HandOver("2027-01-10"));
  EXPECT_EQ(Plan().missed_count(), 0u);
  EXPECT_EQ(Plan().visits_size(), 0);
  EXPECT_FALSE(Plan().missed());
  EXPECT_EQ(Plan().cohort(), 2031u);
  EXPECT_EQ(Plan().visit_no(), 1u);
}

TEST_F(RevisitCoverage, SharedVisit_NamesTheEngagementThatItWasMadeFor) {
  To(S::HANDED_OVER);
  v1::ShareFourYearVisit share;
  share.set_revisit_plan_id(kEngagement);
  share.set_served_by("EN-2");
  *share.mutable_visited_on() = DateMessage(Day("2030-03-02"));
  given.Now("2030-03-02T10:00:00+08:00").DoSystem(share);
  ASSERT_EQ(Plan().visits_size(), 1);
  EXPECT_EQ(Plan().visits(0).served_by(), "EN-2");
}

}  // namespace
}  // namespace tenure::testing
