// What moved on the claims of a case counts for the promises on them.
#include "tenure/v1/debt_promise.pb.h"
#include "tenure/v1/debt_strategy.domain.h"

namespace tenure::reaction::count_promised {

std::vector<ReactionCommand> React(const v1::Book&, const v1::DebtClaimsMoved& event,
                                   const EventContext& context) {
  std::vector<ReactionCommand> commands;
  for (const auto& promised : event.promised()) {
    v1::CountPromised count;
    count.set_promise_id(promised.promise_id());
    count.set_document_id(event.document_id());
    if (event.has_on()) *count.mutable_on() = event.on();
    count.set_minor(promised.minor());
    commands.push_back(Send(context.stream.scope, std::move(count)));
  }
  return commands;
}

}  // namespace tenure::reaction::count_promised
