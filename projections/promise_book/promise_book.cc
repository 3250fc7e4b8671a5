// The book of promises: a promise never disappears, whatever became of it.
#include "promise_book/promise_book.projection.h"
#include "tenure/values.h"

namespace tenure::projection::promise_book {

using Row = v1::PromiseBookRow;
using Terms = v1::DebtTerms;

namespace {

void Value(Row* row, Terms::PromiseStatus status, const EventContext& context) {
  row->set_status(status);
  *row->mutable_valued_at() = InstantOf(context.effective_at);
  row->set_why(context.scope_sequence);
}

}  // namespace

void Apply(Row& row, const v1::PromiseRecorded& event, const EventContext& context) {
  row.set_customer(CustomerOf(context));
  row.set_promise_id(context.stream.id);
  row.set_case_id(event.case_id());
  *row.mutable_invoices() = event.invoices();
  row.set_status(Terms::ACTIVE);
  row.mutable_promised()->set_minor(event.minor());
  row.mutable_promised()->set_currency(event.currency());
  row.mutable_paid()->set_currency(event.currency());
  *row.mutable_first_on() = event.parts().begin()->on();
  *row.mutable_last_on() = event.parts().rbegin()->on();
  row.set_level(event.level());
  row.set_pauses(event.pauses());
  *row.mutable_breach() = event.breach();
  *row.mutable_recorded_at() = InstantOf(context.effective_at);
  row.set_words_at(context.scope_sequence);
  row.set_why(context.scope_sequence);
}
void Apply(Row& row, const v1::PromiseWithdrawn&, const EventContext& context) {
  Value(&row, Terms::WITHDRAWN, context);
}
void Apply(Row& row, const v1::PromisedPaymentCounted& event, const EventContext& context) {
  row.mutable_paid()->set_minor(row.paid().minor() + event.minor());
  row.set_why(context.scope_sequence);
}
void Apply(Row& row, const v1::PromiseKept&, const EventContext& context) {
  Value(&row, Terms::KEPT, context);
}
void Apply(Row& row, const v1::PromisePartlyKept&, const EventContext& context) {
  Value(&row, Terms::PARTLY_KEPT, context);
}
void Apply(Row& row, const v1::PromiseBroken&, const EventContext& context) {
  Value(&row, Terms::BROKEN, context);
}
void Apply(Row& row, const v1::PromiseActiveAgain&, const EventContext& context) {
  Value(&row, Terms::ACTIVE, context);
}

}  // namespace tenure::projection::promise_book
