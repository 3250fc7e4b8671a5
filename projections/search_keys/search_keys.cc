// Search keys: hashes as the gateway made them, and the newest event that carries each name.
#include <algorithm>

#include "base/hex.h"
#include "search_keys/search_keys.projection.h"

namespace tenure::projection::search_keys {

using Row = v1::SearchKeysRow;

namespace {

template <typename Event>
void Take(Row* row, const Event& event, const EventContext& context) {
  if (!event.identity_mac().empty()) row->set_identity_hash(HexOf(event.identity_mac()));
  if (!event.name_mac().empty()) row->set_name_at(context.scope_sequence);
  if (event.phone_mac().empty()) return;
  row->set_phone_hash(HexOf(event.phone_mac()));
  row->set_phone_at(context.scope_sequence);
}

void Forget(Row* row, const std::string& contact_person) {
  auto* contacts = row->mutable_contacts();
  contacts->erase(
      std::remove_if(contacts->begin(), contacts->end(),
                     [&](const auto& one) { return one.contact_person() == contact_person; }),
      contacts->end());
}

}  // namespace

void Apply(Row& row, const v1::CustomerRegistered& event, const EventContext& context) {
  row.set_customer(CustomerOf(context));
  Take(&row, event, context);
}
void Apply(Row& row, const v1::BasicDataUpdated& event, const EventContext& context) {
  Take(&row, event, context);
}

void Apply(Row& row, const v1::ContactPersonSet& event, const EventContext& context) {
  Forget(&row, context.stream.id);
  auto* contact = row.add_contacts();
  contact->set_contact_person(event.contact_person_id());
  contact->set_name_at(context.scope_sequence);
}
void Apply(Row& row, const v1::ContactPersonRemoved&, const EventContext& context) {
  Forget(&row, context.stream.id);
}

void Apply(Row& row, const v1::CustomersMerged& event, const EventContext&) {
  row.set_merged_into(event.into());
}
void Apply(Row& row, const v1::CustomersUnmerged&, const EventContext&) { row.clear_merged_into(); }

// Nothing leads to an erased person any more.
void Apply(Row& row, const v1::SubjectErased&, const EventContext&) { row.Clear(); }

}  // namespace tenure::projection::search_keys
