// Files of the key store: what is written in which order, so that a crash at any point leaves
// either the old keys or the new ones, and what is overwritten before it is forgotten.
#include "seal/file_key_store.h"

#include <algorithm>
#include <set>
#include <thread>
#include <utility>

#include "base/assert.h"
#include "base/stopwatch.h"
#include "seal/crypto.h"

namespace tenure::seal {
namespace {

constexpr std::string_view kIdentity = "identity";
constexpr std::string_view kGeneration = "generation";
constexpr std::string_view kSubjects = "subjects";
constexpr std::string_view kNotePrefix = "note-";
constexpr std::string_view kLock = "lock";

constexpr Duration kLockPatience = std::chrono::seconds(10);  // others hold it for milliseconds
constexpr std::string_view kTemporary = ".tmp";

constexpr std::uint64_t kSmallFileBytesMax = 64 * 1024;
constexpr std::uint64_t kSubjectsBytesMax = std::uint64_t{4} << 30;  // 30 million subjects

std::string ParentOf(const std::string& directory) {
  const std::size_t slash = directory.find_last_of('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : directory.substr(0, slash);
}

Failure Erased(std::string_view subject) {
  return Fail(ErrorCode::kNotFound, "the subject was erased: " + std::string(subject));
}

// Overwrites a file's bytes in place, so that deleting it leaves nothing to find where the medium
// writes in place. Where it does not, the generation key is what protects.
Result<void> Scrub(File& file) {
  TENURE_TRY(WriteZeros(file, 0, TENURE_TRY(file.SizeBytes())));
  return file.Sync();
}

Result<std::unique_ptr<File>> OpenIfThere(Files& files, const std::string& path) {
  if (!TENURE_TRY(files.Exists(path))) return std::unique_ptr<File>();
  return files.Open(path, OpenMode::kReadWrite);
}

bool IsNoteName(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
  });
}

}  // namespace

FileKeyStore::FileKeyStore(Files& files, std::string directory, Random& random,
                           KeyStoreAccess access)
    : files_(files), directory_(std::move(directory)), access_(access), random_(random) {}

FileKeyStore::~FileKeyStore() {
  Wipe(mac_secret_);
  Wipe(wrapping_.generation.key);
  for (auto& [subject, lookup] : keys_) Wipe(lookup.key.bytes);
}

std::string FileKeyStore::PathOf(std::string_view name) const {
  return directory_ + "/" + std::string(name);
}

// `identity` is written last: a directory without it is no key store yet.
Result<void> FileKeyStore::Create(Files& files, const std::string& directory,
                                  std::string_view store_id, Random& random) {
  TENURE_ASSERT(store_id.size() == kStoreIdBytes, "store id of {} bytes", store_id.size());
  if (TENURE_TRY(files.Exists(directory + "/" + std::string(kIdentity)))) {
    return Fail(ErrorCode::kStoreExists, directory + " holds a key store");
  }
  TENURE_TRY(files.MakeDirectory(directory));
  TENURE_TRY(files.SyncDirectory(ParentOf(directory)));
  GenerationKey first{.number = 1, .key = {}};
  random.Fill(first.key);
  KeyIdentity identity{.store_id = std::string(store_id), .mac_secret = {}};
  random.Fill(identity.mac_secret);
  TENURE_TRY(ReplaceFile(files, directory, std::string(kGeneration),
                         EncodeGenerations(store_id, {&first, 1})));
  TENURE_TRY(ReplaceFile(files, directory, std::string(kSubjects),
                         EncodeSubjectsHeader(store_id, first.number)));
  return ReplaceFile(files, directory, std::string(kIdentity), EncodeIdentity(identity));
}

