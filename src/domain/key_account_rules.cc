#include "domain/key_account_rules.h"

#include "domain/calendars.h"

namespace tenure::domain {

tl::expected<KeyAccountRules, Refused> KeyAccountRulesInForce(const Rules& rules, Time now) {
  auto found = PolicyInForce(rules, "key_accounts", v1::PolicyBody::kKeyAccounts, now);
  if (!found) return tl::unexpected(std::move(found).error());
  return KeyAccountRules{found->body.key_accounts(), found->ref,
                         std::move(found->calendar.calendar)};
}

}  // namespace tenure::domain
