// 195: the result of a delivery is the proof of the demand that it brought; results of other
// sendings are nobody's.
#include "tenure/v1/customer.domain.h"
#include "tenure/v1/debt_limitation.pb.h"
#include "tenure/values.h"

namespace tenure::reaction::prove_demand {

std::vector<ReactionCommand> React(const v1::Book& book, const v1::DispatchResultRecorded& event,
                                   const EventContext& context) {
  std::vector<ReactionCommand> commands;
  for (const auto& demand : book.legal().demands()) {
    if (demand.served_at() != event.event_sequence()) continue;
    v1::ProveDemand prove;
    prove.set_case_id(demand.case_id());
    prove.set_served_at(demand.served_at());
    prove.set_result(event.result());
    *prove.mutable_at() = InstantOf(context.effective_at);
    commands.push_back(Send(context.stream.scope, std::move(prove)));
  }
  return commands;
}

}  // namespace tenure::reaction::prove_demand
