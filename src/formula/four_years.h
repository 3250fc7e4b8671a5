// The four-year appointment (L8): its dates are the handbook's, therefore code.
#pragma once

#include <cstdint>

#include "tenure/time.h"

namespace tenure::formula {

// L8 四年之约: every four years fully revisit all customers.
inline constexpr int kAppointmentYears = 4;

// Day of the n-th visit (n from 1): anchor + 4n years; an anchor of 29 February is kept on
// 28 February in common years.
[[nodiscard]] Date FourYearVisit(Date anchor, std::uint32_t n);

}  // namespace tenure::formula
