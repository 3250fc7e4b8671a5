// A registration with an identity number claims that identity in its own scope, wherever it lives.
#include "base/hex.h"
#include "tenure/v1/customer.domain.h"

namespace tenure::reaction::claim_identity {

std::vector<ReactionCommand> React(const v1::Book&, const v1::CustomerRegistered& event,
                                   const EventContext& context) {
  std::vector<ReactionCommand> commands;
  if (event.identity_mac().empty()) return commands;
  v1::ClaimIdentity claim;
  claim.set_claimant(context.stream.scope.text);
  commands.push_back(Send(ScopeId{"identity/" + HexOf(event.identity_mac())}, std::move(claim)));
  return commands;
}

}  // namespace tenure::reaction::claim_identity
