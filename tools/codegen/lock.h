// proto/type_ids.lock: what was released. A released id, name, field number or type never changes
// and never goes; new ones are added by tools/regenerate.
#pragma once

#include <string>
#include <vector>

#include "codegen/model.h"

namespace tenure::codegen {

// Everything the contract declares, one line each, sorted:
//   command 500 FileComplaint      event 500 ComplaintFiled      state 50 complaint
//   field FileComplaint.words = 3 string
[[nodiscard]] std::vector<std::string> LockLines(const Model& model);

// The lines of a lock file; none when there is no such file.
[[nodiscard]] std::vector<std::string> ReadLock(const std::string& path);

// One fault for each locked line that the contract no longer says.
void CheckLock(const Model& model, const std::vector<std::string>& locked,
               std::vector<std::string>* faults);

}  // namespace tenure::codegen
