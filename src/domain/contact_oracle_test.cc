// Contact windows against a slow walk written apart from the engine's code: it goes through time
// minute by minute, keeps its own clock of the debtor (an offset that changes once), and counts
// what lies in a day as it passes. Random histories of calls, plain and recorded through the
// domain.
#include <array>
#include <cstdint>
#include <random>
#include <vector>

#include "domain/contact_rules.h"
#include "domain/receivables_rules.h"
#include "domain/rules_access.h"
#include "given/given.h"
#include "tenure/values.h"

namespace tenure::testing {
namespace {

using Channels = v1::ComplaintTerms;

constexpr std::int64_t kMinute = 60'000'000;
constexpr std::int64_t kStart = 1'772'323'200'000'000;  // 2026-03-01T00:00:00Z
constexpr std::int64_t kShift = 1'772'953'200'000'000;  // 2026-03-08T07:00:00Z: one hour ahead
constexpr int kMinutes = 20 * 24 * 60;                  // twenty days
constexpr int kDays = 24;

struct Call {
  int minute;  // since kStart
  bool talked;
  bool inbound;
  int debt;
};

// The walk's own clock: minutes of UTC - 5 h, from the shift on UTC - 4 h.
std::int64_t LocalMinute(int minute) {
  const std::int64_t utc = kStart + minute * kMinute;
  return utc / kMinute - (utc < kShift ? 300 : 240);
}
int LocalDay(int minute) {
  return static_cast<int>(LocalMinute(minute) / 1440 - (kStart / kMinute / 1440)) + 2;
}

// What the walk knows about the history: calls out and talks of a day, by debt.
struct Walk {
  std::array<std::array<int, kDays>, 3> calls{};
  std::array<std::array<bool, kDays>, 3> talks{};

  explicit Walk(const std::vector<Call>& history, int until) {
    for (int minute = 0; minute < kMinutes; ++minute) {
      for (const Call& call : history) {
        if (call.minute != minute) continue;
        if (!call.inbound) ++calls[call.debt][LocalDay(minute)];
        if (call.talked && minute < until) talks[call.debt][LocalDay(minute)] = true;
      }
    }
  }
  // Would one more call on `day` make some run of `days` days hold more than `most`?
  [[nodiscard]] bool TooOften(int debt, int day, int days, int most, bool all_debts) const {
    for (int begin = day - days + 1; begin <= day; ++begin) {
      int sum = 1;
      for (int at = begin; at < begin + days; ++at) {
        if (at < 0 || at >= kDays) continue;
        for (int one = 0; one < 3; ++one) {
          if (all_debts || one == debt) sum += calls[one][at];
        }
      }
      if (sum > most) return true;
    }
    return false;
  }
  [[nodiscard]] bool TooSoon(int debt, int day, int days) const {
    for (int back = 0; back < days; ++back) {
      if (day - back >= 0 && talks[debt][day - back]) return true;
    }
    return false;
  }
};

v1::PolicyBody EasternCalendar() {
  v1::PolicyBody body;
  auto* calendar = body.mutable_calendar();
  calendar->set_time_zone("America/New_York");
  calendar->add_offsets()->set_seconds(-5 * 3600);
  auto* summer = calendar->add_offsets();
  summer->mutable_from()->set_us(kShift);
  summer->set_seconds(-4 * 3600);
  calendar->add_weekdays()->set_iso_weekday(1);
  return body;
}

v1::Book BookOf(const std::vector<Call>& history) {
  v1::Book book;
  for (const Call& call : history) {
    auto* entry = book.mutable_collections()->add_contacts();
    entry->set_at_us(kStart + call.minute * kMinute);
    entry->set_channel(Channels::CALL);
    entry->set_debt(static_cast<std::uint64_t>(call.debt));
    entry->set_inbound(call.inbound);
    entry->set_conversation(call.talked);
  }
  return book;
}

class ContactOracle : public ::testing::Test {
 protected:
  ContactOracle() { given.Policy("calendar.us-eastern", EasternCalendar()); }

