// Opening segments. The rule for a torn tail stands in ScanOpenSegment and CheckTail.
#include "log/segment/segment.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.h"

namespace tenure::log {
namespace {

// An index entry for every 16 KiB of an open segment: a read starts at most that far ahead of what
// it looks for, and 16 MiB of single-record blocks cost 24 KiB of memory.
constexpr std::uint64_t kIndexStrideBytes = 16 * 1024;

// No segment is larger than one block of the largest size and a header; sanity for a broken file.
constexpr std::uint64_t kOpenSegmentBytesMax = std::uint64_t{4} * 1024 * 1024 * 1024;

Failure Damaged(const std::string& name, Position first, Position end, std::string_view why) {
  return Fail(ErrorCode::kLogDamaged,
              fmt::format("{}: {} damaged: {}", name, RangeText(first, end), why));
}

// Goes through the blocks of an open segment as long as they are whole and follow each other.
class OpenScan {
 public:
  OpenScan(ScannedSegment* scanned, const ScanContext& context, std::string_view bytes)
      : segment_(scanned->segment), scanned_(*scanned), context_(context), bytes_(bytes) {}

  Result<void> Run() {
    scanned_.unanchored_from = segment_.data_end;
    TENURE_TRY(CheckAnchorAt());
    while (const auto header = WholeBlock(segment_.place, Rest())) {
      if (header->first != segment_.end || (header->flags & kBlockCompressed) != 0) {
        return Damaged(
            segment_.name, segment_.end, std::max(segment_.end + 1, header->first),
            fmt::format("the block of {} stands here", RangeText(header->first, header->end())));
      }
      TENURE_TRY(TakeBlock(*header));
    }
    return {};
  }

  [[nodiscard]] std::string_view Rest() const { return bytes_.substr(segment_.data_end); }

 private:
  Result<void> TakeBlock(const BlockHeader& header) {
    const std::string_view body = Rest().substr(kBlockHeaderBytes, header.stored_bytes);
    Result<BlockWalk> walk = BlockWalk::Over(header, body);
    if (!walk) return Damaged(segment_.name, header.first, header.end(), walk.error().message);
    RecordView record;
    bool first = true;
    while (walk->Next(&record)) {
      if (first) {
        segment_.AddToIndex({header.first, record.prefix.recorded_at_us, segment_.data_end});
        first = false;
      }
      if (record.prefix.recorded_at_us < segment_.last_recorded_at_us) {
        return Damaged(segment_.name, header.first, header.end(), "recorded_at goes back");
      }
      segment_.last_recorded_at_us = record.prefix.recorded_at_us;
      segment_.after.Append(MerkleLeaf(record.bytes));
      ++segment_.end;
      TENURE_TRY(CheckAnchorAt());
    }
    segment_.data_end += header.total_bytes();
    if (segment_.end <= context_.anchor.head) scanned_.unanchored_from = segment_.data_end;
    return {};
  }

  // Where the anchor's head is reached, the tree must be the one that it vouches for.
  Result<void> CheckAnchorAt() const {
    if (segment_.end != context_.anchor.head) return {};
    if (segment_.after.Root() == context_.anchor.root) return {};
    return Damaged(segment_.name, segment_.place.first, std::max(segment_.end, Position{1}),
                   "whole blocks, but not the records that the head anchor vouches for");
  }

