// The board of debt cases follows the events of each case; claims move as the case's own do.
#include <algorithm>
#include <string>

#include "debt_case_board/debt_case_board.projection.h"
#include "tenure/values.h"

namespace tenure::projection::debt_case_board {

using Row = v1::DebtCaseBoardRow;
using Terms = v1::DebtTerms;
using Case = v1::DebtCaseState;

namespace {

void Sum(Row* row) {
  std::int64_t owed = 0;
  std::int64_t disputed = 0;
  for (const auto& claim : row->claims()) {
    owed += std::max<std::int64_t>(
        claim.principal() + claim.interest() + claim.costs() - claim.waived(), 0);
    disputed += claim.disputed();
  }
  row->mutable_owed()->set_minor(owed);
  row->mutable_disputed()->set_minor(disputed);
  row->mutable_disputed()->set_currency(row->owed().currency());
}

v1::DebtClaim* ClaimOf(Row* row, const std::string& invoice_id) {
  for (auto& claim : *row->mutable_claims()) {
    if (claim.invoice_id() == invoice_id) return &claim;
  }
  return nullptr;
}

void MovePart(const v1::DebtClaimsMoved& event, const v1::ClaimPart& part, v1::DebtClaim* claim) {
  const int sign = event.movement() == Terms::REVERSED ? 1 : -1;
  const auto moved = [sign](std::int64_t from, std::int64_t by) {
    return std::max<std::int64_t>(from + sign * by, 0);
  };
  claim->set_principal(moved(claim->principal(), part.principal()));
  claim->set_interest(moved(claim->interest(), part.interest()));
  claim->set_costs(moved(claim->costs(), part.costs()));
  if (sign > 0) return;
  const std::int64_t settled =
      event.dispute() ? part.principal() + part.interest() + part.costs() : 0;
  claim->set_disputed(std::clamp<std::int64_t>(
      claim->disputed() - settled, 0, claim->principal() + claim->interest() + claim->costs()));
}

void Stand(Row* row, Case::Stage stage, const EventContext& context) {
  row->set_stage(stage);
  row->set_why(context.scope_sequence);
}

}  // namespace

void Apply(Row& row, const v1::DebtCaseOpened& event, const EventContext& context) {
  row.set_customer(CustomerOf(context));
  row.set_case_id(context.stream.id);
  row.set_stage(Case::OPEN);
  *row.mutable_opened_at() = InstantOf(context.effective_at);
  *row.mutable_claims() = event.claims();
  row.mutable_owed()->set_currency(event.open().currency());
  Sum(&row);
  row.set_why(context.scope_sequence);
}
void Apply(Row& row, const v1::DebtCaseAssigned& event, const EventContext& context) {
  row.set_collector(event.collector());
  row.set_why(context.scope_sequence);
}
void Apply(Row& row, const v1::CollectionPaused& event, const EventContext& context) {
  *row.mutable_paused_until() = event.until();
  row.set_why(context.scope_sequence);
}
void Apply(Row& row, const v1::CollectionResumed& event, const EventContext& context) {
  row.clear_paused_until();
  row.set_paused_days(row.paused_days() + event.paused_days());
  row.set_why(context.scope_sequence);
}
void Apply(Row& row, const v1::DebtorClassified& event, const EventContext& context) {
  row.set_debtor_type(event.type());
  row.set_preservation_candidate(event.preservation_candidate());
  row.set_why(context.scope_sequence);
}
void Apply(Row& row, const v1::TacticChosen&, const EventContext& context) {
  row.set_why(context.scope_sequence);
}
void Apply(Row& row, const v1::StrategyApproved& event, const EventContext& context) {
  row.set_tactic(event.tactic());
  if (row.stage() == Case::OPEN) row.set_stage(Case::STRATEGISED);
  row.set_why(context.scope_sequence);
}
void Apply(Row& row, const v1::InHouseStarted&, const EventContext& context) {
  row.set_stage(Case::IN_HOUSE);
  row.set_why(context.scope_sequence);
}

// Beyond own collection: agent, arbitration or court, and how it ends there.
void Apply(Row& row, const v1::ReferredToAgent&, const EventContext& context) {
  Stand(&row, Case::AGENT, context);
}
void Apply(Row& row, const v1::RecalledFromAgent&, const EventContext& context) {
  Stand(&row, Case::IN_HOUSE, context);
}
void Apply(Row& row, const v1::ArbitrationFiled&, const EventContext& context) {
  Stand(&row, Case::ARBITRATION, context);
}
void Apply(Row& row, const v1::LawsuitFiled&, const EventContext& context) {
  Stand(&row, Case::LITIGATION, context);
}
void Apply(Row& row, const v1::AwardRecorded& event, const EventContext& context) {
  const bool lost = event.outcome() == v1::LegalTerms::AGAINST_US;
  for (int i = 0; i < event.waived_size() && i < row.claims_size(); ++i) {
    v1::DebtClaim* claim = row.mutable_claims(i);
    claim->set_waived(claim->waived() + event.waived(i));
  }
  Sum(&row);
  Stand(&row, lost ? Case::LOST : Case::AWARDED, context);
}
void Apply(Row& row, const v1::EnforcementApplied&, const EventContext& context) {
  Stand(&row, Case::ENFORCEMENT, context);
}
void Apply(Row& row, const v1::EnforcementLapsed&, const EventContext& context) {
  Stand(&row, Case::TIME_BARRED, context);
}
void Apply(Row& row, const v1::DebtorInsolvent&, const EventContext& context) {
  Stand(&row, Case::INSOLVENCY, context);
}
void Apply(Row& row, const v1::DebtWrittenOff& event, const EventContext& context) {
  Stand(&row, event.whole() ? Case::WRITTEN_OFF : row.stage(), context);
}
void Apply(Row& row, const v1::LimitationRestarted& event, const EventContext& context) {
  Stand(&row, event.revived() ? Case::IN_HOUSE : row.stage(), context);
}
void Apply(Row& row, const v1::LimitationExpired&, const EventContext& context) {
  Stand(&row, Case::TIME_BARRED, context);
}

void Apply(Row& row, const v1::DebtClaimsMoved& event, const EventContext& context) {
  for (const auto& part : event.parts()) {
    if (v1::DebtClaim* claim = ClaimOf(&row, part.invoice_id())) MovePart(event, part, claim);
  }
  Sum(&row);
  row.set_why(context.scope_sequence);
}
void Apply(Row& row, const v1::DebtSettled& event, const EventContext& context) {
  row.set_stage(event.partial() ? Case::SETTLED_PARTIAL : Case::SETTLED);
  row.clear_paused_until();
  row.clear_contact_budget();
  row.set_why(context.scope_sequence);
}
void Apply(Row& row, const v1::DebtCaseReopened& event, const EventContext& context) {
  row.set_stage(static_cast<Case::Stage>(event.stage()));
  row.set_why(context.scope_sequence);
}
void Apply(Row& row, const v1::PromiseNoted& event, const EventContext& context) {
  auto* active = row.mutable_promises();
  active->erase(std::remove(active->begin(), active->end(), event.promise_id()), active->end());
  if (event.status() == Terms::ACTIVE) row.add_promises(event.promise_id());
  row.set_promises_active(static_cast<std::uint32_t>(active->size()));
  row.set_promises_not_kept(event.not_kept());
  row.set_preservation_candidate(event.preservation_candidate());
  row.set_why(context.scope_sequence);
}
void Apply(Row& row, const v1::DisputeNoted& event, const EventContext& context) {
  if (v1::DebtClaim* claim = ClaimOf(&row, event.invoice_id())) {
    claim->set_disputed(event.disputed());
  }
  Sum(&row);
  row.set_why(context.scope_sequence);
}
void Apply(Row& row, const v1::CollectionContactPlanned& event, const EventContext& context) {
  if (event.has_budget_left()) row.set_contact_budget(event.budget_left());
  row.set_why(context.scope_sequence);
}
void Apply(Row& row, const v1::CollectionContactRecorded& event, const EventContext& context) {
  row.set_contacts(row.contacts() + 1);
  if (event.reach() == Terms::CONVERSATION) row.set_conversations(row.conversations() + 1);
  row.set_breaches(row.breaches() + static_cast<std::uint32_t>(event.breach_size()));
  if (event.has_budget_left()) row.set_contact_budget(event.budget_left());
  if (!row.has_first_contact_at() || event.at().us() < row.first_contact_at().us()) {
    *row.mutable_first_contact_at() = event.at();
    const auto waited = TimeOf(event.at()) - TimeOf(row.opened_at());
    row.set_days_to_first_contact(static_cast<std::uint32_t>(
        std::max<std::int64_t>(std::chrono::floor<std::chrono::days>(waited).count(), 0)));
  }
  row.set_why(context.scope_sequence);
}
void Apply(Row& row, const v1::DunningIssued& event, const EventContext& context) {
  row.set_dunning_level(event.level());
  for (const std::string& id : event.invoices()) {
    if (v1::DebtClaim* claim = ClaimOf(&row, id)) claim->set_dunning_level(event.level());
  }
  row.set_why(context.scope_sequence);
}

}  // namespace tenure::projection::debt_case_board
