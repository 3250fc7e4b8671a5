// Whoever waits for another customer's file to take something over is told when it did not.
#include "base/assert.h"
#include "tenure/v1/customer_merge.pb.h"
#include "tenure/v1/ownership.pb.h"
#include "tenure/v1/system.domain.h"
#include "tenure/values.h"

namespace tenure::reaction::answer_refused {
namespace {

// The refused command, when it was the one that this reaction sends.
template <typename Command>
std::optional<Command> Sent(const v1::PolicyRefused& event, std::string_view reaction) {
  if (event.reaction() != reaction ||
      event.command_type() != Command::descriptor()->options().GetExtension(v1::command).id()) {
    return std::nullopt;
  }
  Command command;
  TENURE_ASSERT(command.ParseFromString(event.clear_fields()), "a kept {} does not parse",
                Command::descriptor()->name());
  return command;
}

}  // namespace

std::vector<ReactionCommand> React(const v1::Book&, const v1::PolicyRefused& event,
                                   const EventContext& context) {
  const std::string here(ScopeName(context.stream.scope.text));
  std::vector<ReactionCommand> commands;
  if (const auto absorb = Sent<v1::AbsorbCustomer>(event, "absorb_merged")) {
    v1::ReturnMerged answer;
    answer.set_into(here);
    answer.set_refused_for(event.code());
    commands.push_back(Send(ScopeId{"customer/" + absorb->customer()}, std::move(answer)));
  }
  if (const auto receive = Sent<v1::ReceiveEngagement>(event, "pass_engagement_on")) {
    v1::AbandonTransfer answer;
    answer.set_engagement_id(event.aggregate_id());
    answer.set_to(here);
    answer.set_refused_for(event.code());
    commands.push_back(Send(ScopeId{"customer/" + receive->from()}, std::move(answer)));
  }
  return commands;
}

}  // namespace tenure::reaction::answer_refused
