// What every key store promises, over the one in memory and the one on disk; then what only the one
// on disk can get wrong: torn and altered files, power loss at every call, foreign stores, erasure.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <functional>
#include <map>

#include "base/crc32c.h"
#include "base/memory_files.h"
#include "seal/file_key_store.h"
#include "seal/memory_key_store.h"

namespace tenure::seal {
namespace {

const std::string kDirectory = "disk/store.keys";
const std::string kStoreId(16, 'i');

std::string Text(const Key& key) { return {key.begin(), key.end()}; }

Result<void> CreateOn(MemoryFiles& files, Random& random) {
  TENURE_TRY(files.MakeDirectory("disk"));
  TENURE_TRY(files.SyncDirectory(""));
  return FileKeyStore::Create(files, kDirectory, kStoreId, random);
}

std::vector<std::string> Names(const Files& files) {
  return files.List(kDirectory).value_or(std::vector<std::string>{"unreadable.tmp"});
}

std::unique_ptr<FileKeyStore> MustOpen(Files& files, Random& random) {
  auto opened = FileKeyStore::Open(files, kDirectory, kStoreId, random);
  EXPECT_TRUE(opened) << opened.error().message;
  return opened ? std::move(*opened) : nullptr;
}

class KeyStoreContract : public ::testing::TestWithParam<bool> {
 protected:
  KeyStoreContract() {
    if (GetParam()) {
      EXPECT_TRUE(CreateOn(files_, random_));
      store_ = MustOpen(files_, random_);
    } else {
      store_ = std::make_unique<MemoryKeyStore>(random_);
    }
  }
  SeededRandom random_{5};
  MemoryFiles files_;
  std::unique_ptr<KeyStore> store_;
};

INSTANTIATE_TEST_SUITE_P(AllStores, KeyStoreContract, ::testing::Bool(),
                         [](const auto& info) { return info.param ? "File" : "Memory"; });

TEST_P(KeyStoreContract, ForSealing_SameSubject_SameKey) {
  const auto one = store_->ForSealing("customer/C-1");
  const auto again = store_->ForSealing("customer/C-1");
  const auto other = store_->ForSealing("customer/C-2");
  ASSERT_TRUE(one && again && other);
  EXPECT_EQ(one->version, 1u);
  EXPECT_EQ(one->bytes, again->bytes);
  EXPECT_NE(one->bytes, other->bytes);
}

TEST_P(KeyStoreContract, ForOpening_NeverMakesAKey) {
  EXPECT_EQ(store_->ForOpening("customer/C-1", 1)->status, KeyStatus::kNone);
  const auto made = store_->ForSealing("customer/C-1");
  const auto found = store_->ForOpening("customer/C-1", 1);
  EXPECT_EQ(found->status, KeyStatus::kPresent);
  EXPECT_EQ(found->key.bytes, made->bytes);
  EXPECT_EQ(store_->ForOpening("customer/C-1", 2)->status, KeyStatus::kNone);
}

TEST_P(KeyStoreContract, Destroy_KeyGoneMarkStays) {
  ASSERT_TRUE(store_->ForSealing("customer/C-1"));
  for (int i = 0; i < 2; ++i) {  // repeating it changes nothing
    ASSERT_TRUE(store_->Destroy("customer/C-1"));
    EXPECT_EQ(store_->ForOpening("customer/C-1", 1)->status, KeyStatus::kErased);
    const auto refused = store_->ForSealing("customer/C-1");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kNotFound);
  }
  EXPECT_TRUE(store_->ForSealing("customer/C-2"));
}

TEST_P(KeyStoreContract, Destroy_SubjectWithoutKey_StillMarked) {
  ASSERT_TRUE(store_->Destroy("customer/C-9"));
  EXPECT_EQ(store_->ForOpening("customer/C-9", 1)->status, KeyStatus::kErased);
}

TEST_P(KeyStoreContract, MakeKeys_Many_ErasedPassedOver) {
  ASSERT_TRUE(store_->Destroy("customer/0"));
  const auto before = store_->ForSealing("customer/1");
  std::vector<std::string> subjects;
  for (int i = 0; i < 2'500; ++i) subjects.push_back(fmt::format("customer/{}", i % 2'400));
  ASSERT_TRUE(store_->MakeKeys(subjects));
  EXPECT_EQ(store_->ForOpening("customer/0", 1)->status, KeyStatus::kErased);
  EXPECT_EQ(store_->ForOpening("customer/1", 1)->key.bytes, before->bytes);
  for (int i = 1; i < 2'400; ++i) {
    EXPECT_EQ(store_->ForOpening(fmt::format("customer/{}", i), 1)->status, KeyStatus::kPresent);
  }
}