Result<std::unique_ptr<FileKeyStore>> FileKeyStore::Open(Files& files, const std::string& directory,
                                                         std::string_view store_id, Random& random,
                                                         KeyStoreAccess access) {
  std::unique_ptr<FileKeyStore> store(new FileKeyStore(files, directory, random, access));
  if (access != KeyStoreAccess::kShared) {
    TENURE_TRY(store->Load(store_id));
    return store;
  }
  // A directory without a key store must not get a lock either: Load says what is wrong.
  if (!TENURE_TRY(files.Exists(store->PathOf(kIdentity)))) {
    TENURE_TRY(store->Load(store_id));
  }
  store->wrapping_.store_id = std::string(store_id);
  TENURE_TRY(store->Share());
  return store;
}

// The lock that every write of a shared directory is done under, with everything read that others
// have written: a file that was replaced (an erasure) or has grown.
Result<std::unique_ptr<FileLock>> FileKeyStore::Share() {
  if (access_ != KeyStoreAccess::kShared) return std::unique_ptr<FileLock>();
  std::unique_ptr<FileLock> lock;
  for (const Stopwatch watch; lock == nullptr;) {
    auto taken = files_.Lock(PathOf(kLock));
    const bool held = !taken && taken.error().code == ErrorCode::kStoreLocked;
    if (!taken && (!held || watch.Left(kLockPatience) == Duration(0))) {
      return tl::unexpected(std::move(taken).error());
    }
    if (taken) lock = *std::move(taken);
    if (lock == nullptr) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  if (subjects_ != nullptr) {
    const auto file = TENURE_TRY(files_.Open(PathOf(kSubjects), OpenMode::kRead));
    const std::uint64_t size = TENURE_TRY(file->SizeBytes());
    const std::string header = TENURE_TRY(ReadExactly(*file, 0, kSubjectsHeaderBytes));
    const auto generation = TENURE_TRY(DecodeSubjectsHeader(wrapping_.store_id, header));
    if (size == end_ && generation == wrapping_.generation.number) return lock;
  }
  keys_.clear();
  TENURE_TRY(Load(std::string(wrapping_.store_id)));
  return lock;
}

Result<void> FileKeyStore::Load(std::string_view store_id) {
  if (!TENURE_TRY(files_.Exists(PathOf(kIdentity)))) {
    return Fail(ErrorCode::kKeyMissing, "there is no key store in " + directory_);
  }
  for (const std::string_view part : {kGeneration, kSubjects}) {
    if (!TENURE_TRY(files_.Exists(PathOf(part)))) {
      return Fail(ErrorCode::kKeyMissing,
                  directory_ + " has lost its file `" + std::string(part) + "`");
    }
  }
  const KeyIdentity identity = TENURE_TRY(
      DecodeIdentity(TENURE_TRY(ReadWholeFile(files_, PathOf(kIdentity), kSmallFileBytesMax))));
  if (identity.store_id != store_id) {
    return Fail(ErrorCode::kKeyMissing, directory_ + " is the key store of another store");
  }
  mac_secret_ = identity.mac_secret;
  wrapping_.store_id = identity.store_id;
  const std::vector<GenerationKey> known = TENURE_TRY(DecodeGenerations(
      store_id, TENURE_TRY(ReadWholeFile(files_, PathOf(kGeneration), kSmallFileBytesMax))));
  const std::string bytes = TENURE_TRY(ReadWholeFile(files_, PathOf(kSubjects), kSubjectsBytesMax));
  wrapping_.generation.number = TENURE_TRY(DecodeSubjectsHeader(store_id, bytes));
  const auto current =
      std::ranges::find(known, wrapping_.generation.number, &GenerationKey::number);
  if (current == known.end()) {
    return Fail(ErrorCode::kKeyMissing,
                directory_ + ": `subjects` is older than the last erasure; its key is destroyed");
  }
  wrapping_.generation = *current;
  DecodedFrames frames = TENURE_TRY(DecodeFrames(wrapping_, bytes));
  for (KeyEntry& entry : frames.entries) keys_[std::move(entry.subject)] = entry.lookup;
  end_ = frames.end;
  if (access_ == KeyStoreAccess::kReadOnly) return {};
  TENURE_TRY(EraseLeftovers());
  TENURE_TRY(SettleGenerations(known));
  subjects_ = TENURE_TRY(files_.Open(PathOf(kSubjects), OpenMode::kReadWrite));
  if (end_ < bytes.size()) TENURE_TRY(subjects_->Truncate(end_));  // an append nobody was promised
  return {};
}

// After a Destroy that was cut short: only the key that wraps the present file stays.
Result<void> FileKeyStore::SettleGenerations(const std::vector<GenerationKey>& known) {
  if (known.size() == 1) return {};
  return ReplaceGenerations({&wrapping_.generation, 1});
}

// Files that a crash left half-way may hold keys.
Result<void> FileKeyStore::EraseLeftovers() {
  const std::vector<std::string> names = TENURE_TRY(files_.List(directory_));
  for (const std::string& name : names) {
    if (!name.ends_with(kTemporary)) continue;
    TENURE_TRY(Scrub(*TENURE_TRY(files_.Open(PathOf(name), OpenMode::kReadWrite))));
    TENURE_TRY(files_.Remove(PathOf(name)));
  }
  return {};
}

Result<void> FileKeyStore::CheckWritable() const {
  if (access_ == KeyStoreAccess::kReadOnly) {
    return Fail(ErrorCode::kReadOnly, directory_ + " is open for reading");
  }
  if (failed_) return tl::unexpected(*failed_);
  return {};
}

// One frame, one sync. A failure leaves the tail unknown, so nothing is appended after it.
Result<void> FileKeyStore::Append(std::span<const KeyEntry> entries) {
  const std::string frame = EncodeFrame(wrapping_, end_, entries, random_);
  Result<void> written = subjects_->WriteAt(end_, frame);
  if (written) written = subjects_->Sync();
  if (!written) {
    failed_ = written.error();
    return written;
  }
  end_ += frame.size();
  for (const KeyEntry& entry : entries) keys_[entry.subject] = entry.lookup;
  return {};
}

Result<SubjectKey> FileKeyStore::ForSealing(std::string_view subject) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = keys_.find(subject);
    if (found != keys_.end()) {
      if (found->second.status == KeyStatus::kErased) return Erased(subject);
      return found->second.key;
    }
  }
  const std::string made(subject);
  TENURE_TRY(MakeKeys({&made, 1}));
  const std::lock_guard lock(mutex_);
  const KeyLookup& found = keys_.find(subject)->second;
  if (found.status == KeyStatus::kErased) return Erased(subject);
  return found.key;
}

