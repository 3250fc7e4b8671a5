// Projects and disclosures (L1): proposed by one, approved by another; what has to be told.
#include "domain/lifecycle_given.h"
#include "tenure/v1/system.pb.h"

namespace tenure::testing {
namespace {

v1::OpenProject OpenA(const std::string& id, v1::LifecycleTemplate chosen) {
  v1::OpenProject open;
  open.set_project_id(id);
  open.set_template_(chosen);
  return open;
}

class Project : public ::testing::Test {
 protected:
  Project() {
    given.In(std::string(kGovernanceScope));
    given.DoApproved(OpenA(kProject, v1::PROPERTY), "zhao.min")
        .Gives({"ApprovalGiven", "ProjectOpened"});
  }
  // The guards let it pass: all it waits for is the second person.
  void Passes(const v1::PublishDisclosure& command) {
    given.When(command).NeedsApproval("projects.approve");
  }
  Given given;
};

TEST_F(Project, Open_Twice_IsRefused) {
  given.When(OpenA(kProject, v1::PROPERTY)).Refuses(v1::ALREADY_EXISTS);
}

TEST_F(Project, Open_ByOne_WaitsForAnother) {
  given.When(OpenA("P-2", v1::PROPERTY)).NeedsApproval("projects.approve");
}

// Nobody both proposes and approves, whatever he may do.
TEST_F(Project, Approval_ByTheProposer_IsRefused) {
  const std::string open = given.As("admin").Keep(OpenA("P-2", v1::PROPERTY));
  const std::string publish = given.Keep(Disclosure());
  for (const std::string& id : {open, publish}) {
    v1::GiveApproval give;
    give.set_approval_id(id);
    given.As("admin").When(give).Refuses(v1::APPROVER_IS_REQUESTER).Fact("actor", "admin");
    given.As("li.wei").When(give).Refuses(v1::NOT_PERMITTED);
    given.As("zhao.min").Do(give);
  }
  EXPECT_EQ(given.rules().Get<v1::ProjectState>(kProject)->disclosure_version(), 1u);
  EXPECT_NE(given.rules().Get<v1::ProjectState>("P-2"), nullptr);
}

TEST_F(Project, Disclosure_OfOneAfterTheOther_CountsVersions) {
  for (const std::uint32_t version : {1u, 2u}) {
    const Outcome done = given.DoApproved(Disclosure(), "zhao.min");
    done.Gives({"ApprovalGiven", "DisclosurePublished"});
    EXPECT_EQ(done.event<v1::DisclosurePublished>().version(), version);
  }
}

TEST_F(Project, Disclosure_WithoutAdverseFacts_NeedsASignedNoneFound) {
  auto command = Disclosure();
  command.clear_adverse();
  given.When(command).Refuses(v1::DISCLOSURE_ONE_SIDED);
  command.set_none_found_signed_by("sun.li");
  Passes(command);
  command.clear_favourable();
  given.When(command).Refuses(v1::DISCLOSURE_ONE_SIDED);
}

// L1: one kilometre, at the edge.
TEST_F(Project, Disclosure_SurveyRadiusAtTheEdge_OneKilometreIsEnough) {
  auto command = Disclosure();
  for (const std::uint32_t radius : {1000u, 1001u}) {
    command.set_survey_radius_m(radius);
    Passes(command);
  }
  command.set_survey_radius_m(999);
  given.When(command).Refuses(v1::SURVEY_TOO_SMALL);
  command.set_survey_radius_m(1000);
  command.clear_surveyed_on();
  given.When(command).Refuses(v1::SURVEY_TOO_SMALL);
}

TEST_F(Project, Disclosure_SurveyedTomorrow_IsRefused) {
  auto command = Disclosure();
  *command.mutable_surveyed_on() = DateMessage(Day("2026-03-03"));
  given.When(command).Refuses(v1::DATE_IN_FUTURE).Fact("date", "2026-03-03");
  *command.mutable_surveyed_on() = DateMessage(Day("2026-03-02"));
  Passes(command);
  v1::PolicyBody other;
  other.mutable_approval()->set_expires_after_hours(1);
  given.Policy("calendar", other);
  given.In(std::string(kGovernanceScope));
  given.When(command).Refuses(v1::NO_POLICY).Fact("policy", "calendar");
}

// 4.1: product and terms, whose surroundings nobody surveys.
TEST_F(Project, Disclosure_ToBusinessCustomers_TellsOfProductAndTerms) {
  given.DoApproved(OpenA("P-2", v1::GENERIC_B2B), "zhao.min");
  v1::PublishDisclosure command;
  command.set_project_id("P-2");
  auto* good = command.add_favourable();
  auto* bad = command.add_adverse();
  struct Case {
    v1::DisclosureSubject favourable;
    v1::DisclosureSubject adverse;
    const char* missing;  // null: it tells of both
  };
  for (const Case& one :
       {Case{v1::DISCLOSURE_SUBJECT_UNSPECIFIED, v1::TERMS, "PRODUCT"},
        Case{v1::SURROUNDINGS, v1::TERMS, "PRODUCT"}, Case{v1::PRODUCT, v1::PRODUCT, "TERMS"},
        Case{v1::TERMS, v1::PRODUCT, nullptr}, Case{v1::PRODUCT, v1::TERMS, nullptr}}) {
    good->set_about(one.favourable);
    bad->set_about(one.adverse);
    if (one.missing == nullptr) {
      Passes(command);
    } else {
      given.When(command).Refuses(v1::DISCLOSURE_SUBJECT_MISSING).Fact("subject", one.missing);
    }
  }
}

}  // namespace
}  // namespace tenure::testing
