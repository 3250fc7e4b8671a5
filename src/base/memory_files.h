// The in-memory twin of the file port, for tests and simulations: a medium that loses power. What
// was not synced may be there, be missing, or be torn at sector borders, in any order; the same
// holds for names in directories that were not synced. It can also fail a chosen call and run full.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/file_port.h"

namespace tenure {

class MemoryFiles final : public Files {
 public:
  // What a crash leaves is decided by `seed` alone.
  explicit MemoryFiles(std::uint64_t seed = 0);
  ~MemoryFiles() override;

  Result<std::unique_ptr<File>> Open(const std::string& path, OpenMode mode) override;
  Result<void> Rename(const std::string& from, const std::string& to) override;
  Result<void> Remove(const std::string& path) override;
  Result<std::vector<std::string>> List(const std::string& directory) const override;
  Result<bool> Exists(const std::string& path) const override;
  Result<void> MakeDirectory(const std::string& path) override;
  Result<void> SyncDirectory(const std::string& path) override;
  Result<void> SetReadOnly(const std::string& path) override;
  Result<std::unique_ptr<FileLock>> Lock(const std::string& path) override;

  // The power fails now: unsynced writes and names survive, tear or vanish by the seed, handles and
  // locks of before are dead (kIoFailed), and all planned faults are forgotten.
  void Crash();

  // The power fails at the `calls`-th changing call from now (1: the next one): it and all later
  // calls, reads included, are kIoFailed until Crash(). A write hit by it may be done in part.
  void LosePowerAfter(std::uint64_t calls);
  // The `nth` write from now (1: the next) writes a part and fails with `code`.
  void FailWrite(std::uint64_t nth, ErrorCode code = ErrorCode::kIoFailed);
  // The `nth` file sync from now fails; what it should have made durable never will be, unless it
  // is written again: later syncs skip it, as Linux does.
  void FailSync(std::uint64_t nth);
  // All files together may hold this many bytes; beyond it writes are kDiskFull.
  void SetByteBudget(std::optional<std::uint64_t> bytes);
  // Every changing call is kReadOnly.
  void SetMediumReadOnly(bool read_only);

  // Changing calls (writes, syncs, names) made so far.
  [[nodiscard]] std::uint64_t ChangingCalls() const;
  // The bytes of a file as a reader would see them now, to damage them; null when there is none.
  [[nodiscard]] std::string* MutableBytes(const std::string& path);

 private:
  class OpenFile;
  class HeldLock;

  struct PendingWrite {
    std::uint64_t offset = 0;
    std::string bytes;
    bool cut = false;        // a Truncate to `offset`
    bool abandoned = false;  // a sync of it failed: later syncs do not make it durable
  };
  struct Inode {
    std::string now;      // what readers see
    std::string durable;  // what a crash cannot take
    std::vector<PendingWrite> pending;
    bool read_only = false;
  };
  using InodePtr =
      std::shared_ptr<Inode>;  // shared by names and by handles, as on any POSIX system

  struct PendingName {
    std::string directory;
    std::string from;  // a name that goes, or ""
    std::string to;    // a name that comes, or ""
    InodePtr inode;    // of `to`; null: a directory
  };

  Result<void> Change(const std::string& what);  // counts a changing call; its planned faults
  Result<void> Alive() const;
  Result<void> Write(Inode& inode, const std::string& path, std::uint64_t offset,
                     std::string_view bytes);
  Result<void> SyncInode(Inode& inode, const std::string& path);
  // Cuts the unsynced writes into sectors that no later sync makes durable by itself.
  static void Abandon(Inode& inode);
  std::uint64_t Draw(std::uint64_t below);
  void SettleInode(Inode& inode);
  void ApplyName(const PendingName& change);

  mutable std::mutex mutex_;  // guards all below
  std::mt19937_64 random_;
  std::map<std::string, InodePtr> names_;
  std::map<std::string, InodePtr> durable_names_;
  std::set<std::string> directories_;
  std::set<std::string> durable_directories_;
  std::vector<PendingName> pending_names_;
  std::set<std::string> locks_;
  std::uint64_t incarnation_ = 0;  // handles of an earlier one are dead
  std::uint64_t changing_calls_ = 0;
  std::optional<std::uint64_t> power_left_;
  bool power_lost_ = false;
  std::uint64_t write_faults_in_ = 0;  // 0: none planned
  ErrorCode write_fault_code_ = ErrorCode::kIoFailed;
  std::uint64_t sync_faults_in_ = 0;
  std::optional<std::uint64_t> byte_budget_;
  bool medium_read_only_ = false;
};

}  // namespace tenure
