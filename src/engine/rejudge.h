// Every decision judged again: the command is made anew from what its events and the log keep of
// it, decided on the states, books and rules of then, and what comes out compared with what was
// recorded.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "log/log.h"
#include "store/store.h"
#include "tenure/domain.h"

namespace tenure::engine {

struct RejudgeCount {
  std::uint64_t same = 0;
  std::uint64_t different = 0;
  // The events do not keep every field of the command, and what they keep did not lead to them.
  std::uint64_t not_kept = 0;
};

struct RejudgeDifference {
  Position position = 0;  // of the event
  std::string event;      // its type
  std::string rule;       // the command whose rule decided
  std::string field;      // first that differs; empty when another thing than a field does
  std::string recorded;
  std::string judged;
};

struct RejudgeReport {
  std::uint64_t records = 0;
  std::uint64_t units = 0;
  std::map<std::string, RejudgeCount> commands;  // by name of the root command
  std::vector<RejudgeDifference> differences;    // the first kDifferencesMax
  std::vector<Position> late;  // decided before a governance change was known to the decider
};

inline constexpr std::size_t kDifferencesMax = 1'000;

// `fresh` is an empty store that the caller throws away.
[[nodiscard]] Result<RejudgeReport> Rejudge(const log::Log& log, const Domain& domain,
                                            store::Store* fresh,
                                            const std::function<void(Position)>& progress);

}  // namespace tenure::engine
