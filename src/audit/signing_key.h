// The key that signs checkpoints: in the directory of the keys, since whoever signs is neither the
// log nor its backup. `audit-key.pem` is secret, `audit-key.pub` is to be given away.
#pragma once

#include <string>

#include "audit/signed_note.h"
#include "base/file_port.h"
#include "base/random.h"
#include "tenure/result.h"

namespace tenure::audit {

struct SigningKey {
  std::string name;
  seal::SigningSeed seed{};
  [[nodiscard]] NoteVerifier Verifier() const { return {name, seal::VerifyingKeyOf(seed)}; }
};

// Durable when it returns. kStoreExists when there is one: a key is never made over another.
[[nodiscard]] Result<SigningKey> MakeSigningKey(Files& files, const std::string& directory,
                                                const std::string& name, Random& random);
// kKeyMissing when there is none, or the two files are not of one key.
[[nodiscard]] Result<SigningKey> ReadSigningKey(Files& files, const std::string& directory);
// The public half alone. kNotFound when there is none.
[[nodiscard]] Result<NoteVerifier> ReadPublicKey(Files& files, const std::string& directory);

}  // namespace tenure::audit
