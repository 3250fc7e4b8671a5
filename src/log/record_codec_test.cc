// Records to bytes and back, the prefix found in the bytes, and the checks before an append.
#include "log/record_codec.h"

#include <gtest/gtest.h>

#include "log/record_samples.h"

namespace tenure::log {
namespace {

TEST(RecordCodec, EncodedRecord_DecodesToTheSameMessage) {
  const EncodedRecord encoded = SampleRecord(41);
  const Result<v1::Record> record = DecodeRecord(encoded.bytes);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->position(), 41u);
  EXPECT_EQ(record->SerializeAsString(), encoded.bytes);
}

TEST(RecordCodec, Prefix_SaysWhatTheRecordSays) {
  v1::Record record;
  record.set_position(7);
  record.set_scope("customer/C-1");
  record.set_event_type(300);
  record.set_recorded_at_us(-5);
  record.set_flags(v1::RECORD_FLAG_CLOCK_REGRESSED);
  record.set_payload("the payload");
  const EncodedRecord encoded = EncodeRecord(record);
  EXPECT_EQ(encoded.prefix.event_type, 300u);
  EXPECT_EQ(encoded.prefix.recorded_at_us, -5);
  EXPECT_EQ(encoded.prefix.flags, 1u);
  EXPECT_EQ(encoded.prefix.scope_hash, ScopeHash("customer/C-1"));
  EXPECT_EQ(encoded.prefix.shard, ShardOf(ScopeHash("customer/C-1")));
  EXPECT_EQ(encoded.bytes.substr(encoded.prefix.payload_at, encoded.prefix.payload_bytes),
            "the payload");
}

TEST(RecordCodec, RecordWithoutPayload_HasAnEmptyOne) {
  v1::Record record;
  record.set_scope("governance/main");
  const EncodedRecord encoded = EncodeRecord(record);
  EXPECT_EQ(encoded.prefix.payload_at, 0u);
  EXPECT_EQ(encoded.prefix.payload_bytes, 0u);
}

TEST(RecordCodec, ScopeHash_IsTheFirstEightBytesOfSha256) {
  EXPECT_EQ(ScopeHash(""), 0xe3b0c44298fc1c14u);
  EXPECT_EQ(ShardOf(0xffc0000000000000u), 1023u);
  EXPECT_EQ(ShardOf(0x003fffffffffffffu), 0u);
}

TEST(RecordCodec, UnknownFields_ArePassedOver) {
  std::string bytes = SampleRecord(3).bytes;
  bytes += std::string("\xc2\x3e\x02zz", 5);  // field 1000, two bytes
  const Result<RecordSummary> summary = Summarise(bytes);
  ASSERT_TRUE(summary);
  EXPECT_EQ(summary->prefix, SampleRecord(3).prefix);
}

TEST(RecordCodec, CutBytes_AreRefusedOrShorterButNeverReadBeyond) {
  const std::string bytes = SampleRecord(3).bytes;
  int refused = 0;
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const Result<RecordSummary> summary = Summarise(bytes.substr(0, size));
    if (!summary) {
      ++refused;
      EXPECT_EQ(summary.error().code, ErrorCode::kInvalidInput);
      EXPECT_EQ(DecodeRecord(bytes.substr(0, size)).error().code, ErrorCode::kLogDamaged);
    }
  }
  EXPECT_GT(refused, static_cast<int>(bytes.size()) / 2);
}

TEST(CheckBatch, WhatALogMustNotTake_IsRefused) {
  const AppendPoint point{5, SampleRecord(4).prefix.recorded_at_us};
  EXPECT_TRUE(CheckBatch(point, 5, SampleBatch(5, 3)));
  EXPECT_EQ(CheckBatch(point, 5, {}).error().code, ErrorCode::kInvalidInput);
  EXPECT_EQ(CheckBatch(point, 4, SampleBatch(4, 1)).error().code, ErrorCode::kHeadMoved);
  EXPECT_EQ(CheckBatch(point, 5, SampleBatch(6, 1)).error().code, ErrorCode::kInvalidInput);

  auto early = SampleBatch(5, 2);
  early[1].prefix.recorded_at_us = point.last_recorded_at_us - 1;
  EXPECT_EQ(CheckBatch(point, 5, early).error().code, ErrorCode::kInvalidInput);

  std::vector<EncodedRecord> large = {SampleRecord(5, 0, kRecordBytesMax)};
  EXPECT_EQ(CheckBatch(point, 5, large).error().code, ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace tenure::log
