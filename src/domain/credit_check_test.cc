// The credit check of an order (BL, B6, 4.4) over books written by hand: every way to pass, every
// way not to, to the last minor unit and the last second.
#include "domain/credit_check.h"

#include <gtest/gtest.h>

#include "domain/rates.h"
#include "domain/rules_access.h"
#include "given/given.h"
#include "tenure/values.h"

namespace tenure::domain {
namespace {

using testing::At;
using testing::Day;
using Book = v1::CreditBook;

v1::Money Yuan(std::int64_t minor) {
  v1::Money money;
  money.set_minor(minor);
  money.set_currency("CNY");
  return money;
}

class NoStreams final : public StateLookup {
 public:
  const google::protobuf::Message* Find(std::uint32_t, std::string_view) const override {
    return nullptr;
  }
};

class CreditCheckTest : public ::testing::Test {
 protected:
  CreditCheckTest() {
    Book* credit = book.mutable_credit();
    credit->set_standing(Book::ACTIVE);
    *credit->mutable_limit() = Yuan(100'000);
    *credit->mutable_valid_to() = DateMessage(Day("2026-12-31"));
    credit->set_band(2);
  }

  [[nodiscard]] DecideContext Context() const {
    return {now, now, stream, true, command_id, actor, book, given.rules(), related, nullptr};
  }
  [[nodiscard]] v1::Refusal Check(const v1::Money& more, const char* order = "SO-1") const {
    const auto no = CreditCheck(Context(), order, more);
    return no ? no->code : v1::REFUSAL_UNSPECIFIED;
  }
  [[nodiscard]] v1::Refusal Trade(bool prepaid) const {
    const auto no = TradeAllowed(Context(), prepaid);
    return no ? no->code : v1::REFUSAL_UNSPECIFIED;
  }
  v1::ReceivablesBook::Amounts* Owes(const char* currency) {
    auto* amounts = book.mutable_receivables()->add_amounts();
    amounts->set_currency(currency);
    return amounts;
  }
  void Release(const char* order, std::int64_t minor, const char* until, const char* by) {
    auto* release = book.mutable_credit()->add_releases();
    release->set_order_id(order);
    *release->mutable_amount() = Yuan(minor);
    *release->mutable_until() = InstantOf(At(until));
    release->set_released_by(by);
  }
  void ChangePolicy(void (*change)(v1::CreditPolicy*)) {
    v1::PolicyBody body = VersionInForce(given.rules(), "credit", now)->body();
    change(body.mutable_credit());
    given.Policy("credit", body);
  }

  static constexpr auto kFree = v1::REFUSAL_UNSPECIFIED;
  testing::Given given;
  Time now = At("2026-03-02T09:00:00+08:00");
  StreamKey stream;
  CommandId command_id;
  Actor actor{"li.wei", "", false};
  v1::Book book;
  NoStreams related;
};

TEST_F(CreditCheckTest, ActiveLimit_GivesItsLastMinorUnitAndNotOneMore) {
  EXPECT_EQ(Check(Yuan(100'000)), kFree);
  const auto no = CreditCheck(Context(), "SO-1", Yuan(100'001));
  ASSERT_TRUE(no);
  EXPECT_EQ(no->code, v1::CREDIT_ABOVE_HEADROOM);
  EXPECT_EQ(no->facts, (Facts{{"needed", "1000.01 CNY"}, {"left", "1000.00 CNY"}}));
}

TEST_F(CreditCheckTest, OrderedDeliveredAndInvoiced_AllCountOnce) {
  auto* owes = Owes("CNY");
  owes->set_ordered(10'000);
  owes->set_delivered(20'000);
  owes->set_invoiced(30'000);
  owes->set_overdue(30'000);      // part of what is invoiced
  owes->set_unallocated(50'000);  // of no invoice yet: it pays for nothing
  EXPECT_EQ(Check(Yuan(40'000)), kFree);
  EXPECT_EQ(Check(Yuan(40'001)), v1::CREDIT_ABOVE_HEADROOM);
}

TEST_F(CreditCheckTest, OtherCurrencies_AreAddedExactlyAndRoundedUpOnce) {
  Owes("HKD")->set_invoiced(1);  // 0.91 fen
  Owes("JPY")->set_invoiced(1);  // 4.7 fen
  std::int64_t exposure = 0;
  ASSERT_FALSE(ExposureOf(Context(), "CNY", &exposure));
  EXPECT_EQ(exposure, 6);  // 5.61
  EXPECT_EQ(Check(Yuan(99'994)), kFree);
  EXPECT_EQ(Check(Yuan(99'995)), v1::CREDIT_ABOVE_HEADROOM);
}

TEST_F(CreditCheckTest, OrderInAnotherCurrency_IsRoundedUp) {
  v1::Money dollars;
  dollars.set_currency("USD");
  dollars.set_minor(14'084);  // 99,996.4
  EXPECT_EQ(Check(dollars), kFree);
  dollars.set_minor(14'085);  // 100,003.5
  EXPECT_EQ(Check(dollars), v1::CREDIT_ABOVE_HEADROOM);
}

TEST_F(CreditCheckTest, CurrencyWithoutRate_IsNamed) {
  v1::Money other;
  other.set_currency("XAU");
  other.set_minor(1);
  EXPECT_EQ(Check(other), v1::NO_RATE);
  Owes("XAG")->set_ordered(1);
  EXPECT_EQ(Check(Yuan(1)), v1::NO_RATE);
}

TEST_F(CreditCheckTest, NoLimit_IsPrepaidOnly) {
  book.mutable_credit()->set_standing(Book::NO_LIMIT);
  EXPECT_EQ(Check(Yuan(1)), v1::CREDIT_NO_LIMIT);
}

TEST_F(CreditCheckTest, Hold_EndsAtItsInstantEvenBeforeItsTimer) {
  book.mutable_credit()->set_standing(Book::ON_HOLD);
  EXPECT_EQ(Check(Yuan(1)), v1::CREDIT_ON_HOLD);
  *book.mutable_credit()->mutable_hold_until() = InstantOf(now + std::chrono::seconds(1));
  EXPECT_EQ(Check(Yuan(1)), v1::CREDIT_ON_HOLD);
  *book.mutable_credit()->mutable_hold_until() = InstantOf(now);
  EXPECT_EQ(Check(Yuan(1)), kFree);
}

TEST_F(CreditCheckTest, UnderReview_LimitStands) {
  book.mutable_credit()->set_standing(Book::UNDER_REVIEW);
  EXPECT_EQ(Check(Yuan(100'000)), kFree);
}

TEST_F(CreditCheckTest, LastDayOfTheLimit_IsTheCalendarsWholeLocalDay) {
  now = At("2026-12-31T23:59:59+08:00");
  EXPECT_EQ(Check(Yuan(1)), kFree);
  now = At("2027-01-01T00:00:00+08:00");
  EXPECT_EQ(Check(Yuan(1)), v1::CREDIT_LIMIT_EXPIRED);
  now = At("2026-03-02T09:00:00+08:00");
  book.mutable_credit()->set_standing(Book::EXPIRED);
  EXPECT_EQ(Check(Yuan(1)), v1::CREDIT_LIMIT_EXPIRED);
}

TEST_F(CreditCheckTest, Release_CoversThisOrderOnlyUpToItsAmountAndInstant) {
  book.mutable_credit()->set_standing(Book::ON_HOLD);
  Release("SO-1", 500'000, "2026-03-02T09:00:01+08:00", "zhao.min");
  EXPECT_EQ(Check(Yuan(500'000)), kFree);
  EXPECT_EQ(Check(Yuan(500'001)), v1::CREDIT_ON_HOLD);
  EXPECT_EQ(Check(Yuan(1), "SO-2"), v1::CREDIT_ON_HOLD);
  v1::Money dollars = Yuan(1);
  dollars.set_currency("USD");
  EXPECT_EQ(Check(dollars), v1::CREDIT_ON_HOLD);
  now += std::chrono::seconds(1);
  EXPECT_EQ(Check(Yuan(1)), v1::CREDIT_ON_HOLD);
}

TEST_F(CreditCheckTest, Release_DoesNotServeTheOneWhoGaveIt) {
  Release("SO-1", 500'000, "2026-03-09T09:00:00+08:00", "li.wei");
  EXPECT_EQ(Check(Yuan(500'000)), v1::RELEASER_IS_ORDER_OWNER);
  actor = {"wang.fang", "li.wei", false};
  EXPECT_EQ(Check(Yuan(500'000)), v1::RELEASER_IS_ORDER_OWNER);
  actor = {"wang.fang", "", false};
  EXPECT_EQ(Check(Yuan(500'000)), kFree);
}

TEST_F(CreditCheckTest, OrderThatAsksForNothingMore_NeedsNoHeadroom) {
  book.mutable_credit()->set_standing(Book::ON_HOLD);
  EXPECT_EQ(Check(Yuan(0)), kFree);
  EXPECT_EQ(Check(Yuan(-5)), kFree);
}

TEST_F(CreditCheckTest, Ca6_IsNoTradeNotEvenPrepaidOrReleased) {
  book.mutable_credit()->set_band(6);
  Release("SO-1", 500'000, "2026-03-09T09:00:00+08:00", "zhao.min");
  EXPECT_EQ(Check(Yuan(1)), v1::CREDIT_DO_NOT_TRADE);
  EXPECT_EQ(Trade(false), v1::CREDIT_DO_NOT_TRADE);
  EXPECT_EQ(Trade(true), v1::CREDIT_DO_NOT_TRADE);
  ChangePolicy([](v1::CreditPolicy* policy) { policy->set_cash_in_advance_for_ca6(true); });
  EXPECT_EQ(Trade(true), kFree);
  EXPECT_EQ(Trade(false), v1::CREDIT_DO_NOT_TRADE);
  for (std::uint32_t band = 0; band < 6; ++band) {
    book.mutable_credit()->set_band(band);
    EXPECT_EQ(Trade(false), kFree) << band;
  }
}

TEST_F(CreditCheckTest, Guarantees_AreTakenOffOnlyWhereThePolicySaysSoAndNeverBelowZero) {
  Owes("CNY")->set_invoiced(80'000);
  book.mutable_credit()->set_guaranteed(50'000);
  std::int64_t exposure = 0;
  ASSERT_FALSE(ExposureOf(Context(), "CNY", &exposure));
  EXPECT_EQ(exposure, 80'000);
  ChangePolicy([](v1::CreditPolicy* policy) { policy->set_guarantees_reduce_exposure(true); });
  ASSERT_FALSE(ExposureOf(Context(), "CNY", &exposure));
  EXPECT_EQ(exposure, 30'000);
  book.mutable_credit()->set_guaranteed(90'000);
  ASSERT_FALSE(ExposureOf(Context(), "CNY", &exposure));
  EXPECT_EQ(exposure, 0);
}

TEST_F(CreditCheckTest, BeforeThereAreRules_ItIsRefusedNamingThePolicy) {
  now = At("2020-01-01T00:00:00+08:00");
  EXPECT_EQ(Check(Yuan(1)), v1::NO_POLICY);
}

TEST(Rates, AmountsBeyondSixtyFourBits_AreTheLargestNumber) {
  formula::Rational huge = 10;
  for (int i = 0; i < 20; ++i) huge *= 10;
  EXPECT_EQ(RoundUp(huge), INT64_MAX);
  EXPECT_EQ(RoundUp(formula::Fraction(1, 3)), 1);
  EXPECT_EQ(RoundUp(formula::Fraction(-1, 3)), 0);
}

}  // namespace
}  // namespace tenure::domain
