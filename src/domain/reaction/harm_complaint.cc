// L6: a harm opens a complaint case, so that nobody can settle it without an outcome. Its words go
// along, sealed as they are.
#include "tenure/v1/complaint.pb.h"
#include "tenure/v1/issue.domain.h"

namespace tenure::reaction::harm_complaint {

std::vector<ReactionCommand> React(const v1::Book&, const v1::HarmRegistered& event,
                                   const EventContext& context) {
  v1::FileComplaint file;
  file.set_channel(v1::ComplaintTerms::FROM_INSIDE);
  file.set_harm_issue_id(context.stream.id);
  if (!event.engagement_id().empty()) {
    file.set_about_kind("engagement");
    file.set_about_id(event.engagement_id());
  }
  std::vector<ReactionCommand> commands;
  commands.push_back(Send(context.stream.scope, std::move(file), /*carry_seals=*/true));
  return commands;
}

}  // namespace tenure::reaction::harm_complaint