  Segment& segment_;
  ScannedSegment& scanned_;
  const ScanContext& context_;
  const std::string_view bytes_;
};

// Judges what lies behind the last whole block.
Result<void> CheckTail(const Segment& segment, const ScanContext& context, std::string_view bytes,
                       bool tail_is_zero) {
  if (const auto found = FindWholeBlock(segment.place, bytes, segment.data_end)) {
    return Damaged(
        segment.name, segment.end, std::max(segment.end + 1, found->header.first),
        fmt::format("bytes {} to {}, whole blocks follow", segment.data_end, found->offset));
  }
  const Position vouched =
      std::max(context.next_first.value_or(0), context.next_first ? 0 : context.anchor.head);
  if (segment.end >= vouched) return {};
  const bool cut = tail_is_zero || [&] {
    const auto header = DecodeBlockHeader(bytes.substr(segment.data_end));
    return header && segment.data_end + header->total_bytes() > bytes.size();
  }();
  if (!cut) {
    return Damaged(segment.name, segment.end, vouched,
                   fmt::format("bytes from {} on are no whole block", segment.data_end));
  }
  return Fail(ErrorCode::kLogTruncated,
              fmt::format("{}: {} missing: the segment ends at {}, {} says {}", segment.name,
                          RangeText(segment.end, vouched), segment.end,
                          context.next_first ? "the next segment" : "the head anchor", vouched));
}

}  // namespace

void Segment::AddToIndex(const IndexEntry& entry) {
  if (index.empty() || entry.offset >= index.back().offset + kIndexStrideBytes) {
    index.push_back(entry);
  }
}

const IndexEntry& Segment::EntryFor(Position position) const {
  TENURE_ASSERT(position >= place.first && position < end && !index.empty(),
                "position={} first={} end={}", position, place.first, end);
  const auto after = std::upper_bound(
      index.begin(), index.end(), position,
      [](Position wanted, const IndexEntry& entry) { return wanted < entry.position; });
  return *(after - 1);
}

Position Segment::EntryEndFor(Position position) const {
  const auto after = std::upper_bound(
      index.begin(), index.end(), position,
      [](Position wanted, const IndexEntry& entry) { return wanted < entry.position; });
  return after == index.end() ? end : after->position;
}

Result<SegmentHeader> ReadSegmentHeader(const std::string& name, const SegmentPlace& place,
                                        const File& file) {
  char bytes[kSegmentHeaderBytes];
  const std::size_t got = TENURE_TRY(file.ReadAt(0, bytes, sizeof bytes));
  Result<SegmentHeader> header = DecodeSegmentHeader({bytes, got});
  if (!header) return tl::unexpected(std::move(header).error().Context(name));
  if (header->place.store_id != place.store_id) {
    return Fail(ErrorCode::kStoreFormat, name + ": the segment belongs to another store");
  }
  if (header->place != place) {
    return Fail(ErrorCode::kLogDamaged,
                fmt::format("{}: displaced: it is the segment of partition {} from record {} on",
                            name, header->place.partition, header->place.first));
  }
  return header;
}

Result<Segment> LoadSealedSegment(std::string name, const SegmentPlace& place,
                                  std::shared_ptr<File> file) {
  Segment segment;
  segment.name = std::move(name);
  segment.place = place;
  segment.sealed = true;
  segment.file_bytes = TENURE_TRY(file->SizeBytes());
  const auto load = [&]() -> Result<SegmentFooter> {
    const std::uint64_t smallest = kSegmentHeaderBytes + kFooterTailBytes;
    const std::uint64_t tail_at = std::max(segment.file_bytes, smallest) - kFooterTailBytes;
    const FooterTail tail =
        TENURE_TRY(DecodeFooterTail(TENURE_TRY(ReadExactly(*file, tail_at, kFooterTailBytes))));
    if (tail.offset < kSegmentHeaderBytes || tail.offset > tail_at ||
        tail.offset + tail.bytes != tail_at) {
      return Fail(ErrorCode::kLogDamaged, "the sealed segment's footer is damaged");
    }
    return DecodeFooter(place, tail, TENURE_TRY(ReadExactly(*file, tail.offset, tail.bytes)));
  };
  Result<SegmentFooter> footer = segment.file_bytes < kSegmentHeaderBytes + kFooterTailBytes
                                     ? Fail(ErrorCode::kLogTruncated, "the segment is cut off")
                                     : load();
  if (!footer) return tl::unexpected(std::move(footer).error().Context(segment.name));
  segment.end = footer->end;
  segment.last_recorded_at_us = footer->last_recorded_at_us;
  segment.data_end = footer->data_end;
  segment.index = std::move(footer->index);
  segment.before = std::move(footer->before);
  segment.after = std::move(footer->after);
  segment.file = std::move(file);
  return segment;
}

Result<ScannedSegment> ScanOpenSegment(std::string name, const SegmentPlace& place,
                                       std::shared_ptr<File> file, const ScanContext& context) {
  ScannedSegment scanned;
  Segment& segment = scanned.segment;
  segment.name = std::move(name);
  segment.place = place;
  segment.end = place.first;
  segment.before = context.before;
  segment.after = context.before;
  segment.file_bytes = TENURE_TRY(file->SizeBytes());
  if (segment.file_bytes > kOpenSegmentBytesMax) {
    return Fail(ErrorCode::kLogDamaged, fmt::format("{}: {} bytes, no writer makes that",
                                                    segment.name, segment.file_bytes));
  }
  const std::string bytes = TENURE_TRY(ReadExactly(*file, 0, segment.file_bytes));
  OpenScan scan(&scanned, context, bytes);
  TENURE_TRY(scan.Run());
  scanned.tail_is_zero = scan.Rest().find_first_not_of('\0') == std::string_view::npos;
  TENURE_TRY(CheckTail(segment, context, bytes, scanned.tail_is_zero));
  segment.file = std::move(file);
  return scanned;
}

Result<bool> HoldsWholeBlock(const SegmentPlace& place, const File& file) {
  const std::uint64_t size = TENURE_TRY(file.SizeBytes());
  if (size > kOpenSegmentBytesMax) return true;
  const std::string bytes = TENURE_TRY(ReadExactly(file, 0, size));
  return FindWholeBlock(place, bytes, 0).has_value();
}

}  // namespace tenure::log