Result<void> FileKeyStore::MakeKeys(std::span<const std::string> subjects) {
  const std::lock_guard lock(mutex_);
  const auto shared = TENURE_TRY(Share());
  std::vector<KeyEntry> fresh;
  std::set<std::string_view> named;
  const auto flush = [&]() -> Result<void> {
    if (fresh.empty()) return {};
    TENURE_TRY(CheckWritable());
    TENURE_TRY(Append(fresh));
    fresh.clear();
    return {};
  };
  for (const std::string& subject : subjects) {
    if (subject.empty() || subject.size() > kSubjectBytesMax) {
      return Fail(ErrorCode::kInvalidInput, "a subject has 1 to 512 bytes");
    }
    if (keys_.contains(subject) || !named.insert(subject).second) continue;
    KeyLookup lookup{.status = KeyStatus::kPresent, .key = {.version = 1}};
    random_.Fill(lookup.key.bytes);
    fresh.push_back({subject, lookup});
    if (fresh.size() == kFrameEntriesMax) TENURE_TRY(flush());
  }
  return flush();
}

Result<KeyLookup> FileKeyStore::ForOpening(std::string_view subject, std::uint32_t version) const {
  const std::lock_guard lock(mutex_);
  const auto found = keys_.find(subject);
  if (found == keys_.end()) return KeyLookup{};
  const KeyLookup& lookup = found->second;
  if (lookup.status == KeyStatus::kPresent && lookup.key.version != version) return KeyLookup{};
  return lookup;
}

