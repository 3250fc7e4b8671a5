// The lifecycle funnel: every step of an engagement moves its own row. L1-L5, L9.
#include <algorithm>
#include <chrono>

#include "lifecycle_funnel/lifecycle_funnel.projection.h"

namespace tenure::projection::lifecycle_funnel {

using Row = v1::LifecycleFunnelRow;
using Stage = v1::EngagementState;

namespace {

v1::Date DayOf(Time time) {
  v1::Date date;
  date.set_days(static_cast<std::int32_t>(
      std::chrono::floor<std::chrono::days>(time).time_since_epoch().count()));
  return date;
}

std::uint32_t DaysBetween(const v1::Date& from, const v1::Date& to) {
  return static_cast<std::uint32_t>(std::max(0, to.days() - from.days()));
}

void Remove(Row* row, Row::Duty duty, const std::string& id = "") {
  auto* dues = row->mutable_dues();
  dues->erase(std::remove_if(dues->begin(), dues->end(),
                             [&](const auto& one) { return one.duty() == duty && one.id() == id; }),
              dues->end());
}

// The earliest of all that is due; of two at one instant the one that came first.
void PickNext(Row* row) {
  row->clear_next_duty();
  row->clear_next_due();
  for (const auto& one : row->dues()) {
    if (row->has_next_due() && row->next_due().us() <= one.due().us()) continue;
    row->set_next_duty(one.duty());
    *row->mutable_next_due() = one.due();
  }
}

void SetDue(Row* row, Row::Duty duty, const v1::Instant& due, const std::string& id = "") {
  Remove(row, duty, id);
  Row::Due* added = row->add_dues();
  added->set_duty(duty);
  added->set_id(id);
  *added->mutable_due() = due;
  PickNext(row);
}

void ClearDue(Row* row, Row::Duty duty, const std::string& id = "") {
  Remove(row, duty, id);
  PickNext(row);
}

void Reach(Row* row, Stage::Stage stage) { row->set_stage(std::max(row->stage(), stage)); }

void End(Row* row, Stage::Stage stage) {
  row->set_stage(stage);
  row->clear_dues();
  PickNext(row);
}

}  // namespace

void Apply(Row& row, const v1::EngagementOpened& event, const EventContext& context) {
  row.set_customer(CustomerOf(context));
  row.set_engagement(context.stream.id);
  row.set_project(event.project_id());
  row.set_template_(event.template_());
  row.set_stage(Stage::PROSPECT);
  *row.mutable_opened_on() = DayOf(context.effective_at);
}

void Apply(Row& row, const v1::DisclosureAcknowledged& event, const EventContext& context) {
  Reach(&row, event.stage());
  if (row.has_disclosed_on()) return;  // a later version: the step was made before
  *row.mutable_disclosed_on() = DayOf(context.effective_at);
  row.set_days_to_disclosure(DaysBetween(row.opened_on(), row.disclosed_on()));
}

void Apply(Row& row, const v1::SigningGuidanceProvided& event, const EventContext&) {
  row.set_guidance_items(row.guidance_items() + static_cast<std::uint32_t>(event.items_size()));
}

void Apply(Row& row, const v1::ContractSigned& event, const EventContext&) {
  Reach(&row, Stage::CONTRACTED);
  *row.mutable_signed_on() = event.signed_on();
  if (row.has_disclosed_on()) {
    row.set_days_to_contract(DaysBetween(row.disclosed_on(), row.signed_on()));
  }
  if (event.has_next_update_due()) SetDue(&row, Row::PROGRESS_UPDATE, event.next_update_due());
}

// It counts once it is delivered; in events of the time when sending counted, at once.
void Apply(Row& row, const v1::ProgressUpdateSent& event, const EventContext& context) {
  if (!event.has_next_update_due()) return;
  Reach(&row, Stage::IN_PROGRESS);
  row.set_updates(row.updates() + 1);
  *row.mutable_last_update_at() = InstantOf(context.effective_at);
  SetDue(&row, Row::PROGRESS_UPDATE, event.next_update_due());
}

void Apply(Row& row, const v1::ProgressUpdateDelivered& event, const EventContext& context) {
  row.set_updates(row.updates() + 1);
  if (row.last_update_at().us() < MicrosOf(context.effective_at)) {
    *row.mutable_last_update_at() = InstantOf(context.effective_at);
    row.set_last_update_channel(event.channel());
  }
  if (!event.has_next_update_due()) return;  // after the handover, or after the end
  Reach(&row, event.stage());
  SetDue(&row, Row::PROGRESS_UPDATE, event.next_update_due());
}

void Apply(Row& row, const v1::SiteVisitHeld&, const EventContext&) {
  Reach(&row, Stage::IN_PROGRESS);
  row.set_site_visits(row.site_visits() + 1);
}

void Apply(Row& row, const v1::HandoverScheduled& event, const EventContext&) {
  SetDue(&row, Row::HANDOVER, event.due());
}

void Apply(Row& row, const v1::HandoverCeremonyHeld& event, const EventContext&) {
  Reach(&row, Stage::HANDED_OVER);
  *row.mutable_handed_over_on() = event.handed_over_on();
  row.set_days_to_handover(DaysBetween(row.signed_on(), row.handed_over_on()));
  Remove(&row, Row::PROGRESS_UPDATE);
  ClearDue(&row, Row::HANDOVER);
}

void Apply(Row& row, const v1::SnagRecorded& event, const EventContext&) {
  row.set_snags_open(row.snags_open() + 1);
  SetDue(&row, Row::SNAG, event.due(), event.snag_id());
}

void Apply(Row& row, const v1::SnagResolved& event, const EventContext&) {
  row.set_snags_open(row.snags_open() - 1);
  ClearDue(&row, Row::SNAG, event.snag_id());
}

void Apply(Row& row, const v1::AccountManagerAssigned& event, const EventContext& context) {
  row.set_account_manager(event.manager());
  if (event.has_next_care_due()) SetDue(&row, Row::CARE_CONTACT, event.next_care_due());
  if (!event.begins_care()) return;
  Reach(&row, Stage::IN_CARE);
  *row.mutable_care_began_on() = DayOf(context.effective_at);
  if (row.has_handed_over_on()) {
    row.set_days_to_care(DaysBetween(row.handed_over_on(), row.care_began_on()));
  }
}

void Apply(Row& row, const v1::CareContactRecorded& event, const EventContext& context) {
  row.set_care_contacts(row.care_contacts() + 1);
  *row.mutable_last_care_at() = InstantOf(context.effective_at);
  if (event.has_next_care_due()) SetDue(&row, Row::CARE_CONTACT, event.next_care_due());
}

void Apply(Row& row, const v1::PatrolVisitRecorded&, const EventContext&) {
  row.set_patrol_visits(row.patrol_visits() + 1);
}

void Apply(Row& row, const v1::PerceptionRecorded& event, const EventContext& context) {
  auto* answers = row.mutable_perceptions();
  auto found = std::find_if(answers->begin(), answers->end(), [&](const auto& one) {
    return one.stage() == event.stage() && one.question() == event.question();
  });
  Row::Perception* answer = found == answers->end() ? answers->Add() : &*found;
  answer->set_stage(event.stage());
  answer->set_question(event.question());
  answer->set_yes(event.yes());
  *answer->mutable_at() = InstantOf(context.effective_at);
}

void Apply(Row& row, const v1::StageWaived& event, const EventContext&) {
  row.add_waived(event.stage());
}

void Apply(Row& row, const v1::InterestWithdrawn&, const EventContext&) {
  End(&row, Stage::LOST_INTEREST);
}

void Apply(Row& row, const v1::ContractRescinded&, const EventContext&) {
  End(&row, Stage::RESCINDED);
}

// A new owner's row begins where he comes in: what went before is the former owner's.
void Apply(Row& row, const v1::EngagementReceived& event, const EventContext& context) {
  const v1::PassedOn& along = event.along();
  row.Clear();
  row.set_customer(CustomerOf(context));
  row.set_engagement(context.stream.id);
  row.set_project(along.project_id());
  row.set_template_(along.template_());
  row.set_stage(Stage::IN_CARE);
  row.set_account_manager(along.account_manager());
  *row.mutable_opened_on() = along.transferred_on();
  *row.mutable_care_began_on() = along.transferred_on();
  if (along.has_signed_on()) *row.mutable_signed_on() = along.signed_on();
  if (along.has_handed_over_on()) *row.mutable_handed_over_on() = along.handed_over_on();
  row.set_snags_open(static_cast<std::uint32_t>(along.snags_size()));
  for (const v1::PassedOn::Snag& snag : along.snags()) {
    if (snag.has_due()) SetDue(&row, Row::SNAG, snag.due(), snag.snag_id());
  }
  SetDue(&row, Row::CARE_CONTACT, event.next_care_due());
}

void Apply(Row& row, const v1::OwnershipTransferred&, const EventContext&) {
  End(&row, Stage::PASSED_ON);
  row.set_snags_open(0);
}

}  // namespace tenure::projection::lifecycle_funnel
