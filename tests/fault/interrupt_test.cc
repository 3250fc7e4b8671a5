// A submit of very many lines that is stopped in its middle, first by Ctrl-C and then by kill -9:
// the same file again does the rest and nothing twice, by the answers, by `log list` and by a
// reader that knows nothing of the program.
#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <map>

#include "e2e/command_line.h"
#include "support/source_tree.gen.h"

namespace tenure::e2e {
namespace {

using testing::HasSubstr;
using testing::MatchesRegex;

constexpr std::size_t kCustomers = 40;
constexpr std::chrono::seconds kPatience(3'600);  // the long run on a slow disk

// 100,000 under ./test --long; each is one write that the disk confirms.
std::size_t LineCount() { return std::getenv("TENURE_LONG") != nullptr ? 100'000 : 3'000; }

std::string LineAt(std::size_t number) {
  const std::string scope = fmt::format("customer/L-{}", number % kCustomers);
  const std::string id = fmt::format(R"("command_id":"line {}","reason":"r")", number);
  if (number >= kCustomers) {
    return Line("RecordTrait", scope, "li.wei",
                fmt::format(R"({{"trait":"t {}","source":"INTERNET"}})", number), id);
  }
  return Line("RegisterCustomer", scope, "li.wei",  // the claim of the identity travels
              fmt::format(R"({{"kind":"PERSON","name":"n","identity_number":"ID{}",)"
                          R"("owner":"li.wei","source":"INTERNET"}})",
                          number),
              id);
}

// "17 TraitRecorded" for each event of a result.
std::vector<std::string> Claimed(const JsonValue& result) {
  std::vector<std::string> events;
  for (const JsonValue& event : result.Find("events")->items) {
    events.push_back(Text(event, "position") + " " + Text(event, "type"));
  }
  return events;
}

class InterruptTest : public testing::Test {
 protected:
  void SetUp() override { program_.InitSystem(); }

  void WriteLines() {
    std::ofstream file(program_.Inside("lines.jsonl"));
    for (std::size_t i = 0; i < LineCount(); ++i) file << LineAt(i) << "\n";
  }

  // Submits the file and sends the signal after so many answers.
  Finished Stopped(std::size_t answers, int signal) {
    Process process(program_.Words({"submit", "lines.jsonl"}), program_.Options());
    std::string line;
    for (std::size_t i = 0; i < answers && process.ReadLine(&line); ++i) {
    }
    process.Signal(signal);
    return process.Wait(kPatience);
  }

  // What was answered before is answered again as it was; from `before.size()` on a line may have
  // been done without an answer, then all are new.
  void ExpectGoesOn(const std::vector<JsonValue>& before, const std::vector<JsonValue>& now) {
    ASSERT_GE(now.size(), before.size());
    bool accepted = false;
    for (std::size_t i = 0; i < now.size(); ++i) {
      const std::string status = Text(now[i], "status");
      if (i < before.size()) {
        ASSERT_EQ(status, "repeated") << "line " << i + 1;
        ASSERT_EQ(Claimed(now[i]), Claimed(before[i])) << "line " << i + 1;
        continue;
      }
      accepted = accepted || status == "accepted";
      ASSERT_EQ(status, accepted ? "accepted" : "repeated") << "line " << i + 1;
      ASSERT_TRUE(accepted || i == before.size()) << "only one line was at work";
    }
  }

  // `log list` holds what the answers claim of our customers, each event once and nothing else.
  void ExpectLogHolds(const std::vector<JsonValue>& results) {
    std::map<std::string, int> events;
    for (const JsonValue& result : results) {
      for (const std::string& event : Claimed(result)) ++events[event];
    }
    const Finished listed = program_.Run({"log", "list", "--limit", "1000000", "-o", "jsonl"});
    for (const JsonValue& row : ParsedLines(listed.out)) {
      if (!Text(row, "scope").starts_with("customer/L-")) continue;
      --events[Text(row, "position") + " " + Text(row, "type")];
    }
    for (const auto& [event, left] : events) ASSERT_EQ(left, 0) << event;
  }

  // A reader of its own finds each line's command once, whole.
  void ExpectReaderFindsEachOnce(const std::vector<JsonValue>& results) {
    const Finished read = RunProcess(
        {"python3", TENURE_SOURCE_DIR "/tools/read_log.py", program_.store()}, program_.Options());
    ASSERT_EQ(read.exit_code, 0) << read.err;
    std::map<std::string, int> counts;
    for (const JsonValue& record : ParsedLines(read.out)) {
      if (Text(record, "unit_index") == "0") ++counts[Text(record, "command_id")];
    }
    for (const JsonValue& result : results) {
      std::string id = Text(result, "command_id");
      std::erase(id, '-');
      ASSERT_EQ(counts[id], 1) << "line " << Text(result, "line");
    }
  }

  CommandLine program_;
};

TEST_F(InterruptTest, ManyLinesInterruptedThenKilled_TheRestIsDoneAndNothingTwice) {
  WriteLines();
  const std::size_t count = LineCount();
  const Finished interrupted = Stopped(count / 4, SIGINT);
  EXPECT_EQ(interrupted.signal, 0) << "it ends by itself";
  EXPECT_EQ(interrupted.exit_code, 1);
  const auto first = ParsedLines(interrupted.out);
  ASSERT_LT(first.size(), count) << "it ran to the end";
  EXPECT_THAT(interrupted.err, HasSubstr(fmt::format("interrupted after line {};", first.size())));
  ExpectGoesOn({}, first);

  const Finished killed = Stopped(count / 2, SIGKILL);
  EXPECT_EQ(killed.signal, SIGKILL) << killed.err;
  const auto second = ParsedLines(killed.out.substr(0, killed.out.rfind('\n') + 1));
  ASSERT_LT(second.size(), count) << "it ran to the end";
  ExpectGoesOn(first, second);

  const Finished done =
      Process(program_.Words({"submit", "lines.jsonl"}), program_.Options()).Wait(kPatience);
  EXPECT_EQ(done.exit_code, 0) << done.err;
  const auto third = ParsedLines(done.out);
  ASSERT_EQ(third.size(), count);
  ExpectGoesOn(second, third);
  ExpectLogHolds(third);
  ExpectReaderFindsEachOnce(third);
  EXPECT_EQ(program_.Verify(), "clean");
}

// Waiting for input, with half a line there: the half line is not begun.
TEST_F(InterruptTest, WhileItWaitsForInput_EndsAtOnce) {
  const std::string pipe = program_.Inside("pipe");
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  for (const int signal : {SIGINT, SIGTERM}) {
    Process process(program_.Words({"submit", pipe}), program_.Options());
    const int lines = open(pipe.c_str(), O_WRONLY | O_CLOEXEC);
    const std::string text = LineAt(0) + "\n" + LineAt(1);
    ASSERT_EQ(write(lines, text.data(), text.size()), static_cast<ssize_t>(text.size()));
    std::string line;
    ASSERT_TRUE(process.ReadLine(&line));
    process.Signal(signal);
    const Finished end = process.Wait();
    EXPECT_EQ(end.exit_code, 1) << "signal " << signal << " " << end.signal;
    EXPECT_EQ(ParsedLines(end.out).size(), 1u);
    EXPECT_THAT(end.err, MatchesRegex("(.|\n)*interrupted after line 1;[^\n]*\n"));
    close(lines);
  }
  EXPECT_EQ(program_.Run({"customer", "show", "L-1"}).exit_code, 3) << "the half line";
}

TEST_F(InterruptTest, EndOfInputWithoutANewline_IsALine) {
  const Finished done = program_.Run({"submit", "-"}, LineAt(0) + "\n" + LineAt(1));
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_EQ(ParsedLines(done.out).size(), 2u);
}

TEST_F(InterruptTest, DirectoryAsInput_IsSaidAndNothingDone) {
  const Finished done = program_.Run({"submit", "."});
  EXPECT_EQ(done.exit_code, 2) << done.err;
  EXPECT_EQ(done.out, "");
  EXPECT_THAT(done.err, HasSubstr("directory"));
}

}  // namespace
}  // namespace tenure::e2e
