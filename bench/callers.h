// Callers that wait, a thread each, behind a queue that one writer empties: whatever waits is one
// batch. What stands behind the queue is the contender: a bare write and sync, the log, the engine.
#pragma once

#include <functional>

#include "bench/measure.h"

namespace tenure::bench {

// Makes a number of appends durable; called on the writer's thread.
using Sink = std::function<void(int appends)>;

// `callers` threads, each with one append in flight, for `time`. `aside_seconds` is asked once at
// the end for the time that the sink spent on other things than appending.
[[nodiscard]] Figures MeasureCallers(
    int callers, Milliseconds time, const Sink& sink,
    const std::function<double()>& aside_seconds = [] { return 0.0; });

}  // namespace tenure::bench
