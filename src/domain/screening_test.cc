// R3, the year-end screening: who proposes, who confirms, on which figures, what DROP takes and
// does.
#include "domain/key_account_given.h"
#include "domain/screening_figures.h"
#include "tenure/v1/complaint.pb.h"

namespace tenure::testing {
namespace {

// C-1001 is in zhao.min's hands; the year is 2026.
class Screening : public KeyAccountTest {
 protected:
  Screening() {
    given.Now("2026-12-01T00:00:00+08:00");
    OpenScreening();
    given.As("zhao.min");
  }
  void YearIsOver() { given.Now("2027-01-01T00:00:00+08:00"); }
  const v1::ScreeningState& state() { return given.state<v1::ScreeningState>("2026"); }
};

TEST_F(Screening, Round_HoldsItsDates) {
  const auto outcome = given.In("governance/main").As("han.mei").Do(OpenRound("2025"));
  const auto& event = outcome.event<v1::ScreeningOpened>();
  EXPECT_EQ(TimeOf(event.proposals_from()), At("2025-12-01T00:00:00+08:00"));
  EXPECT_EQ(TimeOf(event.frozen_at()), At("2026-01-01T00:00:00+08:00"));
  EXPECT_EQ(TimeOf(event.due()), At("2026-02-01T00:00:00+08:00"));
  for (const char* year : {"2027", "26", "abcd", "0026"}) {
    given.When(OpenRound(year)).Refuses(v1::SCREENING_YEAR).Fact("year", year);
  }
  WithoutPolicy();
  given.When(OpenRound("2024")).Refuses(v1::NO_POLICY);
}

TEST_F(Screening, Proposal_BeforeDecember_IsRefused) {
  given.Now("2026-11-30T23:59:59+08:00");
  given.When(Propose(Key::KEEP)).Refuses(v1::SCREENING_TOO_EARLY).Fact("from", "2026-12-01");
  given.Now("2026-12-01T00:00:00+08:00");
  const auto outcome = given.Do(Propose(Key::KEEP));
  outcome.Gives({"ScreeningProposed"});
  EXPECT_TRUE(outcome.event<v1::ScreeningProposed>().provisional());
  given.When(Propose(Key::KEEP, 1, true, "2024")).Refuses(v1::SCREENING_NOT_OPEN);
}

TEST_F(Screening, Proposal_IsOfHimInWhoseHandsTheCustomerIs) {
  given.As("li.wei").When(Propose(Key::KEEP)).Refuses(v1::SCREENING_NOT_IN_HAND);
  given.As("han.mei").When(Propose(Key::KEEP)).Refuses(v1::SCREENING_NOT_IN_HAND);
  given.As("zhao.min").When(Propose(Key::KEEP)).Gives({"ScreeningProposed"});
}

TEST_F(Screening, Proposal_OfTheRepOfAKeyAccount_IsTaken) {
  given.As("han.mei");
  KeyAccountWithRep();
  given.DoApproved(Waive(Key::K10_FORUM), "qin.an");
  const auto outcome = given.As("wu.gang").Do(Propose(Key::KEEP));
  EXPECT_TRUE(outcome.event<v1::ScreeningProposed>().key_account());
}

TEST_F(Screening, Proposal_WithoutTheForumOfAKeyAccount_IsRefused) {
  given.As("han.mei");
  KeyAccountWithRep();
  given.As("zhao.min").When(Propose(Key::KEEP)).Refuses(v1::FORUM_NOT_HELD).Fact("year", "2026");
  given.As("han.mei");
  OpenForum("FO-2026", "2026-11-20");
  given.Do(HoldForum("FO-2026", "2026-11-20"));
  given.As("zhao.min").When(Propose(Key::KEEP)).Gives({"ScreeningProposed"});
}

TEST_F(Screening, Keep_NamesTheClassAndOthersNone) {
  auto unnamed = Propose(Key::KEEP);
  unnamed.clear_kept_as();
  given.When(unnamed).Refuses(v1::SCREENING_CLASS);
  auto named = Propose(Key::WATCH);
  named.set_kept_as(Key::KEY);
  given.When(named).Refuses(v1::SCREENING_CLASS);
}

TEST_F(Screening, Figures_TakeASourceWhereTheyAreStated) {
  auto command = Propose(Key::KEEP);
  command.clear_stated_source();
  given.When(command).Refuses(v1::STATED_SOURCE_MISSING);
  auto nothing = Propose(Key::KEEP);
  nothing.clear_stated_turnover();
  given.When(nothing).Refuses(v1::FIGURE_MISSING);
  auto gold = Propose(Key::KEEP);
  gold.mutable_stated_cost()->set_currency("XAU");
  given.When(gold).Refuses(v1::NO_RATE);
}

TEST_F(Screening, Profit_IsMarginLessIncentivesRemediesAndWriteOffs) {
  given.As("han.mei");
  KeyAccountWithRep();
  given.Do(Grant(200));
  given.DoApproved(Waive(Key::K10_FORUM), "qin.an");
  auto command = Propose(Key::KEEP, 1000);
  *command.mutable_stated_remedies() = CNY(300);
  *command.mutable_stated_write_offs() = CNY(100);
  const auto outcome = given.As("zhao.min").Do(command);
  const auto& figures = outcome.event<v1::ScreeningProposed>().figures();
  EXPECT_EQ(figures.turnover(), 100'000);
  EXPECT_EQ(figures.incentives(), 200);
  EXPECT_EQ(figures.profit(), 400);
  EXPECT_TRUE(figures.stated());
}

TEST_F(Screening, Potential_ByProspects_NamesTheAssessment) {
  auto command = Propose(Key::KEEP);
  command.set_basis(Key::PROSPECTS);
  given.When(command).Refuses(v1::POTENTIAL_BASIS);
  command.set_assessment_id("AS-9");
  given.When(command).Refuses(v1::UNKNOWN_REFERENCE).Fact("field", "data.assessment_id");
}

TEST_F(Screening, Drop_TakesBothNoProfitAndNoPotential) {
  given.When(Propose(Key::DROP, 1, false)).Refuses(v1::DROP_NOT_ALLOWED).Fact("potential", "0");
  given.When(Propose(Key::DROP, 0, true)).Refuses(v1::DROP_NOT_ALLOWED);
  given.When(Propose(Key::DROP, 0, false)).Gives({"ScreeningProposed"});
  given.When(Propose(Key::WATCH, 1, false)).Gives({"ScreeningProposed"});
  ChangePolicy([](v1::KeyAccountPolicy* policy) { policy->set_either_drops(true); });
  given.When(Propose(Key::DROP, 1, false)).Gives({"ScreeningProposed"});
  given.When(Propose(Key::DROP, 1, true)).Refuses(v1::DROP_NOT_ALLOWED);
}

TEST_F(Screening, Suggestion_FollowsG6) {
  for (const bool either : {false, true}) {
    EXPECT_EQ(screening::Suggested(true, true, either), Key::KEEP);
    EXPECT_EQ(screening::Suggested(false, false, either), Key::DROP);
    const auto one = either ? Key::DROP : Key::WATCH;
    EXPECT_EQ(screening::Suggested(true, false, either), one);
    EXPECT_EQ(screening::Suggested(false, true, either), one);
  }
}

TEST_F(Screening, Confirmation_IsAnothersAndAfterTheYear) {
  given.Do(Propose(Key::KEEP));
  given.As("qin.an").When(Confirm()).Refuses(v1::SCREENING_NOT_FROZEN).Fact("from", "2027-01-01");
  YearIsOver();
  given.As("zhao.min").When(Confirm()).Refuses(v1::SCREENING_OWN_PROPOSAL);
  const auto outcome = given.As("qin.an").Do(Confirm());
  outcome.Gives({"ScreeningConfirmed", "CustomerClassified"});
  EXPECT_EQ(outcome.event<v1::CustomerClassified>().class_name(), "GOOD");
  EXPECT_EQ(outcome.event<v1::ScreeningConfirmed>().figures().profit(), 1000);
  EXPECT_EQ(outcome.event<v1::ScreeningConfirmed>().proposed_by(), "zhao.min");
  EXPECT_TRUE(state().confirmed());
  given.When(Confirm()).Refuses(v1::SCREENING_DECIDED);
  given.As("zhao.min").When(Propose(Key::KEEP)).Refuses(v1::SCREENING_DECIDED);
}

TEST_F(Screening, Proposal_BeforeConfirmation_MayBeMadeAnew) {
  auto first = Propose(Key::KEEP);
  *first.mutable_stated_remedies() = CNY(10);
  given.Do(first);
  given.Do(Propose(Key::WATCH, 5, false));
  YearIsOver();
  const auto outcome = given.As("qin.an").Do(Confirm());
  outcome.Gives({"ScreeningConfirmed"});
  EXPECT_EQ(outcome.event<v1::ScreeningConfirmed>().figures().profit(), 5);
}

TEST_F(Screening, ConfirmedDrop_SetsTheFlag) {
  YearIsOver();
  const auto proposed = given.Do(Propose(Key::DROP, -1, false));
  EXPECT_FALSE(proposed.event<v1::ScreeningProposed>().provisional());
  given.As("qin.an").Do(Confirm()).Gives({"ScreeningConfirmed", "CustomerDropped"});
  EXPECT_EQ(book().dropped_for(), 2026u);
}

TEST_F(Screening, Drop_WhileAComplaintIsOpen_IsRefused) {
  given.Do(Propose(Key::DROP, -1, false));
  YearIsOver();
  v1::ComplaintFiled filed;
  given.Event("CC-1", filed);
  given.When(Propose(Key::DROP, -1, false)).Refuses(v1::DROP_COMPLAINT_OPEN).Fact("count", "1");
  given.When(Propose(Key::WATCH, -1, false)).Gives({"ScreeningProposed"});
  given.As("qin.an").When(Confirm()).Refuses(v1::DROP_COMPLAINT_OPEN);
}

TEST_F(Screening, WithoutPolicies_IsRefused) {
  given.Do(Propose(Key::KEEP));
  YearIsOver();
  WithoutPolicy("rates");
  given.When(Propose(Key::KEEP)).Refuses(v1::NO_POLICY).Fact("policy", "rates");
  given.As("qin.an").When(Confirm()).Refuses(v1::NO_POLICY);
  WithoutPolicy();
  given.When(Confirm()).Refuses(v1::NO_POLICY).Fact("policy", "key_accounts");
  given.As("zhao.min").When(Propose(Key::KEEP)).Refuses(v1::NO_POLICY);
}

}  // namespace
}  // namespace tenure::testing
