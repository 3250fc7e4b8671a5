// Every checksum starts from the place (store, partition, first position of the segment) and runs
// over all bytes of the thing but its own four.
#include "log/block_format.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/assert.h"
#include "base/crc32c.h"
#include "base/little_endian.h"

namespace tenure::log {
namespace {

constexpr std::string_view kSegmentMagic = "TENURSEG";
constexpr std::uint32_t kSegmentSealed = 1;
constexpr std::size_t kSegmentCrcAt = 60;
constexpr std::size_t kBlockCrcAt = 8;

std::uint32_t PlaceCrc(const SegmentPlace& place) {
  std::string bytes(reinterpret_cast<const char*>(place.store_id.data()), place.store_id.size());
  PutLittle(&bytes, place.partition);
  PutLittle(&bytes, place.first);
  return Crc32c(0, bytes);
}

void PutPrefix(std::string* out, const RecordPrefix& prefix) {
  PutLittle(out, prefix.event_type);
  PutLittle(out, prefix.shard);
  PutLittle(out, prefix.flags);
  PutLittle(out, prefix.recorded_at_us);
  PutLittle(out, prefix.scope_hash);
  PutLittle(out, prefix.payload_at);
  PutLittle(out, prefix.payload_bytes);
}

RecordPrefix GetPrefix(const char* at) {
  return {GetLittle<std::uint32_t>(at),      GetLittle<std::uint16_t>(at + 4),
          GetLittle<std::uint16_t>(at + 6),  GetLittle<std::int64_t>(at + 8),
          GetLittle<std::uint64_t>(at + 16), GetLittle<std::uint32_t>(at + 24),
          GetLittle<std::uint32_t>(at + 28)};
}

void PutSized(std::string* out, std::string_view bytes) {
  PutLittle(out, static_cast<std::uint32_t>(bytes.size()));
  out->append(bytes);
}

bool TakeSized(std::string_view* bytes, std::string_view* taken) {
  std::uint32_t size = 0;
  if (!TakeLittle(bytes, &size) || bytes->size() < size) return false;
  *taken = bytes->substr(0, size);
  bytes->remove_prefix(size);
  return true;
}

}  // namespace

StoreId StoreIdOf(const v1::StoreMeta& meta) {
  StoreId id{};
  TENURE_ASSERT(meta.store_id().size() == id.size(), "store id of {} bytes",
                meta.store_id().size());
  std::copy(meta.store_id().begin(), meta.store_id().end(), id.begin());
  return id;
}

std::string EncodeSegmentHeader(const SegmentHeader& header) {
  std::string bytes(kSegmentMagic);
  PutLittle(&bytes, kLogFormat);
  PutLittle(&bytes, header.sealed ? kSegmentSealed : std::uint32_t{0});
  bytes.append(reinterpret_cast<const char*>(header.place.store_id.data()),
               header.place.store_id.size());
  PutLittle(&bytes, header.place.partition);
  PutLittle(&bytes, std::uint32_t{0});
  PutLittle(&bytes, header.place.first);
  bytes.resize(kSegmentCrcAt, '\0');
  PutLittle(&bytes, Crc32c(0, bytes));
  return bytes;
}

Result<SegmentHeader> DecodeSegmentHeader(std::string_view bytes) {
  if (bytes.size() < kSegmentHeaderBytes || !bytes.starts_with(kSegmentMagic) ||
      GetLittle<std::uint32_t>(&bytes[kSegmentCrcAt]) !=
          Crc32c(0, bytes.substr(0, kSegmentCrcAt))) {
    return Fail(ErrorCode::kLogDamaged, "the segment's header is damaged");
  }
  const auto format = GetLittle<std::uint32_t>(&bytes[8]);
  if (format != kLogFormat) {
    return Fail(ErrorCode::kStoreFormat,
                fmt::format("segment format {}, this program knows {}", format, kLogFormat));
  }
  SegmentHeader header;
  header.sealed = (GetLittle<std::uint32_t>(&bytes[12]) & kSegmentSealed) != 0;
  std::memcpy(header.place.store_id.data(), &bytes[16], header.place.store_id.size());
  header.place.partition = GetLittle<std::uint32_t>(&bytes[32]);
  header.place.first = GetLittle<std::uint64_t>(&bytes[40]);
  return header;
}

std::optional<BlockHeader> DecodeBlockHeader(std::string_view bytes) {
  if (bytes.size() < kBlockHeaderBytes) return std::nullopt;
  if (GetLittle<std::uint32_t>(bytes.data()) != kBlockMagic) return std::nullopt;
  BlockHeader header;
  header.stored_bytes = GetLittle<std::uint32_t>(&bytes[4]);
  header.crc = GetLittle<std::uint32_t>(&bytes[kBlockCrcAt]);
  header.flags = GetLittle<std::uint32_t>(&bytes[12]);
  header.first = GetLittle<std::uint64_t>(&bytes[16]);
  header.count = GetLittle<std::uint32_t>(&bytes[24]);
  header.raw_bytes = GetLittle<std::uint32_t>(&bytes[28]);
  const bool compressed = (header.flags & kBlockCompressed) != 0;
  const bool sane = header.count > 0 && header.raw_bytes <= kBlockBytesMax &&
                    header.stored_bytes <= kBlockBytesMax &&
                    std::uint64_t{header.count} * kRecordRowBytes <= header.raw_bytes &&
                    (compressed || header.stored_bytes == header.raw_bytes);
  if (!sane) return std::nullopt;
  return header;
}

std::uint32_t BlockCrc(const SegmentPlace& place, std::string_view block) {
  const std::uint32_t before = Crc32c(PlaceCrc(place), block.substr(0, kBlockCrcAt));
  return Crc32c(before, block.substr(kBlockCrcAt + sizeof(std::uint32_t)));
}

std::optional<BlockHeader> WholeBlock(const SegmentPlace& place, std::string_view bytes) {
  const std::optional<BlockHeader> header = DecodeBlockHeader(bytes);
  if (!header || bytes.size() < header->total_bytes()) return std::nullopt;
  if (BlockCrc(place, bytes.substr(0, header->total_bytes())) != header->crc) return std::nullopt;
  return header;
}

std::optional<FoundBlock> FindWholeBlock(const SegmentPlace& place, std::string_view bytes,
                                         std::size_t from) {
  std::string magic;
  PutLittle(&magic, kBlockMagic);
  for (std::size_t at = bytes.find(magic, from); at != std::string_view::npos;
       at = bytes.find(magic, at + 1)) {
    if (const auto header = WholeBlock(place, bytes.substr(at))) return FoundBlock{at, *header};
  }
  return std::nullopt;
}

void BlockBuilder::Clear() {
  rows_.clear();
  records_.clear();
  count_ = 0;
}

void BlockBuilder::Add(const RecordPrefix& prefix, std::string_view bytes) {
  PutLittle(&rows_, static_cast<std::uint32_t>(bytes.size()));
  PutPrefix(&rows_, prefix);
  records_.append(bytes);
  ++count_;
}

std::string_view BlockBuilder::RawBody() {
  body_.assign(rows_);
  body_.append(records_);
  return body_;
}

std::string_view BlockBuilder::FinishPlain(const SegmentPlace& place, Position first) {
  return Finish(place, first, 0, RawBody());
}

std::string_view BlockBuilder::FinishCompressed(const SegmentPlace& place, Position first,
                                                std::string_view compressed) {
  return Finish(place, first, kBlockCompressed, compressed);
}

std::string_view BlockBuilder::Finish(const SegmentPlace& place, Position first,
                                      std::uint32_t flags, std::string_view body) {
  TENURE_ASSERT(count_ > 0 && raw_bytes() <= kBlockBytesMax, "count={} bytes={}", count_,
                raw_bytes());
  block_.clear();
  PutLittle(&block_, kBlockMagic);
  PutLittle(&block_, static_cast<std::uint32_t>(body.size()));
  PutLittle(&block_, std::uint32_t{0});
  PutLittle(&block_, flags);
  PutLittle(&block_, first);
  PutLittle(&block_, count_);
  PutLittle(&block_, static_cast<std::uint32_t>(raw_bytes()));
  block_.append(body);
  SetLittle(&block_[kBlockCrcAt], BlockCrc(place, block_));
  return block_;
}

Result<BlockWalk> BlockWalk::Over(const BlockHeader& header, std::string_view body) {
  std::uint64_t bytes = std::uint64_t{header.count} * kRecordRowBytes;
  if (body.size() == header.raw_bytes && bytes <= body.size()) {
    for (std::size_t row = 0; row < header.count; ++row) {
      bytes += GetLittle<std::uint32_t>(&body[row * kRecordRowBytes]);
    }
  }
  if (bytes != body.size()) {
    return Fail(ErrorCode::kLogDamaged, "the sizes inside the block contradict each other");
  }
  BlockWalk walk;
  walk.body_ = body;
  walk.record_at_ = std::size_t{header.count} * kRecordRowBytes;
  walk.next_ = header.first;
  walk.end_ = header.end();
  return walk;
}

bool BlockWalk::Next(RecordView* record) {
  if (next_ == end_) return false;
  const char* row = &body_[row_at_];
  const auto bytes = GetLittle<std::uint32_t>(row);
  *record = {next_++, GetPrefix(row + 4), body_.substr(record_at_, bytes)};
  row_at_ += kRecordRowBytes;
  record_at_ += bytes;
  return true;
}

std::string EncodeFooter(const SegmentPlace& place, const SegmentFooter& footer) {
  std::string bytes;
  PutLittle(&bytes, footer.first);
  PutLittle(&bytes, footer.end);
  PutLittle(&bytes, footer.last_recorded_at_us);
  PutLittle(&bytes, footer.data_end);
  bytes.append(ViewOf(footer.after.Root()));
  PutSized(&bytes, footer.before.Serialize());
  PutSized(&bytes, footer.after.Serialize());
  PutLittle(&bytes, static_cast<std::uint32_t>(footer.index.size()));
  for (const IndexEntry& entry : footer.index) {
    PutLittle(&bytes, entry.position);
    PutLittle(&bytes, entry.recorded_at_us);
    PutLittle(&bytes, entry.offset);
  }
  const std::uint32_t crc = Crc32c(PlaceCrc(place), bytes);
  const auto footer_bytes = static_cast<std::uint32_t>(bytes.size());
  PutLittle(&bytes, footer.data_end);
  PutLittle(&bytes, footer_bytes);
  PutLittle(&bytes, crc);
  bytes.append(kFooterMagic);
  return bytes;
}

Result<FooterTail> DecodeFooterTail(std::string_view tail) {
  if (tail.size() != kFooterTailBytes || !tail.ends_with(kFooterMagic)) {
    return Fail(ErrorCode::kLogDamaged, "the sealed segment's footer is damaged or cut off");
  }
  return FooterTail{GetLittle<std::uint64_t>(tail.data()), GetLittle<std::uint32_t>(&tail[8]),
                    GetLittle<std::uint32_t>(&tail[12])};
}

Result<SegmentFooter> DecodeFooter(const SegmentPlace& place, const FooterTail& tail,
                                   std::string_view bytes) {
  const Failure damaged = Fail(ErrorCode::kLogDamaged, "the sealed segment's footer is damaged");
  if (bytes.size() != tail.bytes || Crc32c(PlaceCrc(place), bytes) != tail.crc) return damaged;
  SegmentFooter footer;
  std::string_view before;
  std::string_view after;
  if (!TakeLittle(&bytes, &footer.first) || !TakeLittle(&bytes, &footer.end) ||
      !TakeLittle(&bytes, &footer.last_recorded_at_us) || !TakeLittle(&bytes, &footer.data_end) ||
      bytes.size() < sizeof(Hash256)) {
    return damaged;
  }
  const std::string_view root = bytes.substr(0, sizeof(Hash256));
  bytes.remove_prefix(sizeof(Hash256));
  std::uint32_t count = 0;
  if (!TakeSized(&bytes, &before) || !TakeSized(&bytes, &after) || !TakeLittle(&bytes, &count)) {
    return damaged;
  }
  footer.before = TENURE_TRY(MerkleFrontier::Parse(before));
  footer.after = TENURE_TRY(MerkleFrontier::Parse(after));
  for (; count > 0; --count) {
    IndexEntry entry;
    if (!TakeLittle(&bytes, &entry.position) || !TakeLittle(&bytes, &entry.recorded_at_us) ||
        !TakeLittle(&bytes, &entry.offset)) {
      return damaged;
    }
    footer.index.push_back(entry);
  }
  const bool agrees = bytes.empty() && !footer.index.empty() && footer.first == place.first &&
                      footer.before.size() == footer.first && footer.after.size() == footer.end &&
                      ViewOf(footer.after.Root()) == root && footer.data_end == tail.offset;
  if (!agrees) return damaged;
  return footer;
}

std::string RangeText(Position first, Position end) {
  if (end <= first) return "no records";
  if (end == first + 1) return fmt::format("record {}", first);
  return fmt::format("records {} to {}", first, end - 1);
}

std::string SegmentName(Position first) { return fmt::format("{:020}.seg", first); }

std::optional<Position> FirstOfSegmentName(std::string_view name) {
  if (name.size() != 24 || !name.ends_with(".seg")) return std::nullopt;
  Position first = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + 20, first);
  if (error != std::errc() || end != name.data() + 20) return std::nullopt;
  return first;
}

}  // namespace tenure::log
