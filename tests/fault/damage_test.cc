// Real files damaged, missing, foreign, old or in use; disks that are full or may not be written.
// Each ends with its exit code and code, or heals by folding again; none is answered with a store
// that merely looks well.
#include <fcntl.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "fault/store_files.h"
#include "log/segment/identity.h"

namespace tenure::e2e {
namespace {

namespace fs = std::filesystem;
using testing::AnyOf;
using testing::HasSubstr;
using testing::StartsWith;

void CopyTree(const std::string& from, const std::string& to) {
  fs::copy(from, to, fs::copy_options::recursive);
}

// A store with a customer and ten traits.
class DamageTest : public testing::Test {
 protected:
  void SetUp() override {
    program_.InitSimulated();
    std::vector<std::string> lines = {Register("C-1")};
    for (int i = 0; i < 10; ++i) lines.push_back(Trait(i));
    ASSERT_EQ(program_.Submit(lines).finished.exit_code, 0);
    root_ = Root();
    Keep();
  }

  std::string Root() { return Text(program_.Json({"log", "head"}), "root"); }

  // What Restore brings back.
  void Keep() {
    CopyTree(program_.store(), program_.Inside("kept"));
    CopyTree(program_.keys(), program_.Inside("kept.keys"));
  }
  void Restore() {
    for (const std::string& path : {program_.store(), program_.keys()}) fs::remove_all(path);
    CopyTree(program_.Inside("kept"), program_.store());
    CopyTree(program_.Inside("kept.keys"), program_.keys());
  }

  // Reading and writing both end so, in two languages; the log's files stay as they are.
  void ExpectRefused(std::string_view code, int exit_code) {
    for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
             {"log", "head"}, {"submit", "-"}, {"replay", "verify"}}) {
      const Finished done = program_.Run(words, Trait(100) + "\n");
      EXPECT_EQ(done.exit_code, exit_code) << words[0] << ": " << done.err;
      EXPECT_THAT(done.err, StartsWith(std::string(code) + ": ")) << words[0];
      EXPECT_EQ(done.out, "") << words[0];
    }
    const std::string zh = program_.Run({"--lang", "zh", "log", "head"}).err;
    EXPECT_NE(zh, program_.Run({"--lang", "en", "log", "head"}).err);
    EXPECT_GE(std::count(zh.begin(), zh.end(), '\n'), 2) << "what to do stands below";
  }
  void ExpectWhole() {
    EXPECT_EQ(Root(), root_);
    EXPECT_EQ(program_.Verify(), "clean");
    const Finished more = program_.Run({"submit", "-"}, Trait(100) + "\n");
    EXPECT_EQ(more.exit_code, 0) << more.err;
  }

  std::string Segment() { return FirstSegment(program_); }
  std::string Anchor() { return program_.store() + "/log/p00000/anchor"; }

  CommandLine program_;
  std::string root_;
};

TEST_F(DamageTest, FlippedByteInTheLog_IsExit7NamingTheRangeWhereverItIs) {
  std::size_t end = ReadFile(Segment()).find_last_not_of('\0') + 1;
  for (std::size_t at = 10; at + 10 < end; at += end / 12) {
    Restore();
    FlipByte(Segment(), at);
    const Finished done = program_.Run({"log", "head"});
    EXPECT_EQ(done.exit_code, 7) << "byte " << at << " " << done.err;
    EXPECT_THAT(done.err, AnyOf(StartsWith("LOG_DAMAGED"), StartsWith("LOG_TRUNCATED"))) << at;
    EXPECT_THAT(done.err, HasSubstr("record")) << at;
  }
  Restore();
  FlipByte(Segment(), end / 2);
  ExpectRefused("LOG_DAMAGED", 7);
  const JsonValue facts = Parsed(program_.Run({"doctor", "-o", "json"}).out);
  EXPECT_EQ(Text(facts.items.back(), "state"), "damaged");
  EXPECT_EQ(program_.Run({"doctor"}).exit_code, 7);
}

TEST_F(DamageTest, LastBlockFlipped_IsNotTakenForATornTail) {
  FlipByte(Segment(), ReadFile(Segment()).find_last_not_of('\0') - 40);
  ExpectRefused("LOG_DAMAGED", 7);
}

TEST_F(DamageTest, TruncatedLog_IsExit7) {
  fs::resize_file(Segment(), 3000);
  ExpectRefused("LOG_TRUNCATED", 7);
}

