// Complaint commands with working values, and the shortest way through 4.2 to every
// status.
#include "given/complaint_given.h"

#include "tenure/v1/issue.pb.h"

namespace tenure::testing {

v1::FileComplaint File(const std::string& id) {
  auto command = Of<v1::FileComplaint>(id);
  command.set_channel(Terms::CALL);
  command.set_category(Terms::PRODUCT_QUALITY);
  command.set_about_kind("engagement");
  command.set_about_id("EN-1");
  return command;
}
v1::AssignComplaint Assign(const std::string& handler, const std::string& id) {
  auto command = Of<v1::AssignComplaint>(id);
  command.set_handler(handler);
  return command;
}
v1::AssessComplaint Assess(Terms::Severity severity) {
  auto command = Of<v1::AssessComplaint>();
  command.set_severity(severity);
  command.set_complexity(Terms::CLEAR);
  command.set_impact(Terms::ONE_CUSTOMER);
  command.set_urgency(Terms::ROUTINE);
  return command;
}
v1::DetermineResponsibility Determine(Terms::Party party, Terms::Cause cause) {
  auto command = Of<v1::DetermineResponsibility>();
  command.set_party(party);
  command.set_cause(cause);
  command.set_department("engineering");
  return command;
}
v1::ApplyRule Rule(const std::string& rule) {
  auto command = Of<v1::ApplyRule>();
  command.set_rule_id(rule);
  return command;
}
v1::AuthoriseRemedy Authorise(std::int64_t minor) {
  auto command = Of<v1::AuthoriseRemedy>();
  command.set_kind(Terms::COMPENSATION);
  *command.mutable_amount() = Cny(minor);
  return command;
}
v1::ProposeRemedy Propose(std::int64_t minor) {
  auto command = Of<v1::ProposeRemedy>();
  command.set_kind(Terms::COMPENSATION);
  *command.mutable_amount() = Cny(minor);
  return command;
}
v1::AcceptProposal Accept(Terms::Voice by) {
  auto command = Of<v1::AcceptProposal>();
  command.set_by(by);
  return command;
}
v1::RejectProposal Decline(Terms::Voice by) {
  auto command = Of<v1::RejectProposal>();
  command.set_by(by);
  return command;
}
v1::CompleteRemedy Complete(std::int64_t minor) {
  auto command = Of<v1::CompleteRemedy>();
  *command.mutable_amount() = Cny(minor);
  *command.mutable_evidence() = Proof();
  return command;
}
v1::RecordSatisfaction Satisfied() {
  auto command = Of<v1::RecordSatisfaction>();
  command.set_satisfaction(Terms::SATISFIED);
  return command;
}
v1::ReviewComplaint Review() {
  auto command = Of<v1::ReviewComplaint>();
  command.set_cause(Terms::PRODUCT_QUALITY);
  command.set_no_prevention(Terms::ONE_OFF);
  return command;
}
v1::WithdrawComplaint Withdraw(Terms::Voice by) {
  auto command = Of<v1::WithdrawComplaint>();
  command.set_by(by);
  return command;
}
v1::RejectComplaint Dismiss(const std::string& route) {
  auto command = Of<v1::RejectComplaint>();
  command.set_ground(Terms::NOT_FOUNDED);
  command.set_external_route(route);
  return command;
}
v1::EscalateExternally Escalate() {
  auto command = Of<v1::EscalateExternally>();
  command.set_body("12315");
  return command;
}
v1::RecordExternalDecision Decided(Terms::ExternalOutcome outcome) {
  auto command = Of<v1::RecordExternalDecision>();
  command.set_outcome(outcome);
  *command.mutable_decided_on() = DateMessage(Day("2026-03-02"));
  if (outcome != Terms::NOT_UPHELD) {
    command.set_kind(Terms::COMPENSATION);
    *command.mutable_amount() = Cny(30000);
  }
  return command;
}
v1::MergeDuplicate Merge(const std::string& into) {
  auto command = Of<v1::MergeDuplicate>();
  command.set_into(into);
  return command;
}

void ComplaintTest::Harmed(const std::string& issue_id) {
  v1::HarmRegistered event;
  event.set_issue_id(issue_id);
  event.set_owner("li.wei");
  given.Event(issue_id, event);
}

ComplaintTest::ComplaintTest() {
  given.Role("wang.fang", "complaints").Role("chen.jie", "approver");
}

void ComplaintTest::To(v1::ComplaintState::Status status) {
  using S = v1::ComplaintState;
  given.Do(File());
  given.Do(Assign());
  if (status == S::WITHDRAWN) given.Do(Withdraw());
  if (status == S::REJECTED) given.DoApproved(Dismiss(), "chen.jie");
  if (status == S::EXTERNAL) given.Do(Escalate());
  if (status == S::MERGED) {
    auto other = File("CC-2");
    other.set_distinct_from(kCase);
    given.Do(other);
    given.Do(Merge("CC-2"));
  }
  if (status > S::CLOSED) return;
  const std::vector<std::function<void()>> steps = {
      [&] { given.Do(Of<v1::AcknowledgeComplaint>()); },
      [&] { given.Do(Of<v1::RecordListening>()); },
      [&] { given.Do(Of<v1::ExpressSympathy>()); },
      [&] { given.Do(Of<v1::Apologise>()); },
      [&] { given.Do(Assess()), given.Do(Determine()); },
      [&] { given.Do(Rule()), given.Do(Authorise()); },
      [&] { given.Do(Propose()); },
      [&] { given.Do(Accept()); },
      [&] { given.Do(Of<v1::StartRemedy>()); },
      [&] { given.Do(Complete()); },
      [&] { given.Do(Review()); },
      [&] { given.Do(Satisfied()), given.Do(Of<v1::CloseComplaint>()); },
  };
  for (int i = S::RECEIVED; i < status; ++i) steps[static_cast<std::size_t>(i - 1)]();
}

const v1::ComplaintState::Clock& ComplaintTest::ClockOf(Terms::ClockKind kind) {
  for (const auto& clock : Case().clocks()) {
    if (clock.kind() == kind) return clock;
  }
  ADD_FAILURE() << "no clock " << Terms::ClockKind_Name(kind);
  static const v1::ComplaintState::Clock none;
  return none;
}

Time ComplaintTest::Due(Terms::ClockKind kind) { return TimeOf(ClockOf(kind).due()); }

}  // namespace tenure::testing
