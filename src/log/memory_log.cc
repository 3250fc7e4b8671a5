// Records in a deque under one mutex.
#include "log/memory_log.h"

#include <fmt/format.h>

#include <algorithm>

namespace tenure::log {

class MemoryLog::Cursor final : public LogCursor {
 public:
  Cursor(const MemoryLog& log, Position from, Position end, RecordFilter filter)
      : log_(log), next_(from), end_(end), filter_(filter) {}

  Result<bool> Next(RecordView* record) override {
    while (next_ < end_) {
      const EncodedRecord* found = nullptr;
      {
        const std::lock_guard lock(log_.mutex_);
        found = &log_.records_[next_];
      }
      const Position position = next_++;
      if (!Matches(filter_, found->prefix)) continue;
      *record = {position, found->prefix, found->bytes};
      return true;
    }
    return false;
  }

 private:
  const MemoryLog& log_;
  Position next_;
  const Position end_;
  const RecordFilter filter_;
};

Result<void> MemoryLog::Append(Position at, std::span<const EncodedRecord> batch) {
  {
    const std::lock_guard lock(mutex_);
    AppendPoint point{records_.size()};
    if (!records_.empty()) point.last_recorded_at_us = records_.back().prefix.recorded_at_us;
    TENURE_TRY(CheckBatch(point, at, batch));
    for (const EncodedRecord& record : batch) {
      frontier_.Append(MerkleLeaf(record.bytes));
      records_.push_back(record);
    }
  }
  grown_.notify_all();
  return {};
}

Result<Position> MemoryLog::Head() const {
  const std::lock_guard lock(mutex_);
  return records_.size();
}

Result<std::unique_ptr<LogCursor>> MemoryLog::Read(Position from,
                                                   const RecordFilter& filter) const {
  const std::lock_guard lock(mutex_);
  const Position end = std::min<Position>(records_.size(), filter.until.value_or(records_.size()));
  return std::make_unique<Cursor>(*this, from, end, filter);
}

Result<Position> MemoryLog::FirstAfter(Time time) const {
  const std::lock_guard lock(mutex_);
  const auto after = std::upper_bound(records_.begin(), records_.end(), MicrosOf(time),
                                      [](std::int64_t us, const EncodedRecord& record) {
                                        return us < record.prefix.recorded_at_us;
                                      });
  return static_cast<Position>(after - records_.begin());
}

Result<MerkleFrontier> MemoryLog::Frontier() const {
  const std::lock_guard lock(mutex_);
  return frontier_;
}

Result<Hash256> MemoryLog::RootAt(Position size) const {
  const std::lock_guard lock(mutex_);
  if (size > records_.size()) {
    return Fail(ErrorCode::kInvalidInput,
                fmt::format("root of {} records, the log has {}", size, records_.size()));
  }
  MerkleFrontier frontier;
  for (Position position = 0; position < size; ++position) {
    frontier.Append(MerkleLeaf(records_[position].bytes));
  }
  return frontier.Root();
}

Result<void> MemoryLog::WaitPast(Position position, Duration timeout) const {
  std::unique_lock lock(mutex_);
  if (grown_.wait_for(lock, timeout, [&] { return records_.size() > position; })) return {};
  return Fail(ErrorCode::kDeadline, fmt::format("no record {} in time", position));
}

}  // namespace tenure::log
