// Each part of an allocated payment comes off its invoice.
#include "domain/invoice_parts.h"
#include "tenure/v1/invoice.pb.h"
#include "tenure/v1/payment.domain.h"

namespace tenure::reaction::apply_allocation {

std::vector<ReactionCommand> React(const v1::Book&, const v1::PaymentAllocated& event,
                                   const EventContext& context) {
  std::vector<ReactionCommand> commands;
  for (const auto& part : event.parts()) {
    v1::ApplyAllocation apply;
    apply.set_invoice_id(part.invoice_id());
    apply.set_payment_id(context.stream.id);
    SetParts(invoice::PartsOf(part), &apply);
    *apply.mutable_paid_on() = event.paid_on();
    commands.push_back(Send(context.stream.scope, std::move(apply)));
  }
  return commands;
}

}  // namespace tenure::reaction::apply_allocation
