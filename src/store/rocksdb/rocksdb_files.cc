// Syncs that are left out answer OK.
#include "store/rocksdb/rocksdb_files.h"

#include <string_view>
#include <utility>

namespace tenure::store {
namespace {

using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;

class UnsyncedFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  using FSWritableFileOwnerWrapper::FSWritableFileOwnerWrapper;
  IOStatus Sync(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus Fsync(const IOOptions&, IODebugContext*) override { return IOStatus::OK(); }
  IOStatus RangeSync(std::uint64_t, std::uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
};

class LateSyncedDirectory final : public rocksdb::FSDirectoryWrapper {
 public:
  LateSyncedDirectory(std::unique_ptr<rocksdb::FSDirectory> directory,
                      std::shared_ptr<const std::atomic<bool>> opening)
      : FSDirectoryWrapper(std::move(directory)), opening_(std::move(opening)) {}

  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    if (opening_->load()) return IOStatus::OK();
    return FSDirectoryWrapper::Fsync(options, debug);
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions& reason) override {
    if (opening_->load()) return IOStatus::OK();
    return FSDirectoryWrapper::FsyncWithDirOptions(options, debug, reason);
  }

 private:
  const std::shared_ptr<const std::atomic<bool>> opening_;
};

}  // namespace

IOStatus RocksdbFiles::NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* file,
                                       IODebugContext* debug) {
  IOStatus status = FileSystemWrapper::NewWritableFile(path, options, file, debug);
  if (status.ok() && std::string_view(path).ends_with(".dbtmp")) {
    *file = std::make_unique<UnsyncedFile>(std::move(*file));
  }
  return status;
}

IOStatus RocksdbFiles::NewDirectory(const std::string& path, const IOOptions& options,
                                    std::unique_ptr<rocksdb::FSDirectory>* directory,
                                    IODebugContext* debug) {
  IOStatus status = FileSystemWrapper::NewDirectory(path, options, directory, debug);
  if (status.ok()) {
    *directory = std::make_unique<LateSyncedDirectory>(std::move(*directory), opening_);
  }
  return status;
}

}  // namespace tenure::store
