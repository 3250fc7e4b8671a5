// Files as RocksDB sees them, with fewer syncs while it opens. RocksDB syncs five times at each
// open (on a busy disk 25 ms), though nothing of ours is new by then; a short run of the command
// line opens two databases. Here only the manifest is synced. See docs/adr/0021.
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <atomic>
#include <memory>

namespace tenure::store {

class RocksdbFiles final : public rocksdb::FileSystemWrapper {
 public:
  RocksdbFiles() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}

  // From now on directories are synced as RocksDB asks. Any thread.
  void EndOpening() { opening_->store(false); }

  const char* Name() const override { return "tenure"; }

  // CURRENT, OPTIONS and IDENTITY are written under a temporary name: those are not synced, ever.
  rocksdb::IOStatus NewWritableFile(const std::string& path, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& path, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* directory,
                                 rocksdb::IODebugContext* debug) override;

 private:
  // Shared: a directory outlives the opening, and RocksDB decides when it goes.
  std::shared_ptr<std::atomic<bool>> opening_ = std::make_shared<std::atomic<bool>>(true);
};

}  // namespace tenure::store
