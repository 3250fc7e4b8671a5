// The wire walk knows four field numbers of Record and skips the rest, so it also passes records of
// a later version.
#include "log/record_codec.h"

#include <fmt/format.h>
#include <google/protobuf/wire_format_lite.h>

#include "base/assert.h"

namespace tenure::log {
namespace {

// Walks the fields of one message. After a false from Next(), broken() tells a broken message from
// its end.
class WireWalk {
 public:
  explicit WireWalk(std::string_view bytes) : bytes_(bytes) {}

  bool Next() {
    if (at_ >= bytes_.size()) return false;
    std::uint64_t tag = 0;
    if (!Varint(&tag) || (tag >> 3) == 0 || (tag >> 3) > 0x1fffffff) return Break();
    field_ = static_cast<std::uint32_t>(tag >> 3);
    switch (tag & 7) {
      case 0:
        return Varint(&varint_) || Break();
      case 1:
        return Skip(8);
      case 2: {
        std::uint64_t size = 0;
        if (!Varint(&size)) return Break();
        data_at_ = at_;
        data_bytes_ = size;
        return Skip(size);
      }
      case 5:
        return Skip(4);
      default:
        return Break();  // groups: never in our contract
    }
  }

  [[nodiscard]] bool broken() const { return broken_; }
  [[nodiscard]] std::uint32_t field() const { return field_; }
  [[nodiscard]] std::uint64_t varint() const { return varint_; }
  [[nodiscard]] std::size_t data_at() const { return data_at_; }
  [[nodiscard]] std::size_t data_bytes() const { return data_bytes_; }

 private:
  bool Break() {
    broken_ = true;
    return false;
  }
  bool Skip(std::uint64_t size) {
    if (size > bytes_.size() - at_) return Break();
    at_ += size;
    return true;
  }
  bool Varint(std::uint64_t* value) {
    *value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at_ >= bytes_.size()) return false;
      const auto byte = static_cast<std::uint8_t>(bytes_[at_++]);
      *value |= static_cast<std::uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return true;
    }
    return false;
  }

  std::string_view bytes_;
  std::size_t at_ = 0;
  bool broken_ = false;
  std::uint32_t field_ = 0;
  std::uint64_t varint_ = 0;
  std::size_t data_at_ = 0;
  std::size_t data_bytes_ = 0;
};

using google::protobuf::internal::WireFormatLite;

}  // namespace

EncodedRecord EncodeRecord(const v1::Record& record) {
  EncodedRecord encoded;
  const bool serialised = record.SerializeToString(&encoded.bytes);
  TENURE_ASSERT(serialised, "a record could not be serialised");
  const Result<RecordSummary> summary = Summarise(encoded.bytes);
  TENURE_ASSERT(summary && summary->position == record.position(), "position={}",
                record.position());
  encoded.prefix = summary->prefix;
  return encoded;
}

Result<void> DecodeRecord(std::string_view bytes, v1::Record* record) {
  if (bytes.size() > kRecordBytesMax ||
      !record->ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    return Fail(ErrorCode::kLogDamaged,
                fmt::format("{} bytes that are not a tenure.v1.Record", bytes.size()));
  }
  return {};
}

Result<v1::Record> DecodeRecord(std::string_view bytes) {
  v1::Record record;
  TENURE_TRY(DecodeRecord(bytes, &record));
  return record;
}

Result<RecordSummary> Summarise(std::string_view bytes) {
  RecordSummary summary;
  RecordPrefix& prefix = summary.prefix;
  std::string_view scope;
  WireWalk walk(bytes);
  while (walk.Next()) {
    switch (walk.field()) {
      case v1::Record::kPositionFieldNumber:
        summary.position = walk.varint();
        break;
      case v1::Record::kScopeFieldNumber:
        scope = bytes.substr(walk.data_at(), walk.data_bytes());
        break;
      case v1::Record::kEventTypeFieldNumber:
        prefix.event_type = static_cast<std::uint32_t>(walk.varint());
        break;
      case v1::Record::kRecordedAtUsFieldNumber:
        prefix.recorded_at_us = WireFormatLite::ZigZagDecode64(walk.varint());
        break;
      case v1::Record::kFlagsFieldNumber:
        prefix.flags = static_cast<std::uint16_t>(walk.varint());
        break;
      case v1::Record::kPayloadFieldNumber:
        prefix.payload_at = static_cast<std::uint32_t>(walk.data_at());
        prefix.payload_bytes = static_cast<std::uint32_t>(walk.data_bytes());
        break;
      default:
        break;
    }
  }
  if (walk.broken()) {
    return Fail(ErrorCode::kInvalidInput,
                fmt::format("{} bytes that are not a tenure.v1.Record", bytes.size()));
  }
  prefix.scope_hash = ScopeHash(scope);
  prefix.shard = ShardOf(prefix.scope_hash);
  return summary;
}

namespace {

// Our serialiser writes field 1 first, and leaves it out where it is 0.
Result<Position> PositionOf(std::string_view bytes) {
  WireWalk walk(bytes);
  if (walk.Next() && walk.field() == v1::Record::kPositionFieldNumber) return walk.varint();
  return TENURE_TRY(Summarise(bytes)).position;
}

}  // namespace

Result<void> CheckBatch(const AppendPoint& point, Position at,
                        std::span<const EncodedRecord> batch) {
  if (batch.empty()) return Fail(ErrorCode::kInvalidInput, "append of no records");
  if (at != point.head) {
    return Fail(ErrorCode::kHeadMoved, fmt::format("append at {}, the head is {}", at, point.head));
  }
  std::size_t block_bytes = 0;
  std::int64_t last_us = point.last_recorded_at_us;
  for (std::size_t index = 0; index < batch.size(); ++index) {
    const EncodedRecord& record = batch[index];
    if (record.bytes.empty() || record.bytes.size() > kRecordBytesMax) {
      return Fail(ErrorCode::kInvalidInput,
                  fmt::format("record {} has {} bytes, 1 to {} are allowed", at + index,
                              record.bytes.size(), kRecordBytesMax));
    }
    block_bytes += record.bytes.size() + kRecordRowBytes;
    const Position named = TENURE_TRY(PositionOf(record.bytes));
    if (named != at + index) {
      return Fail(ErrorCode::kInvalidInput,
                  fmt::format("record {} says it is record {}", at + index, named));
    }
    if (record.prefix.recorded_at_us < last_us) {
      return Fail(ErrorCode::kInvalidInput,
                  fmt::format("record {} was recorded at {} µs, before the one ahead of it ({} µs)",
                              at + index, record.prefix.recorded_at_us, last_us));
    }
    last_us = record.prefix.recorded_at_us;
  }
  if (block_bytes > kBlockBytesMax) {
    return Fail(ErrorCode::kInvalidInput, fmt::format("a batch of {} bytes, at most {} are allowed",
                                                      block_bytes, kBlockBytesMax));
  }
  return {};
}

}  // namespace tenure::log
