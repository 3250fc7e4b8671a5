// The log of an embedded store: plain append-only segment files in a directory of its own. Made by
// CreateLogDirectory (`init`), opened as a LogDirectory, used through the port Log.
// Layout: docs/log_format.md. Figures and refused options: docs/adr/0010 to 0013.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/file_port.h"
#include "log/block_format.h"
#include "log/log.h"
#include "log/segment/anchor.h"
#include "log/segment/reader.h"
#include "log/segment/segment.h"
#include "log/segment/writer.h"
#include "tenure/v1/record.pb.h"

namespace tenure::log {

class SegmentLog;

struct SegmentOptions {
  std::uint64_t segment_bytes = 16 * 1024 * 1024;     // full beyond this, then sealed
  std::uint64_t space_ahead_bytes_max = 1024 * 1024;  // zeros written ahead at a time, at most
  Duration anchor_interval = std::chrono::milliseconds(100);
  int compression_level = 3;   // zstd, of sealed blocks
  bool seal_when_full = true;  // inside Append; else somebody calls SealNext, from any thread
  bool read_only = false;      // no lock, no repair, Append is kReadOnly; a frozen view
  bool fill_copy = false;      // lets Append into a store whose role is COPY: for `log copy`
  bool copy = false;           // Append is kReadOnly; set by the store's role
  // Called by Append, on its thread, when a segment has become full; seals it or has it sealed. Not
  // called when Append seals by itself, which it does while this is empty and seal_when_full.
  std::function<void(SegmentLog&)> on_full;
  bool take_lock = true;  // false: the caller holds <directory>/run/lock
  // A clock that never goes back, for the anchor's interval; the machine's where it is empty.
  std::function<Duration()> elapsed;
};

struct SegmentStats {
  std::string name;
  Position first = 0;
  Position end = 0;
  std::uint64_t data_bytes = 0;  // header and blocks
  std::uint64_t file_bytes = 0;  // with zeros ahead, or footer
  bool sealed = false;
};

// For `doctor`.
struct LogStats {
  Position head = 0;
  Hash256 root{};
  AnchorPoint anchor;
  std::vector<SegmentStats> segments;
  Position unanchored_at_open = 0;   // records found beyond the anchor when the log was opened
  bool torn_tail_at_open = false;    // an unfinished block was cut off
  std::optional<Error> seal_failed;  // the last attempt to seal; the log goes on without
};

struct VerifyReport {
  std::uint64_t records = 0;
  std::uint64_t bytes = 0;  // of records
  Hash256 root{};
};

// One partition. Append, WriteAnchorIfDue and Close belong to one thread; everything else is free.
class SegmentLog final : public Log {
 public:
  Result<void> Append(Position at, std::span<const EncodedRecord> batch) override;
  Result<Position> Head() const override;
  Result<std::unique_ptr<LogCursor>> Read(Position from, const RecordFilter& filter) const override;
  Result<Position> FirstAfter(Time time) const override;
  Result<MerkleFrontier> Frontier() const override;
  Result<Hash256> RootAt(Position size) const override;
  Result<void> WaitPast(Position position, Duration timeout) const override;

  // Writes the anchor when it is behind and its interval is over. Append does so by itself; whoever
  // drives an idle log calls this. kUnknownOutcome once the log is dead.
  Result<void> WriteAnchorIfDue();
  // Writes the anchor up to the head. The log takes no further append.
  Result<void> Close();

  // Ends the open segment, so that the next append starts a new one and this one can be sealed.
  void Roll();
  // Seals the oldest full segment. False: there was none. An error changes nothing but
  // LogStats.seal_failed.
  Result<bool> SealNext();

  // Reads everything: checksums, the prefix of each record against its bytes, positions, the tree
  // against every footer, the anchor and the head. `progress` gets the records done so far, after
  // each segment.
  Result<VerifyReport> Verify(const std::function<void(std::uint64_t)>& progress = {}) const;

  [[nodiscard]] LogStats Stats() const;

