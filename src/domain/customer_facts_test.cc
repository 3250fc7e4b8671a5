// What is collected about a customer, who speaks for him, and refusals kept in his scope. P1-P3,
// CH1-CH6, L5.
#include "given/given.h"
#include "tenure/v1/complaint.pb.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/system.pb.h"

namespace tenure::testing {
namespace {

using Terms = v1::ComplaintTerms;

v1::RecordConsent Consent(std::uint32_t from = 0, std::uint32_t to = 0) {
  v1::RecordConsent command;
  command.set_purpose(v1::MARKETING);
  command.set_channel(Terms::CALL);
  command.set_from_minute(from);
  command.set_to_minute(to);
  return command;
}
v1::WithdrawConsent Withdraw(v1::ConsentPurpose purpose = v1::MARKETING,
                             Terms::Channel channel = Terms::CALL) {
  v1::WithdrawConsent command;
  command.set_purpose(purpose);
  command.set_channel(channel);
  return command;
}
v1::RecordDataSource Source(v1::SourceChannel channel) {
  v1::RecordDataSource command;
  command.set_channel(channel);
  command.set_basis(v1::RecordDataSource::CONSENT);
  return command;
}
v1::SetContactPerson Contact(const std::string& id, bool may_agree = false) {
  v1::SetContactPerson command;
  command.set_contact_person_id(id);
  command.set_role("finance");
  command.set_may_agree(may_agree);
  return command;
}
v1::RemoveContactPerson Remove(const std::string& id) {
  v1::RemoveContactPerson command;
  command.set_contact_person_id(id);
  return command;
}

class CustomerFacts : public ::testing::Test {
 protected:
  const v1::CustomerState& State() { return given.state<v1::CustomerState>(""); }
  std::uint32_t ContactPersons() { return given.book().customer().contact_persons(); }
  Given given;
};

TEST_F(CustomerFacts, TraitsAndCompetitors_AreCounted) {
  v1::RecordTrait trait;
  trait.set_source(v1::INTERNET);
  given.Do(trait).Gives({"TraitRecorded"});
  given.Do(trait);
  v1::RecordCompetitor competitor;
  competitor.set_competitor("东方建材");
  competitor.set_threat(v1::RecordCompetitor::HIGH);
  given.Do(competitor).Gives({"CompetitorRecorded"});
  EXPECT_EQ(State().traits(), 2u);
  EXPECT_EQ(State().competitors(), 1u);
}

TEST_F(CustomerFacts, DataSource_EachChannelOfTheHandbook_NeedsNoNote) {
  for (int channel = v1::EXHIBITION; channel <= v1::PARTNER_REFERRAL; ++channel) {
    given.Do(Source(static_cast<v1::SourceChannel>(channel))).Gives({"DataSourceRecorded"});
  }
  EXPECT_EQ(State().data_sources(), 6u);
}

TEST_F(CustomerFacts, DataSource_AnotherChannel_NeedsANote) {
  auto command = Source(v1::OTHER_CHANNEL);
  given.When(command).Refuses(v1::SOURCE_NOTE_MISSING);
  command.set_note_mac("n");
  given.When(command).Gives({"DataSourceRecorded"});
}

TEST_F(CustomerFacts, Consent_HoursAtTheirEdges) {
  given.When(Consent(0, 0)).Gives({"ConsentRecorded"});  // any hour
  given.When(Consent(0, 1)).Gives({"ConsentRecorded"});
  given.When(Consent(1439, 1440)).Gives({"ConsentRecorded"});
  given.When(Consent(540, 540)).Refuses(v1::HOURS_INVALID);
  given.When(Consent(1080, 540)).Refuses(v1::HOURS_INVALID);
  given.When(Consent(540, 0)).Refuses(v1::HOURS_INVALID);
}

TEST_F(CustomerFacts, Consent_AgainForTheSamePurposeAndChannel_ReplacesIt) {
  given.Do(Consent(540, 1080));
  given.Do(Consent(600, 660));
  ASSERT_EQ(State().consents_size(), 1);
  EXPECT_EQ(State().consents(0).from_minute(), 600u);
}

TEST_F(CustomerFacts, Consent_MoreThanTheStateHolds_IsRefused) {
  v1::ConsentRecorded event;
  for (int i = 0; i < 32; ++i) {
    event.set_purpose(static_cast<v1::ConsentPurpose>(100 + i));
    event.set_channel(Terms::CALL);
    given.Event("", event);
  }
  given.When(Consent()).Refuses(v1::STATE_FULL).Fact("limit", "32");
  auto held = Consent();
  held.set_purpose(static_cast<v1::ConsentPurpose>(100));
  given.When(held).Gives({"ConsentRecorded"});
}

TEST_F(CustomerFacts, WithdrawConsent_OnlyWhatIsHeld) {
  given.When(Withdraw()).Refuses(v1::CONSENT_NOT_HELD);
  given.Do(Consent());
  given.When(Withdraw(v1::SERVICE)).Refuses(v1::CONSENT_NOT_HELD);
  given.When(Withdraw(v1::MARKETING, Terms::LETTER)).Refuses(v1::CONSENT_NOT_HELD);
  given.Do(Withdraw()).Gives({"ConsentWithdrawn"});
  EXPECT_EQ(State().consents_size(), 0);
  given.When(Withdraw()).Refuses(v1::CONSENT_NOT_HELD);
}

TEST_F(CustomerFacts, DispatchResult_NeedsItsOwnPermission) {
  v1::RecordDispatchResult command;
  command.set_event_sequence(1);
  command.set_result(v1::DELIVERED);
  given.When(command).Gives({"DispatchResultRecorded"});
  given.As("zhao.min")
      .When(command)
      .Refuses(v1::NOT_PERMITTED)
      .Fact("permission", "dispatch.record");
}

TEST_F(CustomerFacts, InboundMessage_AboutNothing_StandsAlone) {
  v1::RecordInboundMessage command;
  command.set_channel(Terms::CALL);
  given.When(command).Gives({"InboundMessageRecorded"});
  command.set_about_kind("complaint");
  given.When(command).Gives({"InboundMessageRecorded"});
  command.set_about_kind("engagement");
  command.set_about_id("EN-1");
  given.When(command).Gives({"InboundMessageRecorded"});
}

TEST_F(CustomerFacts, InboundMessage_AboutAnUnknownComplaint_IsKeptAndItsRefusalToo) {
  v1::RecordInboundMessage command;
  command.set_channel(Terms::CALL);
  command.set_about_kind("complaint");
  command.set_about_id("CC-9");
  const Outcome outcome = given.Do(command);
  outcome.Gives({"InboundMessageRecorded", "PolicyRefused"});
  EXPECT_EQ(outcome.event<v1::PolicyRefused>().reaction(), "complaint_reply");
  EXPECT_EQ(outcome.event<v1::PolicyRefused>().code(), v1::UNKNOWN_STREAM);
  EXPECT_EQ(given.state<v1::RefusalsState>("").reactions(), 1u);
  EXPECT_EQ(given.state<v1::RefusalsState>("").commands(), 0u);
}

TEST_F(CustomerFacts, Refusals_OfCommands_AreCountedApart) {
  given.Event("", v1::CommandRefused());
  given.Event("", v1::CommandRefused());
  EXPECT_EQ(given.state<v1::RefusalsState>("").commands(), 2u);
  EXPECT_EQ(given.state<v1::RefusalsState>("").reactions(), 0u);
}

TEST_F(CustomerFacts, ContactPerson_SetChangedRemovedAndBack_IsCountedOnce) {
  given.Do(Contact("CP-1", true)).Gives({"ContactPersonSet"});
  EXPECT_EQ(ContactPersons(), 1u);
  given.Do(Contact("CP-1", true));
  EXPECT_EQ(ContactPersons(), 1u);
  EXPECT_TRUE(given.state<v1::ContactPersonState>("CP-1").may_agree());
  given.Do(Remove("CP-1")).Gives({"ContactPersonRemoved"});
  EXPECT_EQ(ContactPersons(), 0u);
  EXPECT_FALSE(given.state<v1::ContactPersonState>("CP-1").may_agree());
  given.When(Remove("CP-1")).Refuses(v1::CONTACT_PERSON_REMOVED).Fact("id", "CP-1");
  given.Do(Contact("CP-1"));
  EXPECT_EQ(ContactPersons(), 1u);
}

TEST_F(CustomerFacts, ContactPerson_WithoutAnId_GetsOne) {
  const Outcome outcome = given.Do(Contact(""));
  EXPECT_TRUE(outcome.id().starts_with("CP-")) << outcome.id();
  EXPECT_EQ(outcome.event<v1::ContactPersonSet>().contact_person_id(), outcome.id());
}

TEST_F(CustomerFacts, RemoveContactPerson_Unknown_IsRefused) {
  given.When(Remove("CP-9")).Refuses(v1::UNKNOWN_STREAM);
}

TEST_F(CustomerFacts, ContactPerson_MoreThanTwoHundred_IsRefused) {
  for (int i = 0; i < 200; ++i) given.Do(Contact("CP-" + std::to_string(i)));
  given.When(Contact("CP-200")).Refuses(v1::STATE_FULL).Fact("limit", "200");
  given.When(Contact("CP-0")).Gives({"ContactPersonSet"});
  given.Do(Remove("CP-0"));
  given.When(Contact("CP-200")).Gives({"ContactPersonSet"});
}

}  // namespace
}  // namespace tenure::testing
