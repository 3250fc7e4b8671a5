// How a promise came out stands in its case: it raises the level of the next one, or takes that
// back.
#include "tenure/v1/debt_promise.domain.h"
#include "tenure/v1/debt_strategy.pb.h"

namespace tenure::reaction::note_promise_end {
namespace {

using Terms = v1::DebtTerms;

std::vector<ReactionCommand> Note(const std::string& case_id, Terms::PromiseStatus status,
                                  Terms::PromiseStatus before, const EventContext& context) {
  v1::NotePromise note;
  note.set_case_id(case_id);
  note.set_promise_id(context.stream.id);
  note.set_status(status);
  note.set_before(before);
  std::vector<ReactionCommand> commands;
  commands.push_back(Send(context.stream.scope, std::move(note)));
  return commands;
}

}  // namespace

std::vector<ReactionCommand> React(const v1::Book&, const v1::PromiseWithdrawn& event,
                                   const EventContext& context) {
  return Note(event.case_id(), Terms::WITHDRAWN, Terms::ACTIVE, context);
}
std::vector<ReactionCommand> React(const v1::Book&, const v1::PromiseKept& event,
                                   const EventContext& context) {
  return Note(event.case_id(), Terms::KEPT, event.value().before(), context);
}
std::vector<ReactionCommand> React(const v1::Book&, const v1::PromisePartlyKept& event,
                                   const EventContext& context) {
  return Note(event.case_id(), Terms::PARTLY_KEPT, event.value().before(), context);
}
std::vector<ReactionCommand> React(const v1::Book&, const v1::PromiseBroken& event,
                                   const EventContext& context) {
  return Note(event.case_id(), Terms::BROKEN, event.value().before(), context);
}
std::vector<ReactionCommand> React(const v1::Book&, const v1::PromiseActiveAgain& event,
                                   const EventContext& context) {
  return Note(event.case_id(), Terms::ACTIVE, event.value().before(), context);
}

}  // namespace tenure::reaction::note_promise_end
