// Sealing: a full segment is rewritten in compressed blocks with an index, the tree before and
// after it and its root in the footer, synced, read back, put in the place of the open one, and
// read-only from then on. A crash leaves one or the other, both whole.
#pragma once

#include <string>

#include "base/file_port.h"
#include "log/segment/segment.h"
#include "tenure/result.h"

namespace tenure::log {

struct SealPlan {
  std::string directory;  // of the partition
  int compression_level = 0;
};

// Returns the sealed segment, which readers may use from now on. After an error the open file is as
// it was; kLogDamaged when its records are not those that were appended.
[[nodiscard]] Result<Segment> SealSegment(Files& files, const SealPlan& plan,
                                          const std::shared_ptr<const Segment>& open);

}  // namespace tenure::log
