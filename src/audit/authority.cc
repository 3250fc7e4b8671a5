#include "audit/authority.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "engine/fold.h"
#include "engine/unit_walk.h"
#include "tenure/v1/governance.pb.h"
#include "tenure/v1/system.pb.h"

namespace tenure::audit {
namespace {

using engine::Overlay;
using engine::StoredUnit;

// An event of these words is an act that an auditor asks about; the contract names alike things
// alike.
constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kWords = {
    {{"Waive", "waiver"},
     {"Overrid", "override"},
     {"Overrul", "override"},
     {"Releas", "release"},
     {"Lifted", "release"},
     {"Remedy", "remedy"},
     {"ApprovalGiven", "approval"},
     {"ApprovalDenied", "approval"}}};

std::string_view KindOf(std::string_view event) {
  for (const auto& [word, kind] : kWords) {
    if (event.find(word) != std::string_view::npos) return kind;
  }
  return event.find("Approved") != std::string_view::npos ? "approval" : "";
}

struct Grant {
  Position position = 0;
  std::string text;
};

class AuthorityWalk {
 public:
  AuthorityWalk(const Domain& domain, LimitFunction limit_of)
      : domain_(domain), limit_of_(limit_of) {
    for (const CommandEntry& command : domain.commands()) {
      for (const std::string& event : command.options->events()) {
        commands_[{command.kind, event}].push_back(&command);
      }
    }
  }

  Result<void> Visit(const StoredUnit& unit, Overlay& overlay) {
    const v1::Record& first = unit.records.front();
    std::optional<Approved> approved;
    if (unit.rules != nullptr) approved = TENURE_TRY(ApprovalOf(unit, overlay));
    for (const v1::Record& record : unit.records) {
      NoteGrant(record);
      if (unit.rules == nullptr || record.actor() == "system" || record.actor().empty()) continue;
      TENURE_TRY(Look(unit, record, &record == &first ? nullptr : (approved ? &*approved : nullptr),
                      approved ? &*approved : nullptr));
    }
    return {};
  }
  [[nodiscard]] std::vector<Act> Finish() && { return std::move(acts_); }

 private:
  // What a second person decided on, and who he is.
  struct Approved {
    v1::ApprovalState state;
    Actor checker;
  };

  Result<std::optional<Approved>> ApprovalOf(const StoredUnit& unit, Overlay& overlay) const;
  void NoteGrant(const v1::Record& record);
  Result<void> Look(const StoredUnit& unit, const v1::Record& record, const Approved* under,
                    const Approved* decides);
  void JudgeRight(const StoredUnit& unit, const v1::Record& record,
                  const std::vector<const CommandEntry*>& commands, Act* act) const;
  void JudgeSecondPerson(const StoredUnit& unit, const v1::Record& record, const Approved& approved,
                         Act* act) const;

