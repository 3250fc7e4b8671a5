// The credit check where orders are placed, amended and reopened, over books written by hand. 4.4.
#include <gtest/gtest.h>

#include "domain/receivables_given.h"
#include "tenure/v1/order.domain.h"
#include "tenure/values.h"

namespace tenure::order {
namespace {

using testing::Amend;
using testing::At;
using testing::Day;
using testing::Fen;
using testing::Place;
using testing::Reopen;

class NoStreams final : public StateLookup {
 public:
  const google::protobuf::Message* Find(std::uint32_t, std::string_view) const override {
    return nullptr;
  }
};

class OrderCreditTest : public ::testing::Test {
 protected:
  OrderCreditTest() {
    v1::CreditBook* credit = book.mutable_credit();
    credit->set_standing(v1::CreditBook::ACTIVE);
    *credit->mutable_limit() = Fen(10'000);
    *credit->mutable_valid_to() = DateMessage(Day("2026-12-31"));
    credit->set_band(2);
  }
  [[nodiscard]] DecideContext Context(bool exists) const {
    return {now, now, stream, exists, id, actor, book, given.rules(), related, nullptr};
  }
  template <typename Command>
  v1::Refusal Try(const Command& command) {
    const bool exists = state.status() != v1::OrderState::STATUS_UNSPECIFIED;
    const Decision decision = Decide(state, command, Context(exists));
    return decision.refused() ? decision.refused()->code : v1::REFUSAL_UNSPECIFIED;
  }
  // Carries it out, state and book.
  template <typename Event, typename Command>
  void Do(const Command& command) {
    const bool exists = state.status() != v1::OrderState::STATUS_UNSPECIFIED;
    Decision decision = Decide(state, command, Context(exists));
    ASSERT_FALSE(decision.refused()) << v1::Refusal_Name(decision.refused()->code);
    const auto& event = static_cast<const Event&>(*decision.events()[0].message);
    const EventContext context{stream, 1, 1, now, now, "li.wei", ""};
    Evolve(state, event, context);
    EvolveBook(book, event, context);
  }

  static constexpr auto kFree = v1::REFUSAL_UNSPECIFIED;
  testing::Given given;
  Time now = At("2026-03-02T09:00:00+08:00");
  StreamKey stream{ScopeId{"customer/C-1001"}, 70, "SO-1"};
  CommandId id;
  Actor actor{"li.wei", "", false};
  v1::Book book;
  NoStreams related;
  v1::OrderState state;
};

TEST_F(OrderCreditTest, Place_WithinTheLimit_PassesToTheLastFen) {
  EXPECT_EQ(Try(Place({{"10", 1, 10'000}})), kFree);
  EXPECT_EQ(Try(Place({{"10", 1, 10'001}})), v1::CREDIT_ABOVE_HEADROOM);
}

TEST_F(OrderCreditTest, Amend_AsksOnlyForTheDifference) {
  Do<v1::OrderPlaced>(Place({{"10", 4, 8'000}}));
  EXPECT_EQ(Try(Amend({{"10", 5, 10'000}})), kFree);
  EXPECT_EQ(Try(Amend({{"10", 5, 10'001}})), v1::CREDIT_ABOVE_HEADROOM);
}

TEST_F(OrderCreditTest, Amend_OnHold_IsRefusedUnlessItIsLess) {
  Do<v1::OrderPlaced>(Place({{"10", 4, 8'000}}));
  book.mutable_credit()->set_standing(v1::CreditBook::ON_HOLD);
  EXPECT_EQ(Try(Amend({{"10", 5, 8'001}})), v1::CREDIT_ON_HOLD);
  EXPECT_EQ(Try(Amend({{"10", 3, 6'000}})), kFree);
}

TEST_F(OrderCreditTest, Reopen_AsksForTheRestAgain) {
  Do<v1::OrderPlaced>(Place({{"10", 4, 8'000}}));
  v1::CloseOrder close = testing::Close();
  Do<v1::OrderClosed>(close);
  EXPECT_EQ(Try(Reopen()), kFree);
  auto* owes = book.mutable_receivables()->add_amounts();
  owes->set_currency("CNY");
  owes->set_invoiced(2'001);
  EXPECT_EQ(Try(Reopen()), v1::CREDIT_ABOVE_HEADROOM);
}

TEST_F(OrderCreditTest, Release_OfThisOrder_LetsItPass) {
  auto* release = book.mutable_credit()->add_releases();
  release->set_order_id("SO-1");
  *release->mutable_amount() = Fen(20'000);
  *release->mutable_until() = InstantOf(now + std::chrono::hours(1));
  release->set_released_by("zhao.min");
  EXPECT_EQ(Try(Place({{"10", 1, 20'000}})), kFree);
  EXPECT_EQ(Try(Place({{"10", 1, 20'001}})), v1::CREDIT_ABOVE_HEADROOM);
}

TEST_F(OrderCreditTest, Ca6_RefusesTrade) {
  book.mutable_credit()->set_band(6);
  EXPECT_EQ(Try(Place()), v1::CREDIT_DO_NOT_TRADE);
  EXPECT_EQ(Try(testing::Prepaid()), v1::CREDIT_DO_NOT_TRADE);
}

TEST_F(OrderCreditTest, FarOrder_AsksForItsAmountNow) {
  v1::PlaceOrder far = Place({{"10", 1, 10'001}});
  *far.mutable_wanted_on() = DateMessage(Day("2027-06-01"));
  EXPECT_EQ(Try(far), v1::CREDIT_ABOVE_HEADROOM);
  far.mutable_lines(0)->set_minor(10'000);
  Do<v1::OrderPlaced>(far);
  EXPECT_EQ(book.receivables().amounts_size(), 0);
  // Not in the book yet, and its amendment is asked for like any other.
  EXPECT_EQ(Try(Amend({{"10", 2, 20'001}})), v1::CREDIT_ABOVE_HEADROOM);
}

TEST_F(OrderCreditTest, OrdersBeyondTheirNumber_AreRefused) {
  book.mutable_receivables()->set_orders_open(8'000);
  EXPECT_EQ(Try(Place()), v1::STATE_FULL);
}

TEST_F(OrderCreditTest, NinthCurrencyOfAYear_IsRefused) {
  for (char c = 'A'; c < 'I'; ++c) {
    auto* year = book.mutable_receivables()->add_years();
    year->set_year(2026);
    year->set_currency(std::string(3, c));
  }
  EXPECT_EQ(Try(Place()), v1::STATE_FULL);
}

}  // namespace
}  // namespace tenure::order
