#include "e2e/command_line.h"

#include <fmt/format.h>

#include "contract/json_value.h"
#include "support/source_tree.gen.h"

namespace tenure::e2e {

std::string Program() { return TENURE_BINARY_DIR "/bin/tenure"; }

std::string Text(const JsonValue& object, std::string_view name) {
  const JsonValue* value = object.Find(name);
  if (value == nullptr) return "";
  if (value->kind == JsonValue::Kind::kNull) return "null";
  if (value->kind == JsonValue::Kind::kBool) return value->boolean ? "true" : "false";
  return value->text;
}

JsonValue Parsed(std::string_view text) {
  auto value = contract::ParseJson(text);
  EXPECT_TRUE(value.has_value()) << "not JSON: " << text.substr(0, 2000);
  return value ? *std::move(value) : JsonValue();
}

std::vector<std::string> SplitLines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    if (end > 0) lines.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::vector<JsonValue> ParsedLines(std::string_view text) {
  std::vector<JsonValue> values;
  for (const std::string& line : SplitLines(text)) values.push_back(Parsed(line));
  return values;
}

void CommandLine::InitSimulated() {
  const Finished made = Run(
      {"init", "--admin", "admin", "--clock", "simulated", "--now", "2026-03-02T09:00:00+08:00"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  std::vector<std::string> grants;
  const auto grant = [&](std::string_view actor, std::string_view role) {
    grants.push_back(Line("GrantRole", "governance/main", "admin",
                          fmt::format(R"({{"actor_id":"{}","role":"{}"}})", actor, role)));
  };
  for (const char* role : {"sales", "service", "complaints"}) grant("li.wei", role);
  for (const char* role : {"approver", "complaints", "service"}) grant("zhao.min", role);
  grant("qian.yu", "auditor");
  ASSERT_EQ(Submit(grants).finished.exit_code, 0);
}

void CommandLine::InitSystem() {
  const Finished made = Run({"init", "--admin", "admin"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const auto granted = Submit(
      {Line("GrantRole", "governance/main", "admin", R"({"actor_id":"li.wei","role":"sales"})")});
  ASSERT_EQ(granted.finished.exit_code, 0) << granted.finished.out;
}

std::vector<std::string> CommandLine::Words(const std::vector<std::string>& words) const {
  std::vector<std::string> all = {Program()};
  all.insert(all.end(), words.begin(), words.end());
  return all;
}

ProcessOptions CommandLine::Options(const std::string& input) const {
  return {.input = input,
          .directory = directory_.Inside("."),
          .environment = {"TENURE_STORE=" + store()}};
}

Finished CommandLine::Run(const std::vector<std::string>& words, const std::string& input) const {
  return RunProcess(Words(words), Options(input));
}

JsonValue CommandLine::Json(std::vector<std::string> words) const {
  words.insert(words.end(), {"-o", "json"});
  const Finished done = Run(words);
  EXPECT_EQ(done.exit_code, 0) << words[0] << " " << words[1] << ": " << done.err;
  return Parsed(done.out);
}

CommandLine::Submitted CommandLine::Submit(const std::vector<std::string>& lines,
                                           const std::vector<std::string>& more_words) const {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  std::vector<std::string> words = {"submit", "-"};
  words.insert(words.end(), more_words.begin(), more_words.end());
  Submitted submitted{Run(words, text), {}};
  submitted.results = ParsedLines(submitted.finished.out);
  return submitted;
}

JsonValue CommandLine::SubmitOne(const std::string& line) const {
  const Submitted submitted = Submit({line});
  EXPECT_EQ(submitted.results.size(), 1u) << submitted.finished.err;
  return submitted.results.size() == 1 ? submitted.results[0] : JsonValue();
}

std::string CommandLine::Head() const { return Text(Json({"log", "head"}), "head"); }

std::string CommandLine::Verify() const {
  const Finished done = Run({"replay", "verify", "-o", "json"});
  EXPECT_EQ(done.exit_code, 0) << done.out << done.err;
  return done.out.empty() ? "" : Text(Parsed(done.out), "status");
}

std::string Line(std::string_view command, std::string_view scope, std::string_view actor,
                 std::string_view data, std::string_view more) {
  return fmt::format(R"({{"command":"{}","scope":"{}","actor":"{}","data":{}{}{}}})", command,
                     scope, actor, data, more.empty() ? "" : ",", more);
}

std::string Register(std::string_view id, std::string_view more) {
  return Line("RegisterCustomer", fmt::format("customer/{}", id), "li.wei",
              R"({"kind":"PERSON","name":"王芳","phone":"+86 138 0000 1001","owner":"li.wei",)"
              R"("source":"EXHIBITION"})",
              more);
}

}  // namespace tenure::e2e
