// Decisions looked at again: judged anew, and by whose right they were taken.
#include <fmt/format.h>

#include "audit/authority.h"
#include "cli/verbs.h"
#include "contract/value_forms.h"
#include "domain/rules_access.h"
#include "engine/rejudge.h"

namespace tenure::cli {
namespace {

std::function<void(Position)> ProgressOf(Context& context, Position head) {
  const double started = context.door.ElapsedSeconds();
  return [&context, head, started](Position done) {
    if (!context.console.is_terminal() || done == 0) return;
    const double spent = context.door.ElapsedSeconds() - started;
    const double left = spent * static_cast<double>(head - done) / static_cast<double>(done);
    context.console.Say(
        fmt::format("{} / {}  {:.0f} s, about {:.0f} s to go", done, head, spent, left));
  };
}

JsonValue PositionText(Position position) { return Str(std::to_string(position)); }

JsonValue AmountOrNull(const std::optional<std::int64_t>& minor, const std::string& currency) {
  if (!minor) return Null();
  JsonValue number = Num(static_cast<std::uint64_t>(*minor));
  number.text = std::to_string(*minor);
  return Object({{"minor", std::move(number)}, {"currency", Str(currency)}});
}

JsonValue ActRow(const audit::Act& act) {
  return Object({{"position", PositionText(act.position)},
                 {"recorded_at", Str(contract::FormatInstant(act.recorded_at_us))},
                 {"kind", Str(act.kind)},
                 {"type", Str(act.type)},
                 {"scope", Str(act.scope)},
                 {"id", StrOrNull(act.id)},
                 {"actor", Str(act.actor)},
                 {"on_behalf_of", StrOrNull(act.on_behalf_of)},
                 {"permission", StrOrNull(act.permission)},
                 {"grant", StrOrNull(act.grant)},
                 {"granted_at", act.granted_at ? PositionText(*act.granted_at) : Null()},
                 {"amount", AmountOrNull(act.amount, act.currency)},
                 {"limit", AmountOrNull(act.limit, act.currency)},
                 {"maker", StrOrNull(act.maker)},
                 {"checker", StrOrNull(act.checker)},
                 {"late", Flag(act.late)},
                 {"violation", StrOrNull(audit::ViolationWord(act.violation))}});
}

}  // namespace

Exit AuditAuthority(Context& context, const AuditOptions& options) {
  const auto opened = TENURE_TRY(context.door.OpenLog(context.options));
  const auto fresh = TENURE_TRY(context.door.Fresh());
  const Position head = TENURE_TRY(opened->log->Head());
  std::vector<JsonValue> rows;
  bool violated = false;
  for (const audit::Act& act :
       TENURE_TRY(audit::AuditAuthority(*opened->log, BuiltInDomain(), domain::LimitOf,
                                        fresh->store, ProgressOf(context, head)))) {
    const bool violation = act.violation != audit::Violation::kNone;
    violated = violated || violation;
    if (violation || !options.violations_only) rows.push_back(ActRow(act));
  }
  context.console.Rows(rows);
  return violated ? kExitVerification : kExitOk;
}

Exit ReplayRejudge(Context& context) {
  const auto opened = TENURE_TRY(context.door.OpenLog(context.options));
  const auto fresh = TENURE_TRY(context.door.Fresh());
  const Position head = TENURE_TRY(opened->log->Head());
  const engine::RejudgeReport report = TENURE_TRY(
      engine::Rejudge(*opened->log, BuiltInDomain(), fresh->store, ProgressOf(context, head)));
  std::uint64_t same = 0;
  std::uint64_t different = 0;
  std::uint64_t not_kept = 0;
  std::vector<JsonValue> commands;
  for (const auto& [name, count] : report.commands) {
    same += count.same;
    different += count.different;
    not_kept += count.not_kept;
    commands.push_back(Object({{"command", Str(name)},
                               {"same", Num(count.same)},
                               {"different", Num(count.different)},
                               {"not_kept", Num(count.not_kept)}}));
  }
  std::vector<JsonValue> differences;
  for (const engine::RejudgeDifference& difference : report.differences) {
    differences.push_back(Object({{"position", PositionText(difference.position)},
                                  {"event", Str(difference.event)},
                                  {"rule", Str(difference.rule)},
                                  {"field", StrOrNull(difference.field)},
                                  {"recorded", Str(difference.recorded)},
                                  {"judged", Str(difference.judged)}}));
  }
  std::vector<JsonValue> late;
  for (const Position position : report.late) late.push_back(PositionText(position));
  context.console.One(Object({{"status", Str(different == 0 ? "same" : "different")},
                              {"records", Num(report.records)},
                              {"decisions", Num(report.units)},
                              {"same", Num(same)},
                              {"different", Num(different)},
                              {"not_kept", Num(not_kept)},
                              {"differences", List(std::move(differences))},
                              {"late", List(std::move(late))},
                              {"commands", List(std::move(commands))}}));
  return different == 0 ? kExitOk : kExitVerification;
}

}  // namespace tenure::cli
