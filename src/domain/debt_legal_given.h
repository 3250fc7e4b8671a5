// Commands of the legal half of collections as its tests give them. he.jing works the case; qin.an
// and zhao.min are approvers; the case stands on invoices due on 1 April and 1 May 2026.
#pragma once

#include <string>
#include <string_view>

#include "domain/debt_claims.h"
#include "domain/debt_given.h"
#include "domain/receivables_given.h"
#include "tenure/v1/debt_legal.pb.h"
#include "tenure/v1/debt_limitation.pb.h"
#include "tenure/v1/debt_settlement.pb.h"
#include "tenure/v1/legal_policy.pb.h"

namespace tenure::testing {

using Law = v1::LegalTerms;

inline v1::Evidence SomeProof() {
  v1::Evidence proof;
  proof.set_kind("receipt");
  proof.set_place("dms://2026/51");
  return proof;
}

inline v1::ServeDemand Demand(std::string_view served_on, Law::Proof proof = Law::SIGNATURE) {
  auto command = OfCase<v1::ServeDemand>();
  command.set_channel(Law::REGISTERED_LETTER);
  *command.mutable_served_on() = DateMessage(Day(served_on));
  command.set_proof_type(proof);
  if (proof != Law::NO_PROOF) *command.mutable_proof() = SomeProof();
  return command;
}

inline v1::RecordAcknowledgement Acknowledged(std::string_view on) {
  auto command = OfCase<v1::RecordAcknowledgement>();
  command.set_how(Law::ACCOUNT_CONFIRMED);
  *command.mutable_on() = DateMessage(Day(on));
  *command.mutable_proof() = SomeProof();
  return command;
}

inline v1::SuspendLimitation Suspend(std::string_view began_on,
                                     Law::Obstacle obstacle = Law::FORCE_MAJEURE) {
  auto command = OfCase<v1::SuspendLimitation>();
  command.set_obstacle(obstacle);
  *command.mutable_began_on() = DateMessage(Day(began_on));
  *command.mutable_proof() = SomeProof();
  return command;
}

inline v1::ResumeLimitation Resume(std::string_view ended_on,
                                   Law::Obstacle obstacle = Law::FORCE_MAJEURE) {
  auto command = OfCase<v1::ResumeLimitation>();
  command.set_obstacle(obstacle);
  *command.mutable_ended_on() = DateMessage(Day(ended_on));
  *command.mutable_proof() = SomeProof();
  return command;
}

inline v1::ReferToAgent Refer(Law::AgentClass kind = Law::LAW_FIRM) {
  auto command = OfCase<v1::ReferToAgent>();
  command.set_kind(kind);
  command.set_basis(Law::LEGAL_CLAIM);
  *command.mutable_notice_on() = DateMessage(Day("2026-05-04"));
  *command.mutable_notice() = SomeProof();
  return command;
}

inline v1::ApproveEscalationSkip Skip(Law::SkipReason reason = Law::ASSET_FLIGHT) {
  auto command = OfCase<v1::ApproveEscalationSkip>();
  command.set_reason(reason);
  *command.mutable_evidence() = SomeProof();
  return command;
}

inline v1::RecordArbitrationAgreement Agreement(bool invalid = false) {
  auto command = OfCase<v1::RecordArbitrationAgreement>();
  command.set_invalid(invalid);
  *command.mutable_agreement() = SomeProof();
  return command;
}

template <typename Command>
Command FiledOn(std::string_view day) {
  auto command = OfCase<Command>();
  *command.mutable_filed_on() = DateMessage(Day(day));
  *command.mutable_filing() = SomeProof();
  return command;
}

inline v1::RecordAward Award(Law::Outcome outcome, std::string_view awarded_on) {
  auto command = OfCase<v1::RecordAward>();
  command.set_outcome(outcome);
  *command.mutable_awarded_on() = DateMessage(Day(awarded_on));
  *command.mutable_document() = SomeProof();
  return command;
}

inline v1::ApplyEnforcement Enforce(std::string_view applied_on) {
  auto command = OfCase<v1::ApplyEnforcement>();
  *command.mutable_applied_on() = DateMessage(Day(applied_on));
  *command.mutable_application() = SomeProof();
  return command;
}

inline v1::RecordLegalStep Step(Law::LegalStep step, std::string_view on) {
  auto command = OfCase<v1::RecordLegalStep>();
  command.set_step(step);
  *command.mutable_on() = DateMessage(Day(on));
  *command.mutable_proof() = SomeProof();
  return command;
}

inline v1::MarkInsolvent Insolvent(std::string_view declared_on) {
  auto command = OfCase<v1::MarkInsolvent>();
  *command.mutable_declared_on() = DateMessage(Day(declared_on));
  *command.mutable_proof() = SomeProof();
  return command;
}

struct DueOn {
  std::string_view due_on;
  std::int64_t minor;
};
inline v1::ProposeSettlement Settle(const std::vector<DueOn>& terms) {
  auto command = OfCase<v1::ProposeSettlement>();
  for (const DueOn& pay : terms) {
    auto* term = command.add_terms();
    *term->mutable_due_on() = DateMessage(Day(pay.due_on));
    term->set_minor(pay.minor);
  }
  return command;
}

inline v1::AcceptSettlement AcceptOn(std::string_view day) {
  auto command = OfCase<v1::AcceptSettlement>();
  *command.mutable_accepted_on() = DateMessage(Day(day));
  *command.mutable_agreement() = SomeProof();
  return command;
}

inline v1::WriteOff WriteOffOf(std::int64_t minor = 0) {
  auto command = OfCase<v1::WriteOff>();
  command.set_reason(Law::NOTHING_TO_SEIZE);
  if (minor != 0) *command.mutable_amount() = Fen(minor);
  *command.mutable_evidence() = SomeProof();
  return command;
}

// A case of 3,000.00 CNY that he.jing works in house since 4 May 2026.
class LawTest : public DebtTest {
 protected:
  LawTest() { InHouse(); }
  void NoExhaustionNeeded() {
    ChangePolicy("legal", [](v1::PolicyBody* body) {
      body->mutable_legal()->set_contacts_before_agent(0);
      body->mutable_legal()->set_demands_before_agent(0);
    });
  }
  void WithSkip() { given.As("qin.an").Do(Skip()), given.As("he.jing"); }
  void Sue(std::string_view day = "2026-05-04") {
    WithSkip();
    given.DoApproved(FiledOn<v1::FileLawsuit>(day), "zhao.min");
  }
  [[nodiscard]] Date LastDay() { return DateOf(Case().legal().clock().last_day()); }
  [[nodiscard]] Debt::Stage Stage() { return Case().stage(); }
  Outcome FireAll() { return given.Fire("debt_case", kDebtCase); }
};

}  // namespace tenure::testing
