// Lookups of single records: what is kept from one to the next never changes what they give.
#include "log/segment/reader.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <memory>

#include "base/file_port.h"
#include "log/segment/log_fixture.h"

namespace tenure::log {
namespace {

constexpr std::size_t kRecords = 6'000;
constexpr std::size_t kBatch = 40;

// A log of several sealed segments, each of several blocks, and a growing one.
class ReaderTest : public ::testing::Test {
 protected:
  struct Opened {
    std::string path;
    std::unique_ptr<LogDirectory> directory;
    [[nodiscard]] SegmentLog& log() const { return directory->partition(0); }
  };

  Opened Make(const std::string& name, std::uint32_t variant) {
    Opened made;
    made.path = directory_.path() + "/" + name;
    EXPECT_TRUE(CreateLogDirectory(*files_, made.path, SampleMeta()));
    auto opened = LogDirectory::Open(*files_, made.path, {.segment_bytes = 512 * 1024});
    EXPECT_TRUE(opened.has_value());
    made.directory = *std::move(opened);
    for (Position at = 0; at < kRecords; at += kBatch) {
      EXPECT_TRUE(made.log().Append(at, SampleBatch(at, kBatch, variant)));
    }
    std::size_t sealed = 0;
    for (const SegmentStats& segment : made.log().Stats().segments) sealed += segment.sealed;
    EXPECT_GE(sealed, 2u);
    return made;
  }

  static Result<std::string> LookUp(const Log& log, Position position) {
    const auto cursor = TENURE_TRY(log.Read(position, {.until = position + 1}));
    RecordView record;
    if (!TENURE_TRY(cursor->Next(&record))) return std::string("none");
    EXPECT_EQ(record.position, position);
    return std::string(record.bytes);
  }

  TemporaryDirectory directory_;
  std::unique_ptr<Files> files_ = PosixFiles();
};

TEST_F(ReaderTest, LookupsInAnyOrder_GiveWhatAScanGives) {
  const Opened made = Make("s", 0);
  const auto all = ReadAll(made.log());
  ASSERT_TRUE(all.has_value());
  ASSERT_EQ(all->size(), kRecords);
  for (const std::size_t stride : {1u, 7u, 4'799u}) {  // along, with gaps, to and fro
    for (std::size_t i = 0; i < kRecords; ++i) {
      const Position position = i * stride % kRecords;
      const auto found = LookUp(made.log(), position);
      ASSERT_TRUE(found.has_value()) << position << " " << found.error().message;
      ASSERT_EQ(*found, (*all)[position]) << position;
    }
  }
}

TEST_F(ReaderTest, TwoLogsAtOnce_GiveEachItsOwn) {
  const Opened one = Make("one", 0);
  const Opened other = Make("other", 1);
  for (Position position = 0; position < 2'000; position += 3) {
    const auto left = LookUp(one.log(), position);
    const auto right = LookUp(other.log(), position);
    ASSERT_TRUE(left && right);
    ASSERT_NE(*left, *right) << position;
  }
}

// What is kept is for lookups. Verification and a log opened anew read the disk.
TEST_F(ReaderTest, DamageAfterALookup_IsFoundByVerificationAndByTheNextOpening) {
  Opened made = Make("s", 0);
  constexpr Position kAt = 5;
  ASSERT_TRUE(LookUp(made.log(), kAt).has_value());
  const std::string segment = made.path + "/log/p00000/" + SegmentName(0);
  const int file = open(segment.c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(file, 0);
  const std::string garbage(64, 'x');  // in the body of the first block
  ASSERT_EQ(pwrite(file, garbage.data(), garbage.size(), 400), 64);
  close(file);
  const auto verified = made.log().Verify({});
  ASSERT_FALSE(verified.has_value());
  EXPECT_EQ(verified.error().code, ErrorCode::kLogDamaged);
  made.directory.reset();
  auto again = LogDirectory::Open(*files_, made.path, {});
  ASSERT_TRUE(again.has_value()) << "the footer is whole";
  const auto found = LookUp((*again)->partition(0), kAt);
  ASSERT_FALSE(found.has_value());
  EXPECT_EQ(found.error().code, ErrorCode::kLogDamaged);
}

}  // namespace
}  // namespace tenure::log
