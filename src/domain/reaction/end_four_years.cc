// Who rescinded the contract or passed the house on has no appointment any more (4.1).
#include "tenure/v1/engagement.domain.h"
#include "tenure/v1/ownership.domain.h"
#include "tenure/v1/revisit.pb.h"

namespace tenure::reaction::end_four_years {
namespace {

std::vector<ReactionCommand> End(const EventContext& context) {
  v1::EndFourYears end;
  end.set_revisit_plan_id(context.stream.id);
  std::vector<ReactionCommand> commands;
  commands.push_back(Send(context.stream.scope, std::move(end)));
  return commands;
}

}  // namespace

std::vector<ReactionCommand> React(const v1::Book&, const v1::ContractRescinded&,
                                   const EventContext& context) {
  return End(context);
}

std::vector<ReactionCommand> React(const v1::Book&, const v1::OwnershipTransferred&,
                                   const EventContext& context) {
  return End(context);
}

}  // namespace tenure::reaction::end_four_years
