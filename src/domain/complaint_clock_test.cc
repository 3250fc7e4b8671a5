// SLA clocks (H2): targets by severity, pauses in each unit, breaches, and laws over random pauses.
#include <random>

#include "domain/calendars.h"
#include "given/complaint_given.h"

namespace tenure::testing {
namespace {

using namespace std::chrono_literals;
using S = v1::ComplaintState;

// A pack whose only clock is a resolution target.
v1::PolicyBody PackWith(const v1::ComplaintTarget& resolution) {
  v1::PolicyBody body;
  auto* pack = body.mutable_complaint_pack();
  pack->set_calendar("calendar");
  *pack->add_targets()->mutable_resolution() = resolution;
  pack->set_resolution_stop(Terms::ON_EXECUTED);
  pack->set_pause_while_proposed(true);
  pack->set_offer_expiry_days(1000);
  pack->mutable_remedy()->set_working_days(1);
  return body;
}

v1::ComplaintTarget WorkingMinutes(std::uint32_t minutes) {
  v1::ComplaintTarget target;
  target.set_working_minutes(minutes);
  return target;
}

struct SeverityCase {
  Terms::Severity severity;
  const char* acknowledgement;
  const char* first_response;
  const char* resolution;
};

TEST_F(ComplaintTest, Targets_BySeverity_HaveThePacksDueInstants) {
  // Monday 2 March 2026 09:00; 9-12 and 13:30-18 are working time.
  for (const SeverityCase& one :
       {SeverityCase{Terms::CRITICAL, "2026-03-02T10:00:00+08:00", "2026-03-02T11:00:00+08:00",
                     "2026-03-06T00:00:00+08:00"},
        SeverityCase{Terms::HIGH, "2026-03-02T11:00:00+08:00", "2026-03-02T14:30:00+08:00",
                     "2026-03-10T00:00:00+08:00"},
        SeverityCase{Terms::MEDIUM, "2026-03-02T14:30:00+08:00", "2026-03-02T18:00:00+08:00",
                     "2026-03-17T00:00:00+08:00"},
        SeverityCase{Terms::LOW, "2026-03-02T14:30:00+08:00", "2026-03-05T00:00:00+08:00",
                     "2026-03-24T00:00:00+08:00"}}) {
    FreshCase fresh;
    fresh.given.Do(File());
    fresh.given.Do(Assign());
    auto command = Assess(one.severity);
    command.set_urgency(Terms::SAFETY);
    command.set_expedited(true);
    fresh.given.Do(command);
    std::vector<Time> due = {At(one.acknowledgement), At(one.first_response), At(one.resolution)};
    EXPECT_EQ(fresh.given.Timers("complaint", kCase), due) << Terms::Severity_Name(one.severity);
  }
}

TEST_F(ComplaintTest, Breach_WhenDue_IsFiredOncePerClockAtItsOwnInstant) {
  given.Do(File());
  given.Do(Assign());
  given.Now("2026-03-02T14:29:59+08:00");
  EXPECT_TRUE(given.Fire("complaint", kCase).unit().events.empty());
  given.Now("2026-03-02T14:30:00+08:00");
  const auto first = given.Fire("complaint", kCase);
  first.Gives({"SlaClockBreached"});
  EXPECT_EQ(first.event<v1::SlaClockBreached>().clock(), Terms::ACKNOWLEDGEMENT);
  EXPECT_EQ(first.event<v1::SlaClockBreached>().handler(), "li.wei");
  given.Now("2026-04-01T00:00:00+08:00");
  const auto rest = given.Fire("complaint", kCase);
  rest.Gives({"SlaClockBreached", "SlaClockBreached"});
  EXPECT_EQ(rest.effective_at<v1::SlaClockBreached>(), At("2026-03-02T18:00:00+08:00"));
  EXPECT_TRUE(given.Timers("complaint", kCase).empty());
  EXPECT_TRUE(ClockOf(Terms::RESOLUTION).breached());
}

TEST_F(ComplaintTest, Stop_AtTheDueInstant_IsNotTimely) {
  given.Do(File());
  given.Now("2026-03-02T14:29:59+08:00");
  EXPECT_TRUE(given.When(Of<v1::AcknowledgeComplaint>()).event<v1::SlaClockStopped>().timely());
  given.Now("2026-03-02T14:30:00+08:00");
  EXPECT_FALSE(given.When(Of<v1::AcknowledgeComplaint>()).event<v1::SlaClockStopped>().timely());
}

TEST_F(ComplaintTest, Breached_Clock_StopsLateAndCanBeGivenMoreTime) {
  given.Do(File());
  given.Do(Assign());
  given.Now("2026-03-17T09:00:00+08:00");
  given.Fire("complaint", kCase);
  EXPECT_TRUE(ClockOf(Terms::RESOLUTION).breached());
  given.DoApproved(Of<v1::ExtendComplaint>(), "chen.jie");  // ten working days more
  EXPECT_FALSE(ClockOf(Terms::RESOLUTION).breached());
  EXPECT_EQ(Due(Terms::RESOLUTION), At("2026-03-31T00:00:00+08:00"));
  EXPECT_EQ(given.Timers("complaint", kCase), std::vector<Time>{Due(Terms::RESOLUTION)});
  EXPECT_FALSE(given.When(Of<v1::AcknowledgeComplaint>()).event<v1::SlaClockStopped>().timely());
}

TEST_F(ComplaintTest, Retarget_ToAnEarlierInstant_IsOverdueAtOnce) {
  given.Do(File());
  given.Do(Assign());
  given.Now("2026-03-10T09:00:00+08:00");
  given.Fire("complaint", kCase);  // acknowledgement and first response
  auto command = Assess(Terms::CRITICAL);
  command.set_urgency(Terms::SAFETY);
  command.set_expedited(true);
  given.Do(command);
  EXPECT_TRUE(ClockOf(Terms::ACKNOWLEDGEMENT).breached());
  const auto fired = given.Fire("complaint", kCase);
  fired.Gives({"SlaClockBreached"});
  EXPECT_EQ(fired.event<v1::SlaClockBreached>().clock(), Terms::RESOLUTION);
  EXPECT_EQ(fired.effective_at<v1::SlaClockBreached>(), At("2026-03-06T00:00:00+08:00"));
}

TEST_F(ComplaintTest, Pause_InWorkingDays_AddsTheWorkingDaysOfTheWait) {
  To(S::AUTHORISED);
  given.Now("2026-03-04T10:00:00+08:00");
  given.Do(Propose());
  EXPECT_TRUE(ClockOf(Terms::RESOLUTION).has_paused_at());
  given.Now("2026-03-09T10:00:00+08:00");  // Thursday, Friday, Monday
  given.Do(Decline());
  EXPECT_EQ(Due(Terms::RESOLUTION), At("2026-03-20T00:00:00+08:00"));
  given.Do(Authorise());
  given.Do(Propose());
  given.Now("2026-03-09T16:00:00+08:00");  // the same day: nothing is added
  given.Do(Decline());
  EXPECT_EQ(Due(Terms::RESOLUTION), At("2026-03-20T00:00:00+08:00"));
  given.Do(Authorise());
  given.Do(Propose());
  given.Now("2026-03-11T16:00:00+08:00");  // two more
  given.Do(Decline());
  EXPECT_EQ(Due(Terms::RESOLUTION), At("2026-03-24T00:00:00+08:00"));
}

TEST_F(ComplaintTest, Pause_InCalendarDays_AddsTheDaysOfTheWait) {
  To(S::APOLOGISED);
  given.Do(Assess(Terms::CRITICAL));
  given.Do(Determine());
  given.Do(Rule());
  given.Do(Authorise());
  given.Do(Propose());
  EXPECT_EQ(Due(Terms::RESOLUTION), At("2026-03-06T00:00:00+08:00"));
  given.Now("2026-03-08T10:00:00+08:00");  // Sunday: six days
  given.Do(Decline());
  EXPECT_EQ(Due(Terms::RESOLUTION), At("2026-03-12T00:00:00+08:00"));
}

TEST_F(ComplaintTest, Pause_ThenAnotherSeverity_KeepsThePauseInTheNewUnit) {
  To(S::PROPOSED);
  given.Now("2026-03-04T10:00:00+08:00");
  given.Do(Decline());
  given.Do(Assess(Terms::CRITICAL));  // three calendar days + two of the pause
  EXPECT_EQ(Due(Terms::RESOLUTION), At("2026-03-08T00:00:00+08:00"));
  given.Do(Assess(Terms::HIGH));  // five working days + two
  EXPECT_EQ(Due(Terms::RESOLUTION), At("2026-03-12T00:00:00+08:00"));
}

TEST_F(ComplaintTest, Pause_WhenOverdueAlready_ChangesNothing) {
  To(S::AUTHORISED);
  given.Now("2026-03-17T00:00:00+08:00");
  given.Do(Propose()).Gives({"RemedyProposed"});
  given.Do(Decline()).Gives({"ProposalRejected"});
}

TEST_F(ComplaintTest, Pause_WhileAnOfferWaits_NeverBreaches) {
  To(S::PROPOSED);
  EXPECT_EQ(given.Timers("complaint", kCase).size(), 1u);  // the offer's expiry alone
}

TEST_F(ComplaintTest, Pause_WhenThePackForbidsIt_TheClockRunsOn) {
  v1::PolicyBody body = PackWith(WorkingMinutes(6000));
  body.mutable_complaint_pack()->set_pause_while_proposed(false);
  given.Policy("complaint_pack.default", body);
  To(S::AUTHORISED);
  given.Do(Propose()).Gives({"RemedyProposed"});
}

TEST_F(ComplaintTest, Pack_WithoutAFirstTarget_HasNoSuchClock) {
  given.Policy("complaint_pack.default", PackWith(WorkingMinutes(6000)));
  given.Do(File()).Gives({"ComplaintFiled", "SlaClockStarted"});
  given.Do(Of<v1::AcknowledgeComplaint>()).Gives({"ComplaintAcknowledged"});
}

TEST_F(ComplaintTest, Pack_ThatStopsAtConsent_StopsThere) {
  v1::PolicyBody body = PackWith(WorkingMinutes(6000));
  body.mutable_complaint_pack()->set_resolution_stop(Terms::ON_AGREED);
  given.Policy("complaint_pack.default", body);
  To(S::PROPOSED);
  const auto outcome = given.When(Accept());
  outcome.Gives({"ProposalAccepted", "SlaClockResumed", "SlaClockStopped", "SlaClockStarted"});
  EXPECT_EQ(outcome.event<v1::SlaClockStopped>().why(), Terms::DONE);
}

TEST_F(ComplaintTest, Deadline_OfTheRemedy_BreachesByItself) {
  To(S::AGREED);
  given.Now("2026-03-17T00:00:00+08:00");
  const auto fired = given.Fire("complaint", kCase);
  fired.Gives({"SlaClockBreached", "SlaClockBreached"});  // resolution and remedy end that day
  EXPECT_TRUE(ClockOf(Terms::REMEDY_DEADLINE).breached());
}

// However often the customer is waited for: working time from start to due, less the working time
// of the waits, is the target.
TEST_F(ComplaintTest, Pauses_RandomOnes_NeverChangeTheWorkingTimeLeft) {
  std::mt19937 random(42);
  for (int round = 0; round < 20; ++round) {
    FreshCase fresh;
    fresh.given.Policy("complaint_pack.default", PackWith(WorkingMinutes(9000)));
    const auto ruled =
        domain::CalendarInForce(fresh.given.rules(), "calendar", At("2026-03-02T09:00:00+08:00"));
    fresh.To(S::AUTHORISED);
    Time now = At("2026-03-02T09:00:00+08:00");
    Duration waited{};
    for (int pause = 0; pause < 4; ++pause) {
      now += std::chrono::minutes(random() % 1500);
      fresh.given.Now(now).Do(Propose());
      const Time proposed = now;
      now += std::chrono::minutes(random() % 6000);
      const auto outcome = fresh.given.Now(now).Do(Decline());
      waited += ruled->calendar.WorkingTimeBetween(proposed, now);
      const Time due = TimeOf(outcome.event<v1::SlaClockResumed>().due());
      EXPECT_EQ(ruled->calendar.WorkingTimeBetween(At("2026-03-02T09:00:00+08:00"), due) - waited,
                Duration(9000min));
      fresh.given.Do(Authorise());
    }
  }
}

}  // namespace
}  // namespace tenure::testing
