// What a database on disk must survive: kill -9 between and inside writes, a second opener, a
// foreign or damaged directory, thousands of short runs. What all stores promise is in
// tests/contract/store_contract_test.cc. Run with kApplyWord, this program is the process that
// dies.
#include "store/rocksdb/rocksdb_store.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "store/memory_store.h"
#include "store/rocksdb/rocksdb_views.h"
#include "support/store_samples.h"
#include "support/temporary_directory.h"

namespace tenure::store {
namespace {

namespace fs = std::filesystem;

constexpr StoreId kStoreId{0xff, 2, 3};
constexpr std::string_view kApplyWord = "--apply-until-killed";
constexpr std::size_t kBigState = 20'000;  // some 400 changes fill a memtable

std::unique_ptr<Store> Open(const std::string& directory, const StoreId& store_id = kStoreId) {
  auto store = OpenRocksdbStore(directory, store_id);
  EXPECT_TRUE(store) << store.error().message;
  return store ? *std::move(store) : nullptr;
}

ErrorCode OpenError(const std::string& directory, const StoreId& store_id = kStoreId) {
  const auto store = OpenRocksdbStore(directory, store_id);
  return store ? ErrorCode::kInternal : store.error().code;
}

void ApplySamples(Store* store, std::uint64_t from, std::uint64_t until, std::size_t bytes = 300) {
  for (; from < until; ++from) ASSERT_TRUE(store->Apply(SampleChange(from, bytes)));
}

int FilesIn(const std::string& directory, const std::string& extension = "") {
  int count = 0;
  for (const auto& entry : fs::directory_iterator(directory)) {
    count += extension.empty() || entry.path().extension() == extension ? 1 : 0;
  }
  return count;
}

std::set<fs::path> TablesIn(const std::string& directory) {
  std::set<fs::path> tables;
  for (const auto& entry : fs::directory_iterator(directory)) {
    if (entry.path().extension() == ".sst") tables.insert(entry.path());
  }
  return tables;
}

// The process that dies: goes on from where the store stands, flushes now and then, and is killed
// by a thread of its own once `applies` calls are done, so in the middle of whatever it does next.
// Returns only on failure.
int ApplyUntilKilled(const std::string& directory, std::uint64_t applies, std::uint64_t seed) {
  auto opened = OpenRocksdbStore(directory, kStoreId);
  if (!opened) return 2;
  Store& store = **opened;
  const Result<Applied> start = store.GetApplied();
  if (!start) return 3;
  std::atomic<std::uint64_t> done = 0;
  std::jthread killer([&](const std::stop_token& stop) {
    while (done < applies && !stop.stop_requested()) std::this_thread::yield();
    if (!stop.stop_requested()) ::kill(::getpid(), SIGKILL);
  });
  std::mt19937_64 random(seed);
  for (std::uint64_t call = 0;; ++call) {
    if (!store.Apply(SampleChange(start->position + call, kBigState))) return 4;
    done = call + 1;
    if (random() % 300 == 0 && !store.Flush()) return 5;
  }
}

// Runs this program again as the process that dies; true when it died by SIGKILL.
bool DiesAfter(const std::string& directory, std::uint64_t applies, std::uint64_t seed) {
  std::string program = fs::read_symlink("/proc/self/exe").string();
  std::vector<std::string> words = {program, std::string(kApplyWord), directory,
                                    std::to_string(applies), std::to_string(seed)};
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = 0;
  if (::posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments.data(), environ) != 0) {
    return false;
  }
  int status = 0;
  return ::waitpid(child, &status, 0) == child && WIFSIGNALED(status) &&
         WTERMSIG(status) == SIGKILL;
}

// What the first `count` changes leave behind.
class Reference {
 public:
  const MemoryStore& After(std::uint64_t count) {
    if (count < applied_) {
      store_ = std::make_unique<MemoryStore>(0);
      applied_ = 0;
    }
    for (; applied_ < count; ++applied_) {
      EXPECT_TRUE(store_->Apply(SampleChange(applied_, kBigState)));
    }
    return *store_;
  }