TEST_P(KeyStoreContract, Note_Overwritten_LastWins) {
  EXPECT_EQ(*store_->Note("head"), std::nullopt);
  ASSERT_TRUE(store_->SetNote("head", "one"));
  ASSERT_TRUE(store_->SetNote("head", std::string("two\0", 4)));
  EXPECT_EQ(**store_->Note("head"), std::string("two\0", 4));
}

class FileKeyStoreTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(CreateOn(files_, random_)); }
  std::string& Bytes(const std::string& name) {
    return *files_.MutableBytes(kDirectory + "/" + name);
  }
  ErrorCode OpenError() {
    const auto opened = FileKeyStore::Open(files_, kDirectory, kStoreId, random_);
    return opened ? ErrorCode::kInternal : opened.error().code;
  }
  // Sizes of `subjects` after each of `count` new keys, the empty file first.
  std::vector<std::size_t> Fill(int count) {
    std::vector<std::size_t> sizes{Bytes("subjects").size()};
    const auto store = MustOpen(files_, random_);
    for (int i = 0; i < count; ++i) {
      EXPECT_TRUE(store->ForSealing(fmt::format("customer/{}", i)));
      sizes.push_back(Bytes("subjects").size());
    }
    return sizes;
  }
  SeededRandom random_{6};
  MemoryFiles files_{1};
};

TEST_F(FileKeyStoreTest, Reopened_KeysMarksSecretAndNotesStand) {
  std::string key, secret;
  {
    const auto store = MustOpen(files_, random_);
    key = Text(store->ForSealing("customer/C-1")->bytes);
    secret = Text(store->MacSecret());
    ASSERT_TRUE(store->Destroy("customer/C-2"));
    ASSERT_TRUE(store->ForSealing("customer/C-3"));
    ASSERT_TRUE(store->SetNote("head", "17"));
  }
  files_.Crash();  // all of it was durable
  const auto store = MustOpen(files_, random_);
  EXPECT_EQ(Text(store->ForSealing("customer/C-1")->bytes), key);
  EXPECT_EQ(store->ForOpening("customer/C-2", 1)->status, KeyStatus::kErased);
  EXPECT_EQ(store->ForOpening("customer/C-3", 1)->status, KeyStatus::kPresent);
  EXPECT_EQ(Text(store->MacSecret()), secret);
  EXPECT_EQ(**store->Note("head"), "17");
}

TEST_F(FileKeyStoreTest, Create_OnExisting_StoreExists) {
  const auto again = FileKeyStore::Create(files_, kDirectory, kStoreId, random_);
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kStoreExists);
}

TEST_F(FileKeyStoreTest, Open_MissingOrForeign_KeyMissing) {
  const auto foreign = FileKeyStore::Open(files_, kDirectory, std::string(16, 'x'), random_);
  ASSERT_FALSE(foreign);
  EXPECT_EQ(foreign.error().code, ErrorCode::kKeyMissing);
  const auto missing = FileKeyStore::Open(files_, "/elsewhere", kStoreId, random_);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kKeyMissing);
}

TEST_F(FileKeyStoreTest, Open_OtherFormat_StoreFormat) {
  std::string newer = EncodeIdentity({kStoreId, {}});
  newer[7] = '2';
  newer.resize(newer.size() - 4);
  const std::uint32_t checksum = Crc32c(0, newer);
  for (int i = 0; i < 4; ++i) newer += static_cast<char>(checksum >> (8 * i) & 0xff);
  Bytes("identity") = newer;
  EXPECT_EQ(OpenError(), ErrorCode::kStoreFormat);
}

TEST_F(FileKeyStoreTest, Open_LastAppendCutAnywhere_EarlierKeysStand) {
  const std::vector<std::size_t> sizes = Fill(3);
  const std::string whole = Bytes("subjects");
  for (std::size_t size = sizes[2]; size < sizes[3]; ++size) {
    for (const bool zeros : {false, true}) {  // the length was written, the bytes were not
      std::string torn = whole.substr(0, size);
      if (zeros) torn.resize(whole.size(), '\0');
      if (torn == whole) continue;
      Bytes("subjects") = torn;
      const auto store = MustOpen(files_, random_);
      ASSERT_NE(store, nullptr) << size;
      EXPECT_EQ(store->ForOpening("customer/1", 1)->status, KeyStatus::kPresent);
      EXPECT_EQ(store->ForOpening("customer/2", 1)->status, KeyStatus::kNone);
      ASSERT_TRUE(store->ForSealing("customer/9"));
      EXPECT_NE(MustOpen(files_, random_), nullptr) << "goes on after the last whole one";
    }
  }
}

