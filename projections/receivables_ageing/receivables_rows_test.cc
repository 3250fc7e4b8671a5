// What orders and payments leave in the customer's profile (P4), the worklist and the exceptions.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "customer_profile/customer_profile.pb.h"
#include "domain/receivables_given.h"
#include "exceptions_register/exceptions_register.pb.h"
#include "given/rows.h"
#include "tenure/values.h"
#include "worklist/worklist.pb.h"

namespace tenure::testing {
namespace {

using Terms = v1::ReceivablesTerms;
using ReceivablesRows = ReceivablesTest;

TEST_F(ReceivablesRows, Profile_ShowsTurnoverTermsAndPunctuality) {
  Rows rows(&given, "customer_profile");
  given.Do(Imported());
  given.Do(Post({{"2026-03-02", 300}, {"2026-04-01", 200}}));
  given.Do(Credit(50));
  given.Now("2026-04-11T09:00:00+08:00");
  v1::RecordPayment payment = Receive(450);
  *payment.mutable_received_on() = DateMessage(Day("2026-04-11"));
  given.Do(payment);
  given.Do(Allocate({"IV-1"}));
  const auto& row = rows.Get<v1::CustomerProfileRow>("C-1001");
  ASSERT_EQ(row.trading_size(), 1);
  EXPECT_EQ(row.trading(0).year(), 2026u);
  EXPECT_EQ(row.trading(0).turnover(), 450);
  EXPECT_EQ(row.trading(0).orders(), 1u);
  EXPECT_EQ(row.trading(0).invoices(), 1u);
  EXPECT_EQ(row.trading(0).payment_days_max(), 30u);
  EXPECT_EQ(row.trading(0).invoices_paid(), 1u);
  EXPECT_EQ(row.trading(0).invoices_paid_late(), 1u);
  EXPECT_EQ(row.trading(0).days_late(), 40u);
  given.Do(Reverse());
  EXPECT_EQ(row.trading(0).invoices_paid(), 0u);
  EXPECT_EQ(row.trading(0).invoices_paid_late(), 0u);
  EXPECT_EQ(row.trading(0).days_late(), 0u);
}

TEST_F(ReceivablesRows, Profile_AgreesWithTheBook) {
  Rows rows(&given, "customer_profile");
  for (int i = 0; i < 3; ++i) {
    v1::PostInvoice invoice = Post({{"2026-03-05", 100}}, "IV-" + std::to_string(i));
    if (i == 2) *invoice.mutable_issued_on() = DateMessage(Day("2025-06-01"));
    given.Do(invoice);
  }
  const auto& row = rows.Get<v1::CustomerProfileRow>("C-1001");
  ASSERT_EQ(row.trading_size(), 2);
  EXPECT_EQ(row.trading(0).turnover(), 200);  // the newest year first
  EXPECT_EQ(row.trading(1).year(), 2025u);
  EXPECT_EQ(row.trading(1).turnover(), 100);
  for (const auto& year : Book().years()) {
    EXPECT_EQ(year.turnover(), row.trading(year.year() == 2026 ? 0 : 1).turnover());
  }
}

TEST_F(ReceivablesRows, Worklist_HasThePaymentUntilNothingIsLeft) {
  Rows rows(&given, "worklist");
  const std::string key = "customer/C-1001/payment/PY-1";
  given.Do(Post({{"2026-04-01", 60}}, "IV-1"));
  given.Do(Post({{"2026-04-01", 40}}, "IV-2"));
  given.Do(Receive(100));
  const auto& row = rows.Get<v1::WorklistRow>(key);
  ASSERT_EQ(row.obligations_size(), 1);
  EXPECT_EQ(row.obligations(0).kind(), v1::WorklistRow::PAYMENT_UNALLOCATED);
  EXPECT_EQ(row.obligations(0).settle(), "AllocatePayment");
  EXPECT_EQ(row.obligations(0).owner(), "li.wei");
  EXPECT_EQ(row.obligations(0).policy().policy(), "receivables");
  EXPECT_EQ(TimeOf(row.obligations(0).due()), At("2026-03-05T09:00:00+08:00"));
  given.Do(Allocate({"IV-1"}));
  EXPECT_TRUE(rows.Has(key));
  given.Do(Allocate({"IV-2"}));
  EXPECT_FALSE(rows.Has(key));
  given.Do(Receive(10, {}, "PY-2"));
  given.Do(Reverse("PY-2"));
  EXPECT_FALSE(rows.Has("customer/C-1001/payment/PY-2"));
}

TEST_F(ReceivablesRows, Exceptions_HoldEveryFactThatBreaksARule) {
  Rows rows(&given, "exceptions_register");
  given.Do(Prepaid("SO-2"));
  EXPECT_EQ(rows.size(), 0u);
  const Outcome placed = given.Do(Imported());
  ASSERT_EQ(rows.size(), 1u);
  const auto sequence = placed.unit().events[0].scope_sequence;
  const auto& row = rows.Get<v1::ExceptionRow>(fmt::format("customer/C-1001/{:012}", sequence));
  EXPECT_EQ(row.kind(), v1::ExceptionRow::ORDER_FACT);
  EXPECT_EQ(row.id(), "SO-1");
  EXPECT_EQ(row.code(), v1::CREDIT_NO_LIMIT);
  EXPECT_THAT(row.order_breach(), ::testing::ElementsAre(Terms::CREDIT_REFUSED));
  given.Do(Deliver("10", 1));
  EXPECT_EQ(rows.size(), 1u);
  given.Do(Deliver("10", 9, "DN-2"));
  EXPECT_EQ(rows.size(), 2u);
  given.Do(Close());
  given.Do(Amend({{"10", 10, 1}}, "SO-2"));
  EXPECT_EQ(rows.size(), 2u);
}

}  // namespace
}  // namespace tenure::testing
