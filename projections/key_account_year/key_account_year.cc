// Folds of the year card: every event belongs to the year that it says.
#include <algorithm>
#include <chrono>

#include "key_account_year/key_account_year.projection.h"

namespace tenure::projection::key_account_year {

using Row = v1::KeyAccountYearRow;
using Terms = v1::KeyAccountTerms;

namespace {

constexpr int kOpinionsShownMax = 24;  // two a month

std::uint32_t YearOf(const v1::Date& date) {
  const std::chrono::year_month_day day{DateOf(date)};
  return static_cast<std::uint32_t>(static_cast<int>(day.year()));
}

RowKey KeyOfYear(const EventContext& context, std::uint32_t year) {
  return {CustomerOf(context) + "/" + std::to_string(year)};
}

// All ten stand on the card from its first day.
void Begin(Row* row, const EventContext& context, std::uint32_t year) {
  if (!row->customer().empty()) return;
  row->set_customer(CustomerOf(context));
  row->set_year(year);
  row->set_stage(Terms::DESIGNATED);
  for (int k = Terms::K1_SUPPLY; k <= Terms::K10_FORUM; ++k) {
    row->add_practices()->set_practice(static_cast<Terms::Practice>(k));
  }
}

Row::Practice* PracticeOf(Row* row, Terms::Practice practice) {
  return row->mutable_practices(practice - Terms::K1_SUPPLY);
}

// 4.5, as the state has it.
void Restage(Row* row) {
  if (row->stage() >= Terms::SCREENING) return;
  const auto done = [](const auto& one) { return one.status() == Row::DONE; };
  if (done(*PracticeOf(row, Terms::K10_FORUM))) {
    row->set_stage(Terms::FORUM_HELD);
  } else if (row->planned_at() != 0) {
    const bool any = std::any_of(row->practices().begin(), row->practices().end(), done);
    row->set_stage(any ? Terms::RUNNING : Terms::PLANNED);
  }
}

void Mark(Row* row, const v1::PracticeMark& mark, const EventContext& context) {
  Begin(row, context, mark.year());
  Row::Practice* practice = PracticeOf(row, mark.practice());
  practice->set_status(Row::DONE);
  practice->set_count(practice->count() + 1);
  if (practice->count() == 1 || mark.on().days() < practice->first_on().days()) {
    *practice->mutable_first_on() = mark.on();
    practice->set_why(context.scope_sequence);
  }
  if (practice->count() == 1 || mark.on().days() > practice->last_on().days()) {
    *practice->mutable_last_on() = mark.on();
  }
  Restage(row);
}

template <typename Event>
std::optional<RowKey> KeyOfMark(const Event& event, const EventContext& context) {
  return KeyOfYear(context, event.mark().year());
}

void SetRep(Row* row, const std::string& rep, const v1::Date& on, const EventContext& context) {
  Begin(row, context, YearOf(on));
  row->set_rep(rep);
}

}  // namespace

std::optional<RowKey> KeyOf(const v1::KeyAccountDesignated& event, const EventContext& context) {
  return KeyOfYear(context, event.year());
}
void Apply(Row& row, const v1::KeyAccountDesignated& event, const EventContext& context) {
  Begin(&row, context, event.year());
  row.set_ground(event.ground());
  row.clear_revoked();
}

std::optional<RowKey> KeyOf(const v1::KeyAccountRevoked& event, const EventContext& context) {
  return KeyOfYear(context, event.year());
}
void Apply(Row& row, const v1::KeyAccountRevoked& event, const EventContext& context) {
  Begin(&row, context, event.year());
  row.set_revoked(true);
}

std::optional<RowKey> KeyOf(const v1::KeyAccountRepAssigned& event, const EventContext& context) {
  return KeyOfYear(context, YearOf(event.on()));
}
void Apply(Row& row, const v1::KeyAccountRepAssigned& event, const EventContext& context) {
  SetRep(&row, event.rep(), event.on(), context);
}

std::optional<RowKey> KeyOf(const v1::RepReassigned& event, const EventContext& context) {
  return KeyOfYear(context, YearOf(event.on()));
}
void Apply(Row& row, const v1::RepReassigned& event, const EventContext& context) {
  SetRep(&row, event.rep(), event.on(), context);
  row.set_rep_changes(row.rep_changes() + 1);
  row.clear_opinion_alarm();
}

std::optional<RowKey> KeyOf(const v1::AccountPlanSet& event, const EventContext& context) {
  return KeyOfYear(context, event.year());
}
void Apply(Row& row, const v1::AccountPlanSet& event, const EventContext& context) {
  Begin(&row, context, event.year());
  row.set_planned_at(context.scope_sequence);
  *row.mutable_targets() = event.targets();
  row.set_our_approver(event.our_approver());
  row.set_customer_approver(event.customer_approver());
  Restage(&row);
}

std::optional<RowKey> KeyOf(const v1::PracticeWaived& event, const EventContext& context) {
  return KeyOfYear(context, event.year());
}
void Apply(Row& row, const v1::PracticeWaived& event, const EventContext& context) {
  Begin(&row, context, event.year());
  Row::Practice* practice = PracticeOf(&row, event.practice());
  practice->set_status(Row::WAIVED);
  practice->set_why(context.scope_sequence);
  practice->set_waived_by(event.approved_by());
}

std::optional<RowKey> KeyOf(const v1::KeyAccountYearClosed& event, const EventContext& context) {
  return KeyOfYear(context, event.year());
}
void Apply(Row& row, const v1::KeyAccountYearClosed& event, const EventContext& context) {
  Begin(&row, context, event.year());
  for (const int missed : event.missed()) {
    Row::Practice* practice = PracticeOf(&row, static_cast<Terms::Practice>(missed));
    practice->set_status(Row::MISSED);
    practice->set_why(context.scope_sequence);
  }
  *row.mutable_frozen() = event.figures();
  row.set_stage(Terms::SCREENING);
}

std::optional<RowKey> KeyOf(const v1::SupplyReserved& event, const EventContext& context) {
  return KeyOfMark(event, context);
}
void Apply(Row& row, const v1::SupplyReserved& event, const EventContext& context) {
  Mark(&row, event.mark(), context);
  row.set_supply_reserved(row.supply_reserved() + event.quantity());
}

std::optional<RowKey> KeyOf(const v1::ReservationConsumed& event, const EventContext& context) {
  return KeyOfYear(context, event.year());
}
void Apply(Row& row, const v1::ReservationConsumed& event, const EventContext& context) {
  Begin(&row, context, event.year());
  row.set_supply_consumed(row.supply_consumed() + event.quantity());
}

std::optional<RowKey> KeyOf(const v1::StakeholderMapped& event, const EventContext& context) {
  return KeyOfYear(context, event.year());
}
void Apply(Row& row, const v1::StakeholderMapped& event, const EventContext& context) {
  Begin(&row, context, event.year());
  row.set_stakeholders(row.stakeholders() + 1);
}

std::optional<RowKey> KeyOf(const v1::StakeholderEngaged& event, const EventContext& context) {
  return KeyOfMark(event, context);
}
void Apply(Row& row, const v1::StakeholderEngaged& event, const EventContext& context) {
  Mark(&row, event.mark(), context);
  auto* functions = row.mutable_functions_engaged();
  if (std::find(functions->begin(), functions->end(), event.function()) == functions->end()) {
    functions->Add(event.function());
    std::sort(functions->begin(), functions->end());
  }
}

std::optional<RowKey> KeyOf(const v1::AccountSignalRecorded& event, const EventContext& context) {
  return KeyOfYear(context, event.year());
}
void Apply(Row& row, const v1::AccountSignalRecorded& event, const EventContext& context) {
  Begin(&row, context, event.year());
  row.set_signals(row.signals() + 1);
}

std::optional<RowKey> KeyOf(const v1::SupportProvided& event, const EventContext& context) {
  return KeyOfMark(event, context);
}
void Apply(Row& row, const v1::SupportProvided& event, const EventContext& context) {
  Mark(&row, event.mark(), context);
  row.set_signals_answered(row.signals_answered() + 1);
}

std::optional<RowKey> KeyOf(const v1::ExecutiveVisitCompleted& event, const EventContext& context) {
  return KeyOfMark(event, context);
}
void Apply(Row& row, const v1::ExecutiveVisitCompleted& event, const EventContext& context) {
  Mark(&row, event.mark(), context);
  *row.mutable_last_executive_visit() = PracticeOf(&row, Terms::K5_EXECUTIVE_VISIT)->last_on();
}

std::optional<RowKey> KeyOf(const v1::PromotionCoDesigned& event, const EventContext& context) {
  return KeyOfMark(event, context);
}
void Apply(Row& row, const v1::PromotionCoDesigned& event, const EventContext& context) {
  Mark(&row, event.mark(), context);
}

std::optional<RowKey> KeyOf(const v1::RepFeedbackRecorded& event, const EventContext& context) {
  return KeyOfMark(event, context);
}
void Apply(Row& row, const v1::RepFeedbackRecorded& event, const EventContext& context) {
  Mark(&row, event.mark(), context);
  if (row.opinions_size() == kOpinionsShownMax) row.mutable_opinions()->DeleteSubrange(0, 1);
  Row::Opinion* opinion = row.add_opinions();
  *opinion->mutable_on() = event.mark().on();
  opinion->set_rating(event.rating());
  opinion->set_rep(event.rep());
  opinion->set_at(context.scope_sequence);
  row.set_opinion_alarm(event.alarm());
}

std::optional<RowKey> KeyOf(const v1::IncentiveGranted& event, const EventContext& context) {
  return KeyOfMark(event, context);
}
void Apply(Row& row, const v1::IncentiveGranted& event, const EventContext& context) {
  Mark(&row, event.mark(), context);
  auto* incentives = row.mutable_incentives();
  auto found = std::find_if(incentives->begin(), incentives->end(), [&](const auto& one) {
    return one.currency() == event.amount().currency();
  });
  v1::Money* sum = found == incentives->end() ? incentives->Add() : &*found;
  sum->set_currency(event.amount().currency());
  sum->set_minor(sum->minor() + event.amount().minor());
}

std::optional<RowKey> KeyOf(const v1::AccountBriefSent& event, const EventContext& context) {
  return KeyOfYear(context, event.year());
}
void Apply(Row& row, const v1::AccountBriefSent& event, const EventContext& context) {
  Begin(&row, context, event.year());
  row.set_briefs(row.briefs() + 1);
  if (!event.corrects().empty()) row.set_briefs_correcting(row.briefs_correcting() + 1);
  if (!event.has_known_since()) return;
  row.set_briefs_timed(row.briefs_timed() + 1);
  row.set_brief_latency_us(row.brief_latency_us() + event.latency_us());
}

std::optional<RowKey> KeyOf(const v1::AccountBriefAcknowledged& event,
                            const EventContext& context) {
  return KeyOfMark(event, context);
}
void Apply(Row& row, const v1::AccountBriefAcknowledged& event, const EventContext& context) {
  Mark(&row, event.mark(), context);
  row.set_briefs_acknowledged(row.briefs_acknowledged() + 1);
}

std::optional<RowKey> KeyOf(const v1::AnnualForumHeld& event, const EventContext& context) {
  return KeyOfMark(event, context);
}
void Apply(Row& row, const v1::AnnualForumHeld& event, const EventContext& context) {
  Mark(&row, event.mark(), context);
  Row::Forum* forum = row.add_forums();
  forum->set_forum_id(event.forum_id());
  *forum->mutable_held_on() = event.held_on();
  forum->set_at(context.scope_sequence);
  forum->set_actions(static_cast<std::uint32_t>(event.actions_size()));
  row.set_actions_agreed(row.actions_agreed() + forum->actions());
}

std::optional<RowKey> KeyOf(const v1::ForumActionCompleted& event, const EventContext& context) {
  return KeyOfYear(context, event.forum_year());
}
void Apply(Row& row, const v1::ForumActionCompleted& event, const EventContext& context) {
  Begin(&row, context, event.forum_year());
  row.set_actions_done(row.actions_done() + 1);
  if (event.late()) row.set_actions_late(row.actions_late() + 1);
}

// Trials of customers who are no key account stand on no card.
std::optional<RowKey> KeyOf(const v1::TrialStarted& event, const EventContext& context) {
  if (!event.has_mark()) return std::nullopt;
  return KeyOfMark(event, context);
}
void Apply(Row& row, const v1::TrialStarted& event, const EventContext& context) {
  Mark(&row, event.mark(), context);
  row.set_trials(row.trials() + 1);
}

std::optional<RowKey> KeyOf(const v1::TrialResultRecorded& event, const EventContext& context) {
  if (!event.key_account()) return std::nullopt;
  return KeyOfYear(context, event.year());
}
void Apply(Row& row, const v1::TrialResultRecorded& event, const EventContext& context) {
  Begin(&row, context, event.year());
  if (event.verdict() == Terms::SUCCESS) row.set_trials_successful(row.trials_successful() + 1);
}

// Customers who were no key account in that year have their decision in the screening book alone.
std::optional<RowKey> KeyOf(const v1::ScreeningProposed& event, const EventContext& context) {
  if (!event.key_account()) return std::nullopt;
  return KeyOfStream(context);
}
void Apply(Row& row, const v1::ScreeningProposed& event, const EventContext& context) {
  Begin(&row, context, event.year());
  row.set_verdict(event.verdict());
  *row.mutable_screened() = event.figures();
  row.set_screened_at(context.scope_sequence);
}

std::optional<RowKey> KeyOf(const v1::ScreeningConfirmed& event, const EventContext& context) {
  if (!event.key_account()) return std::nullopt;
  return KeyOfStream(context);
}
void Apply(Row& row, const v1::ScreeningConfirmed& event, const EventContext& context) {
  Begin(&row, context, event.year());
  row.set_verdict(event.verdict());
  *row.mutable_screened() = event.figures();
  row.set_screened_at(context.scope_sequence);
  row.set_stage(event.verdict() == Terms::KEEP ? Terms::KEPT : Terms::WATCHED);
}

std::optional<RowKey> KeyOf(const v1::CustomerDropped& event, const EventContext& context) {
  if (!event.key_account()) return std::nullopt;
  return KeyOfStream(context);
}
void Apply(Row& row, const v1::CustomerDropped&, const EventContext&) {
  row.set_stage(Terms::DROPPED);
}

}  // namespace tenure::projection::key_account_year