TEST_F(FileKeyStoreTest, Open_AnyByteBeforeLastFrameFlipped_Refused) {
  const std::vector<std::size_t> sizes = Fill(3);
  const std::string whole = Bytes("subjects");
  for (std::size_t at = 0; at < sizes[2]; ++at) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
    Bytes("subjects") = flipped;
    EXPECT_NE(OpenError(), ErrorCode::kInternal) << at;
  }
  for (const char* name : {"identity", "generation"}) {
    const std::string good = Bytes(name);
    Bytes("subjects") = whole;
    for (std::size_t at = 0; at < good.size(); ++at) {
      Bytes(name)[at] = static_cast<char>(good[at] ^ 0x10);
      EXPECT_NE(OpenError(), ErrorCode::kInternal) << name << at;
      Bytes(name) = good;
    }
  }
  EXPECT_NE(MustOpen(files_, random_), nullptr);
}

TEST_F(FileKeyStoreTest, Open_FramesSwapped_Refused) {
  const std::vector<std::size_t> sizes = Fill(2);
  const std::string whole = Bytes("subjects");
  ASSERT_EQ(sizes[2] - sizes[1], sizes[1] - sizes[0]);
  Bytes("subjects") = whole.substr(0, sizes[0]) + whole.substr(sizes[1]) +
                      whole.substr(sizes[0], sizes[1] - sizes[0]);
  EXPECT_EQ(OpenError(), ErrorCode::kLogDamaged);
}

TEST_F(FileKeyStoreTest, Destroy_OldFilesOpenNothing_AndNoKeyStandsInClear) {
  const auto store = MustOpen(files_, random_);
  const std::string key = Text(store->ForSealing("customer/C-1")->bytes);
  const std::string other = Text(store->ForSealing("customer/C-2")->bytes);
  const std::string backup = Bytes("subjects");
  const std::string generation = Bytes("generation");
  for (const std::string& name : Names(files_)) {
    EXPECT_EQ(Bytes(name).find(key), std::string::npos) << name;
    EXPECT_EQ(Bytes(name).find("C-1"), std::string::npos) << name << ": names leak nothing";
  }
  ASSERT_TRUE(store->Destroy("customer/C-1"));
  const std::string generation_key = generation.substr(32, 32);
  EXPECT_EQ(Bytes("generation").find(generation_key), std::string::npos);
  EXPECT_EQ(Bytes("generation").size(), generation.size()) << "the old generation key is gone";
  EXPECT_EQ(Text(store->ForOpening("customer/C-2", 1)->key.bytes), other);
  Bytes("subjects") = backup;
  EXPECT_EQ(OpenError(), ErrorCode::kKeyMissing);
}

TEST_F(FileKeyStoreTest, Destroy_ReplacedFiles_AreOverwritten) {
  const auto store = MustOpen(files_, random_);
  ASSERT_TRUE(store->ForSealing("customer/C-1"));
  for (const char* name : {"subjects", "generation"}) {
    const auto old = files_.Open(kDirectory + "/" + name, OpenMode::kRead);
    ASSERT_TRUE(old);
    const std::uint64_t size = *(*old)->SizeBytes();
    ASSERT_TRUE(store->Destroy(fmt::format("customer/{}", name)));
    EXPECT_EQ(*ReadExactly(**old, 0, size), std::string(size, '\0')) << name;
  }
}

TEST_F(FileKeyStoreTest, DiskFull_NothingPromisedAndStaysSo) {
  const auto store = MustOpen(files_, random_);
  files_.FailWrite(1, ErrorCode::kDiskFull);
  const auto refused = store->ForSealing("customer/C-1");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kDiskFull);
  EXPECT_FALSE(store->ForSealing("customer/C-2")) << "the tail is unknown until it is reopened";
  EXPECT_TRUE(MustOpen(files_, random_)->ForSealing("customer/C-1"));
}

TEST_F(FileKeyStoreTest, SyncFails_NothingPromised) {
  const auto store = MustOpen(files_, random_);
  files_.FailSync(1);
  EXPECT_FALSE(store->ForSealing("customer/C-1"));
  EXPECT_FALSE(store->ForSealing("customer/C-1"));
}

TEST_F(FileKeyStoreTest, ReadOnly_OpensButMakesNothing) {
  Fill(1);
  files_.SetMediumReadOnly(true);
  const auto store =
      FileKeyStore::Open(files_, kDirectory, kStoreId, random_, KeyStoreAccess::kReadOnly);
  ASSERT_TRUE(store) << store.error().message;
  EXPECT_EQ((*store)->ForOpening("customer/0", 1)->status, KeyStatus::kPresent);
  EXPECT_EQ((*store)->ForSealing("customer/9").error().code, ErrorCode::kReadOnly);
  EXPECT_EQ((*store)->Destroy("customer/0").error().code, ErrorCode::kReadOnly);
  EXPECT_EQ((*store)->SetNote("head", "1").error().code, ErrorCode::kReadOnly);
}

