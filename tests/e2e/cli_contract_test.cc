// The words of the command line that need no story: where options stand, forms, languages, exit
// codes, and what the program knows without a store.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "e2e/command_line.h"

namespace tenure::e2e {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

std::vector<std::string> NamesOf(const JsonValue& object) {
  std::vector<std::string> names;
  for (const auto& [name, value] : object.members) names.push_back(name);
  return names;
}

std::string FileText(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Names of the rows of `command list` and the like.
std::vector<std::string> Listed(const CommandLine& program, const std::string& group) {
  std::vector<std::string> names;
  for (const JsonValue& row : program.Json({group, "list"}).items) {
    names.push_back(Text(row, "name"));
  }
  return names;
}

TEST(Init, FreshDirectory_MakesAStoreWithThePackAndTheAdministrator) {
  CommandLine program;
  const Finished made = program.Run({"init", "--admin", "wang.fang", "-o", "json"});
  ASSERT_EQ(made.exit_code, 0) << made.err;
  const JsonValue facts = Parsed(made.out);
  EXPECT_EQ(Text(facts, "admin"), "wang.fang");
  EXPECT_EQ(Text(facts, "clock"), "system");
  const JsonValue authority = program.Json({"authority", "show", "wang.fang"});
  EXPECT_EQ(Text(authority.Find("grants")->items.at(0), "role"), "administrator");
  const JsonValue roles = program.Json({"log", "list", "--type", "PolicyActivated"});
  EXPECT_GT(roles.items.size(), 5u);
  EXPECT_EQ(program.Verify(), "clean");
}

TEST(Init, Twice_IsRefusedWithExit4AndChangesNothing) {
  CommandLine program;
  program.InitSimulated();
  const std::string head = program.Head();
  const Finished again = program.Run({"init"});
  EXPECT_EQ(again.exit_code, 4);
  EXPECT_THAT(again.err, StartsWith("STORE_EXISTS"));
  EXPECT_EQ(program.Head(), head);
}

TEST(Init, NowWithASystemClock_IsUsage) {
  CommandLine program;
  EXPECT_EQ(program.Run({"init", "--now", "2026-01-01T00:00:00Z"}).exit_code, 2);
  EXPECT_EQ(program.Run({"init", "--clock", "sundial"}).exit_code, 2);
  EXPECT_FALSE(std::filesystem::exists(program.store()));
}

TEST(Store, Missing_IsExit3ForEveryReadingVerb) {
  CommandLine program;
  const std::vector<std::vector<std::string>> verbs = {{"customer", "list"},
                                                       {"log", "head"},
                                                       {"worklist"},
                                                       {"clock", "show"},
                                                       {"projection", "status"},
                                                       {"approval", "list"},
                                                       {"outbox", "list"},
                                                       {"replay", "verify"},
                                                       {"authority", "show", "admin"},
                                                       {"customer", "show", "C-1"},
                                                       {"projection", "rows", "worklist"}};
  for (const auto& verb : verbs) {
    const Finished done = program.Run(verb);
    EXPECT_EQ(done.exit_code, 3) << verb[0];
    EXPECT_THAT(done.err, StartsWith("STORE_MISSING")) << verb[0];
    EXPECT_THAT(done.out, IsEmpty()) << verb[0];
  }
  EXPECT_FALSE(std::filesystem::exists(program.store())) << "a read makes nothing";
}

TEST(Options, BeforeOrAfterTheVerb_MeanTheSame) {
  CommandLine program;
  program.InitSimulated();
  const std::string expected = program.Run({"log", "head", "-o", "json"}).out;
  const std::vector<std::string> place = {"--store", program.store(), "--keys", program.keys()};
  const ProcessOptions bare = {.input = "", .directory = "/", .environment = {}};
  std::vector<std::string> before = place;
  before.insert(before.end(), {"-o", "json", "log", "head"});
  std::vector<std::string> after = {"log", "head", "-o", "json"};
  after.insert(after.end(), place.begin(), place.end());
  const std::vector<std::string> between = {"--store", program.store(), "log",
                                            "-o",      "json",          "head"};
  for (const auto& words : {before, after, between}) {
    const Finished done = RunProcess(program.Words(words), bare);
    EXPECT_EQ(done.exit_code, 0) << done.err;
    EXPECT_EQ(done.out, expected);
  }
}

TEST(Options, Environment_NamesStoreKeysAndActor) {
  CommandLine program;
  program.InitSimulated();
  ASSERT_EQ(Text(program.SubmitOne(Register("C-1")), "status"), "accepted");
  const std::string moved = program.Inside("elsewhere.keys");
  std::filesystem::rename(program.keys(), moved);
  ProcessOptions options = {.input = "",
                            .directory = "/",
                            .environment = {"TENURE_STORE=" + program.store(),
                                            "TENURE_KEYS=" + moved, "TENURE_ACTOR=qian.yu"}};
  const std::vector<std::string> words = program.Words({"customer", "show", "C-1", "-o", "json"});
  Finished done = RunProcess(words, options);
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_EQ(Text(Parsed(done.out), "name"), "王芳");
  options.environment.pop_back();
  done = RunProcess(words, options);
  EXPECT_EQ(Text(*Parsed(done.out).Find("name"), "sealed"), "no_access");
}

TEST(Options, RelativeStore_IsTheCallers) {
  CommandLine program;
  ProcessOptions options = {.input = "", .directory = program.Inside("."), .environment = {}};
  EXPECT_EQ(RunProcess(program.Words({"init", "--store", "mine"}), options).exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(program.Inside("mine/identity")));
  EXPECT_TRUE(std::filesystem::exists(program.Inside("mine.keys")));
  EXPECT_EQ(RunProcess(program.Words({"init"}), options).exit_code, 0);
  EXPECT_TRUE(std::filesystem::exists(program.Inside("tenure-store/identity")));
}

TEST(Output, ListVerb_IsArrayLinesCsvAndTable) {
  CommandLine program;
  program.InitSimulated();
  const std::vector<std::string> words = {"log", "list", "--limit", "3"};
  const auto in = [&](const std::string& format) {
    auto all = words;
    all.insert(all.end(), {"-o", format});
    return program.Run(all).out;
  };
  const JsonValue array = Parsed(in("json"));
  ASSERT_EQ(array.kind, JsonValue::Kind::kArray);
  ASSERT_EQ(array.items.size(), 3u);
  EXPECT_THAT(NamesOf(array.items[0]),
              ElementsAre("position", "recorded_at", "scope", "type", "id", "version", "actor"));
  const std::vector<JsonValue> lines = ParsedLines(in("jsonl"));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(NamesOf(lines[2]), NamesOf(array.items[2]));
  const std::vector<std::string> csv = SplitLines(in("csv"));
  ASSERT_EQ(csv.size(), 4u);
  EXPECT_EQ(csv[0], "position,recorded_at,scope,type,id,version,actor");
  EXPECT_THAT(csv[1], StartsWith("0,2026-03-02T01:00:00Z,governance/main,ClockSet,,1,system"));
  const std::vector<std::string> table = SplitLines(in("table"));
  ASSERT_EQ(table.size(), 4u);
  EXPECT_THAT(table[0], StartsWith("position  recorded_at"));
  EXPECT_EQ(program.Run(words).out, in("table")) << "the table is the default";
}

TEST(Output, OneThing_IsAnObjectInEachForm) {
  CommandLine program;
  program.InitSimulated();
  EXPECT_THAT(NamesOf(program.Json({"log", "head"})), ElementsAre("partition", "head", "root"));
  EXPECT_EQ(ParsedLines(program.Run({"log", "head", "-o", "jsonl"}).out).size(), 1u);
  EXPECT_EQ(SplitLines(program.Run({"log", "head", "-o", "csv"}).out).at(0), "partition,head,root");
  EXPECT_THAT(program.Run({"log", "head"}).out, HasSubstr("head       "));
  EXPECT_EQ(program.Run({"log", "head", "-o", "xml"}).exit_code, 2);
}

TEST(Output, OutFile_TakesTheDataAndStdoutStaysEmpty) {
  CommandLine program;
  program.InitSimulated();
  const std::string expected = program.Run({"log", "list", "-o", "jsonl"}).out;
  const Finished done = program.Run({"log", "list", "-o", "jsonl", "--out", "rows.jsonl"});
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, IsEmpty());
  EXPECT_EQ(FileText(program.Inside("rows.jsonl")), expected);
  const Finished nowhere = program.Run({"log", "list", "--out", "no/such/place"});
  EXPECT_EQ(nowhere.exit_code, 6);
  EXPECT_THAT(nowhere.err, HasSubstr("no/such/place"));
}

TEST(Output, Quiet_KeepsMessagesBackButNotFailures) {
  CommandLine program;
  program.InitSimulated();
  EXPECT_THAT(program.Submit({Register("C-1")}).finished.err, HasSubstr("1 accepted"));
  EXPECT_THAT(program.Submit({Register("C-2")}, {"--quiet"}).finished.err, IsEmpty());
  EXPECT_THAT(program.Run({"--quiet", "customer", "show", "C-9"}).err, StartsWith("NOT_FOUND"));
}

TEST(Language, ZhAndEn_ByOptionElseByLocale) {
  CommandLine program;
  const std::vector<std::string> words = {"customer", "list"};
  EXPECT_THAT(program.Run({"customer", "list", "--lang", "zh"}).err, HasSubstr("此目录没有库"));
  EXPECT_THAT(program.Run({"customer", "list", "--lang", "en"}).err, HasSubstr("no store here"));
  ProcessOptions options = program.Options();
  options.environment.emplace_back("LC_ALL=zh_CN.UTF-8");
  EXPECT_THAT(RunProcess(program.Words(words), options).err, HasSubstr("此目录没有库"));
  EXPECT_EQ(program.Run({"--lang", "fr", "customer", "list"}).exit_code, 2);
}

TEST(Words, Unknown_AreUsage) {
  CommandLine program;
  const std::vector<std::vector<std::string>> wrong = {
      {}, {"sell"}, {"customer"}, {"customer", "sell"}, {"log", "show"}, {"log", "head", "--far"}};
  for (const auto& words : wrong) {
    const Finished done = program.Run(words);
    EXPECT_EQ(done.exit_code, 2) << fmt::format("{}", fmt::join(words, " "));
    EXPECT_THAT(done.out, IsEmpty()) << "stdout is data";
    EXPECT_THAT(done.err, Not(IsEmpty()));
  }
}

TEST(Words, Help_StartsWithAnExampleAndExits0) {
  CommandLine program;
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"--help"}, {"submit", "--help"}, {"customer", "show", "--help"}, {"log", "--help"}}) {
    const Finished done = program.Run(words);
    EXPECT_EQ(done.exit_code, 0);
    const std::vector<std::string> lines = SplitLines(done.out);
    ASSERT_GE(lines.size(), 2u);
    EXPECT_THAT(lines[0] + lines[1], HasSubstr("Example: ")) << done.out;
  }
}

