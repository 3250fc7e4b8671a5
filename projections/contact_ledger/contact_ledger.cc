// The ledger of contacts: rows are written once and never changed.
#include <string>

#include "contact_ledger/contact_ledger.projection.h"
#include "tenure/values.h"

namespace tenure::projection::contact_ledger {

using Row = v1::ContactLedgerRow;
using Terms = v1::DebtTerms;

void Apply(Row& row, const v1::CollectionContactRecorded& event, const EventContext& context) {
  row.set_scope(context.stream.scope.text);
  row.set_customer(CustomerOf(context));
  row.set_case_id(context.stream.id);
  *row.mutable_at() = event.at();
  row.set_actor(std::string(context.actor));
  row.set_occasion(event.occasion());
  row.set_channel(event.channel());
  row.set_inbound(event.inbound());
  row.set_counterpart(event.counterpart());
  row.set_reach(event.reach());
  row.set_tactic(event.tactic());
  *row.mutable_appeals() = event.appeals();
  *row.mutable_breach() = event.breach();
  row.set_content_at(context.scope_sequence);
  *row.mutable_pack() = event.pack();
}
void Apply(Row& row, const v1::DunningIssued& event, const EventContext& context) {
  row.set_scope(context.stream.scope.text);
  row.set_customer(CustomerOf(context));
  row.set_case_id(context.stream.id);
  *row.mutable_at() = InstantOf(context.effective_at);
  row.set_actor(std::string(context.actor));
  row.set_occasion(Terms::NO_OCCASION);
  row.set_channel(event.channel());
  row.set_counterpart(event.counterpart());
  row.set_reach(Terms::MESSAGE_LEFT);
  row.set_dunning_level(event.level());
  row.set_text_at(context.scope_sequence);
  *row.mutable_pack() = event.pack();
}

}  // namespace tenure::projection::contact_ledger