 private:
  std::unique_ptr<MemoryStore> store_ = std::make_unique<MemoryStore>(0);
  std::uint64_t applied_ = 0;
};

TEST(RocksdbStore, KilledWhileApplying_HoldsAPrefixOfTheCalls) {
  TemporaryDirectory directory;
  const std::string path = directory.Inside("store");
  Reference reference;
  std::mt19937_64 random(7);
  std::uint64_t lost_rounds = 0;
  std::uint64_t kept_rounds = 0;
  std::uint64_t before = 0;
  for (std::uint64_t round = 0; round < 40; ++round) {
    const std::uint64_t applies = 1 + random() % 900;
    ASSERT_TRUE(DiesAfter(path, applies, round)) << "round " << round;
    const std::unique_ptr<Store> store = Open(path);
    ASSERT_NE(store, nullptr);
    const Applied applied = *store->GetApplied();
    ASSERT_GE(applied.position, before);
    ASSERT_EQ(*RowsOf(*store), *RowsOf(reference.After(applied.position))) << "round " << round;
    lost_rounds += applied.position < before + applies ? 1 : 0;
    kept_rounds += applied.position > before ? 1 : 0;
    before = applied.position;
  }
  EXPECT_GT(lost_rounds, 10u);  // else the rounds show nothing
  EXPECT_GT(kept_rounds, 10u);
}

TEST(RocksdbStore, Flushed_IsThereAfterReopening) {
  TemporaryDirectory directory;
  {
    const auto store = Open(directory.Inside("store"));
    ApplySamples(store.get(), 0, 100);
    ASSERT_TRUE(store->Flush());
    ApplySamples(store.get(), 100, 120);
  }
  const auto store = Open(directory.Inside("store"));
  MemoryStore reference;
  ApplySamples(&reference, 0, 100);
  EXPECT_EQ(*RowsOf(*store), *RowsOf(reference));
}

TEST(RocksdbStore, SecondOpener_IsRefusedUntilTheFirstEnds) {
  TemporaryDirectory directory;
  auto store = Open(directory.Inside("store"));
  EXPECT_EQ(OpenError(directory.Inside("store")), ErrorCode::kStoreLocked);
  store.reset();
  EXPECT_NE(Open(directory.Inside("store")), nullptr);
}

TEST(RocksdbStore, SecondProcess_IsRefused) {
  TemporaryDirectory directory;
  const auto store = Open(directory.Inside("store"));
  EXPECT_FALSE(DiesAfter(directory.Inside("store"), 1, 1));  // it could not open, so did not die
}

TEST(RocksdbStore, DirectoryOfAnotherStore_IsRefused) {
  TemporaryDirectory directory;
  ASSERT_TRUE(Open(directory.Inside("store"))->Flush());
  EXPECT_EQ(OpenError(directory.Inside("store"), StoreId{9}), ErrorCode::kStoreFormat);
  EXPECT_EQ(OpenRocksdbStoreReadOnly(directory.Inside("store"), StoreId{9}).error().code,
            ErrorCode::kStoreFormat);
  EXPECT_EQ(OpenRocksdbViews(directory.Inside("store"), kStoreId).error().code,
            ErrorCode::kStoreFormat);
  EXPECT_NE(Open(directory.Inside("store")), nullptr);
}

TEST(RocksdbStore, ReadOnly_SeesWhatWasFlushedBesideTheWriter) {
  TemporaryDirectory directory;
  const std::string path = directory.Inside("store");
  EXPECT_EQ(OpenRocksdbStoreReadOnly(path, kStoreId).error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(fs::exists(path));
  const auto writer = Open(path);
  ApplySamples(writer.get(), 0, 10);
  ASSERT_TRUE(writer->Flush());
  ApplySamples(writer.get(), 10, 20);
  const auto reader = OpenRocksdbStoreReadOnly(path, kStoreId);
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_EQ((*reader)->GetApplied()->position, 10u);
  ASSERT_TRUE(writer->Flush());
  EXPECT_EQ((*reader)->GetApplied()->position, 10u);
  EXPECT_EQ((*reader)->Apply(SampleChange(20)).error().code, ErrorCode::kReadOnly);
  EXPECT_EQ((*reader)->Flush().error().code, ErrorCode::kReadOnly);
  EXPECT_EQ((*reader)->Maintain().error().code, ErrorCode::kReadOnly);
  ApplySamples(writer.get(), 20, 21);  // the writer is not disturbed
}

TEST(RocksdbStore, ParentThatIsMissing_IsAnIoError) {
  EXPECT_EQ(OpenError("/proc/no/such/place"), ErrorCode::kIoFailed);
}

// Flips, cuts or removes each table file, and looks whether wrong rows are ever believed.
class DamagedTable : public ::testing::TestWithParam<const char*> {};

void Damage(const fs::path& file, const std::string& kind) {
  const std::uintmax_t bytes = fs::file_size(file);
  if (kind == "Removed") {
    fs::remove(file);
  } else if (kind == "Cut") {
    fs::resize_file(file, bytes / 2);
  } else {
    std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
    stream.seekg(static_cast<std::streamoff>(bytes / 3));
    const char byte = static_cast<char>(stream.get());
    stream.seekp(static_cast<std::streamoff>(bytes / 3));
    stream.put(static_cast<char>(byte ^ 0x10));
  }
}

TEST_P(DamagedTable, Opened_IsReportedAsDamagedStore) {
  TemporaryDirectory directory;
  const std::string path = directory.Inside("store");
  {
    const auto store = Open(path);
    ApplySamples(store.get(), 0, 500);
    ASSERT_TRUE(store->Flush());
  }
  int damaged = 0;
  for (const auto& entry : fs::directory_iterator(path)) {
    if (entry.path().extension() != ".sst") continue;
    Damage(entry.path(), GetParam());
    ++damaged;
  }
  ASSERT_EQ(damaged, 1);
  const auto store = OpenRocksdbStore(path, kStoreId);
  const ErrorCode code = !store ? store.error().code : RowsOf(**store).error().code;
  EXPECT_EQ(code, ErrorCode::kStoreDamaged);
}

INSTANTIATE_TEST_SUITE_P(Kinds, DamagedTable, ::testing::Values("Flipped", "Cut", "Removed"),
                         [](const auto& info) { return std::string(info.param); });

// Opening syncs the manifest only (rocksdb_files.h): what a power loss may leave of the rest.
TEST(RocksdbStore, CurrentOrManifestEmptied_IsReportedAsDamagedStore) {
  for (const std::string name : {"CURRENT", "MANIFEST"}) {
    TemporaryDirectory directory;
    const std::string path = directory.Inside("store");
    ASSERT_TRUE(Open(path)->Flush());
    int emptied = 0;
    for (const auto& entry : fs::directory_iterator(path)) {
      if (!entry.path().filename().string().starts_with(name)) continue;
      fs::resize_file(entry.path(), 0);
      ++emptied;
    }
    ASSERT_EQ(emptied, 1) << name;
    EXPECT_EQ(OpenError(path), ErrorCode::kStoreDamaged) << name;
  }
}

TEST(RocksdbStore, DirectoryDeleted_BeginsAnew) {
  TemporaryDirectory directory;
  const std::string path = directory.Inside("store");
  {
    const auto store = Open(path);
    ApplySamples(store.get(), 0, 50);
    ASSERT_TRUE(store->Flush());
  }
  fs::remove_all(path);
  EXPECT_EQ(*Open(path, StoreId{9})->GetApplied(), Applied{});
}

TEST(RocksdbStore, ManyShortRuns_LeaveFewFilesAndAShortTail) {
  TemporaryDirectory directory;
  const std::string path = directory.Inside("store");
  std::uint64_t folded = 0;  // by all runs: what each finds missing, and one change more
  constexpr std::uint64_t kRuns = 100;
  constexpr std::uint64_t kChangesPerRun = 300;  // some 30 flushes in all
  for (std::uint64_t run = 1; run <= kRuns; ++run) {
    const auto store = Open(path);
    const std::uint64_t from = store->GetApplied()->position;
    folded += run * kChangesPerRun - from;
    ApplySamples(store.get(), from, run * kChangesPerRun);
    ASSERT_TRUE(store->Maintain());
  }
  EXPECT_LE(FilesIn(path, ".sst"), 9);
  EXPECT_LE(FilesIn(path), 16);
  EXPECT_LT(folded / kRuns, 2000u);
  const auto store = Open(path);
  MemoryStore reference;
  const std::uint64_t applied = store->GetApplied()->position;
  EXPECT_GT(applied, kRuns * kChangesPerRun - 2000);
  ApplySamples(&reference, 0, applied);
  EXPECT_EQ(*RowsOf(*store), *RowsOf(reference));
}

// Small tables merge with each other: the many rows that were there before are not written again
// (a second and more for one command of the user).
TEST(RocksdbStore, ShortRunsBesideABigTable_LeaveItAlone) {
  TemporaryDirectory directory;
  const std::string path = directory.Inside("store");
  {
    std::mt19937_64 random(11);
    std::string incompressible(12 << 20, '\0');
    for (char& byte : incompressible) byte = static_cast<char>(random());
    StoreChange change;
    change.states = {{{{"customer/C-1"}, 9, ""}, {1, std::move(incompressible)}}};
    const auto store = Open(path);
    ASSERT_TRUE(store->Apply(change));
    ASSERT_TRUE(store->Flush());
  }
  const std::set<fs::path> big = TablesIn(path);
  ASSERT_EQ(big.size(), 1u);
  std::uint64_t head = 0;
  for (int run = 0; run < 20; ++run) {
    const auto store = Open(path);
    head += 1000;
    ApplySamples(store.get(), store->GetApplied()->position, head, 10);
    ASSERT_TRUE(store->Maintain());
  }
  const std::set<fs::path> left = TablesIn(path);
  EXPECT_TRUE(std::includes(left.begin(), left.end(), big.begin(), big.end()));
  EXPECT_LE(left.size(), 9u);
}

}  // namespace
}  // namespace tenure::store

int main(int count, char** words) {
  if (count == 5 && words[1] == tenure::store::kApplyWord) {
    return tenure::store::ApplyUntilKilled(words[2], std::stoull(words[3]), std::stoull(words[4]));
  }
  ::testing::InitGoogleTest(&count, words);
  return RUN_ALL_TESTS();
}
