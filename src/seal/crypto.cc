// OpenSSL behind seal/crypto.h. Contexts are made once a thread: fetching an algorithm costs more
// than sealing a name with it.
#include "seal/crypto.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>

#include "base/assert.h"
#include "base/sha256.h"

namespace tenure::seal {
namespace {

struct FreeContext {
  void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
  void operator()(EVP_CIPHER* cipher) const { EVP_CIPHER_free(cipher); }
};

const EVP_CIPHER* Aes256Gcm() {
  static const std::unique_ptr<EVP_CIPHER, FreeContext> cipher(
      EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
  TENURE_ASSERT(cipher != nullptr, "OpenSSL has no AES-256-GCM");
  return cipher.get();
}

// One cipher context for each direction: switching direction resets more than a new key does.
EVP_CIPHER_CTX* CipherContext(bool encrypt) {
  thread_local const std::unique_ptr<EVP_CIPHER_CTX, FreeContext> contexts[2] = {
      std::unique_ptr<EVP_CIPHER_CTX, FreeContext>(EVP_CIPHER_CTX_new()),
      std::unique_ptr<EVP_CIPHER_CTX, FreeContext>(EVP_CIPHER_CTX_new())};
  thread_local bool ready[2] = {false, false};
  EVP_CIPHER_CTX* context = contexts[encrypt].get();
  if (!ready[encrypt]) {
    const int ok = EVP_CipherInit_ex2(context, Aes256Gcm(), nullptr, nullptr, encrypt, nullptr);
    TENURE_ASSERT(ok == 1, "cipher context");
    ready[encrypt] = true;
  }
  return context;
}

const std::uint8_t* Bytes(std::string_view text) {
  return reinterpret_cast<const std::uint8_t*>(text.data());
}

constexpr std::size_t kHmacBlockBytes = 64;

std::string_view View(const std::array<std::uint8_t, kHmacBlockBytes>& block) {
  return {reinterpret_cast<const char*>(block.data()), block.size()};
}

}  // namespace

std::string AesGcmSeal(const Key& key, const Nonce& nonce, std::string_view associated,
                       std::string_view plain) {
  EVP_CIPHER_CTX* context = CipherContext(true);
  std::string sealed(plain.size() + kTagBytes, '\0');
  auto* out = reinterpret_cast<std::uint8_t*>(sealed.data());
  int written = 0;
  const bool ok =
      EVP_EncryptInit_ex2(context, nullptr, key.data(), nonce.data(), nullptr) == 1 &&
      EVP_EncryptUpdate(context, nullptr, &written, Bytes(associated),
                        static_cast<int>(associated.size())) == 1 &&
      EVP_EncryptUpdate(context, out, &written, Bytes(plain), static_cast<int>(plain.size())) ==
          1 &&
      EVP_EncryptFinal_ex(context, out + written, &written) == 1 &&
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, kTagBytes, out + plain.size()) == 1;
  TENURE_ASSERT(ok, "AES-256-GCM over {} bytes", plain.size());
  return sealed;
}

std::optional<std::string> AesGcmOpen(const Key& key, std::string_view nonce,
                                      std::string_view associated, std::string_view ciphertext) {
  if (nonce.size() != std::tuple_size_v<Nonce> || ciphertext.size() < kTagBytes)
    return std::nullopt;
  EVP_CIPHER_CTX* context = CipherContext(false);
  const std::size_t size = ciphertext.size() - kTagBytes;
  std::string tag(ciphertext.substr(size));
  std::string plain(size, '\0');
  auto* out = reinterpret_cast<std::uint8_t*>(plain.data());
  int written = 0;
  const bool ok =
      EVP_DecryptInit_ex2(context, nullptr, key.data(), Bytes(nonce), nullptr) == 1 &&
      EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, kTagBytes, tag.data()) == 1 &&
      EVP_DecryptUpdate(context, nullptr, &written, Bytes(associated),
                        static_cast<int>(associated.size())) == 1 &&
      EVP_DecryptUpdate(context, out, &written, Bytes(ciphertext), static_cast<int>(size)) == 1 &&
      EVP_DecryptFinal_ex(context, out + written, &written) == 1;
  if (!ok) {
    Wipe(plain);
    return std::nullopt;
  }
  return plain;
}

// RFC 2104 by hand: OpenSSL 3's EVP_MAC allocates on every use and is much slower.
Mac HmacSha256(std::span<const std::uint8_t> key, std::string_view message) {
  TENURE_ASSERT(key.size() <= kHmacBlockBytes, "a key of {} bytes", key.size());
  std::array<std::uint8_t, kHmacBlockBytes> inner, outer;
  inner.fill(0x36);
  outer.fill(0x5c);
  for (std::size_t i = 0; i < key.size(); ++i) {
    inner[i] ^= key[i];
    outer[i] ^= key[i];
  }
  const Hash256 hashed = Sha256(View(inner), message);
  const Mac result = Sha256(View(outer), ViewOf(hashed));
  Wipe(inner);
  Wipe(outer);
  return result;
}

Key DeriveKey(const Key& secret, std::string_view purpose) {
  return HmacSha256(secret, "tenure/" + std::string(purpose));
}

bool SameBytes(std::string_view one, std::string_view two) {
  return one.size() == two.size() && CRYPTO_memcmp(one.data(), two.data(), one.size()) == 0;
}

void Wipe(std::span<std::uint8_t> bytes) { OPENSSL_cleanse(bytes.data(), bytes.size()); }
void Wipe(std::string& bytes) { OPENSSL_cleanse(bytes.data(), bytes.size()); }

}  // namespace tenure::seal