TEST_F(DamageTest, RemovedSegment_IsExit7) {
  fs::remove(Segment());
  ExpectRefused("LOG_TRUNCATED", 7);
}

TEST_F(DamageTest, RemovedAnchor_IsExit7) {
  fs::remove(Anchor());
  ExpectRefused("LOG_DAMAGED", 7);
}

TEST_F(DamageTest, RemovedLogDirectory_IsExit7) {
  fs::remove_all(program_.store() + "/log");
  ExpectRefused("LOG_DAMAGED", 7);
}

TEST_F(DamageTest, DamagedOrMissingIdentity_IsExit7BesideRecords) {
  FlipByte(program_.store() + "/identity", 20);
  ExpectRefused("LOG_DAMAGED", 7);
  fs::remove(program_.store() + "/identity");
  ExpectRefused("LOG_DAMAGED", 7);
  EXPECT_EQ(program_.Run({"init"}).exit_code, 4) << "never over records";
  EXPECT_EQ(ReadFile(Segment()),
            ReadFile(program_.Inside("kept/log/p00000/00000000000000000000.seg")));
}

TEST_F(DamageTest, StoreOfALaterFormat_IsExit1AndLeftAlone) {
  const std::string path = program_.store() + "/identity";
  auto meta = log::DecodeIdentity(ReadFile(path));
  ASSERT_TRUE(meta.has_value());
  meta->set_format(meta->format() + 1);
  WriteFile(path, log::EncodeIdentity(*meta));
  const std::string before = ReadFile(Segment());
  ExpectRefused("STORE_FORMAT", 1);
  EXPECT_EQ(ReadFile(Segment()), before);
}

TEST_F(DamageTest, LogOfAnotherStore_IsRefused) {
  CommandLine other;
  other.InitSimulated();
  fs::remove_all(program_.store() + "/log");
  CopyTree(other.store() + "/log", program_.store() + "/log");
  ExpectRefused("STORE_FORMAT", 1);
  Restore();
  fs::copy_file(other.store() + "/log/p00000/00000000000000000000.seg", Segment(),
                fs::copy_options::overwrite_existing);
  const Finished swapped = program_.Run({"log", "head"});
  EXPECT_THAT(swapped.exit_code, AnyOf(1, 7)) << swapped.out;
  EXPECT_THAT(swapped.err, HasSubstr("00000000000000000000.seg"));
}

TEST_F(DamageTest, OlderCopyOfTheWholeStore_IsRolledBack) {
  ASSERT_EQ(program_.Run({"submit", "-"}, Trait(50) + "\n").exit_code, 0);
  fs::remove_all(program_.store());
  CopyTree(program_.Inside("kept"), program_.store());
  ExpectRefused("LOG_ROLLED_BACK", 7);
}

TEST_F(DamageTest, AnotherHistoryOfTheSameStore_IsRefused) {
  ASSERT_EQ(program_.Run({"submit", "-"}, Trait(50) + "\n").exit_code, 0);
  CopyTree(program_.store(), program_.Inside("first"));
  const std::string note = ReadFile(program_.keys() + "/note-log-head");
  Restore();
  ASSERT_EQ(program_.Run({"submit", "-"}, Trait(51) + "\n").exit_code, 0);
  WriteFile(program_.keys() + "/note-log-head", note);
  ExpectRefused("LOG_ROLLED_BACK", 7);
}

TEST_F(DamageTest, KeysOfAnotherStore_AreExit1) {
  CommandLine other;
  other.InitSimulated();
  fs::remove_all(program_.keys());
  CopyTree(other.keys(), program_.keys());
  ExpectRefused("KEY_MISSING", 1);
}

TEST_F(DamageTest, MissingKeysOrAPartOfThem_AreExit1) {
  for (const char* part : {"generation", "subjects", "identity", ""}) {
    Restore();
    fs::remove_all(program_.keys() + "/" + part);
    ExpectRefused("KEY_MISSING", 1);
  }
}

TEST_F(DamageTest, DeletedStoreAndViews_HealByThemselves) {
  for (const auto& entry : fs::directory_iterator(program_.store())) {
    const std::string name = entry.path().filename();
    if (name.starts_with("store-p") || name == "views") fs::remove_all(entry.path());
  }
  ExpectWhole();
}

