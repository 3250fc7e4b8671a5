// Contacts: every guard before a plan, every breach of a fact, dunning level by level.
#include <algorithm>
#include <functional>

#include "domain/debt_given.h"

namespace tenure::testing {
namespace {

using Contacts = DebtTest;

constexpr char kTomorrow[] = "2026-05-05T10:00:00+08:00";

std::vector<DebtTerms::Breach> BreachesOf(const Outcome& outcome) {
  std::vector<DebtTerms::Breach> breaches;
  for (const int one : outcome.event<v1::CollectionContactRecorded>().breach()) {
    breaches.push_back(static_cast<DebtTerms::Breach>(one));
  }
  return breaches;
}

using Breaches = std::vector<DebtTerms::Breach>;

TEST_F(Contacts, PlannedAndMade_BreaksNothing) {
  InHouse();
  const auto planned = given.Do(PlanAt(kTomorrow));
  const auto& plan = planned.event<v1::CollectionContactPlanned>();
  EXPECT_EQ(plan.plan(), 1u);
  EXPECT_EQ(plan.tactic(), DebtTerms::SAVE_FACE);
  EXPECT_EQ(plan.pack().policy(), "collection_pack.cn-gbt45251");
  EXPECT_EQ(TimeOf(plan.until()), At("2026-05-05T14:00:00+08:00"));
  given.Now(kTomorrow);
  const auto made = given.Do(Made(1, DebtTerms::CONVERSATION));
  EXPECT_EQ(BreachesOf(made), Breaches{});
  EXPECT_EQ(Case().plans_size(), 0);
  EXPECT_EQ(Case().contacts(), 1u);
  EXPECT_EQ(TimeOf(Case().first_contact_at()), At(kTomorrow));
  ASSERT_EQ(given.book().collections().contacts_size(), 1);
  EXPECT_EQ(given.book().collections().contacts(0).plan(), 0u);
}

TEST_F(Contacts, Plan_BeforeTheStrategy_IsRefused) {
  Open();
  given.When(PlanAt(kTomorrow)).Refuses(v1::DEBT_CASE_ORDER);
  given.Do(Classify(DebtTerms::VAIN));
  given.Do(Choose(DebtTerms::SAVE_FACE));
  Approve();
  given.When(PlanAt(kTomorrow)).Refuses(v1::DEBT_CASE_ORDER);
}

TEST_F(Contacts, Plan_LiesAheadAndWithinThePolicy) {
  InHouse();
  given.When(PlanAt("2026-05-04T10:00:00+08:00")).Refuses(v1::CONTACT_TIME);
  given.When(PlanAt("2026-05-04T10:00:01+08:00")).Gives({"CollectionContactPlanned"});
  given.When(PlanAt("2026-06-03T10:00:00+08:00")).Gives({"CollectionContactPlanned"});
  given.When(PlanAt("2026-06-04T10:00:00+08:00")).Refuses(v1::CONTACT_TIME).Fact("most", "30");
  WithoutPolicy("collection");
  given.When(PlanAt(kTomorrow)).Refuses(v1::NO_POLICY);
  given.When(Made()).Refuses(v1::NO_POLICY);
}

TEST_F(Contacts, Plan_WhilePaused_IsRefused) {
  InHouse();
  given.Do(PauseUntil("2026-05-05T12:00:00+08:00"));
  given.When(PlanAt(kTomorrow)).Refuses(v1::COLLECTION_ON_PAUSE);
  given.When(PlanAt("2026-05-05T12:00:00+08:00")).Gives({"CollectionContactPlanned"});
  given.When(Dun(1)).Refuses(v1::COLLECTION_ON_PAUSE);
}

TEST_F(Contacts, Plan_OfARepresentedDebtor_OnlyWithHisCounsel) {
  InHouse();
  BeRepresented();
  given.When(PlanAt(kTomorrow)).Refuses(v1::DEBTOR_REPRESENTED);
  given.When(Dun(1)).Refuses(v1::DEBTOR_REPRESENTED);
  auto plan = PlanAt(kTomorrow);
  plan.set_counterpart(DebtTerms::HIS_COUNSEL);
  given.When(plan).Gives({"CollectionContactPlanned"});
  BeRepresented(false);
  given.When(PlanAt(kTomorrow)).Gives({"CollectionContactPlanned"});
}

TEST_F(Contacts, Plan_WithAThirdPartyOrAStranger_IsRefused) {
  InHouse();
  auto plan = PlanAt(kTomorrow);
  plan.set_counterpart(DebtTerms::THIRD_PARTY);
  given.When(plan).Refuses(v1::THIRD_PARTY_CONTACT);
  plan.set_counterpart(DebtTerms::FOR_THE_DEBTOR);
  plan.set_contact_person_id("CP-9");
  given.When(plan).Refuses(v1::UNKNOWN_REFERENCE).Fact("id", "CP-9");
  auto made = Made();
  made.set_contact_person_id("CP-9");
  given.When(made).Refuses(v1::UNKNOWN_REFERENCE);
}

TEST_F(Contacts, Plan_AtAnOccasionOfTheStrategyOnly) {
  InHouse();
  auto plan = PlanAt(kTomorrow, Channels::IN_PERSON);
  plan.set_occasion(DebtTerms::INVITE_DEBTOR);
  given.When(plan).Refuses(v1::OCCASION_NOT_IN_STRATEGY).Fact("occasion", "INVITE_DEBTOR");
  plan.set_occasion(DebtTerms::VISIT_DEBTOR);
  given.When(plan).Gives({"CollectionContactPlanned"});
}

// O4, O5: third parties would learn of the debt.
TEST_F(Contacts, GatheringsAndFeasts_AreDeniedWithPersons) {
  InHouse();
  given.Do(Choose(DebtTerms::SAVE_FACE, {DebtTerms::GATHERING, DebtTerms::FESTIVE_OCCASION}));
  Approve();
  for (const auto occasion : {DebtTerms::GATHERING, DebtTerms::FESTIVE_OCCASION}) {
    auto plan = PlanAt(kTomorrow, Channels::IN_PERSON);
    plan.set_occasion(occasion);
    given.When(plan).Refuses(v1::OCCASION_DENIED);
    auto made = Made(0, DebtTerms::CONVERSATION, Channels::IN_PERSON);
    made.set_occasion(occasion);
    EXPECT_EQ(BreachesOf(given.When(made)),
              (Breaches{DebtTerms::UNPLANNED, DebtTerms::OCCASION_FORBIDDEN}));
  }
}

TEST_F(Contacts, GatheringsAndFeasts_WithFirms_NeedLegalApproval) {
  BeAFirm();
  InHouse();
  given.Do(Choose(DebtTerms::SAVE_FACE, {DebtTerms::GATHERING}));
  Approve();
  auto plan = PlanAt(kTomorrow, Channels::IN_PERSON);
  plan.set_occasion(DebtTerms::GATHERING);
  given.When(plan).NeedsApproval("collections.legal");
  const auto agreed = given.DoApproved(plan, "zhao.min");
  EXPECT_EQ(agreed.event<v1::CollectionContactPlanned>().approved_by(), "zhao.min");
  given.Now(kTomorrow);
  auto made = Made(1, DebtTerms::CONVERSATION, Channels::IN_PERSON);
  made.set_occasion(DebtTerms::GATHERING);
  EXPECT_EQ(BreachesOf(given.When(made)), Breaches{});
}

// 08:00 to 22:00 with the debtor, minute by minute at the edges.
TEST_F(Contacts, Plan_WithinTheHours) {
  InHouse();
  given.When(PlanAt("2026-05-05T07:59:59+08:00")).Refuses(v1::OUTSIDE_CONTACT_HOURS);
  given.When(PlanAt("2026-05-05T08:00:00+08:00")).Gives({"CollectionContactPlanned"});
  given.When(PlanAt("2026-05-05T21:59:59+08:00")).Gives({"CollectionContactPlanned"});
  given.When(PlanAt("2026-05-05T22:00:00+08:00"))
      .Refuses(v1::OUTSIDE_CONTACT_HOURS)
      .Fact("local", "22:00");
  given.When(PlanAt("2026-05-05T22:00:00+08:00", Channels::LETTER))
      .Gives({"CollectionContactPlanned"});
}

TEST_F(Contacts, AgreedHours_ReplaceThePacks) {
  InHouse();
  Consent(21 * 60, 23 * 60);
  given.When(PlanAt("2026-05-05T22:30:00+08:00")).Gives({"CollectionContactPlanned"});
  given.When(PlanAt("2026-05-05T23:00:00+08:00")).Refuses(v1::OUTSIDE_CONTACT_HOURS);
  given.When(PlanAt(kTomorrow)).Refuses(v1::OUTSIDE_CONTACT_HOURS).Fact("from", "21:00");
}

TEST_F(Contacts, Consent_Withdrawn_LeavesThePacksHours) {
  InHouse();
  Consent(21 * 60, 23 * 60);
  v1::WithdrawConsent withdraw;
  withdraw.set_purpose(v1::COLLECTION);
  withdraw.set_channel(Channels::CALL);
  given.As("li.wei").Do(withdraw);
  given.As("he.jing").When(PlanAt(kTomorrow)).Gives({"CollectionContactPlanned"});
}

// Plans count as soon as they are made; the fourth call of a day is one too many.
TEST_F(Contacts, Plan_BeyondTheWindow_IsRefused) {
  InHouse();
  for (const char* at :
       {"2026-05-05T09:00:00+08:00", "2026-05-05T10:00:00+08:00", "2026-05-05T11:00:00+08:00"}) {
    given.Do(PlanAt(at));
  }
  given.When(PlanAt("2026-05-05T12:00:00+08:00"))
      .Refuses(v1::CONTACT_TOO_OFTEN)
      .Fact("earliest", "2026-05-06");
  given.When(PlanAt("2026-05-06T08:00:00+08:00")).Gives({"CollectionContactPlanned"});
  given.Now("2026-05-05T13:00:00+08:00");  // the first has lapsed
  given.Fire("debt_case", kDebtCase).Gives({"CollectionContactLapsed"});
  EXPECT_EQ(Case().plans_size(), 2);
  given.When(PlanAt("2026-05-05T14:00:00+08:00")).Gives({"CollectionContactPlanned"});
}

TEST_F(Contacts, Window_OfTheDebtor_CountsHisOtherCases) {
  InHouse();
  given.As("li.wei").Do(Post({{"2026-04-01", 7}}, "IV-3"));
  given.As("he.jing").Do(OpenCase({"IV-3"}, "DC-2"));
  auto other = Made();
  other.set_case_id("DC-2");
  for (int i = 0; i < 3; ++i) given.Do(other);
  given.When(PlanAt("2026-05-04T12:00:00+08:00")).Refuses(v1::CONTACT_TOO_OFTEN);
}

TEST_F(Contacts, Plan_BeyondEight_IsRefused) {
  InHouse();
  for (int i = 1; i <= 8; ++i) {
    given.Do(PlanAt("2026-05-1" + std::to_string(i) + "T10:00:00+08:00", Channels::LETTER));
  }
  given.When(PlanAt(kTomorrow, Channels::LETTER)).Refuses(v1::STATE_FULL);
}

TEST_F(Contacts, Plan_InAZoneThatNobodyKnows_IsRefused_AFactIsNot) {
  InHouse();
  v1::ContactPersonSet person;
  person.set_role("cfo");
  person.set_time_zone("America/New_York");
  given.Event("CP-1", person);
  auto plan = PlanAt(kTomorrow);
  plan.set_contact_person_id("CP-1");
  given.When(plan).Refuses(v1::UNKNOWN_TIME_ZONE).Fact("zone", "America/New_York");
  auto made = Made();
  made.set_contact_person_id("CP-1");
  given.When(made).Gives({"CollectionContactRecorded"});
}

TEST_F(Contacts, ZoneOfTheContactPerson_IsTheClock) {
  InHouse();
  v1::PolicyBody body;
  auto* calendar = body.mutable_calendar();
  calendar->set_time_zone("America/New_York");
  calendar->add_offsets()->set_seconds(-4 * 3600);
  auto* monday = calendar->add_weekdays();
  monday->set_iso_weekday(1);
  given.Policy("calendar.us-eastern", body);
  v1::ContactPersonSet person;
  person.set_role("cfo");
  person.set_time_zone("America/New_York");
  given.Event("CP-1", person);
  auto plan = PlanAt("2026-05-05T19:59:59+08:00");  // 07:59:59 there
  plan.set_contact_person_id("CP-1");
  given.When(plan).Refuses(v1::OUTSIDE_CONTACT_HOURS).Fact("local", "07:59");
  *plan.mutable_at() = InstantOf(At("2026-05-05T20:00:00+08:00"));
  given.When(plan).Gives({"CollectionContactPlanned"});
}

TEST_F(Contacts, Tactic_OfAnotherType_IsRefused) {
  InHouse();
  auto plan = PlanAt(kTomorrow);
  plan.set_tactic(DebtTerms::SILENCE);
  given.When(plan).Refuses(v1::TACTIC_NOT_ALLOWED);
  auto made = Made();
  made.set_tactic(DebtTerms::SILENCE);
  EXPECT_EQ(BreachesOf(given.When(made)),
            (Breaches{DebtTerms::UNPLANNED, DebtTerms::TACTIC_NOT_OF_TYPE}));
}

// S2 兵临城下 is a lawful notice of proceedings: never by word of mouth.
TEST_F(Contacts, NoticeOfProceedings_IsGivenInWriting) {
  InHouse();
  given.Do(Classify(DebtTerms::SCHEMER));
  given.Do(Choose(DebtTerms::NOTICE_OF_PROCEEDINGS));
  Approve();
  given.When(PlanAt(kTomorrow)).Refuses(v1::NOTICE_IN_WRITING);
  given.When(PlanAt(kTomorrow, Channels::LETTER)).Gives({"CollectionContactPlanned"});
  auto made = Made();
  made.set_tactic(DebtTerms::NOTICE_OF_PROCEEDINGS);
  EXPECT_EQ(BreachesOf(given.When(made)), (Breaches{DebtTerms::UNPLANNED, DebtTerms::THREAT}));
}

TEST_F(Contacts, Fact_IsRecordedWithAllThatItBroke) {
  Open();
  BeRepresented();
  given.EffectiveAt(At("2026-05-04T06:00:00+08:00"));
  auto made = Made(0, DebtTerms::CONVERSATION);
  made.set_third_party_present(true);
  EXPECT_EQ(BreachesOf(given.Do(made)),
            (Breaches{DebtTerms::UNPLANNED, DebtTerms::BEFORE_STRATEGY, DebtTerms::OUTSIDE_HOURS,
                      DebtTerms::COUNSEL_BYPASSED, DebtTerms::THIRD_PARTY_TOLD}));
  EXPECT_EQ(Case().breaches(), 5u);
}

TEST_F(Contacts, Fact_WhilePausedOrAllDisputedOrSettled) {
  InHouse();
  given.Do(PauseUntil("2026-05-20T00:00:00+08:00"));
  EXPECT_EQ(BreachesOf(given.When(Made())),
            (Breaches{DebtTerms::UNPLANNED, DebtTerms::WHILE_PAUSED}));
  given.Do(OfCase<v1::ResumeCollection>());
  given.Do(Dispute(200'000));
  given.Do(Dispute(100'000, "IV-2", "DP-2"));
  EXPECT_EQ(BreachesOf(given.When(Made())),
            (Breaches{DebtTerms::UNPLANNED, DebtTerms::DISPUTED_ALL}));
  given.When(PlanAt(kTomorrow)).Refuses(v1::NOTHING_TO_COLLECT);
  Pay(200'000, "IV-1", "PY-1", "2026-05-04");
  Pay(100'000, "IV-2", "PY-2", "2026-05-04");
  EXPECT_EQ(BreachesOf(given.When(Made())),
            (Breaches{DebtTerms::UNPLANNED, DebtTerms::STAGE_FORBIDS}));
}

TEST_F(Contacts, ChanceMeetingsAndInboundCalls_NeedNoPlan) {
  InHouse();
  auto met = Made(0, DebtTerms::CONVERSATION, Channels::IN_PERSON);
  met.set_occasion(DebtTerms::CHANCE_MEETING);
  EXPECT_EQ(BreachesOf(given.When(met)), Breaches{});
  auto called = Made(0, DebtTerms::CONVERSATION);
  called.set_inbound(true);
  EXPECT_EQ(BreachesOf(given.When(called)), Breaches{});
}

TEST_F(Contacts, Fact_BesideItsPlan_IsUnplanned) {
  InHouse();
  given.Do(PlanAt(kTomorrow));
  given.Now(kTomorrow);
  EXPECT_EQ(BreachesOf(given.When(Made(1, DebtTerms::NO_ANSWER, Channels::TEXT_MESSAGE))),
            Breaches{DebtTerms::UNPLANNED});
  EXPECT_EQ(BreachesOf(given.When(Made(2))), Breaches{DebtTerms::UNPLANNED});
  given.Now("2026-05-05T14:00:00+08:00");
  EXPECT_EQ(BreachesOf(given.When(Made(1))), Breaches{DebtTerms::UNPLANNED});
}

TEST_F(Contacts, FourthCallOfADay_IsTooOften) {
  InHouse();
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(BreachesOf(given.Do(Made())), Breaches{DebtTerms::UNPLANNED});
  }
  EXPECT_EQ(BreachesOf(given.Do(Made())), (Breaches{DebtTerms::UNPLANNED, DebtTerms::TOO_OFTEN}));
}

TEST_F(Contacts, Dunning_RisesOneByOneWithItsInterval) {
  InHouse();
  given.When(Dun(2)).Refuses(v1::DUNNING_LEVEL).Fact("level", "1");
  const auto first = given.Do(Dun(1));
  const auto& event = first.event<v1::DunningIssued>();
  EXPECT_EQ(event.amount().minor(), 300'000);
  EXPECT_EQ(DateOf(event.pay_by()), Day("2026-05-11"));
  EXPECT_EQ(Case().claims(1).dunning_level(), 1u);
  given.Now("2026-05-11T23:59:59+08:00");
  given.When(Dun(2)).Refuses(v1::DUNNING_TOO_EARLY);
  given.Now("2026-05-12T00:00:00+08:00");
  given.When(Dun(1)).Refuses(v1::DUNNING_LEVEL);
  given.Do(Dun(2));
  given.Now("2026-05-20T00:00:00+08:00");
  given.Do(Dun(3));
  given.Now("2026-05-28T00:00:00+08:00");
  given.When(Dun(4)).Refuses(v1::DUNNING_LEVELS_DONE);
}

TEST_F(Contacts, Dunning_OfWhatIsPromised_HasNothingToAskFor) {
  InHouse();
  given.Do(PromiseOf({{"2026-05-11", 300'000}}, {"IV-1", "IV-2"}));
  given.When(Dun(1)).Refuses(v1::NOTHING_TO_DUN);
}

TEST_F(Contacts, Dunning_KeepsTheContactGuards) {
  Open();
  given.When(Dun(1)).Refuses(v1::DEBT_CASE_ORDER);
}

}  // namespace
}  // namespace tenure::testing
