// Store over rows of bytes: which rows a change writes and a question reads. Shared by the memory
// and the RocksDB store; the bytes are in keys.h.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>

#include "store/rows.h"
#include "store/store.h"

namespace tenure::store {

class KeyedStore : public Store {
 public:
  explicit KeyedStore(std::unique_ptr<Rows> rows);

  Result<Applied> GetApplied() const override;
  Result<Loaded> Load(const LoadSet& wanted) const override;
  Result<void> Apply(const StoreChange& change) override;
  Result<std::vector<TimerRow>> Due(Time until, std::size_t limit) const override;
  Result<std::vector<TimerRow>> DueInScope(const ScopeId& scope, Time until,
                                           std::size_t limit) const override;
  Result<std::vector<IndexRow>> ScopeIndex(const ScopeId& scope, std::uint64_t from,
                                           std::size_t limit) const override;
  Result<std::vector<OutgoingRow>> Outgoing(std::size_t limit) const override;
  Result<void> VisitStates(
      const ScopeId& scope,
      const std::function<bool(const StreamKey&, const StateRow&)>& visitor) const override;
  Result<void> VisitBooks(
      const std::function<bool(const ScopeId&, const BookRow&)>& visitor) const override;
  Result<std::optional<std::string>> Tile(std::uint32_t level, std::uint64_t tile) const override;
  Result<void> VisitAll(const std::function<bool(std::string_view key, std::string_view value)>&
                            visitor) const override;
  Result<void> Flush() override;
  Result<void> Maintain() override;

 protected:
  // Call after rows changed by another way than Apply.
  void ForgetTimerFloor();
  [[nodiscard]] Rows& rows() { return *rows_; }

 private:
  // Due() would otherwise begin at the first timer ever set and walk over the remains of all that
  // have fired. No timer is due before `at`; an Apply lowers it to the earliest timer it sets.
  struct TimerFloor {
    std::int64_t at = INT64_MIN;
    std::uint64_t applies = 0;  // counts beginnings and ends, so odd while one is under way
  };
  TimerFloor ReadTimerFloor() const;
  void BeginApply(const StoreChange& change);
  void EndApply();
  void RaiseTimerFloor(const TimerFloor& seen, std::int64_t at) const;

  const std::unique_ptr<Rows> rows_;
  mutable std::mutex floor_mutex_;
  mutable TimerFloor floor_;  // guarded by floor_mutex_
};

}  // namespace tenure::store
