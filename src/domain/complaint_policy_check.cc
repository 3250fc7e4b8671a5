// Faults of complaint policies, so that no guard ever meets a pack without a last row, a target in
// two units or a rule without a remedy.
#include "domain/complaint_policy_check.h"

#include <fmt/format.h>

namespace tenure::domain {
namespace {

using Fault = std::optional<std::string>;

constexpr std::uint32_t kDaysMax = 3660;  // ten years: beyond it a target is a typing error
constexpr std::uint32_t kMinutesMax = kDaysMax * 1440;
constexpr std::uint32_t kExtensionsMax = 4;  // keeps the clock's state small

int UnitsOf(const v1::ComplaintTarget& target) {
  return (target.working_minutes() > 0) + (target.working_days() > 0) +
         (target.calendar_days() > 0);
}

Fault FaultOfTarget(const v1::ComplaintTarget& target, const char* name) {
  if (UnitsOf(target) != 1) return fmt::format("target {} has not exactly one unit", name);
  if (target.working_minutes() > kMinutesMax || target.working_days() > kDaysMax ||
      target.calendar_days() > kDaysMax) {
    return fmt::format("target {} is longer than ten years", name);
  }
  return std::nullopt;
}

Fault FaultOfRow(const v1::ComplaintPackPolicy::Targets& row) {
  if (row.has_acknowledgement()) {
    if (auto fault = FaultOfTarget(row.acknowledgement(), "acknowledgement")) return fault;
  }
  if (row.has_first_response()) {
    if (auto fault = FaultOfTarget(row.first_response(), "first_response")) return fault;
  }
  if (!row.has_resolution()) return "every row needs a resolution target";
  return FaultOfTarget(row.resolution(), "resolution");
}

bool MatchesAny(const v1::ComplaintPackPolicy::Targets& row) {
  return row.severity() == v1::ComplaintTerms::SEVERITY_UNSPECIFIED &&
         row.complexity() == v1::ComplaintTerms::COMPLEXITY_UNSPECIFIED;
}

Fault FaultOfWindows(const v1::ComplaintPackPolicy& policy) {
  if (policy.offer_expiry_days() < 1 || policy.offer_expiry_days() > kDaysMax) {
    return "offer_expiry_days must be 1 to 3660";
  }
  if (policy.reopen_window_days() > kDaysMax) return "reopen_window_days is more than 3660";
  if (policy.light_path_working_days() > kDaysMax) {
    return "light_path_working_days is more than 3660";
  }
  if (policy.extensions_max() > kExtensionsMax) return "extensions_max is more than 4";
  if (policy.has_extension() != (policy.extensions_max() > 0)) {
    return "extension and extensions_max go together";
  }
  if (policy.has_extension()) return FaultOfTarget(policy.extension(), "extension");
  return std::nullopt;
}

}  // namespace

std::optional<std::string> FaultOfComplaint(const v1::ComplaintPolicy& policy) {
  if (policy.home_jurisdiction().empty()) return "home_jurisdiction is missing";
  for (const auto& choice : policy.choices()) {
    if (!choice.pack().starts_with("complaint_pack.")) {
      return fmt::format("{} is not a complaint pack", choice.pack());
    }
  }
  return std::nullopt;
}

std::optional<std::string> FaultOfComplaintPack(const v1::ComplaintPackPolicy& policy) {
  if (policy.calendar().empty()) return "a pack needs a calendar";
  if (policy.targets().empty() || !MatchesAny(policy.targets(policy.targets_size() - 1))) {
    return "the last row of targets must match any case";
  }
  for (const auto& row : policy.targets()) {
    if (auto fault = FaultOfRow(row)) return fault;
  }
  if (policy.resolution_stop() == v1::ComplaintTerms::RESOLUTION_STOP_UNSPECIFIED) {
    return "resolution_stop is missing";
  }
  if (!policy.has_remedy()) return "a pack needs a remedy target";
  if (auto fault = FaultOfTarget(policy.remedy(), "remedy")) return fault;
  return FaultOfWindows(policy);
}

std::optional<std::string> FaultOfComplaintRule(const v1::ComplaintRulePolicy& policy) {
  if (policy.remedies().empty()) return "a rule needs at least one remedy";
  for (const auto& remedy : policy.remedies()) {
    if (remedy.kind() == v1::ComplaintTerms::REMEDY_UNSPECIFIED) return "a remedy has no kind";
    for (const auto& amount : remedy.amounts_max()) {
      if (amount.minor() <= 0 || amount.currency().size() != 3) {
        return "the most of a remedy is greater than zero and has a currency";
      }
    }
  }
  return std::nullopt;
}

}  // namespace tenure::domain
