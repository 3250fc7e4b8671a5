// The receivables figures of the whole house, for `credit analytics` and the demo's first screen.
#pragma once

#include <vector>

#include "cli/console.h"
#include "query/open_store.h"

namespace tenure::cli {

// An object per currency: outstanding, not_due, the three DSO, provision matrix, months.
[[nodiscard]] Result<std::vector<JsonValue>> AnalyticsOf(const query::OpenStore& store);

}  // namespace tenure::cli
