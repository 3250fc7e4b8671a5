// Appending and reading. Opening is in recovery.cc, reading everything in verify.cc.
#include "log/segment/segment_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

#include "base/assert.h"
#include "log/segment/seal.h"

namespace tenure::log {
namespace {

Duration SteadyElapsed() {
  return std::chrono::duration_cast<Duration>(std::chrono::steady_clock::now().time_since_epoch());
}

SegmentOptions WithDefaults(SegmentOptions options) {
  if (!options.elapsed) options.elapsed = SteadyElapsed;
  return options;
}

}  // namespace

SegmentLog::SegmentLog(Files& files, std::string directory, StoreId store_id,
                       std::uint32_t partition, SegmentOptions options)
    : files_(files),
      directory_(std::move(directory)),
      store_id_(store_id),
      partition_(partition),
      options_(WithDefaults(std::move(options))),
      space_{options_.segment_bytes, options_.space_ahead_bytes_max},
      closed_(std::make_shared<const SegmentList>()) {}

std::string SegmentLog::Where(std::string_view name) const {
  return fmt::format("p{:05}{}{}", partition_, name.empty() ? "" : "/", name);
}

SegmentPlace SegmentLog::PlaceAt(Position first) const { return {store_id_, partition_, first}; }

Result<void> SegmentLog::Alive() const {
  if (dead_) {
    return Fail(ErrorCode::kUnknownOutcome,
                Where() + ": an earlier write failed; open the store again");
  }
  return {};
}

Failure SegmentLog::Die(const Error& error) {
  dead_ = true;
  return Fail(ErrorCode::kUnknownOutcome, Where() + ": " + error.message);
}

Result<void> SegmentLog::Append(Position at, std::span<const EncodedRecord> batch) {
  TENURE_TRY(Alive());
  if (options_.copy) {
    return Fail(ErrorCode::kReadOnly, Where() + ": the store is a copy");
  }
  if (options_.read_only || closed_for_appends_) {
    return Fail(ErrorCode::kReadOnly, Where() + ": the log is not open for appends");
  }
  // Head and time of the last record change on this thread only.
  TENURE_TRY(CheckBatch({frontier_next_.size(), last_recorded_at_us_}, at, batch));
  builder_.Clear();
  for (const EncodedRecord& record : batch) builder_.Add(record.prefix, record.bytes);

  const Result<void> room = MakeRoom(kBlockHeaderBytes + builder_.raw_bytes());
  if (!room) {
    const ErrorCode code = room.error().code;
    if (code != ErrorCode::kDiskFull && code != ErrorCode::kReadOnly) return Die(room.error());
    return tl::unexpected(room.error());  // not a byte of the batch was written
  }
  const std::uint64_t block_offset = open_->writer.data_end();
  const std::string_view block = builder_.FinishPlain(open_->segment.place, at);
  if (const Result<void> written = open_->writer.Write(block); !written) {
    return Die(written.error());
  }
  for (const EncodedRecord& record : batch) frontier_next_.Append(MerkleLeaf(record.bytes));
  Publish(batch, block_offset);
  // The batch is durable whatever becomes of the anchor; if that fails the next call says so.
  if (!WriteAnchorIfDue()) dead_ = true;
  return {};
}

Result<void> SegmentLog::MakeRoom(std::size_t block_bytes) {
  if (open_ && !open_->writer.Fits(block_bytes)) {
    Roll();
    if (options_.on_full) {
      options_.on_full(*this);
    } else if (options_.seal_when_full && !SealNext()) {
      // It stays as it is: nothing is lost, Stats() says why.
      TENURE_ASSERT(Stats().seal_failed, "no reason kept");
    }
  }
  if (!open_) TENURE_TRY(StartSegment());
  return open_->writer.MakeSpace(block_bytes);
}

Result<void> SegmentLog::StartSegment() {
  const SegmentPlace place = PlaceAt(frontier_next_.size());
  SegmentWriter writer = TENURE_TRY(SegmentWriter::Create(files_, directory_, place, space_));
  Segment segment;
  segment.name = Where(SegmentName(place.first));
  segment.place = place;
  segment.end = place.first;
  segment.file_bytes = writer.space_end();
  segment.before = frontier_next_;
  segment.after = frontier_next_;
  segment.file = writer.file();
  const std::lock_guard lock(mutex_);
  open_.emplace(Growing{std::move(segment), std::move(writer)});
  return {};
}

void SegmentLog::Publish(std::span<const EncodedRecord> batch, std::uint64_t block_offset) {
  {
    const std::lock_guard lock(mutex_);
    Segment& segment = open_->segment;
    segment.AddToIndex({head_, batch.front().prefix.recorded_at_us, block_offset});
    segment.data_end = open_->writer.data_end();
    segment.file_bytes = open_->writer.space_end();
    segment.end = head_ = frontier_next_.size();
    segment.after = frontier_ = frontier_next_;
    segment.last_recorded_at_us = last_recorded_at_us_ = batch.back().prefix.recorded_at_us;
  }
  grown_.notify_all();
}

Result<void> SegmentLog::WriteAnchorIfDue() {
  TENURE_TRY(Alive());
  if (options_.read_only || anchor_->newest().head == frontier_next_.size()) return {};
  if (options_.elapsed() - anchored_at_ < options_.anchor_interval) return {};
  return WriteAnchor();
}

Result<void> SegmentLog::WriteAnchor() {
  const AnchorPoint point{frontier_next_.size(), frontier_next_.Root()};
  if (const Result<void> written = anchor_->Write(point); !written) return Die(written.error());
  anchored_at_ = options_.elapsed();
  const std::lock_guard lock(mutex_);
  anchored_ = point;
  return {};
}

Result<void> SegmentLog::Close() {
  closed_for_appends_ = true;
  if (options_.read_only) return {};
  TENURE_TRY(Alive());
  if (anchor_->newest().head == frontier_next_.size()) return {};
  return WriteAnchor();
}

void SegmentLog::SetClosed(SegmentList closed) {
  closed_ = std::make_shared<const SegmentList>(std::move(closed));
}

void SegmentLog::Roll() {
  const std::lock_guard lock(mutex_);
  if (!open_ || open_->segment.end == open_->segment.place.first) return;
  SegmentList closed = *closed_;
  closed.push_back(std::make_shared<const Segment>(std::move(open_->segment)));
  SetClosed(std::move(closed));
  open_.reset();
}

Result<bool> SegmentLog::SealNext() {
  const std::lock_guard seal_lock(seal_mutex_);
  if (options_.read_only) return false;
  std::shared_ptr<const Segment> full;
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::find_if(closed_->begin(), closed_->end(),
                                    [](const auto& segment) { return !segment->sealed; });
    if (found == closed_->end()) return false;
    full = *found;
  }
  Result<Segment> sealed = SealSegment(files_, {directory_, options_.compression_level}, full);
  const std::lock_guard lock(mutex_);
  if (!sealed) {
    seal_failed_ = sealed.error();
    return tl::unexpected(std::move(sealed).error());
  }
  seal_failed_.reset();
  SegmentList closed = *closed_;
  *std::find(closed.begin(), closed.end(), full) =
      std::make_shared<const Segment>(*std::move(sealed));
  SetClosed(std::move(closed));
  return true;
}

