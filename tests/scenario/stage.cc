#include "scenario/stage.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>

#include "scenario/command_text.h"
#include "scenario/seen.h"

namespace tenure::scenario {
namespace {

using contract::JsonValue;
using e2e::CommandLine;
using e2e::Finished;
using e2e::Text;

// What a result line says in the words of a scenario.
std::string OutcomeText(const JsonValue& result) {
  const std::string code = Text(result, "code");
  const std::string text = Text(result, "status") + (code == "null" ? "" : " " + code);
  const std::string message = Text(result, "message");
  return message == "null" ? text : fmt::format("{} ({})", text, message);
}

class Stage {
 public:
  Stage(const Story& story, std::string name, CommandLine& tenure)
      : story_(story), name_(std::move(name)), tenure_(tenure), now_(story.begins) {}

  std::vector<Mismatch> Play() {
    if (!Furnish()) return std::move(wrong_);
    for (const Beat& beat : story_.beats) {
      if (!beat.at.empty()) now_ = beat.at;
      if (const auto* act = std::get_if<Act>(&beat.what)) {
        PlayAct(*act, beat.line);
      } else if (const auto* look = std::get_if<Look>(&beat.what)) {
        Flush();
        PlayLook(*look, beat.line);
      } else {
        Flush();
        SetClock(beat.line);
      }
    }
    Flush();
    FoldAgain();
    return std::move(wrong_);
  }

 private:
  struct Waiting {
    const Act* act;
    std::size_t line;
    std::string json;
  };

  void Wrong(std::size_t line, std::string expected, std::string got) {
    wrong_.push_back({line, std::move(expected), std::move(got)});
  }

  void SetClock(std::size_t line) {
    const Finished moved = tenure_.Run({"clock", "set", now_});
    if (moved.exit_code != 0) Wrong(line, "the clock goes on", moved.err);
  }

  bool Furnish() {
    const Finished made =
        tenure_.Run({"init", "--admin", "admin", "--clock", "simulated", "--now", now_});
    if (made.exit_code != 0) Wrong(0, "a new store", made.err);
    std::string lines;
    for (const Person& person : story_.people) {
      for (const std::string& role : person.roles) {
        lines += e2e::Line("GrantRole", "governance/main", "admin",
                           fmt::format(R"({{"actor_id":"{}","role":"{}"}})", person.actor, role),
                           fmt::format(R"("command_id":"{} {} {}")", name_, person.actor, role)) +
                 "\n";
      }
    }
    if (lines.empty()) return wrong_.empty();
    const Finished granted = tenure_.Run({"submit", "-"}, lines);
    if (granted.exit_code != 0) Wrong(0, "everybody gets his roles", granted.out);
    return wrong_.empty();
  }

  // `{the case}` by what the story called so. False when it names nothing known.
  bool Resolve(std::string* text) const {
    for (std::size_t at = 0; (at = text->find('{', at)) != std::string::npos; ++at) {
      const std::size_t end = text->find('}', at);
      if (end == std::string::npos || (*text)[at + 1] == '"') return true;  // JSON, not a name
      const std::string name = text->substr(at + 1, end - at - 1);
      if (name.starts_with("new ")) continue;
      const auto known = names_.find(name);
      if (known == names_.end()) return false;
      text->replace(at, end - at + 1, known->second);
    }
    return true;
  }

  bool ResolveTable(Table* table) const {
    bool all = true;
    for (TableRow& row : table->rows) {
      for (std::string& cell : row.cells) all = Resolve(&cell) && all;
    }
    return all;
  }

  bool ResolveFields(std::vector<Field>* fields) const {
    bool all = true;
    for (Field& field : *fields) {
      all = Resolve(&field.value) && ResolveTable(&field.table) && all;
    }
    return all;
  }

  // With every name replaced; flushes first when one is still to come.
  Act Resolved(const Act& act, std::size_t line) {
    Act resolved = act;
    if (ResolveFields(&resolved.fields)) return resolved;
    Flush();
    resolved = act;
    if (!ResolveFields(&resolved.fields)) Wrong(line, "a name that the story has given", "none");
    return resolved;
  }

