// Reading blocks and records out of segment files: sequential from an index entry on, every
// checksum checked, compressed blocks opened.
#pragma once

#include <zstd.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "log/block_format.h"
#include "log/log.h"
#include "log/segment/segment.h"
#include "tenure/result.h"

namespace tenure::log {

// A stretch of one segment that does not change while it is read: from the start of a block to an
// end that was durable when the slice was made.
struct Slice {
  std::shared_ptr<const File> file;
  std::shared_ptr<const Segment> segment;  // null for the growing one: no words from its index
  std::string name;
  SegmentPlace place;
  Position first = 0;        // of the block at `offset`
  std::uint64_t offset = 0;  // where that block starts
  Position end = 0;
  std::uint64_t data_end = 0;

  // From the index entry at or below `position`, which the segment must hold, to its end.
  [[nodiscard]] static Slice From(std::shared_ptr<const Segment> segment, Position position);
};

// A compressed block of a closed segment, checked and opened.
struct OpenedBlock {
  BlockHeader header;
  std::string body;
};

// Walks the blocks of a slice. One thread. The block that a lookup begins with is kept for the next
// lookup, since whoever asks for one record after the other often finds several in one block.
class BlockReader {
 public:
  BlockReader() = default;

  void Start(Slice slice);
  // The same, but the first block that Next reads is the one that holds `wanted`, which the slice
  // must, and it may be one that was kept: for lookups, not for verification.
  [[nodiscard]] Result<void> StartAt(Slice slice, Position wanted);
  [[nodiscard]] bool AtEnd() const { return next_ >= slice_.end; }
  [[nodiscard]] Position next() const { return next_; }

  // Reads the next block, which must exist; its records are walked through `walk`, valid until the
  // next call. kLogDamaged with the range, kIoFailed.
  [[nodiscard]] Result<void> Next(BlockWalk* walk);

 private:
  struct FreeContext {
    void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
  };

  Result<void> SkipTo(Position wanted);
  Result<BlockHeader> Header();
  Result<void> Walk(const BlockHeader& header, std::string_view body, BlockWalk* walk);
  Result<std::string_view> Checked(const BlockHeader& header);
  Result<std::string_view> Bytes(std::uint64_t offset, std::size_t size_bytes);
  Result<std::string_view> Body(const BlockHeader& header, std::string_view stored);
  Failure Damaged(std::string_view why) const;

  Slice slice_;
  Position next_ = 0;
  std::uint64_t offset_ = 0;
  std::string window_;
  std::uint64_t window_at_ = 0;
  std::size_t read_bytes_ = 0;  // grows with sequential reading
  std::string raw_;
  std::shared_ptr<const OpenedBlock> kept_;  // what the walk stands in; null: in raw_ or window_
  bool at_first_ = false;
  std::unique_ptr<ZSTD_DCtx, FreeContext> context_;
};

using SegmentList = std::vector<std::shared_ptr<const Segment>>;

// The log as one cursor sees it.
struct LogSnapshot {
  std::shared_ptr<const SegmentList> closed;  // shared with the log, replaced there, never changed
  std::optional<Slice> open;                  // of the growing segment, from the cursor's start on
  Position head = 0;
};

class SegmentCursor final : public LogCursor {
 public:
  SegmentCursor(LogSnapshot snapshot, Position from, const RecordFilter& filter);
  Result<bool> Next(RecordView* record) override;

 private:
  Result<void> Advance();
  Result<void> NextBlock();

  const LogSnapshot snapshot_;
  const RecordFilter filter_;
  Position next_;
  const Position end_;
  BlockReader reader_;
  BlockWalk walk_;
  bool in_block_ = false;
  bool started_ = false;
  std::optional<Error> failed_;
};

// The closed segment that holds `position`; null when it is not in a closed one.
[[nodiscard]] std::shared_ptr<const Segment> FindSegment(const SegmentList& closed,
                                                         Position position);

}  // namespace tenure::log
