// A log in memory: the reference that the contract suite holds the others against, and the log of
// simulations. Nothing is durable; what Log promises otherwise holds.
#pragma once

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "log/log.h"
#include "log/record_codec.h"

namespace tenure::log {

class MemoryLog final : public Log {
 public:
  Result<void> Append(Position at, std::span<const EncodedRecord> batch) override;
  Result<Position> Head() const override;
  Result<std::unique_ptr<LogCursor>> Read(Position from, const RecordFilter& filter) const override;
  Result<Position> FirstAfter(Time time) const override;
  Result<MerkleFrontier> Frontier() const override;
  Result<Hash256> RootAt(Position size) const override;
  Result<void> WaitPast(Position position, Duration timeout) const override;

 private:
  class Cursor;

  mutable std::mutex mutex_;  // guards all below
  mutable std::condition_variable grown_;
  std::deque<EncodedRecord> records_;  // a deque: elements never move, cursors look at them
  MerkleFrontier frontier_;
};

}  // namespace tenure::log
