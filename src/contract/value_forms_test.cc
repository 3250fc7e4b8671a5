// Written forms: borders of the calendar, offsets, units, and what must not be taken.
#include "contract/value_forms.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace tenure::contract {
namespace {

constexpr std::int64_t kHour = 3'600'000'000;

TEST(ParseDate, LeapDays_AsTheCalendarHasThem) {
  EXPECT_EQ(ParseDate("1970-01-01"), 0);
  EXPECT_EQ(ParseDate("2024-02-29"), 19'782);
  EXPECT_EQ(ParseDate("2000-02-29"), 11'016);
  EXPECT_EQ(ParseDate("0001-01-01"), kDaysMin);
  EXPECT_EQ(ParseDate("9999-12-31"), kDaysMax);
  for (const char* text : {"2023-02-29", "1900-02-29", "2026-04-31", "2026-13-01", "2026-00-01",
                           "2026-01-00", "0000-01-01"}) {
    EXPECT_EQ(ParseDate(text), std::nullopt) << text;
  }
}

TEST(ParseDate, OtherForms_Refused) {
  for (const char* text : {"", "2026-3-1", "20260301", "2026/03/01", "2026-03-01T", " 2026-03-01",
                           "+2026-03-01", "2026-03-0a", "today"}) {
    EXPECT_EQ(ParseDate(text), std::nullopt) << text;
  }
}

TEST(ParseInstant, Offsets_TurnedToUtc) {
  EXPECT_EQ(ParseInstant("1970-01-01T00:00:00Z"), 0);
  EXPECT_EQ(ParseInstant("1970-01-01T08:00:00+08:00"), 0);
  EXPECT_EQ(ParseInstant("1969-12-31T20:30:00-03:30"), 0);
  EXPECT_EQ(ParseInstant("1970-01-01t01:00:00.5z"), kHour + 500'000);
  EXPECT_EQ(ParseInstant("1970-01-01T00:00:00.000001Z"), 1);
}

TEST(ParseInstant, WithoutOffsetOrNoSuchTime_Refused) {
  for (const char* text :
       {"2026-03-31T09:30:00", "2026-03-31", "2026-03-31T24:00:00Z", "2026-03-31T23:60:00Z",
        "2026-06-30T23:59:60Z", "2026-03-31T09:30Z", "2026-03-31T09:30:00+8:00",
        "2026-03-31T09:30:00+0800", "2026-03-31T09:30:00+24:00", "2026-03-31T09:30:00+08:60",
        "2026-03-31 09:30:00Z", "2026-03-31T09:30:00.Z", "2026-03-31T09:30:00.1234567Z",
        "2026-02-30T09:30:00Z", "2026-03-31T09:30:00ZZ"}) {
    EXPECT_EQ(ParseInstant(text), std::nullopt) << text;
  }
}

TEST(FormatInstant, BeforeAndAfterTheEpoch_Utc) {
  EXPECT_EQ(FormatInstant(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(FormatInstant(-1), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(FormatInstant(1'500'000), "1970-01-01T00:00:01.5Z");
}

TEST(ParseSpan, EveryForm_Taken) {
  EXPECT_EQ(ParseSpan("90d"), 90 * 24 * kHour);
  EXPECT_EQ(ParseSpan("36h"), 36 * kHour);
  EXPECT_EQ(ParseSpan("15m"), kHour / 4);
  EXPECT_EQ(ParseSpan("30s"), 30'000'000);
  EXPECT_EQ(ParseSpan("P90D"), 90 * 24 * kHour);
  EXPECT_EQ(ParseSpan("P2W"), 14 * 24 * kHour);
  EXPECT_EQ(ParseSpan("P1DT1H30M"), 25 * kHour + kHour / 2);
  EXPECT_EQ(ParseSpan("PT0.5S"), 500'000);
  EXPECT_EQ(ParseSpan("PT1M0,000001S"), 60'000'001);
}

TEST(ParseSpan, OtherForms_Refused) {
  for (const char* text : {"",
                           "d",
                           "90",
                           "90 d",
                           "1.5h",
                           "-1d",
                           "1h30m",
                           "P",
                           "PT",
                           "P1Y",
                           "P1M",
                           "P1DT",
                           "PT1D",
                           "P1H",
                           "PT1M1H",
                           "PT1H1H",
                           "PT0.5H",
                           "90D",
                           "9999999999999d",
                           "9223372036854775808s",
                           "PT1.1234567S"}) {
    EXPECT_EQ(ParseSpan(text), std::nullopt) << text;
  }
}

TEST(FormatSpan, AnySpan_UsesLargestWholeUnit) {
  EXPECT_EQ(FormatSpan(0), "0s");
  EXPECT_EQ(FormatSpan(48 * kHour), "2d");
  EXPECT_EQ(FormatSpan(36 * kHour), "36h");
  EXPECT_EQ(FormatSpan(kHour / 4), "15m");
  EXPECT_EQ(FormatSpan(61'000'000), "61s");
  EXPECT_EQ(FormatSpan(1'500'000), "PT1.5S");
  EXPECT_EQ(FormatSpan(-500'000), "-PT0.5S");
}

RC_GTEST_PROP(ValueForms, WrittenAndRead_Same, ()) {
  const auto days = *rc::gen::inRange(kDaysMin, kDaysMax + 1);
  RC_ASSERT(ParseDate(FormatDate(days)) == days);
  const std::int64_t micros = days * 24 * kHour + *rc::gen::inRange<std::int64_t>(0, 24 * kHour);
  RC_ASSERT(ParseInstant(FormatInstant(micros)) == micros);
  const auto span = *rc::gen::inRange<std::int64_t>(0, std::numeric_limits<std::int64_t>::max());
  RC_ASSERT(ParseSpan(FormatSpan(span)) == span);
}

}  // namespace
}  // namespace tenure::contract