  const Domain& domain_;
  const LimitFunction limit_of_;
  std::map<std::pair<std::uint32_t, std::string>, std::vector<const CommandEntry*>> commands_;
  std::map<std::uint64_t, Grant> grants_;  // by scope_sequence of governance/main
  std::vector<Act> acts_;
};

void AuthorityWalk::NoteGrant(const v1::Record& record) {
  if (record.scope() != kGovernanceScope) return;
  const EventEntry* entry = domain_.FindEvent(record.event_type());
  if (entry->name == "RoleGranted") {
    v1::RoleGranted granted;
    if (!granted.ParseFromString(record.payload())) return;
    grants_[record.scope_sequence()] = {record.position(), "role " + granted.role()};
  } else if (entry->name == "DelegationGranted") {
    v1::DelegationGranted granted;
    if (!granted.ParseFromString(record.payload())) return;
    grants_[record.scope_sequence()] = {record.position(), "delegation " + granted.delegation_id()};
  }
}

Result<std::optional<AuthorityWalk::Approved>> AuthorityWalk::ApprovalOf(const StoredUnit& unit,
                                                                         Overlay& overlay) const {
  const v1::Record& first = unit.records.front();
  const std::string_view name = domain_.FindEvent(first.event_type())->name;
  if (name != "ApprovalGiven" && name != "ApprovalDenied") return std::nullopt;
  const auto stream = TENURE_TRY(overlay.Stream(engine::StreamOf(first)));
  const auto* state = dynamic_cast<const v1::ApprovalState*>(stream.state.get());
  if (state == nullptr) return std::nullopt;
  return Approved{*state, {first.actor(), first.on_behalf_of(), false}};
}

// By what right? One of the commands that may have led to the event must have been permitted.
void AuthorityWalk::JudgeRight(const StoredUnit& unit, const v1::Record& record,
                               const std::vector<const CommandEntry*>& commands, Act* act) const {
  const Actor actor{record.actor(), record.on_behalf_of(), false};
  const Time now = TimeFromMicros(record.recorded_at_us());
  act->violation = commands.empty() ? Violation::kNone : Violation::kNotPermitted;
  for (const CommandEntry* command : commands) {
    const std::string& permission = command->options->permission();
    const Authority authority = domain_.Authorise(*unit.rules, actor, permission, now);
    if (act->permission.empty()) act->permission = permission;
    if (!authority.permitted) continue;
    act->permission = permission;
    const bool same = authority.authority_position == record.authority_position();
    act->violation = same ? Violation::kNone : Violation::kOtherAuthority;
    if (same) break;
  }
  const auto grant = grants_.find(record.authority_position());
  if (grant == grants_.end()) return;
  act->granted_at = grant->second.position;
  act->grant = grant->second.text;
}

void AuthorityWalk::JudgeSecondPerson(const StoredUnit& unit, const v1::Record& record,
                                      const Approved& approved, Act* act) const {
  const v1::SealedCommand& kept = approved.state.kept();
  const Actor& checker = approved.checker;
  act->maker = kept.actor();
  act->checker = checker.id;
  const auto is_maker = [&](const std::string& who) {
    return !who.empty() && (who == kept.actor() || who == kept.on_behalf_of());
  };
  if (is_maker(checker.id) || is_maker(checker.on_behalf_of)) {
    act->violation = Violation::kSamePerson;
    return;
  }
  const Time now = TimeFromMicros(record.recorded_at_us());
  const std::string& permission = approved.state.permission();
  if (!permission.empty() && !domain_.Authorise(*unit.rules, checker, permission, now).permitted) {
    act->violation = Violation::kNotPermitted;
    act->permission = permission;
  }
  if (!approved.state.has_amount()) return;
  act->amount = approved.state.amount().minor();
  act->currency = approved.state.amount().currency();
  act->limit = limit_of_(*unit.rules, checker, permission, act->currency, now);
  if (act->type != "ApprovalDenied" && act->limit.value_or(-1) < *act->amount) {
    act->violation = Violation::kOverLimit;
  }
}

// `under` is set for what was carried out under an approval, `decides` for the whole unit of one.
Result<void> AuthorityWalk::Look(const StoredUnit& unit, const v1::Record& record,
                                 const Approved* under, const Approved* decides) {
  const EventEntry& event = *domain_.FindEvent(record.event_type());
  const auto found = commands_.find({event.kind, std::string(event.name)});
  const auto commands =
      found == commands_.end() ? std::vector<const CommandEntry*>() : found->second;
  const bool four_eyes =
      !commands.empty() && std::all_of(commands.begin(), commands.end(), [](const auto* command) {
        return command->options->four_eyes();
      });
  std::string_view kind = KindOf(event.name);
  if (kind.empty() && (four_eyes || under != nullptr)) kind = "four_eyes";
  if (kind.empty()) return {};
  Act act;
  act.position = record.position();
  act.recorded_at_us = record.recorded_at_us();
  act.type = event.name;
  act.kind = kind;
  act.scope = record.scope();
  act.id = record.aggregate_id();
  act.actor = record.actor();
  act.on_behalf_of = record.on_behalf_of();
  act.late = unit.late;
  JudgeRight(unit, record, commands, &act);
  if (decides != nullptr && act.violation == Violation::kNone) {
    JudgeSecondPerson(unit, record, *decides, &act);
  } else if (four_eyes && decides == nullptr && act.violation == Violation::kNone) {
    act.violation = Violation::kNoSecondPerson;
  }
  acts_.push_back(std::move(act));
  return {};
}

}  // namespace

std::string_view ViolationWord(Violation violation) {
  switch (violation) {
    case Violation::kNone:
      return "";
    case Violation::kNotPermitted:
      return "NOT_PERMITTED";
    case Violation::kOtherAuthority:
      return "OTHER_AUTHORITY";
    case Violation::kSamePerson:
      return "SAME_PERSON";
    case Violation::kOverLimit:
      return "OVER_LIMIT";
    case Violation::kNoSecondPerson:
      return "NO_SECOND_PERSON";
  }
  return "";
}

Result<std::vector<Act>> AuditAuthority(const log::Log& log, const Domain& domain,
                                        LimitFunction limit_of, store::Store* fresh,
                                        const std::function<void(Position)>& progress) {
  AuthorityWalk walk(domain, limit_of);
  TENURE_TRY(engine::WalkUnits(
      log, domain, fresh,
      [&](const StoredUnit& unit, Overlay& overlay) { return walk.Visit(unit, overlay); },
      progress));
  return std::move(walk).Finish();
}

}  // namespace tenure::audit
