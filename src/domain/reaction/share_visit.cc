// L8: one visit may serve several engagements of the customer; each one's plan records it, with
// its report, sealed as it is.
#include "tenure/v1/revisit.domain.h"

namespace tenure::reaction::share_visit {

std::vector<ReactionCommand> React(const v1::Book&, const v1::FourYearVisitCompleted& event,
                                   const EventContext& context) {
  std::vector<ReactionCommand> commands;
  for (const std::string& plan : event.also_for()) {
    v1::ShareFourYearVisit share;
    share.set_revisit_plan_id(plan);
    *share.mutable_visited_on() = event.visited_on();
    share.set_served_by(context.stream.id);
    commands.push_back(Send(context.stream.scope, std::move(share), /*carry_seals=*/true));
  }
  return commands;
}

}  // namespace tenure::reaction::share_visit
