// K3: the first key account's trial opens the product to all others.
#include "tenure/v1/key_account_forum.domain.h"
#include "tenure/values.h"

namespace tenure::reaction::open_trial {

std::vector<ReactionCommand> React(const v1::Book&, const v1::TrialStarted& event,
                                   const EventContext& context) {
  std::vector<ReactionCommand> commands;
  if (!event.key_account() || !event.opens()) return commands;
  v1::OpenTrial open;
  open.set_product_id(event.product_id());
  *open.mutable_opened_on() = event.started_on();
  open.set_customer(std::string(ScopeName(context.stream.scope.text)));
  open.set_trial_id(event.trial_id());
  commands.push_back(Send(ScopeId{"governance/main"}, std::move(open)));
  return commands;
}

}  // namespace tenure::reaction::open_trial
