// K1: a key account's order takes what is kept for it of its products.
#include "tenure/v1/key_account_practice.pb.h"
#include "tenure/v1/order.domain.h"

namespace tenure::reaction::consume_supply {

std::vector<ReactionCommand> React(const v1::Book& book, const v1::OrderPlaced& event,
                                   const EventContext& context) {
  std::vector<ReactionCommand> commands;
  if (!book.key_account().designated()) return commands;
  for (const v1::OrderLine& line : event.lines()) {
    if (line.product().empty()) continue;
    v1::ConsumeSupply consume;
    consume.set_order_id(context.stream.id);
    consume.set_product(line.product());
    consume.set_quantity(line.quantity());
    commands.push_back(Send(context.stream.scope, std::move(consume)));
  }
  return commands;
}

}  // namespace tenure::reaction::consume_supply
