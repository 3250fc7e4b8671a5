// Trading status in the profile (P4): turnover, terms and punctuality of each year, out of orders,
// invoices and payments.
#include <algorithm>
#include <string>

#include "customer_profile/customer_profile.projection.h"

namespace tenure::projection::customer_profile {

using Row = v1::CustomerProfileRow;

namespace {

constexpr int kYearsShownMax = 40;

// Newest year first; beyond the bound the oldest goes.
Row::TradingYear* YearOf(Row* row, std::uint32_t year, const std::string& currency) {
  auto* years = row->mutable_trading();
  const auto find = [&] {
    return std::find_if(years->begin(), years->end(), [&](const auto& one) {
      return one.year() == year && one.currency() == currency;
    });
  };
  if (const auto found = find(); found != years->end()) return &*found;
  Row::TradingYear* added = years->Add();
  added->set_year(year);
  added->set_currency(currency);
  std::sort(years->begin(), years->end(), [](const auto& left, const auto& right) {
    return left.year() != right.year() ? left.year() > right.year()
                                       : left.currency() < right.currency();
  });
  if (years->size() > kYearsShownMax) years->RemoveLast();
  const auto kept = find();
  return kept == years->end() ? nullptr : &*kept;
}

std::uint32_t Less(std::uint32_t count) { return count - std::min(count, 1U); }

}  // namespace

void Apply(Row& row, const v1::OrderPlaced& event, const EventContext&) {
  auto* year = YearOf(&row, event.year(), event.currency());
  if (year != nullptr) year->set_orders(year->orders() + 1);
}

void Apply(Row& row, const v1::InvoicePosted& event, const EventContext&) {
  auto* year = YearOf(&row, event.year(), event.currency());
  if (year == nullptr) return;
  year->set_turnover(year->turnover() + event.principal());
  year->set_invoices(year->invoices() + 1);
  for (const auto& one : event.instalments()) {
    const std::int32_t days = one.due_on().days() - event.issued_on().days();
    year->set_payment_days_max(
        std::max(year->payment_days_max(), static_cast<std::uint32_t>(std::max(days, 0))));
  }
}

void Apply(Row& row, const v1::CreditNotePosted& event, const EventContext&) {
  auto* year = YearOf(&row, event.year(), event.amount().currency());
  if (year != nullptr) year->set_turnover(year->turnover() - event.principal());
}

void Apply(Row& row, const v1::AllocationApplied& event, const EventContext&) {
  if (!event.closed()) return;
  auto* year = YearOf(&row, event.year(), event.move().currency());
  if (year == nullptr) return;
  year->set_invoices_paid(year->invoices_paid() + 1);
  if (event.days_late() == 0) return;
  year->set_invoices_paid_late(year->invoices_paid_late() + 1);
  year->set_days_late(year->days_late() + event.days_late());
}

// The payment went back: the invoice counts as not paid.
void Apply(Row& row, const v1::AllocationRestored& event, const EventContext&) {
  if (!event.reopened()) return;
  auto* year = YearOf(&row, event.year(), event.move().currency());
  if (year == nullptr) return;
  year->set_invoices_paid(Less(year->invoices_paid()));
  if (event.days_late() == 0) return;
  year->set_invoices_paid_late(Less(year->invoices_paid_late()));
  year->set_days_late(year->days_late() -
                      std::min<std::uint64_t>(year->days_late(), event.days_late()));
}

}  // namespace tenure::projection::customer_profile
