// The complaint board over real stories: rows are what the events of the domain make of them.
#include "complaint_board/complaint_board.pb.h"
#include "given/complaint_given.h"
#include "given/rows.h"

namespace tenure::testing {
namespace {

using Row = v1::ComplaintBoardRow;
using S = v1::ComplaintState;

class ComplaintBoard : public ComplaintTest {
 protected:
  ComplaintBoard() : rows(&given, "complaint_board") {}
  const Row& Of1() { return rows.Get<Row>("C-1001/CC-1"); }
  Time NextDue() { return TimeOf(Of1().next_due()); }
  Rows rows;
};

TEST_F(ComplaintBoard, Filed_Case_ShowsItsClocksAndWhatIsDueFirst) {
  given.Do(File());
  EXPECT_EQ(Of1().status(), S::RECEIVED);
  EXPECT_EQ(Of1().iso_step(), Row::RECEIPT);
  EXPECT_EQ(Of1().customer(), "C-1001");
  EXPECT_EQ(Of1().complaint(), kCase);
  EXPECT_EQ(Of1().cause(), Terms::PRODUCT_QUALITY);
  EXPECT_EQ(Of1().pack(), "complaint_pack.default");
  EXPECT_EQ(Of1().clocks_size(), 3);
  EXPECT_EQ(NextDue(), At("2026-03-02T14:30:00+08:00"));
  EXPECT_GT(Of1().filed_at(), 0u);
}

struct StepCase {
  S::Status status;
  Row::IsoStep step;
};

TEST_F(ComplaintBoard, EveryStatus_IsTheStatesOwnWithItsIsoStep) {
  for (const StepCase& one :
       {StepCase{S::RECEIVED, Row::TRACKING}, StepCase{S::ACKNOWLEDGED, Row::ACKNOWLEDGEMENT},
        StepCase{S::HEARD, Row::ACKNOWLEDGEMENT}, StepCase{S::SYMPATHISED, Row::ACKNOWLEDGEMENT},
        StepCase{S::APOLOGISED, Row::ACKNOWLEDGEMENT}, StepCase{S::DIAGNOSED, Row::INVESTIGATION},
        StepCase{S::AUTHORISED, Row::RESPONSE}, StepCase{S::PROPOSED, Row::COMMUNICATION},
        StepCase{S::AGREED, Row::COMMUNICATION}, StepCase{S::EXECUTING, Row::COMMUNICATION},
        StepCase{S::EXECUTED, Row::COMMUNICATION}, StepCase{S::REVIEWED, Row::COMMUNICATION},
        StepCase{S::CLOSED, Row::CLOSING}, StepCase{S::WITHDRAWN, Row::CLOSING},
        StepCase{S::REJECTED, Row::CLOSING}, StepCase{S::EXTERNAL, Row::TRACKING},
        StepCase{S::MERGED, Row::CLOSING}}) {
    FreshCase fresh;
    Rows board(&fresh.given, "complaint_board");
    fresh.To(one.status);
    const Row& row = board.Get<Row>("C-1001/CC-1");
    EXPECT_EQ(S::Status_Name(row.status()), S::Status_Name(one.status));
    EXPECT_EQ(Row::IsoStep_Name(row.iso_step()), Row::IsoStep_Name(one.step))
        << S::Status_Name(one.status);
    const v1::ComplaintState& state = fresh.given.state<v1::ComplaintState>(kCase);
    EXPECT_EQ(row.handler(), state.handler());
    EXPECT_EQ(row.round(), state.round());
    std::vector<Time> timers = fresh.given.Timers("complaint", kCase);
    EXPECT_EQ(row.has_next_due(), !timers.empty()) << S::Status_Name(one.status);
    if (!timers.empty()) {
      EXPECT_EQ(TimeOf(row.next_due()), timers.front());
    }
  }
}

TEST_F(ComplaintBoard, Offer_ExpiredUnanswered_AlertsTheManagerUntilTheNextProposal) {
  To(S::PROPOSED);
  EXPECT_EQ(NextDue(), At("2026-03-17T00:00:00+08:00"));
  given.Now("2026-03-17T09:00:00+08:00").Fire("complaint", kCase);
  EXPECT_TRUE(Of1().manager_alert());
  EXPECT_FALSE(Of1().has_authorised());
  EXPECT_EQ(Of1().round(), 2u);
  given.Do(Authorise(40000));
  EXPECT_EQ(Of1().authorised().minor(), 40000);
  given.Do(Propose(40000));
  EXPECT_FALSE(Of1().manager_alert());
}

TEST_F(ComplaintBoard, Clocks_OverdueOrStoppedLate_AreCounted) {
  given.Do(File());
  given.Now("2026-03-02T20:00:00+08:00").Fire("complaint", kCase);
  EXPECT_EQ(Of1().clocks_breached(), 2u);
  given.Do(Of<v1::AcknowledgeComplaint>());
  EXPECT_EQ(Of1().clocks_breached(), 2u);
  EXPECT_EQ(NextDue(), At("2026-03-17T00:00:00+08:00"));
}

TEST_F(ComplaintBoard, Clock_GivenMoreTime_IsNoLongerOverdue) {
  given.Do(File());
  given.Now("2026-03-17T09:00:00+08:00").Fire("complaint", kCase);
  EXPECT_EQ(Of1().clocks_breached(), 3u);
  given.DoApproved(v1::ExtendComplaint(), "chen.jie", kCase);
  EXPECT_EQ(Of1().clocks_breached(), 2u);
}

TEST_F(ComplaintBoard, Reopened_Case_KeepsWhatWasPaidAndStartsAnew) {
  To(S::CLOSED);
  given.Do(Of<v1::ReopenComplaint>());
  EXPECT_EQ(Of1().status(), S::HEARD);
  EXPECT_EQ(Of1().iso_step(), Row::ACKNOWLEDGEMENT);
  EXPECT_EQ(Of1().reopened(), 1u);
  EXPECT_EQ(Of1().paid(0).minor(), 30000);
  EXPECT_EQ(Of1().satisfaction(), Terms::SATISFACTION_UNSPECIFIED);
  given.Do(Of<v1::ExpressSympathy>());
  given.Do(Of<v1::Apologise>());
  given.Do(Determine());
  given.Do(Rule());
  given.Do(Authorise());
  given.Do(Propose());
  given.Do(Accept());
  given.Do(Of<v1::StartRemedy>());
  given.Do(Complete());
  EXPECT_EQ(Of1().paid_size(), 1);
  EXPECT_EQ(Of1().paid(0).minor(), 60000);
}

TEST_F(ComplaintBoard, Merged_Case_PointsToTheSurvivingOneWhichCountsIt) {
  To(S::MERGED);
  EXPECT_EQ(Of1().merged_into(), "CC-2");
  EXPECT_EQ(rows.Get<Row>("C-1001/CC-2").duplicates(), 1u);
  EXPECT_EQ(rows.size(), 2u);
}

TEST_F(ComplaintBoard, Notes_AndReplies_AreCounted) {
  given.Do(File());
  given.Do(Of<v1::AddCaseNote>());
  auto reply = Of<v1::ReceiveComplaintReply>();
  reply.set_message_at(3);
  given.DoSystem(reply);
  EXPECT_EQ(Of1().notes(), 1u);
  EXPECT_EQ(Of1().replies(), 1u);
}

TEST_F(ComplaintBoard, Decision_OfAnOutsideBody_ShowsItsRemedy) {
  To(S::EXTERNAL);
  EXPECT_EQ(Of1().external_body(), "12315");
  given.Do(Decided());
  EXPECT_EQ(Of1().authorised().minor(), 30000);
  EXPECT_EQ(Of1().iso_step(), Row::RESPONSE);
}

TEST_F(ComplaintBoard, Expedited_Case_IsNotMovedBackByTheCareSteps) {
  To(S::RECEIVED);
  auto assess = Assess();
  assess.set_urgency(Terms::SAFETY);
  assess.set_expedited(true);
  given.Do(assess);
  given.Do(Determine());
  given.Do(Of<v1::AcknowledgeComplaint>());
  given.Do(Of<v1::RecordListening>());
  EXPECT_EQ(Of1().status(), S::DIAGNOSED);
}

}  // namespace
}  // namespace tenure::testing
