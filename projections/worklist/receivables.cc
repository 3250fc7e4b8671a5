// Worklist of receivables: a payment that belongs to no invoice yet.
#include <string>

#include "worklist/worklist.h"

namespace tenure::projection::worklist {
namespace {

constexpr char kPayment[] = "payment";

}  // namespace

void Apply(Row& row, const v1::PaymentReceived& event, const EventContext& context) {
  if (context.actor != "system") SetOwner(&row, context, kPayment, std::string(context.actor));
  SetDue(&row, context, kPayment,
         {Row::PAYMENT_UNALLOCATED, event.allocate_by(), "AllocatePayment", &event.policy(), ""});
}

// A rest stays to be allocated.
void Apply(Row& row, const v1::PaymentAllocated& event, const EventContext&) {
  if (event.left() == 0) row.Clear();
}

void Apply(Row& row, const v1::PaymentReversed&, const EventContext&) { row.Clear(); }

}  // namespace tenure::projection::worklist
