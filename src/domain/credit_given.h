// Commands of the credit context as its tests give them, and a customer brought to a stage.
// chen.jie investigates and scores, zhao.min decides, qin.an is the second who may.
#pragma once

#include <string>
#include <string_view>

#include "domain/rules_access.h"
#include "given/given.h"
#include "tenure/v1/assessment.pb.h"
#include "tenure/v1/assessment_decision.pb.h"
#include "tenure/v1/credit_account.pb.h"
#include "tenure/v1/investigation.pb.h"
#include "tenure/values.h"

namespace tenure::testing {

using Credit = v1::CreditTerms;
using Account = v1::CreditAccountState;
using Assessment = v1::AssessmentState;

inline constexpr char kInvestigation[] = "IV-1";
inline constexpr char kAssessment[] = "AS-1";

inline v1::Money Yuan(std::int64_t minor) {
  v1::Money money;
  money.set_minor(minor);
  money.set_currency("CNY");
  return money;
}

inline v1::AttachEvidence Attach(Credit::Channel channel, std::string_view expires = "2027-12-31") {
  v1::AttachEvidence command;
  command.set_investigation_id(kInvestigation);
  command.set_channel(channel);
  *command.mutable_dated_on() = DateMessage(Day("2026-02-01"));
  *command.mutable_expires_on() = DateMessage(Day(expires));
  command.mutable_evidence()->set_kind("report");
  command.mutable_evidence()->set_sha256(std::string(64, 'a'));
  return command;
}

inline v1::OpenAssessment OpenAs(const std::string& id = kAssessment) {
  v1::OpenAssessment command;
  command.set_assessment_id(id);
  command.set_investigation_id(kInvestigation);
  return command;
}

template <typename Command>
Command Of(const std::string& id = kAssessment) {
  Command command;
  command.set_assessment_id(id);
  return command;
}

inline v1::RecordFinancialStatement Statement(const std::string& id = kAssessment) {
  auto command = Of<v1::RecordFinancialStatement>(id);
  v1::FinancialStatement* statement = command.mutable_statement();
  *statement->mutable_period_end() = DateMessage(Day("2025-12-31"));
  statement->set_currency("CNY");
  statement->set_current_assets(800);
  statement->set_inventory(200);
  statement->set_current_liabilities(400);
  statement->set_total_liabilities(600);
  statement->set_total_assets(1500);
  statement->set_sales(2000);
  statement->set_sales_kind(Credit::ALL_SALES);
  statement->set_opening_receivables(180);
  statement->set_closing_receivables(220);
  statement->set_net_profit(120);
  return command;
}

inline v1::RateFiveC Rate(Credit::FiveC c, Credit::Grade grade,
                          const std::string& id = kAssessment) {
  auto command = Of<v1::RateFiveC>(id);
  command.set_five_c(c);
  command.set_grade(grade);
  if (grade == Credit::INSUFFICIENT_DATA) return command;
  command.set_investigation_id(kInvestigation);
  command.add_evidence(1);
  return command;
}

inline v1::ScoreFactor Judge(int factor, int score, const std::string& id = kAssessment) {
  auto command = Of<v1::ScoreFactor>(id);
  command.set_factor(static_cast<Credit::Factor>(factor));
  command.set_score(static_cast<std::uint32_t>(score));
  return command;
}

inline v1::SetCreditLimit Limit(std::int64_t minor, const std::string& id = kAssessment) {
  v1::SetCreditLimit command;
  *command.mutable_amount() = Yuan(minor);
  command.set_assessment_id(id);
  command.set_payment_days(30);
  return command;
}

inline v1::RecordGuarantee Guarantee(std::int64_t minor, std::string_view expires = "2026-12-31",
                                     const std::string& id = "BG-1") {
  v1::RecordGuarantee command;
  command.set_guarantee_id(id);
  command.set_kind(Credit::BANK);
  *command.mutable_amount() = Yuan(minor);
  *command.mutable_expires_on() = DateMessage(Day(expires));
  return command;
}

inline v1::SetMonitoringPlan Plan(std::uint32_t every_days = 30) {
  v1::SetMonitoringPlan command;
  command.set_every_days(every_days);
  return command;
}

class CreditTest : public ::testing::Test {
 protected:
  CreditTest() {
    for (const char* person : {"chen.jie", "wu.qi"}) given.Role(person, "credit");
    given.Role("qin.an", "approver");
    given.As("chen.jie");
  }

  void Investigate(bool outside = true, bool inside = true) {
    v1::OpenInvestigation open;
    open.set_investigation_id(kInvestigation);
    given.Do(open);
    if (outside) given.Do(Attach(Credit::CREDIT_AGENCY));
    if (inside) given.Do(Attach(Credit::INSIDE));
  }
  // An assessment with everything but the nine factors.
  void Draft(const std::string& id = kAssessment) {
    given.Do(OpenAs(id));
    given.Do(Statement(id));
    given.Do(Of<v1::ComputeRatios>(id));
    for (int c = Credit::CHARACTER; c <= Credit::CONDITIONS; ++c) {
      given.Do(Rate(static_cast<Credit::FiveC>(c), Credit::B, id));
    }
  }
  void JudgeAll(int score, const std::string& id = kAssessment) {
    for (int factor = 1; factor <= 9; ++factor) given.Do(Judge(factor, score, id));
  }
  // All factors alike: the score is that many points.
  void Score(int points, const std::string& id = kAssessment) {
    Draft(id);
    JudgeAll(points, id);
    given.Do(Of<v1::FinaliseScore>(id)).Gives({"AssessmentScored"});
  }
  void Approve(const std::string& id = kAssessment) {
    given.As("zhao.min").Do(Of<v1::ApproveAssessment>(id)).Gives({"AssessmentApproved"});
    given.As("chen.jie");
  }
  // A customer with an approved assessment of that many points.
  void Approved(int points) {
    Investigate();
    Score(points);
    Approve();
  }
  // CA2 with a limit of 100,000.00, which chen.jie may set alone.
  void WithLimit() {
    Approved(70);
    given.Do(Limit(10'000'000));
  }
  void ChangePolicy(void (*change)(v1::CreditPolicy*)) {
    v1::PolicyBody body = domain::VersionInForce(given.rules(), "credit", At("2026-02-01"))->body();
    change(body.mutable_credit());
    given.Policy("credit", body);
  }
  // From now on there is no such policy: its newest version is of another kind.
  void WithoutPolicy(const std::string& policy) {
    v1::PolicyBody other;
    other.mutable_approval()->set_expires_after_hours(1);
    given.Policy(policy, other);
  }
  [[nodiscard]] const Account& account() { return given.state<Account>(""); }
  [[nodiscard]] const Assessment& assessment(const std::string& id = kAssessment) {
    return given.state<Assessment>(id);
  }
  [[nodiscard]] v1::CreditBook::Standing Standing() {
    EXPECT_EQ(given.book().credit().standing(), account().standing());
    return account().standing();
  }

  Given given;
};

// Points in the middle of each band: 1 = CA1 … 6 = CA6.
inline int PointsOf(int band) {
  constexpr int kPoints[] = {0, 90, 70, 50, 40, 20, 10};
  return kPoints[band];
}

}  // namespace tenure::testing
