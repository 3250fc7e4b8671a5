// T1, M5, S1-S4: type, tactic and plan by one person, approval by another, then the own collection.
#include <algorithm>
#include <map>

#include "domain/debt_given.h"

namespace tenure::testing {
namespace {

using Strategy = DebtTest;

TEST_F(Strategy, Approved_ByAnotherPerson_OpensTheWayToInHouse) {
  Open();
  given.When(OfCase<v1::StartInHouse>()).Refuses(v1::DEBT_CASE_ORDER);
  given.Do(Classify(DebtTerms::VAIN)).Gives({"DebtorClassified"});
  given.Do(Choose(DebtTerms::SAVE_FACE)).Gives({"TacticChosen"});
  given.As("zhao.min");
  const auto approved = given.Do(OfCase<v1::ApproveStrategy>());
  const auto& event = approved.event<v1::StrategyApproved>();
  EXPECT_EQ(event.chosen_by(), "he.jing");
  EXPECT_EQ(event.due().minor(), 300'000);
  EXPECT_EQ(event.disputed().minor(), 0);
  EXPECT_EQ(Case().stage(), Debt::STRATEGISED);
  EXPECT_EQ(Case().strategy().approved_by(), "zhao.min");
  given.As("he.jing").Do(OfCase<v1::StartInHouse>()).Gives({"InHouseStarted"});
  EXPECT_EQ(Case().stage(), Debt::IN_HOUSE);
  given.When(OfCase<v1::StartInHouse>()).Refuses(v1::DEBT_CASE_ORDER);
}

TEST_F(Strategy, ByWhoChoseIt_IsNotApproved) {
  Open();
  given.Role("he.jing", "approver");
  given.Do(Classify(DebtTerms::VAIN));
  given.When(OfCase<v1::ApproveStrategy>()).Refuses(v1::STRATEGY_NOT_CHOSEN);
  given.Do(Choose(DebtTerms::SAVE_FACE));
  given.When(OfCase<v1::ApproveStrategy>()).Refuses(v1::APPROVER_CHOSE_STRATEGY);
  given.As("li.wei").When(OfCase<v1::ApproveStrategy>()).Refuses(v1::NOT_PERMITTED);
}

TEST_F(Strategy, StartInHouse_NeedsACollector) {
  given.Do(OpenCase());
  given.Do(Classify(DebtTerms::VAIN));
  given.Do(Choose(DebtTerms::SAVE_FACE));
  Approve();
  given.When(OfCase<v1::StartInHouse>()).Refuses(v1::NO_COLLECTOR);
}

TEST_F(Strategy, Tactic_BeforeTheType_IsRefused) {
  Open();
  given.When(Choose(DebtTerms::SILENCE)).Refuses(v1::DEBTOR_NOT_CLASSIFIED);
}

// S1-S4: every tactic with every type.
TEST_F(Strategy, Tactic_IsOneOfTheType) {
  const std::map<DebtTerms::DebtorType, std::vector<DebtTerms::Tactic>> allowed = {
      {DebtTerms::HARD_LINER, {DebtTerms::SILENCE, DebtTerms::SOFT_AND_HARD}},
      {DebtTerms::SCHEMER,
       {DebtTerms::COUNTER_ROTATION, DebtTerms::NOTICE_OF_PROCEEDINGS, DebtTerms::PRIVATE_CONTACT,
        DebtTerms::HYPOTHETICAL_TERMS}},
      {DebtTerms::SENTIMENTAL, {DebtTerms::NO_TACTIC}},  // lost: none is asked for
      {DebtTerms::VAIN,
       {DebtTerms::FROM_WHAT_HE_KNOWS, DebtTerms::INDIRECTLY, DebtTerms::SAVE_FACE,
        DebtTerms::WRITTEN_PROMISE}},
  };
  Open();
  for (const auto& [type, tactics] : allowed) {
    given.Do(Classify(type));
    for (int t = DebtTerms::Tactic_MIN; t <= DebtTerms::Tactic_MAX; ++t) {
      const auto tactic = static_cast<DebtTerms::Tactic>(t);
      const auto outcome = given.When(Choose(tactic));
      if (std::find(tactics.begin(), tactics.end(), tactic) != tactics.end()) {
        outcome.Gives({"TacticChosen"});
      } else {
        outcome.Refuses(v1::TACTIC_NOT_ALLOWED);
      }
    }
  }
}

TEST_F(Strategy, ClassifiedAnew_TheChosenTacticMustFitAgain) {
  Open();
  given.Do(Classify(DebtTerms::VAIN));
  given.Do(Choose(DebtTerms::SAVE_FACE));
  given.Do(Classify(DebtTerms::HARD_LINER));
  given.As("zhao.min").When(OfCase<v1::ApproveStrategy>()).Refuses(v1::TACTIC_NOT_ALLOWED);
}

TEST_F(Strategy, Methods_OtherThanTheSegments_NeedAReason) {
  Open();
  given.Do(Classify(DebtTerms::VAIN));
  const auto usual = given.When(Choose(DebtTerms::SAVE_FACE));
  const auto& ladder = usual.event<v1::TacticChosen>().methods();
  ASSERT_EQ(ladder.size(), 2);  // a person: own collection, then the court
  EXPECT_EQ(ladder.Get(1), DebtTerms::BY_LAWSUIT);
  auto other = Choose(DebtTerms::SAVE_FACE);
  other.add_methods(DebtTerms::BY_LAWSUIT);
  given.When(other).Refuses(v1::DEVIATION_NEEDS_REASON);
  other.set_deviation(DebtTerms::FOR_THE_CUSTOMER);
  given.When(other).Gives({"TacticChosen"});
  auto same = Choose(DebtTerms::SAVE_FACE);
  same.add_methods(DebtTerms::OWN_COLLECTION);
  same.add_methods(DebtTerms::BY_LAWSUIT);
  given.When(same).Gives({"TacticChosen"});
}

TEST_F(Strategy, Ladder_OfAFirm_IsTheHandbooks) {
  BeAFirm();
  Open();
  given.Do(Classify(DebtTerms::VAIN));
  const auto chosen = given.When(Choose(DebtTerms::SAVE_FACE));
  const auto& ladder = chosen.event<v1::TacticChosen>().methods();
  ASSERT_EQ(ladder.size(), 4);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(ladder.Get(i), i + 1);
}

TEST_F(Strategy, WithoutAnythingUndisputed_IsNotApproved) {
  Open({"IV-1"});
  given.Do(Classify(DebtTerms::VAIN));
  given.Do(Choose(DebtTerms::SAVE_FACE));
  given.Do(Dispute(200'000));
  given.As("zhao.min").When(OfCase<v1::ApproveStrategy>()).Refuses(v1::NOTHING_TO_COLLECT);
}

TEST_F(Strategy, ChosenAnewInHouse_ReplacesTheOldOnceApproved) {
  InHouse();
  given.Do(Choose(DebtTerms::WRITTEN_PROMISE));
  EXPECT_EQ(Case().strategy().tactic(), DebtTerms::SAVE_FACE);
  Approve();
  EXPECT_EQ(Case().strategy().tactic(), DebtTerms::WRITTEN_PROMISE);
  EXPECT_EQ(Case().stage(), Debt::IN_HOUSE);
}

TEST_F(Strategy, Schemer_WithMuchOwed_IsAPreservationCandidate) {
  given.As("li.wei").Do(Post({{"2026-04-01", 5'000'000}}, "IV-8"));
  given.As("he.jing");
  Open({"IV-8"});
  given.Do(Classify(DebtTerms::VAIN));
  EXPECT_FALSE(Case().preservation_candidate());
  given.Do(Classify(DebtTerms::SCHEMER));
  EXPECT_TRUE(Case().preservation_candidate());
  Pay(1, "IV-8", "PY-8", "2026-05-04");
  given.Do(Classify(DebtTerms::SCHEMER));
  EXPECT_FALSE(Case().preservation_candidate());  // a fen below
}

TEST_F(Strategy, WithoutAPolicy_IsRefused) {
  Open();
  given.Do(Classify(DebtTerms::VAIN));
  given.Do(Choose(DebtTerms::SAVE_FACE));
  WithoutPolicy("collection");
  given.When(Classify(DebtTerms::VAIN)).Refuses(v1::NO_POLICY);
  given.When(Choose(DebtTerms::SAVE_FACE)).Refuses(v1::NO_POLICY);
  given.As("zhao.min").When(OfCase<v1::ApproveStrategy>()).Refuses(v1::NO_POLICY);
}

}  // namespace
}  // namespace tenure::testing
