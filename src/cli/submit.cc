#include "cli/submit.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <map>

#include "base/uuid.h"
#include "cli/line_input.h"
#include "cli/verbs.h"
#include "contract/catalogue.h"
#include "contract/json_reader.h"
#include "contract/json_writer.h"
#include "contract/value_forms.h"
#include "engine/addressing.h"

namespace tenure::cli {
namespace {

using contract::Checked;

Refused Wrong(std::string field, std::string expected) {
  return {v1::WRONG_TYPE, {{"field", std::move(field)}, {"expected", std::move(expected)}}};
}

// Typed access to the envelope's members.
class Envelope {
 public:
  explicit Envelope(const JsonValue& object) : object_(object) {}

  std::optional<Refused> Known() const {
    static const std::vector<std::string_view> names = {
        "command",      "scope",          "actor",        "data", "command_id", "expected_version",
        "on_behalf_of", "correlation_id", "effective_at", "now",  "reason"};
    for (const auto& [name, value] : object_.members) {
      const bool known = std::any_of(names.begin(), names.end(), [&](std::string_view one) {
        return one == name || contract::CamelCase(one) == name;
      });
      if (!known) return Refused{v1::UNKNOWN_FIELD, {{"field", contract::ShownName(name)}}};
    }
    return std::nullopt;
  }

  Checked<std::optional<std::string>> Text(const std::string& name) const {
    const JsonValue* value = Find(name);
    if (value == nullptr || value->kind == JsonValue::Kind::kNull) return std::nullopt;
    if (value->kind != JsonValue::Kind::kString) return tl::unexpected(Wrong(name, "a string"));
    return std::optional(value->text);
  }

  Checked<std::optional<Time>> Instant(const std::string& name) const {
    auto text = Text(name);
    if (!text) return tl::unexpected(text.error());
    if (!*text) return std::nullopt;
    const auto micros = contract::ParseInstant(**text);
    if (!micros) return tl::unexpected(Wrong(name, "an instant like 2026-03-31T09:30:00+08:00"));
    return std::optional(TimeFromMicros(*micros));
  }

  Checked<std::optional<std::uint64_t>> Number(const std::string& name) const {
    const JsonValue* value = Find(name);
    if (value == nullptr || value->kind == JsonValue::Kind::kNull) return std::nullopt;
    const bool digits = !value->text.empty() && value->text.size() <= 18 &&
                        value->text.find_first_not_of("0123456789") == std::string::npos;
    if (!digits) return tl::unexpected(Wrong(name, "a whole number"));
    return std::optional<std::uint64_t>(std::stoull(value->text));
  }

  const JsonValue* Find(const std::string& name) const {
    const JsonValue* value = object_.Find(name);
    return value != nullptr ? value : object_.Find(contract::CamelCase(name));
  }

