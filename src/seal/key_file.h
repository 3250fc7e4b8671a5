// The bytes of a key store's files, without any file access. All integers are little-endian; format
// and reasons: docs/adr/0025-key-store-files.md.
//
//   identity     magic, store id (16), secret for keyed hashes (32), crc32c
//   generation   magic, store id, u32 count, count x {u32 number, key (32)}, crc32c
//   subjects     header {magic, store id, u32 generation, crc32c}, then frames
//     frame      {u32 body_bytes, u32 crc32c(body)}, body = nonce (12), AES-256-GCM under the
//                generation key of entries {u8 status, u32 version, key (32) if present,
//                u16 subject_bytes, subject}; associated data binds store, generation and offset
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "seal/crypto.h"
#include "seal/key_store.h"
#include "tenure/result.h"

namespace tenure::seal {

inline constexpr std::size_t kStoreIdBytes = 16;
inline constexpr std::size_t kSubjectsHeaderBytes = 32;
inline constexpr std::size_t kSubjectBytesMax =
    512;  // scope, aggregate and id, each bounded far below
inline constexpr std::size_t kFrameBytesMax = 1 << 20;  // bounds what a damaged length can claim
inline constexpr std::size_t kFrameEntriesMax = 1'000;  // keeps a frame of longest entries below it

// One subject as the file knows it: a key, or the mark that it was erased.
struct KeyEntry {
  std::string subject;
  KeyLookup lookup;
};

struct KeyIdentity {
  std::string store_id;
  Key mac_secret{};
};

struct GenerationKey {
  std::uint32_t number = 0;
  Key key{};
};

// What wraps the frames of one subjects file.
struct Wrapping {
  std::string store_id;
  GenerationKey generation;
};

[[nodiscard]] std::string EncodeIdentity(const KeyIdentity& identity);
// kStoreFormat for another format, kLogDamaged for a wrong checksum; so for the decoders below.
[[nodiscard]] Result<KeyIdentity> DecodeIdentity(std::string_view bytes);

[[nodiscard]] std::string EncodeGenerations(std::string_view store_id,
                                            std::span<const GenerationKey> generations);
[[nodiscard]] Result<std::vector<GenerationKey>> DecodeGenerations(std::string_view store_id,
                                                                   std::string_view bytes);

[[nodiscard]] std::string EncodeSubjectsHeader(std::string_view store_id, std::uint32_t generation);
// The generation whose key wraps the file.
[[nodiscard]] Result<std::uint32_t> DecodeSubjectsHeader(std::string_view store_id,
                                                         std::string_view bytes);

// At most kFrameEntriesMax entries, to be written at `offset` of the subjects file.
[[nodiscard]] std::string EncodeFrame(const Wrapping& wrapping, std::uint64_t offset,
                                      std::span<const KeyEntry> entries, Random& random);

struct DecodedFrames {
  std::vector<KeyEntry> entries;  // in file order; a later one replaces an earlier
  std::uint64_t end = 0;          // where the next frame goes; a torn tail begins here
};

// Everything after the header. A last frame that is not whole, with no whole frame after it, is a
// write that was never acknowledged: it is left out. Any other damage is kLogDamaged with its
// offset.
[[nodiscard]] Result<DecodedFrames> DecodeFrames(const Wrapping& wrapping, std::string_view file);

// A note: its bytes behind a checksum.
[[nodiscard]] std::string EncodeNote(std::string_view value);
[[nodiscard]] Result<std::string> DecodeNote(std::string_view bytes);

}  // namespace tenure::seal
