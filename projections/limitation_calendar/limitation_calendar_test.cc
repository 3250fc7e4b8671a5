// What the limitation calendar, the worklist and the exceptions register say of one debt on its
// way.
#include <algorithm>

#include "domain/debt_legal_given.h"
#include "exceptions_register/exceptions_register.pb.h"
#include "given/rows.h"
#include "limitation_calendar/limitation_calendar.pb.h"
#include "worklist/worklist.pb.h"

namespace tenure::testing {
namespace {

using Row = v1::LimitationCalendarRow;
using Work = v1::WorklistRow;
using Exception = v1::ExceptionRow;

constexpr char kKey[] = "C-1001/DC-1";

class LimitationCalendar : public DebtTest {
 protected:
  LimitationCalendar() : rows(&given, "limitation_calendar") { InHouse(); }
  const Row& The() { return rows.Get<Row>(kKey); }
  Rows rows;
};

class LegalWorklist : public DebtTest {
 protected:
  LegalWorklist() : rows(&given, "worklist") { InHouse(); }
  [[nodiscard]] std::vector<Work::Obligation> Duties(Work::Kind kind) {
    std::vector<Work::Obligation> found;
    const std::string key = "customer/C-1001/debt_case/DC-1";
    if (!rows.Has(key)) return found;
    for (const auto& one : rows.Get<Work>(key).obligations()) {
      if (one.kind() == kind) found.push_back(one);
    }
    return found;
  }
  void Sue() {
    given.As("qin.an").Do(Skip());
    given.As("he.jing").DoApproved(FiledOn<v1::FileLawsuit>("2026-05-04"), "zhao.min");
  }
  Rows rows;
};

TEST_F(LimitationCalendar, Row_FollowsTheClock) {
  EXPECT_EQ(DateOf(The().last_day()), Day("2029-04-02"));
  EXPECT_EQ(The().state(), Row::RUNS);
  given.Do(Demand("2026-05-04"));
  EXPECT_EQ(DateOf(The().last_day()), Day("2029-05-04"));
  EXPECT_EQ(The().moved_by(), Law::DEMAND);
  EXPECT_EQ(The().restarts(), 1u);
  EXPECT_EQ(The().demands_proven(), 1u);
  given.Do(Suspend("2026-05-04"));
  EXPECT_EQ(The().state(), Row::SUSPENDED);
  given.Do(Resume("2026-05-04"));
  EXPECT_EQ(The().state(), Row::RUNS);
}

TEST_F(LimitationCalendar, Warned_ThenOverThenRevived) {
  given.Now("2029-03-05T00:00:00+08:00");
  given.Fire("debt_case", kDebtCase);
  EXPECT_EQ(The().warned_days(), 30u);
  EXPECT_TRUE(The().demand_missing());
  given.Now("2029-04-03T00:00:00+08:00");
  given.Fire("debt_case", kDebtCase);
  EXPECT_EQ(The().state(), Row::OVER);
  given.Do(Acknowledged("2029-04-03"));
  EXPECT_EQ(The().state(), Row::RUNS);
  EXPECT_FALSE(The().demand_missing());
}

TEST_F(LimitationCalendar, Award_ShowsUntilWhenItCanBeEnforced) {
  given.As("qin.an").Do(Skip());
  given.As("he.jing").DoApproved(FiledOn<v1::FileLawsuit>("2026-05-04"), "zhao.min");
  EXPECT_EQ(The().state(), Row::IN_PROCEEDINGS);
  given.Do(Award(Law::FOR_US, "2026-05-04"));
  EXPECT_EQ(The().state(), Row::ENFORCEABLE);
  EXPECT_EQ(DateOf(The().enforce_by()), Day("2028-05-04"));
  given.Do(Enforce("2026-05-04"));
  EXPECT_FALSE(The().has_enforce_by());
}

TEST_F(LimitationCalendar, InsolvencyAndWriteOff_EndIt) {
  given.Do(Insolvent("2026-05-04"));
  EXPECT_EQ(The().state(), Row::IN_INSOLVENCY);
  EXPECT_EQ(DateOf(The().claim_by()), Day("2026-06-03"));
  given.Now("2026-06-04T00:00:00+08:00");
  given.Fire("debt_case", kDebtCase);
  EXPECT_TRUE(The().claim_missed());
  given.DoApproved(WriteOffOf(), "qin.an");
  EXPECT_EQ(The().state(), Row::ENDED);
}

TEST_F(LegalWorklist, Limitation_AndTheDemandBeforeIt) {
  ASSERT_EQ(Duties(Work::LIMITATION_ENDS).size(), 1u);
  EXPECT_EQ(TimeOf(Duties(Work::LIMITATION_ENDS)[0].due()), At("2029-04-03T00:00:00+08:00"));
  EXPECT_EQ(TimeOf(Duties(Work::WRITTEN_DEMAND)[0].due()), At("2029-01-02T00:00:00+08:00"));
  EXPECT_EQ(Duties(Work::WRITTEN_DEMAND)[0].policy().policy(), "legal");
  given.Do(Demand("2026-05-04"));
  EXPECT_EQ(TimeOf(Duties(Work::WRITTEN_DEMAND)[0].due()), At("2029-02-03T00:00:00+08:00"));
}

TEST_F(LegalWorklist, Court_TakesTheClockAwayAndAsksForTheNextStep) {
  Sue();
  EXPECT_TRUE(Duties(Work::LIMITATION_ENDS).empty());
  EXPECT_EQ(Duties(Work::AWARD_AWAITED)[0].settle(), "RecordAward");
  given.Do(Award(Law::FOR_US, "2026-05-04"));
  EXPECT_TRUE(Duties(Work::AWARD_AWAITED).empty());
  EXPECT_EQ(TimeOf(Duties(Work::ENFORCEMENT)[0].due()), At("2028-05-05T00:00:00+08:00"));
  given.Do(Enforce("2026-05-04"));
  EXPECT_TRUE(Duties(Work::ENFORCEMENT).empty());
}

TEST_F(LegalWorklist, Insolvency_AsksForTheClaim) {
  given.Do(Insolvent("2026-05-04"));
  EXPECT_EQ(Duties(Work::PROOF_OF_CLAIM)[0].settle(), "RecordLegalStep");
  given.Do(Step(Law::PROOF_OF_CLAIM, "2026-05-04"));
  EXPECT_TRUE(Duties(Work::PROOF_OF_CLAIM).empty());
}

TEST_F(LegalWorklist, Settlement_WaitsForTheDebtorThenForHisMoney) {
  given.Do(Settle({{"2026-06-30", 150'000}, {"2026-07-31", 150'000}}));
  EXPECT_EQ(Duties(Work::SETTLEMENT_OFFER).size(), 2u);
  given.Do(AcceptOn("2026-05-04"));
  EXPECT_TRUE(Duties(Work::SETTLEMENT_OFFER).empty());
  ASSERT_EQ(Duties(Work::SETTLEMENT_TERM).size(), 2u);
  EXPECT_EQ(Duties(Work::SETTLEMENT_TERM)[0].item(), "2026-06-30");
  given.Now("2026-07-01T00:00:00+08:00");
  given.Fire("debt_case", kDebtCase);
  EXPECT_TRUE(Duties(Work::SETTLEMENT_TERM).empty()) << "broken";
}

class LegalExceptions : public LegalWorklist {
 protected:
  LegalExceptions() : exceptions(&given, "exceptions_register") {}
  // How many events of the unit that just came stand in the register as this kind.
  int CountOf(const Outcome& outcome, Exception::Kind kind) {
    int found = 0;
    for (const auto& event : outcome.unit().events) {
      const std::string digits = std::to_string(event.scope_sequence);
      const std::string key = "customer/C-1001/" + std::string(12 - digits.size(), '0') + digits;
      if (exceptions.Has(key) && exceptions.Get<Exception>(key).kind() == kind) ++found;
    }
    return found;
  }
  Rows exceptions;
};

TEST_F(LegalExceptions, SkipsGivenUpPartsAndWriteOffs_AreOnes) {
  EXPECT_EQ(CountOf(given.As("qin.an").Do(Skip()), Exception::ESCALATION_SKIPPED), 1);
  given.As("he.jing");
  EXPECT_EQ(CountOf(given.Do(Refer()), Exception::ESCALATION_SKIPPED), 1);
  EXPECT_EQ(CountOf(given.Do(Settle({{"2026-06-30", 300'000}})), Exception::CLAIM_GIVEN_UP), 0);
  const auto given_up = given.DoApproved(Settle({{"2026-06-30", 200'000}}), "qin.an");
  EXPECT_EQ(CountOf(given_up, Exception::CLAIM_GIVEN_UP), 1);
  EXPECT_EQ(CountOf(given.DoApproved(WriteOffOf(1'000), "qin.an"), Exception::WRITTEN_OFF), 1);
}

TEST_F(LegalExceptions, MissedDaysOfTheLaw_AreOnes) {
  given.Now("2029-04-03T00:00:00+08:00");
  EXPECT_EQ(CountOf(given.Fire("debt_case", kDebtCase), Exception::RIGHT_LOST), 2)
      << "the written demand and the limitation itself";
  EXPECT_EQ(CountOf(given.Do(Step(Law::MEDIATION, "2029-04-03")), Exception::LEGAL_BREACH), 1);
}

}  // namespace
}  // namespace tenure::testing
