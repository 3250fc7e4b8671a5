// Both implementations of the file port keep its promises; the real one also maps what the system
// says.
#include "base/file_port.h"

#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <memory>

#include "base/memory_files.h"

namespace tenure {
namespace {

class FilesTest : public ::testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "tenure-files-XXXXXX").string();
    directory_ = ::mkdtemp(pattern.data());
    if (GetParam()) {
      files_ = PosixFiles();
    } else {
      files_ = std::make_unique<MemoryFiles>();
      ASSERT_TRUE(files_->MakeDirectory(directory_));
    }
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  std::string Path(const std::string& name) const { return directory_ + "/" + name; }

  std::string directory_;
  std::unique_ptr<Files> files_;
};

INSTANTIATE_TEST_SUITE_P(Both, FilesTest, ::testing::Bool(), [](const auto& info) {
  return info.param ? std::string("Posix") : std::string("Memory");
});

TEST_P(FilesTest, Written_ReadsBackAndEndsWhereItEnds) {
  auto file = files_->Open(Path("a"), OpenMode::kCreate);
  ASSERT_TRUE(file) << file.error().message;
  ASSERT_TRUE((*file)->WriteAt(3, "hello"));
  ASSERT_TRUE((*file)->Sync());
  EXPECT_EQ((*file)->SizeBytes(), 8u);
  char buffer[16];
  EXPECT_EQ((*file)->ReadAt(0, buffer, sizeof buffer), 8u);
  EXPECT_EQ(std::string(buffer, 8), std::string("\0\0\0hello", 8));
  EXPECT_EQ((*file)->ReadAt(8, buffer, 1), 0u);
  EXPECT_EQ(ReadExactly(**file, 5, 4).error().code, ErrorCode::kIoFailed);
}

TEST_P(FilesTest, WriteZeros_OwnsTheSpace) {
  auto file = files_->Open(Path("a"), OpenMode::kCreate);
  ASSERT_TRUE(WriteZeros(**file, 10, 600'000));
  EXPECT_EQ((*file)->SizeBytes(), 600'010u);
  ASSERT_TRUE((*file)->Truncate(4));
  EXPECT_EQ((*file)->SizeBytes(), 4u);
}

TEST_P(FilesTest, MissingFile_IsNotFound) {
  EXPECT_EQ(files_->Open(Path("no"), OpenMode::kRead).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(files_->Open(Path("no"), OpenMode::kReadWrite).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(files_->Remove(Path("no")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(files_->Rename(Path("no"), Path("x")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(files_->List(Path("no")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(files_->Exists(Path("no")), false);
}

TEST_P(FilesTest, ReplaceFile_OldHandleStillReadsTheOldBytes) {
  ASSERT_TRUE(ReplaceFile(*files_, directory_, "a", "old"));
  auto old_file = files_->Open(Path("a"), OpenMode::kRead);
  ASSERT_TRUE(ReplaceFile(*files_, directory_, "a", "newer"));
  EXPECT_EQ(ReadExactly(**old_file, 0, 3), "old");
  EXPECT_EQ(ReadWholeFile(*files_, Path("a"), 100), "newer");
  EXPECT_EQ(ReadWholeFile(*files_, Path("a"), 4).error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(files_->List(directory_), std::vector<std::string>{"a"});
}

TEST_P(FilesTest, List_IsSortedAndMakingADirectoryTwiceIsFine) {
  ASSERT_TRUE(files_->MakeDirectory(Path("sub")));
  ASSERT_TRUE(files_->MakeDirectory(Path("sub")));
  ASSERT_TRUE(files_->Open(Path("b"), OpenMode::kCreate));
  ASSERT_TRUE(files_->Open(Path("a"), OpenMode::kCreate));
  ASSERT_TRUE(files_->SyncDirectory(directory_));
  EXPECT_EQ(files_->List(directory_), (std::vector<std::string>{"a", "b", "sub"}));
}

TEST_P(FilesTest, Lock_HeldIsRefusedAndNamesAProcess) {
  auto lock = files_->Lock(Path("lock"));
  ASSERT_TRUE(lock) << lock.error().message;
  const auto second = files_->Lock(Path("lock"));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kStoreLocked);
  EXPECT_NE(second.error().message.find(GetParam() ? "process " + std::to_string(::getpid())
                                                   : "this process"),
            std::string::npos)
      << second.error().message;
  lock->reset();
  EXPECT_TRUE(files_->Lock(Path("lock")));
}

TEST_P(FilesTest, HandleForReading_RefusesWrites) {
  ASSERT_TRUE(ReplaceFile(*files_, directory_, "a", "x"));
  auto file = files_->Open(Path("a"), OpenMode::kRead);
  EXPECT_FALSE((*file)->WriteAt(0, "y"));
}

TEST(PosixFiles, OpenedForReadingOnly_RefusesEveryChange) {
  const auto files = PosixFiles(FileAccess::kReadOnly);
  EXPECT_EQ(files->Open("/tmp/x", OpenMode::kCreate).error().code, ErrorCode::kReadOnly);
  EXPECT_EQ(files->MakeDirectory("/tmp/x").error().code, ErrorCode::kReadOnly);
  EXPECT_EQ(files->Remove("/tmp/x").error().code, ErrorCode::kReadOnly);
  EXPECT_EQ(files->Rename("/tmp/x", "/tmp/y").error().code, ErrorCode::kReadOnly);
  EXPECT_EQ(files->Lock("/tmp/x").error().code, ErrorCode::kReadOnly);
  EXPECT_EQ(files->SetReadOnly("/tmp/x").error().code, ErrorCode::kReadOnly);
  EXPECT_EQ(files->SyncDirectory("/tmp").error().code, ErrorCode::kReadOnly);
}

// Runs `body` in a child, so that limits and identity stay there; its exit code comes back.
template <typename Body>
int InChild(Body body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

class PosixLimits : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "tenure-limit-XXXXXX").string();
    directory_ = ::mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(directory_); }
  std::string directory_;
};

TEST_F(PosixLimits, FileSizeLimit_IsDiskFullAndNotDeath) {
  const int code = InChild([this] {
    const auto files = PosixFiles();
    const rlimit limit{4096, 4096};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    auto file = files->Open(directory_ + "/a", OpenMode::kCreate);
    if (!file) return 1;
    const Result<void> written = (*file)->WriteAt(0, std::string(8192, 'x'));
    return !written && written.error().code == ErrorCode::kDiskFull ? 0 : 2;
  });
  EXPECT_EQ(code, 0);
}

TEST_F(PosixLimits, DirectoryOfAnotherUser_IsReadOnly) {
  ASSERT_EQ(::chmod(directory_.c_str(), 0555), 0);
  const int code = InChild([this] {
    if (::geteuid() == 0 && ::setuid(65534) != 0) return 1;
    const auto files = PosixFiles();
    const auto file = files->Open(directory_ + "/a", OpenMode::kCreate);
    return !file && file.error().code == ErrorCode::kReadOnly ? 0 : 2;
  });
  EXPECT_EQ(code, 0);
}

}  // namespace
}  // namespace tenure
