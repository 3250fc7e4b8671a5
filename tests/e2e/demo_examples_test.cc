// What the program shows as an example works as it stands on the demo store: each command's line
// and the example at the head of every `--help`. And the README shows the demo's real screen.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <regex>

#include "e2e/command_line.h"
#include "support/source_tree.gen.h"

namespace tenure::e2e {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

// The demo, made once; each test looks at it or at copies.
class DemoTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    made_ = std::make_unique<CommandLine>();
    const Finished demo = made_->Run({"demo", "--lang", "en"});
    ASSERT_EQ(demo.exit_code, 0) << demo.err;
    screen_ = demo.out;
  }
  static void TearDownTestSuite() { made_.reset(); }

  static const CommandLine& made() { return *made_; }
  static const std::string& screen() { return screen_; }

  // What `tenure WORDS… --help` says first.
  static std::string ExampleOf(std::vector<std::string> words) {
    words.emplace_back("--help");
    const Finished help = made().Run(words);
    EXPECT_EQ(help.exit_code, 0) << help.err;
    for (const std::string& line : SplitLines(help.out)) {
      constexpr std::string_view kExample = "Example: ";
      if (line.starts_with(kExample)) return line.substr(kExample.size());
    }
    ADD_FAILURE() << "no example in " << help.out;
    return "";
  }

  // The names under "Subcommands:" of `tenure WORDS… --help`.
  static std::vector<std::string> VerbsBelow(std::vector<std::string> words) {
    words.emplace_back("--help");
    std::vector<std::string> names;
    bool below = false;
    for (const std::string& line : SplitLines(made().Run(words).out)) {
      below = below || line == "Subcommands:";
      if (!below || line.size() < 3 || !line.starts_with("  ") || line[2] == ' ') continue;
      names.push_back(line.substr(2, line.find(' ', 2) - 2));
    }
    return names;
  }

  // Runs `line` as a person would who stands beside a fresh demo store.
  static Finished Type(const std::string& line) {
    const TemporaryDirectory here;
    for (const char* part : {"demo-store", "demo-store.keys"}) {
      fs::copy(made().Inside(part), here.Inside(part), fs::copy_options::recursive);
    }
    const std::string program = fs::path(Program()).parent_path();
    return RunProcess({"/bin/sh", "-c", line},
                      {.input = "",
                       .directory = here.Inside("."),
                       .environment = {"PATH=" + program + ":/usr/bin:/bin"}});
  }

 private:
  static inline std::unique_ptr<CommandLine> made_;
  static inline std::string screen_;
};

TEST_F(DemoTest, EachCommandsExample_Validates) {
  std::vector<std::string> lines;
  for (const JsonValue& row : made().Json({"command", "list"}).items) {
    const Finished shown = made().Run({"command", "show", Text(row, "name"), "-o", "jsonl"});
    constexpr std::string_view kMember = "\"example\":{\"command\"";
    const std::size_t at = shown.out.find(kMember);
    ASSERT_NE(at, std::string::npos) << shown.out;
    const std::size_t begin = at + kMember.find('{');
    lines.push_back(shown.out.substr(begin, shown.out.rfind('}') - begin));
  }
  ASSERT_GE(lines.size(), 80u);
  const std::string head = Text(made().Json({"log", "head", "--store", "demo-store"}), "head");
  const auto judged = made().Submit(lines, {"--validate-only", "--store", "demo-store"});
  ASSERT_EQ(judged.results.size(), lines.size()) << judged.finished.err;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    EXPECT_EQ(Text(judged.results[i], "status"), "valid")
        << lines[i] << "\n  " << Text(judged.results[i], "message");
  }
  EXPECT_EQ(judged.finished.exit_code, 0);
  EXPECT_EQ(Text(made().Json({"log", "head", "--store", "demo-store"}), "head"), head);
}

TEST_F(DemoTest, EachHelpsExample_RunsBesideTheDemoStore) {
  std::vector<std::vector<std::string>> verbs = {{}};
  for (const std::string& name : VerbsBelow({})) {
    verbs.push_back({name});
    for (const std::string& second : VerbsBelow({name})) verbs.push_back({name, second});
  }
  ASSERT_GE(verbs.size(), 40u);
  const std::string backup = ExampleOf({"backup"});
  for (const auto& words : verbs) {
    const std::string verb = fmt::format("{}", fmt::join(words, " "));
    std::string line = ExampleOf(words);
    EXPECT_THAT(line, HasSubstr("tenure " + verb)) << "the example of something else";
    if (line.find("127.0.0.1:9092") != std::string::npos) continue;  // tests/kafka runs these
    if (verb == "restore") line = backup + " && " + line;            // what is to be brought back
    const Finished done = Type(line);
    EXPECT_EQ(done.exit_code, 0) << line << "\n" << done.out << done.err;
  }
}

