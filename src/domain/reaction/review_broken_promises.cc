// 4.4: promises that were not kept put the customer's credit under review, where there is a limit
// and no review is open.
#include "tenure/v1/credit_account.pb.h"
#include "tenure/v1/debt_strategy.domain.h"

namespace tenure::reaction::review_broken_promises {

std::vector<ReactionCommand> React(const v1::Book& book, const v1::PromiseNoted& event,
                                   const EventContext& context) {
  std::vector<ReactionCommand> commands;
  if (!event.review_credit() || book.credit().standing() != v1::CreditBook::ACTIVE) {
    return commands;
  }
  v1::OpenCreditReview review;
  review.set_trigger(v1::CreditTerms::BROKEN_PROMISES);
  commands.push_back(Send(context.stream.scope, std::move(review)));
  return commands;
}

}  // namespace tenure::reaction::review_broken_promises
