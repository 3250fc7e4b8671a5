// Key accounts of the demo's year, with all ten practices and the forum, and the year-end screening
// of everybody who was a customer in 2025.
#pragma once

#include <vector>

#include "demo/cast.h"

namespace tenure::demo {

// All the year's accounts; they are screened here too.
[[nodiscard]] std::vector<Customer> PlanAccounts(Plan* plan, Cast* cast, Dice* dice);

// R3 for the others: proposed by their owners, confirmed by another after the year.
void PlanScreening(Plan* plan, const std::vector<Customer>& customers);

}  // namespace tenure::demo
