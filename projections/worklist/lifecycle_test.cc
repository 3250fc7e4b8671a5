// What the worklist says of the lifecycle, over real engagements, issues, plans and funds.
#include <algorithm>
#include <vector>

#include "domain/lifecycle_given.h"
#include "given/rows.h"
#include "tenure/v1/customer.pb.h"
#include "worklist/worklist.pb.h"

namespace tenure::testing {
namespace {

using Row = v1::WorklistRow;

class LifecycleWorklist : public LifecycleTest {
 protected:
  LifecycleWorklist() : rows(&given, "worklist") {}
  // The only obligation of a kind; ends the test program when there is none.
  Row::Obligation Duty(const std::string& stream, Row::Kind kind) {
    const Row& row = rows.Get<Row>("customer/C-1001/" + stream);
    const auto found = std::find_if(row.obligations().begin(), row.obligations().end(),
                                    [&](const auto& one) { return one.kind() == kind; });
    TENURE_ASSERT(found != row.obligations().end(), "{} is not due", Row::Kind_Name(kind));
    return *found;
  }
  std::vector<Row::Kind> Kinds(const std::string& stream) {
    std::vector<Row::Kind> kinds;
    if (!rows.Has("customer/C-1001/" + stream)) return kinds;
    for (const auto& one : rows.Get<Row>("customer/C-1001/" + stream).obligations()) {
      kinds.push_back(one.kind());
    }
    return kinds;
  }
  using Due = std::vector<Row::Kind>;
  Rows rows;
};

constexpr char kStream[] = "engagement/EN-1";

TEST_F(LifecycleWorklist, ProgressUpdate_FromSigningToHandover_OfWhoSigned) {
  To(S::CONTRACTED);
  const auto first = Duty(kStream, Row::PROGRESS_UPDATE);
  EXPECT_EQ(first.owner(), "li.wei");
  EXPECT_EQ(first.policy().policy(), "lifecycle");
  EXPECT_EQ(first.settle(), "SendProgressUpdate");
  EXPECT_EQ(TimeOf(first.due()), At("2026-04-01T09:00:00+08:00"));
  given.Now("2026-03-20T09:00:00+08:00");
  Update();
  EXPECT_EQ(TimeOf(Duty(kStream, Row::PROGRESS_UPDATE).due()), At("2026-04-19T09:00:00+08:00"));
  auto schedule = For<v1::ScheduleHandover>();
  *schedule.mutable_planned_on() = DateMessage(Day("2026-03-21"));
  given.Do(schedule);
  EXPECT_EQ(Kinds(kStream), (Due{Row::PROGRESS_UPDATE, Row::HANDOVER}));
  given.Do(HandOver("2026-03-20"));
  EXPECT_EQ(Kinds(kStream), Due{});
}

// A failed delivery leaves the obligation due, and says so.
TEST_F(LifecycleWorklist, ProgressUpdate_UntilItIsDelivered_StaysDue) {
  To(S::CONTRACTED);
  const auto due = At("2026-04-01T09:00:00+08:00");
  const std::uint64_t sent = SendUpdate();
  EXPECT_EQ(Duty(kStream, Row::PROGRESS_UPDATE).settle(), "RecordDispatchResult");
  EXPECT_EQ(TimeOf(Duty(kStream, Row::PROGRESS_UPDATE).due()), due);
  const Outcome failed = given.Do(Dispatched(sent, v1::NOT_DELIVERED));
  EXPECT_EQ(Duty(kStream, Row::PROGRESS_UPDATE).settle(), "SendProgressUpdate");
  EXPECT_EQ(Duty(kStream, Row::PROGRESS_UPDATE).why(), failed.unit().events.back().scope_sequence);
  EXPECT_EQ(TimeOf(Duty(kStream, Row::PROGRESS_UPDATE).due()), due);
  EXPECT_EQ(Kinds("outbox/" + std::to_string(sent)), Due{Row::DELIVERY_FAILED});
  given.Do(Dispatched(sent));
  EXPECT_EQ(Kinds("outbox/" + std::to_string(sent)), Due{});
}

// 4.1: clocks stop, claims stay.
TEST_F(LifecycleWorklist, Rescission_LeavesOpenSnagsWithoutADueDateToCome) {
  To(S::IN_CARE);
  auto snag = For<v1::RecordSnag>();
  snag.set_snag_id("S-1");
  *snag.mutable_due_on() = DateMessage(Day("2026-03-02"));
  given.Do(snag);
  snag.set_snag_id("S-2");
  *snag.mutable_due_on() = DateMessage(Day("2026-03-20"));
  given.Do(snag);
  given.Now("2026-03-10T09:00:00+08:00").DoApproved(For<v1::RescindContract>(), "zhao.min");
  ASSERT_EQ(Kinds(kStream), (Due{Row::SNAG, Row::SNAG}));
  const Row& row = rows.Get<Row>(std::string("customer/C-1001/") + kStream);
  EXPECT_TRUE(row.obligations(0).has_due());
  EXPECT_FALSE(row.obligations(1).has_due());
  auto resolve = For<v1::ResolveSnag>();
  for (const char* id : {"S-1", "S-2"}) {
    resolve.set_snag_id(id);
    given.Do(resolve);
  }
  EXPECT_EQ(Kinds(kStream), Due{});
}

TEST_F(LifecycleWorklist, PatrolAndTracking_EachKindHasItsOwnNextTouch) {
  To(S::PROSPECT);
  given.Do(For<v1::RecordPatrolVisit>());
  auto track = For<v1::RecordTracking>();
  for (const auto kind : {v1::PHONE, v1::WARMTH, v1::PHONE}) {
    track.set_kind(kind);
    given.Do(track);
  }
  EXPECT_EQ(Kinds(kStream),
            (Due{Row::DISCLOSURE, Row::PATROL_VISIT, Row::TRACKING, Row::TRACKING}));
  EXPECT_EQ(TimeOf(Duty(kStream, Row::PATROL_VISIT).due()), At("2026-05-31T09:00:00+08:00"));
  EXPECT_EQ(Duty(kStream, Row::PATROL_VISIT).owner(), "li.wei");
  EXPECT_EQ(Duty(kStream, Row::TRACKING).item(), "PHONE");
  EXPECT_EQ(Duty(kStream, Row::TRACKING).policy().policy(), "lifecycle");
  given.EffectiveAt(At("2026-02-01T09:00:00+08:00")).Do(track);  // recorded late
  EXPECT_EQ(TimeOf(Duty(kStream, Row::TRACKING).due()), At("2026-04-01T09:00:00+08:00"));
  given.Do(For<v1::WithdrawInterest>());
  EXPECT_EQ(Kinds(kStream), Due{});
  given.Do(track);
  EXPECT_EQ(Kinds(kStream), Due{});
}

TEST_F(LifecycleWorklist, Harm_FirstSomebodyTakesChargeThenItIsResolved) {
  To(S::PROSPECT);
  v1::RegisterHarm harm;
  harm.set_issue_id("IS-1");
  harm.set_engagement_id(kEngagement);
  harm.set_owner("li.wei");
  given.Do(harm);
  EXPECT_EQ(Duty("issue/IS-1", Row::HARM_OPEN).settle(), "AcceptResponsibility");
  v1::AcceptResponsibility accept;
  accept.set_issue_id("IS-1");
  accept.set_owner("zhao.min");
  *accept.mutable_due_on() = DateMessage(Day("2026-03-05"));
  given.Do(accept);
  EXPECT_EQ(Duty("issue/IS-1", Row::HARM_OPEN).settle(), "StudyIssue");
  v1::StudyIssue study;
  study.set_issue_id("IS-1");
  given.Do(study);
  EXPECT_EQ(Duty("issue/IS-1", Row::HARM_OPEN).settle(), "ResolveIssue");
  EXPECT_EQ(Duty("issue/IS-1", Row::HARM_OPEN).owner(), "zhao.min");
  EXPECT_FALSE(Duty("issue/IS-1", Row::HARM_OPEN).has_policy());
}

TEST_F(LifecycleWorklist, Harm_StudiedBeforeSomebodyTakesCharge_IsOnlyToBeResolvedThen) {
  v1::RegisterHarm harm;
  harm.set_issue_id("IS-1");
  harm.set_owner("li.wei");
  given.Do(harm);
  v1::StudyIssue study;
  study.set_issue_id("IS-1");
  given.Do(study);
  EXPECT_EQ(Duty("issue/IS-1", Row::HARM_OPEN).settle(), "AcceptResponsibility");
  v1::AcceptResponsibility accept;
  accept.set_issue_id("IS-1");
  accept.set_owner("zhao.min");
  *accept.mutable_due_on() = DateMessage(Day("2026-03-05"));
  given.Do(accept);
  EXPECT_EQ(Duty("issue/IS-1", Row::HARM_OPEN).settle(), "ResolveIssue");
}

// Each missed visit stays until it is made; nothing is left of an anchor that is no more.
TEST_F(LifecycleWorklist, FourYearVisits_OneForEachThatIsMissedAndTheOneAhead) {
  const auto items = [&] {
    std::vector<std::string> numbers;
    for (const auto& one : rows.Get<Row>("customer/C-1001/revisit_plan/EN-1").obligations()) {
      numbers.push_back(one.item());
    }
    std::sort(numbers.begin(), numbers.end());
    return numbers;
  };
  To(S::IN_PROGRESS);
  given.Now("2034-06-01T00:00:00+08:00").Fire("revisit_plan", kEngagement);
  EXPECT_EQ(items(), (std::vector<std::string>{"1", "2", "3"}));
  given.Do(HandOver("2026-09-01"));
  EXPECT_EQ(items(), std::vector<std::string>{"1"});
  given.Fire("revisit_plan", kEngagement);
  EXPECT_EQ(items(), (std::vector<std::string>{"1", "2"}));
  v1::CompleteFourYearVisit visit;
  visit.set_revisit_plan_id(kEngagement);
  *visit.mutable_visited_on() = DateMessage(Day("2034-06-01"));
  visit.set_no_action(true);
  visit.set_visit_no(1);
  given.Do(visit);
  EXPECT_EQ(items(), std::vector<std::string>{"2"});
}

TEST_F(LifecycleWorklist, Contribution_DueEveryYear) {
  To(S::IN_CARE);
  v1::EnrolLoyalty enrol;
  enrol.mutable_consent()->set_kind("form");
  enrol.mutable_consent()->set_place("dms://1");
  given.Do(enrol);
  const auto due = Duty("loyalty_fund/", Row::FUND_CONTRIBUTION);
  EXPECT_EQ(due.owner(), "li.wei");
  EXPECT_EQ(due.settle(), "RecordFundContribution");
}

TEST_F(LifecycleWorklist, Delivery_FailedUntilItArrives) {
  v1::RecordDispatchResult result;
  result.set_event_sequence(1);
  result.set_result(v1::TURNED_AWAY);
  given.Do(result);
  EXPECT_EQ(Kinds("outbox/1"), Due{Row::DELIVERY_FAILED});
  result.set_result(v1::SIGNED_FOR);
  given.Do(result);
  EXPECT_FALSE(rows.Has("customer/C-1001/outbox/1"));
}

}  // namespace
}  // namespace tenure::testing
