// What the segment log promises beyond the port: opening, errors, sealing, anchor, notes, limits.
#include "log/segment/segment_log.h"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "base/memory_files.h"
#include "log/head_note.h"
#include "log/segment/identity.h"
#include "log/segment/log_fixture.h"

namespace tenure::log {
namespace {

constexpr char kStore[] = "store";
const std::string kPartition = std::string(kStore) + "/log/p00000/";

class SegmentLogTest : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(CreateLogDirectory(files_, kStore, SampleMeta())); }

  SegmentOptions Options() {
    SegmentOptions options;
    options.segment_bytes = 8192;
    options.elapsed = [this] { return elapsed_; };
    return options;
  }
  void Open(const SegmentOptions& options) {
    opened_.reset();
    auto opened = LogDirectory::Open(files_, kStore, options);
    ASSERT_TRUE(opened) << opened.error().message;
    opened_ = std::move(*opened);
  }
  void Open() { Open(Options()); }
  SegmentLog& log() { return opened_->partition(0); }
  Result<void> Append(std::size_t count, std::size_t payload_bytes = 60) {
    const Position at = *log().Head();
    return log().Append(at, SampleBatch(at, count, 0, payload_bytes));
  }

  MemoryFiles files_;
  Duration elapsed_{0};
  std::unique_ptr<LogDirectory> opened_;
};

TEST_F(SegmentLogTest, DirectoryWithoutStore_IsMissingAndStaysSo) {
  EXPECT_EQ(LogDirectory::Open(files_, "nothing", {}).error().code, ErrorCode::kStoreMissing);
  EXPECT_EQ(files_.Exists("nothing"), false);
  EXPECT_EQ(CreateLogDirectory(files_, kStore, SampleMeta()).error().code, ErrorCode::kStoreExists);
}

TEST_F(SegmentLogTest, StoreOfAnotherFormat_IsRefused) {
  v1::StoreMeta meta = SampleMeta();
  meta.set_format(99);
  *files_.MutableBytes("store/identity") = EncodeIdentity(meta);
  EXPECT_EQ(LogDirectory::Open(files_, kStore, {}).error().code, ErrorCode::kStoreFormat);
}

TEST_F(SegmentLogTest, SecondOpening_IsLockedAndReadOnlyOpeningIsNot) {
  Open();
  ASSERT_TRUE(Append(3));
  EXPECT_EQ(LogDirectory::Open(files_, kStore, {}).error().code, ErrorCode::kStoreLocked);
  SegmentOptions options = Options();
  options.read_only = true;
  auto beside = LogDirectory::Open(files_, kStore, options);
  ASSERT_TRUE(beside) << beside.error().message;
  EXPECT_EQ(ReadAll((*beside)->partition(0))->size(), 3u);
  EXPECT_EQ((*beside)->partition(0).Append(3, SampleBatch(3, 1)).error().code,
            ErrorCode::kReadOnly);
}

TEST_F(SegmentLogTest, ReadOnlyMedium_CanBeOpenedForReading) {
  Open();
  ASSERT_TRUE(Append(3));
  opened_.reset();
  files_.SetMediumReadOnly(true);
  EXPECT_EQ(LogDirectory::Open(files_, kStore, Options()).error().code, ErrorCode::kReadOnly);
  SegmentOptions options = Options();
  options.read_only = true;
  Open(options);
  EXPECT_EQ(ReadAll(log())->size(), 3u);
  EXPECT_TRUE(log().Verify());
  EXPECT_TRUE(opened_->Close());
}

TEST_F(SegmentLogTest, FailedSync_EndsInUnknownOutcomeUntilReopened) {
  Open();
  ASSERT_TRUE(Append(3));
  files_.FailSync(1);
  EXPECT_EQ(Append(2).error().code, ErrorCode::kUnknownOutcome);
  EXPECT_EQ(Append(2).error().code, ErrorCode::kUnknownOutcome);
  EXPECT_EQ(log().Head(), 3u);
  EXPECT_EQ(opened_->Close().error().code, ErrorCode::kUnknownOutcome);
  Open();
  EXPECT_EQ(log().Head(), 5u);  // the page cache still had it; opening wrote it again
  files_.Crash();
  Open();
  EXPECT_EQ(log().Head(), 5u);
}

