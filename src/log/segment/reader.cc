// A reader keeps a window over the file that starts small, for a lookup of one record, and doubles
// while reading goes on.
#include "log/segment/reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.h"

namespace tenure::log {
namespace {

constexpr std::size_t kReadBytesFirst = 16 * 1024;
constexpr std::size_t kReadBytesMax = 512 * 1024;

}  // namespace

Slice Slice::From(std::shared_ptr<const Segment> segment, Position position) {
  const IndexEntry& entry = segment->EntryFor(position);
  Slice slice;
  slice.file = segment->file;
  slice.name = segment->name;
  slice.place = segment->place;
  slice.first = entry.position;
  slice.offset = entry.offset;
  slice.end = segment->end;
  slice.data_end = segment->data_end;
  slice.segment = std::move(segment);
  return slice;
}

void BlockReader::Start(Slice slice) {
  slice_ = std::move(slice);
  next_ = slice_.first;
  offset_ = slice_.offset;
  window_.clear();
  read_bytes_ = kReadBytesFirst;
}

Failure BlockReader::Damaged(std::string_view why) const {
  const Position end = slice_.segment != nullptr ? slice_.segment->EntryEndFor(next_) : slice_.end;
  return Fail(ErrorCode::kLogDamaged, fmt::format("{}: {} damaged: {} at byte {}", slice_.name,
                                                  RangeText(next_, end), why, offset_));
}

Result<std::string_view> BlockReader::Bytes(std::uint64_t offset, std::size_t size_bytes) {
  const bool inside = offset >= window_at_ && offset + size_bytes <= window_at_ + window_.size();
  if (!inside) {
    const std::uint64_t left = slice_.data_end - offset;
    window_.resize(std::min<std::uint64_t>(std::max(size_bytes, read_bytes_), left));
    window_at_ = offset;
    read_bytes_ = std::min(read_bytes_ * 2, kReadBytesMax);
    const std::size_t got = TENURE_TRY(slice_.file->ReadAt(offset, window_.data(), window_.size()));
    window_.resize(got);
    if (got < size_bytes) return Damaged("the file ends too early");
  }
  return std::string_view(window_).substr(offset - window_at_, size_bytes);
}

Result<void> BlockReader::Next(BlockWalk* walk) {
  TENURE_ASSERT(!AtEnd(), "next={} end={}", next_, slice_.end);
  if (offset_ + kBlockHeaderBytes > slice_.data_end) return Damaged("no block");
  std::string_view bytes = TENURE_TRY(Bytes(offset_, kBlockHeaderBytes));
  const auto header = DecodeBlockHeader(bytes);
  if (!header || offset_ + header->total_bytes() > slice_.data_end) return Damaged("no block");
  bytes = TENURE_TRY(Bytes(offset_, header->total_bytes()));
  if (BlockCrc(slice_.place, bytes) != header->crc) return Damaged("wrong checksum");
  if (header->first != next_ || header->end() > slice_.end) return Damaged("displaced block");
  const std::string_view body = TENURE_TRY(Body(*header, bytes.substr(kBlockHeaderBytes)));
  Result<BlockWalk> over = BlockWalk::Over(*header, body);
  if (!over) return Damaged(over.error().message);
  *walk = *over;
  next_ = header->end();
  offset_ += header->total_bytes();
  return {};
}

Result<std::string_view> BlockReader::Body(const BlockHeader& header, std::string_view stored) {
  if ((header.flags & kBlockCompressed) == 0) return stored;
  if (context_ == nullptr) context_.reset(ZSTD_createDCtx());
  raw_.resize(header.raw_bytes);
  const std::size_t size =
      ZSTD_decompressDCtx(context_.get(), raw_.data(), raw_.size(), stored.data(), stored.size());
  if (ZSTD_isError(size) != 0 || size != raw_.size()) return Damaged("cannot be decompressed");
  return raw_;
}

std::shared_ptr<const Segment> FindSegment(const SegmentList& closed, Position position) {
  const auto after =
      std::upper_bound(closed.begin(), closed.end(), position,
                       [](Position wanted, const auto& segment) { return wanted < segment->end; });
  if (after == closed.end() || (*after)->place.first > position) return nullptr;
  return *after;
}

SegmentCursor::SegmentCursor(LogSnapshot snapshot, Position from, const RecordFilter& filter)
    : snapshot_(std::move(snapshot)),
      filter_(filter),
      next_(from),
      end_(std::min(snapshot_.head, filter.until.value_or(snapshot_.head))) {
  if (next_ < end_) Advance();
}

void SegmentCursor::Advance() {
  if (auto segment = FindSegment(*snapshot_.closed, next_)) {
    reader_.Start(Slice::From(std::move(segment), next_));
    return;
  }
  TENURE_ASSERT(snapshot_.open && next_ >= snapshot_.open->first && next_ < snapshot_.open->end,
                "next={} head={}", next_, snapshot_.head);
  reader_.Start(*snapshot_.open);
}

Result<bool> SegmentCursor::Next(RecordView* record) {
  if (failed_) return tl::unexpected(*failed_);
  while (next_ < end_) {
    if (!in_block_) {
      if (reader_.AtEnd()) Advance();
      const Result<void> read = reader_.Next(&walk_);
      if (!read) {
        failed_ = read.error();
        return tl::unexpected(*failed_);
      }
      in_block_ = true;
    }
    RecordView found;
    if (!walk_.Next(&found)) {
      in_block_ = false;
      continue;
    }
    if (found.position < next_) continue;  // the block starts before what was asked for
    next_ = found.position + 1;
    if (!Matches(filter_, found.prefix)) continue;
    *record = found;
    return true;
  }
  return false;
}

}  // namespace tenure::log
