// A message of the customer himself about a complaint reaches that case: it may reopen it (4.2).
#include "tenure/v1/complaint_closing.pb.h"
#include "tenure/v1/customer.domain.h"

namespace tenure::reaction::complaint_reply {

std::vector<ReactionCommand> React(const v1::Book&, const v1::InboundMessageRecorded& event,
                                   const EventContext& context) {
  std::vector<ReactionCommand> commands;
  const bool complainant = event.contact_person_id().empty();
  if (event.about_kind() != "complaint" || event.about_id().empty() || !complainant) {
    return commands;
  }
  v1::ReceiveComplaintReply reply;
  reply.set_complaint_id(event.about_id());
  reply.set_message_at(context.scope_sequence);
  reply.set_channel(event.channel());
  commands.push_back(Send(context.stream.scope, std::move(reply)));
  return commands;
}

}  // namespace tenure::reaction::complaint_reply
