// The sealer over a real segment log in memory.
#include "app/background_sealer.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/memory_files.h"
#include "log/segment/log_fixture.h"

namespace tenure::app {
namespace {

constexpr char kStore[] = "store";

bool AllButTheOpenOneSealed(const log::SegmentLog& log) {
  const auto segments = log.Stats().segments;
  return segments.size() > 2 && std::all_of(segments.begin(), segments.end() - 1,
                                            [](const auto& segment) { return segment.sealed; });
}

TEST(BackgroundSealer, FullSegments_Finished_AreSealedAndTheLogIsWhole) {
  MemoryFiles files;
  ASSERT_TRUE(log::CreateLogDirectory(files, kStore, log::SampleMeta()));
  BackgroundSealer sealer;
  log::SegmentOptions options{.segment_bytes = 8192};
  options.on_full = [&sealer](log::SegmentLog& log) { sealer.Seal(log); };
  const auto opened = *log::LogDirectory::Open(files, kStore, options);
  log::SegmentLog& log = opened->partition(0);
  constexpr Position kRecords = 600;
  for (Position at = 0; at < kRecords; at += 3) {
    ASSERT_TRUE(log.Append(at, log::SampleBatch(at, 3, 0, 60)));
  }
  sealer.Finish();
  EXPECT_TRUE(AllButTheOpenOneSealed(log));
  EXPECT_EQ(log.Verify()->records, kRecords);
  // It goes on after a Finish.
  for (Position at = kRecords; at < 2 * kRecords; at += 3) {
    ASSERT_TRUE(log.Append(at, log::SampleBatch(at, 3, 0, 60)));
  }
  sealer.Finish();
  EXPECT_TRUE(AllButTheOpenOneSealed(log));
  EXPECT_EQ(log.Verify()->records, 2 * kRecords);
}

TEST(BackgroundSealer, SegmentCannotBeSealed_LogGoesOnAndSaysWhy) {
  MemoryFiles files;
  ASSERT_TRUE(log::CreateLogDirectory(files, kStore, log::SampleMeta()));
  BackgroundSealer sealer;
  const auto opened =
      *log::LogDirectory::Open(files, kStore, {.segment_bytes = 8192, .seal_when_full = false});
  log::SegmentLog& log = opened->partition(0);
  ASSERT_TRUE(log.Append(0, log::SampleBatch(0, 3, 0, 60)));
  log.Roll();
  files.FailWrite(1, ErrorCode::kDiskFull);
  sealer.Seal(log);
  sealer.Finish();
  EXPECT_EQ(log.Stats().seal_failed->code, ErrorCode::kDiskFull);
  ASSERT_TRUE(log.Append(3, log::SampleBatch(3, 3, 0, 60)));
  sealer.Seal(log);
  sealer.Finish();
  EXPECT_FALSE(log.Stats().seal_failed);
  EXPECT_EQ(log.Verify()->records, 6u);
}

}  // namespace
}  // namespace tenure::app
