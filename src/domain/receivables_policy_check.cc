// Faults of the receivables policy, so that an invoice always has an ordered row of buckets.
#include "domain/receivables_policy_check.h"

namespace tenure::domain {
namespace {

constexpr std::uint32_t kDaysMax = 3660;  // ten years: beyond it a number is a typing error
constexpr int kBucketsMax = 6;            // an invoice's timers pass each of them

}  // namespace

std::optional<std::string> FaultOfReceivables(const v1::ReceivablesPolicy& policy) {
  if (policy.bucket_days().empty() || policy.bucket_days(0) != 1) {
    return "the first bucket begins with day 1";
  }
  if (policy.bucket_days_size() > kBucketsMax) return "there are more than 6 buckets";
  std::uint32_t last = 0;
  for (const std::uint32_t day : policy.bucket_days()) {
    if (day <= last || day > kDaysMax) return "buckets must ascend and begin within 3660 days";
    last = day;
  }
  if (policy.order_horizon_days() > kDaysMax) return "order_horizon_days is more than 3660";
  if (policy.allocate_within_days() < 1 || policy.allocate_within_days() > kDaysMax) {
    return "allocate_within_days must be 1 to 3660";
  }
  return std::nullopt;
}

}  // namespace tenure::domain
