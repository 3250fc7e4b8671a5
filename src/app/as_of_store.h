// A store as it was known at a position: the same verbs read it. One customer is folded from his
// own events, found by index, in memory; everybody from the whole log up to there, on disk, so that
// a second question at the same position finds it.
#pragma once

#include <memory>
#include <string>

#include "app/disk_store.h"
#include "base/file_port.h"
#include "cli/verbs.h"

namespace tenure::app {

// kInvalidInput when `options.as_of` is neither a position nor an instant.
[[nodiscard]] Result<std::unique_ptr<query::OpenStore>> OpenAsOf(Files& files,
                                                                 std::unique_ptr<DiskStore> present,
                                                                 const cli::GlobalOptions& options);

}  // namespace tenure::app
