// 4.1: once the new owner has the engagement, it ends with the old one.
#include "tenure/v1/ownership.domain.h"
#include "tenure/values.h"

namespace tenure::reaction::confirm_transfer {

std::vector<ReactionCommand> React(const v1::Book&, const v1::EngagementReceived& event,
                                   const EventContext& context) {
  v1::ConfirmTransfer confirm;
  confirm.set_engagement_id(context.stream.id);
  confirm.set_to(std::string(ScopeName(context.stream.scope.text)));
  std::vector<ReactionCommand> commands;
  commands.push_back(Send(ScopeId{"customer/" + event.from()}, std::move(confirm)));
  return commands;
}

}  // namespace tenure::reaction::confirm_transfer
