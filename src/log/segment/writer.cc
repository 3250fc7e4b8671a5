// The open segment's file.
#include "log/segment/writer.h"

#include <algorithm>

namespace tenure::log {
namespace {

// A new store stays this small; each further piece doubles the file up to
// SpacePlan.ahead_bytes_max.
constexpr std::uint64_t kFirstSpaceBytes = 64 * 1024;

}  // namespace

Result<SegmentWriter> SegmentWriter::Create(Files& files, const std::string& directory,
                                            const SegmentPlace& place, const SpacePlan& plan) {
  const std::string path = directory + "/" + SegmentName(place.first);
  std::shared_ptr<File> file = TENURE_TRY(files.Open(path, OpenMode::kCreate));
  const std::uint64_t space =
      std::min(kFirstSpaceBytes, std::max<std::uint64_t>(plan.segment_bytes, 4096));
  TENURE_TRY(file->WriteAt(0, EncodeSegmentHeader({place, false})));
  TENURE_TRY(WriteZeros(*file, kSegmentHeaderBytes, space - kSegmentHeaderBytes));
  TENURE_TRY(file->Sync());
  TENURE_TRY(files.SyncDirectory(directory));
  return SegmentWriter(std::move(file), plan, kSegmentHeaderBytes, space);
}

bool SegmentWriter::Fits(std::size_t block_bytes) const {
  return data_end_ == kSegmentHeaderBytes || data_end_ + block_bytes <= plan_.segment_bytes;
}

Result<void> SegmentWriter::MakeSpace(std::size_t block_bytes) {
  const std::uint64_t needed = data_end_ + block_bytes;
  if (needed <= space_end_) return {};
  const std::uint64_t ahead = std::clamp(space_end_, kFirstSpaceBytes, plan_.ahead_bytes_max);
  const std::uint64_t wanted = std::min(space_end_ + ahead, plan_.segment_bytes);
  const std::uint64_t end = std::max(needed, wanted);
  TENURE_TRY(WriteZeros(*file_, space_end_, end - space_end_));
  space_end_ = end;
  return {};
}

Result<void> SegmentWriter::Write(std::string_view block) {
  TENURE_TRY(file_->WriteAt(data_end_, block));
  TENURE_TRY(file_->Sync());
  data_end_ += block.size();
  return {};
}

}  // namespace tenure::log
