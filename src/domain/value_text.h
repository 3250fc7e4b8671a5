// Value messages as text, for the facts of a refusal.
#pragma once

#include <string>
#include <string_view>

#include "tenure/values.h"

namespace tenure::domain {

using tenure::DateMessage;
using tenure::DateOf;
using tenure::InstantOf;
using tenure::ScopeName;
using tenure::TimeOf;

[[nodiscard]] std::string DateText(Date date);                // "2026-03-31"
[[nodiscard]] std::string TimeText(Time time);                // "2026-03-31T01:30:00Z"
[[nodiscard]] std::string MoneyText(const v1::Money& money);  // "1234.56 CNY"
[[nodiscard]] std::string MoneyText(std::int64_t minor, std::string_view currency);

}  // namespace tenure::domain
