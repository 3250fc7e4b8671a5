// 4.4: who contests the assessment that his limit stands on gets a review of the limit.
#include "tenure/v1/assessment_decision.domain.h"
#include "tenure/v1/credit_account.pb.h"

namespace tenure::reaction::review_contested {

std::vector<ReactionCommand> React(const v1::Book&, const v1::AssessmentContested& event,
                                   const EventContext& context) {
  std::vector<ReactionCommand> commands;
  if (!event.was_active()) return commands;
  v1::OpenCreditReview open;
  open.set_trigger(v1::CreditTerms::CONTESTED);
  commands.push_back(Send(context.stream.scope, std::move(open)));
  return commands;
}

}  // namespace tenure::reaction::review_contested