 private:
  const JsonValue& object_;
};

// Takes a checked value or leaves the enclosing function with its refusal.
template <typename T>
std::optional<Refused> Take(Checked<std::optional<T>> value, std::optional<T>* into) {
  if (!value) return value.error();
  *into = *std::move(value);
  return std::nullopt;
}

std::optional<Refused> ReadEnvelope(const Envelope& envelope, engine::CommandRequest* request) {
  if (auto no = envelope.Known()) return no;
  std::optional<std::string> scope, actor, on_behalf_of, correlation_id;
  if (auto no = Take(envelope.Text("scope"), &scope)) return no;
  if (auto no = Take(envelope.Text("actor"), &actor)) return no;
  if (auto no = Take(envelope.Text("on_behalf_of"), &on_behalf_of)) return no;
  if (auto no = Take(envelope.Text("correlation_id"), &correlation_id)) return no;
  if (auto no = Take(envelope.Text("command_id"), &request->command_id)) return no;
  if (auto no = Take(envelope.Text("reason"), &request->reason)) return no;
  if (auto no = Take(envelope.Number("expected_version"), &request->expected_version)) return no;
  if (auto no = Take(envelope.Instant("effective_at"), &request->effective_at)) return no;
  if (auto no = Take(envelope.Instant("now"), &request->now)) return no;
  if (!scope) return Refused{v1::MISSING_FIELD, {{"field", "scope"}}};
  request->scope = *std::move(scope);
  if (actor) request->actor = *std::move(actor);
  request->on_behalf_of = on_behalf_of.value_or("");
  request->correlation_id = correlation_id.value_or("");
  return std::nullopt;
}

std::optional<Refused> ReadRequest(const Domain& domain, const JsonValue& object,
                                   engine::CommandRequest* request) {
  if (object.kind != JsonValue::Kind::kObject) return Wrong("line", "a JSON object");
  const Envelope envelope(object);
  std::optional<std::string> command;
  if (auto no = Take(envelope.Text("command"), &command)) return no;
  if (!command) return Refused{v1::MISSING_FIELD, {{"field", "command"}}};
  request->command = contract::ShownName(*command);
  const CommandEntry* entry = domain.FindCommand(*command);
  if (entry == nullptr) return Refused{v1::UNKNOWN_COMMAND, {{"name", request->command}}};
  if (auto no = ReadEnvelope(envelope, request)) return no;
  const JsonValue* data = envelope.Find("data");
  if (data == nullptr) return Refused{v1::MISSING_FIELD, {{"field", "data"}}};
  request->data.reset(entry->prototype->New());
  return contract::ReadMessage(*data, "data", *request->data);
}

// What can be read of a line's envelope, so that even a line that is no command is told apart by
// its own words; what is too long for an id or a scope is shortened like every name that is shown.
void NameTheLine(const JsonValue& object, const std::string& command, LineResult* result) {
  result->command = command;
  if (object.kind != JsonValue::Kind::kObject) return;
  constexpr std::size_t kEchoBytesMax = 128;  // the longest command_id
  const Envelope envelope(object);
  const auto text = [&](const char* name) {
    const auto value = envelope.Text(name);
    if (!value || !*value) return std::string();
    return (*value)->size() <= kEchoBytesMax ? **value : contract::ShownName(**value);
  };
  result->given_id = text("command_id");
  result->answer.set_scope(text("scope"));
}

void Refuse(const Refused& refused, v1::Answer* answer) {
  answer->set_status(contract::StatusOf(refused.code));
  answer->set_refusal(static_cast<std::uint32_t>(refused.code));
  contract::AddFacts(refused.facts, answer->mutable_facts());
}

v1::CommandOrigin OriginHere() {
  v1::CommandOrigin origin;
  origin.set_door("cli");
  const char* user = std::getenv("USER");
  origin.set_os_user(user != nullptr ? user : std::to_string(getuid()));
  char host[256] = {};
  if (gethostname(host, sizeof host - 1) == 0) origin.set_host(host);
  return origin;
}

// "120" in partition 0, else "3:120".
std::string PositionText(std::int32_t partition, Position position) {
  if (partition == 0) return std::to_string(position);
  return fmt::format("{}:{}", partition, position);
}

// What the whole file came to, for the exit code and the summary.
struct Tally {
  std::map<std::string, std::size_t> by_word;  // status or code
  bool unknown = false;
  bool invalid = false;
  bool refused = false;

