// The twin really loses what was not synced, and only that.
#include "base/memory_files.h"

#include <gtest/gtest.h>

#include <set>

namespace tenure {
namespace {

std::unique_ptr<File> Create(MemoryFiles& files, const std::string& path) {
  auto file = files.Open(path, OpenMode::kCreate);
  EXPECT_TRUE(file) << file.error().message;
  return std::move(*file);
}

TEST(MemoryFiles, SyncedBytesAndNames_SurviveEveryCrash) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    MemoryFiles files(seed);
    const auto file = Create(files, "a");
    ASSERT_TRUE(file->WriteAt(0, "kept"));
    ASSERT_TRUE(file->Sync());
    ASSERT_TRUE(files.SyncDirectory(""));
    files.Crash();
    EXPECT_EQ(ReadWholeFile(files, "a", 100), "kept");
    EXPECT_EQ(file->WriteAt(0, "x").error().code, ErrorCode::kIoFailed);
  }
}

TEST(MemoryFiles, UnsyncedName_IsSometimesLost) {
  std::set<bool> seen;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    MemoryFiles files(seed);
    const auto file = Create(files, "a");
    ASSERT_TRUE(file->Sync());
    files.Crash();
    seen.insert(*files.Exists("a"));
  }
  EXPECT_EQ(seen, (std::set<bool>{false, true}));
}

TEST(MemoryFiles, UnsyncedWrites_AreKeptLostTornAndReordered) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    MemoryFiles files(seed);
    const auto file = Create(files, "a");
    ASSERT_TRUE(WriteZeros(*file, 0, 1024));
    ASSERT_TRUE(file->Sync());
    ASSERT_TRUE(files.SyncDirectory(""));
    ASSERT_TRUE(file->WriteAt(0, std::string(512, '1')));
    ASSERT_TRUE(file->WriteAt(512, std::string(512, '2')));
    files.Crash();
    const std::string bytes = *ReadWholeFile(files, "a", 2000);
    ASSERT_EQ(bytes.size(), 1024u);
    ASSERT_EQ(bytes.substr(0, 512), std::string(512, bytes[0]));
    ASSERT_EQ(bytes.substr(512), std::string(512, bytes[512]));
    seen.insert(std::string{bytes[0] == '1' ? '1' : '-', bytes[512] == '2' ? '2' : '-'});
  }
  EXPECT_EQ(seen, (std::set<std::string>{"--", "-2", "1-", "12"}));
}

TEST(MemoryFiles, RenameNotSynced_LeavesTheOldOrTheNewFileWhole) {
  std::set<std::string> seen;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    MemoryFiles files(seed);
    ASSERT_TRUE(files.MakeDirectory("d"));
    ASSERT_TRUE(files.SyncDirectory(""));
    ASSERT_TRUE(ReplaceFile(files, "d", "a", "old"));
    const auto file = Create(files, "d/b");
    ASSERT_TRUE(file->WriteAt(0, "new"));
    ASSERT_TRUE(file->Sync());
    ASSERT_TRUE(files.Rename("d/b", "d/a"));
    files.Crash();
    seen.insert(*ReadWholeFile(files, "d/a", 100));
  }
  EXPECT_EQ(seen, (std::set<std::string>{"old", "new"}));
}

TEST(MemoryFiles, FailedSync_IsNotRepairedByTheNextOne) {
  bool lost = false;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    MemoryFiles files(seed);
    ASSERT_TRUE(files.MakeDirectory("d"));
    ASSERT_TRUE(files.SyncDirectory(""));
    ASSERT_TRUE(ReplaceFile(files, "d", "a", "1"));
    auto file = files.Open("d/a", OpenMode::kReadWrite);
    files.FailSync(1);
    ASSERT_TRUE((*file)->WriteAt(0, "2"));
    EXPECT_EQ((*file)->Sync().error().code, ErrorCode::kIoFailed);
    EXPECT_TRUE((*file)->Sync());
    EXPECT_EQ(ReadWholeFile(files, "d/a", 10), "2");
    files.Crash();
    lost = lost || *ReadWholeFile(files, "d/a", 10) == "1";
  }
  EXPECT_TRUE(lost);
}

TEST(MemoryFiles, PlannedFaults_HitTheCallTheyNameAndNoOther) {
  MemoryFiles files;
  const auto file = Create(files, "a");
  files.FailWrite(2, ErrorCode::kDiskFull);
  EXPECT_TRUE(file->WriteAt(0, "x"));
  EXPECT_EQ(file->WriteAt(0, "x").error().code, ErrorCode::kDiskFull);
  EXPECT_TRUE(file->WriteAt(0, "x"));

  files.SetByteBudget(4);
  EXPECT_TRUE(file->WriteAt(0, "1234"));
  EXPECT_EQ(file->WriteAt(0, "12345").error().code, ErrorCode::kDiskFull);
  files.SetByteBudget(std::nullopt);

  files.SetMediumReadOnly(true);
  EXPECT_EQ(file->WriteAt(0, "x").error().code, ErrorCode::kReadOnly);
  files.SetMediumReadOnly(false);

  files.LosePowerAfter(2);
  EXPECT_TRUE(file->WriteAt(0, "x"));
  EXPECT_FALSE(file->Sync());
  char byte;
  EXPECT_EQ(file->ReadAt(0, &byte, 1).error().code, ErrorCode::kIoFailed);
}

TEST(MemoryFiles, Crash_ReleasesLocks) {
  MemoryFiles files;
  auto lock = files.Lock("lock");
  ASSERT_TRUE(lock);
  files.Crash();
  auto second = files.Lock("lock");
  ASSERT_TRUE(second);
  lock->reset();  // of before the crash: does not free the new one
  EXPECT_EQ(files.Lock("lock").error().code, ErrorCode::kStoreLocked);
}

}  // namespace
}  // namespace tenure