 private:
  friend class LogDirectory;
  struct Growing {  // the open segment; its index and ends are what is durable
    Segment segment;
    SegmentWriter writer;
  };

  SegmentLog(Files& files, std::string directory, StoreId store_id, std::uint32_t partition,
             SegmentOptions options);
  // Opening; on the opener's thread alone (recovery.cc).
  Result<void> Recover();
  Result<void> RecoverSegment(Position first, std::optional<Position> next_first);
  Result<void> TakeSealed(Segment segment);
  Result<void> TakeScanned(ScannedSegment scanned, bool last);
  Result<void> CheckEnd();
  Result<void> Repair();
  Result<std::vector<Position>> ListSegments();
  [[nodiscard]] std::string Where(std::string_view name = {}) const;
  [[nodiscard]] SegmentPlace PlaceAt(Position first) const;

  // Writing.
  Result<void> MakeRoom(std::size_t block_bytes);
  Result<void> StartSegment();
  void Publish(std::span<const EncodedRecord> batch, std::uint64_t block_offset);
  Result<void> WriteAnchor();
  Result<void> Alive() const;
  Failure Die(const Error& error);

  LogSnapshot Snapshot(Position from) const;
  void SetClosed(SegmentList closed);  // under mutex_

  Files& files_;
  const std::string directory_;  // of the partition
  const StoreId store_id_;
  const std::uint32_t partition_;
  const SegmentOptions options_;
  const SpacePlan space_;

  // Of the appending thread.
  std::unique_ptr<AnchorFile> anchor_;
  Duration anchored_at_{0};
  BlockBuilder builder_;
  MerkleFrontier frontier_next_;
  bool closed_for_appends_ = false;

  // Of opening.
  std::uint64_t unanchored_from_ = 0;
  std::optional<Position> unfinished_segment_;

  std::atomic<bool> dead_ = false;

  mutable std::mutex mutex_;  // guards all below
  mutable std::condition_variable grown_;
  std::shared_ptr<const SegmentList> closed_;
  std::optional<Growing> open_;
  Position head_ = 0;
  MerkleFrontier frontier_;
  std::int64_t last_recorded_at_us_ = INT64_MIN;
  AnchorPoint anchored_;
  Position unanchored_at_open_ = 0;
  bool torn_tail_at_open_ = false;
  std::optional<Error> seal_failed_;

  std::mutex seal_mutex_;  // one sealing at a time; taken before mutex_
};

// Makes the directory of a new store: identity, partitions, anchors, no segments yet. Durable when
// it returns. `directory` itself is made if absent, its parent must exist. kStoreExists;
// kLogDamaged when there are segments but no identity. A crash in the middle leaves no store;
// repeat it.
[[nodiscard]] Result<void> CreateLogDirectory(Files& files, const std::string& directory,
                                              const v1::StoreMeta& meta);

// An opened store directory with all its partitions. Must outlive what was got from it.
class LogDirectory {
 public:
  // Takes the lock, checks identity, anchors and segments, cuts torn tails off.
  // kStoreMissing, kStoreLocked, kStoreFormat, kLogDamaged, kLogTruncated, kIoFailed.
  [[nodiscard]] static Result<std::unique_ptr<LogDirectory>> Open(Files& files,
                                                                  std::string directory,
                                                                  SegmentOptions options);
  [[nodiscard]] const v1::StoreMeta& meta() const { return meta_; }
  [[nodiscard]] std::uint32_t partitions() const {
    return static_cast<std::uint32_t>(logs_.size());
  }
  [[nodiscard]] SegmentLog& partition(std::uint32_t partition) { return *logs_.at(partition); }
  // Closes every partition. The destructor closes nothing: what was not anchored is found again
  // when the store is opened.
  Result<void> Close();

 private:
  LogDirectory() = default;

  v1::StoreMeta meta_;
  std::unique_ptr<FileLock> lock_;
  std::vector<std::unique_ptr<SegmentLog>> logs_;
};

}  // namespace tenure::log
