// What the worklist says of credit, over real investigations, assessments and accounts.
#include <algorithm>
#include <vector>

#include "domain/credit_given.h"
#include "given/rows.h"
#include "worklist/worklist.pb.h"

namespace tenure::testing {
namespace {

using Row = v1::WorklistRow;

constexpr char kCase[] = "assessment/AS-1";
constexpr char kAccountRow[] = "credit_account/";

class CreditWorklist : public CreditTest {
 protected:
  CreditWorklist() : rows(&given, "worklist") {}
  // The only obligation of a kind; ends the test program when there is none.
  Row::Obligation Duty(const std::string& stream, Row::Kind kind) {
    const Row& row = rows.Get<Row>("customer/C-1001/" + stream);
    const auto found = std::find_if(row.obligations().begin(), row.obligations().end(),
                                    [&](const auto& one) { return one.kind() == kind; });
    TENURE_ASSERT(found != row.obligations().end(), "{} is not due", Row::Kind_Name(kind));
    return *found;
  }
  bool Due(const std::string& stream, Row::Kind kind) {
    if (!rows.Has("customer/C-1001/" + stream)) return false;
    const Row& row = rows.Get<Row>("customer/C-1001/" + stream);
    return std::any_of(row.obligations().begin(), row.obligations().end(),
                       [&](const auto& one) { return one.kind() == kind; });
  }
  Rows rows;
};

TEST_F(CreditWorklist, NotRated_ListsWhatIsMissingUntilItIsScored) {
  Investigate();
  Draft();
  JudgeAll(70);
  auto missing = Judge(4, 0);
  missing.clear_score();
  missing.set_missing(Credit::UNDISCLOSED);
  given.Do(missing);
  given.Do(Of<v1::FinaliseScore>());
  EXPECT_EQ(Duty(kCase, Row::CREDIT_NOT_RATED).item(), "N4");
  EXPECT_EQ(Duty(kCase, Row::CREDIT_NOT_RATED).owner(), "chen.jie");
  given.Do(Judge(4, 70));
  given.Do(Of<v1::FinaliseScore>());
  EXPECT_FALSE(Due(kCase, Row::CREDIT_NOT_RATED));
  EXPECT_EQ(TimeOf(Duty(kCase, Row::CREDIT_DECISION).due()), At("2026-03-05T00:00:00+08:00"));
  EXPECT_EQ(Duty(kCase, Row::CREDIT_DECISION).policy().policy(), "credit");
  Approve();
  EXPECT_FALSE(Due(kCase, Row::CREDIT_DECISION));
}

TEST_F(CreditWorklist, EverythingMissing_IsNamedByTheHandbooksIds) {
  Investigate();
  given.Do(OpenAs());
  given.Do(Of<v1::FinaliseScore>());
  EXPECT_EQ(Duty(kCase, Row::CREDIT_NOT_RATED).item(),
            "N1, N2, N3, N4, N5, N6, N7, N8, N9, 5C1, 5C2, 5C3, 5C4, 5C5, LAPP");
}

TEST_F(CreditWorklist, ReturnedAndContested_WaitForWork) {
  Investigate();
  Score(70);
  given.As("zhao.min").Do(Of<v1::ReturnAssessment>());
  EXPECT_FALSE(Due(kCase, Row::CREDIT_DECISION));
  EXPECT_EQ(Duty(kCase, Row::CREDIT_NOT_RATED).settle(), "FinaliseScore");
  given.As("li.wei").Do(Of<v1::ContestAssessment>());
  EXPECT_TRUE(Due(kCase, Row::CREDIT_DECISION));
}

TEST_F(CreditWorklist, EndedAssessments_AreGone) {
  Investigate();
  Score(70);
  EXPECT_TRUE(Due(kCase, Row::STATEMENT_OUTDATED));
  given.As("zhao.min").Do(Of<v1::DeclineAssessment>());
  EXPECT_FALSE(rows.Has("customer/C-1001/assessment/AS-1"));
  given.As("chen.jie");
  Score(70, "AS-2");
  Approve("AS-2");
  given.Now("2027-03-04T00:00:00+08:00").Fire("assessment", "AS-2");
  EXPECT_FALSE(rows.Has("customer/C-1001/assessment/AS-2"));
}

TEST_F(CreditWorklist, SupersededAssessment_IsGone) {
  WithLimit();
  Score(90, "AS-2");
  Approve("AS-2");
  given.Do(Limit(12'000'000, "AS-2"));
  EXPECT_FALSE(rows.Has("customer/C-1001/assessment/AS-1"));
}

TEST_F(CreditWorklist, Evidence_OneAChannelTheLongestUntilItEnds) {
  Investigate();
  given.Do(Attach(Credit::INSIDE, "2026-03-31"));
  const char* stream = "investigation/IV-1";
  const auto due = [&] { return TimeOf(Duty(stream, Row::EVIDENCE_EXPIRING).due()); };
  EXPECT_EQ(due(), At("2028-01-01T00:00:00+08:00"));
  EXPECT_EQ(rows.Get<Row>("customer/C-1001/investigation/IV-1").obligations_size(), 2);
  given.Now("2026-04-01T00:00:00+08:00").Fire("investigation", kInvestigation);
  EXPECT_EQ(due(), At("2028-01-01T00:00:00+08:00"));
  given.Now("2028-01-01T00:00:00+08:00").Fire("investigation", kInvestigation);
  EXPECT_FALSE(rows.Has("customer/C-1001/investigation/IV-1"));
}

TEST_F(CreditWorklist, Limit_IsToBeReviewedAndToBeRenewed) {
  WithLimit();
  EXPECT_EQ(Duty(kAccountRow, Row::LIMIT_EXPIRING).settle(), "SetCreditLimit");
  EXPECT_EQ(TimeOf(Duty(kAccountRow, Row::LIMIT_EXPIRING).due()), At("2027-03-04T00:00:00+08:00"));
  EXPECT_EQ(Duty(kAccountRow, Row::CREDIT_REVIEW).settle(), "OpenCreditReview");
  v1::OpenCreditReview review;
  review.set_trigger(Credit::JUDGEMENT);
  given.Do(review);
  EXPECT_EQ(Duty(kAccountRow, Row::CREDIT_REVIEW).settle(), "SetCreditLimit");
  given.Now("2027-03-04T00:00:00+08:00").Fire("credit_account", "");
  EXPECT_FALSE(Due(kAccountRow, Row::CREDIT_REVIEW));
  EXPECT_TRUE(Due(kAccountRow, Row::LIMIT_EXPIRING));
}

TEST_F(CreditWorklist, Hold_IsThereUntilItIsReleasedOrEnds) {
  WithLimit();
  v1::PlaceCreditHold hold;
  hold.set_reason(Credit::OVERDUE);
  given.Do(hold);
  EXPECT_EQ(Duty(kAccountRow, Row::CREDIT_HOLD).settle(), "ReleaseCreditHold");
  given.Do(v1::ReleaseCreditHold());
  EXPECT_FALSE(Due(kAccountRow, Row::CREDIT_HOLD));
  *hold.mutable_until() = InstantOf(At("2026-03-05T00:00:00+08:00"));
  given.Do(hold);
  EXPECT_EQ(TimeOf(Duty(kAccountRow, Row::CREDIT_HOLD).due()), At("2026-03-05T00:00:00+08:00"));
  given.Now("2026-03-05T00:00:00+08:00").Fire("credit_account", "");
  EXPECT_FALSE(Due(kAccountRow, Row::CREDIT_HOLD));
}

TEST_F(CreditWorklist, GuaranteesAndMonitoring_HaveTheirDates) {
  given.Do(Guarantee(300, "2026-03-31"));
  given.Do(Plan(7));
  EXPECT_EQ(Duty(kAccountRow, Row::GUARANTEE_EXPIRING).item(), "BG-1");
  EXPECT_EQ(TimeOf(Duty(kAccountRow, Row::CREDIT_MONITORING).due()),
            At("2026-03-10T00:00:00+08:00"));
  given.Do(v1::RecordMonitoring());
  EXPECT_EQ(TimeOf(Duty(kAccountRow, Row::CREDIT_MONITORING).due()),
            At("2026-03-10T00:00:00+08:00"));
  given.Now("2026-04-01T00:00:00+08:00").Fire("credit_account", "");
  EXPECT_FALSE(Due(kAccountRow, Row::GUARANTEE_EXPIRING));
}

}  // namespace
}  // namespace tenure::testing