  void PlayAct(const Act& act, std::size_t line) {
    const Act resolved = Resolved(act, line);
    std::string json =
        CommandLineOf(resolved, line, now_, fmt::format("{} {}", name_, line), &wrong_);
    if (json.empty()) return;
    if (act.outcome.exit_code || !act.outcome.texts.empty()) {
      Flush();
      PlayAlone({&act, line, std::move(json)});
    } else {
      waiting_.push_back({&act, line, std::move(json)});
    }
  }

  // In a process of its own: its exit code, and what it says in both languages.
  void PlayAlone(const Waiting& one) {
    const Outcome& outcome = one.act->outcome;
    SetClock(one.line);  // validating moves no clock
    const Finished chinese =
        tenure_.Run({"submit", "-", "--validate-only", "--lang", "zh"}, one.json + "\n");
    const Finished done = tenure_.Run({"submit", "-", "--lang", "en"}, one.json + "\n");
    const JsonValue result = ResultOf(done, 0);
    CheckOutcome(one, result);
    if (outcome.exit_code && *outcome.exit_code != done.exit_code) {
      Wrong(outcome.line, fmt::format("exit {}", *outcome.exit_code),
            fmt::format("exit {}", done.exit_code));
    }
    const JsonValue zh = ResultOf(chinese, 0);
    const std::map<std::string, std::string> said = {{"says", Text(result, "message")},
                                                     {"what to do", Text(result, "what_to_do")},
                                                     {"说明", Text(zh, "message")},
                                                     {"怎么办", Text(zh, "what_to_do")}};
    std::vector<Field> texts = outcome.texts;
    (void)ResolveFields(&texts);
    for (const Field& field : texts) {
      const auto found = said.find(field.name);
      const std::string got =
          found == said.end() ? "says, what to do, 说明, 怎么办" : found->second;
      if (field.value != got) Wrong(field.line, field.value, got);
    }
  }

  // Submits what waits; one result for each.
  void Flush() {
    if (waiting_.empty()) return;
    std::string lines;
    for (const Waiting& one : waiting_) lines += one.json + "\n";
    const Finished done = tenure_.Run({"submit", "-"}, lines);
    for (std::size_t i = 0; i < waiting_.size(); ++i) CheckOutcome(waiting_[i], ResultOf(done, i));
    waiting_.clear();
  }

  static JsonValue ResultOf(const Finished& done, std::size_t index) {
    const std::vector<std::string> lines = e2e::SplitLines(done.out);
    auto result = contract::ParseJson(index < lines.size() ? lines[index] : "{}");
    return result ? *std::move(result) : JsonValue();
  }

  void CheckOutcome(const Waiting& one, const JsonValue& result) {
    const Outcome& outcome = one.act->outcome;
    const std::string code = Text(result, "code");
    const bool same = Text(result, "status") == outcome.status &&
                      (outcome.code.empty() ? code == "null" : code == outcome.code);
    if (!same) {
      const std::string expected = outcome.status + (outcome.code.empty() ? "" : " ");
      return Wrong(outcome.line, expected + outcome.code, OutcomeText(result));
    }
    if (outcome.call.empty()) return;
    names_[outcome.call] = Text(result, outcome.status == "requested" ? "approval_id" : "id");
  }

  void PlayLook(const Look& written, std::size_t line) {
    Look look = written;
    const bool known = Resolve(&look.of) && ResolveFields(&look.fields) &&
                       ResolveFields(&look.where) && ResolveTable(&look.table);
    if (!known) return Wrong(line, "a name that the story has given", "none");
    const NameNew name_new = [this](const std::string& name, const std::string& value) {
      names_[name] = value;
    };
    if (look.kind == Look::Kind::kOneRow || look.kind == Look::Kind::kNoRow) {
      LookAtOne(look, line, name_new);
    } else {
      LookAtAll(look, line, name_new);
    }
  }

