// A company's year around the tour's characters: some two hundred and fifty made-up customers and
// what happened to them from January 2025 to August 2026, as commands for the ordinary door. The
// same on every machine; no clock, no files.
#pragma once

#include <vector>

#include "demo/plan.h"

namespace tenure::demo {

// The year's commands by moment, earliest first. The screening round 2025 and the forum FO-2026 are
// the tour's own (packs/demo/demo.jsonl): the year takes part in them.
[[nodiscard]] std::vector<Moment> CompanyYear();

}  // namespace tenure::demo