TEST_F(DemoTest, Readme_ShowsTheScreenAsItIs) {
  std::ifstream file(TENURE_SOURCE_DIR "/README.md");
  const std::string readme{std::istreambuf_iterator<char>(file), {}};
  const std::size_t begin = screen().find_first_not_of('\n');
  EXPECT_NE(readme.find("```\n" + screen().substr(begin) + "```\n"), std::string::npos)
      << "put this there: " << screen();
}

// A command that the README shows, and the lines below it up to the next one.
struct Shown {
  std::string command;
  std::vector<std::string> lines;
};

std::vector<Shown> ShownAnswers(const std::string& readme) {
  std::vector<Shown> answers;
  const std::size_t begin = readme.find("$ ./tenure credit standing");
  const std::size_t end = readme.find("```", begin);
  for (const std::string& line : SplitLines(readme.substr(begin, end - begin))) {
    if (line.starts_with("$ ./")) {
      answers.push_back({line.substr(4), {}});
    } else {
      answers.back().lines.push_back(line);
    }
  }
  return answers;
}

// "…" stands for what is left out; every other line is the program's, in its order.
TEST_F(DemoTest, Readme_ShowsAnswersAsTheyAre) {
  std::ifstream file(TENURE_SOURCE_DIR "/README.md");
  const std::string readme{std::istreambuf_iterator<char>(file), {}};
  const std::vector<Shown> answers = ShownAnswers(readme);
  ASSERT_EQ(answers.size(), 3u) << "a credit decision, a debt case, an annual review";
  for (const Shown& shown : answers) {
    const Finished done = Type(shown.command);
    ASSERT_EQ(done.exit_code, 0) << shown.command << "\n" << done.err;
    EXPECT_GE(shown.lines.size(), 4u) << shown.command;
    std::size_t at = 0;
    for (const std::string& line : shown.lines) {
      if (line == "…") continue;
      const std::size_t found = ("\n" + done.out).find("\n" + line + "\n", at);
      EXPECT_NE(found, std::string::npos) << shown.command << " does not print:\n" << line;
      if (found != std::string::npos) at = found + line.size();
    }
  }
}

// A16, A17: what the page tells its reader to type answers with something to look at.
TEST_F(DemoTest, TheCasePage_EveryCommandOnItAnswers) {
  std::ifstream file(TENURE_SOURCE_DIR "/docs/case.md");
  const std::string page{std::istreambuf_iterator<char>(file), {}};
  static const std::regex kCommand("`(tenure [^`]+)`");
  std::size_t typed = 0;
  for (std::sregex_iterator at(page.begin(), page.end(), kCommand), end; at != end; ++at, ++typed) {
    const Finished done = Type((*at)[1]);
    EXPECT_EQ(done.exit_code, 0) << (*at)[1] << "\n" << done.err;
    EXPECT_GE(SplitLines(done.out).size(), 2u) << (*at)[1] << " shows nothing";
  }
  EXPECT_EQ(typed, 14u) << "nine steps and five questions";
}

TEST_F(DemoTest, Again_KeepsWhatWasAddedAndWritesNothing) {
  const std::string head = Text(made().Json({"log", "head", "--store", "demo-store"}), "head");
  const Finished again = made().Run({"demo", "--lang", "en"});
  EXPECT_EQ(again.exit_code, 0) << again.err;
  EXPECT_EQ(again.out, screen());
  EXPECT_EQ(Text(made().Json({"log", "head", "--store", "demo-store"}), "head"), head);
}

TEST_F(DemoTest, TwoAtTheSameMoment_LeaveASuspectedDuplicate) {
  const JsonValue due = made().Json({"customer", "list", "--store", "demo-store"});
  std::size_t suspected = 0;
  for (const JsonValue& row : due.items) {
    const std::string of = Text(row, "duplicate_of");
    if (!of.empty() && of != "null") ++suspected;
  }
  EXPECT_EQ(suspected, 1u);
}

}  // namespace
}  // namespace tenure::e2e
