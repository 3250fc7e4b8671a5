// The primitives against published vectors, and against every single flipped bit.
#include "seal/crypto.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/hex.h"

namespace tenure::seal {
namespace {

TEST(HmacSha256, Rfc4231Case2_MatchesVector) {
  const std::string key = "Jefe";
  const Mac mac = HmacSha256({reinterpret_cast<const std::uint8_t*>(key.data()), key.size()},
                             "what do ya want for nothing?");
  EXPECT_EQ(HexOf({reinterpret_cast<const char*>(mac.data()), mac.size()}),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(AesGcm, NistCase14_MatchesVector) {
  const Key key{};
  const Nonce nonce{};
  EXPECT_EQ(HexOf(AesGcmSeal(key, nonce, "", std::string(16, '\0'))),
            "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919");
}

struct Sample {
  Key key{};
  Nonce nonce{};
  std::string associated = "store|customer/C-1|1";
  std::string plain = "王力 138";
  std::string ciphertext;
  Sample() {
    key.fill(7);
    nonce.fill(9);
    ciphertext = AesGcmSeal(key, nonce, associated, plain);
  }
  std::string_view nonce_view() const {
    return {reinterpret_cast<const char*>(nonce.data()), nonce.size()};
  }
};

TEST(AesGcm, Untouched_OpensAgain) {
  const Sample sample;
  EXPECT_EQ(AesGcmOpen(sample.key, sample.nonce_view(), sample.associated, sample.ciphertext),
            sample.plain);
}

TEST(AesGcm, AnyFlippedBitOfCiphertext_Refused) {
  const Sample sample;
  for (std::size_t bit = 0; bit < sample.ciphertext.size() * 8; ++bit) {
    std::string flipped = sample.ciphertext;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << bit % 8));
    EXPECT_EQ(AesGcmOpen(sample.key, sample.nonce_view(), sample.associated, flipped),
              std::nullopt);
  }
  EXPECT_EQ(AesGcmOpen(sample.key, sample.nonce_view(), sample.associated, sample.ciphertext),
            sample.plain)
      << "a context stays good after a refusal";
}

TEST(AesGcm, OtherAssociatedDataKeyOrNonce_Refused) {
  const Sample sample;
  Key other_key = sample.key;
  other_key[31] ^= 1;
  EXPECT_EQ(AesGcmOpen(sample.key, sample.nonce_view(), "other", sample.ciphertext), std::nullopt);
  EXPECT_EQ(AesGcmOpen(other_key, sample.nonce_view(), sample.associated, sample.ciphertext),
            std::nullopt);
  EXPECT_EQ(AesGcmOpen(sample.key, "123456789012", sample.associated, sample.ciphertext),
            std::nullopt);
  EXPECT_EQ(AesGcmOpen(sample.key, "short", sample.associated, sample.ciphertext), std::nullopt);
  EXPECT_EQ(AesGcmOpen(sample.key, sample.nonce_view(), sample.associated, "tiny"), std::nullopt);
}

TEST(DeriveKey, OtherPurpose_OtherKey) {
  const Key secret{};
  EXPECT_NE(DeriveKey(secret, "digest"), DeriveKey(secret, "mac/id"));
  EXPECT_EQ(DeriveKey(secret, "digest"), DeriveKey(secret, "digest"));
}

TEST(SameBytes, EqualAndUnequal_Told) {
  EXPECT_TRUE(SameBytes("abc", "abc"));
  EXPECT_FALSE(SameBytes("abc", "abd"));
  EXPECT_FALSE(SameBytes("abc", "ab"));
}

}  // namespace
}  // namespace tenure::seal
