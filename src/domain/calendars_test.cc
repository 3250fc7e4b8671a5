// Calendars out of policies: the shipped one, versions in time, and what a bad one says.
#include "domain/calendars.h"

#include "given/given.h"

namespace tenure::domain {
namespace {

using testing::At;
using testing::Day;
using testing::Given;
using namespace std::chrono_literals;

TEST(CalendarInForce, ShippedCalendar_KnowsNationalDayAndItsMakeUpSaturday) {
  const Given given;
  const auto ruled = CalendarInForce(given.rules(), "calendar", At("2026-09-30T00:00:00Z"));
  ASSERT_TRUE(ruled);
  EXPECT_EQ(ruled->ref.policy(), "calendar");
  EXPECT_EQ(ruled->ref.version(), 1u);
  EXPECT_FALSE(ruled->calendar.IsWorkingDay(Day("2026-10-01")));
  EXPECT_TRUE(ruled->calendar.IsWorkingDay(Day("2026-10-10")));
  EXPECT_EQ(*ruled->calendar.AddWorkingTime(At("2026-09-30T17:00:00+08:00"), 2h),
            At("2026-10-08T10:00:00+08:00"));
}

TEST(CalendarInForce, NewVersion_HoldsFromItsInstantOn) {
  Given given;
  v1::PolicyBody body;
  body.mutable_calendar()->add_offsets()->set_seconds(0);
  auto* monday = body.mutable_calendar()->add_weekdays();
  monday->set_iso_weekday(1);
  monday->add_intervals()->set_end_minute(60);
  given.Now("2026-03-02T09:00:00+08:00").Policy("calendar", body);
  const auto before = CalendarInForce(given.rules(), "calendar", At("2026-03-02T08:59:59+08:00"));
  const auto after = CalendarInForce(given.rules(), "calendar", At("2026-03-02T09:00:00+08:00"));
  EXPECT_EQ(before->ref.version(), 1u);
  EXPECT_EQ(after->ref.version(), 2u);
  EXPECT_TRUE(before->calendar.IsWorkingDay(Day("2026-03-03")));
  EXPECT_FALSE(after->calendar.IsWorkingDay(Day("2026-03-03")));
}

TEST(CalendarInForce, UnknownOrOtherPolicy_IsNone) {
  const Given given;
  EXPECT_FALSE(CalendarInForce(given.rules(), "calendar.mars", At("2026-03-02")));
  EXPECT_FALSE(CalendarInForce(given.rules(), "roles", At("2026-03-02")));
}

TEST(CalendarOf, NoDayOrNoWeekday_IsInvalid) {
  v1::CalendarPolicy policy;
  policy.add_offsets();
  ASSERT_TRUE(CalendarOf(policy));
  policy.add_days()->set_day(20260230);
  EXPECT_EQ(CalendarOf(policy).error().code, ErrorCode::kInvalidInput);
  policy.clear_days();
  policy.add_weekdays()->set_iso_weekday(8);
  EXPECT_EQ(CalendarOf(policy).error().code, ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace tenure::domain
