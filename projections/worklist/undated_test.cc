// What has no deadline of its own: classification, disclosure and guidance before a signature, the
// last steps of a complaint. It is due until it is done.
#include <algorithm>

#include "domain/lifecycle_given.h"
#include "given/complaint_given.h"
#include "given/rows.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/customer_merge.pb.h"
#include "tenure/v1/privacy.pb.h"
#include "worklist/worklist.pb.h"

namespace tenure::testing {
namespace {

using Row = v1::WorklistRow;

// The command that settles an obligation without a deadline; empty when nothing of it is due.
std::string Settles(const Rows& rows, const std::string& key, Row::Kind kind) {
  if (!rows.Has(key)) return "";
  for (const Row::Obligation& one : rows.Get<Row>(key).obligations()) {
    if (one.kind() != kind) continue;
    EXPECT_FALSE(one.has_due());
    EXPECT_GT(one.why(), 0u);
    return one.settle();
  }
  return "";
}

class CustomerWork : public ::testing::Test {
 protected:
  CustomerWork() : rows(&given, "worklist") {
    v1::RegisterCustomer command;
    command.set_kind(v1::PERSON);
    command.set_owner("li.wei");
    command.set_source(v1::INTERNET);
    given.In("customer/C-2").Do(command);
  }
  void Classify() {
    v1::ClassifyCustomer command;
    command.set_scheme("value");
    command.set_class_name("GOOD");
    given.As("li.wei").Do(command);
  }
  std::string Unclassified() { return Settles(rows, "customer/C-2/customer/", Row::UNCLASSIFIED); }
  Given given;
  Rows rows;
};

TEST_F(CustomerWork, NewCustomer_IsToBeClassified) {
  EXPECT_EQ(Unclassified(), "ClassifyCustomer");
  Classify();
  EXPECT_EQ(Unclassified(), "");
}

TEST_F(CustomerWork, MergedAndBack_OwesWhatItOwed) {
  v1::MergeCustomers merge;
  merge.set_into("C-1001");
  given.DoApproved(merge, "zhao.min");
  EXPECT_EQ(Unclassified(), "");
  given.As("li.wei").DoApproved(v1::UnmergeCustomers(), "zhao.min");
  EXPECT_EQ(Unclassified(), "ClassifyCustomer");
  Classify();
  given.As("li.wei").DoApproved(merge, "zhao.min");
  given.As("li.wei").DoApproved(v1::UnmergeCustomers(), "zhao.min");
  EXPECT_EQ(Unclassified(), "");
}

TEST_F(CustomerWork, ErasedPerson_OwesNothing) {
  given.As("admin").DoApproved(v1::RequestErasure(), "zhao.min");
  EXPECT_FALSE(rows.Has("customer/C-2/customer/"));
}

class SignatureWork : public LifecycleTest {
 protected:
  SignatureWork() : rows(&given, "worklist") {}
  std::string Due(Row::Kind kind) { return Settles(rows, "customer/C-1001/engagement/EN-1", kind); }
  Rows rows;
};

TEST_F(SignatureWork, DisclosureThenGuidance_AreDueOneAfterTheOther) {
  given.Do(Open());
  EXPECT_EQ(Due(Row::DISCLOSURE), "RecordDisclosureAcknowledgement");
  EXPECT_EQ(Due(Row::SIGNING_GUIDANCE), "");
  Publish(Disclosure());
  given.Do(Acknowledge(1));
  EXPECT_EQ(Due(Row::DISCLOSURE), "");
  EXPECT_EQ(Due(Row::SIGNING_GUIDANCE), "ProvideSigningGuidance");
  given.Do(Guide());
  EXPECT_EQ(Due(Row::SIGNING_GUIDANCE), "");
  Publish(Disclosure());
  given.Do(Acknowledge(2));
  EXPECT_EQ(Due(Row::SIGNING_GUIDANCE), "") << "it was given";
}

TEST_F(SignatureWork, WaivedDisclosure_LeavesTheGuidance) {
  given.Do(Open());
  auto waive = For<v1::WaiveStage>();
  waive.set_stage(S::DISCLOSED);
  given.DoApproved(waive, "zhao.min");
  EXPECT_EQ(Due(Row::DISCLOSURE), "");
  EXPECT_EQ(Due(Row::SIGNING_GUIDANCE), "ProvideSigningGuidance");
}

class ClosingWork : public ComplaintTest {
 protected:
  ClosingWork() : rows(&given, "worklist") {}
  std::string Due() {
    return Settles(rows, "customer/C-1001/complaint/CC-1", Row::COMPLAINT_TO_CLOSE);
  }
  Rows rows;
};

TEST_F(ClosingWork, ExecutedComplaint_IsReviewedThenClosed) {
  To(Status::EXECUTING);
  EXPECT_EQ(Due(), "");
  given.Do(Complete());
  EXPECT_EQ(Due(), "ReviewComplaint");
  given.Do(Satisfied());
  given.Do(Review());
  EXPECT_EQ(Due(), "CloseComplaint");
  given.Do(Of<v1::CloseComplaint>());
  EXPECT_EQ(Due(), "");
}

TEST_F(ClosingWork, TakenOutside_IsNotOursToClose) {
  To(Status::EXECUTING);
  given.Do(Complete());
  given.Do(Escalate());
  EXPECT_EQ(Due(), "");
}

}  // namespace
}  // namespace tenure::testing
