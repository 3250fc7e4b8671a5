// The complaint Pareto over real stories.
#include "complaint_pareto/complaint_pareto.pb.h"
#include "given/complaint_given.h"
#include "given/rows.h"

namespace tenure::testing {
namespace {

using Row = v1::ComplaintParetoRow;
using S = v1::ComplaintState;

constexpr const char* kReported = "2026-03/PRODUCT_QUALITY/PARTY_UNSPECIFIED";
constexpr const char* kOurs = "2026-03/PRODUCT_QUALITY/US";

class ComplaintPareto : public ComplaintTest {
 protected:
  ComplaintPareto() : rows(&given, "complaint_pareto") {}
  const Row& Get(const char* key) { return rows.Get<Row>(key); }
  Rows rows;
};

const Row::Clock& ClockIn(const Row& row, Terms::ClockKind kind) {
  for (const Row::Clock& clock : row.clocks()) {
    if (clock.kind() == kind) return clock;
  }
  static const Row::Clock none;
  return none;
}

TEST_F(ComplaintPareto, Story_ThroughTheWholeCase_CountsUnderReportedAndDeterminedCause) {
  To(S::CLOSED);
  EXPECT_EQ(rows.size(), 2u);
  EXPECT_EQ(Get(kReported).filed(), 1u);
  EXPECT_EQ(Get(kReported).month(), 202603u);
  EXPECT_EQ(ClockIn(Get(kReported), Terms::ACKNOWLEDGEMENT).timely(), 1u);
  EXPECT_EQ(ClockIn(Get(kReported), Terms::FIRST_RESPONSE).timely(), 1u);
  const Row& ours = Get(kOurs);
  EXPECT_EQ(ours.closed(), 1u);
  EXPECT_EQ(ours.remedies(), 1u);
  EXPECT_EQ(ours.cost(0).minor(), 30000);
  EXPECT_EQ(ClockIn(ours, Terms::RESOLUTION).timely(), 1u);
  EXPECT_EQ(ClockIn(ours, Terms::REMEDY_DEADLINE).timely(), 1u);
  EXPECT_EQ(ours.satisfaction(0).satisfaction(), Terms::SATISFIED);
  EXPECT_EQ(ours.satisfaction(0).count(), 1u);
}

TEST_F(ComplaintPareto, Reopened_InAnotherMonth_StaysInTheCohortOfItsReceipt) {
  To(S::CLOSED);
  given.Now("2026-04-01T09:00:00+08:00");
  given.Do(Of<v1::ReopenComplaint>());
  given.Do(Of<v1::ExpressSympathy>());
  given.Do(Of<v1::Apologise>());
  given.Do(Determine());
  given.Do(Rule());
  given.Do(Authorise(20000));
  given.Do(Propose(20000));
  given.Do(Accept());
  given.Do(Of<v1::StartRemedy>());
  given.Do(Complete(20000));
  given.Do(Review());
  given.Do(Satisfied());
  given.Do(Of<v1::CloseComplaint>());
  EXPECT_EQ(rows.size(), 2u);
  EXPECT_EQ(Get(kOurs).reopened(), 1u);
  EXPECT_EQ(Get(kOurs).closed(), 1u);
  EXPECT_EQ(Get(kOurs).closed_again(), 1u);
  EXPECT_EQ(Get(kOurs).cost(0).minor(), 50000);
  EXPECT_EQ(Get(kOurs).satisfaction(0).count(), 2u);
}

TEST_F(ComplaintPareto, Received_OnTheFirstOfAMonthInShanghai_BelongsToThatMonth) {
  given.Now("2026-04-01T07:00:00+08:00");  // 31 March in UTC
  given.Do(File());
  EXPECT_TRUE(rows.Has("2026-04/PRODUCT_QUALITY/PARTY_UNSPECIFIED"));
}

TEST_F(ComplaintPareto, Clocks_LateAndBreached_AreCountedApart) {
  given.Do(File());
  given.Now("2026-03-02T20:00:00+08:00").Fire("complaint", kCase);
  EXPECT_EQ(ClockIn(Get(kReported), Terms::ACKNOWLEDGEMENT).breached(), 1u);
  EXPECT_EQ(ClockIn(Get(kReported), Terms::ACKNOWLEDGEMENT).late(), 0u);
  given.Do(Of<v1::AcknowledgeComplaint>());
  EXPECT_EQ(ClockIn(Get(kReported), Terms::ACKNOWLEDGEMENT).late(), 1u);
  EXPECT_EQ(ClockIn(Get(kReported), Terms::ACKNOWLEDGEMENT).timely(), 0u);
}

TEST_F(ComplaintPareto, Remedy_AfterItsDeadline_IsCountedLate) {
  To(S::EXECUTING);
  given.Now("2026-03-17T00:00:00+08:00").Do(Complete());
  EXPECT_EQ(Get(kOurs).remedies_late(), 1u);
}

TEST_F(ComplaintPareto, OtherEnds_AreCountedApart) {
  for (const auto& [status, count] :
       std::vector<std::pair<S::Status, std::uint64_t (Row::*)() const>>{
           {S::WITHDRAWN, &Row::withdrawn},
           {S::REJECTED, &Row::rejected},
           {S::EXTERNAL, &Row::escalated}}) {
    FreshCase fresh;
    Rows pareto(&fresh.given, "complaint_pareto");
    fresh.To(status);
    const Row& row = pareto.Get<Row>(kReported);
    EXPECT_EQ((row.*count)(), 1u);
    EXPECT_EQ(row.withdrawn() + row.rejected() + row.escalated() + row.closed(), 1u);
  }
}

}  // namespace
}  // namespace tenure::testing
