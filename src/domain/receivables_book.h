// The receivables part of the book: what events of orders, invoices and payments move in it.
#pragma once

#include <string_view>

#include "tenure/v1/book.pb.h"
#include "tenure/v1/receivables_terms.pb.h"

namespace tenure::domain {

void MoveBook(const v1::OrderMove& move, v1::ReceivablesBook* book);
void MoveBook(const v1::InvoiceMove& move, v1::ReceivablesBook* book);
void MoveUnallocated(std::string_view currency, std::int64_t minor, v1::ReceivablesBook* book);

// The accumulators of a year; null for a year older than the ones kept and for a ninth currency.
[[nodiscard]] v1::ReceivablesBook::Year* YearIn(std::uint32_t year, std::string_view currency,
                                                v1::ReceivablesBook* book);

}  // namespace tenure::domain