TEST(SegmentLogRepair, SegmentWhoseMakingFailed_IsDurableOnceItIsUsedAgain) {
  // Header and name of the new segment are in memory only when the store is opened again.
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    MemoryFiles files(seed);
    ASSERT_TRUE(CreateLogDirectory(files, kStore, SampleMeta()));
    ASSERT_TRUE(files.SyncDirectory(""));
    {
      auto opened = LogDirectory::Open(files, kStore, {});
      files.FailSync(1);
      EXPECT_EQ((*opened)->partition(0).Append(0, SampleBatch(0, 2)).error().code,
                ErrorCode::kUnknownOutcome);
    }
    {
      auto opened = LogDirectory::Open(files, kStore, {});
      ASSERT_TRUE(opened) << opened.error().message;
      ASSERT_TRUE((*opened)->partition(0).Append(0, SampleBatch(0, 2)));
    }
    files.Crash();
    auto opened = LogDirectory::Open(files, kStore, {});
    ASSERT_TRUE(opened) << seed << ": " << opened.error().message;
    EXPECT_EQ((*opened)->partition(0).Head(), 2u) << seed;
  }
}

TEST_F(SegmentLogTest, FailedWrite_LeavesATornTailThatOpeningCutsOff) {
  Open();
  ASSERT_TRUE(Append(3));
  files_.FailWrite(1);
  EXPECT_EQ(Append(20).error().code, ErrorCode::kUnknownOutcome);
  Open();
  EXPECT_EQ(log().Head(), 3u);
  EXPECT_TRUE(log().Stats().torn_tail_at_open);
  Open();
  EXPECT_FALSE(log().Stats().torn_tail_at_open);
}

TEST_F(SegmentLogTest, FullDisk_WritesNothingAndGoesOnWhenThereIsRoom) {
  Open();
  ASSERT_TRUE(Append(3));
  files_.SetByteBudget(0);
  Result<void> appended;
  while ((appended = Append(8))) continue;
  EXPECT_EQ(appended.error().code, ErrorCode::kDiskFull);
  const Position head = *log().Head();
  EXPECT_EQ(Append(8).error().code, ErrorCode::kDiskFull);
  EXPECT_EQ(log().Head(), head);
  files_.SetByteBudget(std::nullopt);
  EXPECT_TRUE(Append(8));
  EXPECT_TRUE(log().Verify());
}

TEST_F(SegmentLogTest, SealThatFails_LeavesTheOpenSegmentAndSaysWhy) {
  SegmentOptions options = Options();
  options.seal_when_full = false;
  Open(options);
  ASSERT_TRUE(Append(10));
  log().Roll();
  files_.FailWrite(1, ErrorCode::kDiskFull);
  EXPECT_EQ(log().SealNext().error().code, ErrorCode::kDiskFull);
  EXPECT_EQ(log().Stats().seal_failed->code, ErrorCode::kDiskFull);
  EXPECT_EQ(ReadAll(log())->size(), 10u);
  ASSERT_TRUE(Append(10));
  EXPECT_EQ(log().SealNext(), true);
  EXPECT_FALSE(log().Stats().seal_failed);
  EXPECT_EQ(log().SealNext(), false);
  EXPECT_EQ(ReadAll(log())->size(), 20u);
  EXPECT_EQ(*files_.List("store/log/p00000"),
            (std::vector<std::string>{SegmentName(0), SegmentName(10), "anchor"}));
}

TEST_F(SegmentLogTest, Sealed_IsSmallerAndHasTheSameBytesAndRoot) {
  Open();
  for (int batch = 0; batch < 100; ++batch) ASSERT_TRUE(Append(4));
  const Hash256 root = log().Frontier()->Root();
  log().Roll();
  while (*log().SealNext()) continue;
  std::uint64_t bytes = 0;
  for (const SegmentStats& segment : log().Stats().segments) {
    EXPECT_TRUE(segment.sealed);
    bytes += segment.file_bytes;
  }
  EXPECT_LT(bytes, 400 * 250u);
  ASSERT_TRUE(opened_->Close());
  Open();
  EXPECT_EQ(log().Frontier()->Root(), root);
  const auto report = log().Verify();
  ASSERT_TRUE(report) << report.error().message;
  EXPECT_EQ(report->records, 400u);
  EXPECT_EQ(report->root, root);
  ASSERT_TRUE(Append(1));
}

