// The written forms of dates, instants, spans and positions of the command line (docs/cli): one
// place that reads them and one that writes them. No locale, no time-zone database, no float.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "tenure/time.h"

namespace tenure::contract {

// Years 0001 to 9999: what the forms can hold.
inline constexpr std::int32_t kDaysMin = -719'162;
inline constexpr std::int32_t kDaysMax = 2'932'896;

// "2026-03-31". nullopt for another form or a day that does not exist.
[[nodiscard]] std::optional<std::int32_t> ParseDate(std::string_view text);
[[nodiscard]] std::string FormatDate(std::int32_t days);

// RFC 3339 with offset, up to six digits of fraction: "2026-03-31T09:30:00+08:00". No leap seconds.
[[nodiscard]] std::optional<std::int64_t> ParseInstant(std::string_view text);
// In UTC: "2026-03-31T01:30:00Z", with a fraction only where there is one.
[[nodiscard]] std::string FormatInstant(std::int64_t micros);

// "90d", "36h", "15m", "30s", or ISO 8601 "P90D", "P2W", "PT1H30M", "PT0.5S"; never negative. Years
// and months have no fixed length and are refused.
[[nodiscard]] std::optional<std::int64_t> ParseSpan(std::string_view text);
// The largest unit that divides it; ISO 8601 below a second.
[[nodiscard]] std::string FormatSpan(std::int64_t micros);

}  // namespace tenure::contract
