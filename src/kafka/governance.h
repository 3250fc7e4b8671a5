// The rules in force, read from governance's partition by every engine that does not write it: the
// partition is small, so it is folded in memory from its beginning. A thread of its own follows it.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "base/stopwatch.h"
#include "engine/rules.h"
#include "kafka/company.h"
#include "log/kafka/kafka_log.h"
#include "store/memory_store.h"
#include "tenure/domain.h"

namespace tenure::kafka {

class Governance {
 public:
  // Reads everything there is. `domain` outlives it.
  [[nodiscard]] static Result<std::unique_ptr<Governance>> Open(const Place& place,
                                                                const v1::StoreMeta& meta,
                                                                const Domain& domain);
  ~Governance();

  // The rules, if they were confirmed to be the newest within the bound and hold the first
  // `at_least` records. kDeadline when that does not come within `wait`; the fold's error once it
  // has stopped. Any thread.
  [[nodiscard]] Result<std::shared_ptr<const engine::RulesSnapshot>> Rules(Position at_least,
                                                                           Duration wait) const;

 private:
  Governance(Place place, v1::StoreMeta meta, const Domain& domain)
      : place_(std::move(place)), meta_(std::move(meta)), domain_(domain) {}
  Result<void> OpenLog();
  Result<void> Fold();
  Result<bool> Confirm();
  void Follow();

  const Place place_;
  const v1::StoreMeta meta_;
  const Domain& domain_;
  std::unique_ptr<log::KafkaLog> log_;
  store::MemoryStore store_;

  mutable std::mutex mutex_;  // guards all below
  mutable std::condition_variable turned_;
  std::shared_ptr<const engine::RulesSnapshot> rules_;
  std::optional<Error> failed_;
  Stopwatch since_confirmed_;
  bool ending_ = false;
  std::thread follower_;  // last: begins when all is there
};

}  // namespace tenure::kafka
