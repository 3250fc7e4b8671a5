// Each file keeps what is durable beside what readers see, and the writes between the two. A crash
// picks for every sector how many of its unsynced writes reached the medium.
#include "base/memory_files.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.h"

namespace tenure {
namespace {

// A disk writes a sector whole or not at all; across sectors there is no order before a sync.
constexpr std::uint64_t kSectorBytes = 512;

std::string DirectoryOf(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? "" : path.substr(0, slash);
}

void ApplyWrite(std::string& bytes, std::uint64_t offset, std::string_view written) {
  if (bytes.size() < offset + written.size()) bytes.resize(offset + written.size(), '\0');
  std::copy(written.begin(), written.end(), bytes.begin() + static_cast<std::ptrdiff_t>(offset));
}

}  // namespace

class MemoryFiles::OpenFile final : public File {
 public:
  OpenFile(MemoryFiles& files, InodePtr inode, std::string path, bool writable)
      : files_(files),
        inode_(std::move(inode)),
        path_(std::move(path)),
        writable_(writable),
        incarnation_(files.incarnation_) {}

  Result<std::size_t> ReadAt(std::uint64_t offset, char* buffer,
                             std::size_t size_bytes) const override {
    const std::lock_guard lock(files_.mutex_);
    TENURE_TRY(Usable());
    if (offset >= inode_->now.size()) return std::size_t{0};
    return inode_->now.copy(buffer, size_bytes, offset);
  }
  Result<void> WriteAt(std::uint64_t offset, std::string_view bytes) override {
    const std::lock_guard lock(files_.mutex_);
    TENURE_TRY(Writable());
    return files_.Write(*inode_, path_, offset, bytes);
  }
  Result<void> Sync() override {
    const std::lock_guard lock(files_.mutex_);
    TENURE_TRY(Writable());
    return files_.SyncInode(*inode_, path_);
  }
  Result<void> Truncate(std::uint64_t size_bytes) override {
    const std::lock_guard lock(files_.mutex_);
    TENURE_TRY(Writable());
    TENURE_TRY(files_.Change("truncate " + path_));
    inode_->now.resize(size_bytes, '\0');
    inode_->pending.push_back({size_bytes, {}, true, false});
    return {};
  }
  Result<std::uint64_t> SizeBytes() const override {
    const std::lock_guard lock(files_.mutex_);
    TENURE_TRY(Usable());
    return inode_->now.size();
  }

 private:
  Result<void> Usable() const {
    if (incarnation_ != files_.incarnation_) {
      return Fail(ErrorCode::kIoFailed, path_ + ": opened before the crash");
    }
    return files_.Alive();
  }
  Result<void> Writable() const {
    TENURE_TRY(Usable());
    if (!writable_) return Fail(ErrorCode::kReadOnly, path_ + ": opened for reading");
    return {};
  }

  MemoryFiles& files_;
  const InodePtr inode_;
  const std::string path_;
  const bool writable_;
  const std::uint64_t incarnation_;
};

class MemoryFiles::HeldLock final : public FileLock {
 public:
  HeldLock(MemoryFiles& files, std::string path)
      : files_(files), path_(std::move(path)), incarnation_(files.incarnation_) {}
  ~HeldLock() override {
    const std::lock_guard lock(files_.mutex_);
    if (incarnation_ == files_.incarnation_) files_.locks_.erase(path_);
  }

