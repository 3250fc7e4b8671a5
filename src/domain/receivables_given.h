// Tests only: orders, invoices and payments with working values. Amounts are fen of CNY.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "domain/value_text.h"
#include "given/given.h"
#include "tenure/v1/invoice.pb.h"
#include "tenure/v1/order.pb.h"
#include "tenure/v1/payment.pb.h"
#include "tenure/values.h"

namespace tenure::testing {

inline v1::Money Fen(std::int64_t minor, const char* currency = "CNY") {
  v1::Money money;
  money.set_minor(minor);
  money.set_currency(currency);
  return money;
}
inline v1::SourceDocument Erp(const std::string& document) {
  v1::SourceDocument source;
  source.set_system("erp");
  source.set_document(document);
  return source;
}

struct Line {
  const char* id;
  std::int64_t quantity;
  std::int64_t minor;
};
template <typename Command>
void AddLines(const std::vector<Line>& lines, Command* command) {
  for (const Line& line : lines) {
    auto* added = command->add_lines();
    added->set_line_id(line.id);
    added->set_quantity(line.quantity);
    added->set_minor(line.minor);
  }
}
inline v1::PlaceOrder Place(const std::vector<Line>& lines = {{"10", 4, 4'000}},
                            const std::string& id = "SO-1") {
  v1::PlaceOrder command;
  command.set_order_id(id);
  command.set_currency("CNY");
  AddLines(lines, &command);
  return command;
}
// As an import: a fact whatever the credit check says.
inline v1::PlaceOrder Imported(const std::vector<Line>& lines = {{"10", 4, 4'000}},
                               const std::string& id = "SO-1") {
  v1::PlaceOrder command = Place(lines, id);
  *command.mutable_source() = Erp(id);
  return command;
}
inline v1::PlaceOrder Prepaid(const std::string& id = "SO-1") {
  v1::PlaceOrder command = Place({{"10", 4, 4'000}}, id);
  command.set_prepaid(true);
  return command;
}
inline v1::AmendOrder Amend(const std::vector<Line>& lines, const std::string& id = "SO-1") {
  v1::AmendOrder command;
  command.set_order_id(id);
  AddLines(lines, &command);
  return command;
}
inline v1::CloseOrder Close(const std::string& id = "SO-1") {
  v1::CloseOrder command;
  command.set_order_id(id);
  command.set_why(v1::ReceivablesTerms::FULFILLED);
  return command;
}
inline v1::ReopenOrder Reopen(const std::string& id = "SO-1") {
  v1::ReopenOrder command;
  command.set_order_id(id);
  return command;
}
inline v1::RecordDelivery Deliver(const char* line, std::int64_t quantity,
                                  const std::string& note = "DN-1") {
  v1::RecordDelivery command;
  command.set_order_id("SO-1");
  command.set_delivery_id(note);
  auto* added = command.add_lines();
  added->set_line_id(line);
  added->set_quantity(quantity);
  *command.mutable_delivered_on() = DateMessage(Day("2026-03-02"));
  return command;
}

using Dues = std::vector<std::pair<const char*, std::int64_t>>;
// Issued on 2026-03-02.
inline v1::PostInvoice Post(const Dues& dues = {{"2026-04-01", 2'000}},
                            const std::string& id = "IV-1") {
  v1::PostInvoice command;
  command.set_invoice_id(id);
  command.set_currency("CNY");
  *command.mutable_issued_on() = DateMessage(Day("2026-03-02"));
  for (const auto& [day, minor] : dues) {
    auto* one = command.add_instalments();
    *one->mutable_due_on() = DateMessage(Day(day));
    one->set_minor(minor);
  }
  return command;
}
inline void AddInvoicedLine(const char* order, const char* line, std::int64_t quantity,
                            v1::PostInvoice* command) {
  auto* added = command->add_order_lines();
  added->set_order_id(order);
  added->set_line_id(line);
  added->set_quantity(quantity);
}
inline v1::PostCreditNote Credit(std::int64_t minor, const std::string& note = "CN-1") {
  v1::PostCreditNote command;
  command.set_invoice_id("IV-1");
  command.set_credit_note_id(note);
  *command.mutable_amount() = Fen(minor);
  *command.mutable_issued_on() = DateMessage(Day("2026-03-02"));
  command.set_why(v1::ReceivablesTerms::PRICE);
  return command;
}
inline v1::RecordPayment Receive(std::int64_t minor,
                                 const std::vector<std::string>& designation = {},
                                 const std::string& id = "PY-1") {
  v1::RecordPayment command;
  command.set_payment_id(id);
  *command.mutable_amount() = Fen(minor);
  *command.mutable_received_on() = DateMessage(Day("2026-03-02"));
  for (const std::string& invoice : designation) command.add_designation(invoice);
  return command;
}
inline v1::AllocatePayment Allocate(const std::vector<std::string>& invoices,
                                    const std::string& id = "PY-1") {
  v1::AllocatePayment command;
  command.set_payment_id(id);
  for (const std::string& invoice : invoices) command.add_invoices(invoice);
  return command;
}
inline v1::AllocatePayment AllocateParts(
    const std::vector<std::pair<std::string, std::int64_t>>& parts,
    const std::string& id = "PY-1") {
  v1::AllocatePayment command;
  command.set_payment_id(id);
  for (const auto& [invoice, minor] : parts) {
    auto* part = command.add_parts();
    part->set_invoice_id(invoice);
    part->set_minor(minor);
  }
  return command;
}
inline v1::Evidence Letter() {
  v1::Evidence evidence;
  evidence.set_kind("letter");
  evidence.set_place("dms://21");
  return evidence;
}
inline v1::ReversePayment Reverse(const std::string& id = "PY-1") {
  v1::ReversePayment command;
  command.set_payment_id(id);
  command.set_why(v1::ReceivablesTerms::BOUNCED);
  return command;
}

// li.wei also has the role credit (receivables); "wu.ping" only sells.
class ReceivablesTest : public ::testing::Test {
 protected:
  ReceivablesTest() {
    given.Role("li.wei", "credit");
    given.Role("wu.ping", "sales");
  }
  [[nodiscard]] const v1::ReceivablesBook& Book() { return given.book().receivables(); }
  // Of CNY; a row of zeros when there is none.
  [[nodiscard]] v1::ReceivablesBook::Amounts Amounts() {
    for (const auto& row : Book().amounts()) {
      if (row.currency() == "CNY") return row;
    }
    return {};
  }
  [[nodiscard]] const v1::InvoiceState& Invoice(const std::string& id = "IV-1") {
    return given.state<v1::InvoiceState>(id);
  }

  Given given;
};

}  // namespace tenure::testing
