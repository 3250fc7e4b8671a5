// Invoices: instalments and buckets by their timers, credit notes, every refusal. Domain table 3.
#include <gmock/gmock.h>

#include "domain/invoice_parts.h"
#include "domain/receivables_given.h"
#include "tenure/values.h"

namespace tenure::testing {
namespace {

using ::testing::ElementsAre;
using InvoiceTest = ReceivablesTest;

// "31:-500" of a move's bucket.
std::vector<std::string> Buckets(const v1::InvoiceMove& move) {
  std::vector<std::string> texts;
  for (const auto& one : move.buckets()) {
    texts.push_back(std::to_string(one.from_day()) + ":" + std::to_string(one.minor()));
  }
  return texts;
}

TEST_F(InvoiceTest, Post_CountsInBookAndYear) {
  v1::PostInvoice invoice = Post({{"2026-04-01", 2'000}, {"2026-05-01", 1'000}});
  invoice.set_costs(50);
  invoice.set_interest(20);
  invoice.set_cost(1'500);
  const Outcome posted = given.Do(invoice);
  posted.Gives({"InvoicePosted"});
  const auto& event = posted.event<v1::InvoicePosted>();
  EXPECT_THAT(Buckets(event.move()), ElementsAre("0:3070"));
  EXPECT_EQ(event.principal(), 3'000);
  EXPECT_THAT(event.bucket_days(), ElementsAre(1, 31, 61, 91));
  EXPECT_EQ(TimeOf(event.overdue_from(0)), At("2026-04-02T00:00:00+08:00"));
  EXPECT_EQ(Amounts().invoiced(), 3'070);
  EXPECT_EQ(Amounts().overdue(), 0);
  EXPECT_EQ(Book().invoices_open(), 1u);
  EXPECT_EQ(Book().years(0).turnover(), 3'000);
  EXPECT_EQ(Book().years(0).cost(), 1'500);
}

TEST_F(InvoiceTest, SameDocument_Again_ChangesNothing) {
  given.Do(Post());
  given.When(Post()).Refuses(v1::NO_CHANGE);
  given.When(Post({{"2026-04-02", 2'000}})).Refuses(v1::SOURCE_CHANGED).Fact("id", "IV-1");
}

TEST_F(InvoiceTest, Post_BadData_IsRefused) {
  v1::PostInvoice invoice = Post();
  invoice.set_currency("yuan");
  given.When(invoice).Refuses(v1::BAD_CURRENCY);
  given.When(Post({{"2026-03-01", 1}})).Refuses(v1::BAD_INSTALMENTS);  // before its own day
  given.When(Post({{"2026-03-02", 1}})).Gives({"InvoicePosted"});      // at once
  given.When(Post({{"2026-04-01", 1}, {"2026-04-01", 1}})).Refuses(v1::BAD_INSTALMENTS);
  given.When(Post({{"2026-04-01", 0}})).Refuses(v1::BAD_INSTALMENTS);
  invoice = Post({{"2026-04-01", invoice::kMinorMax}});
  given.When(invoice).Gives({"InvoicePosted"});
  invoice.set_costs(1);
  given.When(invoice).Refuses(v1::AMOUNT_TOO_LARGE);
  invoice = Post();
  *invoice.mutable_issued_on() = DateMessage(Day("2026-03-03"));
  given.When(invoice).Refuses(v1::EFFECTIVE_IN_FUTURE);
}

TEST_F(InvoiceTest, Post_OrderLines_MustExistInTheSameCurrencyOnce) {
  given.Do(Imported());
  v1::PostInvoice invoice = Post();
  AddInvoicedLine("SO-2", "10", 1, &invoice);
  given.When(invoice).Refuses(v1::UNKNOWN_REFERENCE).Fact("id", "SO-2");
  invoice = Post();
  AddInvoicedLine("SO-1", "20", 1, &invoice);
  given.When(invoice).Refuses(v1::UNKNOWN_LINE).Fact("line", "20");
  invoice = Post();
  AddInvoicedLine("SO-1", "10", 1, &invoice);
  AddInvoicedLine("SO-1", "10", 1, &invoice);
  given.When(invoice).Refuses(v1::BAD_LINE);
  invoice = Post();
  AddInvoicedLine("SO-1", "10", 0, &invoice);
  given.When(invoice).Refuses(v1::BAD_LINE);
  invoice.mutable_order_lines(0)->set_quantity(1);
  invoice.set_currency("USD");
  given.When(invoice).Refuses(v1::CURRENCY_DIFFERS).Fact("currency", "CNY");
}

TEST_F(InvoiceTest, Post_SumsBeyondWhatCanBeKept_AreRefused) {
  given.Do(Imported({{"10", 1, invoice::kMinorMax}}));
  given.Do(Deliver("10", 1'000));  // 10^18 fen are delivered
  given.When(Post()).Refuses(v1::AMOUNT_TOO_LARGE);
  given.When(Receive(1)).Refuses(v1::AMOUNT_TOO_LARGE);
}

TEST_F(InvoiceTest, Buckets_ChangeOnTheFirstDayOfEach) {
  given.Do(Post({{"2026-04-01", 2'000}}));
  EXPECT_THAT(given.Timers("invoice", "IV-1"), ElementsAre(At("2026-04-02T00:00:00+08:00")));
  given.Now("2026-04-01T23:59:59+08:00");
  EXPECT_TRUE(given.Timers("invoice", "IV-1")[0] > At("2026-04-01T23:59:59+08:00"));
  struct Step {
    const char* at;
    std::uint32_t from, to;
  };
  for (const Step& step :
       {Step{"2026-04-02T00:00:00+08:00", 0, 1}, Step{"2026-05-02T00:00:00+08:00", 1, 31},
        Step{"2026-06-01T00:00:00+08:00", 31, 61}, Step{"2026-07-01T00:00:00+08:00", 61, 91}}) {
    EXPECT_THAT(given.Timers("invoice", "IV-1"), ElementsAre(At(step.at)));
    given.Now(step.at);
    const Outcome fired = given.Fire("invoice", "IV-1");
    fired.Gives({"DelinquencyBucketChanged"});
    EXPECT_EQ(fired.event<v1::DelinquencyBucketChanged>().from_day(), step.from);
    EXPECT_EQ(fired.event<v1::DelinquencyBucketChanged>().to_day(), step.to);
    EXPECT_EQ(Amounts().overdue(), 2'000);
    EXPECT_EQ(Book().invoices_overdue(), 1u);
  }
  EXPECT_TRUE(given.Timers("invoice", "IV-1").empty());
}

TEST_F(InvoiceTest, Buckets_LongPassed_FireInTheirOrderOfTime) {
  v1::PostInvoice old = Post({{"2025-12-01", 100}, {"2026-01-10", 200}, {"2026-04-01", 400}});
  *old.mutable_issued_on() = DateMessage(Day("2025-11-01"));
  given.Do(old);
  const Outcome fired = given.Fire("invoice", "IV-1");
  fired.Gives({"DelinquencyBucketChanged", "DelinquencyBucketChanged", "DelinquencyBucketChanged",
               "DelinquencyBucketChanged", "DelinquencyBucketChanged", "DelinquencyBucketChanged"});
  EXPECT_EQ(Invoice().instalments(0).bucket(), 91u);  // 91 days since 1 December
  EXPECT_EQ(Invoice().instalments(1).bucket(), 31u);
  EXPECT_EQ(Invoice().instalments(2).bucket(), 0u);
  Time last = At("2025-11-01");
  for (const auto& event : fired.unit().events) {
    EXPECT_LE(last, event.effective_at);
    last = event.effective_at;
  }
  EXPECT_EQ(Amounts().overdue(), 300);
  EXPECT_EQ(Amounts().invoiced(), 700);
  EXPECT_EQ(Book().invoices_overdue(), 1u);
}

TEST_F(InvoiceTest, Buckets_ManyInstalmentsLongPassed_AllCome) {
  v1::PostInvoice old = Post({});
  *old.mutable_issued_on() = DateMessage(Day("2020-01-01"));
  for (int i = 0; i < 60; ++i) {
    auto* one = old.add_instalments();
    one->mutable_due_on()->set_days(old.issued_on().days() + i);
    one->set_minor(10);
  }
  given.Do(old);
  EXPECT_EQ(given.Fire("invoice", "IV-1").unit().events.size(), 200u);
  EXPECT_EQ(given.Fire("invoice", "IV-1").unit().events.size(), 40u);
  EXPECT_EQ(Amounts().overdue(), 600);
}

TEST_F(InvoiceTest, CreditNote_LowersPrincipalFirstAndTurnover) {
  v1::PostInvoice invoice = Post();
  invoice.set_costs(50);
  given.Do(invoice);
  given.Do(Credit(500)).Gives({"CreditNotePosted"});
  EXPECT_EQ(Amounts().invoiced(), 1'550);
  EXPECT_EQ(Book().years(0).turnover(), 1'500);
  given.When(Credit(500)).Refuses(v1::NO_CHANGE);
  given.When(Credit(400)).Refuses(v1::SOURCE_CHANGED);
  const Outcome rest = given.Do(Credit(1'550, "CN-2"));
  EXPECT_EQ(rest.event<v1::CreditNotePosted>().principal(), 1'500);
  EXPECT_EQ(rest.event<v1::CreditNotePosted>().costs(), 50);
  EXPECT_EQ(Book().invoices_open(), 0u);
  EXPECT_EQ(Book().years(0).turnover(), 0);
  EXPECT_EQ(Book().years(0).invoices_paid(), 0u);  // nobody paid it
  EXPECT_EQ(Book().amounts_size(), 0);
}

TEST_F(InvoiceTest, CreditNote_OfAllThatIsOverdue_Cures) {
  given.Do(Post({{"2026-03-02", 500}, {"2026-06-01", 100}}));
  given.Now("2026-03-03T09:00:00+08:00");
  given.Fire("invoice", "IV-1");
  const Outcome credited = given.Do(Credit(500));
  credited.Gives({"CreditNotePosted", "DelinquencyCured"});
  EXPECT_FALSE(credited.event<v1::DelinquencyCured>().closed());
  EXPECT_EQ(Amounts().overdue(), 0);
  EXPECT_EQ(Book().invoices_overdue(), 0u);
}

TEST_F(InvoiceTest, CreditNote_Refusals) {
  given.Do(Post());
  given.When(Credit(2'001)).Refuses(v1::OVER_ALLOCATED).Fact("open", "20.00 CNY");
  v1::PostCreditNote note = Credit(1);
  note.mutable_amount()->set_currency("USD");
  given.When(note).Refuses(v1::CURRENCY_DIFFERS).Fact("currency", "CNY");
  note = Credit(1);
  *note.mutable_issued_on() = DateMessage(Day("2026-03-03"));
  given.When(note).Refuses(v1::EFFECTIVE_IN_FUTURE);
  for (int i = 0; i < 50; ++i) given.Do(Credit(1, "CN-" + std::to_string(i)));
  given.When(Credit(1, "CN-50")).Refuses(v1::STATE_FULL).Fact("limit", "50");
}

TEST_F(InvoiceTest, DisputedPart_IsAtMostWhatIsOpen) {
  given.Do(Post());
  v1::SetDisputedPart dispute;
  dispute.set_invoice_id("IV-1");
  dispute.set_disputed(2'001);
  given.WhenSystem(dispute).Refuses(v1::OVER_ALLOCATED);
  dispute.set_disputed(-1);
  given.WhenSystem(dispute).Refuses(v1::OVER_ALLOCATED);
  dispute.set_disputed(800);
  given.DoSystem(dispute).Gives({"DisputedPartSet"});
  given.WhenSystem(dispute).Refuses(v1::NO_CHANGE);
  given.Do(Credit(1'500));
  EXPECT_EQ(Invoice().disputed(), 500);  // no more is open
}

TEST_F(InvoiceTest, Allocation_NotOfAPayment_IsRefused) {
  given.Do(Post());
  v1::ApplyAllocation apply;
  apply.set_invoice_id("IV-1");
  apply.set_principal(2'001);
  given.When(apply).Refuses(v1::NOT_PERMITTED);
  given.WhenSystem(apply).Refuses(v1::OVER_ALLOCATED);
  apply.set_principal(0);
  given.WhenSystem(apply).Refuses(v1::OVER_ALLOCATED);
  v1::RestoreAllocation restore;
  restore.set_invoice_id("IV-1");
  restore.set_principal(1);
  given.WhenSystem(restore).Refuses(v1::RESTORED_TOO_MUCH);
}

TEST_F(InvoiceTest, UnknownInvoice_IsRefused) { given.When(Credit(1)).Refuses(v1::UNKNOWN_STREAM); }

}  // namespace
}  // namespace tenure::testing
