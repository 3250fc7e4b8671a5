// Instants and calendar days. An instant is microseconds since 1970-01-01T00:00:00Z; a Date has no
// time zone. Nothing here reads a clock or a time-zone database: both arrive as arguments.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

namespace tenure {

using Duration = std::chrono::microseconds;
using Time = std::chrono::sys_time<std::chrono::microseconds>;
using Date = std::chrono::sys_days;

[[nodiscard]] constexpr Time TimeFromMicros(std::int64_t micros) { return Time(Duration(micros)); }
[[nodiscard]] constexpr std::int64_t MicrosOf(Time time) { return time.time_since_epoch().count(); }

// Where an engine gets "now": the system clock, or a simulated one. Called on the engine's thread.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Time Now() = 0;
};

}  // namespace tenure
