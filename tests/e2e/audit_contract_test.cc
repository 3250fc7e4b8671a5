// `audit` from outside: keys, checkpoints, verification of damaged files, proofs and their check;
// words, shapes and exit codes. Random damage at every place: src/audit/damage_test.cc.
#include <gmock/gmock.h>

#include <filesystem>

#include "fault/store_files.h"

namespace tenure::e2e {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::StartsWith;

class AuditTest : public testing::Test {
 protected:
  void SetUp() override {
    program_.InitSimulated();
    std::vector<std::string> lines = {Register("C-1")};
    for (int i = 0; i < 20; ++i) lines.push_back(Trait(i));
    ASSERT_EQ(program_.Submit(lines).finished.exit_code, 0);
    key_ = Text(program_.Json({"audit", "keys", "init"}), "public_key");
    ASSERT_EQ(Sign("first.checkpoint").exit_code, 0);
    fs::copy(program_.store(), program_.Inside("old"), fs::copy_options::recursive);
    ASSERT_EQ(program_.Submit({Trait(50), Trait(51)}).finished.exit_code, 0);
    ASSERT_EQ(Sign("second.checkpoint").exit_code, 0);
    head_ = std::stoull(program_.Head());
  }

  Finished Sign(const std::string& name) {
    return program_.Run({"audit", "checkpoint", "--out", program_.Inside(name)});
  }
  struct Verified {
    int exit_code = -1;
    JsonValue result;
    std::vector<std::string> kinds;
  };
  Verified Verify(std::vector<std::string> more = {}) {
    std::vector<std::string> words = {"audit", "verify", "-o", "json"};
    words.insert(words.end(), more.begin(), more.end());
    const Finished done = program_.Run(words);
    Verified verified{done.exit_code, Parsed(done.out), {}};
    const JsonValue* findings = verified.result.Find("findings");
    EXPECT_NE(findings, nullptr) << done.err;
    if (findings == nullptr) return verified;
    for (const JsonValue& finding : findings->items) {
      verified.kinds.push_back(Text(finding, "kind"));
    }
    EXPECT_EQ(verified.exit_code, verified.kinds.empty() ? 0 : 7);
    EXPECT_EQ(Text(verified.result, "status"), verified.kinds.empty() ? "whole" : "damaged");
    return verified;
  }
  std::vector<std::string> Checkpoint(const std::string& name) const {
    return {"--checkpoint", program_.Inside(name), "--key", key_};
  }

