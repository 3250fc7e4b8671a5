// The loyalty maintenance fund (L7, G1): fed by yearly profit and customers' contributions, spent
// on keeping the relation; no balance below zero.
#include <algorithm>

#include "domain/lifecycle_terms.h"
#include "domain/value_text.h"
#include "tenure/v1/loyalty.domain.h"

namespace tenure::loyalty_fund {

using State = v1::LoyaltyFundState;

namespace {

constexpr int kCurrenciesMax = 8;  // keeps the state inside its bound
constexpr std::int64_t kBalanceMax =
    1'000'000'000'000'000;  // minor units; sums stay far from 64 bits

const State::Balance* FindBalance(const State& state, const std::string& currency) {
  for (const State::Balance& balance : state.balances()) {
    if (balance.currency() == currency) return &balance;
  }
  return nullptr;
}

State::Balance* BalanceOf(State* state, const std::string& currency) {
  for (State::Balance& balance : *state->mutable_balances()) {
    if (balance.currency() == currency) return &balance;
  }
  State::Balance* balance = state->add_balances();
  balance->set_currency(currency);
  return balance;
}

std::chrono::year YearOf(Date date) { return std::chrono::year_month_day(date).year(); }

// L7: the contribution for a year is due after its close, on the first of the policy's month.
Time ContributionDue(const domain::LifecycleTerms& terms, std::chrono::year for_year) {
  const std::chrono::month month(terms.policy.contribution_due_month());
  return terms.calendar.StartOf(Date((for_year + std::chrono::years(1)) / month / 1));
}

// The first contribution that can still be made in time.
Time FirstContribution(const domain::LifecycleTerms& terms, Date today) {
  const std::chrono::year last = YearOf(today) - std::chrono::years(1);
  const Time due = ContributionDue(terms, last);
  return terms.calendar.StartOf(today) < due ? due : ContributionDue(terms, YearOf(today));
}

// When the company's next contribution is due: its own for the year that was due, or a later one,
// settles it; the customer's and those for earlier years do not.
v1::Instant NextContribution(const State& state, const v1::RecordFundContribution& command,
                             const domain::LifecycleTerms& terms) {
  if (command.source() != v1::COMPANY_PROFIT) return state.next_contribution_due();
  const Date due = terms.Today(TimeOf(state.next_contribution_due()));
  const std::chrono::year given(static_cast<int>(command.year()));
  if (given + std::chrono::years(1) < YearOf(due)) return state.next_contribution_due();
  return InstantOf(ContributionDue(terms, given + std::chrono::years(1)));
}

std::int64_t AloneMax(const v1::LifecyclePolicy& policy, const std::string& currency) {
  for (const v1::Money& amount : policy.disbursement_alone_max()) {
    if (amount.currency() == currency) return amount.minor();
  }
  return 0;
}

}  // namespace

Decision Decide(const State& state, const v1::EnrolLoyalty& command, const DecideContext& context) {
  if (state.enrolled()) return Decision::Refuse(v1::NO_CHANGE);
  if (context.book.lifecycle().in_care() == 0) return Decision::Refuse(v1::NOT_IN_CARE);
  const auto terms = domain::LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return Decision::Refuse(terms.error());
  v1::LoyaltyEnrolled event = EventOf(command);
  *event.mutable_next_contribution_due() =
      InstantOf(FirstContribution(*terms, terms->Today(context.now)));
  *event.mutable_policy() = terms->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::RecordFundContribution& command,
                const DecideContext& context) {
  if (!state.enrolled()) return Decision::Refuse(v1::NOT_ENROLLED);
  const State::Balance* balance = FindBalance(state, command.amount().currency());
  const std::int64_t held =
      balance == nullptr ? 0 : balance->company_minor() + balance->customer_minor();
  const bool full = (balance == nullptr && state.balances_size() >= kCurrenciesMax) ||
                    held > kBalanceMax - command.amount().minor();
  if (full) return Decision::Refuse(v1::STATE_FULL, {{"limit", std::to_string(kCurrenciesMax)}});
  const auto terms = domain::LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return Decision::Refuse(terms.error());
  const int this_year = static_cast<int>(YearOf(terms->Today(context.now)));
  if (command.source() == v1::COMPANY_PROFIT && static_cast<int>(command.year()) >= this_year) {
    return Decision::Refuse(v1::YEAR_NOT_CLOSED, {{"year", std::to_string(command.year())}});
  }
  v1::LoyaltyFundContributed event = EventOf(command);
  *event.mutable_next_contribution_due() = NextContribution(state, command, *terms);
  *event.mutable_policy() = terms->ref;
  return Decision::Of(std::move(event));
}

Decision Decide(const State& state, const v1::DisburseFund& command, const DecideContext& context) {
  if (!state.enrolled()) return Decision::Refuse(v1::NOT_ENROLLED);
  const v1::Money& amount = command.amount();
  const State::Balance* balance = FindBalance(state, amount.currency());
  const std::int64_t held =
      balance == nullptr ? 0 : balance->company_minor() + balance->customer_minor();
  if (amount.minor() > held) {
    return Decision::Refuse(v1::FUND_TOO_SMALL,
                            {{"balance", domain::MoneyText(held, amount.currency())}});
  }
  const auto terms = domain::LifecycleTermsInForce(context.rules, context.now);
  if (!terms) return Decision::Refuse(terms.error());
  if (amount.minor() > AloneMax(terms->policy, amount.currency()) && context.approval == nullptr) {
    return Decision::NeedsApproval({"loyalty.disburse", amount});
  }
  v1::LoyaltyFundDisbursed event;
  *event.mutable_amount() = amount;
  const std::int64_t company = std::min(amount.minor(), balance->company_minor());
  event.set_from_company_minor(company);
  event.set_from_customer_minor(amount.minor() - company);
  if (context.approval != nullptr) event.set_approved_by(context.approval->approver);
  *event.mutable_policy() = terms->ref;
  return Decision::Of(std::move(event));
}

void Evolve(State& state, const v1::LoyaltyEnrolled& event, const EventContext&) {
  state.set_enrolled(true);
  *state.mutable_next_contribution_due() = event.next_contribution_due();
}

void Evolve(State& state, const v1::LoyaltyFundContributed& event, const EventContext&) {
  State::Balance* balance = BalanceOf(&state, event.amount().currency());
  if (event.source() == v1::COMPANY_PROFIT) {
    balance->set_company_minor(balance->company_minor() + event.amount().minor());
  } else {
    balance->set_customer_minor(balance->customer_minor() + event.amount().minor());
  }
  *state.mutable_next_contribution_due() = event.next_contribution_due();
}

void Evolve(State& state, const v1::LoyaltyFundDisbursed& event, const EventContext&) {
  State::Balance* balance = BalanceOf(&state, event.amount().currency());
  balance->set_company_minor(balance->company_minor() - event.from_company_minor());
  balance->set_customer_minor(balance->customer_minor() - event.from_customer_minor());
}

}  // namespace tenure::loyalty_fund
