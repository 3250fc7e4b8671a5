// A part of another log as a log of its own, for reading: what was known at a position, or what a
// few scopes knew. Positions stay those of the whole. Nothing can be appended.
#pragma once

#include <optional>
#include <vector>

#include "log/log.h"

namespace tenure::log {

// `base` outlives it. Frontier and RootAt are of the base's first Head() records.
class PartialLog final : public Log {
 public:
  // The records below `head`, which is at most the base's head.
  PartialLog(const Log& base, Position head) : base_(base), head_(head) {}
  // Of those only `positions`, ascending.
  PartialLog(const Log& base, Position head, std::vector<Position> positions)
      : base_(base), head_(head), positions_(std::move(positions)) {}

  Result<void> Append(Position, std::span<const EncodedRecord>) override {
    return Fail(ErrorCode::kReadOnly, "a view of the past takes no records");
  }
  Result<Position> Head() const override { return head_; }
  Result<std::unique_ptr<LogCursor>> Read(Position from, const RecordFilter& filter) const override;
  Result<Position> FirstAfter(Time time) const override;
  Result<MerkleFrontier> Frontier() const override { return MerkleFrontier(); }
  Result<Hash256> RootAt(Position size) const override { return base_.RootAt(size); }
  Result<void> WaitPast(Position position, Duration timeout) const override;

 private:
  const Log& base_;
  const Position head_;
  const std::optional<std::vector<Position>> positions_;
};

}  // namespace tenure::log
