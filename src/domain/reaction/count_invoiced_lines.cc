// Lines that an invoice names count as invoiced on their orders: each unit once in exposure.
#include <map>

#include "tenure/v1/invoice.domain.h"
#include "tenure/v1/order.pb.h"

namespace tenure::reaction::count_invoiced_lines {

std::vector<ReactionCommand> React(const v1::Book&, const v1::InvoicePosted& event,
                                   const EventContext& context) {
  std::map<std::string, v1::CountInvoicedLines> by_order;
  for (const auto& line : event.order_lines()) {
    v1::CountInvoicedLines& count = by_order[line.order_id()];
    count.set_order_id(line.order_id());
    count.set_invoice_id(context.stream.id);
    auto* counted = count.add_lines();
    counted->set_line_id(line.line_id());
    counted->set_quantity(line.quantity());
  }
  std::vector<ReactionCommand> commands;
  for (auto& [id, count] : by_order) commands.push_back(Send(context.stream.scope, count));
  return commands;
}

}  // namespace tenure::reaction::count_invoiced_lines
