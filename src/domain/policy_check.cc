// Checks of policy bodies: one function a kind, each fault one sentence.
#include "domain/policy_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <set>

#include "domain/collection_policy_check.h"
#include "domain/complaint_policy_check.h"
#include "domain/credit_policy_check.h"
#include "domain/key_account_policy_check.h"
#include "domain/legal_policy_check.h"
#include "domain/receivables_policy_check.h"
#include "domain/rules_access.h"

namespace tenure::domain {
namespace {

using Fault = std::optional<std::string>;

constexpr std::uint32_t kDaysMax = 3660;  // ten years: beyond it a number is a typing error
constexpr int kSchemesMax = 8;            // a customer's state holds his class in each

bool Permits(const v1::RolesPolicy::Role& role, std::string_view permission) {
  return std::any_of(role.permissions().begin(), role.permissions().end(),
                     [&](const auto& one) { return PermissionCovers(one, permission); });
}

// Whoever changes the roles must be able to change them back.
Fault FaultOfAdministrator(const v1::RolesPolicy& policy) {
  for (const auto& role : policy.roles()) {
    if (role.name() != "administrator") continue;
    for (const char* needed : {"authority.grant", "policies.propose", "policies.approve"}) {
      if (!Permits(role, needed)) return fmt::format("the role administrator lacks {}", needed);
    }
    return std::nullopt;
  }
  return "there must be a role administrator";
}

Fault FaultOfRoles(const v1::RolesPolicy& policy) {
  std::set<std::string> names;
  for (const auto& role : policy.roles()) {
    if (role.name().empty()) return "a role has no name";
    if (!names.insert(role.name()).second) return fmt::format("role {} stands twice", role.name());
    for (const auto& limit : role.limits()) {
      if (!Permits(role, limit.permission())) {
        return fmt::format("a limit of {} is for {}, which it lacks", role.name(),
                           limit.permission());
      }
      if (limit.amount().minor() < 0) return fmt::format("a limit of {} is negative", role.name());
      if (limit.amount().currency().size() != 3) {
        return fmt::format("a limit of {} has no currency", role.name());
      }
    }
  }
  return FaultOfAdministrator(policy);
}

template <typename Intervals>
Fault FaultOfIntervals(const Intervals& intervals, const std::string& where) {
  std::uint32_t last_end = 0;
  for (const auto& interval : intervals) {
    if (interval.start_minute() < last_end || interval.start_minute() >= interval.end_minute() ||
        interval.end_minute() > 24 * 60) {
      return fmt::format("the intervals of {} overlap, are empty or leave the day", where);
    }
    last_end = interval.end_minute();
  }
  return std::nullopt;
}

bool IsDay(std::uint32_t yyyymmdd) {
  const std::chrono::year_month_day day{std::chrono::year(static_cast<int>(yyyymmdd / 10000)),
                                        std::chrono::month(yyyymmdd / 100 % 100),
                                        std::chrono::day(yyyymmdd % 100)};
  return day.ok();
}

Fault FaultOfCalendar(const v1::CalendarPolicy& policy) {
  constexpr std::int32_t kOffsetSecondsMax = 14 * 3600;  // the widest in use: UTC+14
  if (policy.offsets().empty()) return "a calendar needs at least one offset";
  std::int64_t last_from = 0;
  for (int i = 0; i < policy.offsets_size(); ++i) {
    const auto& offset = policy.offsets(i);
    if (offset.has_from() != (i > 0)) return "only the first offset has no `from`";
    if (i > 1 && offset.from().us() <= last_from) return "offsets must ascend";
    if (std::abs(offset.seconds()) > kOffsetSecondsMax) return "an offset is larger than 14 hours";
    last_from = offset.from().us();
  }
  std::set<std::uint32_t> weekdays;
  for (const auto& weekday : policy.weekdays()) {
    if (weekday.iso_weekday() < 1 || weekday.iso_weekday() > 7) return "weekdays are 1 to 7";
    if (!weekdays.insert(weekday.iso_weekday()).second) return "a weekday stands twice";
    const auto where = fmt::format("weekday {}", weekday.iso_weekday());
    if (auto fault = FaultOfIntervals(weekday.intervals(), where)) return fault;
  }
  if (weekdays.empty()) return "a calendar needs at least one working weekday";
  std::uint32_t last_day = 0;
  for (const auto& day : policy.days()) {
    if (!IsDay(day.day())) return fmt::format("{} is not a day", day.day());
    if (day.day() <= last_day) return "days must ascend";
    if (auto fault = FaultOfIntervals(day.intervals(), fmt::format("day {}", day.day()))) {
      return fault;
    }
    last_day = day.day();
  }
  return std::nullopt;
}

Fault FaultOfApproval(const v1::ApprovalPolicy& policy) {
  constexpr std::uint32_t kHoursMax = 24 * 366;
  if (policy.expires_after_hours() < 1 || policy.expires_after_hours() > kHoursMax) {
    return "expires_after_hours must be 1 to 8784";
  }
  return std::nullopt;
}

Fault FaultOfCustomer(const v1::CustomerPolicy& policy) {
  if (policy.profile_stale_after_days() < 1 || policy.profile_stale_after_days() > kDaysMax) {
    return "profile_stale_after_days must be 1 to 3660";
  }
  if (policy.schemes_size() > kSchemesMax) return "there are more than 8 schemes";
  std::set<std::string> names;
  for (const auto& scheme : policy.schemes()) {
    if (scheme.name().empty() || scheme.classes().empty()) {
      return "a scheme needs a name and at least one class";
    }
    if (!names.insert(scheme.name()).second) {
      return fmt::format("scheme {} stands twice", scheme.name());
    }
    std::set<std::string> classes;
    for (const std::string& one : scheme.classes()) {
      if (one.empty()) return fmt::format("a class of scheme {} has no name", scheme.name());
      if (!classes.insert(one).second) {
        return fmt::format("class {} of scheme {} stands twice", one, scheme.name());
      }
    }
  }
  return std::nullopt;
}

// L8: four years less the ninety days from which the next visit can be made.
constexpr std::uint32_t kGraceDaysMax = 4 * 365 - 90;

Fault FaultOfLifecycle(const v1::LifecyclePolicy& policy) {
  const bool cadences = policy.progress_update_every_days() > 0 &&
                        policy.care_contact_every_days() > 0 && policy.snag_due_days() > 0 &&
                        policy.issue_due_days() > 0;
  if (!cadences) return "cadences and due days must be at least 1";
  if (std::max({policy.progress_update_every_days(), policy.care_contact_every_days(),
                policy.snag_due_days(), policy.issue_due_days(), policy.patrol_visit_every_days(),
                policy.phone_tracking_every_days(), policy.mail_tracking_every_days(),
                policy.warmth_tracking_every_days(), policy.level_tracking_every_days()}) >
      kDaysMax) {
    return "cadences and due days must be at most 3660";
  }
  if (policy.revisit_grace_days() > kGraceDaysMax) {
    return "revisit_grace_days must end before the next visit can be made";
  }
  if (policy.contribution_due_month() < 1 || policy.contribution_due_month() > 12) {
    return "contribution_due_month must be 1 to 12";
  }
  for (const auto& amount : policy.disbursement_alone_max()) {
    if (amount.minor() < 0 || amount.currency().size() != 3) {
      return "disbursement_alone_max needs amounts with a currency";
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> FaultOf(const v1::PolicyBody& body) {
  switch (body.body_case()) {
    case v1::PolicyBody::kRoles:
      return FaultOfRoles(body.roles());
    case v1::PolicyBody::kCalendar:
      return FaultOfCalendar(body.calendar());
    case v1::PolicyBody::kApproval:
      return FaultOfApproval(body.approval());
    case v1::PolicyBody::kCustomer:
      return FaultOfCustomer(body.customer());
    case v1::PolicyBody::kLifecycle:
      return FaultOfLifecycle(body.lifecycle());
    case v1::PolicyBody::kComplaint:
      return FaultOfComplaint(body.complaint());
    case v1::PolicyBody::kComplaintPack:
      return FaultOfComplaintPack(body.complaint_pack());
    case v1::PolicyBody::kComplaintRule:
      return FaultOfComplaintRule(body.complaint_rule());
    case v1::PolicyBody::kCredit:
      return FaultOfCredit(body.credit());
    case v1::PolicyBody::kRates:
      return FaultOfRates(body.rates());
    case v1::PolicyBody::kReceivables:
      return FaultOfReceivables(body.receivables());
    case v1::PolicyBody::kCollection:
      return FaultOfCollection(body.collection());
    case v1::PolicyBody::kCollectionPack:
      return FaultOfCollectionPack(body.collection_pack());
    case v1::PolicyBody::kKeyAccounts:
      return FaultOfKeyAccounts(body.key_accounts());
    case v1::PolicyBody::kLegal:
      return FaultOfLegal(body.legal());
    case v1::PolicyBody::BODY_NOT_SET:
      return "it is empty";
  }
  return "its kind is unknown";
}

}  // namespace tenure::domain