  // Every call of random histories is asked about as if it came on top of the others.
  void Compare(const std::string& pack, bool all_debts, int days, int most, int quiet) {
    const auto rules = domain::ContactRulesInForce(given.rules(), pack, "America/New_York",
                                                   At("2026-03-02T09:00:00+08:00"));
    ASSERT_TRUE(rules);
    std::mt19937 random(20260301);  // NOLINT: a fixed seed, so that a failure comes again
    int refused = 0;
    for (int round = 0; round < 60; ++round) {
      std::vector<Call> history;
      const int calls = static_cast<int>(random() % 60);
      for (int i = 0; i < calls; ++i) {
        history.push_back({static_cast<int>(random() % kMinutes), random() % 4 == 0,
                           random() % 5 == 0, static_cast<int>(random() % 3)});
      }
      const v1::Book book = BookOf(history);
      for (int i = 0; i < 20; ++i) {
        const int minute = static_cast<int>(random() % kMinutes);
        const int debt = static_cast<int>(random() % 3);
        const Walk walk(history, minute);
        domain::Contact contact{TimeFromMicros(kStart + minute * kMinute), Channels::CALL,
                                static_cast<std::uint64_t>(debt)};
        const int day = LocalDay(minute);
        const bool often = walk.TooOften(debt, day, days, most, all_debts);
        EXPECT_EQ(domain::TooOften(*rules, book, contact).has_value(), often)
            << pack << " round " << round << " minute " << minute;
        const bool soon = quiet > 0 && walk.TooSoon(debt, day, quiet);
        EXPECT_EQ(domain::TooSoon(*rules, book, contact).has_value(), soon)
            << pack << " round " << round << " minute " << minute;
        refused += often || soon ? 1 : 0;
      }
    }
    EXPECT_GT(refused, 50);  // else the comparison says nothing
  }

  Given given;
};

TEST_F(ContactOracle, RegF_SevenCallsInSevenDays_AndQuietAfterATalk) {
  Compare("collection_pack.us-regf", false, 7, 7, 7);
}

TEST_F(ContactOracle, GbT_ThreeCallsADay_OfAllCollectors) {
  Compare("collection_pack.cn-gbt45251", true, 1, 3, 0);
}

// Every minute of twenty days, over the change of the debtor's clock.
TEST_F(ContactOracle, Hours_OfEveryMinute) {
  const auto rules =
      domain::ContactRulesInForce(given.rules(), "collection_pack.us-regf", "America/New_York",
                                  At("2026-03-02T09:00:00+08:00"));
  ASSERT_TRUE(rules);
  const v1::Book book;
  for (int minute = 0; minute < kMinutes; ++minute) {
    const domain::Contact contact{TimeFromMicros(kStart + minute * kMinute), Channels::CALL, 0};
    const std::int64_t local = LocalMinute(minute) % 1440;
    const bool allowed = local >= 8 * 60 && local < 21 * 60;
    ASSERT_EQ(!domain::OutsideHours(*rules, book, contact), allowed) << minute;
  }
}

TEST_F(ContactOracle, Consent_ExcludesForSevenLocalDays) {
  const auto rules =
      domain::ContactRulesInForce(given.rules(), "collection_pack.us-regf", "America/New_York",
                                  At("2026-03-02T09:00:00+08:00"));
  ASSERT_TRUE(rules);
  std::vector<Call> history(12, Call{5 * 1440, true, false, 0});
  v1::Book book = BookOf(history);
  auto* consent = book.mutable_collections()->add_consents();
  consent->set_channel(Channels::CALL);
  const int given_at = 6 * 1440 + 700;
  consent->set_since_us(kStart + given_at * kMinute);
  for (int minute = 5 * 1440 + 1; minute < kMinutes; minute += 7) {
    const domain::Contact contact{TimeFromMicros(kStart + minute * kMinute), Channels::CALL, 0};
    const bool excluded = minute >= given_at && LocalDay(minute) < LocalDay(given_at) + 7;
    ASSERT_EQ(domain::IsExcluded(*rules, book, contact), excluded) << minute;
    const bool too_often = domain::TooOften(*rules, book, contact).has_value();
    ASSERT_FALSE(excluded && too_often) << minute;
  }
}

}  // namespace
}  // namespace tenure::testing
