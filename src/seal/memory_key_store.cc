// Keys in a map.
#include "seal/memory_key_store.h"

namespace tenure::seal {

MemoryKeyStore::MemoryKeyStore(Random& random) : random_(random) { random_.Fill(mac_secret_); }

Result<SubjectKey> MemoryKeyStore::ForSealing(std::string_view subject) {
  const std::lock_guard lock(mutex_);
  const auto found = keys_.find(subject);
  if (found != keys_.end()) {
    if (found->second.status == KeyStatus::kErased) {
      return Fail(ErrorCode::kNotFound, "the subject was erased: " + std::string(subject));
    }
    return found->second.key;
  }
  KeyLookup made{.status = KeyStatus::kPresent, .key = {.version = 1}};
  random_.Fill(made.key.bytes);
  keys_.emplace(subject, made);
  return made.key;
}

Result<KeyLookup> MemoryKeyStore::ForOpening(std::string_view subject,
                                             std::uint32_t version) const {
  const std::lock_guard lock(mutex_);
  const auto found = keys_.find(subject);
  if (found == keys_.end()) return KeyLookup{};
  const KeyLookup& key = found->second;
  if (key.status == KeyStatus::kPresent && key.key.version != version) return KeyLookup{};
  return key;
}

Result<void> MemoryKeyStore::Destroy(std::string_view subject) {
  const std::lock_guard lock(mutex_);
  KeyLookup& key = keys_[std::string(subject)];
  Wipe(key.key.bytes);
  key = {.status = KeyStatus::kErased};
  return {};
}

Result<std::optional<std::string>> MemoryKeyStore::Note(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto found = notes_.find(name);
  if (found == notes_.end()) return std::nullopt;
  return found->second;
}

Result<void> MemoryKeyStore::SetNote(std::string_view name, std::string_view value) {
  const std::lock_guard lock(mutex_);
  notes_[std::string(name)] = value;
  return {};
}

}  // namespace tenure::seal