Result<Position> SegmentLog::Head() const {
  const std::lock_guard lock(mutex_);
  return head_;
}

Result<MerkleFrontier> SegmentLog::Frontier() const {
  const std::lock_guard lock(mutex_);
  return frontier_;
}

LogSnapshot SegmentLog::Snapshot(Position from) const {
  const std::lock_guard lock(mutex_);
  LogSnapshot snapshot{closed_, std::nullopt, head_};
  if (!open_ || open_->segment.end == open_->segment.place.first) return snapshot;
  const Segment& segment = open_->segment;
  const Position start = std::clamp(from, segment.place.first, segment.end - 1);
  const IndexEntry& entry = segment.EntryFor(start);
  Slice slice;
  slice.file = segment.file;
  slice.name = segment.name;
  slice.place = segment.place;
  slice.first = entry.position;
  slice.offset = entry.offset;
  slice.end = segment.end;
  slice.data_end = segment.data_end;
  snapshot.open = std::move(slice);
  return snapshot;
}

Result<std::unique_ptr<LogCursor>> SegmentLog::Read(Position from,
                                                    const RecordFilter& filter) const {
  return std::make_unique<SegmentCursor>(Snapshot(from), from, filter);
}

Result<Position> SegmentLog::FirstAfter(Time time) const {
  const std::int64_t us = MicrosOf(time);
  const auto start_in = [us](const Segment& segment) {
    const auto after = std::upper_bound(
        segment.index.begin(), segment.index.end(), us,
        [](std::int64_t wanted, const IndexEntry& entry) { return wanted < entry.recorded_at_us; });
    return after == segment.index.begin() ? segment.place.first : (after - 1)->position;
  };
  Position start = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::upper_bound(closed_->begin(), closed_->end(), us,
                                        [](std::int64_t wanted, const auto& segment) {
                                          return wanted < segment->last_recorded_at_us;
                                        });
    if (found != closed_->end()) {
      start = start_in(**found);
    } else if (open_ && last_recorded_at_us_ > us && !open_->segment.index.empty()) {
      start = start_in(open_->segment);
    } else {
      return head_;
    }
  }
  const auto cursor = TENURE_TRY(Read(start, {}));
  RecordView record;
  while (TENURE_TRY(cursor->Next(&record))) {
    if (record.prefix.recorded_at_us > us) return record.position;
  }
  return Fail(ErrorCode::kInternal, Where() + ": no record after an instant that has one");
}

