// Faults of the credit policies, so that no guard ever meets a band without a row or a rate of
// zero.
#include "domain/credit_policy_check.h"

#include <fmt/format.h>

#include <set>

#include "formula/nine_factors.h"

namespace tenure::domain {
namespace {

using Fault = std::optional<std::string>;

constexpr std::uint32_t kDaysMax = 3660;  // ten years: beyond it a number is a typing error
constexpr std::uint32_t kMonthsMax = 120;
constexpr std::uint32_t kPercentMax = 100;
constexpr std::uint32_t kGuaranteePercentMax = 1000;
constexpr std::uint32_t kDecisionDaysMax = 260;  // working days of a year
constexpr std::uint32_t kDoNotTrade = static_cast<std::uint32_t>(formula::Band::kCa6);
// B2 迅速给予信用核定, B3 正常给予信用核定.
constexpr int kFast = static_cast<int>(formula::Band::kCa2) - 1;
constexpr int kNormal = static_cast<int>(formula::Band::kCa3) - 1;

bool Days(std::uint32_t days) { return days >= 1 && days <= kDaysMax; }

Fault FaultOfBand(const v1::CreditPolicy::Band& row, std::uint32_t band) {
  if (row.band() != band) return "bands must be CA1 to CA6, in order";
  if (row.limit_max().minor() < 0 || row.limit_max().currency().size() != 3) {
    return fmt::format("limit_max of CA{} needs an amount with a currency", band);
  }
  if (band == kDoNotTrade && row.limit_max().minor() != 0) return "CA6 gets no credit (B6)";
  if (!Days(row.valid_days_max()) || !Days(row.review_every_days())) {
    return fmt::format("validity and reviews of CA{} must be 1 to 3660 days", band);
  }
  if (row.decision_working_days() < 1 || row.decision_working_days() > kDecisionDaysMax) {
    return fmt::format("decision_working_days of CA{} must be 1 to 260", band);
  }
  return std::nullopt;
}

Fault FaultOfBands(const v1::CreditPolicy& policy) {
  if (policy.bands_size() != static_cast<int>(formula::kBands.size())) {
    return "bands must be CA1 to CA6, in order";
  }
  for (int i = 0; i < policy.bands_size(); ++i) {
    if (auto fault = FaultOfBand(policy.bands(i), static_cast<std::uint32_t>(i + 1))) return fault;
  }
  if (policy.bands(kFast).decision_working_days() >=
      policy.bands(kNormal).decision_working_days()) {
    return "CA2 must be decided faster than CA3 (B2, B3)";
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> FaultOfCredit(const v1::CreditPolicy& policy) {
  if (auto fault = FaultOfBands(policy)) return fault;
  if (policy.renormalise_coverage_percent() > kPercentMax) {
    return "renormalise_coverage_percent is more than 100";
  }
  if (policy.days_of_year() != 365 && policy.days_of_year() != 360) {
    return "days_of_year must be 365 or 360 (G8)";
  }
  if (policy.statement_stale_months() < 1 || policy.statement_stale_months() > kMonthsMax) {
    return "statement_stale_months must be 1 to 120";
  }
  if (!Days(policy.assessment_valid_days()) || !Days(policy.monitoring_every_days_max()) ||
      !Days(policy.hold_days_max()) || !Days(policy.release_days_max())) {
    return "validity, monitoring, holds and releases must be 1 to 3660 days";
  }
  if (policy.preferential_payment_days_max() > kDaysMax ||
      policy.ordinary_payment_days_max() > policy.preferential_payment_days_max()) {
    return "preferential terms must be at least the ordinary ones and at most 3660 days";
  }
  if (policy.guarantee_percent() < 1 || policy.guarantee_percent() > kGuaranteePercentMax) {
    return "guarantee_percent must be 1 to 1000";
  }
  return std::nullopt;
}

std::optional<std::string> FaultOfRates(const v1::RatesPolicy& policy) {
  if (policy.base().size() != 3) return "base must be a currency";
  std::set<std::string> currencies = {policy.base()};
  for (const auto& rate : policy.rates()) {
    if (rate.currency().size() != 3) return "a rate has no currency";
    if (!currencies.insert(rate.currency()).second) {
      return fmt::format("{} stands twice", rate.currency());
    }
    if (rate.numerator() < 1 || rate.denominator() < 1) {
      return fmt::format("the rate of {} must be above zero", rate.currency());
    }
  }
  return std::nullopt;
}

}  // namespace tenure::domain
