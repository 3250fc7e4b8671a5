#include "domain/legal_policy_check.h"

#include <cstdint>
#include <limits>

namespace tenure::domain {
namespace {

using Fault = std::optional<std::string>;

constexpr std::uint32_t kDaysMax = 1095;  // three years: a warning before the period began is none
constexpr int kWarningsMax = 8;
constexpr std::uint32_t kPpmMax = 10'000;  // one per cent a day

Fault FaultOfWarnings(const v1::LegalPolicy& policy) {
  if (policy.limitation_warning_days_size() > kWarningsMax) return "at most 8 warnings";
  std::uint32_t before = kDaysMax;
  for (const std::uint32_t days : policy.limitation_warning_days()) {
    if (days == 0 || days >= before) return "limitation_warning_days must descend to at least 1";
    before = days;
  }
  return std::nullopt;
}

Fault FaultOfAgents(const v1::LegalPolicy& policy) {
  if (policy.agents().empty()) return "agents must say which classes are lawful";
  for (int i = 0; i < policy.agents_size(); ++i) {
    const bool last = i + 1 == policy.agents_size();
    if (policy.agents(i).jurisdiction().empty() && !last) {
      return "agents without jurisdiction come last: those behind them never apply";
    }
    for (const int one : policy.agents(i).classes()) {
      if (!v1::LegalTerms::AgentClass_IsValid(one) || one == 0) return "an agent class is unknown";
    }
  }
  return std::nullopt;
}

}  // namespace

Fault FaultOfLegal(const v1::LegalPolicy& policy) {
  if (auto fault = FaultOfWarnings(policy)) return fault;
  if (auto fault = FaultOfAgents(policy)) return fault;
  const auto is_days = [](std::uint32_t days) { return days >= 1 && days < kDaysMax; };
  if (!is_days(policy.written_demand_days()) || !is_days(policy.skip_limitation_days()) ||
      !is_days(policy.claim_in_insolvency_days()) || !is_days(policy.settlement_days_max())) {
    return "days must be 1 to 1094";
  }
  if (policy.late_interest_ppm_per_day() > kPpmMax) {
    return "late_interest_ppm_per_day must be at most 10000";
  }
  return std::nullopt;
}

}  // namespace tenure::domain