  void Count(const v1::Answer& answer) {
    const std::string word = answer.refusal() == 0
                                 ? std::string(contract::StatusWord(answer.status()))
                                 : v1::Refusal_Name(static_cast<v1::Refusal>(answer.refusal()));
    ++by_word[word];
    unknown = unknown || answer.status() == v1::Answer::UNKNOWN;
    invalid = invalid || answer.status() == v1::Answer::INVALID;
    refused = refused || answer.status() == v1::Answer::REFUSED;
  }
  [[nodiscard]] int ExitCode() const {
    if (unknown) return kExitUnavailable;
    if (invalid) return kExitUsage;
    return refused ? kExitRefused : kExitOk;
  }
  [[nodiscard]] std::string Summary() const {
    std::string text;
    for (const auto& [word, count] : by_word) {
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, word);
    }
    return text;
  }
};

// The world hides the outcome: what is known of the line stands in the answer, so that it can be
// asked again.
LineResult Unknown(LineResult result, Error error) {
  Refuse(contract::RefusedBy(error), &result.answer);
  result.answer.set_status(v1::Answer::UNKNOWN);
  result.failure = std::move(error);
  return result;
}

// A line up to where it is carried out: without a command the result is the final one.
struct Prepared {
  LineResult result;
  std::optional<v1::SealedCommand> command;
};

Prepared Prepare(CommandDoor& door, std::string_view line, std::size_t number,
                 const std::string& default_actor, bool validate_only) {
  Prepared prepared;
  LineResult& result = prepared.result;
  result.line = number;
  const auto object = contract::ParseJson(line);
  if (!object) {
    Refuse(object.error(), &result.answer);
    return prepared;
  }
  engine::CommandRequest request;
  request.actor = default_actor;
  request.validate_only = validate_only;
  request.origin = OriginHere();
  const auto wrong = ReadRequest(door.domain(), *object, &request);
  NameTheLine(*object, request.command, &result);
  if (wrong) {
    Refuse(*wrong, &result.answer);
    return prepared;
  }
  auto admitted = door.Admit(std::move(request));
  if (!admitted) {
    result = Unknown(std::move(result), std::move(admitted).error());
    return prepared;
  }
  engine::Gateway::Admitted& sealed = *admitted;
  if (!sealed) {
    Refuse(sealed.error(), &result.answer);
    return prepared;
  }
  result.answer.set_command_id(sealed->command_id());
  result.partition = door.PartitionOf(sealed->scope());
  prepared.command = *std::move(sealed);
  return prepared;
}

LineResult Answered(LineResult result, v1::Answer answer) {
  result.answer = std::move(answer);
  if (result.answer.status() == v1::Answer::REFUSED) {
    result.answer.set_status(contract::StatusOf(static_cast<v1::Refusal>(result.answer.refusal())));
  }
  return result;
}

void SayInterrupted(const Context& context, std::size_t lines) {
  context.console.Say(fmt::format(
      fmt::runtime(context.console.Pick(
          "已中断，做到第 {} 行为止；其余未做。带 command_id 的行可以再次提交，不会重复执行",
          "interrupted after line {}; the rest was not done. Submit the file again: lines with a "
          "command_id are not carried out twice")),
      lines));
}

Result<int> SubmitStream(Context& context, CommandDoor& door, LineInput& input,
                         const SubmitOptions& options) {
  const InterruptWatch watch;  // a line that was begun is finished
  Tally tally;
  std::string line;
  std::size_t number = 0;
  bool stopped = false;
  while (!stopped && TENURE_TRY(input.Next(watch, &line))) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    const LineResult result =
        SubmitLine(door, line, number, context.options.actor, options.validate_only);
    tally.Count(result.answer);
    context.console.Line(ResultJson(result, context.console.language()));
    const v1::Answer::Status status = result.answer.status();
    if (status == v1::Answer::UNKNOWN) {  // the log takes nothing more before it is opened again
      context.console.Complain(static_cast<v1::Refusal>(result.answer.refusal()),
                               contract::FactsOf(result.answer));
      stopped = true;
    }
    const bool no = status == v1::Answer::REFUSED || status == v1::Answer::INVALID;
    stopped = stopped || (options.stop_on_refusal && no);
  }
  context.console.Say(tally.Summary());
  if (stopped || input.ended()) return tally.ExitCode();
  SayInterrupted(context, number);
  return kExitFailure;
}

}  // namespace

