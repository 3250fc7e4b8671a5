// Q6: each prevention that a complaint's review decided on becomes an issue; its words stay with
// the review.
#include "tenure/v1/complaint_closing.domain.h"
#include "tenure/v1/issue.pb.h"

namespace tenure::reaction::raise_preventions {

std::vector<ReactionCommand> React(const v1::Book& book, const v1::ComplaintReviewed& event,
                                   const EventContext& context) {
  std::vector<ReactionCommand> commands;
  for (const v1::Prevention& prevention : event.preventions()) {
    v1::RaiseIssue raise;
    raise.set_origin(v1::PREVENTION);
    raise.set_origin_id(context.stream.id);
    raise.set_owner(prevention.owner().empty() ? book.customer().owner() : prevention.owner());
    if (prevention.has_due()) *raise.mutable_due_on() = prevention.due();
    commands.push_back(Send(context.stream.scope, std::move(raise)));
  }
  return commands;
}

}  // namespace tenure::reaction::raise_preventions
