// The few primitives of OpenSSL that seals need, with contexts kept per thread: AES-256-GCM,
// HMAC-SHA-256 and a comparison that takes the same time whatever differs.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tenure::seal {

using Key = std::array<std::uint8_t, 32>;
using Nonce = std::array<std::uint8_t, 12>;
using Mac = std::array<std::uint8_t, 32>;

inline constexpr std::size_t kTagBytes = 16;

// Ciphertext followed by the tag. A nonce must never meet the same key twice. Any thread.
[[nodiscard]] std::string AesGcmSeal(const Key& key, const Nonce& nonce,
                                     std::string_view associated, std::string_view plain);

// The plain text; nullopt when key, nonce, associated data or one bit of the ciphertext is not what
// was sealed. Any thread.
[[nodiscard]] std::optional<std::string> AesGcmOpen(const Key& key, std::string_view nonce,
                                                    std::string_view associated,
                                                    std::string_view ciphertext);

// HMAC-SHA-256 of `message`. Any thread.
[[nodiscard]] Mac HmacSha256(std::span<const std::uint8_t> key, std::string_view message);

// A key of its own for one purpose, so that a MAC made for one use is worthless for another.
[[nodiscard]] Key DeriveKey(const Key& secret, std::string_view purpose);

// Equality in constant time for equal lengths.
[[nodiscard]] bool SameBytes(std::string_view one, std::string_view two);

// Overwrites key material in a way the compiler keeps.
void Wipe(std::span<std::uint8_t> bytes);
void Wipe(std::string& bytes);

}  // namespace tenure::seal
