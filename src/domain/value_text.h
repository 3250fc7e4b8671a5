// Value messages to and from the types of the code, and to text for the facts of a refusal.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "tenure/time.h"
#include "tenure/v1/values.pb.h"

namespace tenure::domain {

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
[[nodiscard]] std::string DateText(Date date);                // "2026-03-31"
[[nodiscard]] std::string TimeText(Time time);                // "2026-03-31T01:30:00Z"
[[nodiscard]] std::string MoneyText(const v1::Money& money);  // "1234.56 CNY"
[[nodiscard]] std::string MoneyText(std::int64_t minor, std::string_view currency);
// "customer/C-1001" is "C-1001".
[[nodiscard]] std::string_view ScopeName(std::string_view scope);

}  // namespace tenure::domain
