// The customer profile: every fact moves the row of its own customer. Lists keep the newest items;
// all of them stand in the timeline.
#include <algorithm>
#include <string>

#include "customer_profile/customer_profile.projection.h"

namespace tenure::projection::customer_profile {

using Row = v1::CustomerProfileRow;

namespace {

constexpr int kItemsShownMax = 50;

template <typename Items>
void KeepNewest(Items* items) {
  if (items->size() > kItemsShownMax) items->DeleteSubrange(0, items->size() - kItemsShownMax);
}

// A keyed hash says that its text was given.
template <typename Event>
void TakeBasicData(const Event& event, const EventContext& context, Row* row) {
  if (!event.name_mac().empty()) row->set_name_at(context.scope_sequence);
  if (!event.phone_mac().empty()) row->set_phone_at(context.scope_sequence);
  if (!event.language().empty()) row->set_language(event.language());
  if (event.has_stale_at()) *row->mutable_stale_at() = event.stale_at();
}

template <typename Rows, typename Same>
void Erase(Rows* rows, Same same) {
  rows->erase(std::remove_if(rows->begin(), rows->end(), same), rows->end());
}

}  // namespace

void Apply(Row& row, const v1::CustomerRegistered& event, const EventContext& context) {
  row.set_customer(CustomerOf(context));
  row.set_kind(event.kind());
  row.set_source(event.source());
  *row.mutable_registered_at() = InstantOf(context.effective_at);
  TakeBasicData(event, context, &row);
}

void Apply(Row& row, const v1::BasicDataUpdated& event, const EventContext& context) {
  TakeBasicData(event, context, &row);
  if (event.has_represented_by_counsel()) {
    row.set_represented_by_counsel(event.represented_by_counsel());
  }
  if (event.vulnerability() != v1::VULNERABILITY_UNSPECIFIED) {
    row.set_vulnerability(event.vulnerability());
  }
  if (!event.local_festivals().empty()) *row.mutable_local_festivals() = event.local_festivals();
}

void Apply(Row& row, const v1::OwnerAssigned& event, const EventContext&) {
  row.set_owner(event.owner());
}

void Apply(Row& row, const v1::ProfileConfirmed& event, const EventContext&) {
  *row.mutable_stale_at() = event.stale_at();
}

void Apply(Row& row, const v1::CustomerClassified& event, const EventContext&) {
  Erase(row.mutable_classes(), [&](const auto& one) { return one.scheme() == event.scheme(); });
  Row::Class* added = row.add_classes();
  added->set_scheme(event.scheme());
  added->set_class_name(event.class_name());
  if (event.scheme() == "value") row.set_value_class(event.class_name());  // F3, the shipped scheme
}

void Apply(Row& row, const v1::TraitRecorded& event, const EventContext& context) {
  Row::Trait* trait = row.add_traits();
  trait->set_source(event.source());
  *trait->mutable_recorded_at() = InstantOf(context.effective_at);
  trait->set_trait_at(context.scope_sequence);
  KeepNewest(row.mutable_traits());
}

void Apply(Row& row, const v1::CompetitorRecorded& event, const EventContext&) {
  Erase(row.mutable_competitors(),
        [&](const auto& one) { return one.competitor() == event.competitor(); });
  Row::Competitor* competitor = row.add_competitors();
  competitor->set_competitor(event.competitor());
  competitor->set_threat(event.threat());
  KeepNewest(row.mutable_competitors());
}

void Apply(Row& row, const v1::DataSourceRecorded&, const EventContext&) {
  row.set_data_sources(row.data_sources() + 1);
}

void Apply(Row& row, const v1::ConsentRecorded& event, const EventContext&) {
  Erase(row.mutable_consents(), [&](const auto& one) {
    return one.purpose() == event.purpose() && one.channel() == event.channel();
  });
  Row::Consent* consent = row.add_consents();
  consent->set_purpose(event.purpose());
  consent->set_channel(event.channel());
  if (event.has_until()) *consent->mutable_until() = event.until();
}

void Apply(Row& row, const v1::ConsentWithdrawn& event, const EventContext&) {
  Erase(row.mutable_consents(), [&](const auto& one) {
    return one.purpose() == event.purpose() && one.channel() == event.channel();
  });
}

void Apply(Row& row, const v1::InboundMessageRecorded&, const EventContext& context) {
  row.set_inbound_messages(row.inbound_messages() + 1);
  *row.mutable_last_inbound_at() = InstantOf(context.effective_at);
}

void Apply(Row& row, const v1::DuplicateSuspected& event, const EventContext&) {
  row.set_duplicate_of(event.duplicate_of());
}

void Apply(Row& row, const v1::DuplicateCleared&, const EventContext&) { row.clear_duplicate_of(); }

void Apply(Row& row, const v1::ContactPersonSet& event, const EventContext& context) {
  Erase(row.mutable_contacts(),
        [&](const auto& one) { return one.contact_person() == context.stream.id; });
  Row::Contact* contact = row.add_contacts();
  contact->set_contact_person(context.stream.id);
  contact->set_role(event.role());
  contact->set_may_agree(event.may_agree());
  contact->set_name_at(context.scope_sequence);
  KeepNewest(row.mutable_contacts());
}

void Apply(Row& row, const v1::ContactPersonRemoved&, const EventContext& context) {
  Erase(row.mutable_contacts(),
        [&](const auto& one) { return one.contact_person() == context.stream.id; });
}

void Apply(Row& row, const v1::CustomersMerged& event, const EventContext&) {
  row.set_merged_into(event.into());
}

void Apply(Row& row, const v1::CustomersUnmerged&, const EventContext&) { row.clear_merged_into(); }

void Apply(Row& row, const v1::CustomerAbsorbed& event, const EventContext&) {
  row.add_absorbed(event.customer());
  if (event.ends_suspicion()) row.clear_duplicate_of();
}

void Apply(Row& row, const v1::AbsorbedReleased& event, const EventContext&) {
  Erase(row.mutable_absorbed(), [&](const auto& one) { return one == event.customer(); });
  if (event.suspected_again()) row.set_duplicate_of("customer/" + event.customer());
}

}  // namespace tenure::projection::customer_profile
