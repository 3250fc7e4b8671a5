// The last moment before a kill, and rollbacks: exactly what docs/log_format.md says is seen and is
// not. The anchor is put back as it was before the killed run, which is how it stands when the kill
// comes within its 100 ms.
#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>

#include "fault/store_files.h"

namespace tenure::e2e {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class LastMomentTest : public testing::Test {
 protected:
  void SetUp() override {
    program_.InitSimulated();
    ASSERT_EQ(program_.Submit({Register("C-1"), Trait(0)}).finished.exit_code, 0);
    anchored_ = std::stoi(program_.Head());
    before_ = EndOfBlocks();
    Replace(program_.store(), program_.Inside("anchored"));
    Replace(program_.keys(), program_.Inside("anchored.keys"));
    WriteThreeAndDie();
    Replace(program_.Inside("anchored") + "/log/p00000/anchor",
            program_.store() + "/log/p00000/anchor");
  }

  std::size_t EndOfBlocks() { return ReadFile(FirstSegment(program_)).find_last_not_of('\0') + 1; }

  // Three commands, each in a block of its own, all acknowledged, then kill -9.
  void WriteThreeAndDie() {
    const std::string pipe = program_.Inside("pipe");
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    Process process(program_.Words({"submit", pipe}), program_.Options());
    const int lines = open(pipe.c_str(), O_WRONLY | O_CLOEXEC);
    for (int i = 1; i <= 3; ++i) {
      const std::string text = Trait(i) + "\n";
      ASSERT_EQ(write(lines, text.data(), text.size()), static_cast<ssize_t>(text.size()));
      std::string answer;
      ASSERT_TRUE(process.ReadLine(&answer));
      ASSERT_EQ(Text(Parsed(answer), "status"), "accepted");
      ends_.push_back(EndOfBlocks());
    }
    process.Signal(SIGKILL);
    ASSERT_EQ(process.Wait().signal, SIGKILL);
    close(lines);
  }

  // A byte in the middle of the block of the i-th of the three, from 1.
  void DamageBlock(std::size_t i) {
    const std::size_t begin = i == 1 ? before_ : ends_[i - 2];
    FlipByte(FirstSegment(program_), (begin + ends_[i - 1]) / 2);
  }

  void ExpectOpensWith(int records, bool said) {
    const Finished head = program_.Run({"log", "head", "-o", "json"});
    ASSERT_EQ(head.exit_code, 0) << head.err;
    EXPECT_EQ(Text(Parsed(head.out), "head"), std::to_string(anchored_ + records));
    if (said) {
      EXPECT_THAT(head.err, HasSubstr("cut off"));
      EXPECT_THAT(head.err, HasSubstr(fmt::format("the {} records", anchored_ + records)));
    } else {
      EXPECT_EQ(head.err, "");
    }
    EXPECT_EQ(program_.Verify(), "clean");
    // What was lost can be done again under its id; what was not is still known.
    const auto again = program_.Submit({Trait(1), Trait(2), Trait(3)});
    for (int i = 0; i < 3; ++i) {
      EXPECT_EQ(Text(again.results.at(static_cast<std::size_t>(i)), "status"),
                i < records ? "repeated" : "accepted");
    }
  }

