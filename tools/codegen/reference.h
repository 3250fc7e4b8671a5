// The reference pages of docs/reference/: what a reader may look up about the contract, in both
// languages. Each function gives the whole text of one page.
#pragma once

#include <string>

#include "codegen/model.h"

namespace tenure::codegen {

[[nodiscard]] std::string EmitCommandPage(const Model& model);
[[nodiscard]] std::string EmitEventPage(const Model& model);
[[nodiscard]] std::string EmitRefusalPage(const Model& model);
[[nodiscard]] std::string EmitReadModelPage(const Model& model);

}  // namespace tenure::codegen
