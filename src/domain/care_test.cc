// Issues and harms (L5, L6), loyalty fund (L7).
#include "domain/lifecycle_given.h"
#include "tenure/v1/complaint.pb.h"
#include "tenure/v1/complaint_closing.pb.h"

namespace tenure::testing {
namespace {

v1::RaiseIssue Raise(const std::string& id) {
  v1::RaiseIssue command;
  command.set_issue_id(id);
  command.set_origin(v1::CARE);
  command.set_owner("li.wei");
  return command;
}

v1::ResolveIssue Resolve(const std::string& id) {
  v1::ResolveIssue command;
  command.set_issue_id(id);
  return command;
}

v1::StudyIssue Study(const std::string& id) {
  v1::StudyIssue command;
  command.set_issue_id(id);
  return command;
}

v1::AcceptResponsibility Accept(const std::string& id) {
  v1::AcceptResponsibility command;
  command.set_issue_id(id);
  command.set_owner("zhao.min");
  *command.mutable_due_on() = DateMessage(Day("2026-04-01"));
  return command;
}

v1::RegisterHarm Harm(const std::string& id) {
  v1::RegisterHarm command;
  command.set_issue_id(id);
  command.set_owner("li.wei");
  return command;
}

using Issue = LifecycleTest;

TEST_F(Issue, RaisedStudiedResolved_BookCountsIt) {
  const Outcome raised = given.Do(Raise("IS-1"));
  EXPECT_EQ(TimeOf(raised.event<v1::IssueRaised>().due()), At("2026-03-16T09:00:00+08:00"));
  EXPECT_EQ(given.book().lifecycle().issues_open(), 1u);
  given.When(Resolve("IS-1")).Refuses(v1::ISSUE_NOT_STUDIED).Fact("id", "IS-1");
  given.Do(Study("IS-1")).Gives({"IssueStudied"});
  EXPECT_FALSE(given.Do(Resolve("IS-1")).event<v1::IssueResolved>().late());
  EXPECT_EQ(given.book().lifecycle().issues_open(), 0u);
  given.When(Resolve("IS-1")).Refuses(v1::ISSUE_RESOLVED);
  given.When(Study("IS-1")).Refuses(v1::ISSUE_RESOLVED);
}

TEST_F(Issue, RaiseIssue_WithADuePastDay_IsRefused) {
  auto command = Raise("IS-1");
  *command.mutable_due_on() = DateMessage(Day("2026-03-01"));
  given.When(command).Refuses(v1::DUE_IN_PAST);
}

TEST_F(Issue, Harm_OpensAComplaint_AndCannotEndBeforeIt) {
  given.When(Harm("IS-2"))
      .Gives({"HarmRegistered", "ComplaintFiled", "SlaClockStarted", "SlaClockStarted",
              "SlaClockStarted"});
  given.Do(Harm("IS-2"));
  EXPECT_EQ(given.book().lifecycle().harms_open(), 1u);
  given.Do(Study("IS-2"));
  given.When(Resolve("IS-2")).Refuses(v1::RESPONSIBILITY_NOT_ACCEPTED).Fact("id", "IS-2");
  EXPECT_TRUE(given.Do(Accept("IS-2")).event<v1::ResponsibilityAccepted>().studied());
  given.When(Resolve("IS-2")).Refuses(v1::HARM_COMPLAINT_OPEN);
  v1::WithdrawComplaint withdraw;
  withdraw.set_complaint_id(given.book().complaint().harm_cases(0).complaint_id());
  withdraw.set_by(v1::ComplaintTerms::COMPLAINANT);
  given.Do(withdraw);
  given.Do(Resolve("IS-2")).Gives({"IssueResolved"});
  EXPECT_EQ(given.book().lifecycle().harms_open(), 0u);
}

TEST_F(Issue, AcceptResponsibility_NamesWhoAndByWhen) {
  given.Do(Harm("IS-2"));
  auto accept = Accept("IS-2");
  *accept.mutable_due_on() = DateMessage(Day("2026-03-01"));
  given.When(accept).Refuses(v1::DUE_IN_PAST);
  *accept.mutable_due_on() = DateMessage(Day("2026-04-01"));
  const Outcome accepted = given.Do(accept);
  accepted.Gives({"ResponsibilityAccepted"});
  EXPECT_FALSE(accepted.event<v1::ResponsibilityAccepted>().studied());
  given.When(Resolve("IS-2")).Refuses(v1::ISSUE_NOT_STUDIED);
  EXPECT_EQ(given.state<v1::IssueState>("IS-2").owner(), "zhao.min");
}

TEST_F(Issue, WithoutOwner_IsRefused) {
  auto raise = Raise("IS-1");
  raise.clear_owner();
  given.When(raise).Refuses(v1::ISSUE_OWNER_MISSING);
  auto harm = Harm("IS-2");
  harm.clear_owner();
  given.When(harm).Refuses(v1::ISSUE_OWNER_MISSING);
}

TEST_F(Issue, RaiseIssue_OfAHarm_IsSentToItsOwnCommand) {
  auto raise = Raise("IS-1");
  raise.set_origin(v1::HARM);
  given.When(raise).Refuses(v1::HARM_BY_ITS_OWN_COMMAND);
}

TEST_F(Issue, Harm_OfAnEngagement_MustBeThere) {
  auto harm = Harm("IS-2");
  harm.set_engagement_id(kEngagement);
  given.When(harm).Refuses(v1::UNKNOWN_REFERENCE).Fact("id", kEngagement);
  To(S::PROSPECT);
  const Outcome done = given.When(harm);
  EXPECT_EQ(done.event<v1::ComplaintFiled>().about_id(), kEngagement);
  EXPECT_EQ(done.event<v1::ComplaintFiled>().harm_issue_id(), "IS-2");
}

// However many harms there have been, each can be brought to its end.
TEST_F(Issue, Harms_BeyondTheBooksBound_WaitForOneToEnd) {
  const auto end = [&](int i) {
    v1::WithdrawComplaint withdraw;
    for (const auto& row : given.book().complaint().harm_cases()) {
      if (row.issue_id() == "IS-" + std::to_string(i)) {
        withdraw.set_complaint_id(row.complaint_id());
      }
    }
    withdraw.set_by(v1::ComplaintTerms::COMPLAINANT);
    given.Do(withdraw);
    given.Do(Accept("IS-" + std::to_string(i)));
    given.Do(Study("IS-" + std::to_string(i)));
  };
  for (int i = 0; i < 16; ++i) given.Do(Harm("IS-" + std::to_string(i)));
  end(3);
  given.When(Harm("IS-16")).Refuses(v1::STATE_FULL).Fact("limit", "16");
  given.Do(Resolve("IS-3"));
  given.Do(Harm("IS-16"));
  for (int i = 0; i <= 16; ++i) {
    if (i == 3) continue;
    end(i);
    given.Do(Resolve("IS-" + std::to_string(i))).Gives({"IssueResolved"});
  }
  EXPECT_EQ(given.book().lifecycle().harms_open(), 0u);
  EXPECT_EQ(given.book().complaint().harm_cases_size(), 0);
}

TEST_F(Issue, Resolved_AtItsDueInstant_IsLate) {
  given.Do(Raise("IS-1"));
  given.Do(Study("IS-1"));
  given.Now("2026-03-16T08:59:59+08:00");
  EXPECT_FALSE(given.When(Resolve("IS-1")).event<v1::IssueResolved>().late());
  given.Now("2026-03-16T09:00:00+08:00");
  EXPECT_TRUE(given.When(Resolve("IS-1")).event<v1::IssueResolved>().late());
}

TEST_F(Issue, AcceptResponsibility_AfterTheEnd_IsRefused) {
  given.Do(Raise("IS-1"));
  given.Do(Study("IS-1"));
  given.Do(Resolve("IS-1"));
  given.When(Accept("IS-1")).Refuses(v1::ISSUE_RESOLVED);
}

TEST_F(Issue, AcceptResponsibility_ForNoHarm_IsRefused) {
  given.Do(Raise("IS-1"));
  given.When(Accept("IS-1")).Refuses(v1::NOT_A_HARM);
}

class Loyalty : public LifecycleTest {
 protected:
  static v1::RecordFundContribution Contribute(std::int64_t minor, v1::FundSource source) {
    v1::RecordFundContribution command;
    command.mutable_amount()->set_minor(minor);
    command.mutable_amount()->set_currency("CNY");
    command.set_source(source);
    command.set_year(2025);
    return command;
  }
  static v1::DisburseFund Disburse(std::int64_t minor) {
    v1::DisburseFund command;
    command.mutable_amount()->set_minor(minor);
    command.mutable_amount()->set_currency("CNY");
    return command;
  }
};

TEST_F(Loyalty, Enrol_WithoutAnEngagementInCare_IsRefused) {
  To(S::HANDED_OVER);
  given.When(v1::EnrolLoyalty()).Refuses(v1::NOT_IN_CARE);
}

TEST_F(Loyalty, Enrol_InCare_SetsTheYearlyContribution) {
  To(S::IN_CARE);
  const Outcome enrolled = given.Do(v1::EnrolLoyalty());
  EXPECT_EQ(TimeOf(enrolled.event<v1::LoyaltyEnrolled>().next_contribution_due()),
            At("2026-04-01T00:00:00+08:00"));
  given.When(v1::EnrolLoyalty()).Refuses(v1::NO_CHANGE);
}

TEST_F(Loyalty, FundCommands_WithoutEnrolment_AreRefused) {
  To(S::IN_CARE);
  given.When(Disburse(1)).Refuses(v1::NOT_ENROLLED);
  given.When(Contribute(1, v1::COMPANY_PROFIT)).Refuses(v1::NOT_ENROLLED);
}

TEST_F(Loyalty, Enrol_OnTheDueDay_WaitsForTheNextYear) {
  To(S::IN_CARE);
  given.Now("2026-04-01T00:00:00+08:00");
  const Outcome enrolled = given.When(v1::EnrolLoyalty());
  EXPECT_EQ(TimeOf(enrolled.event<v1::LoyaltyEnrolled>().next_contribution_due()),
            At("2027-04-01T00:00:00+08:00"));
}

// What is due is the company's share of last year's profit.
TEST_F(Loyalty, Contribution_ByYearAndSource_MovesTheDueDateOrNot) {
  struct Case {
    const char* about;
    v1::FundSource source;
    std::uint32_t year;
    const char* due;
  };
  To(S::IN_CARE);
  given.Do(v1::EnrolLoyalty());  // due on 1 April 2026 for 2025
  for (const Case& one :
       {Case{"the customer's", v1::CUSTOMER_CONTRIBUTION, 2025, "2026-04-01T00:00:00+08:00"},
        Case{"for an older year", v1::COMPANY_PROFIT, 2024, "2026-04-01T00:00:00+08:00"},
        Case{"for the year due", v1::COMPANY_PROFIT, 2025, "2027-04-01T00:00:00+08:00"}}) {
    auto command = Contribute(1, one.source);
    command.set_year(one.year);
    const Outcome done = given.When(command);
    EXPECT_EQ(TimeOf(done.event<v1::LoyaltyFundContributed>().next_contribution_due()), At(one.due))
        << one.about;
  }
}

TEST_F(Loyalty, Contribution_OfAYearThatIsNotClosed_IsRefused) {
  To(S::IN_CARE);
  given.Do(v1::EnrolLoyalty());
  auto command = Contribute(1, v1::COMPANY_PROFIT);
  command.set_year(2026);
  given.When(command).Refuses(v1::YEAR_NOT_CLOSED).Fact("year", "2026");
  command.set_source(v1::CUSTOMER_CONTRIBUTION);  // he gives when he likes
  given.When(command).Gives({"LoyaltyFundContributed"});
}

TEST_F(Loyalty, Contribution_BeyondItsBounds_IsRefused) {
  To(S::IN_CARE);
  given.Do(v1::EnrolLoyalty());
  given.Do(Contribute(999'999'999'999'999, v1::COMPANY_PROFIT));
  given.When(Contribute(2, v1::COMPANY_PROFIT)).Refuses(v1::STATE_FULL);
  given.Do(Contribute(1, v1::COMPANY_PROFIT));
  auto command = Contribute(1, v1::COMPANY_PROFIT);
  for (const char* currency : {"EUR", "GBP", "HKD", "JPY", "KRW", "SGD", "USD"}) {
    command.mutable_amount()->set_currency(currency);
    given.Do(command);
  }
  command.mutable_amount()->set_currency("CHF");
  given.When(command).Refuses(v1::STATE_FULL);
}

TEST_F(Loyalty, Disburse_InACurrencyThePolicyDoesNotName_AlwaysNeedsASecondPerson) {
  To(S::IN_CARE);
  given.Do(v1::EnrolLoyalty());
  auto command = Contribute(100, v1::COMPANY_PROFIT);
  command.mutable_amount()->set_currency("EUR");
  given.Do(command);
  auto disburse = Disburse(1);
  disburse.mutable_amount()->set_currency("EUR");
  given.When(disburse).NeedsApproval("loyalty.disburse");
  disburse.mutable_amount()->set_minor(101);
  given.When(disburse).Refuses(v1::FUND_TOO_SMALL);
}

TEST_F(Loyalty, Disburse_TakesCompanyMoneyFirst_NeverBelowZero) {
  To(S::IN_CARE);
  given.Do(v1::EnrolLoyalty());
  given.Do(Contribute(300, v1::COMPANY_PROFIT));
  given.Do(Contribute(200, v1::CUSTOMER_CONTRIBUTION));
  given.When(Disburse(501)).Refuses(v1::FUND_TOO_SMALL).Fact("balance", "5.00 CNY");
  const Outcome spent = given.Do(Disburse(400));
  EXPECT_EQ(spent.event<v1::LoyaltyFundDisbursed>().from_company_minor(), 300);
  EXPECT_EQ(spent.event<v1::LoyaltyFundDisbursed>().from_customer_minor(), 100);
  given.When(Disburse(101)).Refuses(v1::FUND_TOO_SMALL);
  given.When(Disburse(100)).Gives({"LoyaltyFundDisbursed"});
}

TEST_F(Loyalty, Disburse_AboveThePolicysAmount_NeedsASecondPerson) {
  To(S::IN_CARE);
  given.Do(v1::EnrolLoyalty());
  given.Do(Contribute(500000, v1::COMPANY_PROFIT));
  given.When(Disburse(100000)).Gives({"LoyaltyFundDisbursed"});
  given.When(Disburse(100001)).NeedsApproval("loyalty.disburse");
  given.DoApproved(Disburse(100001), "zhao.min").Gives({"ApprovalGiven", "LoyaltyFundDisbursed"});
}

}  // namespace
}  // namespace tenure::testing