TEST_F(SegmentLogTest, CursorMadeBeforeASeal_ReadsOn) {
  SegmentOptions options = Options();
  options.seal_when_full = false;
  Open(options);
  for (int batch = 0; batch < 100; ++batch) ASSERT_TRUE(Append(4));
  auto cursor = log().Read(0, {});
  RecordView record;
  ASSERT_EQ((*cursor)->Next(&record), true);
  while (*log().SealNext()) continue;
  Position seen = 1;
  while (*(*cursor)->Next(&record)) EXPECT_EQ(record.position, seen++);
  EXPECT_EQ(seen, 400u);
}

TEST_F(SegmentLogTest, SealerAndReaderBesideTheWriter_SeeOneLog) {
  SegmentOptions options = Options();
  options.seal_when_full = false;
  Open(options);
  constexpr Position kRecords = 3000;
  std::atomic<bool> written = false;
  std::thread sealer([&] {
    while (!written) EXPECT_TRUE(log().SealNext());
  });
  std::thread reader([&] {
    while (!written) {
      const auto report = log().Verify();
      ASSERT_TRUE(report) << report.error().message;
      EXPECT_LE(report->records, kRecords);
      EXPECT_LE(log().Stats().head, kRecords);
    }
  });
  for (Position at = 0; at < kRecords; at += 3) EXPECT_TRUE(Append(3));
  written = true;
  sealer.join();
  reader.join();
  while (*log().SealNext()) continue;
  EXPECT_EQ(log().Verify()->records, kRecords);
}

TEST_F(SegmentLogTest, Anchor_IsWrittenAtMostOnceAnIntervalAndAtClose) {
  Open();
  ASSERT_TRUE(Append(1));
  EXPECT_EQ(log().Stats().anchor.head, 0u);
  elapsed_ = std::chrono::milliseconds(100);
  ASSERT_TRUE(Append(1));
  EXPECT_EQ(log().Stats().anchor.head, 2u);
  elapsed_ += std::chrono::milliseconds(99);
  ASSERT_TRUE(Append(1));
  EXPECT_EQ(log().Stats().anchor.head, 2u);
  elapsed_ += std::chrono::milliseconds(1);
  ASSERT_TRUE(log().WriteAnchorIfDue());
  EXPECT_EQ(log().Stats().anchor.head, 3u);
  ASSERT_TRUE(Append(1));
  ASSERT_TRUE(opened_->Close());
  EXPECT_EQ(log().Stats().anchor.head, 4u);
  EXPECT_EQ(Append(1).error().code, ErrorCode::kReadOnly);
}

TEST_F(SegmentLogTest, CleanlyClosed_OpensWithoutWriting) {
  Open();
  ASSERT_TRUE(Append(5));
  ASSERT_TRUE(opened_->Close());
  opened_.reset();
  const std::uint64_t before = files_.ChangingCalls();
  Open();
  EXPECT_LE(files_.ChangingCalls() - before, 1u);  // the directory of the lock
}

TEST_F(SegmentLogTest, SegmentEmptiedUnderTheAnchor_IsDamageAndNotABegunOne) {
  Open();
  ASSERT_TRUE(Append(5));
  log().Roll();
  ASSERT_TRUE(Append(1));
  ASSERT_TRUE(opened_->Close());
  opened_.reset();
  // It looks like one whose making a crash cut short, but the anchor knows its record.
  files_.MutableBytes(kPartition + SegmentName(5))->assign(100, '\0');
  EXPECT_EQ(LogDirectory::Open(files_, kStore, Options()).error().code, ErrorCode::kLogDamaged);
}

