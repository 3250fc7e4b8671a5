// Signed notes of C2SP (c2sp.org/signed-note) with Ed25519: a text for people and the lines that
// sign it. A verifier key is written NAME+HASH+BASE64.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "seal/signature.h"
#include "tenure/result.h"

namespace tenure::audit {

struct NoteVerifier {
  std::string name;  // without white space and "+"
  seal::VerifyingKey key{};
};

// May a signer be called so?
[[nodiscard]] bool IsSignerName(std::string_view name);

// First four bytes of SHA-256(name, newline, 1, key), as one big-endian number.
[[nodiscard]] std::uint32_t KeyHashOf(const NoteVerifier& verifier);

[[nodiscard]] std::string VerifierText(const NoteVerifier& verifier);
// kInvalidInput: not the written form of an Ed25519 key, or its hash is not the key's.
[[nodiscard]] Result<NoteVerifier> ParseVerifier(std::string_view text);

struct NoteSignature {
  std::string name;
  std::uint32_t key_hash = 0;
  std::string signature;  // what follows the hash
};

struct SignedNote {
  std::string text;  // with its last newline
  std::vector<NoteSignature> signatures;
};

inline constexpr std::size_t kNoteBytesMax = 64 * 1024;

// `text` ends with a newline and holds no empty last line. The whole note.
[[nodiscard]] std::string SignNote(std::string_view text, const std::string& name,
                                   const seal::SigningSeed& seed);
// kInvalidInput: not a signed note. Nothing is verified.
[[nodiscard]] Result<SignedNote> ParseNote(std::string_view bytes);

enum class NoteVerdict : std::uint8_t {
  kHolds,
  kOtherKey,  // no line of this key
  kForged,    // a line of this key that does not sign this text
};
[[nodiscard]] NoteVerdict VerifyNote(const SignedNote& note, const NoteVerifier& verifier);

}  // namespace tenure::audit
