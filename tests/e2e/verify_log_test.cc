// The second verifier, tools/verify_log.py, which shares no code with the program: it says of
// bundles and proofs what the program says, and finds every byte that was changed.
#include <gmock/gmock.h>

#include <filesystem>

#include "fault/store_files.h"
#include "support/source_tree.gen.h"

namespace tenure::e2e {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class VerifyLogTest : public testing::Test {
 protected:
  void SetUp() override {
    program_.InitSimulated();
    std::vector<std::string> lines = {Register("C-1"), Register("C-2")};
    for (int i = 0; i < 7; ++i) lines.push_back(Trait(i));
    ASSERT_EQ(program_.Submit(lines).finished.exit_code, 0);
    key_ = Text(program_.Json({"audit", "keys", "init"}), "public_key");
    ASSERT_EQ(program_.Run({"audit", "checkpoint", "--out", first_}).exit_code, 0);
    ASSERT_EQ(program_.Submit({Trait(50)}).finished.exit_code, 0);
    ASSERT_EQ(program_.Run({"audit", "checkpoint", "--out", second_}).exit_code, 0);
    exported_ = program_.Json({"audit", "export", "--customer", "C-1", "--out", bundle_});
  }

  Finished Check(const std::string& what, bool with_key = true) const {
    std::vector<std::string> words = {"python3", TENURE_SOURCE_DIR "/tools/verify_log.py", what};
    if (with_key) words.insert(words.end(), {"--key", key_});
    return RunProcess(words);
  }

  CommandLine program_;
  const std::string first_ = program_.Inside("first.checkpoint");
  const std::string second_ = program_.Inside("second.checkpoint");
  const std::string bundle_ = program_.Inside("bundle");
  std::string key_;
  JsonValue exported_;
};

TEST_F(VerifyLogTest, Bundle_HoldsAsItWasExported) {
  const Finished done = Check(bundle_);
  EXPECT_EQ(done.exit_code, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr(Text(exported_, "records") + " records of customer/C-1"));
  EXPECT_THAT(done.out, HasSubstr(Text(program_.Json({"log", "head"}), "root")));
  EXPECT_EQ(Check(bundle_, false).exit_code, 0) << "with the key inside";
  const std::string summary = ReadFile(bundle_ + "/summary.html");
  EXPECT_THAT(summary, HasSubstr("Customer registered"));
  EXPECT_THAT(summary, HasSubstr("no_access")) << "nobody was named who may read";
}

TEST_F(VerifyLogTest, AnyChangeToABundle_IsFound) {
  int changed = 0;
  for (const char* name : {"records.jsonl", "checkpoint", "key.pub"}) {
    const std::string path = bundle_ + "/" + name;
    const std::string good = ReadFile(path);
    for (std::size_t at = 1; at < good.size(); at += 1 + good.size() / 20) {
      if (good[at] == '\n' || good[at] == '=') continue;
      std::string bad = good;
      bad[at] = bad[at] == 'A' ? 'B' : 'A';
      WriteFile(path, bad);
      const bool key_alone = std::string_view(name) == "key.pub";
      EXPECT_EQ(Check(bundle_, !key_alone).exit_code, 1) << name << " byte " << at;
      ++changed;
    }
    WriteFile(path, good);
  }
  EXPECT_GE(changed, 50);
  const std::string lines = ReadFile(bundle_ + "/records.jsonl");
  const std::size_t second = lines.find('\n') + 1;
  const std::size_t third = lines.find('\n', second) + 1;
  WriteFile(bundle_ + "/records.jsonl", lines.substr(0, second) + lines.substr(third));
  EXPECT_THAT(Check(bundle_).err, HasSubstr("a record is missing"));
  WriteFile(bundle_ + "/records.jsonl", lines);
  std::string summary = ReadFile(bundle_ + "/summary.html");
  const std::size_t leaf = summary.find("class=\"leaf\">") + 13;
  summary[leaf] = summary[leaf] == '0' ? '1' : '0';
  WriteFile(bundle_ + "/summary.html", summary);
  EXPECT_THAT(Check(bundle_).err, HasSubstr("summary"));
}

TEST_F(VerifyLogTest, Proofs_AreJudgedAsTheProgramJudgesThem) {
  const std::string one = program_.Inside("one.json");
  const std::string grown = program_.Inside("grown.json");
  ASSERT_EQ(program_.Run({"audit", "prove", "9", "--out", one}).exit_code, 0);
  ASSERT_EQ(program_
                .Run({"audit", "prove", "--from-checkpoint", first_, "--to-checkpoint", second_,
                      "--out", grown})
                .exit_code,
            0);
  for (const std::string& proof : {one, grown}) {
    EXPECT_EQ(Check(proof).exit_code, 0) << Check(proof).err;
    const std::string good = ReadFile(proof);
    for (std::size_t at = 5; at < good.size(); at += good.size() / 12) {
      std::string bad = good;
      bad[at] = bad[at] == 'A' ? 'B' : 'A';
      WriteFile(proof, bad);
      const bool ours = program_.Run({"audit", "check", proof, "--key", key_}).exit_code == 0;
      const bool theirs = Check(proof).exit_code == 0;
      EXPECT_FALSE(ours) << at << " " << bad;
      // The scripts reads past a format word it does not know; everything signed it checks.
      EXPECT_TRUE(!theirs || at < good.find("\"path\"")) << at;
    }
    WriteFile(proof, good);
  }
}

TEST_F(VerifyLogTest, Bundle_IsOfTheAskedStretch) {
  const std::string part = program_.Inside("part");
  const JsonValue made = program_.Json(
      {"audit", "export", "--customer", "C-1", "--from", Text(exported_, "last"), "--out", part});
  EXPECT_EQ(Text(made, "records"), "1");
  EXPECT_EQ(Check(part).exit_code, 0) << Check(part).err;
  EXPECT_EQ(program_.Run({"audit", "export", "--customer", "C-1", "--out", part}).exit_code, 4)
      << "never over another";
  EXPECT_EQ(program_.Run({"audit", "export", "--customer", "C-9", "--out", part + "9"}).exit_code,
            3);
}

}  // namespace
}  // namespace tenure::e2e