TEST_F(DamageTest, GarbageInStoreAndViews_HealsByItself) {
  for (const auto& entry : fs::recursive_directory_iterator(program_.store())) {
    const std::string path = entry.path();
    const bool derived =
        path.find("/store-p") != std::string::npos || path.find("/views/") != std::string::npos;
    if (derived && entry.is_regular_file()) WriteFile(path, "not what was here");
  }
  ExpectWhole();
}

TEST_F(DamageTest, OlderStoreAndViews_CatchUp) {
  ASSERT_EQ(program_.Run({"submit", "-"}, Trait(50) + "\n").exit_code, 0);
  root_ = Root();
  for (const auto& entry : fs::directory_iterator(program_.Inside("kept"))) {
    const std::string name = entry.path().filename();
    if (!name.starts_with("store-p") && name != "views") continue;
    fs::remove_all(program_.store() + "/" + name);
    CopyTree(entry.path(), program_.store() + "/" + name);
  }
  ExpectWhole();
}

TEST_F(DamageTest, UnfinishedBlockAtTheEnd_IsCutOff) {
  const std::string before = ReadFile(Segment());
  const std::size_t end = before.find_last_not_of('\0') + 1;
  Process process(program_.Words({"submit", "-"}), program_.Options(Trait(50) + "\n"));
  std::string line;
  ASSERT_TRUE(process.ReadLine(&line));
  process.Signal(SIGKILL);
  (void)process.Wait();
  std::string torn = ReadFile(Segment());
  const std::size_t new_end = torn.find_last_not_of('\0') + 1;
  ASSERT_GT(new_end, end + 200);
  std::fill(torn.begin() + static_cast<std::ptrdiff_t>(end + (new_end - end) / 2), torn.end(),
            '\0');
  CopyTree(program_.keys(), program_.Inside("now.keys"));
  Restore();  // keys and anchor from before: as after a power cut that lost half of the block
  WriteFile(Segment(), torn);
  ExpectWhole();
}

TEST_F(DamageTest, LockedStore_IsExit6NamingTheProcess) {
  // A submit whose stdin has not ended holds the store.
  const std::string pipe = program_.Inside("pipe");
  ASSERT_EQ(RunProcess({"mkfifo", pipe}).exit_code, 0);
  Process holder(program_.Words({"submit", pipe}), program_.Options());
  const int lines = open(pipe.c_str(), O_WRONLY | O_CLOEXEC);
  const std::string first = Trait(60) + "\n";
  ASSERT_EQ(write(lines, first.data(), first.size()), static_cast<ssize_t>(first.size()));
  std::string line;
  ASSERT_TRUE(holder.ReadLine(&line));
  const Finished done = program_.Run({"--wait", "0", "log", "head"});
  EXPECT_EQ(done.exit_code, 6);
  EXPECT_THAT(done.err, StartsWith("STORE_LOCKED"));
  EXPECT_THAT(done.err, HasSubstr(fmt::format("process {}", holder.pid())));
  EXPECT_EQ(program_.Run({"--wait", "0", "doctor"}).exit_code, 6);
  const Finished zh = program_.Run({"--wait", "0", "--lang", "zh", "log", "head"});
  EXPECT_THAT(zh.err, HasSubstr(std::to_string(holder.pid())));
  EXPECT_NE(zh.err, done.err);
  EXPECT_THAT(done.err, HasSubstr("--wait")) << "what to do";
  Process waiter(program_.Words({"--wait", "30", "log", "head"}), program_.Options());
  close(lines);
  EXPECT_EQ(holder.Wait().exit_code, 0);
  EXPECT_EQ(waiter.Wait().exit_code, 0) << "it had time to wait";
}

