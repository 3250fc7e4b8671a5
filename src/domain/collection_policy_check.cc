// So that Decide never meets numbers that make a deadline or a window meaningless.
#include "domain/collection_policy_check.h"

#include <algorithm>
#include <set>

namespace tenure::domain {
namespace {

using Fault = std::optional<std::string>;
using Terms = v1::DebtTerms;

constexpr std::uint32_t kDaysMax = 3660;  // ten years: beyond it a number is a typing error
constexpr std::uint32_t kMinutesOfDay = 1440;
// The book keeps the newest 48 contacts: windows must be seen whole.
constexpr std::uint32_t kWindowDaysMax = 31;
constexpr std::uint32_t kWindowMostMax = 24;

bool IsDays(std::uint32_t days) { return days >= 1 && days <= kDaysMax; }

Fault FaultOfTactics(const v1::CollectionPolicy& policy) {
  std::set<int> types;
  for (const auto& set : policy.tactic_sets()) {
    if (set.type() != Terms::SENTIMENTAL && set.type() != Terms::VAIN) {
      return "tactics of S1 and S2 are the handbook's: only SENTIMENTAL and VAIN have rows";
    }
    if (!types.insert(set.type()).second) return "a debtor type stands twice in tactic_sets";
  }
  for (const auto& segment : policy.segments()) {
    std::set<int> methods(segment.methods().begin(), segment.methods().end());
    const bool whole = !methods.empty() && methods.count(Terms::METHOD_UNSPECIFIED) == 0 &&
                       static_cast<int>(methods.size()) == segment.methods_size();
    if (!whole) return "a segment's ladder names each of its methods once";
  }
  return std::nullopt;
}

Fault FaultOfPreservation(const v1::CollectionPolicy& policy) {
  std::set<std::string> currencies;
  for (const auto& amount : policy.preservation_from()) {
    if (amount.currency().size() != 3 || amount.minor() < 0) {
      return "preservation_from needs amounts with a currency";
    }
    if (!currencies.insert(amount.currency()).second) {
      return "a currency stands twice in preservation_from";
    }
  }
  return std::nullopt;
}

}  // namespace

Fault FaultOfCollection(const v1::CollectionPolicy& policy) {
  if (policy.home_jurisdiction().empty()) return "home_jurisdiction is missing";
  for (const auto& choice : policy.choices()) {
    if (!choice.pack().starts_with("collection_pack.")) {
      return "a choice names no collection_pack.<name>";
    }
  }
  for (const std::uint32_t days :
       {policy.assign_within_days(), policy.pause_days_max(), policy.dunning_every_days(),
        policy.dunning_pay_days(), policy.promise_days_max(), policy.contact_plan_days_max()}) {
    if (!IsDays(days)) return "days of deadlines must be 1 to 3660";
  }
  if (policy.dunning_levels_max() < 1 || policy.dunning_levels_max() > 9) {
    return "dunning_levels_max must be 1 to 9";
  }
  if (policy.promise_grace_days() > kWindowDaysMax) return "promise_grace_days is more than 31";
  if (policy.contact_plan_hours() < 1 || policy.contact_plan_hours() > 24 * 7) {
    return "contact_plan_hours must be 1 to 168";
  }
  if (auto fault = FaultOfTactics(policy)) return fault;
  return FaultOfPreservation(policy);
}

Fault FaultOfCollectionPack(const v1::CollectionPackPolicy& policy) {
  if (policy.calendar().empty()) return "it names no calendar";
  if (policy.from_minute() >= policy.to_minute() || policy.to_minute() > kMinutesOfDay) {
    return "the hours are empty or leave the day";
  }
  for (const auto& window : policy.windows()) {
    const bool good = !window.channels().empty() && window.days() >= 1 &&
                      window.days() <= kWindowDaysMax && window.at_most() <= kWindowMostMax;
    if (!good) return "a window has channels, 1 to 31 days and at most 24 contacts";
  }
  for (const auto& quiet : policy.quiets()) {
    if (quiet.channels().empty() || quiet.days() < 1 || quiet.days() > kWindowDaysMax) {
      return "a quiet time has channels and 1 to 31 days";
    }
  }
  if (policy.consent_excludes_days() > kWindowDaysMax) {
    return "consent_excludes_days is more than 31";
  }
  const bool named =
      std::all_of(policy.occasion_rules().begin(), policy.occasion_rules().end(),
                  [](const auto& rule) { return rule.occasion() != Terms::OCCASION_UNSPECIFIED; });
  if (!named) return "an occasion rule names no occasion";
  return std::nullopt;
}

}  // namespace tenure::domain
