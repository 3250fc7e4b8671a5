// The issue board over real issues and harms.
#include "domain/lifecycle_given.h"
#include "given/rows.h"
#include "issue_board/issue_board.pb.h"
#include "tenure/v1/complaint.pb.h"
#include "tenure/v1/complaint_closing.pb.h"

namespace tenure::testing {
namespace {

using Row = v1::IssueBoardRow;
using Status = v1::IssueState;

class IssueBoard : public LifecycleTest {
 protected:
  IssueBoard() : rows(&given, "issue_board") {}
  const Row& Issue(const std::string& id = "IS-1") { return rows.Get<Row>("C-1001/" + id); }
  void Raise() {
    v1::RaiseIssue raise;
    raise.set_issue_id("IS-1");
    raise.set_origin(v1::CARE);
    raise.set_owner("li.wei");
    raise.set_what("lift");
    given.Do(raise);
  }
  Rows rows;
};

TEST_F(IssueBoard, Issue_FromRaisedToResolved_MovesItsRow) {
  Raise();
  EXPECT_EQ(Issue().status(), Status::RAISED);
  EXPECT_EQ(Issue().owner(), "li.wei");
  EXPECT_EQ(Issue().origin(), v1::CARE);
  EXPECT_FALSE(Issue().harm());
  EXPECT_EQ(TimeOf(Issue().due()), At("2026-03-16T09:00:00+08:00"));  // 14 days
  v1::StudyIssue study;
  study.set_issue_id("IS-1");
  given.Do(study);
  EXPECT_EQ(Issue().status(), Status::STUDIED);
  v1::ResolveIssue resolve;
  resolve.set_issue_id("IS-1");
  given.Now("2026-03-20T09:00:00+08:00").Do(resolve);
  EXPECT_EQ(Issue().status(), Status::RESOLVED);
  EXPECT_TRUE(Issue().late());
}

TEST_F(IssueBoard, Harm_WithAcceptedResponsibility_ChangesOwnerAndDue) {
  To(S::PROSPECT);
  v1::RegisterHarm harm;
  harm.set_issue_id("IS-2");
  harm.set_engagement_id(kEngagement);
  harm.set_owner("li.wei");
  given.Do(harm);
  EXPECT_TRUE(Issue("IS-2").harm());
  EXPECT_EQ(Issue("IS-2").origin(), v1::HARM);
  v1::AcceptResponsibility accept;
  accept.set_issue_id("IS-2");
  accept.set_owner("zhao.min");
  *accept.mutable_due_on() = DateMessage(Day("2026-03-05"));
  given.Do(accept);
  EXPECT_EQ(Issue("IS-2").owner(), "zhao.min");
  EXPECT_EQ(TimeOf(Issue("IS-2").due()), At("2026-03-06T00:00:00+08:00"));
  EXPECT_TRUE(Issue("IS-2").responsibility_accepted());
}

TEST_F(IssueBoard, Harm_NamesTheComplaintThatAnswersForIt) {
  v1::RegisterHarm harm;
  harm.set_issue_id("IS-2");
  harm.set_owner("li.wei");
  given.Do(harm);
  EXPECT_EQ(Issue("IS-2").complaint(), given.book().complaint().harm_cases(0).complaint_id());
  v1::FileComplaint file;
  file.set_complaint_id("CC-1");
  file.set_channel(v1::ComplaintTerms::CALL);
  file.set_about_kind("engagement");
  file.set_about_id("EN-9");
  given.Do(file);  // about no harm
  EXPECT_EQ(rows.size(), 1u);
  v1::LinkComplaintHarm link;
  link.set_complaint_id("CC-1");
  link.set_harm_issue_id("IS-2");
  given.DoSystem(link);
  EXPECT_EQ(Issue("IS-2").complaint(), "CC-1");
}

}  // namespace
}  // namespace tenure::testing
