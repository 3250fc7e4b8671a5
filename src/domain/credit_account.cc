// The credit limit (BL): under an approved assessment, within what its band may get (B1-B6), by
// somebody whose own limit covers it.
#include "domain/credit_account_standing.h"
#include "domain/credit_rules.h"
#include "domain/rates.h"
#include "domain/rules_access.h"
#include "domain/value_text.h"
#include "tenure/v1/assessment.pb.h"
#include "tenure/v1/credit_account.domain.h"
#include "tenure/v1/customer.pb.h"

namespace tenure::credit_account {

using domain::CreditRules;
using domain::DateText;
using domain::MoneyText;
using domain::Number;
using formula::Band;
using Assessment = v1::AssessmentState;

namespace {

constexpr int kPercent = 100;

std::optional<Refused> InForce(const Assessment& assessment, const std::string& id,
                               const DecideContext& context) {
  const bool approved =
      assessment.status() == Assessment::APPROVED || assessment.status() == Assessment::ACTIVE;
  if (approved && context.now < TimeOf(assessment.expires_at())) return std::nullopt;
  if (approved || assessment.status() == Assessment::EXPIRED) {
    return Refused{v1::ASSESSMENT_OUT_OF_DATE, {{"date", DateText(DateOf(assessment.valid_to()))}}};
  }
  return Refused{v1::ASSESSMENT_NOT_APPROVED, {{"id", id}}};
}

// Natural persons: no limit without a human approval (2, automated decisions).
std::optional<Refused> HumanBehindIt(const Assessment& assessment, const DecideContext& context) {
  if (context.book.customer().kind() != v1::PERSON) return std::nullopt;
  if (!assessment.approved_by_system() && !context.actor.system) return std::nullopt;
  return Refused{v1::HUMAN_DECISION_NEEDED, {}};
}

// B1-B6: not above what the policy gives the band, in the policy's currency.
std::optional<Refused> WithinBand(const v1::Money& amount, std::uint32_t band,
                                  const CreditRules& rules, const DecideContext& context) {
  const v1::Money& most = rules.Band(band).limit_max();
  const auto converted = domain::Converted(context.rules, context.now, amount.minor(),
                                           amount.currency(), most.currency());
  if (!converted) return Refused{v1::NO_RATE, {{"currency", amount.currency()}}};
  if (*converted <= most.minor()) return std::nullopt;
  return Refused{v1::LIMIT_ABOVE_BAND,
                 {{"band", domain::BandText(band)}, {"most", MoneyText(most)}}};
}

// B4, B5: what such a limit needs beside it.
std::optional<Refused> Safeguarded(const State& state, const v1::Money& amount, std::uint32_t band,
                                   const CreditRules& rules, Time now) {
  if (amount.minor() == 0) return std::nullopt;
  if (band == Number(Band::kCa4) && !state.has_monitoring()) {
    return Refused{v1::LIMIT_NEEDS_MONITORING, {}};
  }
  if (band != Number(Band::kCa5)) return std::nullopt;
  const std::int64_t needed = domain::RoundUp(formula::Rational(amount.minor()) *
                                              rules.policy.guarantee_percent() / kPercent);
  const std::int64_t held = Guaranteed(state, amount.currency(), now);
  if (held >= needed) return std::nullopt;
  return Refused{v1::LIMIT_NEEDS_GUARANTEE,
                 {{"needed", MoneyText(needed, amount.currency())},
                  {"held", MoneyText(held, amount.currency())}}};
}

bool Preferential(const v1::SetCreditLimit& command, const CreditRules& rules) {
  return command.discount_bp() > 0 ||
         command.payment_days() > rules.policy.ordinary_payment_days_max();
}

std::optional<Refused> TermsAllowed(const v1::SetCreditLimit& command, std::uint32_t band,
                                    const CreditRules& rules) {
  const std::uint32_t most = rules.policy.preferential_payment_days_max();
  if (command.payment_days() > most) {
    return Refused{v1::TERMS_TOO_LONG, {{"most", std::to_string(most)}}};
  }
  const bool needs_reason = Preferential(command, rules) && band != Number(Band::kCa1) &&
                            command.override_reason() == Terms::OVERRIDE_UNSPECIFIED;
  if (!needs_reason) return std::nullopt;
  return Refused{v1::PREFERENTIAL_TERMS, {{"band", domain::BandText(band)}}};
}

// The last day that band and assessment allow.
Date LatestDay(const Assessment& assessment, std::uint32_t band, const CreditRules& rules,
               Date today) {
  return std::min(today + std::chrono::days(rules.Band(band).valid_days_max()),
                  DateOf(assessment.valid_to()));
}

std::optional<Refused> ValidityAllowed(const v1::SetCreditLimit& command, Date today, Date latest) {
  if (!command.has_valid_to()) return std::nullopt;
  const Date asked = DateOf(command.valid_to());
  if (asked >= today && asked <= latest) return std::nullopt;
  return Refused{v1::LIMIT_VALIDITY, {{"from", DateText(today)}, {"to", DateText(latest)}}};
}

// Whom it takes beside the actor: CA5 and preferential terms outside CA1 always somebody higher,
// else whoever may give so much.
std::optional<ApprovalNeed> SecondPerson(const v1::SetCreditLimit& command, std::uint32_t band,
                                         const CreditRules& rules, const DecideContext& context) {
  if (context.approval != nullptr) return std::nullopt;
  const v1::Money& amount = command.amount();
  const bool preferential = Preferential(command, rules) && band != Number(Band::kCa1);
  const bool risky = band == Number(Band::kCa5) && amount.minor() > 0;
  if (preferential || risky) return ApprovalNeed{"credit.override", amount};
  if (amount.minor() == 0) return std::nullopt;
  const auto limit =
      domain::LimitOf(context.rules, context.actor, "credit.limit", amount.currency(), context.now);
  if (limit && amount.minor() <= *limit) return std::nullopt;
  return ApprovalNeed{"credit.limit", amount};
}

bool Same(const State& state, const v1::CreditLimitSet& event) {
  return state.assessment_id() == event.assessment_id() &&
         state.limit().minor() == event.amount().minor() &&
         state.limit().currency() == event.amount().currency() &&
         state.payment_days() == event.payment_days() &&
         state.discount_bp() == event.discount_bp() &&
         state.valid_to().days() == event.valid_to().days();
}

v1::CreditLimitSet LimitSet(const State& state, const v1::SetCreditLimit& command,
                            const Assessment& assessment, const CreditRules& rules,
                            const DecideContext& context) {
  const std::uint32_t band = assessment.approved_band();
  const Date today = rules.Today(context.now);
  v1::CreditLimitSet event = EventOf(command);
  if (!command.has_valid_to()) {
    *event.mutable_valid_to() = DateMessage(LatestDay(assessment, band, rules, today));
  }
  *event.mutable_expires_at() = InstantOf(rules.EndOf(DateOf(event.valid_to())));
  event.set_band(band);
  event.set_preferential(Preferential(command, rules));
  if (context.approval != nullptr) event.set_approved_by(context.approval->approver);
  event.set_previous_assessment(state.assessment_id());
  if (state.has_limit()) *event.mutable_previous() = state.limit();
  event.set_guaranteed(Guaranteed(state, command.amount().currency(), context.now));
  *event.mutable_review_due() =
      InstantOf(rules.DaysFrom(context.now, rules.Band(band).review_every_days()));
  event.set_puts_in_force(assessment.status() == Assessment::APPROVED);
  event.set_ends_review(state.review() != Terms::TRIGGER_UNSPECIFIED);
  *event.mutable_policy() = rules.ref;
  return event;
}

void Apply(State& state, const v1::CreditLimitSet& event) {
  *state.mutable_limit() = event.amount();
  state.set_payment_days(event.payment_days());
  state.set_discount_bp(event.discount_bp());
  state.set_preferential(event.preferential());
  *state.mutable_valid_to() = event.valid_to();
  *state.mutable_expires_at() = event.expires_at();
  state.set_band(event.band());
  state.set_assessment_id(event.assessment_id());
  *state.mutable_review_due() = event.review_due();
  state.clear_review();
  state.clear_expired();
}

}  // namespace

Decision Decide(const State& state, const v1::SetCreditLimit& command,
                const DecideContext& context) {
  const auto* assessment = context.related.Get<Assessment>(command.assessment_id());
  if (assessment == nullptr) {
    return Decision::Refuse(v1::UNKNOWN_REFERENCE,
                            {{"field", "data.assessment_id"}, {"id", command.assessment_id()}});
  }
  if (auto no = InForce(*assessment, command.assessment_id(), context)) {
    return Decision::Refuse(*no);
  }
  if (auto no = HumanBehindIt(*assessment, context)) return Decision::Refuse(*no);
  const auto rules = domain::CreditRulesInForce(context.rules, context.now);
  if (!rules) return Decision::Refuse(rules.error());
  const std::uint32_t band = assessment->approved_band();
  const Date today = rules->Today(context.now);
  if (auto no = WithinBand(command.amount(), band, *rules, context)) return Decision::Refuse(*no);
  if (auto no = Safeguarded(state, command.amount(), band, *rules, context.now)) {
    return Decision::Refuse(*no);
  }
  if (auto no = TermsAllowed(command, band, *rules)) return Decision::Refuse(*no);
  if (auto no = ValidityAllowed(command, today, LatestDay(*assessment, band, *rules, today))) {
    return Decision::Refuse(*no);
  }
  v1::CreditLimitSet event = LimitSet(state, command, *assessment, *rules, context);
  const bool stands = LimitLives(state, context.now) && !event.ends_review();
  if (stands && Same(state, event)) return Decision::Refuse(v1::NO_CHANGE);
  if (auto need = SecondPerson(command, band, *rules, context)) {
    return Decision::NeedsApproval(*need);
  }
  State after = state;
  Apply(after, event);
  *event.mutable_after() = AfterOf(after);
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::CreditLimitSet& event, const EventContext& context) {
  Apply(state, event);
  state.set_set_by(std::string(context.actor));
  state.set_standing(event.after().standing());
}

void EvolveBook(v1::Book& book, const v1::CreditLimitSet& event, const EventContext&) {
  v1::CreditBook* credit = book.mutable_credit();
  PutStanding(&book, event.after());
  *credit->mutable_limit() = event.amount();
  *credit->mutable_valid_to() = event.valid_to();
  credit->set_band(event.band());
  credit->set_guaranteed(event.guaranteed());
}

}  // namespace tenure::credit_account
