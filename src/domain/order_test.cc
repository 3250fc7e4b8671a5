// Orders: facts and acts, lines counted once from order to invoice, every refusal. 4.4, table 3.
#include <gmock/gmock.h>

#include "domain/receivables_given.h"
#include "tenure/values.h"

namespace tenure::testing {
namespace {

using Terms = v1::ReceivablesTerms;
using OrderTest = ReceivablesTest;

v1::ReceivablesPolicy PolicyWith(std::uint32_t horizon) {
  v1::ReceivablesPolicy policy;
  policy.add_bucket_days(1);
  policy.set_order_horizon_days(horizon);
  policy.set_allocate_within_days(3);
  return policy;
}
v1::PolicyBody Horizon(std::uint32_t days) {
  v1::PolicyBody body;
  *body.mutable_receivables() = PolicyWith(days);
  return body;
}

TEST_F(OrderTest, Imported_WithoutLimit_IsKeptWithItsBreach) {
  const Outcome placed = given.Do(Imported());
  placed.Gives({"OrderPlaced"});
  const auto& event = placed.event<v1::OrderPlaced>();
  EXPECT_THAT(event.breach(), ::testing::ElementsAre(Terms::CREDIT_REFUSED));
  EXPECT_EQ(event.credit_refusal(), v1::CREDIT_NO_LIMIT);
  EXPECT_EQ(event.owned_by(), "zhao.min");
  EXPECT_EQ(event.policy().policy(), "receivables");
  EXPECT_EQ(Amounts().ordered(), 4'000);
  EXPECT_EQ(Book().orders_open(), 1u);
  ASSERT_EQ(Book().years_size(), 1);
  EXPECT_EQ(Book().years(0).year(), 2026u);
  EXPECT_EQ(Book().years(0).orders(), 1u);
}

TEST_F(OrderTest, Imported_WithoutTheRight_IsRefused) {
  given.As("wu.ping")
      .When(Imported())
      .Refuses(v1::NOT_PERMITTED)
      .Fact("permission", "receivables.import");
}

TEST_F(OrderTest, Prepaid_AsksForNoCreditAndCountsNothing) {
  given.As("wu.ping").Do(Prepaid()).Gives({"OrderPlaced"});
  EXPECT_EQ(Book().amounts_size(), 0);
  EXPECT_EQ(Book().orders_open(), 1u);
  given.Do(Deliver("10", 1)).Gives({"DeliveryRecorded"});
  EXPECT_EQ(Book().amounts_size(), 0);
}

TEST_F(OrderTest, OnCredit_WithoutLimit_IsRefused) {
  given.When(Place()).Refuses(v1::CREDIT_NO_LIMIT);
}

TEST_F(OrderTest, SameDocument_Again_ChangesNothing) {
  given.Do(Imported());
  given.When(Imported()).Refuses(v1::NO_CHANGE);
  given.When(Imported({{"10", 5, 4'000}})).Refuses(v1::SOURCE_CHANGED).Fact("id", "SO-1");
}

TEST_F(OrderTest, Place_BadLines_IsRefused) {
  given.When(Imported({{"10", 4, 1}, {"10", 1, 1}})).Refuses(v1::BAD_LINE).Fact("line", "10");
  given.When(Imported({{"", 4, 1}})).Refuses(v1::BAD_LINE);
  given.When(Imported({{"10", 0, 1}})).Refuses(v1::BAD_LINE);
  given.When(Imported({{"1234567890123456789012345678901234", 1, 1}})).Refuses(v1::BAD_LINE);
}

TEST_F(OrderTest, Place_BadCurrencyDayOrAmount_IsRefused) {
  v1::PlaceOrder order = Imported();
  order.set_currency("rmb");
  given.When(order).Refuses(v1::BAD_CURRENCY).Fact("currency", "rmb");
  order = Imported();
  *order.mutable_ordered_on() = DateMessage(Day("2026-03-03"));
  given.When(order).Refuses(v1::EFFECTIVE_IN_FUTURE);
  constexpr std::int64_t kMost = 1'000'000'000'000'000;
  given.Do(Imported({{"10", 1, kMost - 1}, {"20", 1, 1}}));
  given.When(Imported({{"10", 1, kMost}, {"20", 1, 1}}, "SO-2")).Refuses(v1::AMOUNT_TOO_LARGE);
}

TEST_F(OrderTest, Place_NinthCurrency_IsRefused) {
  const char* codes[] = {"AAA", "BBB", "CCC", "DDD", "EEE", "FFF", "GGG", "HHH"};
  for (const char* code : codes) {
    v1::PlaceOrder order = Imported({{"10", 1, 100}}, std::string("SO-") + code);
    order.set_currency(code);
    given.Do(order);
  }
  given.When(Imported()).Refuses(v1::STATE_FULL).Fact("limit", "8");
}

TEST_F(OrderTest, Place_OfAnEarlierDay_TakesEffectThatMorning) {
  v1::PlaceOrder order = Imported();
  *order.mutable_ordered_on() = DateMessage(Day("2025-12-31"));
  const Outcome placed = given.Do(order);
  EXPECT_EQ(placed.effective_at<v1::OrderPlaced>(), At("2025-12-31T00:00:00+08:00"));
  EXPECT_EQ(Book().years(0).year(), 2025u);
}

TEST_F(OrderTest, Line_CountsOnce_FromOrderToInvoice) {
  given.Do(Imported({{"10", 3, 1'000}}));
  given.Do(Deliver("10", 1));
  EXPECT_EQ(Amounts().ordered(), 667);  // a third is 333, rounded down
  EXPECT_EQ(Amounts().delivered(), 333);
  v1::PostInvoice invoice = Post({{"2026-04-01", 700}});
  AddInvoicedLine("SO-1", "10", 2, &invoice);
  given.Do(invoice).Gives({"InvoicePosted", "InvoicedLinesCounted"});
  EXPECT_EQ(Amounts().ordered(), 334);
  EXPECT_EQ(Amounts().delivered(), 0);  // both units are invoiced, one of them in advance
  EXPECT_EQ(Amounts().invoiced(), 700);
  given.Do(Deliver("10", 2, "DN-2"));
  EXPECT_EQ(Amounts().ordered(), 0);
  EXPECT_EQ(Amounts().delivered(), 334);
}

TEST_F(OrderTest, Delivery_MoreThanOrdered_IsKeptWithItsBreach) {
  given.Do(Imported());
  const Outcome delivered = given.Do(Deliver("10", 5));
  EXPECT_THAT(delivered.event<v1::DeliveryRecorded>().breach(),
              ::testing::ElementsAre(Terms::OVER_DELIVERED));
  EXPECT_EQ(Amounts().ordered(), 0);
  EXPECT_EQ(Amounts().delivered(), 5'000);
}

TEST_F(OrderTest, Delivery_WorthMoreThanCanBeKept_IsRefused) {
  given.Do(Imported({{"10", 1, 1'000'000'000'000'000}}));
  given.When(Deliver("10", 1'000'000'000)).Refuses(v1::AMOUNT_TOO_LARGE);
}

TEST_F(OrderTest, Delivery_SameNoteAgain_ChangesNothing) {
  given.Do(Imported());
  given.Do(Deliver("10", 1));
  given.When(Deliver("10", 1)).Refuses(v1::NO_CHANGE);
  given.When(Deliver("10", 2)).Refuses(v1::SOURCE_CHANGED).Fact("id", "DN-1");
}

TEST_F(OrderTest, Delivery_BadData_IsRefused) {
  given.Do(Imported());
  given.When(Deliver("20", 1)).Refuses(v1::UNKNOWN_LINE).Fact("line", "20");
  given.When(Deliver("10", 0)).Refuses(v1::BAD_LINE);
  v1::RecordDelivery later = Deliver("10", 1);
  *later.mutable_delivered_on() = DateMessage(Day("2026-03-03"));
  given.When(later).Refuses(v1::EFFECTIVE_IN_FUTURE);
}

TEST_F(OrderTest, Delivery_BeyondTheirNumber_IsRefused) {
  given.Do(Imported({{"10", 1'000, 1'000}}));
  for (int i = 0; i < 200; ++i) given.Do(Deliver("10", 1, "DN-" + std::to_string(i)));
  given.When(Deliver("10", 1, "DN-200")).Refuses(v1::STATE_FULL).Fact("limit", "200");
}

TEST_F(OrderTest, Close_TakesTheRestOffAndKeepsWhatIsDelivered) {
  given.Do(Imported());
  given.Do(Deliver("10", 1));
  given.Do(Close()).Gives({"OrderClosed"});
  EXPECT_EQ(Amounts().ordered(), 0);
  EXPECT_EQ(Amounts().delivered(), 1'000);
  EXPECT_EQ(Book().orders_open(), 0u);
  given.When(Close()).Refuses(v1::NO_CHANGE);
  const Outcome late = given.Do(Deliver("10", 1, "DN-2"));
  EXPECT_THAT(late.event<v1::DeliveryRecorded>().breach(),
              ::testing::ElementsAre(Terms::AFTER_CLOSE));
  EXPECT_EQ(Amounts().delivered(), 2'000);
}

TEST_F(OrderTest, Reopen_IsCheckedAnew) {
  given.Do(Imported());
  given.When(Reopen()).Refuses(v1::NO_CHANGE);
  given.Do(Close());
  given.When(Reopen()).Refuses(v1::CREDIT_NO_LIMIT);
  v1::ReopenOrder fact = Reopen();
  *fact.mutable_source() = Erp("SO-1");
  given.As("wu.ping").When(fact).Refuses(v1::NOT_PERMITTED);
  const Outcome reopened = given.As("li.wei").Do(fact);
  EXPECT_EQ(reopened.event<v1::OrderReopened>().credit_refusal(), v1::CREDIT_NO_LIMIT);
  EXPECT_EQ(Amounts().ordered(), 4'000);
}

TEST_F(OrderTest, SumsBeyondWhatCanBeKept_AreRefused) {
  constexpr std::int64_t kMost = 1'000'000'000'000'000;
  given.Do(Imported({{"10", 1, kMost}}));
  given.Do(Close());
  given.Do(Imported({{"10", 1, kMost}}, "SO-2"));
  given.Do(Imported({{"10", 1, 1}}, "SO-3"));
  given.Do(Imported({{"10", 1, 1}}, "SO-4"));
  v1::RecordDelivery much = Deliver("10", 999);
  much.set_order_id("SO-2");
  given.Do(much);  // 999 * 10^15 and 2 fen in all
  v1::ReopenOrder reopen = Reopen();
  *reopen.mutable_source() = Erp("SO-1");
  given.When(reopen).Refuses(v1::AMOUNT_TOO_LARGE);
  given.When(Imported({{"10", 1, kMost}}, "SO-5")).Refuses(v1::AMOUNT_TOO_LARGE);
  v1::AmendOrder amend = Amend({{"10", 1, kMost}}, "SO-3");
  *amend.mutable_source() = Erp("SO-3");
  given.When(amend).Refuses(v1::AMOUNT_TOO_LARGE);
}

TEST_F(OrderTest, Amend_MoreIsCheckedAndLessIsFree) {
  given.Do(Imported());
  given.When(Amend({{"10", 5, 5'000}})).Refuses(v1::CREDIT_NO_LIMIT);
  given.Do(Amend({{"10", 3, 3'000}})).Gives({"OrderAmended"});
  EXPECT_EQ(Amounts().ordered(), 3'000);
  given.When(Amend({{"10", 3, 3'000}})).Refuses(v1::NO_CHANGE);
  v1::AmendOrder fact = Amend({{"10", 3, 3'000}, {"20", 1, 500}});
  *fact.mutable_source() = Erp("SO-1/2");
  given.As("wu.ping").When(fact).Refuses(v1::NOT_PERMITTED);
  const Outcome amended = given.As("li.wei").Do(fact);
  EXPECT_THAT(amended.event<v1::OrderAmended>().breach(),
              ::testing::ElementsAre(Terms::CREDIT_REFUSED));
  EXPECT_EQ(Amounts().ordered(), 3'500);
}

TEST_F(OrderTest, Amend_OnlyTheProduct_IsAChange) {
  given.Do(Imported());
  v1::AmendOrder other = Amend({{"10", 4, 4'000}});
  given.When(other).Refuses(v1::NO_CHANGE);
  other.mutable_lines(0)->set_product("PUMP-90");
  given.Do(other).Gives({"OrderAmended"});
  given.When(other).Refuses(v1::NO_CHANGE);
}

TEST_F(OrderTest, Amend_Refusals) {
  given.Do(Imported({{"10", 4, 4'000}, {"20", 1, 100}}));
  given.Do(Deliver("10", 2));
  given.When(Amend({{"10", 1, 1'000}})).Refuses(v1::LINE_BELOW_DELIVERED).Fact("done", "2");
  given.When(Amend({{"20", 1, 100}})).Refuses(v1::LINE_BELOW_DELIVERED).Fact("line", "10");
  given.When(Amend({{"10", 2, 1}, {"10", 2, 1}})).Refuses(v1::BAD_LINE);
  constexpr std::int64_t kMost = 1'000'000'000'000'000;
  given.When(Amend({{"10", 2, kMost}, {"20", 2, 1}})).Refuses(v1::AMOUNT_TOO_LARGE);
  given.Do(Amend({{"10", 2, 2'000}}));
  EXPECT_EQ(Amounts().ordered(), 0);
  EXPECT_EQ(Amounts().delivered(), 2'000);
  given.Do(Close());
  given.When(Amend({{"10", 2, 3'000}})).Refuses(v1::ORDER_CLOSED).Fact("id", "SO-1");
}

TEST_F(OrderTest, CountInvoicedLines_MoreThanOrdered_IsKeptWithItsBreach) {
  given.Do(Imported());
  v1::CountInvoicedLines count;
  count.set_order_id("SO-1");
  count.set_invoice_id("IV-9");
  auto* line = count.add_lines();
  line->set_line_id("10");
  line->set_quantity(5);
  given.When(count).Refuses(v1::NOT_PERMITTED);  // only reactions send it
  const Outcome counted = given.WhenSystem(count);
  EXPECT_THAT(counted.event<v1::InvoicedLinesCounted>().breach(),
              ::testing::ElementsAre(Terms::OVER_INVOICED));
  line->set_line_id("20");
  given.WhenSystem(count).Refuses(v1::UNKNOWN_LINE);
}

TEST_F(OrderTest, Horizon_FarOrder_CountsOnceItIsNear) {
  given.Policy("receivables", Horizon(30));
  v1::PlaceOrder far = Imported();
  *far.mutable_wanted_on() = DateMessage(Day("2026-04-02"));  // 31 days away
  const Outcome placed = given.Do(far);
  EXPECT_EQ(TimeOf(placed.event<v1::OrderPlaced>().counts_from()), At("2026-03-03T00:00:00+08:00"));
  EXPECT_EQ(placed.event<v1::OrderPlaced>().credit_refusal(), v1::CREDIT_NO_LIMIT);
  EXPECT_EQ(Amounts().ordered(), 0);
  EXPECT_EQ(Book().orders_open(), 1u);
  EXPECT_THAT(given.Timers("order", "SO-1"),
              ::testing::ElementsAre(At("2026-03-03T00:00:00+08:00")));
  given.Now("2026-03-05T09:00:00+08:00");
  const Outcome near = given.Fire("order", "SO-1");
  near.Gives({"OrderCameNear"});
  EXPECT_EQ(near.effective_at<v1::OrderCameNear>(), At("2026-03-03T00:00:00+08:00"));
  EXPECT_EQ(near.event<v1::OrderCameNear>().credit_refusal(), v1::CREDIT_NO_LIMIT);
  EXPECT_EQ(Amounts().ordered(), 4'000);
  EXPECT_TRUE(given.Timers("order", "SO-1").empty());
}

TEST_F(OrderTest, Horizon_OrderWithinIt_CountsAtOnce) {
  given.Policy("receivables", Horizon(30));
  v1::PlaceOrder order = Imported();
  *order.mutable_wanted_on() = DateMessage(Day("2026-04-01"));
  given.Do(order);
  EXPECT_EQ(Amounts().ordered(), 4'000);
  EXPECT_TRUE(given.Timers("order", "SO-1").empty());
}

TEST_F(OrderTest, UnknownOrder_IsRefused) {
  given.When(Amend({{"10", 1, 1}})).Refuses(v1::UNKNOWN_STREAM);
  given.When(Close()).Refuses(v1::UNKNOWN_STREAM);
  given.When(Reopen()).Refuses(v1::UNKNOWN_STREAM);
  given.When(Deliver("10", 1)).Refuses(v1::UNKNOWN_STREAM);
}

}  // namespace
}  // namespace tenure::testing
