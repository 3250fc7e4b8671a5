// A key store that lives and dies with the process: for tests and simulation, and the reference for
// the one on disk.
#pragma once

#include <map>
#include <mutex>

#include "base/random.h"
#include "seal/crypto.h"
#include "seal/key_store.h"

namespace tenure::seal {

class MemoryKeyStore final : public KeyStore {
 public:
  // Draws the secret for keyed hashes from `random` at once, keys when they are needed. `random`
  // outlives the store; calls to it are serialised.
  explicit MemoryKeyStore(Random& random);

  [[nodiscard]] Result<SubjectKey> ForSealing(std::string_view subject) override;
  [[nodiscard]] Result<KeyLookup> ForOpening(std::string_view subject,
                                             std::uint32_t version) const override;
  [[nodiscard]] Result<void> Destroy(std::string_view subject) override;
  [[nodiscard]] const Key& MacSecret() const override { return mac_secret_; }
  [[nodiscard]] Result<std::optional<std::string>> Note(std::string_view name) const override;
  [[nodiscard]] Result<void> SetNote(std::string_view name, std::string_view value) override;

 private:
  mutable std::mutex mutex_;  // guards all below but the secret
  Random& random_;
  Key mac_secret_{};
  std::map<std::string, KeyLookup, std::less<>> keys_;
  std::map<std::string, std::string, std::less<>> notes_;
};

}  // namespace tenure::seal
