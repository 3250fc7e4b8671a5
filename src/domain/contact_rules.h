// When and how often a debtor may be contacted (domain 2): the pack of a case in force, the
// debtor's own clock, windows over local days, quiet after a conversation. Pure; the book is what
// is counted.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/calendar.h"
#include "tenure/decision.h"
#include "tenure/result.h"
#include "tenure/v1/collection_policy.pb.h"
#include "tenure/v1/complaint_terms.pb.h"
#include "tenure/v1/debt_terms.pb.h"

namespace tenure::domain {

struct ContactRules {
  const v1::CollectionPackPolicy& pack;
  v1::PolicyRef ref;
  Calendar local;  // the debtor's
};

// The pack `pack` with the debtor's clock: of the calendar in force whose time zone is `zone`, or
// with an empty `zone` the pack's own. UNKNOWN_PACK, UNKNOWN_TIME_ZONE, NO_POLICY.
[[nodiscard]] tl::expected<ContactRules, Refused> ContactRulesInForce(const Rules& rules,
                                                                      const std::string& pack,
                                                                      const std::string& zone,
                                                                      Time now);

// A contact that is asked about.
struct Contact {
  Time at;
  v1::ComplaintTerms::Channel channel;
  std::uint64_t debt;        // 64 bits of the case id's SHA-256
  std::uint32_t plan = 0;    // the plan it carries out: not counted beside it
  bool count_plans = false;  // plans that live at `now` count as contacts
  Time now;
  std::uint32_t plan_hours = 0;  // for which a plan lives after its time
};

// OUTSIDE_CONTACT_HOURS: the debtor's local minute lies outside the pack's hours, or outside those
// that he agreed for the channel, which replace them.
[[nodiscard]] std::optional<Refused> OutsideHours(const ContactRules& rules, const v1::Book& book,
                                                  const Contact& contact);
// Made in the first days of the debtor's consent: counts in no window and needs none.
[[nodiscard]] bool IsExcluded(const ContactRules& rules, const v1::Book& book,
                              const Contact& contact);
// CONTACT_TOO_OFTEN: with it, some row of local days would hold more than a window allows.
[[nodiscard]] std::optional<Refused> TooOften(const ContactRules& rules, const v1::Book& book,
                                              const Contact& contact);
// CONTACT_TOO_SOON: after a conversation about the same debt.
[[nodiscard]] std::optional<Refused> TooSoon(const ContactRules& rules, const v1::Book& book,
                                             const Contact& contact);
// How many more contacts the tightest window of the channel leaves on the local day of `contact`;
// nullopt: no window counts that channel.
[[nodiscard]] std::optional<std::uint32_t> BudgetLeft(const ContactRules& rules,
                                                      const v1::Book& book, const Contact& contact);

// The rule for an occasion and kind of customer; null: it is allowed.
[[nodiscard]] const v1::CollectionPackPolicy::OccasionRule* RuleFor(
    const v1::CollectionPackPolicy& pack, v1::DebtTerms::Occasion occasion,
    std::uint32_t customer_kind);

}  // namespace tenure::domain
