// Ageing: outstanding follows what events say was claimed, credited and paid; the buckets follow
// what they say they moved. The two are kept apart so that they can be held against each other.
#include <algorithm>
#include <string>

#include "receivables_ageing/receivables_ageing.projection.h"
#include "tenure/values.h"

namespace tenure::projection::receivables_ageing {

using Row = v1::ReceivablesAgeingRow;

namespace {

Row::Amounts* AmountsOf(Row* row, const std::string& currency) {
  for (auto& amounts : *row->mutable_amounts()) {
    if (amounts.currency() == currency) return &amounts;
  }
  Row::Amounts* amounts = row->add_amounts();
  amounts->set_currency(currency);
  return amounts;
}

// Buckets ascend; one without an amount is not shown.
void MoveBucket(Row::Amounts* amounts, std::uint32_t from_day, std::int64_t minor) {
  auto* buckets = amounts->mutable_buckets();
  auto found = std::find_if(buckets->begin(), buckets->end(),
                            [&](const auto& one) { return one.from_day() == from_day; });
  if (found == buckets->end()) {
    Row::Bucket* added = buckets->Add();
    added->set_from_day(from_day);
    added->set_minor(minor);
  } else {
    found->set_minor(found->minor() + minor);
  }
  buckets->erase(std::remove_if(buckets->begin(), buckets->end(),
                                [](const auto& one) { return one.minor() == 0; }),
                 buckets->end());
  std::sort(buckets->begin(), buckets->end(),
            [](const auto& left, const auto& right) { return left.from_day() < right.from_day(); });
}

std::uint32_t Moved(std::uint32_t count, std::int32_t by) {
  return static_cast<std::uint32_t>(static_cast<std::int64_t>(count) + by);
}

void Touch(Row* row, const EventContext& context) {
  row->set_customer(CustomerOf(context));
  *row->mutable_changed_at() = InstantOf(context.effective_at);
  row->set_why(context.scope_sequence);
}

// A document line counts once: as ordered, as delivered, or in the open part of its invoice.
void Expose(Row::Amounts* amounts) {
  amounts->set_exposure(amounts->ordered() + amounts->delivered() + amounts->outstanding());
}

void Move(Row* row, const v1::OrderMove& move, const EventContext& context) {
  Row::Amounts* amounts = AmountsOf(row, move.currency());
  amounts->set_ordered(amounts->ordered() + move.ordered());
  amounts->set_delivered(amounts->delivered() + move.delivered());
  Expose(amounts);
  Touch(row, context);
}

void Move(Row* row, const v1::InvoiceMove& move, std::int64_t claimed,
          const EventContext& context) {
  Row::Amounts* amounts = AmountsOf(row, move.currency());
  amounts->set_outstanding(amounts->outstanding() + claimed);
  Expose(amounts);
  for (const auto& one : move.buckets()) MoveBucket(amounts, one.from_day(), one.minor());
  row->set_invoices_open(Moved(row->invoices_open(), move.invoices_open()));
  row->set_invoices_overdue(Moved(row->invoices_overdue(), move.invoices_overdue()));
  Touch(row, context);
}

void MoveUnallocated(Row* row, const v1::Money& money, int sign, const EventContext& context) {
  Row::Amounts* amounts = AmountsOf(row, money.currency());
  amounts->set_unallocated(amounts->unallocated() + sign * money.minor());
  Touch(row, context);
}

template <typename Event>
std::int64_t SumOf(const Event& event) {
  return event.costs() + event.interest() + event.principal();
}

}  // namespace

void Apply(Row& row, const v1::InvoicePosted& event, const EventContext& context) {
  Move(&row, event.move(), SumOf(event), context);
}
void Apply(Row& row, const v1::CreditNotePosted& event, const EventContext& context) {
  Move(&row, event.move(), -event.amount().minor(), context);
}
void Apply(Row& row, const v1::AllocationApplied& event, const EventContext& context) {
  Move(&row, event.move(), -SumOf(event), context);
}
void Apply(Row& row, const v1::AllocationRestored& event, const EventContext& context) {
  Move(&row, event.move(), SumOf(event), context);
}
void Apply(Row& row, const v1::DelinquencyBucketChanged& event, const EventContext& context) {
  Move(&row, event.move(), 0, context);
}
void Apply(Row& row, const v1::PaymentReceived& event, const EventContext& context) {
  MoveUnallocated(&row, event.amount(), 1, context);
}
void Apply(Row& row, const v1::PaymentAllocated& event, const EventContext& context) {
  MoveUnallocated(&row, event.total(), -1, context);
}
void Apply(Row& row, const v1::PaymentReversed& event, const EventContext& context) {
  MoveUnallocated(&row, event.unallocated(), -1, context);
}

void Apply(Row& row, const v1::OrderPlaced& event, const EventContext& context) {
  Move(&row, event.move(), context);
}
void Apply(Row& row, const v1::OrderAmended& event, const EventContext& context) {
  Move(&row, event.move(), context);
}
void Apply(Row& row, const v1::OrderClosed& event, const EventContext& context) {
  Move(&row, event.move(), context);
}
void Apply(Row& row, const v1::OrderReopened& event, const EventContext& context) {
  Move(&row, event.move(), context);
}
void Apply(Row& row, const v1::OrderCameNear& event, const EventContext& context) {
  Move(&row, event.move(), context);
}
void Apply(Row& row, const v1::DeliveryRecorded& event, const EventContext& context) {
  Move(&row, event.move(), context);
}
void Apply(Row& row, const v1::InvoicedLinesCounted& event, const EventContext& context) {
  Move(&row, event.move(), context);
}

}  // namespace tenure::projection::receivables_ageing
