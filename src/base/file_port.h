// The one port for all file access: logs, keys and identity files reach the disk through Files and
// nothing else, so that the in-memory twin (memory_files.h) can lose, tear and reorder what was not
// synced. Nothing here knows what the bytes mean.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tenure/result.h"

namespace tenure {

// An open file. Reads and writes name their offset; there is no current position. Any number of
// threads may read while one writes other bytes. Closed by the destructor, which never syncs.
//
// Errors of every call: kDiskFull (no space, file-size limit), kReadOnly, else kIoFailed; the
// message names the path and holds the system's words.
class File {
 public:
  virtual ~File() = default;

  // Reads up to `size_bytes` into `buffer`; fewer only where the file ends. Returns the number
  // read.
  [[nodiscard]] virtual Result<std::size_t> ReadAt(std::uint64_t offset, char* buffer,
                                                   std::size_t size_bytes) const = 0;
  // Writes all of `bytes`. After an error any part of them may have been written. Durable only
  // after Sync().
  [[nodiscard]] virtual Result<void> WriteAt(std::uint64_t offset, std::string_view bytes) = 0;
  // fdatasync. After an error the state of everything written since the last good Sync is unknown,
  // and a second Sync proves nothing.
  [[nodiscard]] virtual Result<void> Sync() = 0;
  // Cuts the file, or extends it with zeros that own no space.
  [[nodiscard]] virtual Result<void> Truncate(std::uint64_t size_bytes) = 0;
  [[nodiscard]] virtual Result<std::uint64_t> SizeBytes() const = 0;
};

// Held until destroyed; another process or handle that asks for it is refused.
class FileLock {
 public:
  virtual ~FileLock() = default;
};

enum class OpenMode : std::uint8_t {
  kRead,       // the file must exist (kNotFound)
  kReadWrite,  // the file must exist (kNotFound)
  kCreate,     // made empty; an existing one is emptied
};

// Files and directories of one medium. Paths are the caller's, "/" between names. Thread-safe.
// Names made, renamed or removed are durable only after SyncDirectory of the directory they are in.
class Files {
 public:
  virtual ~Files() = default;

  [[nodiscard]] virtual Result<std::unique_ptr<File>> Open(const std::string& path,
                                                           OpenMode mode) = 0;
  // `to` is replaced in one step if it exists; handles to the old file stay good.
  [[nodiscard]] virtual Result<void> Rename(const std::string& from, const std::string& to) = 0;
  // kNotFound when there is no such file.
  [[nodiscard]] virtual Result<void> Remove(const std::string& path) = 0;
  // Names in a directory, sorted, without "." and "..". kNotFound when there is no such directory.
  [[nodiscard]] virtual Result<std::vector<std::string>> List(
      const std::string& directory) const = 0;
  [[nodiscard]] virtual Result<bool> Exists(const std::string& path) const = 0;
  // Makes one directory (0700) in an existing one. An existing directory is fine.
  [[nodiscard]] virtual Result<void> MakeDirectory(const std::string& path) = 0;
  [[nodiscard]] virtual Result<void> SyncDirectory(const std::string& path) = 0;
  // Takes write permission from everybody (0444).
  [[nodiscard]] virtual Result<void> SetReadOnly(const std::string& path) = 0;
  // Takes the exclusive advisory lock of `path` (made if absent) at once. kStoreLocked names the
  // process that holds it.
  [[nodiscard]] virtual Result<std::unique_ptr<FileLock>> Lock(const std::string& path) = 0;
};

enum class FileAccess : std::uint8_t { kReadWrite, kReadOnly };

// The machine's file system. With kReadOnly every call that would change something is kReadOnly and
// never reaches the system. Makes the process ignore SIGXFSZ unless it has a handler: a file-size
// limit is then an error of the write (kDiskFull), not the end of the process.
[[nodiscard]] std::unique_ptr<Files> PosixFiles(FileAccess access = FileAccess::kReadWrite);

// Writes `size_bytes` zeros from `offset` on, in bounded pieces, so that the space is owned and
// later writes into it change no metadata.
[[nodiscard]] Result<void> WriteZeros(File& file, std::uint64_t offset, std::uint64_t size_bytes);

// Reads exactly `size_bytes`; kIoFailed when the file ends before.
[[nodiscard]] Result<std::string> ReadExactly(const File& file, std::uint64_t offset,
                                              std::size_t size_bytes);

// The whole file. kInvalidInput when it is larger than `bytes_max`.
[[nodiscard]] Result<std::string> ReadWholeFile(Files& files, const std::string& path,
                                                std::uint64_t bytes_max);

// Replaces `directory/name` in one step by a synced file with these bytes; durable when it returns.
// A crash leaves the old file or the new one, and perhaps `name`.tmp beside it.
[[nodiscard]] Result<void> ReplaceFile(Files& files, const std::string& directory,
                                       const std::string& name, std::string_view bytes);

}  // namespace tenure
