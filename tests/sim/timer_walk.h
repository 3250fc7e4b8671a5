// Walks a log from its first record and checks what it says about timers, by the states alone and
// without the store's own list of timers: none fires early, twice or for nothing, none is lost, and
// whoever wrote to a scope found what was due there fired before.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/overlay.h"
#include "store/memory_store.h"
#include "tenure/v1/record.pb.h"

namespace tenure::sim {

class TimerWalk {
 public:
  // `simulated`: each timer is recorded at its due instant, or when it was set if that is later.
  explicit TimerWalk(bool simulated) : overlay_(store_, BuiltInDomain()), simulated_(simulated) {}

  // The next unit of the log, whole. Returns what is wrong, or "".
  [[nodiscard]] std::string Take(const std::vector<v1::Record>& unit);

  // After the last unit, when everything due by `now` should have been fired.
  [[nodiscard]] std::string End(Time now) const;

  [[nodiscard]] std::size_t fired() const { return fired_; }

 private:
  struct Pending {
    Time due;
    Time set_at;
  };
  [[nodiscard]] std::string CheckFired(const v1::Record& first) const;
  [[nodiscard]] std::string CheckNothingWaited(const v1::Record& first) const;
  [[nodiscard]] std::string CheckOccurrence(const v1::Record& record, bool by_timer) const;
  void FoldInto(const v1::Record& record);

  store::MemoryStore store_;
  engine::Overlay overlay_;
  bool simulated_;
  std::map<StreamKey, std::vector<Pending>> pending_;  // in due order
  std::size_t fired_ = 0;
};

}  // namespace tenure::sim