Result<Hash256> SegmentLog::RootAt(Position size) const {
  Position start = 0;
  MerkleFrontier frontier;
  {
    const std::lock_guard lock(mutex_);
    if (size > head_) {
      return Fail(ErrorCode::kInvalidInput,
                  fmt::format("{}: root of {} records, the log has {}", Where(), size, head_));
    }
    if (size == head_) return frontier_.Root();
    const std::shared_ptr<const Segment> closed = FindSegment(*closed_, size);
    frontier = closed != nullptr ? closed->before : open_->segment.before;
    start = frontier.size();
  }
  const auto cursor = TENURE_TRY(Read(start, {.until = size}));
  RecordView record;
  while (TENURE_TRY(cursor->Next(&record))) frontier.Append(MerkleLeaf(record.bytes));
  TENURE_ASSERT(frontier.size() == size, "size={} wanted={}", frontier.size(), size);
  return frontier.Root();
}

Result<void> SegmentLog::WaitPast(Position position, Duration timeout) const {
  std::unique_lock lock(mutex_);
  if (grown_.wait_for(lock, timeout, [&] { return head_ > position; })) return {};
  return Fail(ErrorCode::kDeadline, fmt::format("{}: no record {} in time", Where(), position));
}

LogStats SegmentLog::Stats() const {
  const std::lock_guard lock(mutex_);
  LogStats stats;
  stats.head = head_;
  stats.root = frontier_.Root();
  stats.anchor = anchored_;
  stats.unanchored_at_open = unanchored_at_open_;
  stats.torn_tail_at_open = torn_tail_at_open_;
  stats.seal_failed = seal_failed_;
  const auto add = [&stats](const Segment& segment) {
    stats.segments.push_back({segment.name, segment.place.first, segment.end, segment.data_end,
                              segment.file_bytes, segment.sealed});
  };
  for (const auto& segment : *closed_) add(*segment);
  if (open_) add(open_->segment);
  return stats;
}

}  // namespace tenure::log