 private:
  MemoryFiles& files_;
  const std::string path_;
  const std::uint64_t incarnation_;
};

MemoryFiles::MemoryFiles(std::uint64_t seed) : random_(seed) {}
MemoryFiles::~MemoryFiles() = default;

Result<void> MemoryFiles::Alive() const {
  if (power_lost_) return Fail(ErrorCode::kIoFailed, "the power is lost");
  return {};
}

Result<void> MemoryFiles::Change(const std::string& what) {
  TENURE_TRY(Alive());
  if (medium_read_only_) return Fail(ErrorCode::kReadOnly, what + ": read-only medium");
  ++changing_calls_;
  if (power_left_ && --*power_left_ == 0) {
    power_lost_ = true;
    return Fail(ErrorCode::kIoFailed, what + ": the power is lost");
  }
  return {};
}

std::uint64_t MemoryFiles::Draw(std::uint64_t below) {
  return std::uniform_int_distribution<std::uint64_t>(0, below - 1)(random_);
}

Result<std::unique_ptr<File>> MemoryFiles::Open(const std::string& path, OpenMode mode) {
  const std::lock_guard lock(mutex_);
  TENURE_TRY(Alive());
  auto found = names_.find(path);
  if (mode != OpenMode::kCreate && found == names_.end()) {
    return Fail(ErrorCode::kNotFound, "open " + path + ": no such file");
  }
  if (mode != OpenMode::kRead && medium_read_only_) {
    return Fail(ErrorCode::kReadOnly, "open " + path + ": read-only medium");
  }
  if (mode == OpenMode::kCreate) {
    TENURE_TRY(Change("create " + path));
    if (!directories_.contains(DirectoryOf(path)) && !DirectoryOf(path).empty()) {
      return Fail(ErrorCode::kNotFound, "create " + path + ": no such directory");
    }
    if (found == names_.end()) {
      found = names_.emplace(path, std::make_shared<Inode>()).first;
      pending_names_.push_back({DirectoryOf(path), "", path, found->second});
    } else {
      found->second->now.clear();
      found->second->pending.push_back({0, {}, true, false});
    }
  }
  return std::make_unique<OpenFile>(*this, found->second, path, mode != OpenMode::kRead);
}

Result<void> MemoryFiles::Write(Inode& inode, const std::string& path, std::uint64_t offset,
                                std::string_view bytes) {
  const Result<void> planned = Change("write " + path);
  ErrorCode fault = ErrorCode::kIoFailed;
  bool fails = !planned;
  if (!planned && planned.error().code == ErrorCode::kReadOnly) return planned;
  if (!fails && write_faults_in_ > 0 && --write_faults_in_ == 0) {
    fails = true;
    fault = write_fault_code_;
  }
  if (!fails && byte_budget_) {
    std::uint64_t used = 0;
    for (const auto& [name, other] : names_) used += other->now.size();
    const std::uint64_t end = offset + bytes.size();
    const std::uint64_t grows = end > inode.now.size() ? end - inode.now.size() : 0;
    if (grows > 0 && used + grows > *byte_budget_) {
      fails = true;
      fault = ErrorCode::kDiskFull;
    }
  }
  if (fails) bytes = bytes.substr(0, bytes.empty() ? 0 : Draw(bytes.size()));
  if (!bytes.empty()) {
    ApplyWrite(inode.now, offset, bytes);
    inode.pending.push_back({offset, std::string(bytes), false, false});
  }
  if (fails) return Fail(fault, "write " + path + ": failed in part");
  return {};
}

Result<void> MemoryFiles::SyncInode(Inode& inode, const std::string& path) {
  TENURE_TRY(Change("sync " + path));
  if (sync_faults_in_ > 0 && --sync_faults_in_ == 0) {
    Abandon(inode);
    return Fail(ErrorCode::kIoFailed, "sync " + path + ": failed");
  }
  // A sector that was written again is dirty as a whole: what was abandoned in it goes along.
  std::set<std::uint64_t> dirty;
  for (const PendingWrite& write : inode.pending) {
    if (write.abandoned || write.bytes.empty()) continue;
    const std::uint64_t last = (write.offset + write.bytes.size() - 1) / kSectorBytes;
    for (std::uint64_t sector = write.offset / kSectorBytes; sector <= last; ++sector) {
      dirty.insert(sector);
    }
  }
  std::vector<PendingWrite> left;
  for (PendingWrite& write : inode.pending) {
    if (write.abandoned && !dirty.contains(write.offset / kSectorBytes)) {
      left.push_back(std::move(write));
    } else if (write.cut) {
      inode.durable.resize(write.offset, '\0');
    } else {
      ApplyWrite(inode.durable, write.offset, write.bytes);
    }
  }
  inode.pending = std::move(left);
  return {};
}

void MemoryFiles::Abandon(Inode& inode) {
  std::vector<PendingWrite> pieces;
  for (PendingWrite& write : inode.pending) {
    if (write.cut || write.abandoned) {
      pieces.push_back(std::move(write));
      continue;
    }
    for (std::uint64_t at = 0; at < write.bytes.size();) {
      const std::uint64_t room = kSectorBytes - (write.offset + at) % kSectorBytes;
      pieces.push_back({write.offset + at, write.bytes.substr(at, room), false, true});
      at += room;
    }
  }
  inode.pending = std::move(pieces);
}

Result<void> MemoryFiles::Rename(const std::string& from, const std::string& to) {
  const std::lock_guard lock(mutex_);
  TENURE_TRY(Change("rename " + from));
  const auto found = names_.find(from);
  if (found == names_.end()) {
    return Fail(ErrorCode::kNotFound, "rename " + from + ": no such file");
  }
  const PendingName change{DirectoryOf(to), from, to, found->second};
  names_[to] = found->second;
  names_.erase(from);
  pending_names_.push_back(change);
  return {};
}

Result<void> MemoryFiles::Remove(const std::string& path) {
  const std::lock_guard lock(mutex_);
  TENURE_TRY(Change("remove " + path));
  if (names_.erase(path) == 0) {
    return Fail(ErrorCode::kNotFound, "remove " + path + ": no such file");
  }
  pending_names_.push_back({DirectoryOf(path), path, "", nullptr});
  return {};
}

Result<std::vector<std::string>> MemoryFiles::List(const std::string& directory) const {
  const std::lock_guard lock(mutex_);
  TENURE_TRY(Alive());
  if (!directories_.contains(directory)) {
    return Fail(ErrorCode::kNotFound, "list " + directory + ": no such directory");
  }
  std::set<std::string> inside;
  for (const auto& [path, inode] : names_) {
    if (DirectoryOf(path) == directory) inside.insert(path.substr(directory.size() + 1));
  }
  for (const std::string& path : directories_) {
    if (path != directory && DirectoryOf(path) == directory) {
      inside.insert(path.substr(directory.size() + 1));
    }
  }
  return std::vector<std::string>(inside.begin(), inside.end());
}

Result<bool> MemoryFiles::Exists(const std::string& path) const {
  const std::lock_guard lock(mutex_);
  TENURE_TRY(Alive());
  return names_.contains(path) || directories_.contains(path);
}

Result<void> MemoryFiles::MakeDirectory(const std::string& path) {
  const std::lock_guard lock(mutex_);
  TENURE_TRY(Change("make directory " + path));
  if (directories_.insert(path).second) {
    pending_names_.push_back({DirectoryOf(path), "", path, nullptr});
  }
  return {};
}

Result<void> MemoryFiles::SyncDirectory(const std::string& path) {
  const std::lock_guard lock(mutex_);
  TENURE_TRY(Change("sync directory " + path));
  std::vector<PendingName> left;
  for (PendingName& change : pending_names_) {
    if (change.directory == path) {
      ApplyName(change);
    } else {
      left.push_back(std::move(change));
    }
  }
  pending_names_ = std::move(left);
  return {};
}

Result<void> MemoryFiles::SetReadOnly(const std::string& path) {
  const std::lock_guard lock(mutex_);
  TENURE_TRY(Change("change mode of " + path));
  const auto found = names_.find(path);
  if (found == names_.end()) return Fail(ErrorCode::kNotFound, path + ": no such file");
  found->second->read_only = true;
  return {};
}

Result<std::unique_ptr<FileLock>> MemoryFiles::Lock(const std::string& path) {
  const std::lock_guard lock(mutex_);
  TENURE_TRY(Alive());
  if (medium_read_only_) return Fail(ErrorCode::kReadOnly, "lock " + path + ": read-only medium");
  if (!locks_.insert(path).second) {
    return Fail(ErrorCode::kStoreLocked, "this process holds " + path);
  }
  return std::make_unique<HeldLock>(*this, path);
}

void MemoryFiles::ApplyName(const PendingName& change) {
  if (!change.from.empty()) durable_names_.erase(change.from);
  if (change.to.empty()) return;
  if (change.inode != nullptr) {
    durable_names_[change.to] = change.inode;
  } else {
    durable_directories_.insert(change.to);
  }
}

void MemoryFiles::SettleInode(Inode& inode) {
  const std::string before = inode.durable;
  std::size_t size = inode.durable.size();
  std::size_t highest = size;
  // Sizes are metadata and arrive in order: some first part of the changes of size survives.
  const std::uint64_t sizes_kept = inode.pending.empty() ? 0 : Draw(inode.pending.size() + 1);
  for (std::size_t index = 0; index < inode.pending.size(); ++index) {
    const PendingWrite& write = inode.pending[index];
    const std::size_t end = write.offset + write.bytes.size();
    highest = std::max(highest, end);
    if (index < sizes_kept) size = write.cut ? write.offset : std::max(size, end);
  }
  std::string image = before;
  image.resize(highest, '\0');
  for (std::uint64_t sector = 0; sector < highest; sector += kSectorBytes) {
    std::vector<const PendingWrite*> touching;
    for (const PendingWrite& write : inode.pending) {
      const bool touches = write.offset < sector + kSectorBytes &&
                           (write.cut || write.offset + write.bytes.size() > sector);
      if (touches) touching.push_back(&write);
    }
    const std::uint64_t kept = touching.empty() ? 0 : Draw(touching.size() + 1);
    for (std::uint64_t index = 0; index < kept; ++index) {
      const PendingWrite& write = *touching[index];
      const std::uint64_t from = std::max(sector, write.offset);
      if (write.cut) {
        std::fill(image.begin() + static_cast<std::ptrdiff_t>(from),
                  image.begin() + static_cast<std::ptrdiff_t>(
                                      std::min<std::uint64_t>(sector + kSectorBytes, highest)),
                  '\0');
        continue;
      }
      const std::uint64_t to = std::min(sector + kSectorBytes, write.offset + write.bytes.size());
      image.replace(from, to - from, write.bytes, from - write.offset, to - from);
    }
  }
  image.resize(size, '\0');
  inode.durable = image;
  inode.now = std::move(image);
  inode.pending.clear();
}

void MemoryFiles::Crash() {
  const std::lock_guard lock(mutex_);
  // Half of the time the names survive in order up to some point, else each by chance.
  const bool in_order = Draw(2) == 0;
  const std::uint64_t first_lost = Draw(pending_names_.size() + 1);
  for (std::size_t index = 0; index < pending_names_.size(); ++index) {
    if (in_order ? index < first_lost : Draw(2) == 0) ApplyName(pending_names_[index]);
  }
  pending_names_.clear();
  std::erase_if(durable_names_, [this](const auto& entry) {
    const std::string directory = DirectoryOf(entry.first);
    return !directory.empty() && !durable_directories_.contains(directory);
  });
  names_ = durable_names_;
  directories_ = durable_directories_;
  for (const auto& [path, inode] : names_) SettleInode(*inode);
  locks_.clear();
  ++incarnation_;
  power_lost_ = false;
  power_left_.reset();
  write_faults_in_ = 0;
  sync_faults_in_ = 0;
  byte_budget_.reset();
}

void MemoryFiles::LosePowerAfter(std::uint64_t calls) {
  const std::lock_guard lock(mutex_);
  TENURE_ASSERT(calls > 0, "calls={}", calls);
  power_left_ = calls;
}
void MemoryFiles::FailWrite(std::uint64_t nth, ErrorCode code) {
  const std::lock_guard lock(mutex_);
  write_faults_in_ = nth;
  write_fault_code_ = code;
}
void MemoryFiles::FailSync(std::uint64_t nth) {
  const std::lock_guard lock(mutex_);
  sync_faults_in_ = nth;
}
void MemoryFiles::SetByteBudget(std::optional<std::uint64_t> bytes) {
  const std::lock_guard lock(mutex_);
  byte_budget_ = bytes;
}
void MemoryFiles::SetMediumReadOnly(bool read_only) {
  const std::lock_guard lock(mutex_);
  medium_read_only_ = read_only;
}
std::uint64_t MemoryFiles::ChangingCalls() const {
  const std::lock_guard lock(mutex_);
  return changing_calls_;
}
std::string* MemoryFiles::MutableBytes(const std::string& path) {
  const std::lock_guard lock(mutex_);
  const auto found = names_.find(path);
  return found == names_.end() ? nullptr : &found->second->now;
}

}  // namespace tenure
