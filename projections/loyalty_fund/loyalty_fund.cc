// The loyalty fund's ledgers: what came in, by year and source, and what was spent. L7.
#include <algorithm>

#include "loyalty_fund/loyalty_fund.projection.h"
#include "tenure/values.h"

namespace tenure::projection::loyalty_fund {

using Row = v1::LoyaltyFundRow;

namespace {

Row::Balance* BalanceOf(Row* row, const std::string& currency) {
  auto* balances = row->mutable_balances();
  const auto found = std::find_if(balances->begin(), balances->end(),
                                  [&](const auto& one) { return one.currency() == currency; });
  if (found != balances->end()) return &*found;
  balances->Add()->set_currency(currency);
  return &*balances->rbegin();
}

Row::Contribution* YearOf(Row* row, const v1::LoyaltyFundContributed& event) {
  auto* years = row->mutable_years();
  const auto found = std::find_if(years->begin(), years->end(), [&](const auto& one) {
    return one.year() == event.year() && one.source() == event.source() &&
           one.currency() == event.amount().currency();
  });
  if (found != years->end()) return &*found;
  auto* added = years->Add();
  added->set_year(event.year());
  added->set_source(event.source());
  added->set_currency(event.amount().currency());
  return added;
}

}  // namespace

void Apply(Row& row, const v1::LoyaltyEnrolled& event, const EventContext& context) {
  row.set_customer(CustomerOf(context));
  *row.mutable_enrolled_at() = InstantOf(context.effective_at);
  *row.mutable_next_contribution_due() = event.next_contribution_due();
  row.set_why(context.scope_sequence);
}

void Apply(Row& row, const v1::LoyaltyFundContributed& event, const EventContext& context) {
  const std::int64_t minor = event.amount().minor();
  Row::Balance* balance = BalanceOf(&row, event.amount().currency());
  balance->set_balance(balance->balance() + minor);
  balance->set_contributed(balance->contributed() + minor);
  if (event.source() == v1::COMPANY_PROFIT) {
    balance->set_from_company(balance->from_company() + minor);
  } else {
    balance->set_from_customer(balance->from_customer() + minor);
  }
  Row::Contribution* year = YearOf(&row, event);
  year->set_minor(year->minor() + minor);
  *row.mutable_next_contribution_due() = event.next_contribution_due();
  row.set_why(context.scope_sequence);
}

void Apply(Row& row, const v1::LoyaltyFundDisbursed& event, const EventContext& context) {
  const std::int64_t minor = event.amount().minor();
  Row::Balance* balance = BalanceOf(&row, event.amount().currency());
  balance->set_balance(balance->balance() - minor);
  balance->set_disbursed(balance->disbursed() + minor);
  balance->set_from_company(balance->from_company() - event.from_company_minor());
  balance->set_from_customer(balance->from_customer() - event.from_customer_minor());
  *row.mutable_last_disbursed_at() = InstantOf(context.effective_at);
  row.set_disbursed_for(context.scope_sequence);
  row.set_approved_by(event.approved_by());
  row.set_why(context.scope_sequence);
}

}  // namespace tenure::projection::loyalty_fund