  CommandLine program_;
  std::string key_;
  std::uint64_t head_ = 0;
};

TEST_F(AuditTest, WholeLog_IsVouchedForByAnchorNoteAndCheckpoints) {
  const Verified whole = Verify(Checkpoint("first.checkpoint"));
  EXPECT_EQ(whole.exit_code, 0);
  EXPECT_EQ(Text(whole.result, "records"), std::to_string(head_));
  EXPECT_EQ(Text(whole.result, "root"), Text(program_.Json({"log", "head"}), "root"));
  EXPECT_EQ(whole.result.Find("vouched")->items.size(), 4u);
  fs::remove_all(program_.keys());
  EXPECT_EQ(Verify(Checkpoint("second.checkpoint")).exit_code, 0) << "without any key but this";
  EXPECT_EQ(program_.Run({"audit", "verify", "--checkpoint", program_.Inside("first.checkpoint")})
                .exit_code,
            2)
      << "which key?";
}

TEST_F(AuditTest, EachKindOfDamage_IsExit7WithItsRange) {
  const std::string segment = FirstSegment(program_);
  const std::string good = ReadFile(segment);
  const std::size_t end = good.find_last_not_of('\0') + 1;
  FlipByte(segment, end / 2);
  const Verified flipped = Verify();
  ASSERT_EQ(flipped.kinds, std::vector<std::string>{"altered_bytes"});
  const JsonValue& finding = flipped.result.Find("findings")->items.front();
  EXPECT_EQ(Text(finding, "file"), "log/p00000/00000000000000000000.seg");
  EXPECT_LE(std::stoull(Text(finding, "first_byte")), end / 2);
  EXPECT_GE(std::stoull(Text(finding, "last_byte")), end / 2);
  EXPECT_EQ(Text(finding, "first"), Text(finding, "last")) << "the tiles tell which record";
  WriteFile(segment, good.substr(0, end - 300));
  const Verified cut = Verify();
  ASSERT_EQ(cut.kinds, std::vector<std::string>{"truncated_tail"});
  EXPECT_EQ(Text(cut.result.Find("findings")->items.front(), "last"), std::to_string(head_ - 1));
  fs::remove(segment);
  EXPECT_EQ(Verify().kinds, std::vector<std::string>{"truncated_tail"});
  WriteFile(segment, good);
  EXPECT_EQ(Verify().exit_code, 0);
}

TEST_F(AuditTest, RolledBackDirectory_IsSeenByTheNoteAndByAWitness) {
  Replace(program_.Inside("old"), program_.store());
  const Verified by_note = Verify();
  EXPECT_EQ(by_note.kinds, (std::vector<std::string>{"rolled_back", "rolled_back"}));
  fs::remove_all(program_.keys());
  EXPECT_EQ(Verify().exit_code, 0) << "nobody outside knows better";
  EXPECT_EQ(Verify(Checkpoint("second.checkpoint")).kinds, std::vector<std::string>{"rolled_back"});
}

TEST_F(AuditTest, ForgedCheckpointAndWrongKey_AreToldApart) {
  std::string note = ReadFile(program_.Inside("second.checkpoint"));
  note.replace(note.find("\n" + std::to_string(head_)) + 1, std::to_string(head_).size(), "7");
  WriteFile(program_.Inside("forged.checkpoint"), note);
  EXPECT_EQ(Verify(Checkpoint("forged.checkpoint")).kinds,
            std::vector<std::string>{"forged_checkpoint"});
  CommandLine other;
  other.InitSimulated();
  const std::string other_key = Text(other.Json({"audit", "keys", "init"}), "public_key");
  EXPECT_EQ(Verify({"--checkpoint", program_.Inside("first.checkpoint"), "--key", other_key}).kinds,
            std::vector<std::string>{"wrong_key"});
}

TEST_F(AuditTest, Proof_IsCheckedOfflineAndNothingInItCanBeChanged) {
  const std::string proof = program_.Inside("proof.json");
  ASSERT_EQ(program_.Run({"audit", "prove", "9", "--out", proof}).exit_code, 0);
  const std::string key_file = program_.Inside("key.pub");
  WriteFile(key_file, key_ + "\n");
  fs::remove_all(program_.store());
  const Finished held = program_.Run({"audit", "check", proof, "--key", key_file, "-o", "json"});
  EXPECT_EQ(held.exit_code, 0) << held.err;
  EXPECT_EQ(Text(Parsed(held.out), "status"), "holds");
  EXPECT_EQ(Text(Parsed(held.out), "position"), "9");
  const std::string good = ReadFile(proof);
  std::size_t tried = 0;
  for (std::size_t at = 3; at < good.size(); at += good.size() / 60) {
    std::string bad = good;
    bad[at] = bad[at] == 'A' ? 'B' : 'A';
    WriteFile(proof, bad);
    const Finished done = program_.Run({"audit", "check", proof, "--key", key_file});
    EXPECT_TRUE(done.exit_code == 7 || done.exit_code == 2) << at << " " << done.out;
    ++tried;
  }
  EXPECT_GE(tried, 50u);
}

TEST_F(AuditTest, Consistency_IsProvedBetweenTwoCheckpoints) {
  const std::string first = program_.Inside("first.checkpoint");
  const std::string second = program_.Inside("second.checkpoint");
  const std::string proof = program_.Inside("grown.json");
  ASSERT_EQ(program_
                .Run({"audit", "prove", "--from-checkpoint", first, "--to-checkpoint", second,
                      "--out", proof})
                .exit_code,
            0);
  const JsonValue held =
      Parsed(program_.Run({"audit", "check", proof, "--key", key_, "-o", "json"}).out);
  EXPECT_EQ(Text(held, "status"), "holds");
  EXPECT_EQ(Text(held, "kind"), "consistency");
  EXPECT_EQ(Text(held, "records"), std::to_string(head_));
  EXPECT_EQ(program_.Run({"audit", "prove", "--from-checkpoint", second, "--to-checkpoint", first})
                .exit_code,
            2);
  EXPECT_EQ(program_.Run({"audit", "prove"}).exit_code, 2);
  EXPECT_EQ(program_.Run({"audit", "prove", "999"}).exit_code, 3);
}

TEST_F(AuditTest, Keys_AreMadeOnceAndNeverOverOthers) {
  const Finished again = program_.Run({"audit", "keys", "init"});
  EXPECT_EQ(again.exit_code, 4) << again.err;
  EXPECT_THAT(again.err, StartsWith("STORE_EXISTS"));
  EXPECT_EQ(Text(program_.Json({"audit", "keys", "show"}), "public_key"), key_);
  CommandLine other;
  other.InitSimulated();
  const Finished none = other.Run({"audit", "checkpoint"});
  EXPECT_EQ(none.exit_code, 1);
  EXPECT_THAT(none.err, HasSubstr("audit keys init"));
}

TEST_F(AuditTest, Witness_RefusesAHistoryThatDoesNotContinueItsOwn) {
  const std::string witness = program_.Inside("witness");
  const std::vector<std::string> words = {"audit", "checkpoint", "--witness", witness};
  ASSERT_EQ(program_.Run(words).exit_code, 0);
  const Finished note = program_.Run(words);
  EXPECT_THAT(note.out, StartsWith("tenure/"));
  EXPECT_EQ(Verify({"--checkpoint", witness, "--key", key_}).exit_code, 0);
  // Store and keys put back together: only the witness sees it.
  Replace(program_.Inside("old"), program_.store());
  fs::remove(program_.keys() + "/note-log-head");
  fs::remove(program_.keys() + "/note-audit-checkpoint");
  const Finished refused = program_.Run(words);
  EXPECT_EQ(refused.exit_code, 7) << refused.out;
  EXPECT_THAT(refused.err, StartsWith("LOG_ROLLED_BACK"));
  EXPECT_EQ(Verify({"--checkpoint", witness, "--key", key_}).kinds,
            std::vector<std::string>{"rolled_back"});
}

}  // namespace
}  // namespace tenure::e2e