// The order is the safety: both generation keys are durable before a file needs the new one, and
// the old one is forgotten only after no file needs it.
Result<void> FileKeyStore::Destroy(std::string_view subject) {
  const std::lock_guard lock(mutex_);
  const auto shared = TENURE_TRY(Share());
  const auto found = keys_.find(subject);
  if (found != keys_.end() && found->second.status == KeyStatus::kErased) return {};
  if (subject.empty() || subject.size() > kSubjectBytesMax) {
    return Fail(ErrorCode::kInvalidInput, "a subject has 1 to 512 bytes");
  }
  TENURE_TRY(CheckWritable());
  GenerationKey next{.number = wrapping_.generation.number + 1, .key = {}};
  random_.Fill(next.key);
  KeyLookup& lookup = keys_[std::string(subject)];
  Wipe(lookup.key.bytes);
  lookup = {.status = KeyStatus::kErased};
  const Result<void> done = RewriteUnder(next);
  if (!done) failed_ = done.error();
  return done;
}

Result<void> FileKeyStore::RewriteUnder(const GenerationKey& next) {
  const GenerationKey both[] = {wrapping_.generation, next};
  TENURE_TRY(ReplaceGenerations(both));
  const std::string temporary = PathOf(std::string(kSubjects) + std::string(kTemporary));
  const Wrapping wrapping{.store_id = wrapping_.store_id, .generation = next};
  std::unique_ptr<File> file = TENURE_TRY(files_.Open(temporary, OpenMode::kCreate));
  TENURE_TRY(file->WriteAt(0, EncodeSubjectsHeader(wrapping.store_id, next.number)));
  std::uint64_t end = kSubjectsHeaderBytes;
  std::vector<KeyEntry> entries;
  std::size_t left = keys_.size();
  for (const auto& [subject, lookup] : keys_) {
    entries.push_back({subject, lookup});
    if (--left > 0 && entries.size() < kFrameEntriesMax) continue;
    const std::string frame = EncodeFrame(wrapping, end, entries, random_);
    TENURE_TRY(file->WriteAt(end, frame));
    end += frame.size();
    for (KeyEntry& entry : entries) Wipe(entry.lookup.key.bytes);
    entries.clear();
  }
  TENURE_TRY(file->Sync());
  TENURE_TRY(files_.Rename(temporary, PathOf(kSubjects)));
  TENURE_TRY(files_.SyncDirectory(directory_));
  std::swap(subjects_, file);
  wrapping_ = wrapping;
  end_ = end;
  TENURE_TRY(Scrub(*file));
  return ReplaceGenerations({&next, 1});
}

Result<void> FileKeyStore::ReplaceGenerations(std::span<const GenerationKey> generations) {
  const std::unique_ptr<File> old = TENURE_TRY(OpenIfThere(files_, PathOf(kGeneration)));
  std::string bytes = EncodeGenerations(wrapping_.store_id, generations);
  TENURE_TRY(ReplaceFile(files_, directory_, std::string(kGeneration), bytes));
  Wipe(bytes);
  if (old != nullptr) TENURE_TRY(Scrub(*old));
  return {};
}

Result<std::optional<std::string>> FileKeyStore::Note(std::string_view name) const {
  TENURE_ASSERT(IsNoteName(name), "note {}", name);
  const std::lock_guard lock(mutex_);
  const std::string path = PathOf(std::string(kNotePrefix) + std::string(name));
  if (!TENURE_TRY(files_.Exists(path))) return std::nullopt;
  return TENURE_TRY(DecodeNote(TENURE_TRY(ReadWholeFile(files_, path, kSmallFileBytesMax))));
}

Result<void> FileKeyStore::SetNote(std::string_view name, std::string_view value) {
  TENURE_ASSERT(IsNoteName(name), "note {}", name);
  TENURE_ASSERT(value.size() < kSmallFileBytesMax, "a note of {} bytes", value.size());
  const std::lock_guard lock(mutex_);
  TENURE_TRY(CheckWritable());
  return ReplaceFile(files_, directory_, std::string(kNotePrefix) + std::string(name),
                     EncodeNote(value));
}

}  // namespace tenure::seal
