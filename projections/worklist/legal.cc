// Worklist of law on debts: limitation and the written demand before it (T2), awards, enforcement,
// claims in insolvency, settlements (T3).
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string>

#include "worklist/worklist.h"

namespace tenure::projection::worklist {
namespace {

constexpr char kCase[] = "debt_case";
constexpr Row::Kind kOfLaw[] = {Row::LIMITATION_ENDS, Row::WRITTEN_DEMAND, Row::AWARD_AWAITED,
                                Row::ENFORCEMENT,     Row::PROOF_OF_CLAIM, Row::SETTLEMENT_OFFER,
                                Row::SETTLEMENT_TERM};

void ClearKind(Row* row, Row::Kind kind) {
  auto* obligations = row->mutable_obligations();
  obligations->erase(std::remove_if(obligations->begin(), obligations->end(),
                                    [&](const auto& one) { return one.kind() == kind; }),
                     obligations->end());
}

void ClearLaw(Row* row) {
  for (const Row::Kind kind : kOfLaw) ClearKind(row, kind);
}

// Which term it is: its day, "2026-06-30".
std::string TermOf(const v1::Date& date) {
  const std::chrono::year_month_day day(DateOf(date));
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()),
                     static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
}

bool Has(const Row& row, Row::Kind kind) {
  return std::any_of(row.obligations().begin(), row.obligations().end(),
                     [&](const auto& one) { return one.kind() == kind; });
}

void PutClock(Row* row, const v1::LimitationClock& clock, const v1::PolicyRef& policy,
              const EventContext& context) {
  ClearKind(row, Row::LIMITATION_ENDS);
  ClearKind(row, Row::WRITTEN_DEMAND);
  SetDue(row, context, kCase,
         {Row::LIMITATION_ENDS, clock.expires_at(), "ServeDemand", &policy, ""});
  if (clock.obstructed()) return;
  SetDue(row, context, kCase,
         {Row::WRITTEN_DEMAND, clock.written_demand_by(), "ServeDemand", &policy, ""});
}

// With the court, the arbitrators or the administrator limitation is no duty any more.
void EndClock(Row* row) {
  ClearKind(row, Row::LIMITATION_ENDS);
  ClearKind(row, Row::WRITTEN_DEMAND);
}

bool InProceedings(const Row& row) {
  return Has(row, Row::AWARD_AWAITED) || Has(row, Row::ENFORCEMENT) ||
         Has(row, Row::PROOF_OF_CLAIM);
}

template <typename Event>
void AwaitAward(Row* row, const Event& event, const EventContext& context) {
  EndClock(row);
  SetDue(row, context, kCase,
         {Row::AWARD_AWAITED, event.award_due(), "RecordAward", &event.policy(), ""});
}

}  // namespace

void Apply(Row& row, const v1::LimitationStarted& event, const EventContext& context) {
  PutClock(&row, event.clock(), event.policy(), context);
}

void Apply(Row& row, const v1::LimitationRestarted& event, const EventContext& context) {
  if (!InProceedings(row)) PutClock(&row, event.clock(), event.policy(), context);
}

void Apply(Row& row, const v1::LimitationSuspended& event, const EventContext& context) {
  PutClock(&row, event.clock(), event.policy(), context);
}

void Apply(Row& row, const v1::LimitationResumed& event, const EventContext& context) {
  PutClock(&row, event.clock(), event.policy(), context);
}

void Apply(Row& row, const v1::LimitationExpired&, const EventContext&) { EndClock(&row); }

// The demand is still wanted, only late: the row stays, its event says so.
void Apply(Row& row, const v1::WrittenDemandMissing&, const EventContext& context) {
  for (auto& one : *row.mutable_obligations()) {
    if (one.kind() == Row::WRITTEN_DEMAND) one.set_why(context.scope_sequence);
  }
}

void Apply(Row& row, const v1::ArbitrationFiled& event, const EventContext& context) {
  AwaitAward(&row, event, context);
}

void Apply(Row& row, const v1::LawsuitFiled& event, const EventContext& context) {
  AwaitAward(&row, event, context);
}

void Apply(Row& row, const v1::AwardRecorded& event, const EventContext& context) {
  ClearKind(&row, Row::AWARD_AWAITED);
  if (event.outcome() == v1::LegalTerms::AGAINST_US) {
    ClearLaw(&row);
    return;
  }
  SetDue(&row, context, kCase,
         {Row::ENFORCEMENT, event.lapses_at(), "ApplyEnforcement", &event.calendar(), ""});
}

void Apply(Row& row, const v1::EnforcementApplied&, const EventContext&) {
  ClearKind(&row, Row::ENFORCEMENT);
}

void Apply(Row& row, const v1::EnforcementLapsed&, const EventContext&) { ClearLaw(&row); }

void Apply(Row& row, const v1::DebtorInsolvent& event, const EventContext& context) {
  ClearLaw(&row);
  SetDue(&row, context, kCase,
         {Row::PROOF_OF_CLAIM, event.claim_until(), "RecordLegalStep", &event.policy(), ""});
}

void Apply(Row& row, const v1::LegalStepRecorded& event, const EventContext&) {
  if (event.step() == v1::LegalTerms::PROOF_OF_CLAIM) ClearKind(&row, Row::PROOF_OF_CLAIM);
}

// Late is better than never: the claim can still be filed, at its own cost.
void Apply(Row& row, const v1::ProofOfClaimMissed&, const EventContext& context) {
  for (auto& one : *row.mutable_obligations()) {
    if (one.kind() == Row::PROOF_OF_CLAIM) one.set_why(context.scope_sequence);
  }
}

void Apply(Row& row, const v1::SettlementProposed& event, const EventContext& context) {
  ClearKind(&row, Row::SETTLEMENT_OFFER);
  ClearKind(&row, Row::SETTLEMENT_TERM);
  for (const auto& term : event.due()) {
    SetDue(&row, context, kCase,
           {Row::SETTLEMENT_OFFER, term.due_at(), "AcceptSettlement", &event.policy(),
            TermOf(term.due_on())});
  }
}

void Apply(Row& row, const v1::SettlementAccepted&, const EventContext& context) {
  for (auto& one : *row.mutable_obligations()) {
    if (one.kind() != Row::SETTLEMENT_OFFER) continue;
    one.set_kind(Row::SETTLEMENT_TERM);
    one.set_settle("RecordPayment");
    one.set_why(context.scope_sequence);
  }
}

void Apply(Row& row, const v1::SettlementTermMet& event, const EventContext&) {
  ClearDue(&row, Row::SETTLEMENT_TERM, TermOf(event.due_on()));
}

void Apply(Row& row, const v1::SettlementBroken&, const EventContext&) {
  ClearKind(&row, Row::SETTLEMENT_TERM);
}

void Apply(Row& row, const v1::DebtWrittenOff& event, const EventContext&) {
  if (event.whole()) ClearLaw(&row);
}

}  // namespace tenure::projection::worklist
