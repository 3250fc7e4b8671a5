// proto/type_ids.lock: every number that stored bytes may hold, one a line, so that no later
// contract can give it another meaning. What has a line keeps its number, type and name; the build
// refuses a contract that differs. New entries are free: tools/regenerate adds their lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "codegen/model.h"

namespace tenure::codegen {

// The lock of `model`:
//   command 500 FileComplaint            event 500 ComplaintFiled       state 40 complaint
//   value Refusal.BAD_ID = 12            field ComplaintFiled.subject = 2 string FREE_TEXT
// Fields and enum values are those of commands, events and of what stands inside them, and of the
// storage format. States, books and rows are folded again from events, so their fields are free.
[[nodiscard]] std::string EmitLock(const Model& model);

// One sentence for each line of `lock` that `model` does not keep.
[[nodiscard]] std::vector<std::string> CheckLock(const Model& model, std::string_view lock);

}  // namespace tenure::codegen
