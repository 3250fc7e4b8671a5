// A reader keeps a window over the file that starts small, for a lookup of one record, and doubles
// while reading goes on.
#include "log/segment/reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

#include "base/assert.h"

namespace tenure::log {
namespace {

constexpr std::size_t kReadBytesFirst = 16 * 1024;
constexpr std::size_t kReadBytesMax = 512 * 1024;
constexpr std::size_t kKeptBlocks = 32;
constexpr std::size_t kKeptBodyBytesMax = 256 * 1024;  // sealed blocks are of 64 KiB and a record

// Opened blocks of all logs of the process, at most 8 MiB, usually 2. Any thread.
class KeptBlocks {
 public:
  std::shared_ptr<const OpenedBlock> Find(const std::shared_ptr<const Segment>& segment,
                                          std::uint64_t offset) {
    const std::lock_guard lock(mutex_);
    for (const Place& place : places_) {
      // Compared by the object that is alive: an address alone may have been given out again.
      if (place.offset == offset && place.segment.lock() == segment) return place.block;
    }
    return nullptr;
  }

  void Keep(const std::shared_ptr<const Segment>& segment, std::uint64_t offset,
            std::shared_ptr<const OpenedBlock> block) {
    const std::lock_guard lock(mutex_);
    places_[next_] = {segment, offset, std::move(block)};
    next_ = (next_ + 1) % places_.size();
  }

 private:
  struct Place {
    std::weak_ptr<const Segment> segment;
    std::uint64_t offset = 0;
    std::shared_ptr<const OpenedBlock> block;
  };

  std::mutex mutex_;
  std::array<Place, kKeptBlocks> places_;
  std::size_t next_ = 0;  // the place that is given up next
};

KeptBlocks& Kept() {
  static KeptBlocks kept;
  return kept;
}

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
  kept_.reset();
  read_bytes_ = kReadBytesFirst;
  at_first_ = false;
}

Result<void> BlockReader::StartAt(Slice slice, Position wanted) {
  Start(std::move(slice));
  TENURE_TRY(SkipTo(wanted));
  at_first_ = true;
  return {};
}

// Blocks that end before `wanted` are stepped over by their headers.
Result<void> BlockReader::SkipTo(Position wanted) {
  while (!AtEnd()) {
    const auto kept = slice_.segment ? Kept().Find(slice_.segment, offset_) : nullptr;
    const BlockHeader header = kept ? kept->header : TENURE_TRY(Header());
    if (header.end() > wanted) return {};
    next_ = header.end();
    offset_ += header.total_bytes();
  }
  return {};
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

Result<BlockHeader> BlockReader::Header() {
  if (offset_ + kBlockHeaderBytes > slice_.data_end) return Damaged("no block");
  const auto header = DecodeBlockHeader(TENURE_TRY(Bytes(offset_, kBlockHeaderBytes)));
  if (!header || offset_ + header->total_bytes() > slice_.data_end) return Damaged("no block");
  if (header->first != next_ || header->end() > slice_.end) return Damaged("displaced block");
  return *header;
}

Result<std::string_view> BlockReader::Checked(const BlockHeader& header) {
  const std::string_view bytes = TENURE_TRY(Bytes(offset_, header.total_bytes()));
  if (BlockCrc(slice_.place, bytes) != header.crc) return Damaged("wrong checksum");
  return Body(header, bytes.substr(kBlockHeaderBytes));
}

Result<void> BlockReader::Walk(const BlockHeader& header, std::string_view body, BlockWalk* walk) {
  Result<BlockWalk> over = BlockWalk::Over(header, body);
  if (!over) return Damaged(over.error().message);
  *walk = *over;
  next_ = header.end();
  offset_ += header.total_bytes();
  return {};
}

Result<void> BlockReader::Next(BlockWalk* walk) {
  TENURE_ASSERT(!AtEnd(), "next={} end={}", next_, slice_.end);
  const bool first = std::exchange(at_first_, false);
  kept_ = first && slice_.segment ? Kept().Find(slice_.segment, offset_) : nullptr;
  if (kept_) return Walk(kept_->header, kept_->body, walk);
  const BlockHeader header = TENURE_TRY(Header());
  const std::string_view body = TENURE_TRY(Checked(header));
  const bool keep = first && slice_.segment && (header.flags & kBlockCompressed) != 0 &&
                    body.size() <= kKeptBodyBytesMax;
  if (!keep) return Walk(header, body, walk);
  kept_ = std::make_shared<const OpenedBlock>(OpenedBlock{header, std::string(body)});
  Kept().Keep(slice_.segment, offset_, kept_);
  return Walk(header, kept_->body, walk);
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
      end_(std::min(snapshot_.head, filter.until.value_or(snapshot_.head))) {}

Result<void> SegmentCursor::Advance() {
  started_ = true;
  if (auto segment = FindSegment(*snapshot_.closed, next_)) {
    return reader_.StartAt(Slice::From(std::move(segment), next_), next_);
  }
  TENURE_ASSERT(snapshot_.open && next_ >= snapshot_.open->first && next_ < snapshot_.open->end,
                "next={} head={}", next_, snapshot_.head);
  return reader_.StartAt(*snapshot_.open, next_);
}

Result<void> SegmentCursor::NextBlock() {
  if (!started_ || reader_.AtEnd()) TENURE_TRY(Advance());
  return reader_.Next(&walk_);
}

Result<bool> SegmentCursor::Next(RecordView* record) {
  if (failed_) return tl::unexpected(*failed_);
  while (next_ < end_) {
    if (!in_block_) {
      const Result<void> read = NextBlock();
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
