// Register of exports: every time somebody took personal data out for the person it is about. P1.
#include "exports/exports.projection.h"
#include "tenure/values.h"

namespace tenure::projection::exports {

void Apply(v1::ExportsRow& row, const v1::SubjectDataExported& event, const EventContext& context) {
  row.set_scope(context.stream.scope.text);
  row.set_customer(CustomerOf(context));
  row.set_actor(std::string(context.actor));
  row.set_on_behalf_of(std::string(context.on_behalf_of));
  *row.mutable_at() = InstantOf(context.effective_at);
  row.set_events(event.events());
  row.set_why(context.scope_sequence);
}

}  // namespace tenure::projection::exports
