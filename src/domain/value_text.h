// Value messages as text, for the facts of a refusal; what counts as proof.
#pragma once

#include <string>
#include <string_view>

#include "tenure/values.h"

namespace tenure::domain {

// A kind, and a hash or a place to look it up at: enough to prove something by.
[[nodiscard]] inline bool IsProof(const v1::Evidence& evidence) {
  return !evidence.kind().empty() && !(evidence.sha256().empty() && evidence.place().empty());
}
[[nodiscard]] std::string DateText(Date date);                // "2026-03-31"
[[nodiscard]] std::string TimeText(Time time);                // "2026-03-31T01:30:00Z"
[[nodiscard]] std::string MoneyText(const v1::Money& money);  // "1234.56 CNY"
[[nodiscard]] std::string MoneyText(std::int64_t minor, std::string_view currency);

}  // namespace tenure::domain