  void LookAtOne(const Look& look, std::size_t line, const NameNew& name_new) {
    const Finished done = tenure_.Run(
        {"projection", "get", Snake(look.model), look.of, "--actor", look.reader, "-o", "json"});
    if (look.kind == Look::Kind::kNoRow) {
      if (done.exit_code != 3) Wrong(line, "nothing, exit 3", done.out + done.err);
      return;
    }
    const auto row = contract::ParseJson(done.out);
    if (done.exit_code != 0 || !row) {
      return Wrong(line, fmt::format("{} {}", look.model, look.of), done.err);
    }
    CompareFields(look.fields, *row, name_new, &wrong_);
  }

  void LookAtAll(const Look& look, std::size_t line, const NameNew& name_new) {
    const std::string customer = look.of.substr(look.of.find('/') + 1);
    std::vector<std::string> words = {"projection", "rows", Snake(look.model), "--limit", "100000"};
    if (look.model == "worklist") words = {"worklist"};
    if (look.model == "timeline") words = {"customer", "timeline", customer};
    words.insert(words.end(), {"--actor", look.reader, "--lang", "en", "-o", "jsonl"});
    const Finished done = tenure_.Run(words);
    if (done.exit_code != 0) return Wrong(line, look.model, done.err);
    std::vector<JsonValue> rows;
    for (JsonValue& row : e2e::ParsedLines(done.out)) {
      const bool of_scope = look.model == "timeline" || Text(row, "scope") == look.of ||
                            Text(row, "customer") == customer;
      bool shown = of_scope;
      for (const Field& field : look.where) {
        shown = shown && Same(field.value, MemberOf(row, field.name));
      }
      if (shown) rows.push_back(std::move(row));
    }
    if (look.kind == Look::Kind::kTimelineEnd && rows.size() > look.table.rows.size()) {
      rows.erase(rows.begin(), rows.end() - std::ptrdiff_t(look.table.rows.size()));
    }
    CompareTable(look.table, rows, line, name_new, &wrong_);
  }

  void FoldAgain() {
    const std::size_t end = story_.beats.empty() ? 0 : story_.beats.back().line;
    const Digests before = VerifiedDigests(tenure_, end, &wrong_);
    DeleteFolded(tenure_.store());
    const Digests after = VerifiedDigests(tenure_, end, &wrong_);
    if (before == after) return;
    Wrong(end, fmt::format("states {} and rows {} again", before.states, before.rows),
          fmt::format("states {} and rows {}", after.states, after.rows));
  }

  const Story& story_;
  const std::string name_;
  CommandLine& tenure_;
  std::string now_;
  std::vector<Waiting> waiting_;
  std::map<std::string, std::string> names_;
  std::vector<Mismatch> wrong_;
};

}  // namespace

std::vector<Mismatch> PlayStory(const Story& story, const std::string& name, CommandLine& tenure) {
  return Stage(story, name, tenure).Play();
}

std::vector<Mismatch> PlayFile(const std::string& path, CommandLine& tenure) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  std::vector<Mismatch> wrong;
  const Story story = ReadStory(text.str(), &wrong);
  if (!wrong.empty()) return wrong;
  return PlayStory(story, std::filesystem::path(path).stem().string(), tenure);
}

std::string TextOf(const std::string& file, const Mismatch& mismatch) {
  return fmt::format("{}:{}: expected {}, got {}", file, mismatch.line, mismatch.expected,
                     mismatch.got);
}

Digests VerifiedDigests(const CommandLine& tenure, std::size_t line, std::vector<Mismatch>* wrong) {
  const Finished done = tenure.Run({"replay", "verify", "-o", "json"});
  const auto report = contract::ParseJson(done.out);
  if (done.exit_code != 0 || !report || Text(*report, "status") != "clean") {
    wrong->push_back({line, "replay verify is clean", done.out + done.err});
    return {};
  }
  return {Text(*report, "store_digest"), Text(*report, "views_digest")};
}

void DeleteFolded(const std::string& store) {
  for (const auto& entry : std::filesystem::directory_iterator(store)) {
    const std::string name = entry.path().filename().string();
    if (name == "views" || name.starts_with("store-p")) std::filesystem::remove_all(entry.path());
  }
}

}  // namespace tenure::scenario
