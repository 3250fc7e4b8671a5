// What is due at a key account, and that each obligation goes when it is settled.
#include "domain/key_account_given.h"
#include "given/rows.h"
#include "worklist/worklist.pb.h"

namespace tenure::testing {
namespace {

using Row = v1::WorklistRow;

class KeyAccountWork : public KeyAccountTest {
 protected:
  KeyAccountWork() : rows(&given, "worklist") {}
  const Row::Obligation* Find(Row::Kind kind, const std::string& item = "") {
    const std::string key = "customer/C-1001/key_account/";
    if (!rows.Has(key)) return nullptr;
    for (const auto& one : rows.Get<Row>(key).obligations()) {
      if (one.kind() == kind && one.item() == item) return &one;
    }
    return nullptr;
  }
  Time Due(Row::Kind kind, const std::string& item = "") {
    const auto* found = Find(kind, item);
    TENURE_ASSERT(found != nullptr, "{} is not due", Row::Kind_Name(kind));
    return TimeOf(found->due());
  }
  Rows rows;
};

TEST_F(KeyAccountWork, EachObligation_ComesAndGoes) {
  given.Do(Designate());
  ASSERT_NE(Find(Row::REP_MISSING), nullptr);
  EXPECT_EQ(Find(Row::REP_MISSING)->owner(), "han.mei");
  EXPECT_EQ(Due(Row::FORUM_DUE, "2026"), At("2026-10-01T00:00:00+08:00"));
  EXPECT_EQ(Due(Row::EXECUTIVE_VISIT_DUE), At("2026-09-02T00:00:00+08:00"));
  EXPECT_EQ(Due(Row::OPINION_DUE), At("2026-06-03T00:00:00+08:00"));
  given.Do(Rep());
  EXPECT_EQ(Find(Row::REP_MISSING), nullptr);
  EXPECT_EQ(Find(Row::OPINION_DUE)->owner(), "wu.gang");
  given.Do(Signal());
  EXPECT_EQ(Due(Row::SIGNAL_UNANSWERED, "SG-1"), At("2026-03-10T00:00:00+08:00"));
  given.Do(Support());
  EXPECT_EQ(Find(Row::SIGNAL_UNANSWERED, "SG-1"), nullptr);
  given.Do(Brief());
  EXPECT_EQ(Find(Row::BRIEF_UNACKNOWLEDGED, "BR-1")->settle(), "AcknowledgeBrief");
  given.Do(GotBrief());
  EXPECT_EQ(Find(Row::BRIEF_UNACKNOWLEDGED, "BR-1"), nullptr);
  given.Do(Visit("EV-1", "2026-03-02"));
  EXPECT_NE(Find(Row::EXECUTIVE_VISIT_PLANNED, "EV-1"), nullptr);
  given.Do(Visited());
  EXPECT_EQ(Find(Row::EXECUTIVE_VISIT_PLANNED, "EV-1"), nullptr);
}

TEST_F(KeyAccountWork, ForumAndItsActions_HaveTheirOwners) {
  KeyAccountWithRep();
  OpenForum();
  auto forum = HoldForum();
  AddAction(&forum, "AC-1", "2026-06-30");
  forum.mutable_actions(0)->set_owner("he.jing");
  given.Do(forum);
  EXPECT_EQ(Find(Row::FORUM_DUE, "2026"), nullptr);
  EXPECT_EQ(Due(Row::FORUM_ACTION, "AC-1"), At("2026-07-01T00:00:00+08:00"));
  EXPECT_EQ(Find(Row::FORUM_ACTION, "AC-1")->owner(), "he.jing");
  v1::CompleteForumAction complete;
  complete.set_action_id("AC-1");
  given.Do(complete);
  EXPECT_EQ(Find(Row::FORUM_ACTION, "AC-1"), nullptr);
}

TEST_F(KeyAccountWork, NextYear_BringsItsForum) {
  KeyAccountWithRep();
  given.DoApproved(Waive(Key::K10_FORUM), "qin.an");
  EXPECT_EQ(Find(Row::FORUM_DUE, "2026"), nullptr);
  given.Now("2027-01-01T00:00:00+08:00").Fire("key_account", "");
  EXPECT_EQ(Due(Row::FORUM_DUE, "2027"), At("2027-10-01T00:00:00+08:00"));
}

TEST_F(KeyAccountWork, PoorOpinions_AskForAnotherRep) {
  KeyAccountWithRep();
  given.Do(Opinion(2));
  given.Do(Opinion(2));
  ASSERT_NE(Find(Row::POOR_OPINIONS), nullptr);
  EXPECT_EQ(Find(Row::POOR_OPINIONS)->settle(), "ReassignRep");
  given.Do(Opinion(5));
  EXPECT_EQ(Find(Row::POOR_OPINIONS), nullptr);
  given.Do(Opinion(1));
  given.Do(Opinion(1));
  given.Do(Reassign("he.jing"));
  EXPECT_EQ(Find(Row::POOR_OPINIONS), nullptr);
  EXPECT_EQ(Find(Row::OPINION_DUE)->owner(), "he.jing");
}

TEST_F(KeyAccountWork, Reservation_IsAtRiskBeforeItLapses) {
  KeyAccountWithRep();
  given.Do(Reserve("RS-1", "2026-04-30"));
  EXPECT_EQ(Due(Row::SUPPLY_AT_RISK, "RS-1"), At("2026-04-24T00:00:00+08:00"));
  given.Do(Consume(39));
  EXPECT_NE(Find(Row::SUPPLY_AT_RISK, "RS-1"), nullptr);
  given.Do(Consume(1));
  EXPECT_EQ(Find(Row::SUPPLY_AT_RISK, "RS-1"), nullptr);
  given.Do(Reserve("RS-2", "2026-04-30"));
  given.Now("2026-05-01T00:00:00+08:00").Fire("key_account", "");
  EXPECT_EQ(Find(Row::SUPPLY_AT_RISK, "RS-2"), nullptr);
}

TEST_F(KeyAccountWork, Screening_IsDueProposedConfirmedAndDueAgain) {
  v1::RegisterCustomer registered;
  registered.set_kind(v1::ORGANISATION);
  registered.set_owner("zhao.min");
  registered.set_source(v1::INTERNET);
  given.In("customer/C-9").As("li.wei").Do(registered);
  given.As("han.mei");
  const auto due = [&](Row::Kind kind, const std::string& item) {
    const Row& row = rows.Get<Row>("customer/C-9/customer/");
    return std::count_if(row.obligations().begin(), row.obligations().end(),
                         [&](const auto& one) { return one.kind() == kind && one.item() == item; });
  };
  EXPECT_EQ(due(Row::SCREENING_DUE, "2026"), 1);
  given.Now("2027-01-04T09:00:00+08:00");
  OpenScreening("2026");
  given.In("customer/C-9").As("zhao.min").Do(Propose(Key::KEEP));
  EXPECT_EQ(due(Row::SCREENING_DUE, "2026"), 0);
  EXPECT_EQ(due(Row::SCREENING_TO_CONFIRM, "2026"), 1);
  given.As("qin.an").Do(Confirm());
  EXPECT_EQ(due(Row::SCREENING_TO_CONFIRM, "2026"), 0);
  EXPECT_EQ(due(Row::SCREENING_DUE, "2027"), 1);
  const Row& row = rows.Get<Row>("customer/C-9/customer/");
  EXPECT_TRUE(row.id().empty());
  EXPECT_EQ(row.aggregate(), "customer");
}

TEST_F(KeyAccountWork, Revoked_NothingIsDue) {
  KeyAccountWithRep();
  v1::RevokeKeyAccount revoke;
  revoke.set_reason_kind(Key::CRITERIA_LOST);
  given.Do(revoke);
  EXPECT_FALSE(rows.Has("customer/C-1001/key_account/"));
}

}  // namespace
}  // namespace tenure::testing
