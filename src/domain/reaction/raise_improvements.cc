// L8: each improvement that a four-year visit found becomes an issue, but for those left with a
// reason.
#include "tenure/v1/issue.pb.h"
#include "tenure/v1/revisit.domain.h"

namespace tenure::reaction::raise_improvements {

std::vector<ReactionCommand> React(const v1::Book&, const v1::FourYearVisitCompleted& event,
                                   const EventContext& context) {
  std::vector<ReactionCommand> commands;
  for (const v1::Improvement& improvement : event.improvements()) {
    if (improvement.no_action_reason() != v1::NO_ACTION_REASON_UNSPECIFIED) continue;
    v1::RaiseIssue raise;
    raise.set_origin(v1::REVISIT);
    raise.set_origin_id(context.stream.id);
    raise.set_owner(improvement.owner());
    raise.set_what(improvement.what());
    commands.push_back(Send(context.stream.scope, std::move(raise)));
  }
  return commands;
}

}  // namespace tenure::reaction::raise_improvements
