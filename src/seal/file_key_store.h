// The key store on disk, in a directory beside the store's (never inside it or its backup). A new
// key costs one fdatasync; opening one costs a look into memory. Destroying one rewrites the file
// under a new generation key and forgets the old, so that a copy of the old file opens nothing: the
// file `generation` is what a backup of keys leaves out.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/file_port.h"
#include "base/random.h"
#include "seal/key_file.h"
#include "seal/key_store.h"

namespace tenure::seal {

// kShared: several processes may make keys at the same time. Each write takes a lock in the
// directory and reads first what the others have written; the first to make a subject's key wins.
enum class KeyStoreAccess : std::uint8_t { kReadWrite, kReadOnly, kShared };

class FileKeyStore final : public KeyStore {
 public:
  // Makes `directory` (its parent exists) with a fresh secret. Durable when it returns. A directory
  // that an earlier, interrupted Create left is made anew. kStoreExists when it holds a key store.
  [[nodiscard]] static Result<void> Create(Files& files, const std::string& directory,
                                           std::string_view store_id, Random& random);

  // `files` and `random` outlive the store. Finishes a Destroy that was cut short. kKeyMissing when
  // the directory holds no key store or that of another store, kStoreFormat for another format,
  // kLogDamaged for anything but a torn last append. With kReadOnly nothing on disk is changed and
  // whatever would is kReadOnly.
  [[nodiscard]] static Result<std::unique_ptr<FileKeyStore>> Open(
      Files& files, const std::string& directory, std::string_view store_id, Random& random,
      KeyStoreAccess access = KeyStoreAccess::kReadWrite);

  // After a failed write it answers every later one with that failure: reopen to go on.
  [[nodiscard]] Result<SubjectKey> ForSealing(std::string_view subject) override;
  [[nodiscard]] Result<void> MakeKeys(std::span<const std::string> subjects) override;
  [[nodiscard]] Result<KeyLookup> ForOpening(std::string_view subject,
                                             std::uint32_t version) const override;
  // Costs a rewrite of the whole file: about 50 ms at 100,000 subjects.
  [[nodiscard]] Result<void> Destroy(std::string_view subject) override;
  [[nodiscard]] const Key& MacSecret() const override { return mac_secret_; }
  // Names are words of [a-z0-9._-]. Any thread.
  [[nodiscard]] Result<std::optional<std::string>> Note(std::string_view name) const override;
  [[nodiscard]] Result<void> SetNote(std::string_view name, std::string_view value) override;

  ~FileKeyStore() override;

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>()(text);
    }
  };
  using Keys = std::unordered_map<std::string, KeyLookup, TextHash, std::equal_to<>>;

  FileKeyStore(Files& files, std::string directory, Random& random, KeyStoreAccess access);

  Result<void> Load(std::string_view store_id);
  Result<std::unique_ptr<FileLock>> Share();
  Result<void> SettleGenerations(const std::vector<GenerationKey>& known);
  Result<void> EraseLeftovers();
  Result<void> CheckWritable() const;
  Result<void> Append(std::span<const KeyEntry> entries);
  Result<void> RewriteUnder(const GenerationKey& next);
  Result<void> ReplaceGenerations(std::span<const GenerationKey> generations);
  std::string PathOf(std::string_view name) const;

  Files& files_;
  const std::string directory_;
  const KeyStoreAccess access_;
  Key mac_secret_{};

  mutable std::mutex mutex_;  // guards all below and every write to the directory
  Random& random_;
  Wrapping wrapping_;
  std::unique_ptr<File> subjects_;
  std::uint64_t end_ = 0;  // of the last whole frame
  Keys keys_;
  std::optional<Error> failed_;
};

}  // namespace tenure::seal
