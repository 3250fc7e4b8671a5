// Payments: received, allocated, reversed; what that does to invoices; every refusal. Civil Code
// 560, 561; T3; 4.3.
#include <gmock/gmock.h>

#include "domain/receivables_given.h"
#include "tenure/values.h"

namespace tenure::testing {
namespace {

using Terms = v1::ReceivablesTerms;
using PaymentTest = ReceivablesTest;

// "IV-1 5+2+93" of parts: costs, interest, principal.
template <typename Event>
std::vector<std::string> PartsOf(const Event& event) {
  std::vector<std::string> texts;
  for (const auto& part : event.parts()) {
    texts.push_back(part.invoice_id() + " " + std::to_string(part.costs()) + "+" +
                    std::to_string(part.interest()) + "+" + std::to_string(part.principal()));
  }
  return texts;
}

v1::PostInvoice Claim(const std::string& id = "IV-1") {
  v1::PostInvoice invoice = Post({{"2026-03-02", 100}}, id);
  invoice.set_costs(5);
  invoice.set_interest(2);
  return invoice;
}

TEST_F(PaymentTest, Receive_IsUnallocated) {
  const Outcome received = given.Do(Receive(1'000));
  received.Gives({"PaymentReceived"});
  EXPECT_EQ(TimeOf(received.event<v1::PaymentReceived>().allocate_by()),
            At("2026-03-05T09:00:00+08:00"));
  EXPECT_EQ(Amounts().unallocated(), 1'000);
}

TEST_F(PaymentTest, SameDocument_Again_ChangesNothing) {
  given.Do(Receive(1'000));
  given.When(Receive(1'000)).Refuses(v1::NO_CHANGE);
  given.When(Receive(1'001)).Refuses(v1::SOURCE_CHANGED).Fact("id", "PY-1");
}

TEST_F(PaymentTest, Receive_BadData_IsRefused) {
  v1::RecordPayment payment = Receive(1);
  payment.mutable_amount()->set_currency("x");
  given.When(payment).Refuses(v1::BAD_CURRENCY);
  payment = Receive(1);
  *payment.mutable_received_on() = DateMessage(Day("2026-03-03"));
  given.When(payment).Refuses(v1::EFFECTIVE_IN_FUTURE);
  given.When(Receive(1, {"IV-1"})).Refuses(v1::UNKNOWN_REFERENCE).Fact("id", "IV-1");
  given.Do(Post());
  given.When(Receive(1, {"IV-1", "IV-1"})).Refuses(v1::INVOICE_TWICE);
  payment = Receive(1, {"IV-1"});
  payment.mutable_amount()->set_currency("USD");
  given.When(payment).Refuses(v1::CURRENCY_DIFFERS);
}

TEST_F(PaymentTest, ByLaw_CostsInterestPrincipal) {
  given.Do(Claim());
  given.Do(Receive(50));
  const Outcome allocated = given.Do(Allocate({"IV-1"}));
  allocated.Gives({"PaymentAllocated", "AllocationApplied"});
  EXPECT_THAT(PartsOf(allocated.event<v1::PaymentAllocated>()),
              ::testing::ElementsAre("IV-1 5+2+43"));
  EXPECT_EQ(allocated.event<v1::PaymentAllocated>().parts(0).basis(), Terms::BY_LAW);
  EXPECT_EQ(Amounts().invoiced(), 57);
  EXPECT_EQ(Amounts().unallocated(), 0);
  EXPECT_FALSE(allocated.event<v1::AllocationApplied>().closed());
}

TEST_F(PaymentTest, PrincipalFirst_OnlyWhereAgreedAndAllowed) {
  given.Do(Claim());
  given.Do(Receive(104));
  v1::AllocatePayment allocate = Allocate({"IV-1"});
  allocate.set_principal_first(true);
  given.When(allocate).Refuses(v1::AGREEMENT_MISSING);
  *allocate.mutable_agreement() = Letter();
  EXPECT_THAT(PartsOf(given.When(allocate).event<v1::PaymentAllocated>()),
              ::testing::ElementsAre("IV-1 4+0+100"));
  v1::PolicyBody strict;
  strict.mutable_receivables()->add_bucket_days(1);
  strict.mutable_receivables()->set_allocate_within_days(3);
  given.Policy("receivables", strict);
  given.When(allocate).Refuses(v1::PRINCIPAL_FIRST_NOT_ALLOWED);
}

TEST_F(PaymentTest, Designation_ComesBeforeTheLaw) {
  given.Do(Claim("IV-1"));
  given.Do(Post({{"2026-09-01", 100}}, "IV-2"));
  given.Do(Receive(120, {"IV-2"}));
  given.When(Allocate({"IV-1"})).Refuses(v1::DESIGNATION_PASSED_OVER).Fact("id", "IV-2");
  const Outcome allocated = given.Do(Allocate({"IV-1", "IV-2"}));
  allocated.Gives({"PaymentAllocated", "AllocationApplied", "AllocationApplied"});
  EXPECT_THAT(PartsOf(allocated.event<v1::PaymentAllocated>()),
              ::testing::ElementsAre("IV-2 0+0+100", "IV-1 5+2+13"));
  EXPECT_EQ(allocated.event<v1::PaymentAllocated>().parts(0).basis(), Terms::DESIGNATED);
}

TEST_F(PaymentTest, Designation_ClosedByNow_IsPassedBy) {
  given.Do(Post({{"2026-09-01", 100}}, "IV-2"));
  given.Do(Receive(50, {"IV-2"}));
  given.Do(Receive(100, {}, "PY-2"));
  given.Do(Allocate({"IV-2"}, "PY-2"));
  given.When(Allocate({"IV-2"})).Refuses(v1::INVOICE_CLOSED).Fact("id", "IV-2");
  given.Do(Claim());
  EXPECT_THAT(PartsOf(given.Do(Allocate({"IV-2", "IV-1"})).event<v1::PaymentAllocated>()),
              ::testing::ElementsAre("IV-1 5+2+43"));
}

TEST_F(PaymentTest, Parts_NeedAnAgreementUnlessDesignated) {
  given.Do(Post({{"2026-04-01", 100}}, "IV-1"));
  given.Do(Post({{"2026-05-01", 100}}, "IV-2"));
  given.Do(Receive(150, {"IV-2"}));
  given.When(AllocateParts({{"IV-2", 60}})).Gives({"PaymentAllocated", "AllocationApplied"});
  v1::AllocatePayment parts = AllocateParts({{"IV-2", 60}, {"IV-1", 30}});
  given.When(parts).Refuses(v1::AGREEMENT_MISSING);
  *parts.mutable_agreement() = Letter();
  const Outcome allocated = given.Do(parts);
  const auto& event = allocated.event<v1::PaymentAllocated>();
  EXPECT_EQ(event.parts(0).basis(), Terms::DESIGNATED);
  EXPECT_EQ(event.parts(1).basis(), Terms::AGREED);
  EXPECT_EQ(event.left(), 60);
  EXPECT_EQ(Amounts().unallocated(), 60);
  EXPECT_EQ(given.state<v1::PaymentState>("PY-1").parts_size(), 2);
}

TEST_F(PaymentTest, Allocate_Refusals) {
  given.Do(Post({{"2026-04-01", 100}}, "IV-1"));
  given.Do(Post({{"2026-04-01", 10}}, "IV-2"));
  v1::PostInvoice dollars = Post({{"2026-04-01", 10}}, "IV-3");
  dollars.set_currency("USD");
  given.Do(dollars);
  given.Do(Receive(50, {"IV-1", "IV-2"}));
  given.When(Allocate({})).Refuses(v1::ALLOCATION_UNCLEAR);
  v1::AllocatePayment both = AllocateParts({{"IV-1", 1}});
  both.add_invoices("IV-1");
  given.When(both).Refuses(v1::ALLOCATION_UNCLEAR);
  given.When(Allocate({"IV-9"})).Refuses(v1::UNKNOWN_REFERENCE).Fact("id", "IV-9");
  given.When(Allocate({"IV-3"})).Refuses(v1::CURRENCY_DIFFERS).Fact("currency", "USD");
  given.When(Allocate({"IV-1", "IV-1"})).Refuses(v1::INVOICE_TWICE);
  given.When(AllocateParts({{"IV-9", 1}})).Refuses(v1::UNKNOWN_REFERENCE);
  given.When(AllocateParts({{"IV-3", 1}})).Refuses(v1::CURRENCY_DIFFERS);
  given.When(AllocateParts({{"IV-1", 1}, {"IV-1", 1}})).Refuses(v1::INVOICE_TWICE);
  given.When(AllocateParts({{"IV-2", 11}})).Refuses(v1::OVER_ALLOCATED).Fact("open", "0.10 CNY");
  given.When(AllocateParts({{"IV-1", 41}, {"IV-2", 10}})).Refuses(v1::PAYMENT_TOO_SMALL);
  given.When(AllocateParts({{"IV-1", 0}})).Refuses(v1::PAYMENT_TOO_SMALL);
  given.Do(AllocateParts({{"IV-2", 10}}));
  given.When(AllocateParts({{"IV-2", 1}})).Refuses(v1::INVOICE_CLOSED);
  given.Do(AllocateParts({{"IV-1", 40}}));
  given.When(Allocate({"IV-1"})).Refuses(v1::PAYMENT_TOO_SMALL).Fact("left", "0.00 CNY");
  given.Do(Receive(5, {}, "PY-2"));
  given.When(Allocate({"IV-2"}, "PY-2")).Refuses(v1::INVOICE_CLOSED).Fact("id", "IV-2");
  given.When(Allocate({"IV-1"}, "PY-9")).Refuses(v1::UNKNOWN_STREAM);
}

TEST_F(PaymentTest, Late_ClosesCuresAndCountsItsDays) {
  given.Do(Post({{"2026-03-02", 100}, {"2026-03-05", 100}}));
  given.Now("2026-03-12T09:00:00+08:00");
  given.Fire("invoice", "IV-1");
  EXPECT_EQ(Amounts().overdue(), 200);
  v1::RecordPayment payment = Receive(200);
  *payment.mutable_received_on() = DateMessage(Day("2026-03-10"));
  given.Do(payment);
  const Outcome paid = given.Do(Allocate({"IV-1"}));
  paid.Gives({"PaymentAllocated", "AllocationApplied", "DelinquencyCured"});
  EXPECT_TRUE(paid.event<v1::AllocationApplied>().closed());
  EXPECT_EQ(paid.event<v1::AllocationApplied>().days_late(), 8u);  // of the first instalment
  EXPECT_TRUE(paid.event<v1::DelinquencyCured>().closed());
  EXPECT_EQ(Book().invoices_open(), 0u);
  EXPECT_EQ(Book().invoices_overdue(), 0u);
  EXPECT_EQ(Book().years(0).invoices_paid(), 1u);
  EXPECT_EQ(Book().years(0).invoices_paid_late(), 1u);
  EXPECT_EQ(Book().years(0).days_late(), 8);
  EXPECT_TRUE(given.Timers("invoice", "IV-1").empty());
}

TEST_F(PaymentTest, OnTime_CountsWithoutDelay) {
  given.Do(Post({{"2026-03-02", 100}}));
  given.Do(Receive(100));
  given.Do(Allocate({"IV-1"})).Gives({"PaymentAllocated", "AllocationApplied"});
  EXPECT_EQ(Book().years(0).invoices_paid(), 1u);
  EXPECT_EQ(Book().years(0).invoices_paid_late(), 0u);
}

TEST_F(PaymentTest, Reverse_RestoresInvoicesAndTheirBuckets) {
  given.Do(Claim());
  given.Now("2026-03-12T09:00:00+08:00");
  given.Fire("invoice", "IV-1");
  const auto before = Invoice().SerializeAsString();
  const auto owed = Amounts();
  given.Do(Receive(150));
  given.Do(Allocate({"IV-1"}));
  EXPECT_EQ(Amounts().unallocated(), 43);
  const Outcome reversed = given.Do(Reverse());
  reversed.Gives({"PaymentReversed", "AllocationRestored"});
  EXPECT_TRUE(reversed.event<v1::AllocationRestored>().reopened());
  EXPECT_EQ(Invoice().SerializeAsString(), before);
  EXPECT_EQ(Amounts().SerializeAsString(), owed.SerializeAsString());
  EXPECT_EQ(Book().invoices_overdue(), 1u);
  EXPECT_EQ(Book().years(0).invoices_paid(), 0u);
  EXPECT_EQ(Book().years(0).invoices_paid_late(), 0u);
  EXPECT_EQ(Book().years(0).days_late(), 0);
  given.When(Reverse()).Refuses(v1::PAYMENT_REVERSED).Fact("id", "PY-1");
  given.When(Allocate({"IV-1"})).Refuses(v1::PAYMENT_REVERSED);
  given.When(Reverse("PY-9")).Refuses(v1::UNKNOWN_STREAM);
}

TEST_F(PaymentTest, Reverse_AfterDaysPassed_BucketsFollowAtOnce) {
  given.Do(Post({{"2026-03-02", 100}}));
  given.Do(Receive(100));
  given.Do(Allocate({"IV-1"}));
  given.Now("2026-04-02T09:00:00+08:00");
  EXPECT_TRUE(given.Timers("invoice", "IV-1").empty());
  given.Do(Reverse());
  const Outcome fired = given.Fire("invoice", "IV-1");
  fired.Gives({"DelinquencyBucketChanged", "DelinquencyBucketChanged"});
  EXPECT_EQ(fired.effective_at<v1::DelinquencyBucketChanged>(), At("2026-03-03T00:00:00+08:00"));
  EXPECT_EQ(Amounts().overdue(), 100);
}

TEST_F(PaymentTest, Reverse_OfOneOfTwo_KeepsTheOther) {
  given.Do(Post({{"2026-03-02", 100}, {"2026-06-01", 100}}));
  given.Do(Receive(100));
  given.Do(Receive(50, {}, "PY-2"));
  given.Do(Allocate({"IV-1"}));
  given.Do(Allocate({"IV-1"}, "PY-2"));
  given.Do(Reverse());
  EXPECT_EQ(Invoice().instalments(0).paid(), 50);
  EXPECT_EQ(Invoice().instalments(1).paid(), 0);
  EXPECT_EQ(Amounts().invoiced(), 150);
}

TEST_F(PaymentTest, HundredInvoices_AreOneUnit) {
  std::vector<std::string> ids;
  for (int i = 0; i < 101; ++i) {
    ids.push_back("IV-" + std::to_string(i));
    given.Do(Post({{"2026-03-02", 10}}, ids.back()));
  }
  given.Now("2026-03-12T09:00:00+08:00");
  for (const std::string& id : ids) given.Fire("invoice", id);
  const std::vector<std::string> hundred(ids.begin(), ids.begin() + 100);
  given.Do(Receive(1'010));
  EXPECT_EQ(given.Do(Allocate(hundred)).unit().events.size(), 201u);
  EXPECT_EQ(Book().invoices_open(), 1u);
  given.When(Allocate({ids.back()})).Refuses(v1::STATE_FULL).Fact("limit", "100");
  EXPECT_EQ(given.Do(Reverse()).unit().events.size(), 101u);
  EXPECT_EQ(Book().invoices_open(), 101u);
  EXPECT_EQ(Amounts().overdue(), 1'010);
}

}  // namespace
}  // namespace tenure::testing
