// What was not upheld is due again; what was stays aside until a credit note takes it off.
#include "domain/debt_claims.h"
#include "tenure/v1/debt_dispute.domain.h"

namespace tenure::reaction::release_disputed {

std::vector<ReactionCommand> React(const v1::Book& book, const v1::DisputeResolved& event,
                                   const EventContext& context) {
  return debt_case::SetDisputed(book, event.invoice_id(), event.upheld(), context);
}

}  // namespace tenure::reaction::release_disputed
