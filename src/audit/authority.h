// Who decided, with what right: every approval, waiver, override, release and remedy of the log,
// judged again by the authority in force at the governance position that its record names.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "log/log.h"
#include "store/store.h"
#include "tenure/domain.h"

namespace tenure::audit {

enum class Violation : std::uint8_t {
  kNone,
  kNotPermitted,    // no role, no delegation covered it
  kOtherAuthority,  // the record names another grant than the one that covered it
  kSamePerson,      // maker and checker are one, or act for one
  kOverLimit,       // the amount is above the checker's limit
  kNoSecondPerson,  // the act needs one and there was none
};
// "NOT_PERMITTED"; "" for none.
[[nodiscard]] std::string_view ViolationWord(Violation violation);

struct Act {
  Position position = 0;
  std::int64_t recorded_at_us = 0;
  std::string type;  // of the event
  std::string kind;  // "approval", "waiver", "override", "release", "remedy", "four_eyes"
  std::string scope;
  std::string id;
  std::string actor;
  std::string on_behalf_of;
  std::string permission;
  std::optional<Position> granted_at;  // record of the role or delegation
  std::string grant;                   // "role approver", "delegation D-1"
  std::optional<std::int64_t> amount;  // minor units, of an approval
  std::optional<std::int64_t> limit;   // of the one who decided, same currency
  std::string currency;
  std::string maker;    // who asked, where a second person decided
  std::string checker;  // the second person
  bool late = false;    // a governance change had not arrived yet
  Violation violation = Violation::kNone;
};

// The highest amount up to which somebody may do something (domain::LimitOf).
using LimitFunction = std::optional<std::int64_t> (*)(const Rules& rules, const Actor& actor,
                                                      std::string_view permission,
                                                      std::string_view currency, Time now);

// In log order, acts of the system left out. `fresh` is an empty store that the caller throws away.
[[nodiscard]] Result<std::vector<Act>> AuditAuthority(
    const log::Log& log, const Domain& domain, LimitFunction limit_of, store::Store* fresh,
    const std::function<void(Position)>& progress);

}  // namespace tenure::audit
