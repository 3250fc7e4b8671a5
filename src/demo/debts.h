// Debts of the demo's year: firms that did not pay, each case brought as far as its story says,
// from the first contact to enforcement, settlement, insolvency and the time bar.
#pragma once

#include <vector>

#include "demo/cast.h"

namespace tenure::demo {

[[nodiscard]] std::vector<Customer> PlanDebts(Plan* plan, Cast* cast);

}  // namespace tenure::demo
