// A rescinded contract has no appointment any more (4.1: its clocks stop).
#include "tenure/v1/engagement.domain.h"
#include "tenure/v1/revisit.pb.h"

namespace tenure::reaction::end_four_years {

std::vector<ReactionCommand> React(const v1::Book&, const v1::ContractRescinded&,
                                   const EventContext& context) {
  v1::EndFourYears end;
  end.set_revisit_plan_id(context.stream.id);
  std::vector<ReactionCommand> commands;
  commands.push_back(Send(context.stream.scope, std::move(end)));
  return commands;
}

}  // namespace tenure::reaction::end_four_years
