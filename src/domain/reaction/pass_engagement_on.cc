// 4.1: a transfer begun opens the engagement in the new owner's file.
#include "tenure/v1/ownership.domain.h"
#include "tenure/values.h"

namespace tenure::reaction::pass_engagement_on {

std::vector<ReactionCommand> React(const v1::Book&, const v1::OwnershipTransferBegun& event,
                                   const EventContext& context) {
  v1::ReceiveEngagement receive;
  receive.set_engagement_id(context.stream.id);
  receive.set_from(std::string(ScopeName(context.stream.scope.text)));
  *receive.mutable_along() = event.along();
  std::vector<ReactionCommand> commands;
  commands.push_back(Send(ScopeId{"customer/" + event.to()}, std::move(receive)));
  return commands;
}

}  // namespace tenure::reaction::pass_engagement_on
