// What the exceptions register says of credit: overrides by two and released orders, nothing else.
#include "domain/credit_given.h"
#include "exceptions_register/exceptions_register.pb.h"
#include "given/rows.h"

namespace tenure::testing {
namespace {

using Row = v1::ExceptionRow;

class CreditExceptions : public CreditTest {
 protected:
  CreditExceptions() : rows(&given, "exceptions_register") {}
  // The row of the first event of a type in a unit.
  template <typename Event>
  const Row& Of(const Outcome& outcome) {
    const std::string name = Event::descriptor()->name();
    for (const auto& event : outcome.unit().events) {
      if (event.entry->name != name) continue;
      const std::string digits = std::to_string(event.scope_sequence);
      return rows.Get<Row>("customer/C-1001/" + std::string(12 - digits.size(), '0') + digits);
    }
    TENURE_ASSERT(false, "there is no {}", name);
  }
  Rows rows;
};

TEST_F(CreditExceptions, OrdinaryApprovalAndLimit_AreNone) {
  WithLimit();
  EXPECT_EQ(rows.size(), 0u);
}

TEST_F(CreditExceptions, OverriddenBandAndOneSidedEvidence_AreOnes) {
  Investigate(true, false);
  Score(70);
  v1::ApproveAssessment approve;
  approve.set_assessment_id(kAssessment);
  approve.set_override_reason(Credit::EVIDENCE_ON_ITS_WAY);
  const auto outcome = given.As("zhao.min").DoApproved(approve, "qin.an");
  EXPECT_EQ(Of<v1::AssessmentApproved>(outcome).kind(), Row::CREDIT_OVERRIDE);
  EXPECT_EQ(Of<v1::AssessmentApproved>(outcome).actor(), "zhao.min");
}

TEST_F(CreditExceptions, PreferentialTermsOutsideCa1_AreOne) {
  Approved(70);
  auto command = Limit(10'000'000);
  command.set_payment_days(60);
  command.set_override_reason(Credit::STRATEGIC);
  const auto outcome = given.DoApproved(command, "qin.an");
  EXPECT_EQ(Of<v1::CreditLimitSet>(outcome).id(), kAssessment);
}

TEST_F(CreditExceptions, PreferentialTermsOfCa1_AreNone) {
  Approved(90);
  auto command = Limit(10'000'000);
  command.set_payment_days(60);
  given.Do(command);
  EXPECT_EQ(rows.size(), 0u);
}

TEST_F(CreditExceptions, ReleasedOrder_IsOne) {
  v1::ReleaseOrder release;
  release.set_order_id("SO-1");
  *release.mutable_amount() = Yuan(100);
  release.set_order_owner("sun.lei");
  *release.mutable_until() = InstantOf(At("2026-03-09T18:00:00+08:00"));
  const auto outcome = given.Do(release);
  EXPECT_EQ(Of<v1::OrderReleased>(outcome).kind(), Row::ORDER_RELEASED);
  EXPECT_EQ(Of<v1::OrderReleased>(outcome).id(), "SO-1");
}

}  // namespace
}  // namespace tenure::testing
