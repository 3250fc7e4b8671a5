// POSIX behind the file port, and what can be said with the port alone.
#include "base/file_port.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

namespace tenure {
namespace {

// Zeros are written in pieces of this size: large enough for the disk, small enough for the stack
// of page-cache work one call causes.
constexpr std::size_t kZeroPieceBytes = 256 * 1024;

enum class Intent : std::uint8_t { kReading, kWriting };

Failure SystemFailure(int error, Intent intent, std::string_view act, std::string_view path) {
  ErrorCode code = ErrorCode::kIoFailed;
  switch (error) {
    case ENOENT:
      code = ErrorCode::kNotFound;
      break;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      code = ErrorCode::kDiskFull;
      break;
    case EROFS:
      code = ErrorCode::kReadOnly;
      break;
    case EACCES:
    case EPERM:
      code = intent == Intent::kWriting ? ErrorCode::kReadOnly : ErrorCode::kIoFailed;
      break;
    default:
      break;
  }
  return Fail(code, fmt::format("{} {}: {}", act, path,
                                std::error_code(error, std::generic_category()).message()));
}

class PosixFile final : public File {
 public:
  PosixFile(int descriptor, std::string path) : descriptor_(descriptor), path_(std::move(path)) {}
  PosixFile(const PosixFile&) = delete;
  PosixFile& operator=(const PosixFile&) = delete;
  ~PosixFile() override { ::close(descriptor_); }

  Result<std::size_t> ReadAt(std::uint64_t offset, char* buffer,
                             std::size_t size_bytes) const override {
    std::size_t done = 0;
    while (done < size_bytes) {
      const ssize_t got =
          ::pread(descriptor_, buffer + done, size_bytes - done, static_cast<off_t>(offset + done));
      if (got < 0) {
        if (errno == EINTR) continue;
        return SystemFailure(errno, Intent::kReading, "read", path_);
      }
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

  Result<void> WriteAt(std::uint64_t offset, std::string_view bytes) override {
    std::size_t done = 0;
    while (done < bytes.size()) {
      const ssize_t put = ::pwrite(descriptor_, bytes.data() + done, bytes.size() - done,
                                   static_cast<off_t>(offset + done));
      if (put < 0) {
        if (errno == EINTR) continue;
        return SystemFailure(errno, Intent::kWriting, "write", path_);
      }
      done += static_cast<std::size_t>(put);
    }
    return {};
  }

  Result<void> Sync() override {
    if (::fdatasync(descriptor_) != 0) {
      return SystemFailure(errno, Intent::kWriting, "sync", path_);
    }
    return {};
  }

  Result<void> Truncate(std::uint64_t size_bytes) override {
    if (::ftruncate(descriptor_, static_cast<off_t>(size_bytes)) != 0) {
      return SystemFailure(errno, Intent::kWriting, "truncate", path_);
    }
    return {};
  }

  Result<std::uint64_t> SizeBytes() const override {
    struct stat status {};
    if (::fstat(descriptor_, &status) != 0) {
      return SystemFailure(errno, Intent::kReading, "stat", path_);
    }
    return static_cast<std::uint64_t>(status.st_size);
  }

 private:
  const int descriptor_;
  const std::string path_;
};

class PosixLock final : public FileLock {
 public:
  explicit PosixLock(int descriptor) : descriptor_(descriptor) {}
  PosixLock(const PosixLock&) = delete;
  PosixLock& operator=(const PosixLock&) = delete;
  ~PosixLock() override { ::close(descriptor_); }  // the last handle's end releases flock

 private:
  const int descriptor_;
};

// What the holder wrote into its lock file: its process id.
std::string HolderOf(int descriptor) {
  char text[32];
  const ssize_t got = ::pread(descriptor, text, sizeof text, 0);
  std::string holder(text, got > 0 ? static_cast<std::size_t>(got) : 0);
  while (!holder.empty() && (holder.back() < '0' || holder.back() > '9')) holder.pop_back();
  return holder.empty() ? "another process" : "process " + holder;
}

class PosixFileSystem final : public Files {
 public:
  explicit PosixFileSystem(FileAccess access) : access_(access) {
    struct sigaction now {};
    if (::sigaction(SIGXFSZ, nullptr, &now) == 0 && now.sa_handler == SIG_DFL) {
      ::signal(SIGXFSZ, SIG_IGN);
    }
  }

  Result<std::unique_ptr<File>> Open(const std::string& path, OpenMode mode) override {
    int flags = O_RDONLY | O_CLOEXEC;
    if (mode != OpenMode::kRead) {
      TENURE_TRY(MayWrite("open", path));
      flags = O_RDWR | O_CLOEXEC | (mode == OpenMode::kCreate ? O_CREAT | O_TRUNC : 0);
    }
    const int descriptor = ::open(path.c_str(), flags, 0600);
    if (descriptor < 0) {
      const Intent intent = mode == OpenMode::kRead ? Intent::kReading : Intent::kWriting;
      return SystemFailure(errno, intent, "open", path);
    }
    return std::make_unique<PosixFile>(descriptor, path);
  }

  Result<void> Rename(const std::string& from, const std::string& to) override {
    TENURE_TRY(MayWrite("rename", from));
    if (::rename(from.c_str(), to.c_str()) != 0) {
      return SystemFailure(errno, Intent::kWriting, "rename", from);
    }
    return {};
  }

  Result<void> Remove(const std::string& path) override {
    TENURE_TRY(MayWrite("remove", path));
    if (::unlink(path.c_str()) != 0) return SystemFailure(errno, Intent::kWriting, "remove", path);
    return {};
  }

  Result<std::vector<std::string>> List(const std::string& directory) const override {
    DIR* stream = ::opendir(directory.c_str());
    if (stream == nullptr) return SystemFailure(errno, Intent::kReading, "list", directory);
    std::vector<std::string> names;
    errno = 0;
    while (const dirent* entry = ::readdir(stream)) {
      const std::string_view name = entry->d_name;
      if (name != "." && name != "..") names.emplace_back(name);
      errno = 0;
    }
    const int error = errno;
    ::closedir(stream);
    if (error != 0) return SystemFailure(error, Intent::kReading, "list", directory);
    std::sort(names.begin(), names.end());
    return names;
  }

  Result<bool> Exists(const std::string& path) const override {
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0) return true;
    if (errno == ENOENT || errno == ENOTDIR) return false;
    return SystemFailure(errno, Intent::kReading, "stat", path);
  }

  Result<void> MakeDirectory(const std::string& path) override {
    TENURE_TRY(MayWrite("make directory", path));
    if (::mkdir(path.c_str(), 0700) == 0) return {};
    const int error = errno;
    struct stat status {};
    if (error == EEXIST && ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode)) return {};
    return SystemFailure(error, Intent::kWriting, "make directory", path);
  }

