// A corrected identity number claims the new identity and lets go of the old one.
#include "base/hex.h"
#include "tenure/v1/customer.domain.h"

namespace tenure::reaction::change_identity {

std::vector<ReactionCommand> React(const v1::Book&, const v1::BasicDataUpdated& event,
                                   const EventContext& context) {
  std::vector<ReactionCommand> commands;
  if (event.identity_mac().empty()) return commands;
  v1::ClaimIdentity claim;
  claim.set_claimant(context.stream.scope.text);
  commands.push_back(Send(ScopeId{"identity/" + HexOf(event.identity_mac())}, std::move(claim)));
  if (event.previous_identity_mac().empty()) return commands;
  v1::ReleaseIdentity release;
  release.set_holder(context.stream.scope.text);
  commands.push_back(
      Send(ScopeId{"identity/" + HexOf(event.previous_identity_mac())}, std::move(release)));
  return commands;
}

}  // namespace tenure::reaction::change_identity
