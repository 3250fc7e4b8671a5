#include "log/partial_log.h"

#include <algorithm>

#include "log/record_codec.h"

namespace tenure::log {
namespace {

// Looks each record up by itself: the lists are short beside the log.
class PickedCursor final : public LogCursor {
 public:
  PickedCursor(const Log& base, std::vector<Position> positions, const RecordFilter& filter)
      : base_(base), positions_(std::move(positions)), filter_(filter) {}

  Result<bool> Next(RecordView* record) override {
    while (next_ < positions_.size()) {
      const Position at = positions_[next_++];
      cursor_ = TENURE_TRY(base_.Read(at, {.scope_hash = {}, .event_type = {}, .until = at + 1}));
      if (!TENURE_TRY(cursor_->Next(record))) {
        return Fail(ErrorCode::kLogDamaged, "a record that the index names is not there");
      }
      if (Matches(filter_, record->prefix)) return true;
    }
    return false;
  }

 private:
  const Log& base_;
  const std::vector<Position> positions_;
  const RecordFilter filter_;
  std::unique_ptr<LogCursor> cursor_;  // holds what the view borrows
  std::size_t next_ = 0;
};

}  // namespace

Result<std::unique_ptr<LogCursor>> PartialLog::Read(Position from,
                                                    const RecordFilter& filter) const {
  RecordFilter bounded = filter;
  bounded.until = std::min(filter.until.value_or(head_), head_);
  if (!positions_) return base_.Read(from, bounded);
  const auto begin = std::lower_bound(positions_->begin(), positions_->end(), from);
  const auto end = std::lower_bound(begin, positions_->end(), *bounded.until);
  return std::unique_ptr<LogCursor>(
      std::make_unique<PickedCursor>(base_, std::vector<Position>(begin, end), bounded));
}

Result<Position> PartialLog::FirstAfter(Time time) const {
  return std::min(TENURE_TRY(base_.FirstAfter(time)), head_);
}

Result<void> PartialLog::WaitPast(Position position, Duration) const {
  if (position < head_) return {};
  return Fail(ErrorCode::kDeadline, "the past does not grow");
}

}  // namespace tenure::log
