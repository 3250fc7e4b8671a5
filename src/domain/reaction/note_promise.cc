// A new promise stands in its case: which invoices it is on, and until when it pauses their
// dunning.
#include "tenure/v1/debt_promise.domain.h"
#include "tenure/v1/debt_strategy.pb.h"

namespace tenure::reaction::note_promise {

std::vector<ReactionCommand> React(const v1::Book&, const v1::PromiseRecorded& event,
                                   const EventContext& context) {
  v1::NotePromise note;
  note.set_case_id(event.case_id());
  note.set_promise_id(context.stream.id);
  note.set_status(v1::DebtTerms::ACTIVE);
  *note.mutable_invoices() = event.invoices();
  *note.mutable_due_at() = *event.due_at().rbegin();
  note.set_pauses(event.pauses());
  std::vector<ReactionCommand> commands;
  commands.push_back(Send(context.stream.scope, std::move(note)));
  return commands;
}

}  // namespace tenure::reaction::note_promise