TEST(Catalogue, EachCommand_IsShownWithBothTitlesAndFieldsAndAnExample) {
  CommandLine program;
  const std::vector<std::string> commands = Listed(program, "command");
  EXPECT_GE(commands.size(), 80u);
  EXPECT_EQ(std::set<std::string>(commands.begin(), commands.end()).size(), commands.size());
  for (const std::string& name : commands) {
    const JsonValue shown = program.Json({"command", "show", name});
    for (const char* member : {"name", "title", "aggregate", "scope", "permission", "four_eyes",
                               "source", "fields", "example"}) {
      EXPECT_NE(shown.Find(member), nullptr) << name << " lacks " << member;
    }
    EXPECT_EQ(Text(shown, "name"), name);
    EXPECT_THAT(Text(*shown.Find("title"), "zh"), Not(IsEmpty())) << name;
    EXPECT_THAT(Text(*shown.Find("title"), "en"), Not(IsEmpty())) << name;
    for (const JsonValue& field : shown.Find("fields")->items) {
      for (const char* member : {"name", "type", "required", "personal", "title", "example", "min",
                                 "max", "length_max"}) {
        EXPECT_NE(field.Find(member), nullptr) << name << "." << Text(field, "name");
      }
    }
    EXPECT_EQ(Text(*shown.Find("example"), "command"), name);
  }
}

