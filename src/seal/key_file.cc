// Encoding and checking of a key store's files.
#include "seal/key_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/assert.h"
#include "base/crc32c.h"

namespace tenure::seal {
namespace {

constexpr std::string_view kIdentityMagic = "TnKeyId1";
constexpr std::string_view kGenerationMagic = "TnKeyGn1";
constexpr std::string_view kSubjectsMagic = "TnKeySb1";
constexpr std::size_t kMagicBytes = 8;
constexpr std::size_t kMagicNameBytes = 7;  // the last digit is the format
constexpr std::size_t kFrameHeadBytes = 8;
constexpr std::size_t kNonceBytes = std::tuple_size_v<Nonce>;
constexpr std::size_t kBodyBytesMin = kNonceBytes + kTagBytes;

std::string_view View(std::span<const std::uint8_t> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

void PutInteger(std::string& out, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i) & 0xff);
}

void PutChecksum(std::string& out) { PutInteger(out, Crc32c(0, out), 4); }

// Takes pieces off the front; the caller has checked or checks `ok` after the last piece.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}
  std::string_view Take(std::size_t size) {
    if (size > rest_.size()) {
      ok_ = false;
      return {};
    }
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(size);
    return taken;
  }
  std::uint64_t TakeInteger(std::size_t size) {
    std::uint64_t value = 0;
    const std::string_view bytes = Take(size);
    for (std::size_t i = bytes.size(); i-- > 0;)
      value = value << 8 | static_cast<std::uint8_t>(bytes[i]);
    return value;
  }
  void TakeKey(Key& key) {
    const std::string_view bytes = Take(key.size());
    std::copy(bytes.begin(), bytes.end(), key.begin());
  }
  bool ok() const { return ok_; }
  bool at_end() const { return ok_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool ok_ = true;
};

// Checks magic and trailing checksum; the reader stands behind the magic, before the checksum.
Result<Reader> OpenChecked(std::string_view bytes, std::string_view magic, const char* what) {
  if (bytes.size() < kMagicBytes + 4 ||
      bytes.substr(0, kMagicNameBytes) != magic.substr(0, kMagicNameBytes)) {
    return Fail(ErrorCode::kLogDamaged, fmt::format("key store: `{}` is damaged", what));
  }
  const std::string_view content = bytes.substr(0, bytes.size() - 4);
  if (Reader(bytes.substr(content.size())).TakeInteger(4) != Crc32c(0, content)) {
    return Fail(ErrorCode::kLogDamaged, fmt::format("key store: `{}` is damaged", what));
  }
  if (bytes.substr(0, kMagicBytes) != magic) {
    return Fail(ErrorCode::kStoreFormat,
                fmt::format("key store: `{}` has format {}", what, bytes[kMagicNameBytes]));
  }
  return Reader(content.substr(kMagicBytes));
}

Failure Foreign(const char* what) {
  return Fail(ErrorCode::kKeyMissing,
              fmt::format("key store: `{}` belongs to another store", what));
}

std::string AssociatedData(const Wrapping& wrapping, std::uint64_t offset) {
  std::string data = "tenure.keys.1" + wrapping.store_id;
  PutInteger(data, wrapping.generation.number, 4);
  PutInteger(data, offset, 8);
  return data;
}

// A frame at `offset` whose length and checksum agree.
bool IsWholeFrame(std::string_view file, std::uint64_t offset) {
  if (offset + kFrameHeadBytes > file.size()) return false;
  Reader head(file.substr(offset, kFrameHeadBytes));
  const std::uint64_t size = head.TakeInteger(4);
  const std::uint64_t checksum = head.TakeInteger(4);
  if (size < kBodyBytesMin || size > kFrameBytesMax) return false;
  if (size > file.size() - offset - kFrameHeadBytes) return false;
  return Crc32c(0, file.substr(offset + kFrameHeadBytes, size)) == checksum;
}

bool ParseEntries(std::string_view plain, std::vector<KeyEntry>& entries) {
  Reader reader(plain);
  while (!reader.at_end()) {
    KeyEntry entry;
    const std::uint64_t status = reader.TakeInteger(1);
    if (status != 1 && status != 2) return false;
    entry.lookup.status = static_cast<KeyStatus>(status);
    entry.lookup.key.version = static_cast<std::uint32_t>(reader.TakeInteger(4));
    if (entry.lookup.status == KeyStatus::kPresent) reader.TakeKey(entry.lookup.key.bytes);
    entry.subject = reader.Take(reader.TakeInteger(2));
    if (!reader.ok()) return false;
    entries.push_back(std::move(entry));
  }
  return true;
}

}  // namespace

std::string EncodeIdentity(const KeyIdentity& identity) {
  TENURE_ASSERT(identity.store_id.size() == kStoreIdBytes, "{}", identity.store_id.size());
  std::string bytes(kIdentityMagic);
  bytes += identity.store_id;
  bytes += View(identity.mac_secret);
  PutChecksum(bytes);
  return bytes;
}

Result<KeyIdentity> DecodeIdentity(std::string_view bytes) {
  Reader reader = TENURE_TRY(OpenChecked(bytes, kIdentityMagic, "identity"));
  KeyIdentity identity;
  identity.store_id = reader.Take(kStoreIdBytes);
  reader.TakeKey(identity.mac_secret);
  if (!reader.at_end()) return Fail(ErrorCode::kLogDamaged, "key store: `identity` is damaged");
  return identity;
}

