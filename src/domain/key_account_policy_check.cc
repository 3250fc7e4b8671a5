// Faults of the policy `key_accounts`, so that no guard ever meets a month or a cadence it cannot
// compute with.
#include "domain/key_account_policy_check.h"

#include <fmt/format.h>

#include <set>

namespace tenure::domain {
namespace {

using Fault = std::optional<std::string>;

constexpr std::uint32_t kDaysMax = 3660;  // ten years: beyond it a number is a typing error
constexpr std::uint32_t kShareMax = 10000;
constexpr std::uint32_t kRatings = 5;
constexpr std::uint32_t kMonths = 12;
constexpr std::uint32_t kJanuary = 31;

bool Days(std::uint32_t days) { return days >= 1 && days <= kDaysMax; }

Fault FaultOfIncentives(const v1::KeyAccountPolicy& policy) {
  std::set<std::string> names;
  for (const auto& incentive : policy.incentives()) {
    if (incentive.name().empty()) return "an incentive has no name";
    if (!names.insert(incentive.name()).second) {
      return fmt::format("incentive {} stands twice", incentive.name());
    }
    for (const v1::Money& most : incentive.alone_max()) {
      if (most.minor() < 0 || most.currency().size() != 3) {
        return fmt::format("alone_max of {} needs amounts with a currency", incentive.name());
      }
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> FaultOfKeyAccounts(const v1::KeyAccountPolicy& policy) {
  if (policy.turnover_min().minor() < 0 || policy.turnover_min().currency().size() != 3) {
    return "turnover_min needs an amount with a currency";
  }
  if (policy.share_min_bp() < 1 || policy.share_min_bp() > kShareMax) {
    return "share_min_bp must be 1 to 10000";
  }
  const bool cadences = Days(policy.executive_visit_every_days()) &&
                        Days(policy.opinion_every_days()) && Days(policy.signal_answer_days()) &&
                        Days(policy.brief_acknowledge_days()) &&
                        Days(policy.reservation_days_max()) && Days(policy.reservation_risk_days());
  if (!cadences) return "cadences and days must be 1 to 3660";
  if (policy.poor_rating_max() < 1 || policy.poor_rating_max() >= kRatings ||
      policy.poor_in_a_row() < 1) {
    return "a poor rating is 1 to 4, and at least one makes an alarm";
  }
  if (policy.forum_due_month() < 1 || policy.forum_due_month() > kMonths ||
      policy.proposals_from_month() < 1 || policy.proposals_from_month() > kMonths) {
    return "months must be 1 to 12";
  }
  if (policy.screening_due_day() < 1 || policy.screening_due_day() > kJanuary) {
    return "screening_due_day must be a day of January";
  }
  return FaultOfIncentives(policy);
}

}  // namespace tenure::domain
