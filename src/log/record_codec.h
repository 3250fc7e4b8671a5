// Between tenure.v1.Record and the bytes that are stored: serialised once, then only walked. Also
// the checks that every log makes before it appends.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/shard.h"
#include "log/log.h"
#include "tenure/ids.h"
#include "tenure/result.h"
#include "tenure/v1/record.pb.h"

namespace tenure::log {

// Largest record: a command is at most 1 MiB, its event and seals are no larger; the rest is room.
inline constexpr std::size_t kRecordBytesMax = 16 * 1024 * 1024;
// Largest block, that is the records of one Append with their table.
inline constexpr std::size_t kBlockBytesMax = 64 * 1024 * 1024;
// A block's table row for one record: u32 record_bytes and the prefix.
inline constexpr std::size_t kRecordRowBytes = 36;

using tenure::kShardFunction;
using tenure::kShards;
using tenure::ScopeHash;
using tenure::ShardOf;

// Serialises a record. Its bytes are evidence from here on.
[[nodiscard]] EncodedRecord EncodeRecord(const v1::Record& record);

// kLogDamaged when the bytes are no Record; the message names no content.
[[nodiscard]] Result<v1::Record> DecodeRecord(std::string_view bytes);
// The same into a record that is there: whoever reads millions spares making each anew.
[[nodiscard]] Result<void> DecodeRecord(std::string_view bytes, v1::Record* record);

// What a record says of itself, found by walking its wire bytes without building a message.
struct RecordSummary {
  Position position = 0;
  RecordPrefix prefix;
};
// kInvalidInput when the bytes are not a protobuf message. About 0.2 µs.
[[nodiscard]] Result<RecordSummary> Summarise(std::string_view bytes);

// What a log stands at before an append.
struct AppendPoint {
  Position head = 0;
  std::int64_t last_recorded_at_us = INT64_MIN;
};
// The checks every log makes before it writes: kHeadMoved, or kInvalidInput as Log::Append says.
[[nodiscard]] Result<void> CheckBatch(const AppendPoint& point, Position at,
                                      std::span<const EncodedRecord> batch);

// Does a record pass the filter's scope and type? `until` is the cursor's.
[[nodiscard]] inline bool Matches(const RecordFilter& filter, const RecordPrefix& prefix) {
  return (!filter.scope_hash || *filter.scope_hash == prefix.scope_hash) &&
         (!filter.event_type || *filter.event_type == prefix.event_type);
}

}  // namespace tenure::log
