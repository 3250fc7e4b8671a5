#include "domain/receivables_book.h"

#include <algorithm>

namespace tenure::domain {
namespace {

using Book = v1::ReceivablesBook;

constexpr std::uint32_t kYearsKept = 4;  // what year-end figures look back on
constexpr int kCurrenciesMax = 8;        // of one year; RoomInYear refuses the ninth

Book::Amounts* AmountsIn(std::string_view currency, Book* book) {
  for (auto& row : *book->mutable_amounts()) {
    if (row.currency() == currency) return &row;
  }
  auto* row = book->add_amounts();
  row->set_currency(std::string(currency));
  return row;
}

// A currency without any amount makes room for another one.
void DropEmpty(Book* book) {
  auto* rows = book->mutable_amounts();
  rows->erase(std::remove_if(rows->begin(), rows->end(),
                             [](const auto& row) {
                               return row.ordered() == 0 && row.delivered() == 0 &&
                                      row.invoiced() == 0 && row.overdue() == 0 &&
                                      row.unallocated() == 0;
                             }),
              rows->end());
}

std::uint32_t Moved(std::uint32_t count, std::int32_t by) {
  return static_cast<std::uint32_t>(static_cast<std::int64_t>(count) + by);
}

}  // namespace

void MoveBook(const v1::OrderMove& move, Book* book) {
  Book::Amounts* row = AmountsIn(move.currency(), book);
  row->set_ordered(row->ordered() + move.ordered());
  row->set_delivered(row->delivered() + move.delivered());
  book->set_orders_open(Moved(book->orders_open(), move.orders_open()));
  DropEmpty(book);
}

void MoveBook(const v1::InvoiceMove& move, Book* book) {
  Book::Amounts* row = AmountsIn(move.currency(), book);
  for (const auto& bucket : move.buckets()) {
    row->set_invoiced(row->invoiced() + bucket.minor());
    if (bucket.from_day() > 0) row->set_overdue(row->overdue() + bucket.minor());
  }
  book->set_invoices_open(Moved(book->invoices_open(), move.invoices_open()));
  book->set_invoices_overdue(Moved(book->invoices_overdue(), move.invoices_overdue()));
  DropEmpty(book);
}

void MoveUnallocated(std::string_view currency, std::int64_t minor, Book* book) {
  Book::Amounts* row = AmountsIn(currency, book);
  row->set_unallocated(row->unallocated() + minor);
  DropEmpty(book);
}

Book::Year* YearIn(std::uint32_t year, std::string_view currency, Book* book) {
  std::uint32_t newest = year;
  for (const auto& row : book->years()) newest = std::max(newest, row.year());
  if (year + kYearsKept <= newest) return nullptr;
  auto* years = book->mutable_years();
  years->erase(std::remove_if(years->begin(), years->end(),
                              [&](const auto& row) { return row.year() + kYearsKept <= newest; }),
               years->end());
  int currencies = 0;
  for (auto& row : *years) {
    if (row.year() != year) continue;
    if (row.currency() == currency) return &row;
    ++currencies;
  }
  if (currencies == kCurrenciesMax) return nullptr;
  auto* row = book->add_years();
  row->set_year(year);
  row->set_currency(std::string(currency));
  return row;
}

}  // namespace tenure::domain