  Result<void> SyncDirectory(const std::string& path) override {
    TENURE_TRY(MayWrite("sync directory", path));
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) return SystemFailure(errno, Intent::kWriting, "sync directory", path);
    const int error = ::fsync(descriptor) == 0 ? 0 : errno;
    ::close(descriptor);
    if (error != 0) return SystemFailure(error, Intent::kWriting, "sync directory", path);
    return {};
  }

  Result<void> SetReadOnly(const std::string& path) override {
    TENURE_TRY(MayWrite("change mode of", path));
    if (::chmod(path.c_str(), 0444) != 0) {
      return SystemFailure(errno, Intent::kWriting, "change mode of", path);
    }
    return {};
  }

  Result<std::unique_ptr<FileLock>> Lock(const std::string& path) override {
    TENURE_TRY(MayWrite("lock", path));
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) return SystemFailure(errno, Intent::kWriting, "lock", path);
    if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) {
      const int error = errno;
      const std::string holder = HolderOf(descriptor);
      ::close(descriptor);
      if (error != EWOULDBLOCK) return SystemFailure(error, Intent::kWriting, "lock", path);
      return Fail(ErrorCode::kStoreLocked, fmt::format("{} holds {}", holder, path));
    }
    auto lock = std::make_unique<PosixLock>(descriptor);
    const std::string text = fmt::format("{}\n", ::getpid());
    // The number only helps a person; a full disk must not stop a reader from taking the lock.
    if (::ftruncate(descriptor, 0) == 0 && ::pwrite(descriptor, text.data(), text.size(), 0) < 0) {
      errno = 0;
    }
    return lock;
  }

 private:
  Result<void> MayWrite(std::string_view act, const std::string& path) const {
    if (access_ == FileAccess::kReadWrite) return {};
    return Fail(ErrorCode::kReadOnly, fmt::format("{} {}: opened for reading only", act, path));
  }

  const FileAccess access_;
};

}  // namespace

std::unique_ptr<Files> PosixFiles(FileAccess access) {
  return std::make_unique<PosixFileSystem>(access);
}

Result<void> WriteZeros(File& file, std::uint64_t offset, std::uint64_t size_bytes) {
  const std::string zeros(std::min<std::uint64_t>(size_bytes, kZeroPieceBytes), '\0');
  while (size_bytes > 0) {
    const std::size_t piece = std::min<std::uint64_t>(size_bytes, zeros.size());
    TENURE_TRY(file.WriteAt(offset, std::string_view(zeros).substr(0, piece)));
    offset += piece;
    size_bytes -= piece;
  }
  return {};
}

Result<std::string> ReadExactly(const File& file, std::uint64_t offset, std::size_t size_bytes) {
  std::string bytes(size_bytes, '\0');
  const std::size_t got = TENURE_TRY(file.ReadAt(offset, bytes.data(), size_bytes));
  if (got != size_bytes) {
    return Fail(ErrorCode::kIoFailed, fmt::format("file ends at byte {}, {} bytes before expected",
                                                  offset + got, size_bytes - got));
  }
  return bytes;
}

Result<std::string> ReadWholeFile(Files& files, const std::string& path, std::uint64_t bytes_max) {
  const std::unique_ptr<File> file = TENURE_TRY(files.Open(path, OpenMode::kRead));
  const std::uint64_t size = TENURE_TRY(file->SizeBytes());
  if (size > bytes_max) {
    return Fail(ErrorCode::kInvalidInput,
                fmt::format("{} has {} bytes, at most {} were expected", path, size, bytes_max));
  }
  return ReadExactly(*file, 0, size);
}

Result<void> ReplaceFile(Files& files, const std::string& directory, const std::string& name,
                         std::string_view bytes) {
  const std::string path = directory + "/" + name;
  const std::string temporary = path + ".tmp";
  {
    const std::unique_ptr<File> file = TENURE_TRY(files.Open(temporary, OpenMode::kCreate));
    TENURE_TRY(file->WriteAt(0, bytes));
    TENURE_TRY(file->Sync());
  }
  TENURE_TRY(files.Rename(temporary, path));
  return files.SyncDirectory(directory);
}

}  // namespace tenure
