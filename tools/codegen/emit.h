// What the generator writes. Each function gives the whole text of one file.
#pragma once

#include <string>

#include "codegen/model.h"

namespace tenure::codegen {

// <file>.domain.h: declarations of Decide, Evolve, EvolveBook, Timers and React for what `file`
// declares. A forgotten definition stops the link and names what is missing.
[[nodiscard]] std::string EmitDomainHeader(const Model& model, const FileDescriptor* file);

// domain/dispatch.gen.{h,cc}: the tables of tenure/domain.h.
[[nodiscard]] std::string EmitDispatchHeader();
[[nodiscard]] std::string EmitDispatch(const Model& model);

// <name>/<name>.projection.h and projections/registry.gen.cc.
[[nodiscard]] std::string EmitProjectionHeader(const Model& model, const Projection& projection);
[[nodiscard]] std::string EmitRegistry(const Model& model);

inline constexpr char kGeneratedNote[] =
    "// Generated from proto/ and projections/ by tools/codegen. Do not edit.\n";

}  // namespace tenure::codegen
