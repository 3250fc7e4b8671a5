// The port of keys: one key a subject, made on first use, destroyed to erase; one secret for keyed
// hashes. Stands beside the store directory, never inside it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "tenure/result.h"

namespace tenure::seal {

struct SubjectKey {
  std::uint32_t version = 0;  // first key of a subject is 1
  std::array<std::uint8_t, 32> bytes{};
};

enum class KeyStatus : std::uint8_t { kNone, kPresent, kErased };

struct KeyLookup {
  KeyStatus status = KeyStatus::kNone;
  SubjectKey key;  // set when kPresent
};

class KeyStore {
 public:
  virtual ~KeyStore() = default;

  // The subject's current key; a new one is durable before it is returned. Any thread.
  // kNotFound when the subject was erased: an erased subject gets no new key.
  [[nodiscard]] virtual Result<SubjectKey> ForSealing(std::string_view subject) = 0;

  // Makes the keys that some of these subjects still lack, with one sync for many: for a batch of
  // commands before they are sealed. Subjects with a key, and erased ones, are passed over. Any
  // thread.
  [[nodiscard]] virtual Result<void> MakeKeys(std::span<const std::string> subjects) {
    for (const std::string& subject : subjects) {
      const Result<SubjectKey> key = ForSealing(subject);
      if (!key && key.error().code != ErrorCode::kNotFound) return tl::unexpected(key.error());
    }
    return {};
  }

  // The key of one version, without making one. Any thread.
  [[nodiscard]] virtual Result<KeyLookup> ForOpening(std::string_view subject,
                                                     std::uint32_t version) const = 0;

  // Destroys every key of a subject and leaves a mark that it was erased. Durable when it returns;
  // repeating it changes nothing.
  [[nodiscard]] virtual Result<void> Destroy(std::string_view subject) = 0;

  // Secret for keyed hashes (identity numbers, command digests). The same for the store's life.
  [[nodiscard]] virtual const std::array<std::uint8_t, 32>& MacSecret() const = 0;

  // A note that may be overwritten: the log's head as last seen, to notice a rolled back store.
  [[nodiscard]] virtual Result<std::optional<std::string>> Note(std::string_view name) const = 0;
  [[nodiscard]] virtual Result<void> SetNote(std::string_view name, std::string_view value) = 0;
};

}  // namespace tenure::seal
