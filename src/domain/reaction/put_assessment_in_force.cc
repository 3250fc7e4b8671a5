// BL: a limit puts its assessment in force and the one before out of it: exactly one is active.
#include "tenure/v1/assessment_decision.pb.h"
#include "tenure/v1/credit_account.domain.h"

namespace tenure::reaction::put_assessment_in_force {

std::vector<ReactionCommand> React(const v1::Book&, const v1::CreditLimitSet& event,
                                   const EventContext& context) {
  std::vector<ReactionCommand> commands;
  const std::string& before = event.previous_assessment();
  if (!before.empty() && before != event.assessment_id()) {
    v1::SupersedeAssessment supersede;
    supersede.set_assessment_id(before);
    supersede.set_superseded_by(event.assessment_id());
    commands.push_back(Send(context.stream.scope, std::move(supersede)));
  }
  if (!event.puts_in_force()) return commands;
  v1::ActivateAssessment activate;
  activate.set_assessment_id(event.assessment_id());
  commands.push_back(Send(context.stream.scope, std::move(activate)));
  return commands;
}

}  // namespace tenure::reaction::put_assessment_in_force
