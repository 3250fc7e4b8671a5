// Follows the partitions that other engines write into stores of our own, so that taking one over
// means reading only what came since. One thread for all of them.
#pragma once

#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "kafka/company.h"
#include "kafka/partition_store.h"
#include "log/kafka/kafka_log.h"
#include "tenure/domain.h"

namespace tenure::kafka {

class Standby {
 public:
  using DirectoryOf = std::function<std::string(std::int32_t partition)>;

  // `domain` outlives it. Begins at once.
  Standby(Place place, v1::StoreMeta meta, const Domain& domain, std::set<std::int32_t> partitions,
          DirectoryOf directory_of);
  // Closes the stores: whoever opens them next has them alone.
  ~Standby();
  Standby(const Standby&) = delete;
  Standby& operator=(const Standby&) = delete;

  // How far each has come. Any thread.
  [[nodiscard]] std::map<std::int32_t, Position> positions() const;

 private:
  struct Followed {
    PartitionStore store;
    std::unique_ptr<log::KafkaLog> log;
  };
  void Run();
  Result<void> Follow(std::int32_t partition, Followed* followed);

  const Place place_;
  const v1::StoreMeta meta_;
  const Domain& domain_;
  const std::set<std::int32_t> partitions_;
  const DirectoryOf directory_of_;

  mutable std::mutex mutex_;  // guards positions_
  std::map<std::int32_t, Position> positions_;
  std::atomic<bool> ending_ = false;
  std::thread thread_;  // last: begins when all is there
};

}  // namespace tenure::kafka
