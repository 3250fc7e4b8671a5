// R3: KEEP names the class, key or good; the customer is in it from then on (F3).
#include "tenure/v1/customer.pb.h"
#include "tenure/v1/screening.domain.h"

namespace tenure::reaction::keep_class {

std::vector<ReactionCommand> React(const v1::Book&, const v1::ScreeningConfirmed& event,
                                   const EventContext& context) {
  std::vector<ReactionCommand> commands;
  if (event.verdict() != v1::KeyAccountTerms::KEEP) return commands;
  v1::ClassifyCustomer classify;
  classify.set_scheme("value");
  classify.set_class_name(v1::KeyAccountTerms::KeptAs_Name(event.kept_as()));
  commands.push_back(Send(context.stream.scope, std::move(classify)));
  return commands;
}

}  // namespace tenure::reaction::keep_class
