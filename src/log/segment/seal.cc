// The sealed file is made beside the open one and checked before it is swapped in.
#include "log/segment/seal.h"

#include <fmt/format.h>
#include <zstd.h>

#include "base/assert.h"
#include "log/segment/reader.h"

namespace tenure::log {
namespace {

// Records are gathered into blocks of this size before compression: large enough that names and ids
// repeat in it, small enough that one record costs well under 0.1 ms to look up.
constexpr std::size_t kSealedBlockBytes = 64 * 1024;
constexpr std::size_t kWriteBytes = 1024 * 1024;

class SealWriter {
 public:
  SealWriter(File* file, const SegmentPlace& place, int level)
      : file_(*file), place_(place), level_(level), context_(ZSTD_createCCtx()) {
    footer_.first = footer_.end = place.first;
  }
  SealWriter(const SealWriter&) = delete;
  SealWriter& operator=(const SealWriter&) = delete;
  ~SealWriter() { ZSTD_freeCCtx(context_); }

  Result<void> Add(const RecordView& record) {
    if (builder_.count() > 0 &&
        builder_.raw_bytes() + record.bytes.size() + kRecordRowBytes > kSealedBlockBytes) {
      TENURE_TRY(FinishBlock());
    }
    if (builder_.count() == 0) {
      footer_.index.push_back({record.position, record.prefix.recorded_at_us, 0});
    }
    builder_.Add(record.prefix, record.bytes);
    footer_.last_recorded_at_us = record.prefix.recorded_at_us;
    footer_.end = record.position + 1;
    return {};
  }

  Result<void> Finish(const Segment& open) {
    TENURE_TRY(FinishBlock());
    TENURE_ASSERT(footer_.end == open.end, "end={} expected={}", footer_.end, open.end);
    footer_.data_end = offset_ + pending_.size();
    footer_.before = open.before;
    footer_.after = open.after;
    pending_ += EncodeFooter(place_, footer_);
    TENURE_TRY(Flush());
    return file_.Sync();
  }

  void Begin() { pending_ = EncodeSegmentHeader({place_, true}); }

 private:
  Result<void> FinishBlock() {
    if (builder_.count() == 0) return {};
    const std::string_view raw = builder_.RawBody();
    compressed_.resize(ZSTD_compressBound(raw.size()));
    const std::size_t size = ZSTD_compressCCtx(context_, compressed_.data(), compressed_.size(),
                                               raw.data(), raw.size(), level_);
    TENURE_ASSERT(ZSTD_isError(size) == 0, "{}", ZSTD_getErrorName(size));
    footer_.index.back().offset = offset_ + pending_.size();
    // What does not get smaller is kept as it is.
    pending_ += size < raw.size()
                    ? builder_.FinishCompressed(place_, footer_.index.back().position,
                                                std::string_view(compressed_).substr(0, size))
                    : builder_.FinishPlain(place_, footer_.index.back().position);
    builder_.Clear();
    return pending_.size() >= kWriteBytes ? Flush() : Result<void>();
  }

  Result<void> Flush() {
    TENURE_TRY(file_.WriteAt(offset_, pending_));
    offset_ += pending_.size();
    pending_.clear();
    return {};
  }

  File& file_;
  const SegmentPlace place_;
  const int level_;
  ZSTD_CCtx* const context_;
  BlockBuilder builder_;
  SegmentFooter footer_;
  std::string compressed_;
  std::string pending_;
  std::uint64_t offset_ = 0;
};

// Walks all records of a segment, block by block.
class RecordReader {
 public:
  explicit RecordReader(const std::shared_ptr<const Segment>& segment) {
    reader_.Start(Slice::From(segment, segment->place.first));
  }
  // False at the end.
  Result<bool> Next(RecordView* record) {
    while (!in_block_ || !walk_.Next(record)) {
      if (reader_.AtEnd()) return false;
      TENURE_TRY(reader_.Next(&walk_));
      in_block_ = true;
    }
    return true;
  }

 private:
  BlockReader reader_;
  BlockWalk walk_;
  bool in_block_ = false;
};

Result<void> WriteSealed(File* file, const SealPlan& plan,
                         const std::shared_ptr<const Segment>& open) {
  SealWriter writer(file, open->place, plan.compression_level);
  writer.Begin();
  RecordReader reader(open);
  RecordView record;
  while (TENURE_TRY(reader.Next(&record))) TENURE_TRY(writer.Add(record));
  return writer.Finish(*open);
}

// Byte for byte what the open segment holds, which is what was hashed when it was appended.
Result<void> CompareSegments(const std::shared_ptr<const Segment>& open,
                             const std::shared_ptr<const Segment>& sealed) {
  RecordReader expected(open);
  RecordReader found(sealed);
  RecordView wanted;
  RecordView record;
  while (TENURE_TRY(expected.Next(&wanted))) {
    if (TENURE_TRY(found.Next(&record)) && record.position == wanted.position &&
        record.prefix == wanted.prefix && record.bytes == wanted.bytes) {
      continue;
    }
    return Fail(ErrorCode::kLogDamaged,
                fmt::format("{}: record {} was not sealed as it is", open->name, wanted.position));
  }
  return {};
}

Result<Segment> MakeSealed(Files& files, const SealPlan& plan,
                           const std::shared_ptr<const Segment>& open,
                           const std::string& temporary) {
  {
    const auto file = TENURE_TRY(files.Open(temporary, OpenMode::kCreate));
    TENURE_TRY(WriteSealed(file.get(), plan, open));
  }
  std::shared_ptr<File> file = TENURE_TRY(files.Open(temporary, OpenMode::kRead));
  auto sealed = std::make_shared<Segment>(
      TENURE_TRY(LoadSealedSegment(open->name, open->place, std::move(file))));
  if (sealed->end != open->end || sealed->after != open->after) {
    return Fail(ErrorCode::kLogDamaged, open->name + ": the sealed file is not what was written");
  }
  TENURE_TRY(CompareSegments(open, sealed));
  TENURE_TRY(files.SetReadOnly(temporary));
  TENURE_TRY(files.Rename(temporary, plan.directory + "/" + SegmentName(open->place.first)));
  TENURE_TRY(files.SyncDirectory(plan.directory));
  return std::move(*sealed);
}

}  // namespace

Result<Segment> SealSegment(Files& files, const SealPlan& plan,
                            const std::shared_ptr<const Segment>& open) {
  const std::string temporary = plan.directory + "/" + SegmentName(open->place.first) + ".tmp";
  Result<Segment> sealed = MakeSealed(files, plan, open, temporary);
  if (!sealed) {
    // The next opening removes it too; here it only gives its space back.
    const Result<void> removed = files.Remove(temporary);
    if (!removed && removed.error().code != ErrorCode::kNotFound) {
      return tl::unexpected(std::move(sealed).error().Context(removed.error().message));
    }
  }
  return sealed;
}

}  // namespace tenure::log
