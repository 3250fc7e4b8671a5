// Kill -9 of the real program in the middle of a submit, and the same file again: whatever the
// first run answered stays, the rest is done, nothing happens twice. Each round is checked event by
// event against the log, the whole against a fold from zero.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "e2e/command_line.h"

namespace tenure::e2e {
namespace {

constexpr int kRounds = 200;  // the issue's bound
constexpr int kLines = 16;    // per round: enough that a kill finds work left
constexpr int kVerifyEvery = 20;
constexpr unsigned kSeed = 4;

// A round's commands: two customers with identity claims (which travel to another scope and back),
// then traits for them.
std::vector<std::string> RoundLines(int round) {
  std::vector<std::string> lines;
  for (int line = 0; line < kLines; ++line) {
    const int who = line % 2;
    const std::string scope = fmt::format("customer/K-{}-{}", round, who);
    const std::string id =
        fmt::format(R"("command_id":"round {} line {}","reason":"r")", round, line);
    const std::string data =
        line < 2 ? fmt::format(R"({{"kind":"PERSON","name":"n{0}","identity_number":"ID{0}{1}",)"
                               R"("owner":"li.wei","source":"INTERNET"}})",
                               round, who)
                 : fmt::format(R"({{"trait":"t {}","source":"INTERNET"}})", line);
    lines.push_back(Line(line < 2 ? "RegisterCustomer" : "RecordTrait", scope, "li.wei", data, id));
  }
  return lines;
}

// "17 TraitRecorded" for each event that a result line claims.
std::vector<std::string> Claimed(const JsonValue& result) {
  std::vector<std::string> events;
  for (const JsonValue& event : result.Find("events")->items) {
    events.push_back(Text(event, "position") + " " + Text(event, "type"));
  }
  return events;
}

class KillTest : public testing::Test {
 protected:
  void SetUp() override { program_.InitSystem(); }

  std::string WriteFile(const std::vector<std::string>& lines) {
    std::ofstream file(program_.Inside("round.jsonl"), std::ios::trunc);
    for (const std::string& line : lines) file << line << "\n";
    return program_.Inside("round.jsonl");
  }

  // Submits the lines through a pipe that is never closed, takes `answers` result lines, lets the
  // program run on for a moment and kills it: it cannot have come to its end before, on however
  // busy a machine. Gives the results that came out whole.
  std::vector<JsonValue> Killed(const std::vector<std::string>& lines, int answers) {
    const std::string pipe = program_.Inside("pipe");
    std::filesystem::remove(pipe);
    EXPECT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    Process process(program_.Words({"submit", pipe}), program_.Options());
    std::ofstream input(pipe);  // waits until the program reads
    for (const std::string& line : lines) input << line << "\n";
    input.flush();
    std::string line;
    for (int i = 0; i < answers && process.ReadLine(&line); ++i) {
    }
    for (unsigned turns = random_() % 400; turns > 0; --turns) sched_yield();
    process.Signal(SIGKILL);
    const Finished end = process.Wait();
    EXPECT_EQ(end.signal, SIGKILL) << end.err;
    return ParsedLines(end.out.substr(0, end.out.rfind('\n') + 1));
  }

  // Every line is answered once more as before, or done now; gives all answers.
  std::vector<JsonValue> Again(const std::string& file, const std::vector<JsonValue>& before) {
    const Finished done = program_.Run({"submit", file});
    EXPECT_EQ(done.exit_code, 0) << done.err;
    std::vector<JsonValue> results = ParsedLines(done.out);
    EXPECT_GE(results.size(), before.size());
    for (std::size_t i = 0; i < results.size(); ++i) {
      EXPECT_THAT(Text(results[i], "status"), testing::AnyOf("accepted", "repeated")) << done.out;
      if (i >= before.size()) continue;
      EXPECT_EQ(Text(results[i], "status"), "repeated") << "line " << i + 1 << " was acknowledged";
      EXPECT_EQ(Claimed(results[i]), Claimed(before[i])) << "line " << i + 1;
    }
    return results;
  }

  // From `head_` on the log holds what the answers claim of the round's customers, each event once
  // and nothing else.
  void ExpectLogHolds(int round, const std::vector<JsonValue>& results) {
    std::map<std::string, std::vector<std::string>> claimed, held;
    for (const JsonValue& result : results) {
      for (std::string& event : Claimed(result)) {
        claimed[Text(result, "scope")].push_back(std::move(event));
      }
    }
    const Finished listed =
        program_.Run({"log", "list", "--from", head_, "--limit", "100000", "-o", "jsonl"});
    const std::string ours = fmt::format("customer/K-{}-", round);
    for (const JsonValue& row : ParsedLines(listed.out)) {
      if (!Text(row, "scope").starts_with(ours)) continue;
      held[Text(row, "scope")].push_back(Text(row, "position") + " " + Text(row, "type"));
    }
    EXPECT_EQ(held, claimed);
  }

  void Round(int round) {
    const std::vector<std::string> lines = RoundLines(round);
    const std::string file = WriteFile(lines);
    const auto before = Killed(lines, static_cast<int>(random_() % kLines));
    const auto results = Again(file, before);
    ASSERT_EQ(results.size(), lines.size());
    ExpectLogHolds(round, results);
    head_ = Text(results.back(), "position");
  }

  CommandLine program_;
  std::mt19937 random_{kSeed};
  std::string head_ = "0";  // a position at or before what this round writes
};

TEST_F(KillTest, KilledInTheMiddleTwoHundredTimes_EachLineIsDoneOnce) {
  for (int round = 1; round <= kRounds && !HasFailure(); ++round) {
    SCOPED_TRACE(fmt::format("round {}", round));
    Round(round);
    if (round % kVerifyEvery == 0) {
      EXPECT_EQ(program_.Verify(), "clean");
    }
  }
  const Finished all = program_.Run({"log", "list", "--limit", "1000000", "-o", "jsonl"});
  std::map<std::string, int> counts;
  for (const JsonValue& row : ParsedLines(all.out)) ++counts[Text(row, "type")];
  EXPECT_EQ(counts["CustomerRegistered"], kRounds * 2);
  EXPECT_EQ(counts["TraitRecorded"], kRounds * (kLines - 2));
  EXPECT_EQ(counts["IdentityClaimed"], kRounds * 2) << all.out.substr(0, 4000);
  EXPECT_EQ(program_.Verify(), "clean");
}

}  // namespace
}  // namespace tenure::e2e