  CommandLine program_;
  int anchored_ = 0;        // records at the last clean close
  std::size_t before_ = 0;  // where their blocks end
  std::vector<std::size_t> ends_;
};

TEST_F(LastMomentTest, Undamaged_EverythingAcknowledgedIsThere) { ExpectOpensWith(3, false); }

TEST_F(LastMomentTest, LastBlockDamaged_LooksTornIsCutOffAndSaid) {
  DamageBlock(3);
  ExpectOpensWith(2, true);
}

TEST_F(LastMomentTest, AllBlocksBehindTheAnchorDamaged_AreCutOffAndSaid) {
  for (const std::size_t block : {1, 2, 3}) DamageBlock(block);
  ExpectOpensWith(0, true);
}

TEST_F(LastMomentTest, Doctor_SaysWhatItCutOff) {
  DamageBlock(3);
  const JsonValue facts = program_.Json({"doctor"});
  bool said = false;
  for (const JsonValue& row : facts.items) {
    if (Text(row, "check") != "torn_tail") continue;
    EXPECT_EQ(Text(row, "state"), "repaired");
    said = true;
  }
  EXPECT_TRUE(said);
}

// A whole block behind it: no crash leaves that.
TEST_F(LastMomentTest, BlockBeforeAWholeOneDamaged_IsRefusedWithTheRange) {
  DamageBlock(2);
  const Finished head = program_.Run({"log", "head"});
  EXPECT_EQ(head.exit_code, 7);
  EXPECT_THAT(head.err, StartsWith("LOG_DAMAGED"));
  EXPECT_THAT(head.err, HasSubstr(fmt::format("record {}", anchored_ + 1)));
}

TEST_F(LastMomentTest, BlockBelowTheAnchorDamaged_IsRefusedWithTheRange) {
  for (const std::size_t block : {1, 2, 3}) DamageBlock(block);
  FlipByte(FirstSegment(program_), before_ - 40);  // the last one that the anchor vouches for
  const Finished head = program_.Run({"log", "head"});
  EXPECT_EQ(head.exit_code, 7);
  EXPECT_THAT(head.err, StartsWith("LOG_DAMAGED"));
  EXPECT_THAT(head.err, HasSubstr(fmt::format("record {}", anchored_ - 1)));
}

// --- rollback ------------------------------------------------------------------------------------

TEST_F(LastMomentTest, StoreAloneRolledBack_IsRefusedWithTheRange) {
  const int head = std::stoi(program_.Head());  // a clean close: the note stands there
  Replace(program_.Inside("anchored"), program_.store());
  const Finished done = program_.Run({"log", "head"});
  EXPECT_EQ(done.exit_code, 7);
  EXPECT_THAT(done.err, StartsWith("LOG_ROLLED_BACK"));
  EXPECT_THAT(done.err, HasSubstr(fmt::format("records {} to {}", anchored_, head - 1)));
}

TEST_F(LastMomentTest, KeysAloneRolledBack_AreRefusedBeforeASecondKeyIsMade) {
  ASSERT_EQ(Text(program_.SubmitOne(Register("C-2")), "status"), "accepted");
  Replace(program_.keys(), program_.Inside("right.keys"));
  Replace(program_.Inside("anchored.keys"), program_.keys());
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"log", "head"}, {"submit", "-"}}) {
    const Finished done = program_.Run(words, Trait(9) + "\n");
    EXPECT_EQ(done.exit_code, 1) << done.err;
    EXPECT_THAT(done.err, StartsWith("KEY_MISSING"));
    EXPECT_THAT(done.err, HasSubstr("customer/C-2"));
    EXPECT_THAT(done.err, HasSubstr("older than the store"));
  }
  Replace(program_.Inside("right.keys"), program_.keys());
  const Finished shown =
      program_.Run({"customer", "show", "C-2", "--actor", "qian.yu", "-o", "json"});
  EXPECT_EQ(shown.exit_code, 0) << shown.err;
  EXPECT_THAT(shown.out, HasSubstr("王芳")) << "the right keys open everything still";
}

// Documented: the two agree with each other, so only a witness outside could see it.
TEST_F(LastMomentTest, StoreAndKeysRolledBackTogether_PassUnseen) {
  ASSERT_EQ(Text(program_.SubmitOne(Register("C-2")), "status"), "accepted");
  Replace(program_.Inside("anchored"), program_.store());
  Replace(program_.Inside("anchored.keys"), program_.keys());
  EXPECT_EQ(program_.Head(), std::to_string(anchored_));
  EXPECT_EQ(program_.Verify(), "clean");
}

}  // namespace
}  // namespace tenure::e2e
