#include "audit/signing_key.h"

namespace tenure::audit {
namespace {

const std::string kPrivateName = "audit-key.pem";
const std::string kPublicName = "audit-key.pub";
constexpr std::uint64_t kKeyBytesMax = 4096;

}  // namespace

Result<SigningKey> MakeSigningKey(Files& files, const std::string& directory,
                                  const std::string& name, Random& random) {
  if (!IsSignerName(name)) {
    return Fail(ErrorCode::kInvalidInput, "a signer's name has no white space and no +");
  }
  for (const std::string& file : {kPrivateName, kPublicName}) {
    if (TENURE_TRY(files.Exists(directory + "/" + file))) {
      return Fail(ErrorCode::kStoreExists, directory + "/" + file);
    }
  }
  SigningKey key{.name = name, .seed = {}};
  random.Fill(key.seed);
  std::string pem = seal::PemOf(key.seed);
  TENURE_TRY(ReplaceFile(files, directory, kPrivateName, pem));
  seal::Wipe(pem);
  TENURE_TRY(ReplaceFile(files, directory, kPublicName, VerifierText(key.Verifier()) + "\n"));
  return key;
}

Result<NoteVerifier> ReadPublicKey(Files& files, const std::string& directory) {
  return ParseVerifier(
      TENURE_TRY(ReadWholeFile(files, directory + "/" + kPublicName, kKeyBytesMax)));
}

Result<SigningKey> ReadSigningKey(Files& files, const std::string& directory) {
  const std::string path = directory + "/" + kPrivateName;
  if (!TENURE_TRY(files.Exists(path))) {
    return Fail(ErrorCode::kKeyMissing, path + ": make one with `tenure audit keys init`");
  }
  std::string pem = TENURE_TRY(ReadWholeFile(files, path, kKeyBytesMax));
  const auto seed = seal::SeedOfPem(pem);
  seal::Wipe(pem);
  if (!seed) return Fail(ErrorCode::kKeyMissing, path + " is not an Ed25519 key");
  const NoteVerifier verifier = TENURE_TRY(ReadPublicKey(files, directory));
  SigningKey key{.name = verifier.name, .seed = *seed};
  if (key.Verifier().key != verifier.key) {
    return Fail(ErrorCode::kKeyMissing, path + " and its public half are of two keys");
  }
  return key;
}

}  // namespace tenure::audit
