// F1: an undone merge takes the file, and the legal identity that went along, back.
#include "base/hex.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/customer_merge.domain.h"
#include "tenure/values.h"

namespace tenure::reaction::release_absorbed {

std::vector<ReactionCommand> React(const v1::Book&, const v1::CustomersUnmerged& event,
                                   const EventContext& context) {
  const ScopeId survivor{"customer/" + event.from()};
  std::vector<ReactionCommand> commands;
  if (event.refused_for() == v1::REFUSAL_UNSPECIFIED) {  // else it never took it
    v1::ReleaseAbsorbed release;
    release.set_customer(std::string(ScopeName(context.stream.scope.text)));
    commands.push_back(Send(survivor, std::move(release)));
  }
  if (event.identity_mac().empty()) return commands;
  const ScopeId identity{"identity/" + HexOf(event.identity_mac())};
  v1::ReleaseIdentity release;
  release.set_holder(survivor.text);
  commands.push_back(Send(identity, std::move(release)));
  v1::ClaimIdentity claim;
  claim.set_claimant(context.stream.scope.text);
  commands.push_back(Send(identity, std::move(claim)));
  return commands;
}

}  // namespace tenure::reaction::release_absorbed
