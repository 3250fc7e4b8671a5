// What a reversed payment had paid is owed again.
#include "domain/invoice_parts.h"
#include "tenure/v1/invoice.pb.h"
#include "tenure/v1/payment.domain.h"

namespace tenure::reaction::restore_allocation {

std::vector<ReactionCommand> React(const v1::Book&, const v1::PaymentReversed& event,
                                   const EventContext& context) {
  std::vector<ReactionCommand> commands;
  for (const auto& part : event.parts()) {
    v1::RestoreAllocation restore;
    restore.set_invoice_id(part.invoice_id());
    restore.set_payment_id(context.stream.id);
    SetParts(invoice::PartsOf(part), &restore);
    commands.push_back(Send(context.stream.scope, std::move(restore)));
  }
  return commands;
}

}  // namespace tenure::reaction::restore_allocation
