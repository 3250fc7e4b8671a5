// The limitation clock of a debt case: start, restarts by proven events only, suspension, warnings,
// lapse and revival (Civil Code 188-195); demands whose proof comes later (T2).
#include "domain/debt_legal_given.h"
#include "domain/lifecycle_given.h"
#include "domain/value_text.h"

namespace tenure::testing {
namespace {

using Limitation = LawTest;

TEST_F(Limitation, Opened_RunsThreeYearsFromTheEarliestClaim) {
  EXPECT_EQ(LastDay(), Day("2029-04-02")) << "1 April 2029 is a Sunday";
  EXPECT_EQ(DateOf(Case().legal().clock().cap()), Day("2046-04-02"));
}

TEST_F(Limitation, WithoutPolicy_NoCaseIsOpened) {
  WithoutPolicy("legal");
  given.When(OpenCase({"IV-1"}, "DC-2")).Refuses(v1::INVOICE_IN_CASE);
  given.Do(Post({{"2026-04-02", 100'000}}, "IV-3"));
  given.When(OpenCase({"IV-3"}, "DC-2")).Refuses(v1::NO_POLICY).Fact("policy", "legal");
}

TEST_F(Limitation, ProvenDemand_BeginsItAnew) {
  given.Do(Demand("2026-05-04")).Gives({"DemandServed", "LimitationRestarted"});
  EXPECT_EQ(LastDay(), Day("2029-05-04"));
  EXPECT_EQ(Case().legal().demands_proven(), 1u);
}

TEST_F(Limitation, UnprovenDemand_WaitsForItsDelivery) {
  const Outcome served = given.Do(Demand("2026-05-04", Law::NO_PROOF));
  served.Gives({"DemandServed"});
  EXPECT_EQ(LastDay(), Day("2029-04-02"));
  const std::uint64_t sequence = served.unit().events.front().scope_sequence;
  given.As("li.wei").Now("2026-05-08T10:00:00+08:00");
  given.Do(Dispatched(sequence, v1::NOT_DELIVERED))
      .Gives({"DispatchResultRecorded", "DemandUndelivered"});
  EXPECT_EQ(LastDay(), Day("2029-04-02"));
  given.Do(Dispatched(sequence, v1::SIGNED_FOR))
      .Gives({"DispatchResultRecorded", "DemandProved", "LimitationRestarted"});
  EXPECT_EQ(LastDay(), Day("2029-05-08"));
  given.Do(Dispatched(sequence, v1::SIGNED_FOR)).Gives({"DispatchResultRecorded"});
  EXPECT_EQ(Case().legal().demands_proven(), 1u);
}

TEST_F(Limitation, Demand_ShowsWhatIsOwedAndTheLateInterest) {
  const auto served = given.When(Demand("2026-05-04"));
  const auto& event = served.event<v1::DemandServed>();
  EXPECT_EQ(event.owed().minor(), 300'000);
  // 2,000.00 for 33 days and 1,000.00 for 3 at 0.05 % a day: 33.00 + 1.50.
  EXPECT_EQ(event.late_interest().minor(), 3'450);
}

TEST_F(Limitation, Demand_IsRefusedWhereItCannotCount) {
  given.When(Demand("2026-05-05")).Refuses(v1::DATE_IN_FUTURE);
  v1::ServeDemand unproven = Demand("2026-05-04");
  unproven.clear_proof();
  given.When(unproven).Refuses(v1::EVIDENCE_MISSING);
  given.As("sun.li").When(Demand("2026-05-04")).Refuses(v1::NOT_PERMITTED);
  given.As("he.jing").Event(kDebtCase, OfCase<v1::LimitationExpired>());
  given.When(Demand("2026-05-04")).Refuses(v1::DEBT_CASE_ORDER);
}

TEST_F(Limitation, DemandAfterTheLastDay_IsRefusedBeforeTheTimerCame) {
  given.Now("2029-04-03T09:00:00+08:00");
  given.When(Demand("2029-04-03")).Refuses(v1::CLAIM_TIME_BARRED).Fact("date", "2029-04-02");
}

TEST_F(Limitation, Acknowledgement_BeginsItAnewAndNeedsProof) {
  given.Do(Acknowledged("2026-05-04")).Gives({"DebtAcknowledged", "LimitationRestarted"});
  EXPECT_EQ(LastDay(), Day("2029-05-04"));
  given.When(Acknowledged("2026-05-05")).Refuses(v1::DATE_IN_FUTURE);
  v1::RecordAcknowledgement bare = Acknowledged("2026-05-04");
  bare.clear_proof();
  bare.mutable_proof()->set_kind("letter");
  given.When(bare).Refuses(v1::EVIDENCE_MISSING);
}

TEST_F(Limitation, EarlierAcknowledgement_ChangesNothing) {
  given.Do(Demand("2026-05-04"));
  given.Do(Acknowledged("2026-04-20")).Gives({"DebtAcknowledged"});
  EXPECT_EQ(LastDay(), Day("2029-05-04"));
}

TEST_F(Limitation, Obstacle_HoldsItUpUntilSixMonthsAfterItsEnd) {
  given.Now("2029-02-01T09:00:00+08:00");
  given.Do(Suspend("2029-02-01")).Gives({"LimitationSuspended"});
  given.When(Suspend("2029-02-01")).Refuses(v1::OBSTACLE_STANDS);
  given.Now("2029-06-01T09:00:00+08:00");
  FireAll();
  EXPECT_EQ(Stage(), Debt::IN_HOUSE) << "its three years are over, but the obstacle stands";
  given.When(Resume("2029-06-01", Law::OTHER_OBSTACLE)).Refuses(v1::NO_SUCH_OBSTACLE);
  given.Do(Resume("2029-06-01")).Gives({"LimitationResumed"});
  EXPECT_EQ(LastDay(), Day("2029-12-03")) << "1 December 2029 is a Saturday";
}

TEST_F(Limitation, SuspendAndResume_AreRefusedForBadData) {
  given.When(Suspend("2026-05-05")).Refuses(v1::DATE_IN_FUTURE);
  v1::SuspendLimitation bare = Suspend("2026-05-04");
  bare.clear_proof();
  given.When(bare).Refuses(v1::EVIDENCE_MISSING);
  given.Do(Suspend("2026-05-04"));
  given.When(Resume("2026-05-05")).Refuses(v1::DATE_IN_FUTURE);
  v1::ResumeLimitation unproven = Resume("2026-05-04");
  unproven.clear_proof();
  given.When(unproven).Refuses(v1::EVIDENCE_MISSING);
  given.Now("2029-04-03T09:00:00+08:00");
  given.Do(Resume("2029-04-03"));
  given.Now("2029-10-05T09:00:00+08:00");
  given.When(Suspend("2029-10-05")).Refuses(v1::CLAIM_TIME_BARRED);
  given.Event(kDebtCase, OfCase<v1::LimitationExpired>());
  given.When(Suspend("2029-10-05")).Refuses(v1::DEBT_CASE_ORDER);
}

TEST_F(Limitation, Warnings_ComeBeforeTheLastDayAndThenItExpires) {
  given.Now("2028-10-05T00:00:00+08:00");
  FireAll().Gives({"LimitationWarned"});
  given.Now("2029-01-02T00:00:00+08:00");
  FireAll().Gives({"LimitationWarned", "WrittenDemandMissing"});
  EXPECT_TRUE(Case().legal().demand_missing());
  given.Now("2029-03-03T00:00:00+08:00");
  EXPECT_EQ(FireAll().event<v1::LimitationWarned>().days(), 30u);
  given.Now("2029-04-03T00:00:00+08:00");
  FireAll().Gives({"LimitationExpired"});
  EXPECT_EQ(Stage(), Debt::TIME_BARRED);
  EXPECT_TRUE(given.Timers("debt_case", kDebtCase).empty());
}

TEST_F(Limitation, LastDay_IsStillOpen) {
  given.Now("2029-04-02T23:59:59+08:00");
  FireAll();
  EXPECT_EQ(Stage(), Debt::IN_HOUSE);
  given.Do(Demand("2029-04-02"));
  EXPECT_EQ(LastDay(), Day("2032-04-02"));
}

TEST_F(Limitation, TimeBarred_ANewAgreementRevivesIt) {
  given.Event(kDebtCase, OfCase<v1::LimitationExpired>());
  given.Now("2029-06-04T09:00:00+08:00");
  const auto done = given.Do(Acknowledged("2029-06-04"));
  done.Gives({"DebtAcknowledged", "LimitationRestarted"});
  EXPECT_TRUE(done.event<v1::LimitationRestarted>().revived());
  EXPECT_EQ(Stage(), Debt::IN_HOUSE);
  EXPECT_EQ(LastDay(), Day("2032-06-04"));
}

TEST_F(Limitation, ManyDemands_LeaveASmallClock) {
  for (int month = 6; month < 6 + 40; ++month) {
    const Date day = Date(std::chrono::year(2026 + (month - 1) / 12) /
                          std::chrono::month(1 + (month - 1) % 12) / 2);
    const std::string text = domain::DateText(day);
    given.Now(text + "T20:00:00+08:00");
    given.Do(Demand(text));
  }
  EXPECT_LE(Case().legal().clock().entries_size(), 24);
  EXPECT_EQ(LastDay(), Day("2032-09-02"));
  EXPECT_EQ(Case().legal().demands_proven(), 40u);
}

}  // namespace
}  // namespace tenure::testing
