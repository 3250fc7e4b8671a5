// An amount in minor units (fen, cents) of an ISO 4217 currency. Amounts of different currencies
// never meet in one operation: the caller compares currencies first.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace tenure {

struct Money {
  std::int64_t minor = 0;
  std::string currency;  // three capital letters
  auto operator<=>(const Money&) const = default;
};

}  // namespace tenure
