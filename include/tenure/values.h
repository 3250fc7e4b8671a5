// Value messages of the contract to and from the types of the code. Pure, any thread.
#pragma once

#include <chrono>
#include <cstdint>
#include <string_view>

#include "tenure/time.h"
#include "tenure/v1/values.pb.h"

namespace tenure {

[[nodiscard]] inline Time TimeOf(const v1::Instant& instant) {
  return TimeFromMicros(instant.us());
}
[[nodiscard]] inline v1::Instant InstantOf(Time time) {
  v1::Instant instant;
  instant.set_us(MicrosOf(time));
  return instant;
}
[[nodiscard]] inline Date DateOf(const v1::Date& date) {
  return Date(std::chrono::days(date.days()));
}
[[nodiscard]] inline v1::Date DateMessage(Date date) {
  v1::Date message;
  message.set_days(static_cast<std::int32_t>(date.time_since_epoch().count()));
  return message;
}
[[nodiscard]] inline std::uint32_t YearOf(const v1::Date& date) {
  return static_cast<std::uint32_t>(
      static_cast<int>(std::chrono::year_month_day(DateOf(date)).year()));
}
// "customer/C-1001" is "C-1001".
[[nodiscard]] constexpr std::string_view ScopeName(std::string_view scope) {
  return scope.substr(scope.find('/') + 1);
}

}  // namespace tenure