TEST_F(SegmentLogTest, CopyOfALog_RefusesWritesUnlessItIsBeingFilled) {
  v1::StoreMeta meta = SampleMeta(9);
  meta.set_role(v1::StoreMeta::COPY);
  ASSERT_TRUE(CreateLogDirectory(files_, "copy", meta));
  SegmentOptions options = Options();
  options.fill_copy = true;
  {
    auto filled = LogDirectory::Open(files_, "copy", options);
    ASSERT_TRUE((*filled)->partition(0).Append(0, SampleBatch(0, 5)));
    ASSERT_TRUE((*filled)->Close());
  }
  auto copy = LogDirectory::Open(files_, "copy", Options());
  ASSERT_TRUE(copy);
  EXPECT_EQ((*copy)->partition(0).Append(5, SampleBatch(5, 1)).error().code, ErrorCode::kReadOnly);
  EXPECT_EQ(ReadAll((*copy)->partition(0))->size(), 5u);
}

TEST_F(SegmentLogTest, SeveralPartitions_AreLogsOfTheirOwn) {
  v1::StoreMeta meta = SampleMeta(8);
  meta.set_partitions(3);
  ASSERT_TRUE(CreateLogDirectory(files_, "many", meta));
  auto opened = LogDirectory::Open(files_, "many", Options());
  ASSERT_TRUE(opened);
  ASSERT_EQ((*opened)->partitions(), 3u);
  ASSERT_TRUE((*opened)->partition(2).Append(0, SampleBatch(0, 5)));
  EXPECT_EQ((*opened)->partition(0).Head(), 0u);
  ASSERT_TRUE((*opened)->Close());
  opened->reset();
  opened = LogDirectory::Open(files_, "many", Options());
  EXPECT_EQ((*opened)->partition(2).Head(), 5u);
}

TEST_F(SegmentLogTest, BlockLargerThanASegment_HasASegmentOfItsOwn) {
  Open();
  ASSERT_TRUE(Append(1));
  ASSERT_TRUE(Append(2, 50'000));
  ASSERT_TRUE(Append(1));
  EXPECT_EQ(log().Stats().segments.size(), 3u);
  EXPECT_TRUE(log().Verify());
}

TEST_F(SegmentLogTest, RolledBackDirectory_IsNoticedByTheNoteBesideTheKeys) {
  Open();
  const StoreId id = StoreIdOf(SampleMeta());
  ASSERT_TRUE(Append(5));
  const HeadNote early = *MakeHeadNote(id, log());
  ASSERT_TRUE(Append(7));
  const HeadNote late = *MakeHeadNote(id, log());
  EXPECT_EQ(DecodeHeadNote(EncodeHeadNote(late)), late);
  EXPECT_TRUE(CheckHeadNote(early, id, log()));
  EXPECT_TRUE(CheckHeadNote(late, id, log()));

  HeadNote ahead = late;
  ahead.head += 3;
  const auto rolled_back = CheckHeadNote(ahead, id, log());
  EXPECT_EQ(rolled_back.error().code, ErrorCode::kLogRolledBack);
  EXPECT_NE(rolled_back.error().message.find("records 12 to 14"), std::string::npos);
  HeadNote other = early;
  other.root[0] ^= 1;
  EXPECT_EQ(CheckHeadNote(other, id, log()).error().code, ErrorCode::kLogRolledBack);
  EXPECT_EQ(CheckHeadNote(early, StoreId{}, log()).error().code, ErrorCode::kStoreFormat);
  std::string bytes = EncodeHeadNote(late);
  bytes[30] ^= 1;
  EXPECT_EQ(DecodeHeadNote(bytes).error().code, ErrorCode::kLogDamaged);
}

TEST_F(SegmentLogTest, RecordAtTheEdgesOfBlocks_IsFoundByPosition) {
  SegmentOptions options = Options();
  options.segment_bytes = 400'000;
  Open(options);
  for (int batch = 0; batch < 300; ++batch) ASSERT_TRUE(Append(1 + batch % 9));
  const Position head = *log().Head();
  for (const bool sealed : {false, true}) {
    if (sealed) {
      log().Roll();
      ASSERT_EQ(log().SealNext(), true);
    }
    for (Position position = 0; position < head; ++position) {
      auto cursor = log().Read(position, {.until = position + 1});
      RecordView record;
      ASSERT_EQ((*cursor)->Next(&record), true);
      ASSERT_EQ(record.position, position);
      ASSERT_EQ(record.bytes, SampleRecord(position).bytes);
      ASSERT_EQ((*cursor)->Next(&record), false);
    }
  }
}

}  // namespace
}  // namespace tenure::log