LineResult SubmitLine(CommandDoor& door, std::string_view line, std::size_t number,
                      const std::string& default_actor, bool validate_only) {
  Prepared prepared = Prepare(door, line, number, default_actor, validate_only);
  if (!prepared.command) return std::move(prepared.result);
  auto answer = door.Run(*std::move(prepared.command));
  if (!answer) return Unknown(std::move(prepared.result), std::move(answer).error());
  return Answered(std::move(prepared.result), *std::move(answer));
}

std::vector<LineResult> SubmitTogether(query::OpenStore& store,
                                       const std::vector<std::string_view>& lines,
                                       std::size_t first_number) {
  std::vector<LineResult> results(lines.size());
  StoreCommands door(store);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    Prepared prepared = Prepare(door, lines[i], first_number + i, "", false);
    results[i] = std::move(prepared.result);
    if (!prepared.command) continue;
    const bool taken =
        store.engine->Submit(*std::move(prepared.command), [&results, i](const v1::Answer& answer) {
          results[i] = Answered(std::move(results[i]), answer);
        });
    if (!taken) results[i] = Unknown(std::move(results[i]), {ErrorCode::kOverloaded, "the queue"});
  }
  Result<bool> more = true;
  while (more && *more) more = store.engine->Step();
  for (LineResult& result : results) {
    const bool lost = !more && result.answer.status() == v1::Answer::UNKNOWN;
    if (lost && !result.failure) result.failure = more.error();
  }
  return results;
}

std::string ResultJson(const LineResult& result, contract::Language language) {
  const v1::Answer& answer = result.answer;
  const auto code = static_cast<v1::Refusal>(answer.refusal());
  const bool refused = answer.refusal() != 0;
  const Facts facts = contract::FactsOf(answer);
  contract::JsonWriter json;
  json.BeginObject();
  json.Key("line").Uint(result.line);
  json.Key("command").StringOrNull(result.command);
  json.Key("command_id");
  if (answer.command_id().empty()) {
    json.StringOrNull(result.given_id);
  } else {
    json.String(UuidText(engine::CommandIdOf(answer.command_id())));
  }
  json.Key("status").String(contract::StatusWord(answer.status()));
  json.Key("scope").StringOrNull(answer.scope());
  json.Key("id").StringOrNull(answer.id());
  json.Key("version");
  answer.version() == 0 ? json.Null() : json.Uint(answer.version());
  json.Key("position");
  answer.events().empty() ? json.Null()
                          : json.String(PositionText(result.partition, answer.position()));
  json.Key("events").BeginArray();
  for (const v1::Answer::Event& event : answer.events()) {
    json.BeginObject().Key("type").String(event.type());
    json.Key("position").String(PositionText(result.partition, event.position())).EndObject();
  }
  json.EndArray();
  json.Key("approval_id").StringOrNull(answer.approval_id());
  json.Key("code").StringOrNull(refused ? contract::EntryOf(code).name : "");
  json.Key("message").StringOrNull(refused ? contract::TextOf(code, facts, language) : "");
  json.Key("what_to_do").StringOrNull(refused ? contract::WhatToDo(code, facts, language) : "");
  json.EndObject();
  return json.text();
}

Exit Submit(Context& context, const SubmitOptions& options) {
  LineInput input;
  TENURE_TRY(input.Open(options.file));
  if (!options.kafka.brokers.empty()) {
    const auto gateway = TENURE_TRY(context.kafka.Gateway(context.options, options.kafka));
    return SubmitStream(context, *gateway, input, options);
  }
  const auto store = TENURE_TRY(context.door.Open(context.options));
  StoreCommands door(*store);
  const auto code = SubmitStream(context, door, input, options);
  const auto closed = store->Close();
  const int exit_code = TENURE_TRY(code);
  // After an unknown outcome the log refuses to close; the exit code says so already.
  if (!closed && exit_code != kExitUnavailable) return tl::unexpected(closed.error());
  return exit_code;
}

}  // namespace tenure::cli
