// The demo's commands (packs/demo/demo.jsonl) as text inside the binary.
#pragma once

#include <string_view>

namespace tenure::cli {

// JSON lines for `submit`, in order; each has an id, so that they can be given again. A line that
// is set in by spaces came in at the same moment as the one above it.
[[nodiscard]] std::string_view DemoScript();

}  // namespace tenure::cli
