// Making and opening a log's directory: what is whole is taken, a torn tail is cut off, anything
// else is refused with the range. Nothing is changed before all of a partition has been judged.
#include <fmt/format.h>

#include <algorithm>

#include "base/assert.h"
#include "log/segment/identity.h"
#include "log/segment/segment_log.h"

namespace tenure::log {
namespace {

// A scan beside a running writer may see a block before the one ahead of it; looking again settles
// it. Damage stays.
constexpr int kReadOnlyScans = 3;

std::string PartitionDirectory(const std::string& store, std::uint32_t partition) {
  return fmt::format("{}/log/p{:05}", store, partition);
}

std::string ParentOf(const std::string& directory) {
  const std::size_t slash = directory.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : directory.substr(0, slash);
}

bool IsTemporary(std::string_view name) { return name.ends_with(".tmp"); }

}  // namespace

Result<void> CreateLogDirectory(Files& files, const std::string& directory,
                                const v1::StoreMeta& meta) {
  TENURE_TRY(DecodeIdentity(EncodeIdentity(meta)));  // refuses what could not be opened again
  TENURE_TRY(files.MakeDirectory(directory));
  if (TENURE_TRY(files.Exists(directory + "/" + std::string(kIdentityName)))) {
    return Fail(ErrorCode::kStoreExists, directory + " holds a store");
  }
  TENURE_TRY(files.MakeDirectory(directory + "/run"));
  const auto lock = TENURE_TRY(files.Lock(directory + "/run/lock"));
  const std::string log = directory + "/log";
  TENURE_TRY(files.MakeDirectory(log));
  for (std::uint32_t partition = 0; partition < meta.partitions(); ++partition) {
    const std::string path = PartitionDirectory(directory, partition);
    TENURE_TRY(files.MakeDirectory(path));
    for (const std::string& name : TENURE_TRY(files.List(path))) {
      if (!FirstOfSegmentName(name)) continue;
      return Fail(ErrorCode::kLogDamaged,
                  fmt::format("{} holds records, but the store's identity is missing", path));
    }
    TENURE_TRY(AnchorFile::Create(files, path + "/" + std::string(kAnchorName), StoreIdOf(meta),
                                  partition));
    TENURE_TRY(files.SyncDirectory(path));
  }
  TENURE_TRY(files.SyncDirectory(log));
  TENURE_TRY(files.SyncDirectory(directory));
  TENURE_TRY(WriteIdentity(files, directory, meta));
  return files.SyncDirectory(ParentOf(directory));
}

Result<std::unique_ptr<LogDirectory>> LogDirectory::Open(Files& files, std::string directory,
                                                         SegmentOptions options) {
  std::unique_ptr<LogDirectory> opened(new LogDirectory());
  Result<v1::StoreMeta> meta = ReadIdentity(files, directory);
  if (!meta && meta.error().code == ErrorCode::kStoreMissing) {
    const Result<std::vector<std::string>> names = files.List(PartitionDirectory(directory, 0));
    const auto holds_records = [](const std::string& name) {
      return FirstOfSegmentName(name).has_value();
    };
    if (names && std::any_of(names->begin(), names->end(), holds_records)) {
      return Fail(ErrorCode::kLogDamaged,
                  directory + " holds records, but the store's identity is missing");
    }
  }
  opened->meta_ = TENURE_TRY(std::move(meta));
  if (options.take_lock && !options.read_only) {
    TENURE_TRY(files.MakeDirectory(directory + "/run"));
    opened->lock_ = TENURE_TRY(files.Lock(directory + "/run/lock"));
  }
  SegmentOptions own = options;
  if (opened->meta_.role() == v1::StoreMeta::COPY && !options.fill_copy) own.copy = true;
  for (std::uint32_t partition = 0; partition < opened->meta_.partitions(); ++partition) {
    std::unique_ptr<SegmentLog> log(new SegmentLog(files, PartitionDirectory(directory, partition),
                                                   StoreIdOf(opened->meta_), partition, own));
    TENURE_TRY(log->Recover());
    opened->logs_.push_back(std::move(log));
  }
  return opened;
}

Result<void> LogDirectory::Close() {
  std::optional<Error> first_error;
  for (const auto& log : logs_) {
    const Result<void> closed = log->Close();
    if (!closed && !first_error) first_error = closed.error();
  }
  if (first_error) return tl::unexpected(std::move(*first_error));
  return {};
}

Result<std::vector<Position>> SegmentLog::ListSegments() {
  Result<std::vector<std::string>> names = files_.List(directory_);
  if (!names && names.error().code == ErrorCode::kNotFound) {
    return Fail(ErrorCode::kLogDamaged, Where() + ": the partition's directory is missing");
  }
  std::vector<Position> firsts;
  for (const std::string& name : TENURE_TRY(std::move(names))) {
    if (const auto first = FirstOfSegmentName(name)) firsts.push_back(*first);
  }
  return firsts;  // names are sorted and of one length: so are the positions
}

Result<void> SegmentLog::Recover() {
  // The anchor first: beside a running writer the segments are then at least as new.
  const OpenMode mode = options_.read_only ? OpenMode::kRead : OpenMode::kReadWrite;
  anchor_ = TENURE_TRY(AnchorFile::Open(files_, directory_ + "/" + std::string(kAnchorName),
                                        store_id_, partition_, mode));
  anchored_ = anchor_->newest();
  const std::vector<Position> firsts = TENURE_TRY(ListSegments());
  for (std::size_t index = 0; index < firsts.size(); ++index) {
    const bool last = index + 1 == firsts.size();
    TENURE_TRY(
        RecoverSegment(firsts[index], last ? std::nullopt : std::optional(firsts[index + 1])));
  }
  TENURE_TRY(CheckEnd());
  if (!options_.read_only) TENURE_TRY(Repair());
  frontier_next_ = frontier_;
  anchored_at_ = options_.elapsed();
  unanchored_at_open_ = head_ - anchored_.head;
  return {};
}

Result<void> SegmentLog::RecoverSegment(Position first, std::optional<Position> next_first) {
  const std::string name = Where(SegmentName(first));
  if (first > head_) {
    return Fail(ErrorCode::kLogTruncated, fmt::format("{}: {} missing: no segment holds them",
                                                      Where(), RangeText(head_, first)));
  }
  if (first < head_) {
    return Fail(ErrorCode::kLogDamaged, fmt::format("{}: {} are in the segment ahead of it too",
                                                    name, RangeText(first, head_)));
  }
  const std::string path = directory_ + "/" + SegmentName(first);
  const bool writable = !next_first && !options_.read_only;
  std::shared_ptr<File> file = TENURE_TRY(files_.Open(path, OpenMode::kRead));
  Result<SegmentHeader> header = ReadSegmentHeader(name, PlaceAt(first), *file);
  if (!header) {
    const bool unfinished = !next_first && header.error().code == ErrorCode::kLogDamaged &&
                            anchored_.head <= first &&
                            !TENURE_TRY(HoldsWholeBlock(PlaceAt(first), *file));
    if (unfinished) {  // the crash came while the segment was made; nothing was in it
      unfinished_segment_ = first;
      return {};
    }
    const Position end = std::max(first + 1, next_first.value_or(anchored_.head));
    Error error = std::move(header).error();
    error.message += fmt::format(" ({})", RangeText(first, end));
    return tl::unexpected(std::move(error));
  }
  if (header->sealed) {
    Segment sealed = TENURE_TRY(LoadSealedSegment(name, PlaceAt(first), std::move(file)));
    return TakeSealed(std::move(sealed));
  }
  if (writable) file = TENURE_TRY(files_.Open(path, OpenMode::kReadWrite));
  const ScanContext context{frontier_, anchored_, next_first};
  Result<ScannedSegment> scanned = ScanOpenSegment(name, PlaceAt(first), file, context);
  for (int scans = 1; !scanned && options_.read_only && scans < kReadOnlyScans; ++scans) {
    scanned = ScanOpenSegment(name, PlaceAt(first), file, context);
  }
  return TakeScanned(TENURE_TRY(std::move(scanned)), !next_first);
}

Result<void> SegmentLog::TakeSealed(Segment segment) {
  if (segment.before != frontier_) {
    return Fail(ErrorCode::kLogDamaged,
                fmt::format("{}: {} do not continue the records ahead of them", segment.name,
                            RangeText(segment.place.first, segment.end)));
  }
  head_ = segment.end;
  frontier_ = segment.after;
  last_recorded_at_us_ = segment.last_recorded_at_us;
  SegmentList closed = *closed_;
  closed.push_back(std::make_shared<const Segment>(std::move(segment)));
  SetClosed(std::move(closed));
  return {};
}

Result<void> SegmentLog::TakeScanned(ScannedSegment scanned, bool last) {
  Segment& segment = scanned.segment;
  head_ = segment.end;
  frontier_ = segment.after;
  last_recorded_at_us_ = std::max(last_recorded_at_us_, segment.last_recorded_at_us);
  if (!last) {
    SegmentList closed = *closed_;
    closed.push_back(std::make_shared<const Segment>(std::move(segment)));
    SetClosed(std::move(closed));
    return {};
  }
  unanchored_from_ = scanned.unanchored_from;
  torn_tail_at_open_ = !scanned.tail_is_zero;
  SegmentWriter writer(segment.file, space_, segment.data_end, segment.file_bytes);
  open_.emplace(Growing{std::move(segment), std::move(writer)});
  return {};
}

Result<void> SegmentLog::CheckEnd() {
  if (head_ < anchored_.head) {
    return Fail(ErrorCode::kLogTruncated,
                fmt::format("{}: {} missing: the log ends at {}, the head anchor says {}", Where(),
                            RangeText(head_, anchored_.head), head_, anchored_.head));
  }
  // In the growing segment the scan has compared already.
  if (open_ && anchored_.head >= open_->segment.place.first) return {};
  if (TENURE_TRY(RootAt(anchored_.head)) == anchored_.root) return {};
  return Fail(ErrorCode::kLogDamaged,
              fmt::format("{}: {} are not those that the head anchor vouches for", Where(),
                          RangeText(0, anchored_.head)));
}

// What the anchor does not vouch for may have been read from the page cache after a failed sync,
// and the disk may hold something else: it is written again, not only synced again.
Result<void> SegmentLog::Repair() {
  bool names_changed = false;
  for (const std::string& name : TENURE_TRY(files_.List(directory_))) {
    const bool unfinished = unfinished_segment_ && name == SegmentName(*unfinished_segment_);
    if (!unfinished && !IsTemporary(name)) continue;
    TENURE_TRY(files_.Remove(directory_ + "/" + name));
    names_changed = true;
  }
  if (open_) {
    const Segment& segment = open_->segment;
    const std::uint64_t from = unanchored_from_;
    // The segment itself may be newer than the anchor, and its name not durable. Its header shares
    // a page with the first block and is written with it.
    names_changed = names_changed || from == kSegmentHeaderBytes;
    if (from < segment.data_end || torn_tail_at_open_) {
      const std::string bytes =
          TENURE_TRY(ReadExactly(*segment.file, from, segment.data_end - from));
      TENURE_TRY(segment.file->WriteAt(from, bytes));
      if (torn_tail_at_open_) {
        TENURE_TRY(
            WriteZeros(*segment.file, segment.data_end, segment.file_bytes - segment.data_end));
      }
      TENURE_TRY(segment.file->Sync());
    }
  }
  if (names_changed) TENURE_TRY(files_.SyncDirectory(directory_));
  return {};
}

}  // namespace tenure::log