std::string EncodeGenerations(std::string_view store_id,
                              std::span<const GenerationKey> generations) {
  std::string bytes(kGenerationMagic);
  bytes += store_id;
  PutInteger(bytes, generations.size(), 4);
  for (const GenerationKey& generation : generations) {
    PutInteger(bytes, generation.number, 4);
    bytes += View(generation.key);
  }
  PutChecksum(bytes);
  return bytes;
}

Result<std::vector<GenerationKey>> DecodeGenerations(std::string_view store_id,
                                                     std::string_view bytes) {
  Reader reader = TENURE_TRY(OpenChecked(bytes, kGenerationMagic, "generation"));
  if (reader.Take(kStoreIdBytes) != store_id) return Foreign("generation");
  const std::uint64_t count = reader.TakeInteger(4);
  std::vector<GenerationKey> generations;
  for (std::uint64_t i = 0; i < count && reader.ok(); ++i) {
    GenerationKey& generation = generations.emplace_back();
    generation.number = static_cast<std::uint32_t>(reader.TakeInteger(4));
    reader.TakeKey(generation.key);
  }
  if (!reader.at_end()) return Fail(ErrorCode::kLogDamaged, "key store: `generation` is damaged");
  return generations;
}

std::string EncodeSubjectsHeader(std::string_view store_id, std::uint32_t generation) {
  std::string bytes(kSubjectsMagic);
  bytes += store_id;
  PutInteger(bytes, generation, 4);
  PutChecksum(bytes);
  TENURE_ASSERT(bytes.size() == kSubjectsHeaderBytes, "{}", bytes.size());
  return bytes;
}

Result<std::uint32_t> DecodeSubjectsHeader(std::string_view store_id, std::string_view bytes) {
  Reader reader =
      TENURE_TRY(OpenChecked(bytes.substr(0, kSubjectsHeaderBytes), kSubjectsMagic, "subjects"));
  if (reader.Take(kStoreIdBytes) != store_id) return Foreign("subjects");
  const auto generation = static_cast<std::uint32_t>(reader.TakeInteger(4));
  if (!reader.at_end()) return Fail(ErrorCode::kLogDamaged, "key store: `subjects` is damaged");
  return generation;
}

std::string EncodeFrame(const Wrapping& wrapping, std::uint64_t offset,
                        std::span<const KeyEntry> entries, Random& random) {
  TENURE_ASSERT(entries.size() <= kFrameEntriesMax, "{} entries", entries.size());
  std::string plain;
  for (const KeyEntry& entry : entries) {
    TENURE_ASSERT(entry.subject.size() <= kSubjectBytesMax, "{}", entry.subject.size());
    PutInteger(plain, static_cast<std::uint64_t>(entry.lookup.status), 1);
    PutInteger(plain, entry.lookup.key.version, 4);
    if (entry.lookup.status == KeyStatus::kPresent) plain += View(entry.lookup.key.bytes);
    PutInteger(plain, entry.subject.size(), 2);
    plain += entry.subject;
  }
  Nonce nonce;
  random.Fill(nonce);
  std::string body(View(nonce));
  body += AesGcmSeal(wrapping.generation.key, nonce, AssociatedData(wrapping, offset), plain);
  Wipe(plain);
  std::string frame;
  PutInteger(frame, body.size(), 4);
  PutInteger(frame, Crc32c(0, body), 4);
  return frame + body;
}

Result<DecodedFrames> DecodeFrames(const Wrapping& wrapping, std::string_view file) {
  DecodedFrames decoded;
  std::uint64_t at = kSubjectsHeaderBytes;
  while (at < file.size() && IsWholeFrame(file, at)) {
    const std::uint64_t size = Reader(file.substr(at, 4)).TakeInteger(4);
    const std::string_view body = file.substr(at + kFrameHeadBytes, size);
    std::optional<std::string> plain =
        AesGcmOpen(wrapping.generation.key, body.substr(0, kNonceBytes),
                   AssociatedData(wrapping, at), body.substr(kNonceBytes));
    if (!plain || !ParseEntries(*plain, decoded.entries)) {
      return Fail(ErrorCode::kLogDamaged,
                  fmt::format("key store: `subjects` was altered at byte {}", at));
    }
    Wipe(*plain);
    at += kFrameHeadBytes + size;
  }
  decoded.end = at;
  for (std::uint64_t later = at + 1; later < file.size(); ++later) {
    if (!IsWholeFrame(file, later)) continue;
    return Fail(ErrorCode::kLogDamaged,
                fmt::format("key store: `subjects` is damaged at bytes {} to {}", at, later));
  }
  return decoded;
}

std::string EncodeNote(std::string_view value) {
  std::string bytes(value);
  PutChecksum(bytes);
  return bytes;
}

Result<std::string> DecodeNote(std::string_view bytes) {
  if (bytes.size() < 4 || Reader(bytes.substr(bytes.size() - 4)).TakeInteger(4) !=
                              Crc32c(0, bytes.substr(0, bytes.size() - 4))) {
    return Fail(ErrorCode::kLogDamaged, "key store: a note is damaged");
  }
  return std::string(bytes.substr(0, bytes.size() - 4));
}

}  // namespace tenure::seal
