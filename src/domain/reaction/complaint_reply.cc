// A message about a complaint reaches that case, which knows whether it comes from the complainant
// and may reopen it (4.2).
#include "tenure/v1/complaint_closing.pb.h"
#include "tenure/v1/customer.domain.h"

namespace tenure::reaction::complaint_reply {

std::vector<ReactionCommand> React(const v1::Book&, const v1::InboundMessageRecorded& event,
                                   const EventContext& context) {
  std::vector<ReactionCommand> commands;
  if (event.about_kind() != "complaint" || event.about_id().empty()) return commands;
  v1::ReceiveComplaintReply reply;
  reply.set_complaint_id(event.about_id());
  reply.set_message_at(context.scope_sequence);
  reply.set_channel(event.channel());
  reply.set_contact_person_id(event.contact_person_id());
  commands.push_back(Send(context.stream.scope, std::move(reply)));
  return commands;
}

}  // namespace tenure::reaction::complaint_reply
