#include "base/uuid.h"

#include <openssl/sha.h>

#include <cstring>

#include "base/hex.h"

namespace tenure {
namespace {

void Stamp(CommandId* id, int version) {
  id->bytes[6] = static_cast<std::uint8_t>((id->bytes[6] & 0x0f) | (version << 4));
  id->bytes[8] = static_cast<std::uint8_t>((id->bytes[8] & 0x3f) | 0x80);
}

void PutMillis(CommandId* id, Time at) {
  const auto millis = static_cast<std::uint64_t>(MicrosOf(at) / 1000);
  for (int i = 0; i < 6; ++i) {
    id->bytes[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(millis >> (40 - 8 * i));
  }
}

std::array<std::uint8_t, SHA256_DIGEST_LENGTH> HashOf(std::string_view text) {
  std::array<std::uint8_t, SHA256_DIGEST_LENGTH> hash{};
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), hash.data());
  return hash;
}

}  // namespace

std::string UuidText(const CommandId& id) {
  std::string text = HexOf(id.View());
  for (const std::size_t at : {20u, 16u, 12u, 8u}) text.insert(at, "-");
  return text;
}

std::optional<CommandId> ParseUuid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash != (text[i] == '-')) return std::nullopt;
    if (!dash) digits.push_back(text[i]);
  }
  const auto bytes = BytesOfHex(digits);
  if (!bytes) return std::nullopt;
  CommandId id;
  std::memcpy(id.bytes.data(), bytes->data(), id.bytes.size());
  if (id.IsNone()) return std::nullopt;
  return id;
}

CommandId TimeOrderedId(Time now, std::string_view random) {
  CommandId id;
  PutMillis(&id, now);
  std::memcpy(id.bytes.data() + 6, random.data(), std::min<std::size_t>(10, random.size()));
  Stamp(&id, 7);
  return id;
}

CommandId NamedId(std::string_view scope, std::string_view name) {
  const auto hash = HashOf(std::string(scope) + '\0' + std::string(name));
  CommandId id;
  std::memcpy(id.bytes.data(), hash.data(), id.bytes.size());
  Stamp(&id, 8);
  return id;
}

CommandId DerivedId(Time at, std::string_view seed) {
  const auto hash = HashOf(seed);
  CommandId id;
  PutMillis(&id, at);
  std::memcpy(id.bytes.data() + 6, hash.data(), 10);
  Stamp(&id, 8);
  return id;
}

}  // namespace tenure
