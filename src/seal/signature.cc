#include "seal/signature.h"

#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "base/assert.h"
#include "base/base64.h"

namespace tenure::seal {
namespace {

// PKCS #8 of an Ed25519 key is these 16 bytes and the seed (RFC 8410, section 7).
constexpr std::string_view kPkcs8Head(
    "\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20", 16);
constexpr std::string_view kPemBegin = "-----BEGIN PRIVATE KEY-----";
constexpr std::string_view kPemEnd = "-----END PRIVATE KEY-----";

using PKey = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

const unsigned char* Bytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

PKey PrivateKey(const SigningSeed& seed) {
  PKey key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()),
           EVP_PKEY_free);
  TENURE_ASSERT(key != nullptr, "Ed25519 is not there");
  return key;
}

}  // namespace

VerifyingKey VerifyingKeyOf(const SigningSeed& seed) {
  VerifyingKey out{};
  std::size_t size = out.size();
  const int done = EVP_PKEY_get_raw_public_key(PrivateKey(seed).get(), out.data(), &size);
  TENURE_ASSERT(done == 1 && size == out.size(), "size={}", size);
  return out;
}

std::string Sign(const SigningSeed& seed, std::string_view message) {
  const PKey key = PrivateKey(seed);
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  std::string signature(kSignatureBytes, '\0');
  std::size_t size = signature.size();
  const bool done =
      EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
      EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                     Bytes(message), message.size()) == 1;
  TENURE_ASSERT(done && size == kSignatureBytes, "size={}", size);
  return signature;
}

bool SignatureHolds(const VerifyingKey& key, std::string_view message, std::string_view signature) {
  if (signature.size() != kSignatureBytes) return false;
  const PKey public_key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, key.data(), key.size()),
      EVP_PKEY_free);
  if (public_key == nullptr) return false;
  const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  return EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, public_key.get()) == 1 &&
         EVP_DigestVerify(context.get(), Bytes(signature), signature.size(), Bytes(message),
                          message.size()) == 1;
}

std::string PemOf(const SigningSeed& seed) {
  std::string der(kPkcs8Head);
  der.append(reinterpret_cast<const char*>(seed.data()), seed.size());
  std::string pem(kPemBegin);
  pem.append("\n").append(Base64Of(der)).append("\n").append(kPemEnd).append("\n");
  Wipe(der);
  return pem;
}

std::optional<SigningSeed> SeedOfPem(std::string_view pem) {
  const std::size_t begin = pem.find(kPemBegin);
  const std::size_t end = pem.find(kPemEnd);
  if (begin == std::string_view::npos || end == std::string_view::npos || end < begin) {
    return std::nullopt;
  }
  std::string text(pem.substr(begin + kPemBegin.size(), end - begin - kPemBegin.size()));
  std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
  auto der = BytesOfBase64(text);
  Wipe(text);
  SigningSeed seed{};
  const bool fits =
      der && der->size() == kPkcs8Head.size() + seed.size() && der->starts_with(kPkcs8Head);
  if (fits) std::copy(der->begin() + kPkcs8Head.size(), der->end(), seed.begin());
  if (der) Wipe(*der);
  if (!fits) return std::nullopt;
  return seed;
}

}  // namespace tenure::seal
