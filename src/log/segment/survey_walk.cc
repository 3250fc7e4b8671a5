#include "log/segment/survey_walk.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/merkle.h"
#include "log/record_codec.h"

namespace tenure::log {
void FileWalk::Add(DamageKind kind, Position first, Position end, std::string detail) {
  sink_.OnDamage(
      {.kind = kind, .file = plan_.file, .first = first, .end = end, .detail = std::move(detail)});
}

bool FileWalk::IsUnfinished() const {
  return !DecodeSegmentHeader(bytes_.substr(0, kSegmentHeaderBytes)) &&
         !FindWholeBlock(plan_.place, bytes_, 0);
}

bool FileWalk::ReadHead() {
  limit_ = bytes_.size();
  const auto header = DecodeSegmentHeader(bytes_.substr(0, kSegmentHeaderBytes));
  if (!header) {
    sink_.OnDamage({.kind = DamageKind::kHeader,
                    .file = plan_.file,
                    .byte_end = std::min<std::uint64_t>(kSegmentHeaderBytes, bytes_.size()),
                    .detail = header.error().message});
    sealed_ = bytes_.ends_with(kFooterMagic);
  } else if (header->place.store_id != plan_.place.store_id) {
    Add(DamageKind::kForeignFile, plan_.place.first, plan_.bound,
        "the segment belongs to another store");
    return false;
  } else if (header->place != plan_.place) {
    Add(DamageKind::kForeignFile, plan_.place.first, plan_.bound,
        fmt::format("displaced: it is the segment of partition {} from record {} on",
                    header->place.partition, header->place.first));
    return false;
  } else {
    sealed_ = header->sealed;
  }
  if (sealed_) ReadFooter();
  return true;
}

void FileWalk::ReadFooter() {
  const std::uint64_t smallest = kSegmentHeaderBytes + kFooterTailBytes;
  if (bytes_.size() < smallest) return;
  const std::uint64_t tail_at = bytes_.size() - kFooterTailBytes;
  const auto tail = DecodeFooterTail(bytes_.substr(tail_at));
  if (!tail || tail->offset < kSegmentHeaderBytes || tail->offset > tail_at ||
      tail->offset + tail->bytes != tail_at) {
    return;
  }
  auto footer = DecodeFooter(plan_.place, *tail, bytes_.substr(tail->offset, tail->bytes));
  if (!footer || footer->first != plan_.place.first || footer->end <= footer->first) return;
  footer_ = *std::move(footer);
  limit_ = footer_->data_end;
}

void FileWalk::Run() {
  const std::string_view blocks = bytes_.substr(0, limit_);
  while (at_ < limit_) {
    const auto header = WholeBlock(plan_.place, blocks.substr(at_));
    if (!header) {
      const std::uint64_t before = at_;
      SkipDamage();
      if (at_ == before) break;
      continue;
    }
    if (header->first > next_) {
      Add(DamageKind::kMissing, next_, header->first,
          fmt::format("the block of {} stands here", RangeText(header->first, header->end())));
      absent_.push_back({next_, header->first});
      next_ = header->first;
    }
    if (header->first < next_) {
      const bool moved = std::any_of(absent_.begin(), absent_.end(), [&](const Absent& absent) {
        return absent.first <= header->first && header->end() <= absent.end;
      });
      Add(moved ? DamageKind::kSwapped : DamageKind::kReplaced, header->first, header->end(),
          fmt::format("they stand behind record {}", next_ - 1));
    } else {
      TakeBlock(*header);
      next_ = header->end();
    }
    at_ += header->total_bytes();
  }
  if (!sealed_) return;
  const Position wanted = footer_ ? footer_->end : plan_.bound;
  if (next_ < wanted) {
    NoteAltered(limit_, wanted);
    next_ = wanted;
  } else if (footer_ && at_ < limit_) {
    NoteAltered(limit_, next_);
  }
  if (footer_) return;
  const bool cut = !bytes_.ends_with(kFooterMagic);
  sink_.OnDamage({.kind = DamageKind::kFooter,
                  .file = plan_.file,
                  .byte_first = at_,
                  .byte_end = bytes_.size(),
                  .detail = cut ? "the end of the sealed segment is cut off or damaged"
                                : "the sealed segment's footer is damaged"});
}

// From a block that is not whole on to the next that is; stays where there is none.
void FileWalk::SkipDamage() {
  const auto found = FindWholeBlock(plan_.place, bytes_.substr(0, limit_), at_ + 1);
  if (!found) return;
  NoteAltered(found->offset, std::max(next_, found->header.first));
  at_ = found->offset;
  next_ = std::max(next_, found->header.first);
}

void FileWalk::NoteAltered(std::uint64_t byte_end, Position end, std::string detail) {
  Damage damage{.kind = DamageKind::kAlteredBytes,
                .file = plan_.file,
                .first = next_,
                .end = end,
                .byte_first = at_,
                .byte_end = byte_end,
                .detail = std::move(detail)};
  if (next_ == end) damage.first = damage.end = 0;
  if (!Narrow(end, &damage)) sink_.OnDamage(std::move(damage));
}

void FileWalk::NoteTail(Position end, std::string detail) {
  const std::uint64_t byte_end = std::max(at_, tail_end());
  if (tail_is_written() && !tail_is_cut()) {
    NoteAltered(byte_end, end, std::move(detail));
    return;
  }
  sink_.OnDamage({.kind = DamageKind::kTruncated,
                  .file = plan_.file,
                  .first = next_,
                  .end = end,
                  .byte_first = at_,
                  .byte_end = byte_end,
                  .detail = std::move(detail)});
}

// Of a damaged block whose table can still be read: derived leaves tell its whole records from the
// others, which are named instead of all.
bool FileWalk::Narrow(Position end, Damage* damage) {
  const auto header = DecodeBlockHeader(bytes_.substr(at_));
  if (!header || (header->flags & kBlockCompressed) != 0 || header->first != next_ ||
      header->end() != end || at_ + header->total_bytes() > bytes_.size()) {
    return false;
  }
  const auto body = bytes_.substr(at_ + kBlockHeaderBytes, header->stored_bytes);
  auto walk = BlockWalk::Over(*header, body);
  if (!walk) return false;
  RecordView record;
  std::vector<Position> wrong;
  while (walk->Next(&record)) {
    const auto leaf = sink_.LeafOf(record.position);
    if (!leaf) return false;
    if (*leaf != MerkleLeaf(record.bytes)) wrong.push_back(record.position);
  }
  if (wrong.empty()) {
    damage->detail += "; the records themselves are whole, the table ahead of them is not";
    return false;
  }
  for (const Position position : wrong) {
    Damage exact = *damage;
    exact.first = position;
    exact.end = position + 1;
    sink_.OnDamage(std::move(exact));
  }
  return true;
}

std::optional<std::string_view> FileWalk::Opened(const BlockHeader& header) {
  const auto stored = bytes_.substr(at_ + kBlockHeaderBytes, header.stored_bytes);
  if ((header.flags & kBlockCompressed) == 0) return stored;
  if (context_ == nullptr) context_.reset(ZSTD_createDCtx());
  raw_.resize(header.raw_bytes);
  const std::size_t size =
      ZSTD_decompressDCtx(context_.get(), raw_.data(), raw_.size(), stored.data(), stored.size());
  if (ZSTD_isError(size) != 0 || size != raw_.size()) return std::nullopt;
  return raw_;
}

void FileWalk::TakeBlock(const BlockHeader& header) {
  const auto body = Opened(header);
  Result<BlockWalk> walk = Fail(ErrorCode::kLogDamaged, "the block cannot be decompressed");
  if (body) walk = BlockWalk::Over(header, *body);
  if (!walk) {
    Add(DamageKind::kAlteredRecord, header.first, header.end(), walk.error().message);
    return;
  }
  RecordView record;
  while (walk->Next(&record)) {
    CheckRecord(record);
    sink_.OnRecord(record);
  }
}

// The checksum is right, so whoever wrote this meant to: what the record says must fit its place.
void FileWalk::CheckRecord(const RecordView& record) {
  const auto summary = Summarise(record.bytes);
  const Position here = record.position;
  if (!summary) {
    Add(DamageKind::kAlteredRecord, here, here + 1, "it is no record");
  } else if (summary->position != here) {
    Add(DamageKind::kSwapped, here, here + 1,
        fmt::format("the record that stands here says it is record {}", summary->position));
  } else if (summary->prefix != record.prefix) {
    Add(DamageKind::kAlteredRecord, here, here + 1, "it is not what its prefix says");
  } else if (record.prefix.recorded_at_us < last_us_) {
    Add(DamageKind::kAlteredRecord, here, here + 1, "recorded_at goes back");
  }
  last_us_ = std::max(last_us_, record.prefix.recorded_at_us);
}

std::uint64_t FileWalk::tail_end() const {
  const std::size_t last = bytes_.find_last_not_of('\0');
  return last == std::string_view::npos ? 0 : last + 1;
}

bool FileWalk::tail_is_cut() const {
  const auto header = DecodeBlockHeader(bytes_.substr(std::min<std::size_t>(at_, bytes_.size())));
  return header && at_ + header->total_bytes() > bytes_.size();
}

}  // namespace tenure::log
