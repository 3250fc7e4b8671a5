// F1: the survivor absorbs the merged file; a legal identity that it held goes along.
#include "base/hex.h"
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/customer_merge.domain.h"
#include "tenure/values.h"

namespace tenure::reaction::absorb_merged {

std::vector<ReactionCommand> React(const v1::Book&, const v1::CustomersMerged& event,
                                   const EventContext& context) {
  const ScopeId survivor{"customer/" + event.into()};
  v1::AbsorbCustomer absorb;
  absorb.set_customer(std::string(ScopeName(context.stream.scope.text)));
  *absorb.mutable_figures() = event.figures();
  std::vector<ReactionCommand> commands;
  commands.push_back(Send(survivor, std::move(absorb)));
  if (event.identity_mac().empty()) return commands;
  const ScopeId identity{"identity/" + HexOf(event.identity_mac())};
  v1::ReleaseIdentity release;
  release.set_holder(context.stream.scope.text);
  commands.push_back(Send(identity, std::move(release)));
  v1::ClaimIdentity claim;
  claim.set_claimant(survivor.text);
  commands.push_back(Send(identity, std::move(claim)));
  return commands;
}

}  // namespace tenure::reaction::absorb_merged
