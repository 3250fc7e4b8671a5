// L3: the result of a delivery reaches the engagement whose progress update it was; only what was
// delivered counts there. Results of other sendings are nobody's.
#include "tenure/v1/customer.domain.h"
#include "tenure/v1/engagement.pb.h"

namespace tenure::reaction::count_delivery {

std::vector<ReactionCommand> React(const v1::Book& book, const v1::DispatchResultRecorded& event,
                                   const EventContext& context) {
  std::vector<ReactionCommand> commands;
  for (const auto& sending : book.lifecycle().updates_awaited()) {
    if (sending.sent_at() != event.event_sequence()) continue;
    v1::RecordUpdateDelivery delivery;
    delivery.set_engagement_id(sending.engagement_id());
    delivery.set_sent_at(sending.sent_at());
    delivery.set_delivered(event.result() == v1::DELIVERED || event.result() == v1::SIGNED_FOR);
    commands.push_back(Send(context.stream.scope, std::move(delivery)));
  }
  return commands;
}

}  // namespace tenure::reaction::count_delivery
