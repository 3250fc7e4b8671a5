// One segment file as the log knows it, and how it is found again when a log is opened: the header
// and footer of a sealed one, the blocks of an open one, and the rule that tells a torn tail from
// damage.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/file_port.h"
#include "base/merkle.h"
#include "log/block_format.h"
#include "log/segment/anchor.h"
#include "tenure/result.h"

namespace tenure::log {

// Immutable once it is shared; only the writer changes the one it appends to.
struct Segment {
  std::string name;  // "p00000/00000000000000000000.seg", as messages say it
  SegmentPlace place;
  Position end = 0;
  std::int64_t last_recorded_at_us = INT64_MIN;
  bool sealed = false;
  std::uint64_t data_end = kSegmentHeaderBytes;  // where the last block ends
  std::uint64_t file_bytes = 0;                  // with zeros ahead or footer
  std::vector<IndexEntry> index;                 // first entry: the first block
  MerkleFrontier before;
  MerkleFrontier after;
  std::shared_ptr<File> file;  // shared: cursors outlive the swap for the sealed file

  // Adds a block to the index when the last entry is far enough behind.
  void AddToIndex(const IndexEntry& entry);
  // The last entry at or below `position`; the segment must hold the position.
  [[nodiscard]] const IndexEntry& EntryFor(Position position) const;
  // First position of the next index entry after `position`, or `end`: how far damage may reach.
  [[nodiscard]] Position EntryEndFor(Position position) const;
};

// Header and footer. kLogDamaged, kStoreFormat. The blocks are checked when they are read.
[[nodiscard]] Result<Segment> LoadSealedSegment(std::string name, const SegmentPlace& place,
                                                std::shared_ptr<File> file);

// What an open segment holds after a crash or a clean end.
struct ScannedSegment {
  Segment segment;
  // Offset of the first block that the anchor does not vouch for. From here on the bytes may be in
  // the page cache only, so they are written again before the log goes on.
  std::uint64_t unanchored_from = 0;
  bool tail_is_zero = true;  // nothing but zeros behind the last whole block
};

// What the log around an open segment says about it.
struct ScanContext {
  MerkleFrontier before;
  AnchorPoint anchor;
  std::optional<Position> next_first;  // absent: it is the last segment
};

// Reads all blocks. kLogDamaged or kLogTruncated with the range, unless what is missing is a torn
// tail: behind the last whole block, at or beyond the anchor, with no whole block after it.
[[nodiscard]] Result<ScannedSegment> ScanOpenSegment(std::string name, const SegmentPlace& place,
                                                     std::shared_ptr<File> file,
                                                     const ScanContext& context);

// Reads the header and compares it with where the file stands.
[[nodiscard]] Result<SegmentHeader> ReadSegmentHeader(const std::string& name,
                                                      const SegmentPlace& place, const File& file);

// Is there any whole block in the file? Of a file without a good header.
[[nodiscard]] Result<bool> HoldsWholeBlock(const SegmentPlace& place, const File& file);

}  // namespace tenure::log
