// Tests only: complaint commands with working values, and a case driven to any status by the
// shortest way through 4.2.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "domain/value_text.h"
#include "given/given.h"
#include "tenure/v1/complaint.pb.h"
#include "tenure/v1/complaint_closing.pb.h"
#include "tenure/v1/complaint_remedy.pb.h"

namespace tenure::testing {

using Terms = v1::ComplaintTerms;
using Status = v1::ComplaintState;

inline constexpr const char* kCase = "CC-1";

inline v1::Evidence Proof() {
  v1::Evidence proof;
  proof.set_kind("photo");
  proof.set_place("dms://18");
  return proof;
}
inline v1::Money Cny(std::int64_t minor) {
  v1::Money money;
  money.set_minor(minor);
  money.set_currency("CNY");
  return money;
}
template <typename Command>
Command Of(const std::string& id = kCase) {
  Command command;
  command.set_complaint_id(id);
  return command;
}

v1::FileComplaint File(const std::string& id = kCase);
v1::AssignComplaint Assign(const std::string& handler = "li.wei", const std::string& id = kCase);
v1::AssessComplaint Assess(Terms::Severity severity = Terms::MEDIUM);
v1::DetermineResponsibility Determine(Terms::Party party = Terms::US,
                                      Terms::Cause cause = Terms::PRODUCT_QUALITY);
v1::ApplyRule Rule(const std::string& rule = "repair-and-compensate");
v1::AuthoriseRemedy Authorise(std::int64_t minor = 30000);
v1::ProposeRemedy Propose(std::int64_t minor = 30000);
v1::AcceptProposal Accept(Terms::Voice by = Terms::COMPLAINANT);
v1::RejectProposal Decline(Terms::Voice by = Terms::COMPLAINANT);
v1::CompleteRemedy Complete(std::int64_t minor = 30000);
v1::RecordSatisfaction Satisfied();
v1::ReviewComplaint Review();
v1::WithdrawComplaint Withdraw(Terms::Voice by = Terms::COMPLAINANT);
v1::RejectComplaint Dismiss(const std::string& route = "12315");
v1::EscalateExternally Escalate();
v1::RecordExternalDecision Decided(Terms::ExternalOutcome outcome = Terms::UPHELD);
v1::MergeDuplicate Merge(const std::string& into);

// Everybody of Given, and "wang.fang" (complaints), "chen.jie" (approver).
class ComplaintTest : public ::testing::Test {
 protected:
  ComplaintTest();
  // A harm of the customer, without the case that its own command would open.
  void Harmed(const std::string& issue_id);
  // Brings a fresh CC-1 to `status`, all at the current time, with li.wei as its handler.
  void To(v1::ComplaintState::Status status);
  const v1::ComplaintState& Case(const std::string& id = kCase) {
    return given.state<v1::ComplaintState>(id);
  }
  // The due instant of a clock of CC-1; ends the test program when there is none.
  Time Due(Terms::ClockKind kind);
  const v1::ComplaintState::Clock& ClockOf(Terms::ClockKind kind);

  Given given;
};

// The same in a world of its own, for loops over cases.
class FreshCase : public ComplaintTest {
 public:
  using ComplaintTest::given;
  using ComplaintTest::To;

 private:
  void TestBody() override {}
};

}  // namespace tenure::testing
