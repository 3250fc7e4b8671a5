// R1: a finding of a patrol visit that somebody shall answer for becomes an issue.
#include "tenure/v1/engagement_care.domain.h"
#include "tenure/v1/issue.pb.h"

namespace tenure::reaction::raise_patrol_issue {

std::vector<ReactionCommand> React(const v1::Book&, const v1::PatrolVisitRecorded& event,
                                   const EventContext& context) {
  std::vector<ReactionCommand> commands;
  if (event.issue_owner().empty()) return commands;
  v1::RaiseIssue raise;
  raise.set_origin(v1::PATROL);
  raise.set_origin_id(context.stream.id);
  raise.set_owner(event.issue_owner());
  commands.push_back(Send(context.stream.scope, std::move(raise)));
  return commands;
}

}  // namespace tenure::reaction::raise_patrol_issue
