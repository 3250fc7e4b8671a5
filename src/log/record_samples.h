// Records for tests and benchmarks of logs: shaped like real ones, about 240 bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "log/record_codec.h"

namespace tenure::log {

// Record `position` of a made-up history over ten customers; `variant` changes its payload,
// `payload_bytes` sets its size.
[[nodiscard]] inline EncodedRecord SampleRecord(Position position, std::uint32_t variant = 0,
                                                std::size_t payload_bytes = 60) {
  v1::Record record;
  record.set_position(position);
  record.set_scope("customer/C-" + std::to_string(1000 + position % 10));
  record.set_aggregate(2);
  record.set_aggregate_id("F-" + std::to_string(position / 10));
  record.set_stream_sequence(position / 10 + 1);
  record.set_scope_sequence(position / 10 + 1);
  record.set_event_type(100 + static_cast<std::uint32_t>(position % 7));
  // Ids, digests, nonces and ciphertexts do not compress in a real log either.
  std::string noise(16 + 16 + 12 + 48, '\0');
  std::uint64_t mixed = (position + 1) * 0x9e3779b97f4a7c15u;
  for (char& byte : noise) {
    mixed ^= mixed >> 29;
    mixed *= 0xbf58476d1ce4e5b9u;
    byte = static_cast<char>(mixed >> 56);
  }
  record.set_command_id(noise.substr(0, 16));
  record.set_command_digest(noise.substr(16, 16));
  record.set_unit_count(1);
  record.set_recorded_at_us(1'767'225'600'000'000 + static_cast<std::int64_t>(position / 3) * 1000);
  record.set_governance_position(12);
  record.set_actor("clerk-7");
  std::string payload = "payload " + std::to_string(position) + "/" + std::to_string(variant) + " ";
  payload.resize(payload_bytes, static_cast<char>('a' + position % 26));
  record.set_payload(payload);
  auto& sealed = *record.add_sealed();
  sealed.set_subject("C-" + std::to_string(1000 + position % 10));
  sealed.set_key_version(1);
  sealed.set_nonce(noise.substr(32, 12));
  sealed.set_ciphertext(noise.substr(44));
  return EncodeRecord(record);
}

[[nodiscard]] inline std::vector<EncodedRecord> SampleBatch(Position at, std::size_t count,
                                                            std::uint32_t variant = 0,
                                                            std::size_t payload_bytes = 60) {
  std::vector<EncodedRecord> batch;
  for (std::size_t index = 0; index < count; ++index) {
    batch.push_back(SampleRecord(at + index, variant, payload_bytes));
  }
  return batch;
}

}  // namespace tenure::log
