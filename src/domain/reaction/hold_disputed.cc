// The disputed part stands still, in the invoice and in the debt case it is in.
#include "domain/debt_claims.h"
#include "tenure/v1/debt_dispute.domain.h"

namespace tenure::reaction::hold_disputed {

std::vector<ReactionCommand> React(const v1::Book& book, const v1::DisputeRaised& event,
                                   const EventContext& context) {
  return debt_case::SetDisputed(book, event.invoice_id(), event.disputed().minor(), context);
}

}  // namespace tenure::reaction::hold_disputed
