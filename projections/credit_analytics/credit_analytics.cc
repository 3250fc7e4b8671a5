// Sums of a month. A document counts in the month of its day, whenever it was recorded: what comes
// late restates a past month, as in any ledger by value date.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "credit_analytics/credit_analytics.projection.h"
#include "tenure/values.h"

namespace tenure::projection::credit_analytics {

using Row = v1::CreditAnalyticsRow;

namespace {

// "CNY/2026-03": months of a currency sort as text.
std::optional<RowKey> KeyIn(const std::string& currency, Date date) {
  const std::chrono::year_month_day day = date;
  return RowKey{fmt::format("{}/{:04}-{:02}", currency, static_cast<int>(day.year()),
                            static_cast<unsigned>(day.month()))};
}

// The local day of an event without a date of its own. Timers fire at local midnight, and half a
// day later it is that day in UTC wherever the company is.
Date DayOf(const EventContext& context) {
  return std::chrono::floor<std::chrono::days>(context.effective_at + std::chrono::hours(12));
}

void Name(Row* row, const std::string& currency, Date date) {
  const std::chrono::year_month_day day = date;
  row->set_currency(currency);
  row->set_month(static_cast<std::uint32_t>(static_cast<int>(day.year())) * 100 +
                 static_cast<unsigned>(day.month()));
}

void Move(Row* row, const v1::InvoiceMove& move) {
  for (const auto& moved : move.buckets()) {
    auto* buckets = row->mutable_buckets();
    auto at = std::find_if(buckets->begin(), buckets->end(), [&](const Row::Bucket& one) {
      return one.from_day() >= moved.from_day();
    });
    if (at == buckets->end() || at->from_day() != moved.from_day()) {
      const auto place = at - buckets->begin();
      buckets->Add()->set_from_day(moved.from_day());
      std::rotate(buckets->begin() + place, buckets->end() - 1, buckets->end());
      at = buckets->begin() + place;
    }
    at->set_change(at->change() + moved.minor());
    at->set_reached(at->reached() + std::max<std::int64_t>(0, moved.minor()));
  }
}

template <typename Event>
std::int64_t SumOf(const Event& event) {
  return event.costs() + event.interest() + event.principal();
}

}  // namespace

std::optional<RowKey> KeyOf(const v1::InvoicePosted& event, const EventContext&) {
  return KeyIn(event.currency(), DateOf(event.issued_on()));
}
void Apply(Row& row, const v1::InvoicePosted& event, const EventContext&) {
  Name(&row, event.currency(), DateOf(event.issued_on()));
  row.set_sales(row.sales() + SumOf(event));
  Move(&row, event.move());
}

std::optional<RowKey> KeyOf(const v1::CreditNotePosted& event, const EventContext&) {
  return KeyIn(event.move().currency(), DateOf(event.issued_on()));
}
void Apply(Row& row, const v1::CreditNotePosted& event, const EventContext&) {
  Name(&row, event.move().currency(), DateOf(event.issued_on()));
  row.set_sales(row.sales() - event.amount().minor());
  Move(&row, event.move());
}

std::optional<RowKey> KeyOf(const v1::AllocationApplied& event, const EventContext&) {
  return KeyIn(event.move().currency(), DateOf(event.paid_on()));
}
void Apply(Row& row, const v1::AllocationApplied& event, const EventContext&) {
  Name(&row, event.move().currency(), DateOf(event.paid_on()));
  row.set_collected(row.collected() + SumOf(event));
  Move(&row, event.move());
}

std::optional<RowKey> KeyOf(const v1::AllocationRestored& event, const EventContext& context) {
  return KeyIn(event.move().currency(), DayOf(context));
}
void Apply(Row& row, const v1::AllocationRestored& event, const EventContext& context) {
  Name(&row, event.move().currency(), DayOf(context));
  row.set_collected(row.collected() - SumOf(event));
  Move(&row, event.move());
}

std::optional<RowKey> KeyOf(const v1::DelinquencyBucketChanged& event,
                            const EventContext& context) {
  return KeyIn(event.move().currency(), DayOf(context));
}
void Apply(Row& row, const v1::DelinquencyBucketChanged& event, const EventContext& context) {
  Name(&row, event.move().currency(), DayOf(context));
  Move(&row, event.move());
}

}  // namespace tenure::projection::credit_analytics
