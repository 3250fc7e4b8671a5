// L8: the first contract anchors the four-year appointment; the handover, once there is one,
// anchors it anew; a new owner takes the anchor over.
#include "tenure/v1/engagement.domain.h"
#include "tenure/v1/ownership.domain.h"
#include "tenure/v1/revisit.pb.h"

namespace tenure::reaction::appoint_four_years {
namespace {

std::vector<ReactionCommand> Appoint(const v1::Date& anchor, const EventContext& context,
                                     v1::AppointFourYears appoint = {}) {
  appoint.set_revisit_plan_id(context.stream.id);
  *appoint.mutable_anchor() = anchor;
  std::vector<ReactionCommand> commands;
  commands.push_back(Send(context.stream.scope, std::move(appoint)));
  return commands;
}

}  // namespace

std::vector<ReactionCommand> React(const v1::Book&, const v1::ContractSigned& event,
                                   const EventContext& context) {
  return Appoint(event.signed_on(), context);
}

std::vector<ReactionCommand> React(const v1::Book&, const v1::HandoverCeremonyHeld& event,
                                   const EventContext& context) {
  return Appoint(event.handed_over_on(), context);
}

std::vector<ReactionCommand> React(const v1::Book&, const v1::EngagementReceived& event,
                                   const EventContext& context) {
  const v1::PassedOn& along = event.along();
  v1::AppointFourYears appoint;
  *appoint.mutable_owner_since() = along.transferred_on();
  return Appoint(along.has_handed_over_on() ? along.handed_over_on() : along.signed_on(), context,
                 std::move(appoint));
}

}  // namespace tenure::reaction::appoint_four_years
