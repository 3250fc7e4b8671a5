// Obligations that several scopes make together, so that no row of the worklist can hold them: a
// disclosure that changed after a customer acknowledged it (governance and his engagement), a
// customer whose accountable owner holds no role any more (A15).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "query/open_store.h"

namespace tenure::query {

struct DueAcross {
  std::string scope;
  std::string id;
  std::string kind;       // its name in the read model `worklist`
  std::uint64_t why = 0;  // scope sequence of the event that put it here; 0: there is none
  std::string why_scope;
  std::string settle;
  std::string item;
};

// L1: engagements that wait for a signature on a version of the disclosure that is not in force any
// more. Errors: those of FindRows.
[[nodiscard]] Result<std::vector<DueAcross>> ChangedDisclosures(const OpenStore& store);

// A15: customers whose owner has no role now. Errors: those of FindRows.
[[nodiscard]] Result<std::vector<DueAcross>> AbsentOwners(const OpenStore& store);

}  // namespace tenure::query
