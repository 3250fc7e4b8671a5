#include "audit/signed_note.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.h"
#include "base/base64.h"
#include "base/sha256.h"

namespace tenure::audit {
namespace {

constexpr char kEd25519 = 1;                         // algorithm byte of signed notes
constexpr std::string_view kDash = "\xe2\x80\x94 ";  // em dash and space
constexpr std::size_t kHashBytes = 4;

std::string BigEndian(std::uint32_t number) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(number >> shift));
  return bytes;
}

std::uint32_t FromBigEndian(std::string_view bytes) {
  std::uint32_t number = 0;
  for (const char byte : bytes.substr(0, kHashBytes)) {
    number = number << 8 | static_cast<unsigned char>(byte);
  }
  return number;
}

std::string KeyBytes(const NoteVerifier& verifier) {
  std::string bytes(1, kEd25519);
  bytes.append(reinterpret_cast<const char*>(verifier.key.data()), verifier.key.size());
  return bytes;
}

Failure NoVerifier() { return Fail(ErrorCode::kInvalidInput, "not a public key NAME+HASH+KEY"); }
Failure NoNote() { return Fail(ErrorCode::kInvalidInput, "not a signed note"); }

Result<NoteSignature> ParseSignature(std::string_view line) {
  if (!line.starts_with(kDash)) return NoNote();
  line.remove_prefix(kDash.size());
  const std::size_t space = line.find(' ');
  if (space == std::string_view::npos) return NoNote();
  NoteSignature signature;
  signature.name = line.substr(0, space);
  const auto bytes = BytesOfBase64(line.substr(space + 1));
  if (!IsSignerName(signature.name) || !bytes || bytes->size() <= kHashBytes) return NoNote();
  signature.key_hash = FromBigEndian(*bytes);
  signature.signature = bytes->substr(kHashBytes);
  return signature;
}

}  // namespace

bool IsSignerName(std::string_view name) {
  return !name.empty() && name.size() <= 200 && std::ranges::all_of(name, [](char c) {
    return static_cast<unsigned char>(c) > ' ' && static_cast<unsigned char>(c) < 0x7f && c != '+';
  });
}

std::uint32_t KeyHashOf(const NoteVerifier& verifier) {
  const Hash256 hash = Sha256(verifier.name + "\n", KeyBytes(verifier));
  return FromBigEndian(ViewOf(hash));
}

std::string VerifierText(const NoteVerifier& verifier) {
  return fmt::format("{}+{:08x}+{}", verifier.name, KeyHashOf(verifier),
                     Base64Of(KeyBytes(verifier)));
}

Result<NoteVerifier> ParseVerifier(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  const std::size_t one = text.find('+');
  if (one == std::string_view::npos) return NoVerifier();
  const std::size_t two = text.find('+', one + 1);
  if (two == std::string_view::npos) return NoVerifier();
  NoteVerifier verifier;
  verifier.name = text.substr(0, one);
  const auto bytes = BytesOfBase64(text.substr(two + 1));
  if (!IsSignerName(verifier.name) || !bytes || bytes->size() != 1 + verifier.key.size() ||
      bytes->front() != kEd25519) {
    return NoVerifier();
  }
  std::copy(bytes->begin() + 1, bytes->end(), verifier.key.begin());
  if (VerifierText(verifier) != text) return NoVerifier();
  return verifier;
}

std::string SignNote(std::string_view text, const std::string& name,
                     const seal::SigningSeed& seed) {
  TENURE_ASSERT(text.ends_with('\n') && IsSignerName(name), "a note of {}", name);
  const NoteVerifier verifier{name, seal::VerifyingKeyOf(seed)};
  const std::string signature = BigEndian(KeyHashOf(verifier)) + seal::Sign(seed, text);
  return fmt::format("{}\n{}{} {}\n", text, kDash, name, Base64Of(signature));
}

Result<SignedNote> ParseNote(std::string_view bytes) {
  if (bytes.size() > kNoteBytesMax || !bytes.ends_with('\n')) return NoNote();
  const std::size_t gap = bytes.rfind("\n\n");
  if (gap == std::string_view::npos) return NoNote();
  SignedNote note;
  note.text = bytes.substr(0, gap + 1);
  std::string_view lines = bytes.substr(gap + 2);
  while (!lines.empty()) {
    const std::size_t end = lines.find('\n');
    note.signatures.push_back(TENURE_TRY(ParseSignature(lines.substr(0, end))));
    lines.remove_prefix(end + 1);
  }
  if (note.signatures.empty()) return NoNote();
  return note;
}

NoteVerdict VerifyNote(const SignedNote& note, const NoteVerifier& verifier) {
  NoteVerdict verdict = NoteVerdict::kOtherKey;
  for (const NoteSignature& line : note.signatures) {
    if (line.name != verifier.name || line.key_hash != KeyHashOf(verifier)) continue;
    if (!seal::SignatureHolds(verifier.key, note.text, line.signature)) {
      return NoteVerdict::kForged;
    }
    verdict = NoteVerdict::kHolds;
  }
  return verdict;
}

}  // namespace tenure::audit
