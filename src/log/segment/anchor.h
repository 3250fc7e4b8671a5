// The head anchor of a partition: a file of its own that vouches for the log's head and root,
// written at most every 100 ms and at close, never ahead of what is durable. It is what tells a
// torn tail from a truncated log. Two slots are written in turn, so that a torn write leaves the
// other.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/file_port.h"
#include "base/sha256.h"
#include "log/block_format.h"
#include "tenure/ids.h"
#include "tenure/result.h"

namespace tenure::log {

inline constexpr std::string_view kAnchorName = "anchor";

struct AnchorPoint {
  Position head = 0;
  Hash256 root{};
};

// One thread at a time.
class AnchorFile {
 public:
  // Makes the file for an empty log, synced; the directory is the caller's to sync.
  [[nodiscard]] static Result<void> Create(Files& files, const std::string& path,
                                           const StoreId& store_id, std::uint32_t partition);
  // kLogDamaged: missing, no whole slot. kStoreFormat: of another store.
  [[nodiscard]] static Result<std::unique_ptr<AnchorFile>> Open(Files& files,
                                                                const std::string& path,
                                                                const StoreId& store_id,
                                                                std::uint32_t partition,
                                                                OpenMode mode);

  [[nodiscard]] const AnchorPoint& newest() const { return newest_; }
  // Overwrites the older slot and syncs. The log must be durable up to `point`.
  [[nodiscard]] Result<void> Write(const AnchorPoint& point);

 private:
  AnchorFile(std::unique_ptr<File> file, const StoreId& store_id, std::uint32_t partition)
      : file_(std::move(file)), store_id_(store_id), partition_(partition) {}

  std::unique_ptr<File> file_;
  StoreId store_id_;
  std::uint32_t partition_;
  std::uint64_t sequence_ = 0;  // of the newest slot; its parity says which one it is
  AnchorPoint newest_;
};

}  // namespace tenure::log
