// The bytes of a segment file: header, blocks, and the footer of a sealed one. Constants, encoding
// and decoding; no files here. The same in words, for a stranger: docs/log_format.md.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/merkle.h"
#include "log/log.h"
#include "log/record_codec.h"

namespace tenure::log {

using StoreId = std::array<std::uint8_t, 16>;
[[nodiscard]] StoreId StoreIdOf(const v1::StoreMeta& meta);

inline constexpr std::uint32_t kLogFormat = 1;

// Where a segment belongs. Every checksum covers all three, so that a block of another store,
// another partition or another place never passes.
struct SegmentPlace {
  StoreId store_id{};
  std::uint32_t partition = 0;
  Position first = 0;  // of the segment
  bool operator==(const SegmentPlace&) const = default;
};

// --- Segment header: 64 bytes at offset 0 ---
inline constexpr std::size_t kSegmentHeaderBytes = 64;

struct SegmentHeader {
  SegmentPlace place;
  bool sealed = false;
};
[[nodiscard]] std::string EncodeSegmentHeader(const SegmentHeader& header);
// kLogDamaged: checksum or magic; kStoreFormat: a format this program does not know. Does not
// compare with where the segment should be.
[[nodiscard]] Result<SegmentHeader> DecodeSegmentHeader(std::string_view bytes);

// --- Blocks: header of 32 bytes, then the body ---
inline constexpr std::size_t kBlockHeaderBytes = 32;
inline constexpr std::uint32_t kBlockMagic = 0x4b4c4254;  // "TBLK"
inline constexpr std::uint32_t kBlockCompressed = 1;      // flag: the body is one zstd frame

struct BlockHeader {
  std::uint32_t stored_bytes = 0;  // of the body in the file
  std::uint32_t crc = 0;
  std::uint32_t flags = 0;
  Position first = 0;
  std::uint32_t count = 0;
  std::uint32_t raw_bytes = 0;  // of the body, not compressed
  [[nodiscard]] std::size_t total_bytes() const { return kBlockHeaderBytes + stored_bytes; }
  [[nodiscard]] Position end() const { return first + count; }
};
// Absent when the bytes cannot be the start of a block: no magic, or sizes no writer makes.
[[nodiscard]] std::optional<BlockHeader> DecodeBlockHeader(std::string_view bytes);
// The checksum of a whole block (header and body) at its place.
[[nodiscard]] std::uint32_t BlockCrc(const SegmentPlace& place, std::string_view block);
// Header and body are there and the checksum is right.
[[nodiscard]] std::optional<BlockHeader> WholeBlock(const SegmentPlace& place,
                                                    std::string_view bytes);

struct FoundBlock {
  std::uint64_t offset = 0;
  BlockHeader header;
};
// The first whole block at or behind `from`, at any offset.
[[nodiscard]] std::optional<FoundBlock> FindWholeBlock(const SegmentPlace& place,
                                                       std::string_view bytes, std::size_t from);

// Collects records and turns them into one block.
class BlockBuilder {
 public:
  void Clear();
  void Add(const RecordPrefix& prefix, std::string_view bytes);
  [[nodiscard]] std::size_t raw_bytes() const { return rows_.size() + records_.size(); }
  [[nodiscard]] std::uint32_t count() const { return count_; }

  // The block as it is stored in an open segment; valid until the next call.
  [[nodiscard]] std::string_view FinishPlain(const SegmentPlace& place, Position first);
  // With `compressed` as its body, which is the zstd frame of RawBody().
  [[nodiscard]] std::string_view FinishCompressed(const SegmentPlace& place, Position first,
                                                  std::string_view compressed);
  [[nodiscard]] std::string_view RawBody();

 private:
  std::string_view Finish(const SegmentPlace& place, Position first, std::uint32_t flags,
                          std::string_view body);

  std::string rows_;
  std::string records_;
  std::string body_;
  std::string block_;
  std::uint32_t count_ = 0;
};

// Walks the records of an uncompressed body, which it borrows.
class BlockWalk {
 public:
  BlockWalk() = default;
  // kLogDamaged when rows and records do not fill the body exactly.
  [[nodiscard]] static Result<BlockWalk> Over(const BlockHeader& header, std::string_view body);
  // False at the end of the block.
  [[nodiscard]] bool Next(RecordView* record);

 private:
  std::string_view body_;
  std::size_t row_at_ = 0;
  std::size_t record_at_ = 0;
  Position next_ = 0;
  Position end_ = 0;
};

// --- Footer of a sealed segment, and the 24 bytes at the end of the file that lead to it ---
inline constexpr std::size_t kFooterTailBytes = 24;
inline constexpr std::string_view kFooterMagic = "TENUREND";  // the last eight of them

// Where a block starts. One for each block of a sealed segment, fewer in memory for an open one.
struct IndexEntry {
  Position position = 0;
  std::int64_t recorded_at_us = 0;  // of the block's first record
  std::uint64_t offset = 0;
};

struct SegmentFooter {
  Position first = 0;
  Position end = 0;
  std::int64_t last_recorded_at_us = 0;
  std::uint64_t data_end = 0;  // where the footer starts
  MerkleFrontier before;       // the log's tree without this segment
  MerkleFrontier after;        // and with it
  std::vector<IndexEntry> index;
};
// Footer and tail.
[[nodiscard]] std::string EncodeFooter(const SegmentPlace& place, const SegmentFooter& footer);
struct FooterTail {
  std::uint64_t offset = 0;
  std::uint32_t bytes = 0;
  std::uint32_t crc = 0;
};
[[nodiscard]] Result<FooterTail> DecodeFooterTail(std::string_view tail);
[[nodiscard]] Result<SegmentFooter> DecodeFooter(const SegmentPlace& place, const FooterTail& tail,
                                                 std::string_view bytes);

// "records 120 to 199", "record 120", "no records": the words every damage report uses.
[[nodiscard]] std::string RangeText(Position first, Position end);
// "00000000000000000120.seg"
[[nodiscard]] std::string SegmentName(Position first);
[[nodiscard]] std::optional<Position> FirstOfSegmentName(std::string_view name);

}  // namespace tenure::log