TEST_F(FileKeyStoreTest, SubjectTooLongOrEmpty_InvalidInput) {
  const auto store = MustOpen(files_, random_);
  for (const std::string& subject : {std::string(), std::string(513, 'x')}) {
    EXPECT_EQ(store->ForSealing(subject).error().code, ErrorCode::kInvalidInput);
    EXPECT_EQ(store->Destroy(subject).error().code, ErrorCode::kInvalidInput);
  }
}

// One life of a key store. What it was promised goes into `keys` and `erased`.
struct Promises {
  std::map<std::string, std::string> keys;
  std::map<std::string, bool> erased;
  std::string attempted;  // what was under way when the power failed: either outcome is right
};

void Live(Files& files, Random& random, Promises& promises) {
  auto opened = FileKeyStore::Open(files, kDirectory, kStoreId, random);
  if (!opened) return;
  for (int i = 0; i < 6; ++i) {
    promises.attempted = fmt::format("customer/{}", i);
    const auto key = (*opened)->ForSealing(promises.attempted);
    if (key) promises.keys[promises.attempted] = Text(key->bytes);
    if (!key && key.error().code != ErrorCode::kNotFound) return;
    if (i % 3 != 2) continue;
    promises.attempted = fmt::format("customer/{}", i - 1);
    if (!(*opened)->Destroy(promises.attempted)) return;
    promises.erased[promises.attempted] = true;
  }
  promises.attempted.clear();
}

TEST_F(FileKeyStoreTest, PowerLost_AtEveryCall_PromisesKept) {
  SeededRandom random(9);
  for (std::uint64_t calls = 1; calls <= 80; ++calls) {
    for (std::uint64_t seed = 0; seed < 8; ++seed) {
      MemoryFiles files(seed);
      ASSERT_TRUE(CreateOn(files, random));
      Promises promises;
      files.LosePowerAfter(calls);
      Live(files, random, promises);
      files.Crash();
      const auto store = MustOpen(files, random);
      ASSERT_NE(store, nullptr) << "calls " << calls << " seed " << seed;
      for (const auto& [subject, key] : promises.keys) {
        const auto found = store->ForOpening(subject, 1);
        if (promises.erased.contains(subject)) {
          EXPECT_EQ(found->status, KeyStatus::kErased) << subject << calls << "/" << seed;
        } else if (subject != promises.attempted || found->status != KeyStatus::kErased) {
          EXPECT_EQ(found->status, KeyStatus::kPresent) << subject << calls << "/" << seed;
          EXPECT_EQ(Text(found->key.bytes), key);
        }
      }
      for (const std::string& name : Names(files)) {
        EXPECT_FALSE(name.ends_with(".tmp")) << name;
      }
      EXPECT_TRUE(store->ForSealing("customer/new"));
    }
  }
}

TEST_F(FileKeyStoreTest, PowerLost_DuringCreate_NoStoreOrWhole) {
  SeededRandom random(10);
  int whole = 0;
  for (std::uint64_t calls = 1; calls <= 20; ++calls) {
    MemoryFiles files(calls);
    files.LosePowerAfter(calls);
    const bool promised = CreateOn(files, random).has_value();
    files.Crash();
    const auto opened = FileKeyStore::Open(files, kDirectory, kStoreId, random);
    whole += promised;
    EXPECT_TRUE(opened || !promised);
    if (opened) continue;
    EXPECT_EQ(opened.error().code, ErrorCode::kKeyMissing);
    EXPECT_TRUE(CreateOn(files, random)) << "may be repeated";
    EXPECT_TRUE(FileKeyStore::Open(files, kDirectory, kStoreId, random));
  }
  EXPECT_GT(whole, 0);
  EXPECT_LT(whole, 20);
}

TEST(FileKeyStoreOnDisk, Files_AreTheOwnersAlone) {
  const std::filesystem::path root =
      std::filesystem::path(::testing::TempDir()) / fmt::format("tenure-keys-{}", ::getpid());
  std::filesystem::create_directories(root);
  const std::string directory = (root / "store.keys").string();
  SystemRandom random;
  const std::unique_ptr<Files> files = PosixFiles();
  ASSERT_TRUE(FileKeyStore::Create(*files, directory, kStoreId, random));
  {
    auto store = FileKeyStore::Open(*files, directory, kStoreId, random);
    ASSERT_TRUE(store);
    ASSERT_TRUE((*store)->ForSealing("customer/C-1"));
    ASSERT_TRUE((*store)->Destroy("customer/C-1"));
    ASSERT_TRUE((*store)->SetNote("head", "1"));
  }
  struct stat status {};
  ASSERT_EQ(stat(directory.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
  for (const auto& entry : std::filesystem::directory_iterator(directory)) {
    ASSERT_EQ(stat(entry.path().c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600u) << entry.path();
  }
  EXPECT_TRUE(FileKeyStore::Open(*files, directory, kStoreId, random));
  std::filesystem::remove_all(root);
}

}  // namespace
}  // namespace tenure::seal
