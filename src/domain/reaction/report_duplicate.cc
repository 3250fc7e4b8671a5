// A lost claim comes back to the claimant as a suspected duplicate of the holder.
#include "tenure/v1/customer.domain.h"

namespace tenure::reaction::report_duplicate {

std::vector<ReactionCommand> React(const v1::Book&, const v1::IdentityClashed& event,
                                   const EventContext&) {
  v1::ReportDuplicate report;
  report.set_duplicate_of(event.holder());
  std::vector<ReactionCommand> commands;
  commands.push_back(Send(ScopeId{event.claimant()}, std::move(report)));
  return commands;
}

}  // namespace tenure::reaction::report_duplicate
