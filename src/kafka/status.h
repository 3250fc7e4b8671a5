// A company as it stands on its cluster, seen from outside: for people and for alarms.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kafka/company.h"
#include "tenure/ids.h"

namespace tenure::kafka {

struct PartitionStatus {
  std::int32_t partition = 0;
  Position head = 0;         // records that are committed
  std::int64_t waiting = 0;  // messages on the commands topic that no transaction has taken
  std::string owner;         // group member; empty: nobody
  // Since when a transaction hides what is behind it; absent: none is open.
  std::optional<Time> open_since;
};

[[nodiscard]] Result<std::vector<PartitionStatus>> StatusOf(const Place& place,
                                                            const Company& company);

}  // namespace tenure::kafka
