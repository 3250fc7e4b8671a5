// The complaints of the demo's year: most closed long ago, one and more in every state today.
#pragma once

#include <vector>

#include "demo/homes.h"

namespace tenure::demo {

void PlanComplaints(Plan* plan, const Homes& homes, const std::vector<Customer>& firms);

}  // namespace tenure::demo
