// A reply that reached a case which cannot take it: a merged case passes it to the surviving one;
// too late to reopen, it opens a linked new case, or reaches the one that an earlier reply opened.
#include <string>

#include "tenure/v1/complaint.domain.h"
#include "tenure/v1/complaint_closing.domain.h"

namespace tenure::reaction::complaint_follow_up {
namespace {

std::string FollowUpOf(const v1::ComplaintBook& book, const std::string& complaint_id) {
  for (const auto& known : book.newest()) {
    if (!known.ended() && known.previous_case() == complaint_id) return known.complaint_id();
  }
  return "";
}

ReactionCommand Forward(const v1::ComplaintReplyNoted& event, std::string to,
                        const EventContext& context) {
  v1::ReceiveComplaintReply reply;
  reply.set_complaint_id(std::move(to));
  reply.set_message_at(event.message_at());
  reply.set_channel(event.channel());
  reply.set_contact_person_id(event.contact_person_id());
  return Send(context.stream.scope, std::move(reply));
}

}  // namespace

std::vector<ReactionCommand> React(const v1::Book& book, const v1::ComplaintReplyNoted& event,
                                   const EventContext& context) {
  std::vector<ReactionCommand> commands;
  if (event.follow() == v1::ComplaintReplyNoted::FORWARDED) {
    commands.push_back(Forward(event, event.to(), context));
  }
  if (event.follow() != v1::ComplaintReplyNoted::NEW_CASE) return commands;
  const std::string follow_up = FollowUpOf(book.complaint(), context.stream.id);
  if (!follow_up.empty()) {
    commands.push_back(Forward(event, follow_up, context));
    return commands;
  }
  v1::FileComplaint file;
  file.set_channel(event.channel());
  file.set_category(event.category());
  file.set_about_kind(event.about_kind());
  file.set_about_id(event.about_id());
  file.set_previous_case(context.stream.id);
  file.set_jurisdiction(event.jurisdiction());
  file.set_sector(event.sector());
  commands.push_back(Send(context.stream.scope, std::move(file)));
  return commands;
}

}  // namespace tenure::reaction::complaint_follow_up
