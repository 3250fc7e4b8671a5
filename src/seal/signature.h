// Ed25519 (RFC 8032) for checkpoints of the log. A signing key is its 32-byte seed; the file form
// is PKCS #8 in PEM, which `openssl pkey` reads.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "seal/crypto.h"

namespace tenure::seal {

using SigningSeed = Key;
using VerifyingKey = std::array<std::uint8_t, 32>;
inline constexpr std::size_t kSignatureBytes = 64;

[[nodiscard]] VerifyingKey VerifyingKeyOf(const SigningSeed& seed);

// 64 bytes; the same for the same seed and message. Any thread.
[[nodiscard]] std::string Sign(const SigningSeed& seed, std::string_view message);
[[nodiscard]] bool SignatureHolds(const VerifyingKey& key, std::string_view message,
                                  std::string_view signature);

// "-----BEGIN PRIVATE KEY-----" …; whoever holds the text wipes it.
[[nodiscard]] std::string PemOf(const SigningSeed& seed);
// nullopt: not what PemOf gives, up to line ends.
[[nodiscard]] std::optional<SigningSeed> SeedOfPem(std::string_view pem);

}  // namespace tenure::seal