TEST_F(DamageTest, FullDisk_IsExit6NamingTheIdAndTheRestIsDoneLater) {
  constexpr int kMany = 300;
  std::string text;
  for (int i = 0; i < kMany; ++i) text += Trait(1000 + i) + "\n";
  WriteFile(program_.Inside("many.jsonl"), text);
  std::vector<std::string> words = {"sh", "-c", "ulimit -f 300; exec \"$@\"", "sh"};  // 150 KiB
  for (const std::string& word : program_.Words({"submit", "many.jsonl"})) words.push_back(word);
  const Finished full = RunProcess(words, program_.Options());
  EXPECT_EQ(full.exit_code, 6) << full.err;
  EXPECT_THAT(full.err, StartsWith("DISK_FULL"));
  const std::vector<JsonValue> before = ParsedLines(full.out);
  ASSERT_GT(before.size(), 10u);
  ASSERT_LT(before.size(), static_cast<std::size_t>(kMany));
  EXPECT_EQ(Text(before.back(), "status"), "unknown");
  EXPECT_EQ(Text(before.back(), "code"), "DISK_FULL");
  EXPECT_EQ(Text(before.back(), "command_id").size(), 36u) << "to ask again with";
  EXPECT_EQ(Text(before[before.size() - 2], "status"), "accepted") << "it ends at the first";
  const auto again = ParsedLines(program_.Run({"submit", "many.jsonl"}).out);
  ASSERT_EQ(again.size(), static_cast<std::size_t>(kMany));
  for (std::size_t i = 0; i < again.size(); ++i) {
    EXPECT_THAT(Text(again[i], "status"), AnyOf("accepted", "repeated"));
    if (i + 1 < before.size()) {
      EXPECT_EQ(Text(again[i], "position"), Text(before[i], "position"));
    }
  }
  EXPECT_EQ(program_.Verify(), "clean");
}

// 6 before 2 before 4 before 0, in one file. The outcome that nobody knows is a disk that fills up.
TEST_F(DamageTest, ExitCode_IsUnknownBeforeInvalidBeforeRefusedBeforeOk) {
  std::string accepted;
  for (int i = 0; i < 300; ++i) accepted += Trait(2000 + i) + "\n";
  const auto submit = [&](const std::string& lines, const std::string& before) {
    WriteFile(program_.Inside("lines.jsonl"), lines);
    std::vector<std::string> words = {"sh", "-c", before + "exec \"$@\"", "sh"};
    for (const std::string& word : program_.Words({"submit", "lines.jsonl"})) {
      words.push_back(word);
    }
    return RunProcess(words, program_.Options());
  };
  const std::string fresh_refusal = Trait(9001, R"("expected_version":99)") + "\n";
  const Finished unknown = submit(fresh_refusal + "{\n" + accepted, "ulimit -f 300; ");
  EXPECT_EQ(unknown.exit_code, 6) << unknown.err;
  for (const char* counted : {"1 BAD_JSON", "1 DISK_FULL", "1 VERSION_CONFLICT", " accepted"}) {
    EXPECT_THAT(unknown.err, HasSubstr(counted));
  }
  EXPECT_EQ(submit(fresh_refusal + "{\n" + accepted, "").exit_code, 2) << "the same, with room";
  EXPECT_EQ(submit("{\n" + fresh_refusal + accepted, "").exit_code, 2) << "in any order";
  EXPECT_EQ(submit(accepted + fresh_refusal, "").exit_code, 4);
  EXPECT_EQ(submit(accepted, "").exit_code, 0);
}

TEST_F(DamageTest, DirectoryThatMayNotBeWritten_IsExit6) {
  const std::string copy = program_.Inside("tenure");  // where anybody may run it
  fs::copy_file(Program(), copy);
  fs::permissions(program_.Inside("."), fs::perms(0755));
  for (const std::string& top : {program_.store(), program_.keys()}) {
    for (const auto& entry : fs::recursive_directory_iterator(top)) {
      fs::permissions(entry.path(), fs::perms(entry.is_directory() ? 0555 : 0444));
    }
    fs::permissions(top, fs::perms(0555));
  }
  std::vector<std::string> words = {copy, "submit", "-"};
  if (geteuid() == 0) {  // root may write everywhere
    words.insert(words.begin(), {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"});
  }
  const Finished done = RunProcess(words, program_.Options(Trait(70) + "\n"));
  EXPECT_EQ(done.exit_code, 6) << done.err;
  EXPECT_THAT(done.err, StartsWith("READ_ONLY"));
  words.back() = "init";
  words[words.size() - 2] = "--store=" + program_.store() + "/inner";
  const Finished made = RunProcess(words, program_.Options());
  EXPECT_EQ(made.exit_code, 6) << made.err;
  EXPECT_THAT(made.err, StartsWith("READ_ONLY"));
  for (const std::string& top : {program_.store(), program_.keys()}) {
    fs::permissions(top, fs::perms(0755));
  }
}

}  // namespace
}  // namespace tenure::e2e