TEST(Catalogue, EventsRefusalsAndProjections_AreListedAndShown) {
  CommandLine program;
  for (const std::string& name : Listed(program, "event")) {
    const JsonValue shown = program.Json({"event", "show", name});
    EXPECT_EQ(Text(shown, "name"), name);
    EXPECT_THAT(Text(*shown.Find("title"), "zh"), Not(IsEmpty())) << name;
  }
  for (const JsonValue& row : program.Json({"refusal", "list"}).items) {
    for (const char* member : {"text", "what_to_do"}) {
      EXPECT_THAT(Text(*row.Find(member), "zh"), Not(IsEmpty())) << Text(row, "code");
      EXPECT_THAT(Text(*row.Find(member), "en"), Not(IsEmpty())) << Text(row, "code");
    }
  }
  const std::vector<std::string> projections = Listed(program, "projection");
  EXPECT_THAT(projections, testing::IsSupersetOf(
                               {"customer_profile", "lifecycle_funnel", "revisit_coverage",
                                "complaint_board", "complaint_pareto", "issue_board", "disclosures",
                                "outbox", "approvals", "worklist", "exceptions_register"}));
  for (const std::string& name : projections) {
    EXPECT_EQ(Text(program.Json({"projection", "show", name}), "name"), name);
  }
  for (const char* group : {"command", "event", "projection"}) {
    EXPECT_EQ(program.Run({group, "show", "Nothing"}).exit_code, 3) << group;
  }
}

}  // namespace
}  // namespace tenure::e2e
