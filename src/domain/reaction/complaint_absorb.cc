// A merged duplicate hands over to the surviving case whom it complained of and which harm it was
// for.
#include "tenure/v1/complaint_closing.domain.h"

namespace tenure::reaction::complaint_absorb {

std::vector<ReactionCommand> React(const v1::Book&, const v1::ComplaintMerged& event,
                                   const EventContext& context) {
  v1::AbsorbDuplicate absorb;
  absorb.set_complaint_id(event.into());
  absorb.set_duplicate(context.stream.id);
  absorb.set_harm_issue_id(event.harm_issue_id());
  *absorb.mutable_complained_of() = event.complained_of();
  std::vector<ReactionCommand> commands;
  commands.push_back(Send(context.stream.scope, std::move(absorb)));
  return commands;
}

}  // namespace tenure::reaction::complaint_absorb
