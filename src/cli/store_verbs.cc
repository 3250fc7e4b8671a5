// Verbs about a whole store: making it, its health, its clock, its timers, backups.
#include <fmt/format.h>

#include "cli/verbs.h"
#include "contract/value_forms.h"
#include "domain/table/default_pack.h"
#include "tenure/v1/governance.pb.h"
#include "tenure/v1/system.pb.h"

namespace tenure::cli {
namespace {

// A command of the program itself; it must be accepted.
Result<void> RunSystem(query::OpenStore& store, const Message& command) {
  v1::SealedCommand sealed = TENURE_TRY(
      store.gateway->AdmitSystem(std::string(kGovernanceScope), command, store.engine->Now()));
  const v1::Answer answer = TENURE_TRY(store.engine->Run(std::move(sealed)));
  if (answer.status() == v1::Answer::ACCEPTED) return {};
  return Fail(ErrorCode::kInternal,
              fmt::format("{}: {}", command.GetDescriptor()->name(),
                          v1::Refusal_Name(static_cast<v1::Refusal>(answer.refusal()))));
}

JsonValue ClockRow(query::OpenStore& store) {
  const bool simulated = store.meta.clock() == v1::StoreMeta::SIMULATED;
  return Object({{"clock", Str(simulated ? "simulated" : "system")},
                 {"now", Str(contract::FormatInstant(MicrosOf(store.engine->Now())))}});
}

Exit MoveClock(Context& context, query::OpenStore& store, Time to) {
  TENURE_TRY(store.engine->AdvanceClock(to));
  context.console.One(ClockRow(store));
  TENURE_TRY(store.Close());
  return kExitOk;
}

}  // namespace

// The shipped default pack as in force, and the first administrator.
Result<void> FurnishStore(query::OpenStore& store, const InitRequest& request) {
  if (request.simulated && request.now) {
    TENURE_TRY(store.engine->AdvanceClock(*request.now));
  }
  for (const domain::PackPolicy& policy : domain::DefaultPack()) {
    v1::InstallPolicy install;
    install.set_policy_id(policy.policy);
    *install.mutable_body() = policy.body;
    TENURE_TRY(RunSystem(store, install));
  }
  v1::GrantRole grant;
  grant.set_actor_id(request.admin);
  grant.set_role("administrator");
  return RunSystem(store, grant);
}

Result<void> MakeStore(Context& context, const InitRequest& request) {
  TENURE_TRY(context.door.Create(context.options, request));
  const auto store = TENURE_TRY(context.door.Open(context.options));
  TENURE_TRY(FurnishStore(*store, request));
  return store->Close();
}

Exit Init(Context& context, const InitRequest& request) {
  TENURE_TRY(MakeStore(context, request));
  const auto store = TENURE_TRY(context.door.Open(context.options));
  context.console.One(Object({{"store", Str(store->directory)},
                              {"admin", Str(request.admin)},
                              {"clock", Str(request.simulated ? "simulated" : "system")},
                              {"records", Num(store->engine->head())}}));
  TENURE_TRY(store->Close());
  return kExitOk;
}

Exit Doctor(Context& context) {
  const std::vector<JsonValue> rows = context.door.Examine(context.options);
  context.console.Rows(rows);
  int exit_code = kExitOk;
  for (const JsonValue& row : rows) {
    const JsonValue* state = row.Find("state");
    if (state != nullptr && state->text == "damaged") exit_code = kExitVerification;
    if (state != nullptr && state->text == "missing" && exit_code == kExitOk) exit_code = 3;
    if (state != nullptr && state->text == "locked" && exit_code == kExitOk) {
      exit_code = kExitUnavailable;
    }
  }
  return exit_code;
}

Exit ClockShow(Context& context) {
  const auto store = TENURE_TRY(context.door.Open(context.options));
  context.console.One(ClockRow(*store));
  TENURE_TRY(store->Close());
  return kExitOk;
}

Exit ClockSet(Context& context, const std::string& time) {
  const auto micros = contract::ParseInstant(time);
  if (!micros) return Fail(ErrorCode::kInvalidInput, fmt::format("not an instant: {}", time));
  const auto store = TENURE_TRY(context.door.Open(context.options));
  return MoveClock(context, *store, TimeFromMicros(*micros));
}

Exit ClockAdvance(Context& context, const std::string& duration) {
  const auto micros = contract::ParseSpan(duration);
  if (!micros) return Fail(ErrorCode::kInvalidInput, fmt::format("not a duration: {}", duration));
  const auto store = TENURE_TRY(context.door.Open(context.options));
  return MoveClock(context, *store, store->engine->Now() + Duration(*micros));
}

Exit TimersRun(Context& context) {
  const auto store = TENURE_TRY(context.door.Open(context.options));
  const std::size_t fired = TENURE_TRY(store->engine->FireAllDue());
  context.console.One(Object({{"fired", Num(fired)}}));
  TENURE_TRY(store->Close());
  return kExitOk;
}

Exit BackupStore(Context& context, const std::string& directory) {
  TENURE_TRY(context.door.Backup(context.options, directory));
  context.console.One(Object({{"backup", Str(directory)}}));
  return kExitOk;
}

Exit RestoreStore(Context& context, const std::string& directory) {
  TENURE_TRY(context.door.Restore(context.options, directory));
  context.console.One(Object({{"restored", Str(context.options.store)}}));
  return kExitOk;
}

}  // namespace tenure::cli
