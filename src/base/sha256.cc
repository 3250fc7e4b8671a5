// SHA-256 through OpenSSL's plain functions. They are marked deprecated since OpenSSL 3 in favour
// of EVP, which allocates and looks algorithms up: for records of 240 bytes that costs as much as
// the hash itself.
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/sha256.h"

#include <openssl/sha.h>

namespace tenure {

Hash256 Sha256(std::string_view head, std::string_view tail) {
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, head.data(), head.size());
  SHA256_Update(&context, tail.data(), tail.size());
  Hash256 hash;
  SHA256_Final(hash.data(), &context);
  return hash;
}

std::string HexOf(const Hash256& hash) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  hex.reserve(hash.size() * 2);
  for (const std::uint8_t byte : hash) {
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 0xf]);
  }
  return hex;
}

}  // namespace tenure
