// Disclosures: one row a project, one an engagement; an engagement that ended has none. L1.
#include "disclosures/disclosures.projection.h"

namespace tenure::projection::disclosures {

using Row = v1::DisclosuresRow;

namespace {

std::optional<RowKey> ProjectKey(const EventContext& context) {
  return RowKey{"project/" + context.stream.id};
}

std::optional<RowKey> EngagementKey(const EventContext& context) {
  return RowKey{"engagement/" + CustomerOf(context) + "/" + context.stream.id};
}

}  // namespace

std::optional<RowKey> KeyOf(const v1::ProjectOpened&, const EventContext& context) {
  return ProjectKey(context);
}
void Apply(Row& row, const v1::ProjectOpened& event, const EventContext& context) {
  row.set_project(context.stream.id);
  row.set_name(event.name());
  row.set_template_(event.template_());
}

std::optional<RowKey> KeyOf(const v1::DisclosurePublished&, const EventContext& context) {
  return ProjectKey(context);
}
void Apply(Row& row, const v1::DisclosurePublished& event, const EventContext& context) {
  row.set_version(event.version());
  row.set_favourable(static_cast<std::uint32_t>(event.favourable_size()));
  row.set_adverse(static_cast<std::uint32_t>(event.adverse_size()));
  row.set_survey_radius_m(event.survey_radius_m());
  *row.mutable_published_at() = InstantOf(context.effective_at);
  row.set_why(context.scope_sequence);
}

std::optional<RowKey> KeyOf(const v1::EngagementOpened&, const EventContext& context) {
  return EngagementKey(context);
}
void Apply(Row& row, const v1::EngagementOpened& event, const EventContext& context) {
  row.set_project(event.project_id());
  row.set_template_(event.template_());
  row.set_customer(CustomerOf(context));
  row.set_engagement(context.stream.id);
}

std::optional<RowKey> KeyOf(const v1::DisclosureAcknowledged&, const EventContext& context) {
  return EngagementKey(context);
}
void Apply(Row& row, const v1::DisclosureAcknowledged& event, const EventContext& context) {
  row.set_acknowledged_version(event.version());
  *row.mutable_acknowledged_at() = InstantOf(context.effective_at);
  row.set_why(context.scope_sequence);
}

std::optional<RowKey> KeyOf(const v1::InterestWithdrawn&, const EventContext& context) {
  return EngagementKey(context);
}
void Apply(Row& row, const v1::InterestWithdrawn&, const EventContext&) { row.Clear(); }

std::optional<RowKey> KeyOf(const v1::ContractRescinded&, const EventContext& context) {
  return EngagementKey(context);
}
void Apply(Row& row, const v1::ContractRescinded&, const EventContext&) { row.Clear(); }

}  // namespace tenure::projection::disclosures
