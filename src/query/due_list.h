// What is due: the worklist's obligations one by one, each with somebody who answers for it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "query/show.h"
#include "tenure/v1/options.pb.h"

namespace tenure::query {

struct Due {
  std::string scope;
  std::optional<std::int64_t> at;  // UTC microseconds; absent: some time, its clock has stopped
  std::string kind;                // its name in the read model
  v1::Text title;                  // of the kind; empty when it has none
  std::string owner;               // empty: nobody answers for it yet
  JsonValue line;                  // scope, id and the obligation's own fields, for a reader
};

// All obligations, earliest first, undated ones last; those of erased persons are nobody's any
// more. What nobody was named for is the customer's owner's (A15), save what only a second person
// may settle: such an obligation follows him when the customer changes hands. Errors: those of
// FindRows and ShowMessage.
[[nodiscard]] Result<std::vector<Due>> DueList(const OpenStore& store, const EventReader& reader);

}  // namespace tenure::query
