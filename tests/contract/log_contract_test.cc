// The log contract over the logs that need nothing but this machine's memory and disk.
#include "contract/log_contract.h"

#include "log/memory_log.h"
#include "log/segment/log_fixture.h"

namespace tenure::log {
namespace {

class MemoryBench final : public Bench {
 public:
  Log& log() override { return log_; }

 private:
  MemoryLog log_;
};

class SegmentBench final : public Bench {
 public:
  SegmentBench(std::unique_ptr<Files> files, const SegmentOptions& options)
      : files_(std::move(files)) {
    EXPECT_TRUE(CreateLogDirectory(*files_, directory_.path() + "/store", SampleMeta()));
    auto opened = LogDirectory::Open(*files_, directory_.path() + "/store", options);
    EXPECT_TRUE(opened) << opened.error().message;
    opened_ = std::move(*opened);
  }
  Log& log() override { return opened_->partition(0); }

 private:
  TemporaryDirectory directory_;
  const std::unique_ptr<Files> files_;
  std::unique_ptr<LogDirectory> opened_;
};

// Segments of a few blocks, so that every test crosses their borders.
constexpr std::uint64_t kTinySegment = 4096;

std::unique_ptr<Bench> OnDisk() {
  return std::make_unique<SegmentBench>(PosixFiles(), SegmentOptions{});
}
std::unique_ptr<Bench> SealedTiny() {
  return std::make_unique<SegmentBench>(PosixFiles(),
                                        SegmentOptions{.segment_bytes = kTinySegment});
}
std::unique_ptr<Bench> UnsealedTiny() {
  return std::make_unique<SegmentBench>(
      PosixFiles(), SegmentOptions{.segment_bytes = kTinySegment, .seal_when_full = false});
}

INSTANTIATE_TEST_SUITE_P(
    Logs, LogContract,
    ::testing::Values(Implementation{"Memory", [] { return std::make_unique<MemoryBench>(); }},
                      Implementation{"Segment", OnDisk},
                      Implementation{"SegmentSealedTiny", SealedTiny},
                      Implementation{"SegmentUnsealedTiny", UnsealedTiny}),
    [](const auto& info) { return std::string(info.param.name); });

}  // namespace
}  // namespace tenure::log
